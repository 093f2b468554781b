"""Which approvals a version needs follows from what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa_engine.agreement.load import load
from qa_engine.lifecycle import act
from qa_engine.lifecycle.situation import NotAllowed
from qa_engine.lifecycle.verify import verify_agreement
from tests.lifecycle.desk import AGREEMENT, ANN, BO, Desk, desk

if TYPE_CHECKING:
    from pathlib import Path

FOUR = AGREEMENT.replace(
    "signatories:\n",
    "signatories:\n"
    "  - {party: aurora, function: ra, name: Cy Example, title: Head of Regulatory Affairs, meaning: Agrees}\n"
    "  - {party: borealis, function: prod, name: Di Example, title: Head of Production, meaning: Agrees}\n",
)


def asked(life: Desk, version: str, *edits: tuple[str, str]) -> tuple[str, list[str], list[str]]:
    """What submitting the next version asks for, after these edits: class, all of, one of."""
    life.edit('version: "1.0"\nstatus: effective', f'version: "{version}"\nstatus: draft')
    for old, new in edits:
        life.edit(old, new)
    details = life.submit().record.details
    needs = details["needs"]
    assert verify_agreement(load(life.file), life.now.date()).findings == ()
    return (
        details.get("class", ""),
        [one["holder"] for one in needs.get("all", ())],
        [one["holder"] for one in needs.get("one-of", ())],
    )


@pytest.fixture
def life(tmp_path: Path) -> Desk:
    return desk(tmp_path).effective()


def test_a_first_version_needs_every_signatory(tmp_path: Path) -> None:
    there = desk(tmp_path, text=FOUR)
    needs = there.submit().record.details["needs"]["all"]
    assert [one["holder"] for one in needs] == ["aurora.ra", "borealis.prod", "aurora.qa", "borealis.qa"]
    there.approve(ANN)
    assert there.approve(BO).state == "in-review"


def test_a_major_change_needs_every_signatory(life: Desk) -> None:
    assert asked(life, "2.0", ("within: 2 business days", "within: 3 business days")) == (
        "major",
        ["aurora.qa", "borealis.qa"],
        [],
    )


def test_a_minor_change_needs_the_quality_units(life: Desk) -> None:
    added = "      DEV-04: {do: Archive the deviation, raci: {borealis.qa: RA}}\ncontacts:\n"
    assert asked(life, "1.1", ("contacts:\n", added)) == ("minor", ["aurora.qa", "borealis.qa"], [])


def test_an_editorial_change_needs_one_of_them(life: Desk) -> None:
    assert asked(life, "1.1", ("Review the trend of deviations", "Review the trends of deviations")) == (
        "editorial",
        [],
        ["aurora.qa", "borealis.qa"],
    )
    assert life.approve(BO).state == "approved"


def test_a_new_number_alone_needs_one_of_them(life: Desk) -> None:
    assert asked(life, "1.1") == ("editorial", [], ["aurora.qa", "borealis.qa"])


def test_a_telephone_number_needs_nothing_and_voids_no_signature(life: Desk) -> None:
    before = life.hash
    life.edit("+49 40 1", "+49 40 77")
    assert life.hash == before
    assert life.state("1.0") == "effective"
    assert verify_agreement(load(life.file), life.now.date()).findings == ()


def test_a_telephone_number_beside_an_editorial_change_changes_nothing_of_it(life: Desk) -> None:
    edits = (("+49 40 1", "+49 40 77"), ("Review the trend of deviations", "Review the trends of deviations"))
    assert asked(life, "1.1", *edits)[0] == "editorial"


def test_the_repository_may_judge_otherwise_and_the_record_says_so(life: Desk) -> None:
    (life.folder / "qa-engine.toml").write_text('[assessment]\nwording-changed = "major"\n', encoding="utf-8")
    assert asked(life, "2.0", ("Review the trend of deviations", "Review the trends of deviations"))[0] == "major"
    assert life.ledger.records[-1].details["assessment"] == {"wording-changed": "major"}
    (life.folder / "qa-engine.toml").unlink()
    assert verify_agreement(load(life.file), life.now.date()).findings == (), "what held then is on record"


def test_a_number_raised_by_too_little_keeps_it_from_being_submitted(life: Desk) -> None:
    with pytest.raises(NotAllowed) as refused:
        asked(life, "1.1", ("within: 2 business days", "within: 3 business days"))
    assert [finding.rule for finding in refused.value.findings] == ["version-not-raised"]
    assert "ask for version 2.0" in refused.value.findings[0].message


def test_a_version_that_was_approved_and_taken_back_cannot_be_another_text(tmp_path: Path) -> None:
    life = desk(tmp_path).approved()
    act.reopen(life.file, life.actor(BO), reason="A deadline is wrong")
    life.edit("within: 2 business days", "within: 3 business days")
    with pytest.raises(NotAllowed) as refused:
        life.submit()
    assert [finding.rule for finding in refused.value.findings] == ["version-not-raised"]
    life.edit("within: 3 business days", "within: 2 business days")
    assert life.submit().state == "in-review"
