"""The summary of changes in the document: since the version that the ledger shows as approved before, and from nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qa_engine as qa
from qa_engine.agreement.load import read_text
from qa_engine.changes.diff import diff
from qa_engine.copies import verify_copy
from qa_engine.document.blocks import said
from qa_engine.document.build import build_document
from qa_engine.document.choices import Choices
from qa_engine.lifecycle import act
from qa_engine.pages.html import html_text
from qa_engine.report.summary import summary
from qa_engine.word.opened import open_word
from qa_engine.word.reading import Line, Table, blocks_of
from tests.conftest import ROOT
from tests.lifecycle.desk import AGREEMENT, ANN, BO, Desk, desk
from tests.word.reading import HASH

if TYPE_CHECKING:
    from pathlib import Path


def chapter(life: Desk) -> list[str]:
    """The heading of the summary and what stands under it: lines, and rows as `where: change`; empty where there is none."""
    found: list[str] = []
    for block in blocks_of(open_word(qa.render(qa.load(life.file)).content)):
        if isinstance(block, Line) and block.level == 1:
            if found:
                return found
            found += [block.text] if block.text.startswith("Changes since") else []
        elif found:
            rows = block.rows if isinstance(block, Table) else ()
            found += [": ".join(row.texts) for row in rows if not row.heading] or [getattr(block, "text", "")]
    return found


def second_version(life: Desk) -> None:
    life.edit('version: "1.0"', 'version: "2.0"')
    life.edit("status: effective", "status: draft")
    life.edit("within: 2 business days", "within: 1 business day")
    life.edit("borealis.prod: R, borealis.qa: A", "borealis.qa: RA")
    life.edit(
        "signatories:",
        'history:\n  - {version: "2.0", date: 2027-03-01, reason: New line, change-control: CC-7}\nsignatories:',
    )


TOLD = [
    "Changes since version 1.0",
    "Reason: New line (CC-7)",
    "DEV-01: The work moves from Manufacturer Production to Manufacturer Quality Assurance",
    "DEV-02: Deadline gets shorter: 2 business days of discovery → 1 business day of discovery",
]


def test_a_first_version_has_no_summary_neither_as_draft_nor_in_force(tmp_path: Path) -> None:
    life = desk(tmp_path)
    assert chapter(life) == []
    life.effective()
    assert chapter(life) == []


def test_the_next_version_says_what_changed_from_its_draft_to_its_end(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    second_version(life)
    assert chapter(life) == TOLD
    life.submit()
    assert chapter(life) == TOLD
    life.approve(ANN)
    life.approve(BO)
    act.enact(life.file, life.actor(ANN))
    assert life.state("2.0") == "effective"
    assert chapter(life) == TOLD  # and not since itself
    life.edit('version: "2.0"\nstatus', 'version: "3.0"\nstatus')
    assert chapter(life) == ["Changes since version 2.0", "Nothing of the content has changed."]


def test_an_extract_and_a_ledger_that_does_not_hold_give_none(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    second_version(life)
    extract = open_word(qa.render(qa.load(life.file), party="aurora").content)
    assert not any(isinstance(block, Line) and block.text.startswith("Changes since") for block in blocks_of(extract))
    life.ledger_file.write_text(life.ledger_file.read_text(encoding="utf-8").replace("Ann", "Eve", 1), encoding="utf-8")
    assert chapter(life) == []


def test_a_copy_is_held_against_its_summary_too(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    second_version(life)
    life.approved()
    document = tmp_path / "second.docx"
    agreement = qa.load(life.file)
    qa.render(agreement).save(document)
    assert verify_copy(document, [agreement], life.now.date()).wrong == ()
    from tests.lifecycle.test_documents import rewritten

    other = rewritten(document, "2 business days of discovery →", "9 business days of discovery →")
    assert "9 business days" in " ".join(verify_copy(other, [agreement], life.now.date()).wrong)


def test_every_kind_of_change_is_told_without_a_word_of_the_file_or_the_tool() -> None:
    text = (ROOT / "agreements" / "commercial-finished-dose.qa.yaml").read_text(encoding="utf-8")
    new = text
    for old, now in (
        ("title: Commercial manufacture", "title: Manufacture"),
        ("x-document-owner:", "x-owner-of-it:"),
        ("handoff-gap", "unlinked-holder"),
        ("within: {critical: 4 hours of discovery", "within: {critical: 2 hours of discovery"),
        ("- fda-qa-2016\n", ""),
        ("precedence: quality-agreement", "precedence: commercial-contract"),
    ):
        assert old in new or old.startswith("- fda"), old
        new = new.replace(old, now, 1)
    found = summary(diff(read_text(text), read_text(new)))
    told = {(one.at, said(one.words) if isinstance(one.words, tuple) else one.words) for one in found.differences}
    assert ("Accepted exceptions", "Taken out: the exception for SER-03") in told
    assert ("Accepted exceptions", "New: the exception for SER-03") in told
    assert ("DEV-02", "Deadline for critical gets shorter: 4 hours of discovery → 2 hours of discovery") in told
    assert ("Title page", "Precedence: quality agreement → commercial contract") in told
    every = " ".join(f"{at} {words}" for at, words in told)
    assert [word for word in ("x-", "handoff", "unlinked", "owner", "fda-qa", "packs") if word in every] == []


def test_new_words_stand_in_bold_and_old_ones_in_brackets() -> None:
    before = read_text(AGREEMENT)
    after = read_text(AGREEMENT.replace("Review the trend of deviations", "Review the yearly trend of events"))
    ((at, words, _),) = summary(diff(before, after)).differences
    assert at == "DEV-03"
    assert [(run.text, run.bold, run.italic) for run in words if isinstance(run, tuple)] == [
        ("Review the", False, False),
        (" yearly", True, False),
        (" trend of ", False, False),
        ("[deviations]", False, True),
        (" events", True, False),
    ]
    assert "in bold, words that were taken out in brackets" in html_text(
        build_document(after, HASH, Choices(changes=summary(diff(before, after))))
    )
