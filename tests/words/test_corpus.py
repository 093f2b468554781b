"""The rules about words on clauses of real agreements: how many they find, and how many they find wrongly.

What a reader finds in the clauses is written down here by clause; `docs/words.md` gives the figures.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa_engine.agreement.load import read, read_text
from qa_engine.check.run import check_agreement
from qa_engine.rules.words import WORDS
from qa_engine.source.write import dump

if TYPE_CHECKING:
    from qa_engine.finding import Finding

ROOT = Path(__file__).parents[2]
ABOUT_WORDS = {"vague-deadline", "vague-owner", "deemed-approval", "disclaimed-cgmp", "commercial-term"}
READ = {
    # by hand: which of the clauses hold what a rule looks for
    "vague-deadline": {"c03", "c18", "c22", "c24"},
    "vague-owner": {"c03", "c17", "c18"},
    "deemed-approval": set(),
    "disclaimed-cgmp": set(),
    "commercial-term": {"c18", "c22"},
}


def findings_in(text: str) -> list[Finding]:
    data = {
        "format": "qa-engine/1",
        "id": "X",
        "title": "X",
        "version": "1.0",
        "parties": {"a": {"name": "A", "role": "contract-giver"}, "b": {"name": "B", "role": "contract-acceptor"}},
        "sections": {"s": {"title": "S", "text": text}},
    }
    agreement = read_text(dump(data))
    assert agreement.findings == []
    return check_agreement(agreement, WORDS, date(2027, 1, 15))


def test_clauses_of_real_agreements(corpus: Path) -> None:
    with (corpus / "edgar-clauses-dev" / "clauses.csv").open(encoding="utf-8", newline="") as file:
        clauses = {row["clause_id"]: row["text"] for row in csv.DictReader(file)}
    found: dict[str, set[str]] = {rule: set() for rule in ABOUT_WORDS}
    for identifier, text in clauses.items():
        for finding in findings_in(text):
            if finding.rule in found:
                found[finding.rule].add(identifier)
    right = sum(len(found[rule] & READ[rule]) for rule in ABOUT_WORDS)
    assert found == READ
    page = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    assert f"{len(clauses)} clauses" in page
    assert f"{right} of {sum(map(len, READ.values()))} found, none found wrongly" in page


def test_running_text_about_other_things_stays_quiet(corpus: Path) -> None:
    """Plans and procedures of other trades, some 46 000 words: the one word that is found is vague there too."""
    hits: list[tuple[str, str]] = []
    words = 0
    for path in sorted(corpus.rglob("*.md")):
        text = re.sub(r"[\x00-\x08\x0b-\x1f]", " ", path.read_text(encoding="utf-8", errors="replace"))
        if path.name == "README.md" or not text.strip():
            continue
        words += len(text.split())
        hits += [
            (path.parent.name, finding.rule)
            for finding in findings_in(text)
            if finding.rule in ABOUT_WORDS - {"commercial-term"}
        ]
    assert words > 40_000
    assert hits == [("raci-pmtools-17-communication-plan-template", "vague-deadline")]


@pytest.mark.parametrize("path", sorted((ROOT / "agreements").glob("*.qa.yaml")), ids=lambda path: path.name)
def test_worked_agreements_have_nothing_of_the_kind(path: Path) -> None:
    assert check_agreement(read(path), WORDS, date(2027, 1, 15)) == []
