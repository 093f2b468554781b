"""Whatever stands in a ledger or a list of signers, nothing crashes: it is a finding, or it changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa_engine as qa
from qa_engine.ledger.chain import ledger_in, read_ledger
from qa_engine.ledger.fold import fold
from qa_engine.ledger.signers import BadSigners, read_signers
from qa_engine.lifecycle.approvals import standing_of
from qa_engine.lifecycle.status import status_of
from qa_engine.lifecycle.verify import verify_agreement
from qa_engine.report.status import status_json
from qa_engine.report.verify import verify_json
from tests.lifecycle.desk import Desk, desk

if TYPE_CHECKING:
    from pathlib import Path

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
KEYS = [
    "id",
    "version",
    "title",
    "parties",
    "sections",
    "signatories",
    "history",
    "waivers",
    "review",
    "expires",
    "effective",
    "records",
    "products",
    "scope",
    "needs",
    "all",
    "one-of",
    "holder",
    "name",
    "content",
    "verdict",
    "survives",
    "effective",
    "answer-by",
    "in-place-of",
    "assessment",
    "class",
]
TELLING = st.dictionaries(st.sampled_from(["", *KEYS]), JSON, max_size=6)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(tmp_path_factory.mktemp("life")).effective()


def looked_at(life: Desk, raw: bytes) -> bool:
    """Everything that reads a ledger, on these bytes; gives whether they verify."""
    before = life.ledger_file.read_bytes()
    try:
        life.ledger_file.write_bytes(raw)
        agreement = qa.load(life.file)
        day = life.now.date()
        verified = verify_agreement(agreement, day)
        json.loads(verify_json([verified], []))
        json.loads(status_json([status_of(agreement, day)], day))
        standing_of(agreement)
        crashed = [finding for finding in qa.check(life.file, on=day).findings if finding.rule == "rule-crashed"]
        assert crashed == []
        return verified.holds
    finally:
        life.ledger_file.write_bytes(before)


@given(raw=st.binary(max_size=200))
def test_bytes_of_any_kind(life: Desk, raw: bytes) -> None:
    if raw:
        assert not looked_at(life, raw)


@given(data=st.data())
def test_bytes_changed_anywhere(life: Desk, data: st.DataObject) -> None:
    raw = bytearray(life.ledger_file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    same = bytes(raw).rstrip(b"\n") == life.ledger_file.read_bytes().rstrip(b"\n")
    assert looked_at(life, bytes(raw)) == same


@given(details=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=4), content=TELLING, place=st.integers(0, 3))
def test_records_that_are_well_made_and_say_anything(
    life: Desk, details: dict[str, Any], content: dict[str, Any], place: int
) -> None:
    """Sealed and chained as they should be; what they say is nonsense."""
    records = list(read_ledger(life.ledger_file).records)
    said = {**records[place].details, **details} | ({"content": content} if place == 0 else {})
    records[place] = replace(records[place], details=said)
    lines, previous = [], ""
    for record in records:
        sealed = replace(record, previous=previous).sealed()
        lines.append(sealed.line)
        previous = sealed.hash
    holds = looked_at(life, b"\n".join(lines) + b"\n")
    # the last record of this life is not signed; whatever comes before is under a signature
    assert not holds or place == len(records) - 1 or said == read_ledger(life.ledger_file).records[place].details


@given(raw=st.binary(max_size=300))
def test_a_fold_of_anything_comes_to_an_end(raw: bytes) -> None:
    fold(ledger_in(raw, "x.ledger.jsonl"))


@given(text=st.text(max_size=200))
def test_a_list_of_signers_of_any_kind(life: Desk, text: str) -> None:
    file: Path = life.folder / "signers"
    file.write_text(text, encoding="utf-8", errors="replace")
    try:
        for signer in read_signers(file):
            assert signer.fingerprint
    except BadSigners:
        pass
