"""Copies that come back: silent edits first, then each author's changes, taken over by span edits."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import qa_engine as qa
from qa_engine.agreement.model import Agreement
from qa_engine.changes.change import ChangeSet
from qa_engine.cli.main import qa_engine, run
from qa_engine.intake.negotiated import SILENT, WORKBOOK, Negotiated, StaleBase, carry_over, read_negotiated
from qa_engine.word.guard import Unfit
from tests.intake.copies import Copy, edited

TEXT = """\
# An agreement with a comment that must stay.
format: qa-engine/1
id: QA-1
title: Manufacture of tablets
version: "1.0"
parties:
  aurora:
    name: Aurora Ltd
    role: contract-giver
    functions: {qa: Quality Assurance, ra: Regulatory Affairs}
  borealis:
    name: Borealis GmbH
    role: contract-acceptor
    functions: {qa: Quality Assurance, prod: Production}
classes:
  deviation: {critical: Touches the patient, minor: Does not}
sections:
  deviations:
    title: Deviations
    text: |
      Deviations are handled where they occur.
    activities:
      DEV-01: {do: Record every deviation, raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}}   # stays
      DEV-02:
        do: Notify the contract giver of a deviation
        raci: {borealis.qa: RA, aurora.qa: I (in writing)}
        after: DEV-01
        per: deviation
        within: {critical: 1 business day of discovery, minor: 5 business days of discovery}
        remark: The clock starts at discovery.
      DEV-03:
        do: Close the deviation
        raci: {borealis.qa: RA, aurora.qa: C}
        after: DEV-02
        basis: [EU GMP 8.16]
  changes:
    title: Changes
    activities:
      CHG-01: {do: Propose a change, raci: {borealis.qa: RA, aurora.qa: I}}
      CHG-02: {do: Approve a change, raci: {aurora.qa: RA, aurora.ra: C, borealis.qa: I}, within: 10 business days of proposal}
