"""`qa-engine new` as its user types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import qa_engine as qa
from qa_engine.starters.library import templates

ROOT = Path(__file__).parents[2]


def run(*arguments: str, cwd: Path, stdin: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qa_engine", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=cwd, env=environment, stdin=stdin, capture_output=True, text=True, check=False)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error of a command that was not carried out."""
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_new_agreement_passes_check_with_the_names_that_were_given(tmp_path: Path) -> None:
    values = ("giver.name=Ours & Sons Ltd", "acceptor.name=Theirs GmbH", "product.name=Foo 5 mg", "id=QA-9")
    names = [word for value in values for word in ("--set", value)]
    done = run("new", "ours.qa.yaml", "--template", "drug-product-eu", *names, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ours.qa.yaml" in done.stdout
    agreement = qa.load(tmp_path / "ours.qa.yaml")
    assert (agreement.id, agreement.parties["giver"].name) == ("QA-9", "Ours & Sons Ltd")
    assert "Foo 5 mg" in agreement.title
    checked = run("check", "--strict", "ours.qa.yaml", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "ours.qa.yaml").write_text("mine", encoding="utf-8")
    assert "is there already" in refused(run("new", "ours.qa.yaml", "--template", "api", cwd=tmp_path))
    assert (tmp_path / "ours.qa.yaml").read_text(encoding="utf-8") == "mine"
    (tmp_path / "nowhere.qa.yaml").symlink_to(tmp_path / "gone")
    assert "is there already" in refused(run("new", "nowhere.qa.yaml", "--template", "api", cwd=tmp_path))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "say a file to write: qa-engine new acme.qa.yaml --template"),
        (("a.qa.yaml",), "say --template NAME"),
        (("a.qa.yaml", "--template", "drug-product"), "did you mean 'drug-product-"),
        (("a.qa.yaml", "--template", "api", "--set", "giver.nmae=Ours"), "did you mean 'giver.name'?"),
        (("a.qa.yaml", "--template", "api", "--set", "giver.name"), "has no '='"),
        (("a.qa.yaml", "--template", "api", "--set", "giver.name="), "--set giver.name="),
        (("a.qa.yaml", "--template", "api", "--set", "effective=soon"), "a date such as"),
        (("a.qa.yaml", "--template", "api", "--set", "giver.id=each"), "would not be an agreement"),
        (("a.qa.yaml", "--template", "api", "--set", "giver.id=acceptor"), "one id"),
        (("a.yaml", "--template", "api"), "name it 'a.qa.yaml'"),
        ((".qa.yaml", "--template", "api"), "ends in .qa.yaml"),
        (("no/where/a.qa.yaml", "--template", "api"), "does not exist"),
        ((".", "--template", "api"), "is a folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    assert says in refused(run("new", *arguments, cwd=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_list_shows_the_templates_and_their_names(tmp_path: Path) -> None:
    shown = run("new", "--list", cwd=tmp_path)
    assert shown.returncode == 0
    assert [line.split()[0] for line in shown.stdout.splitlines()] == list(templates())
    names = run("new", "--list", "--template", "api", cwd=tmp_path).stdout
    assert {"giver.name", "product.name", "effective"} <= {line.split()[0] for line in names.splitlines()}
    assert "$" not in names


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal there")
def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    number = list(templates()).index("excipient") + 1
    answers = f"{number}\nQA-77\nOurs Ltd\nTheirs GmbH\n\n\n"
    os.write(ours, answers.encode())
    done = run("new", cwd=tmp_path, stdin=theirs)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    agreement = qa.load(tmp_path / "qa-77.qa.yaml")
    assert agreement.id == "QA-77"
    assert [party.name for party in agreement.parties.values()] == ["Ours Ltd", "Theirs GmbH"]
    assert "Examplulose" in agreement.title
