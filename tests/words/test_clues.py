"""A clue spares most texts the pattern; it must never spare one that the pattern would find something in."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine import read_text
from qa_engine.rules.words.wording import Wording

RULES = {
    "commercial_term": "COMMERCIAL",
    "deemed_approval": "DEEMED",
    "disclaimed_cgmp": "DISCLAIMED",
    "vague_deadline": "VAGUE",
    "vague_owner": "VAGUE",
}


def as_row(words: str) -> str:
    """An agreement with one row in these words."""
    quoted = words.replace("'", "''")
    return (
        "format: qa-engine/1\nid: X\ntitle: X\nversion: '1'\nlanguage: en\n"
        "parties: {a: {name: A, role: contract-giver}, b: {name: B, role: contract-acceptor}}\n"
        "products: {p: {name: P, markets: [US]}}\n"
        f"sections: {{s: {{title: S, activities: {{ROW-1: {{do: '{quoted}', raci: {{a: RA}}}}}}}}}}\n"
    )


@pytest.mark.parametrize(("name", "pattern"), RULES.items())
def test_what_a_pattern_finds_holds_a_clue(name: str, pattern: str) -> None:
    module: Any = import_module(f"qa_engine.rules.words.{name}")
    flags = re.ASCII | re.IGNORECASE | (re.VERBOSE if "\n" in getattr(module, pattern).pattern else 0)
    written = re.compile(getattr(module, pattern).pattern, flags)

    @given(st.from_regex(written, fullmatch=True, alphabet=st.characters(max_codepoint=126, min_codepoint=32)))
    def holds(words: str) -> None:
        words = " ".join(words.split())
        found = [match.group() for match in getattr(module, pattern).finditer(words)]
        wording = Wording(read_text(as_row(words)))
        told = {match.words for match in wording.find(getattr(module, pattern), module._CLUES)}
        assert told == {" ".join(one.split()) for one in found}

    holds()


@pytest.mark.parametrize("name", RULES)
def test_a_text_without_clues_is_not_tried(name: str) -> None:
    module: Any = import_module(f"qa_engine.rules.words.{name}")
    wording = Wording(read_text(as_row("Notify the Sponsor of a reliable result within 2 days")))
    assert wording.holding(module._CLUES) == []
