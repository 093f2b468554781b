"""A negotiation in LibreOffice, and tracked changes resolved by it and by us."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qa_engine as qa
from qa_engine.changes.change import ChangeSet
from qa_engine.intake.negotiated import SILENT, StaleBase, read_negotiated
from qa_engine.word.opened import WordFile, open_word
from qa_engine.word.reading import Line, blocks_of
from qa_engine.word.revisions import accepted, rejected
from tests.clients.programs import missing, program
from tests.intake.copies import Copy, edited
from tests.intake.test_negotiated import LEO, RITA, TEXT

SCRIPT = Path(__file__).with_name("libreoffice_edits.py")
PYTHONS = ("python3", "/usr/bin/python3", "/usr/lib/libreoffice/program/python", "/opt/libreoffice/program/python")


def python_with_uno() -> str:
    for name in PYTHONS:
        path = shutil.which(name)
        if path and subprocess.run([path, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return path
    return missing("no Python with LibreOffice's uno is installed (Debian: python3-uno)")


def in_office(*jobs: dict[str, Any]) -> None:
    office = program("soffice")
    ran = subprocess.run(
        [python_with_uno(), str(SCRIPT), office],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]


def told(changes: ChangeSet) -> list[tuple[str, str]]:
    return sorted((change.kind, change.at) for change in changes.changes)


@pytest.mark.parametrize("through_odt", [False, True], ids=["docx", "through odt"])
def test_a_negotiation_in_libreoffice_is_told_edit_by_edit(tmp_path: Path, through_odt: bool) -> None:
    agreement = qa.read_text(TEXT, "a.qa.yaml")
    sent, back = tmp_path / "sent.docx", tmp_path / "back.docx"
    sent.write_bytes(qa.render(agreement).content)
    steps = [
        ["author", RITA],
        ["track", False],
        ["replace", "CHG-02", "E", "10", "30"],  # the one edit without a trace
        ["track", True],
        ["replace", "DEV-01", "B", "Record", "Record and classify"],
        ["insert_row", "DEV-02", ["", "Assess the effect on other batches", "C", "RA"]],
        ["author", LEO],
        ["replace", "DEV-03", "C", "C", "A"],
        ["delete_row", "CHG-01"],
        ["author", RITA],
        ["move_row", "DEV-03", "DEV-01"],
        ["copy_row", "CHG-02", "CHG-02"],
        ["comment", "DEV-02", "B", LEO, "Why us?"],
    ]
    in_office({"in": str(sent), "out": str(back), "steps": steps, "through_odt": through_odt})
    copy = read_negotiated(back.read_bytes(), agreement)
    assert told(copy.silent.changes) == [("deadline-changed", "CHG-02")]
    by_author = {proposal.author: told(proposal.changes) for proposal in copy.proposals}
    assert by_author == {
        RITA: [
            ("activity-added", "CHG-03"),  # the copied one
            ("activity-added", "DEV-04"),
            ("activity-moved", "DEV-03"),
            ("raci-changed", "DEV-03"),  # who pastes a row puts in what the other one has changed in it
            ("wording-changed", "DEV-01"),
        ],
        LEO: [("activity-removed", "CHG-01"), ("raci-changed", "DEV-03")],
    }
    assert [(point.at, point.author, point.text) for point in copy.comments] == [("DEV-02", LEO, "Why us?")]
    assert not any(proposal.not_carried for proposal in (copy.silent, *copy.proposals))
    everything = copy.accepting([RITA, LEO, SILENT])
    assert {"CHG-01", "CHG-02", "DEV-01", "DEV-03"} <= {change.at for change in everything.changes}


def texts_of(file: WordFile, document: Any = None) -> list[Any]:
    """Paragraphs and rows that say something, in order: a row that two authors emptied LibreOffice leaves behind, empty."""
    found: list[Any] = []
    for block in blocks_of(file, document):
        if isinstance(block, Line):
            if block.text:
                found.append(block.text)
        else:
            found.append([row.texts for row in block.rows if any(row.texts)])
    return found


def many_edits(copy: Copy) -> None:
    """Words, rows, letters; a row that one puts in and another that the other takes out."""
    copy.say("DEV-01", 1, "Record and classify every deviation", RITA)
    copy.say("DEV-03", 2, "A Quality Assurance", LEO)
    copy.say("DEV-02", 1, "Notify of a deviation", RITA)
    copy.delete("CHG-01", LEO)
    copy.insert("CHG-02", ["CHG-03", "Review all changes", "I", "RA", "–", "–"], RITA)


def nested_edits(copy: Copy) -> None:
    """The same, and a row moved by one author in which another had changed words before."""
    many_edits(copy)
    copy.move("DEV-03", "DEV-01", RITA)


@pytest.mark.parametrize("edit", [many_edits, nested_edits])
def test_all_accepted_and_all_rejected_are_what_libreoffice_makes_of_them(
    tmp_path: Path, edit: Callable[[Copy], None]
) -> None:
    file = tmp_path / "redline.docx"
    file.write_bytes(edited(qa.render(qa.read_text(TEXT, "a.qa.yaml")).content, edit))
    made = {name: tmp_path / f"{name}.docx" for name in ("accept_all", "reject_all", "as_it_is")}
    in_office(
        *(
            {"in": str(file), "out": str(out), "steps": [] if name == "as_it_is" else [[name]]}
            for name, out in made.items()
        )
    )
    own, as_it_is = open_word(file.read_bytes()), open_word(made["as_it_is"].read_bytes())
    for name, ours in (("accept_all", accepted), ("reject_all", rejected)):
        theirs = texts_of(open_word(made[name].read_bytes()))
        matrices = [block for block in texts_of(own, ours(own.document)) if isinstance(block, list)]
        assert matrices == [block for block in theirs if isinstance(block, list)]
        # the rest is held against what LibreOffice itself writes: it renumbers lists and lays contents out in its own way;
        # a deletion inside the insertion of another it saves as a deletion alone
        if edit is many_edits:
            assert texts_of(as_it_is, ours(as_it_is.document)) == theirs


def test_insertions_and_deletions_of_the_corpus_are_resolved_alike(corpus: Path, tmp_path: Path) -> None:
    files = [*corpus.glob("docx-poi-delins/*.docx"), *corpus.glob("docx-ox-rp0*/RP???-*.docx")]
    files = [file for file in files if not file.stem.endswith(("-Accepted", "-Rejected"))]
    jobs = [
        {"in": str(file), "out": str(tmp_path / f"{file.stem}.{name}.docx"), "steps": [[name]]}
        for file in files
        for name in ("accept_all", "reject_all")
    ]
    in_office(*jobs)
    for file in files:
        own = open_word(file.read_bytes())
        for name, ours in (("accept_all", accepted), ("reject_all", rejected)):
            theirs = texts_of(open_word((tmp_path / f"{file.stem}.{name}.docx").read_bytes()))
            mine = texts_of(own, ours(own.document))
            # LibreOffice knows no merged or deleted cells of a redline: it leaves them behind, empty
            assert flat(mine) == flat(theirs), file.name


def flat(texts: list[Any]) -> list[str]:
    """All words in order, without the borders of cells."""
    found: list[str] = []
    for block in texts:
        found += (
            [line for row in block for cell in row for line in cell.split("\n") if line]
            if isinstance(block, list)
            else [block]
        )
    return found


@pytest.mark.parametrize("through", ["xlsx", "ods"])
def test_a_workbook_saved_by_libreoffice_comes_back_with_its_edits_alone(tmp_path: Path, through: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    agreement = qa.read_text(TEXT, "a.qa.yaml")
    sent = tmp_path / "a.xlsx"
    sent.write_bytes(qa.render(agreement, "xlsx").content)
    book = openpyxl.load_workbook(sent)
    sheet = book["Matrix"]
    at = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    columns = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
    sheet.cell(at["DEV-01"], columns["Activity"]).value = "Record and classify every deviation"
    sheet.cell(at["DEV-03"], columns["Contract giver"]).value = "I Quality Assurance"
    sheet.cell(at["CHG-02"], columns["When and how"]).value = "Within 30 business days of proposal"
    sheet.delete_rows(at["CHG-01"])
    book.save(tmp_path / "edited.xlsx")
    saved = {name: saved_by_office(tmp_path / f"{name}.xlsx", through) for name in ("a", "edited")}
    untouched = read_negotiated(saved["a"].read_bytes(), agreement, name="a.xlsx")
    assert untouched.silent.empty
    assert not untouched.proposals
    copy = read_negotiated(saved["edited"].read_bytes(), agreement, name="edited.xlsx")
    (proposal,) = copy.proposals
    assert told(proposal.changes) == [
        ("activity-removed", "CHG-01"),
        ("deadline-changed", "CHG-02"),
        ("raci-changed", "DEV-03"),
        ("wording-changed", "DEV-01"),
    ]
    assert not proposal.not_carried
    now = qa.read_text(TEXT.replace("Propose a change", "Propose each change"), "a.qa.yaml")
    with pytest.raises(StaleBase, match="version 1.0"):
        read_negotiated(saved["edited"].read_bytes(), now, name="edited.xlsx")


def saved_by_office(file: Path, through: str) -> Path:
    """A workbook opened and saved by LibreOffice, by way of its own format where that is asked for."""
    folder = file.parent / f"{file.stem}-{through}"
    for ending in dict.fromkeys((through, "xlsx")):
        subprocess.run(
            [
                program("soffice"),
                f"-env:UserInstallation=file://{file.parent}/profile",
                *("--headless", "--convert-to", ending, "--outdir", str(folder), str(file)),
            ],
            capture_output=True,
            timeout=120,
            check=True,
        )
        file = folder / f"{file.stem}.{ending}"
    return file
