"""`qa-engine import` as people meet it: what it prints, what it asks on a terminal, what it keeps, how it ends."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa_engine.agreement.load import load
from qa_engine.cli.main import run
from tests.intake.matrices import cell, docx, table, words

MESSY = docx(
    words("Quality Agreement – Responsibilities", style="Title")
    + words("R = Responsible, A = Accountable, C = Consulted, I = Informed")
    + words("1 Responsibility matrix", style="Heading1")
    + table(
        [
            ["No.", "Activity", cell("Sponsor", span=2), cell("CMO", span=2), "Timeline"],
            ["", "", "QA", "RA", "QA", "Production", ""],
            [cell("Deviations", span=7)],
            ["1.1", "Notify the Sponsor of critical deviations*", "(I)", "", "A, R", "C", "within 1 business day"],
            ["1.2", "Approve the closure of critical deviations", "\u0410", "", "R", "N/A", ""],
            [cell("Change control", span=7)],
            ["No.", "Activity", cell("Sponsor", span=2), cell("CMO", span=2), "Timeline"],
            ["", "", "QA", "RA", "QA", "Production", ""],
            ["2.1", "Approve major changes", "A/R", "C", "R (prepare the dossier)", "", "15 working days"],
            ["2.2", "File variations", "I", "RA", "C", "", ""],
            ["2.3", "Assess the effect on validation", "✓", "", "A", "R", ""],
            ["2.4", "Archive the change file", "W", "", "A/R", "", "5 years"],
        ]
    )
    + words("* By telephone first, then in writing.")
)


@pytest.fixture
def messy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "messy.docx"
    file.write_bytes(MESSY)
    return file


def raci(file: Path) -> dict[str, dict[str, str]]:
    """Row → holder → letters as they stand in the file."""
    return {
        row_id: dict(row.get("raci", {}))
        for section in load(file).data["sections"].values()
        for row_id, row in section["activities"].items()
    }


def test_a_messy_matrix_is_read_and_what_was_not_understood_is_told(
    messy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "messy.docx", "-o", "out.qa.yaml"]) == 1
    said = capsys.readouterr().out
    agreement = load(messy.with_name("out.qa.yaml"))
    assert agreement.title == "Quality Agreement – Responsibilities"
    assert raci(messy.with_name("out.qa.yaml")) == {
        "1.1": {"sponsor.qa": "I", "cmo.qa": "RA", "cmo.production": "C"},
        "1.2": {"sponsor.qa": "A", "cmo.qa": "R"},
        "2.1": {"sponsor.qa": "RA", "sponsor.ra": "C", "cmo.qa": "R (prepare the dossier)"},
        "2.2": {"sponsor.qa": "I", "sponsor.ra": "RA", "cmo.qa": "C"},
        "2.3": {"cmo.qa": "A", "cmo.production": "R"},
        "2.4": {"cmo.qa": "RA"},
    }
    first = agreement.rows["1.1"]
    assert (first.do, first.remark) == (
        "Notify the Sponsor of critical deviations",
        "By telephone first, then in writing",
    )
    # five years is how long the file is kept, and no deadline
    assert not agreement.rows["2.4"].within
    assert "5 years" in said
    assert "read as within 15 business days" in said
    assert "'✓' was not understood" in said
    assert "cyrillic capital letter a" in said
    assert "10 rows in, 6 rows out, 4 headings or empty; 18 letters; 3 cells not understood" in said
    assert "What does 'W' mean? It stands in row 2.4 for Sponsor / QA." in said


def test_letters_that_stand_for_something_in_a_house_are_said_once(messy: Path) -> None:
    assert run(["import", "messy.docx", "-o", "out.qa.yaml", "--letters", "✓=I, W=none"]) == 1  # `5 years` is left
    rows = raci(messy.with_name("out.qa.yaml"))
    assert rows["2.3"] == {"sponsor.qa": "I", "cmo.qa": "A", "cmo.production": "R"}
    assert rows["2.4"] == {"cmo.qa": "RA"}
    assert run(["import", "messy.docx", "-o", "out.qa.yaml", "--letters", "W"]) == 2


@pytest.mark.usefixtures("messy")
def test_the_report_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "messy.docx", "-o", "out.qa.yaml", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["format"] == "qa-engine/imported-1"
    assert data["rows"] == {"in": 10, "out": 6, "reported": 4}
    assert data["letters"] == {"understood": 18, "not_understood": 3}
    assert data["matrices"][0]["holders"] == ["Sponsor / QA", "Sponsor / RA", "CMO / QA", "CMO / Production"]
    assert [(one["about"], one["key"]) for one in data["questions"]] == [("letters", "✓"), ("letters", "W")]
    assert {(one["where"], one["at"], one["column"], one["text"]) for one in data["not_understood"]} == {
        ("table 1, row 11", "2.3", "Sponsor / QA", "✓"),
        ("table 1, row 12", "2.4", "Sponsor / QA", "W"),
        ("table 1, row 12", "2.4", "Timeline", "5 years"),
    }


def test_an_agreement_that_was_edited_since_is_not_written_over(
    messy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["import", "messy.docx", "-o", "out.qa.yaml"]
    run(command)
    assert run(command) == 1  # nobody touched it
    out = messy.with_name("out.qa.yaml")
    out.write_text(out.read_text(encoding="utf-8").replace("File variations", "File all variations"), encoding="utf-8")
    capsys.readouterr()
    assert run(command) == 2
    assert "was edited since" in capsys.readouterr().err
    assert "File all variations" in out.read_text(encoding="utf-8")
    assert run([*command, "--replace"]) == 1
    assert "File all variations" not in out.read_text(encoding="utf-8")


def on_a_terminal(arguments: list[str], typed: list[tuple[str, str]], folder: Path) -> tuple[int, str]:
    """Run the command on a terminal; each answer is typed when its question has appeared. Exit status, all that was shown."""
    pty = pytest.importorskip("pty", reason="this system has no terminals of that kind")
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "CI"} | {
        "TERM": "xterm",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")))),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "qa_engine", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=environment,
    )
    os.close(theirs)
    shown, answered, waiting, end = "", 0, list(typed), time.monotonic() + 60
    try:
        while time.monotonic() < end:
            if not select.select([ours], [], [], 0.2)[0]:
                if process.poll() is not None:
                    break
                continue
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece.decode("utf-8", "replace")
            if waiting and waiting[0][0] in shown[answered:]:
                answered = len(shown)
                os.write(ours, f"{waiting.pop(0)[1]}\n".encode())
        return process.wait(10), shown
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_questions_are_answered_on_a_terminal_and_the_next_import_asks_nothing(messy: Path) -> None:
    command = ["import", "messy.docx", "-o", "out.qa.yaml"]
    status, shown = on_a_terminal(
        command,
        [("What does '✓' mean?", "inform"), ("is no meaning of a mark", "I"), ("What does 'W' mean?", "none")],
        messy.parent,
    )
    assert status == 1, shown  # `5 years` is no letter and no question
    kept = messy.with_name("out.import.yaml").read_text(encoding="utf-8")
    assert kept == (
        "# What was answered when messy.docx was imported. The next import of it asks no more.\n"
        'format: qa-engine/import-1\nletters:\n  "✓": I\n  W: none\n'
    )
    rows = raci(messy.with_name("out.qa.yaml"))
    assert rows["2.3"] == {"sponsor.qa": "I", "cmo.qa": "A", "cmo.production": "R"}
    again, shown = on_a_terminal(command, [], messy.parent)
    assert again == 1
    assert "mean?" not in shown
    assert raci(messy.with_name("out.qa.yaml")) == rows


def test_a_question_may_stay_open(messy: Path) -> None:
    status, shown = on_a_terminal(
        ["import", "messy.docx", "-o", "out.qa.yaml"], [("'✓' mean?", ""), ("'W' mean?", "")], messy.parent
    )
    assert status == 1
    assert "Questions (2)" in shown
    assert not messy.with_name("out.import.yaml").exists()