"""

RITA, LEO = "Rita Raven", "Leo Lang"


@pytest.fixture
def base(tmp_path: Path) -> Agreement:
    file = tmp_path / "a.qa.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return qa.load(file)


def read(base: Agreement, edit: Callable[[Copy], None]) -> Negotiated:
    return read_negotiated(edited(qa.render(base).content, edit), base)


def told(changes: ChangeSet) -> list[tuple[str, str]]:
    return [(change.kind, change.at) for change in changes.changes]


def test_a_copy_that_nobody_touched_says_nothing(base: Agreement) -> None:
    copy = read(base, lambda _: None)
    assert copy.silent.empty
    assert not copy.proposals
    assert not copy.warnings


def test_each_edit_is_told_with_its_author_and_row_and_the_silent_one_first(base: Agreement) -> None:
    def edit(copy: Copy) -> None:
        copy.say("DEV-01", 1, "Record and classify every deviation", RITA)
        copy.say("DEV-03", 2, "A Quality Assurance", LEO)
        copy.say("CHG-02", 4, "Within 30 business days of proposal")
        copy.comment("DEV-02", 1, LEO, "Why us?")

    copy = read(base, edit)
    assert told(copy.silent.changes) == [("deadline-changed", "CHG-02")]
    assert [(proposal.author, told(proposal.changes)) for proposal in copy.proposals] == [
        (RITA, [("wording-changed", "DEV-01")]),
        (LEO, [("raci-changed", "DEV-03")]),
    ]
    assert copy.proposals[1].changes.changes[0].after == {"aurora.qa": "A"}
    assert [(point.at, point.author, point.text) for point in copy.comments] == [("DEV-02", LEO, "Why us?")]
    assert not any(proposal.not_carried or proposal.outside for proposal in (copy.silent, *copy.proposals))


@pytest.mark.parametrize("author", [RITA, ""])
def test_rows_that_come_go_and_move_are_told(base: Agreement, author: str) -> None:
    def edit(copy: Copy) -> None:
        copy.insert(
            "DEV-02",
            ["", "Assess the effect on other batches", "C Quality Assurance", "RA Production", "–", "–"],
            author,
        )
        copy.delete("CHG-01", author)
        copy.move("DEV-03", "DEV-01", author)

    copy = read(base, edit)
    changes = copy.proposals[0].changes if author else copy.silent.changes
    assert sorted(told(changes)) == [
        ("activity-added", "DEV-04"),
        ("activity-moved", "DEV-03"),
        ("activity-removed", "CHG-01"),
    ]
    added = next(change for change in changes.changes if change.kind == "activity-added")
    assert added.after["raci"] == {"aurora.qa": "C", "borealis.prod": "RA"}
    assert copy.silent.empty is bool(author)


def test_a_copied_row_is_a_new_one_and_its_original_stays_itself(base: Agreement) -> None:
    copy = read(base, lambda copy: copy.copy("DEV-02", "CHG-01", RITA))
    (change,) = copy.proposals[0].changes.changes
    assert (change.kind, change.section) == ("activity-added", "changes")
    assert change.after["within"] == {
        "critical": "1 business day of discovery",
        "minor": "5 business days of discovery",
    }


@pytest.mark.parametrize(
    "stripped",
    [("sdt",), ("sdt", "bookmarkStart", "bookmarkEnd"), ("bookmarkStart", "bookmarkEnd")],
)
def test_rows_are_found_again_when_their_names_are_stripped(base: Agreement, stripped: tuple[str, ...]) -> None:
    def edit(copy: Copy) -> None:
        copy.say("DEV-01", 1, "Record and classify every deviation", RITA)
        copy.move("DEV-03", "DEV-01", RITA)
        copy.strip(*stripped)

    copy = read(base, edit)
    assert sorted(told(copy.proposals[0].changes)) == [("activity-moved", "DEV-03"), ("wording-changed", "DEV-01")]


def test_without_any_name_or_number_rows_are_known_by_their_words(base: Agreement) -> None:
    def edit(copy: Copy) -> None:
        for row_id in ("DEV-01", "DEV-02", "DEV-03", "CHG-01", "CHG-02"):
            copy.say(row_id, 0, "")
        copy.say("CHG-02", 2, "RA Regulatory Affairs")
        copy.strip("sdt", "bookmarkStart", "bookmarkEnd")

    copy = read(base, edit)
    assert told(copy.silent.changes) == [("raci-changed", "CHG-02")]


def test_another_number_is_the_same_row_renamed(base: Agreement) -> None:
    copy = read(base, lambda copy: copy.say("DEV-03", 0, "DEV-09", RITA))
    assert told(copy.proposals[0].changes) == [("activity-renamed", "DEV-09")]


def test_two_rows_that_could_be_one_are_told(base: Agreement) -> None:
    def edit(copy: Copy) -> None:
        copy.insert(
            "DEV-03", ["DEV-03", "Close each deviation", "C Quality Assurance", "RA Quality Assurance", "–", "–"]
        )
        copy.strip("sdt", "bookmarkStart", "bookmarkEnd")
        # the original is changed as much
        for row in copy.tree.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
            if row.text == "Close the deviation":
                row.text = "Close a deviation"

    copy = read(base, edit)
    assert list(copy.ties) == ["DEV-03"]
    taken, rival = copy.ties["DEV-03"]
    assert {taken.lines["Activity"][0], rival.lines["Activity"][0]} == {"Close a deviation", "Close each deviation"}
    # who knows decides, and the other one is new
    raw = edited(qa.render(base).content, edit)
    for chosen in (taken, rival):
        settled = read_negotiated(raw, base, settled={"DEV-03": chosen})
        assert not settled.ties
        changes = {change.kind: change for change in settled.silent.changes.changes}
        wording = changes["wording-changed"]
        assert (wording.at, wording.after) == ("DEV-03", {"do": chosen.lines["Activity"][0]})
        assert "activity-added" in changes
        assert not settled.silent.outside
    file = Path(base.path).with_name("theirs.docx")
    file.write_bytes(raw)
    _, said = invoke(str(file), "--base", base.path, "--ask", given="2\n")
    assert "Which row is DEV-03? The others are new." in said
    assert f"Close the deviation → {rival.lines['Activity'][0]}" in said
    _, said = invoke(str(file), "--base", base.path, "--no-ask")
    assert "was taken for it as the likest" in said


def test_deadlines_remarks_references_and_classes_are_read(base: Agreement) -> None:
    def edit(copy: Copy) -> None:
        copy.say("DEV-02", 4, "Critical: within 2 business days of discovery", RITA)
        copy.parts["word/footnotes.xml"] = copy.parts["word/footnotes.xml"].replace(
            b"starts at discovery", b"starts at midnight"
        )

    copy = read(base, edit)
    assert told(copy.proposals[0].changes) == [("deadline-changed", "DEV-02")]
    assert told(copy.silent.changes) == [("wording-changed", "DEV-02")]


def test_a_cell_that_no_row_can_say_is_told_and_not_carried_over(base: Agreement) -> None:
    copy = read(base, lambda copy: copy.say("DEV-03", 2, "R jointly with the CMO", RITA))
    (one,) = copy.proposals[0].not_carried
    assert (one.at, one.column, one.after) == ("DEV-03", "Contract giver", "R jointly with the CMO")
    assert not copy.proposals[0].changes


def test_words_outside_of_the_matrices_are_told_and_prose_is_carried_over(base: Agreement) -> None:
    def edit(copy: Copy) -> None:
        text = copy.tree
        for item in text.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
            if item.text and item.text.startswith("Deviations are handled"):
                item.text = "Deviations are handled by both."
            if item.text == "Touches the patient":
                item.text = "May touch the patient"

    copy = read(base, edit)
    assert told(copy.silent.changes) == [("prose-changed", "deviations")]
    assert [(one.before.partition(" | ")[2], one.after.partition(" | ")[2]) for one in copy.silent.outside] == [
        ("Touches the patient", "May touch the patient")
    ]


def edits(copy: Copy) -> None:
    copy.say("DEV-01", 1, "Record and classify every deviation", RITA)
    copy.say("DEV-03", 2, "A Quality Assurance", LEO)
    copy.delete("CHG-01", LEO)
    copy.insert(
        "DEV-03",
        ["", "Review all deviations of the year", "I Quality Assurance", "RA Quality Assurance", "–", "–"],
        RITA,
    )
    copy.say("CHG-02", 4, "Within 30 business days of proposal")


def test_what_is_accepted_is_put_in_and_nothing_else_is_touched(base: Agreement) -> None:
    copy = read(base, edits)
    carried = carry_over(copy, copy.accepting([RITA]))
    assert not carried.refused
    after = qa.read_text(carried.text)
    assert after.findings == []
    assert told(qa_diff(base, after)) == [("wording-changed", "DEV-01"), ("activity-added", "DEV-04")]
    assert carried.text.startswith("# An agreement with a comment that must stay.\n")
    assert "# stays" in carried.text
    everything = qa.read_text(carry_over(copy, copy.accepting([RITA, LEO, SILENT])).text)
    assert {change.at for change in qa_diff(base, everything).changes} == {
        "DEV-01",
        "DEV-03",
        "DEV-04",
        "CHG-01",
        "CHG-02",
    }
    tracked = qa.read_text(carry_over(copy, copy.accepting([RITA, LEO])).text)
    assert str(tracked.rows["CHG-02"].within[""]) == "10 business days of proposal"


def qa_diff(old: Agreement, new: Agreement) -> ChangeSet:
    from qa_engine.changes.diff import diff

    return diff(old, new)


def test_a_base_that_has_moved_on_is_merged_and_true_conflicts_are_marked(base: Agreement) -> None:
    raw = edited(qa.render(base).content, edits)
    moved = TEXT.replace("Propose a change", "Propose each change").replace('version: "1.0"', 'version: "1.1"')
    now = qa.read_text(moved, "a.qa.yaml")
    with pytest.raises(StaleBase, match="version 1.0"):
        read_negotiated(raw, now)
    copy = read_negotiated(raw, now, base)
    assert copy.moved_on
    carried = carry_over(copy, copy.accepting([RITA]))
    after = qa.read_text(carried.text)
    assert after.rows["DEV-01"].do == "Record and classify every deviation"
    assert after.rows["CHG-01"].do == "Propose each change"
    assert after.version == "1.1"
    theirs = carry_over(copy, copy.accepting([LEO]))  # deletes the row that was changed here
    assert [conflict.at for conflict in theirs.conflicts] == ["CHG-01"]


def test_a_copy_that_carries_the_agreement_needs_no_earlier_file(base: Agreement) -> None:
    raw = edited(qa.render(base, embed="agreement").content, edits)
    now = qa.read_text(TEXT.replace("Propose a change", "Propose each change"), "a.qa.yaml")
    copy = read_negotiated(raw, now)
    assert copy.moved_on
    after = qa.read_text(carry_over(copy, copy.accepting([RITA])).text)
    assert after.rows["DEV-01"].do == "Record and classify every deviation"
    assert after.rows["CHG-01"].do == "Propose each change"


def test_columns_by_function_come_back_the_same_way(base: Agreement) -> None:
    raw = edited(qa.render(base, columns="function").content, lambda _: None)
    assert read_negotiated(raw, base).silent.empty

    def edit(copy: Copy) -> None:
        headings = list(copy.row("DEV-03").getparent().getparent().getparent()[2].iter("{*}tc"))  # type: ignore[union-attr]
        texts = ["".join(text.text or "" for text in cell.iter("{*}t")) for cell in headings]
        copy.say("DEV-03", texts.index("Contract giver Quality Assurance"), "I", RITA)

    copy = read_negotiated(edited(raw, edit), base)
    assert copy.silent.empty
    assert copy.proposals[0].changes.changes[0].after == {"aurora.qa": "I"}


def test_what_is_no_copy_of_an_agreement_is_refused(base: Agreement) -> None:
    from tests.intake.matrices import docx, table

    for raw in (docx("<w:p/>"), docx(table([["Activity", "A", "B"], ["x", "R", "A"]]))):
        with pytest.raises(Unfit, match="no matrix of an agreement"):
            read_negotiated(raw, base)
    with pytest.raises(Unfit, match="extract"):
        read_negotiated(qa.render(base, party="aurora").content, base)


def test_a_workbook_comes_back_the_same_way(base: Agreement) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    import io

    raw = qa.render(base, "xlsx").content
    untouched = read_negotiated(raw, base, name="a.xlsx")
    assert untouched.silent.empty
    assert not untouched.proposals
    book = openpyxl.load_workbook(io.BytesIO(raw))
    sheet = book["Matrix"]
    at = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    columns = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
    sheet.cell(at["DEV-01"], columns["Activity"]).value = "Record and classify every deviation"
    sheet.cell(at["DEV-03"], columns["Contract giver"]).value = "I Quality Assurance"
    sheet.delete_rows(at["CHG-01"])
    held = io.BytesIO()
    book.save(held)
    copy = read_negotiated(held.getvalue(), base, name="a.xlsx")
    assert copy.silent.empty
    (proposal,) = copy.proposals
    assert proposal.author == WORKBOOK
    assert sorted(told(proposal.changes)) == [
        ("activity-removed", "CHG-01"),
        ("raci-changed", "DEV-03"),
        ("wording-changed", "DEV-01"),
    ]
    after = qa.read_text(carry_over(copy, copy.accepting([WORKBOOK])).text)
    assert "CHG-01" not in after.rows
    other = qa.read_text(TEXT.replace("Propose a change", "Propose each change"), "a.qa.yaml")
    with pytest.raises(StaleBase):
        read_negotiated(raw, other, name="a.xlsx")


# the command


def invoke(*arguments: str, given: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(qa_engine, ["import", *arguments], input=given, standalone_mode=False)
    return (result.return_value if result.exception is None else 2), result.output


@pytest.fixture
def copy(base: Agreement, tmp_path: Path) -> Path:
    file = tmp_path / "theirs.docx"
    file.write_bytes(edited(qa.render(base).content, edits))
    return file


def test_the_command_tells_and_changes_nothing_by_itself(base: Agreement, copy: Path) -> None:
    status, said = invoke(str(copy), "--base", base.path)
    assert status == 1
    assert said.index("Edits without a trace") < said.index(f"{LEO} proposes")
    assert "nothing was taken over" in said
    assert Path(base.path).read_text(encoding="utf-8") == TEXT
    status, said = invoke(str(copy), "--base", base.path, "--for", "borealis")
    assert "Borealis" in said or "Contract acceptor" in said
    data = json.loads(invoke(str(copy), "--base", base.path, "--format", "json")[1])
    assert data["format"] == "qa-engine/negotiated-1"
    assert [change["at"] for change in data["silent"]["changes"]] == ["CHG-02"]
    assert {proposal["author"] for proposal in data["proposals"]} == {RITA, LEO}


def test_the_command_takes_over_what_it_is_told_to(base: Agreement, copy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.qa.yaml"
    status, _ = invoke(str(copy), "--base", base.path, "--accept-from", RITA, "-o", str(out))
    assert status == 1  # the rest stays open
    assert qa.load(out).rows["DEV-01"].do == "Record and classify every deviation"
    assert Path(base.path).read_text(encoding="utf-8") == TEXT
    status, _ = invoke(str(copy), "--base", base.path, "--accept", "--accept-silent")
    assert status == 0
    after = qa.load(base.path)
    assert "CHG-01" not in after.rows
    assert str(after.rows["CHG-02"].within[""]) == "30 business days of proposal"
    assert Path(base.path).read_text(encoding="utf-8").startswith("# An agreement")


def test_changes_can_be_looked_at_one_by_one(base: Agreement, copy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.qa.yaml"
    _, said = invoke(str(copy), "--base", base.path, "--review", "-o", str(out), given="y\nn\nn\nn\nn\nn\nn\n")
    assert "[1/5] CHG-02, without a trace: deadline gets longer" in said
    assert told(qa_diff(base, qa.load(out))) == [("deadline-changed", "CHG-02")]


def test_in_ten_lines_what_it_means_to_one_party(base: Agreement, tmp_path: Path) -> None:
    """What moved to you, what got slower, what lost an owner; a silent edit is told to everybody, whole."""

    def edit(copy: Copy) -> None:
        copy.say("CHG-02", 3, "RA Quality Assurance", RITA)
        copy.say("CHG-02", 2, "I Quality Assurance", RITA)
        copy.say("DEV-02", 4, "Critical: within 3 business days of discovery", RITA)
        copy.say("DEV-03", 3, "R Quality Assurance", RITA)
        copy.say("DEV-01", 1, "Record and classify every deviation")

    file = tmp_path / "theirs.docx"
    file.write_bytes(edited(qa.render(base).content, edit))
    for party, lines in (
        (
            "borealis",
            (
                "You gain\n    CHG-02  your Quality Assurance answers for it and does it now; before: Contract giver",
                "You lose\n    DEV-03  your Quality Assurance answered for it before; now: nobody",
                "Your deadlines\n    DEV-02  deadline for critical gets longer: 1 business day of discovery",
            ),
        ),
        (
            "aurora",
            (
                "You lose\n    CHG-02  your Quality Assurance answered for it and did it before",
                "What others do for you\n    DEV-02  deadline for critical gets longer: 1 business day of discovery",
            ),
        ),
    ):
        said = invoke(str(file), "--base", base.path, "--for", party)[1]
        said = "\n".join(line.rstrip() for line in said.splitlines())
        assert "Record{+ and classify+} every deviation" in said
        for line in lines:
            assert line in said, said
        assert len(said.partition(f"{RITA} proposes")[2].split("nothing was taken over")[0].strip().splitlines()) <= 16


def test_bad_usage_is_one_line(base: Agreement, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["import", str(copy), "--base", base.path, "--accept-from", "Nobody"],
        ["import", str(copy), "--accept"],
        ["import", str(copy)],
        ["import", str(copy), "--base", base.path, "--for", "nobody"],
        ["import", "none.docx", "-o", "x.qa.yaml"],
        ["import", str(copy), "-o", "x.docx"],
        ["import", str(copy), "-o", "none/x.qa.yaml"],
        ["import", str(copy), "-o", "x.qa.yaml", "--letters", "R=Q"],
        ["import", str(Path(base.path)), "-o", "x.qa.yaml"],
    ):
        assert run(arguments) == 2
        said = capsys.readouterr().err
        assert len(said.splitlines()) == 1, said
        assert said.startswith("qa-engine: ")


def test_the_version_that_was_sent_is_found_in_the_history_of_git(base: Agreement, copy: Path, tmp_path: Path) -> None:
    git = [
        "git",
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.org",
        "-c",
        "init.defaultBranch=main",
        "-C",
        str(tmp_path),
    ]
    try:
        for command in (["init", "-q"], ["add", "a.qa.yaml"], ["commit", "-q", "-m", "sent"]):
            subprocess.run([*git, *command], check=True, capture_output=True)
    except FileNotFoundError:
        from tests.clients.programs import missing

        missing("git is not installed")
    file = Path(base.path)
    file.write_text(TEXT.replace("Propose a change", "Propose each change"), encoding="utf-8")
    status, said = invoke(str(copy), "--base", base.path, "--accept-from", RITA)
    assert status == 1
    assert "has moved on" in said
    after = qa.load(file)
    assert after.rows["CHG-01"].do == "Propose each change"
    assert after.rows["DEV-01"].do == "Record and classify every deviation"
    status, said = invoke(str(copy), "--base", base.path, "--accept-from", LEO)
    assert status == 2  # both sides changed CHG-01, and the agreement itself is not written over
    out = tmp_path / "merged.qa.yaml"
    status, said = invoke(str(copy), "--base", base.path, "--accept-from", LEO, "-o", str(out))
    assert re.search("CHG-01.*both versions are marked", said)
    assert "<<<<<<<" in out.read_text(encoding="utf-8")
