"""`qa-engine render`: the ending picks the form, an option that does not fit is named, nothing half is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qa_engine.cli.main import run
from tests.conftest import ROOT
from tests.word.reading import opened

AGREEMENT = str(ROOT / "agreements" / "contract-laboratory.qa.yaml")


def rendered(*arguments: str) -> int:
    return run(["render", AGREEMENT, *arguments])


@pytest.mark.parametrize(
    ("ending", "start"), [("docx", b"PK"), ("html", b"<!DOCTYPE html>"), ("xlsx", b"PK"), ("md", b"Quality Agreement")]
)
def test_the_ending_picks_the_form(tmp_path: Path, ending: str, start: bytes) -> None:
    target = tmp_path / f"out.{ending}"
    assert rendered("-o", str(target)) == 0
    assert target.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out.odt"], "known: .docx, .pdf, .html, .xlsx, .md"),
        (["-o", "out.html", "--template", "x.docx"], "--template is for .docx and .pdf"),
        (["-o", "out.pdf", "--protect", "signing"], "--protect is for .docx"),
        (["-o", "out.md", "--signature-lines"], "--signature-lines is for .docx and .pdf"),
        (["-o", "out.docx", "--sheets", "one"], "--sheets is for .xlsx"),
        (["-o", "out.docx", "--for", "nobody"], "no party 'nobody'; it has: "),
        (["-o", "out.docx", "--template", "gone.docx"], "there is no file 'gone.docx'"),
        (["-o", "out.docx", "--template", AGREEMENT], "no Office file"),
        (["-o", "gone/out.docx"], "the folder"),
        (["-o", "out.docx", "--columns", "site"], "columns"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert rendered(*arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_template_that_is_refused_leaves_the_old_file(tmp_path: Path) -> None:
    target, template = tmp_path / "out.docx", tmp_path / "bad.docx"
    target.write_bytes(b"old")
    template.write_bytes(b"bad")
    assert rendered("-o", str(target), "--template", str(template)) == 2
    assert target.read_bytes() == b"old"


def test_columns_come_from_the_settings_and_the_option_wins(tmp_path: Path) -> None:
    source, target = tmp_path / "a.qa.yaml", tmp_path / "out.docx"
    source.write_bytes(Path(AGREEMENT).read_bytes())
    (tmp_path / "qa-engine.toml").write_text('columns = "function"\n')
    headings = []
    for more in ([], ["--columns", "party"]):
        assert run(["render", str(source), "-o", str(target), *more]) == 0
        headings.append(opened(target.read_bytes()).headings)
    assert "Contract Giver Quality Assurance" in headings[0]
    assert headings[1][2:4] == ["Contract Giver", "Laboratory"]


def test_the_library_renders_in_one_line(tmp_path: Path) -> None:
    import qa_engine as qa

    agreement = qa.load(AGREEMENT)
    qa.render(agreement, template=ROOT / "templates" / "standard.docx").save(tmp_path / "a.docx")
    assert qa.render(agreement, "html").content.startswith(b"<!DOCTYPE html>")
    assert qa.render(agreement).content == qa.render(agreement, protect="none").content
    with pytest.raises(KeyError):
        qa.render(agreement, party="nobody")


@pytest.mark.parametrize("ending", ["docx", "html", "xlsx", "md"])
def test_a_full_disk_leaves_the_old_file_whole_and_no_half_one(ending: str, tmp_path: Path) -> None:
    """The system itself cuts the write short, as a full disk does; the command says so in one line."""
    resource = pytest.importorskip("resource")
    target = tmp_path / f"out.{ending}"
    target.write_bytes(b"the old document")

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    ran = subprocess.run(
        [sys.executable, "-m", "qa_engine", "render", AGREEMENT, "-o", str(target)],
        preexec_fn=small,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "XDG_CACHE_HOME": str(tmp_path / "c"),
        },
    )
    assert ran.returncode == 2, ran.stderr
    assert "cannot be written: File too large; nothing was changed" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert target.read_bytes() == b"the old document"
    assert [path.name for path in tmp_path.iterdir() if path.name != "c"] == [target.name]


def test_a_process_that_is_killed_while_it_writes_leaves_the_old_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.docx"
    target.write_bytes(b"the old document")
    program = (
        "import os, signal, sys, pathlib\n"
        "import qa_engine as qa\n"
        "rendered = qa.render(qa.load(sys.argv[1]))\n"
        "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"  # all is written, nothing is in place
        "rendered.save(sys.argv[2])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, AGREEMENT, str(target)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert ran.returncode < 0
    assert target.read_bytes() == b"the old document"
    assert [path for path in tmp_path.iterdir() if path.suffix == ".docx"] == [target]
