"""What the document of an agreement says of its own standing: the mark on each page, and who approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qa_engine as qa
from qa_engine.ledger.signatures import CannotVerify
from qa_engine.lifecycle import act
from qa_engine.lifecycle.approvals import approvals_for, standing_of
from qa_engine.word.opened import open_word
from qa_engine.word.reading import Table, blocks_of
from tests.lifecycle.desk import AGREEMENT, ANN, BO, Desk, desk

if TYPE_CHECKING:
    from pathlib import Path


def words(life: Desk) -> str:
    """All words of the document's body."""
    blocks = blocks_of(open_word(qa.render(qa.load(life.file)).content))
    return "\n".join(
        "\n".join("\n".join(row.texts) for row in block.rows) if isinstance(block, Table) else block.text
        for block in blocks
    )


def page(life: Desk) -> Table:
    """The table of signatures."""
    blocks = blocks_of(open_word(qa.render(qa.load(life.file)).content))
    return next(block for block in blocks if isinstance(block, Table) and "Printed name" in block.rows[0].texts[0])


def headers(life: Desk) -> list[str]:
    """What stands in the headers: of the first page, and of all others."""
    package = open_word(qa.render(qa.load(life.file)).content).package
    found = (package.tree(name) for name in package.parts if name.startswith("word/header"))
    return [" ".join(str(text) for text in header.itertext()) for header in found]


def mark(life: Desk) -> str:
    """What stands in the header of its pages."""
    return " ".join(headers(life))


def test_the_signature_page_shows_name_meaning_time_and_key(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    told = words(life)
    ann, bo = approvals_for(qa.load(life.file))
    assert (ann.name, ann.holder, ann.meaning) == ("Ann Example", "aurora.qa", "Approves for quality")
    for approval, minute in ((ann, 2), (bo, 3)):
        row = next(row for row in page(life).rows if approval.name in row.texts[0])
        name, _, meaning, signature, moment = row.texts
        assert name.splitlines() == [approval.name, "Head of Quality"]
        assert meaning == "Approves for quality"
        assert signature.split("\n")[:2] == ["Approved", f"Key {approval.key}"]
        assert moment.strip() == f"11 January 2027, 09:0{minute} (UTC+01:00)"
    assert "Ann Example" in told


def test_a_delegate_is_shown_with_the_delegation(tmp_path: Path) -> None:
    life = desk(tmp_path)
    life.submit()
    signers = life.folder / ".qa-engine" / "allowed_signers"
    from dataclasses import replace

    from tests.lifecycle.desk import public_line

    cy = replace(ANN, name="Cy Example")
    signers.write_text(signers.read_text(encoding="utf-8") + f"aurora.qa {public_line(cy.name)}\n", encoding="utf-8")
    actor = life.actor(cy, sign=True)
    act.approve(
        life.file,
        actor,
        expected=life.hash,
        in_place_of="Ann Example",
        reason="Delegation DEL-2027-003",
        meaning="Agrees",
    )
    told = words(life)
    assert "Approved by Cy Example\nIn place of Ann Example: Delegation DEL-2027-003" in told
    assert "11 January 2027, 09:02 (UTC+01:00)" in told
    assert "Agrees" in told


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("draft", "Draft"),
        ("in-review", "In review"),
        ("approved", ""),
        ("effective", ""),
        ("superseded", "Superseded"),
        ("terminated", "Terminated"),
    ],
)
def test_every_page_bears_the_mark_of_its_state(tmp_path: Path, step: str, said: str) -> None:
    life = desk(tmp_path)
    if step != "draft":
        life.submit()
    if step not in ("draft", "in-review"):
        life.approve(ANN)
        life.approve(BO)
    if step not in ("draft", "in-review", "approved"):
        act.enact(life.file, life.actor(ANN), early="Supply would stop")
    if step == "superseded":
        act.supersede(life.file, life.actor(ANN), replaced_by="QA-2", reason="Merged")
    if step == "terminated":
        act.terminate(life.file, life.actor(ANN), reason="Product ended")
    assert standing_of(qa.load(life.file)).status == step
    marks = ("Draft", "In review", "Superseded", "Terminated")
    found = [[word for word in marks if word in header] for header in headers(life)]
    assert found == [[said] if said else []] * 2, "of the first page, and of all others"


def test_a_status_typed_by_hand_marks_nothing(tmp_path: Path) -> None:
    life = desk(tmp_path)
    life.submit()
    life.edit("status: in-review", "status: effective")
    assert "In review" in mark(life)
    assert "Approved" not in words(life)


def test_another_text_under_the_approved_number_is_a_draft_without_signatures(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    life.edit("within: 2 business days", "within: 3 business days")
    assert "Draft" in mark(life)
    assert approvals_for(qa.load(life.file)) == ()
    assert "Key SHA256" not in words(life)
    assert "11 January 2027, 09:0" not in words(life)


def test_a_signature_that_does_not_hold_is_not_shown(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    (life.folder / ".qa-engine" / "allowed_signers").write_text("", encoding="utf-8")
    assert "Draft" in mark(life)
    assert "Key SHA256" not in words(life)


def test_a_list_of_signers_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    (life.folder / ".qa-engine" / "allowed_signers").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(CannotVerify, match="allowed signers cannot be used"):
        qa.render(qa.load(life.file))


def test_without_a_ledger_the_file_says_its_status(tmp_path: Path) -> None:
    life = desk(tmp_path, text=AGREEMENT.replace("status: draft", "status: in-review"))
    assert "In review" in mark(life)


def test_the_same_ledger_gives_the_same_bytes(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    assert qa.render(qa.load(life.file)).content == qa.render(qa.load(life.file)).content
