"""`qa-engine render --redline`: OLD is a file or a revision; what cannot be read or asked for leaves nothing behind."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qa_engine.cli.main import run
from qa_engine.word.comments import comments_of
from qa_engine.word.opened import open_word
from qa_engine.word.revisions import authors, revisions
from tests.changes.test_git import run as in_folder
from tests.conftest import ROOT

TEXT = (ROOT / "agreements" / "contract-laboratory.qa.yaml").read_text("utf-8")
LATER = TEXT.replace("within: 20 business days of submission", "within: 10 business days of submission", 1)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "old.qa.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "new.qa.yaml").write_text(LATER, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def redline(*arguments: str) -> int:
    return run(["render", "new.qa.yaml", "-o", "out.docx", *arguments])


def test_against_a_file(files: Path) -> None:
    assert redline("--redline", "old.qa.yaml", "--author", "Rita Moreau", "--date", "2027-01-15") == 0
    file = open_word((files / "out.docx").read_bytes())
    assert {(one.text, one.author, one.date) for one in revisions(file.document) if one.names} == {
        ("20", "Rita Moreau", "2027-01-15T00:00:00Z"),
        ("10", "Rita Moreau", "2027-01-15T00:00:00Z"),
    }
    (comment,) = comments_of(file)
    assert "Deadline gets shorter: 20 business days of submission → 10 business days of submission" in comment.text


def test_against_a_revision(files: Path) -> None:
    (files / "a.qa.yaml").write_text(TEXT, "utf-8")
    for command in (["init", "-q"], ["add", "a.qa.yaml"], ["commit", "-qm", "first"]):
        in_folder(files, "git", *command)
    (files / "a.qa.yaml").write_text(LATER, "utf-8")
    command = [
        sys.executable,
        "-m",
        "qa_engine",
        "render",
        "a.qa.yaml",
        "--redline",
        "HEAD:a.qa.yaml",
        "-o",
        "out.docx",
    ]
    in_folder(files, *command)
    assert authors(open_word((files / "out.docx").read_bytes()).document) == ["QAL-2027-08 version 1.1"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--redline", "gone.qa.yaml"], "there is no file 'gone.qa.yaml'"),
        (["--redline", "HEAD:gone.qa.yaml"], "repository"),
        (["--redline", "."], "is a folder"),
        (["--redline", "broken.qa.yaml"], "mend first what is wrong"),
        (["--redline", "old.qa.yaml", "--date", "yesterday"], "'yesterday' is no date"),
        (["--redline", "old.qa.yaml", "--esign", "adobe"], "--esign is not for a redline"),
        (["--redline", "old.qa.yaml", "--signature-lines"], "--signature-lines is not for a redline"),
        (["--redline", "old.qa.yaml", "--protect", "signing"], "--protect signing is not for a redline"),
        (["--redline", "old.qa.yaml", "--paginate"], "--paginate is not for a redline"),
        (["--author", "Rita"], "--author is for a redline"),
    ],
)
def test_what_cannot_be_done_leaves_nothing_behind(
    arguments: list[str], said: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "broken.qa.yaml").write_text("format: qa-engine/1\nid: [", "utf-8")
    assert redline(*arguments) == 2
    assert said in capsys.readouterr().err
    assert not (files / "out.docx").exists()


def test_a_redline_is_a_word_file_or_a_pdf(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", "new.qa.yaml", "-o", "out.html", "--redline", "old.qa.yaml"]) == 2
    assert "--redline is for .docx and .pdf" in capsys.readouterr().err
    assert not (files / "out.html").exists()
