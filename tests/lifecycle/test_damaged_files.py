"""A ledger that is no file any more, or that a program has put into another form; a disk that takes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import qa_engine as qa
from qa_engine.lifecycle.status import status_of
from qa_engine.lifecycle.verify import verify_agreement
from tests.clients.programs import program, scrubbed
from tests.conftest import ROOT
from tests.lifecycle.desk import ANN, BO, Desk, desk

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="such files are a matter of POSIX")


@pytest.fixture
def life(tmp_path: Path) -> Desk:
    return desk(tmp_path).effective()


def typed(life: Desk, *words: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, which may write no file longer than `limit` bytes."""
    code = "import sys; from qa_engine.cli.main import run; sys.exit(run(sys.argv[1:]))"
    if limit is not None:
        code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); {code}"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=life.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def suspended(life: Desk, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    at = life.now.isoformat()
    words = ("agreements/acme.qa.yaml", "--as", "borealis.qa", "--at", at, "--reason", "The licence is lost")
    return typed(life, "suspend", *words, limit=limit)


def messages(life: Desk) -> list[tuple[str, str]]:
    found = verify_agreement(qa.load(life.file), life.now.date()).findings
    return [(finding.message, finding.hint) for finding in found if finding.rule == "broken-ledger"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (lambda raw: raw.replace(b"\n", b"\r\n"), "the line breaks of the ledger were changed to those of Windows"),
        (lambda raw: b"\xef\xbb\xbf" + raw, "with a byte order mark in front"),
    ],
    ids=["line breaks of Windows", "a byte order mark"],
)
def test_a_ledger_in_another_form_is_one_finding_that_says_what_to_do(life: Desk, form, said: str) -> None:  # type: ignore[no-untyped-def]
    life.ledger_file.write_bytes(form(life.ledger_file.read_bytes()))
    ((message, hint),) = messages(life)
    assert said in message
    assert "*.ledger.jsonl -text -merge" in hint
    assert said in status_of(qa.load(life.file), life.now.date()).broken
    before = life.ledger_file.read_bytes()
    refused = suspended(life)
    assert refused.returncode == 1
    assert said in refused.stdout
    assert "agreements/acme.ledger.jsonl:1:1: error" in refused.stdout.replace(os.sep, "/")
    assert life.ledger_file.read_bytes() == before


def test_git_leaves_ledgers_alone_where_it_was_told_to(life: Desk, tmp_path: Path) -> None:
    """The line that the guide and the finding give, against a git that changes line breaks."""
    git = program("git")
    (life.folder / ".git").rmdir()

    def run(*arguments: str) -> None:
        settings = ["-c", "user.name=Ann", "-c", "user.email=ann@aurora.example", "-c", "core.autocrlf=true"]
        environment = scrubbed(HOME=str(tmp_path), GIT_CONFIG_NOSYSTEM="1")
        subprocess.run([git, *settings, *arguments], cwd=life.folder, env=environment, capture_output=True, check=True)

    def fetched_anew() -> bytes:
        run("add", "-A")
        run("commit", "-q", "--allow-empty", "-m", "as it is")
        life.ledger_file.unlink()
        run("checkout", "--", ".")
        return life.ledger_file.read_bytes()

    kept = life.ledger_file.read_bytes()
    run("init", "-q")
    assert fetched_anew() == kept.replace(b"\n", b"\r\n"), "this is what it does by itself"
    life.ledger_file.write_bytes(kept)
    (life.folder / ".gitattributes").write_text("*.ledger.jsonl -text -merge\n", encoding="utf-8")
    assert fetched_anew() == kept
    assert messages(life) == []


@pytest.mark.parametrize("told", [True, False], ids=["told not to merge", "left to itself"])
def test_events_on_two_branches_are_a_conflict_that_is_explained(tmp_path: Path, told: bool) -> None:
    """Ann approves on one branch, Bo on the other, and git is to join them."""
    git = program("git")
    there = desk(tmp_path)
    (there.folder / ".git").rmdir()
    if told:
        (there.folder / ".gitattributes").write_text("*.ledger.jsonl -text -merge\n", encoding="utf-8")

    def run(*arguments: str, status: int = 0) -> str:
        settings = ["-c", "user.name=Ann", "-c", "user.email=ann@aurora.example", "-c", "init.defaultBranch=main"]
        environment = scrubbed(HOME=str(tmp_path), GIT_CONFIG_NOSYSTEM="1")
        ran = subprocess.run(
            [git, *settings, *arguments], cwd=there.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == status, ran.stderr
        return ran.stdout

    run("init", "-q")
    there.submit()
    run("add", "-A")
    run("commit", "-q", "-m", "submitted")
    run("checkout", "-q", "-b", "theirs")
    there.approve(BO)
    run("commit", "-qam", "Bo approves")
    run("checkout", "-q", "main")
    there.approve(ANN)
    ours = there.ledger_file.read_bytes()
    run("commit", "-qam", "Ann approves")
    assert "CONFLICT" in run("merge", "theirs", status=1)
    if told:
        assert there.ledger_file.read_bytes() == ours, "one branch whole, and git asks which"
    else:
        (message, hint), *_ = messages(there)
        assert "a mark that git leaves where two branches could not be merged" in message
        assert "events happened on both branches, each bound to its own past" in message
        assert "do again what happened on the other" in hint
        run("checkout", "--ours", there.ledger_file.as_posix())
    assert messages(there) == []
    there.approve(BO)
    assert there.state("1.0") == "approved", "what happened on the other branch is done again"


def as_folder(life: Desk) -> None:
    life.ledger_file.mkdir()


def as_pipe(life: Desk) -> None:
    os.mkfifo(life.ledger_file)


def as_device(life: Desk) -> None:
    life.ledger_file.symlink_to("/dev/full")


@posix
@pytest.mark.parametrize("become", [as_folder, as_pipe, as_device])
def test_what_is_no_file_is_neither_waited_for_nor_written_to(life: Desk, become) -> None:  # type: ignore[no-untyped-def]
    life.ledger_file.unlink()
    become(life)
    assert [message for message, _ in messages(life)] == ["the ledger cannot be opened: it is no file"]
    found = [finding.rule for finding in qa.check(life.file, on=life.now.date()).findings]
    assert "broken-ledger" in found
    assert "rule-crashed" not in found
    told = typed(life, "check", "agreements", "--on", life.now.date().isoformat())
    assert told.returncode == 1
    assert "the ledger cannot be opened: it is no file [broken-ledger]" in told.stdout
    refused = suspended(life)
    assert refused.returncode == 2
    said = "nothing was put on record: 'agreements/acme.ledger.jsonl' cannot be written: it is no file"
    assert said in refused.stderr.replace(os.sep, "/")


@posix
@pytest.mark.parametrize("more", [0, 1, 200])
def test_a_disk_that_is_full_leaves_everything_as_it_was(life: Desk, more: int) -> None:
    before = life.ledger_file.read_bytes(), life.file.read_bytes()
    refused = suspended(life, limit=len(before[0]) + more)
    assert refused.returncode == 2
    assert "nothing was put on record: 'agreements/acme.ledger.jsonl' cannot be written" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (life.ledger_file.read_bytes(), life.file.read_bytes()) == before
    assert suspended(life).returncode == 0
    assert life.state("1.0") == "suspended"


@posix
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="nothing is read-only to root")
@pytest.mark.parametrize("what", ["ledger", "folder"])
def test_what_is_read_only_is_said_by_name(life: Desk, what: str) -> None:
    if what == "folder":
        life.ledger_file.unlink()
    locked = life.ledger_file if what == "ledger" else life.ledger_file.parent
    mode = locked.stat().st_mode
    locked.chmod(mode & 0o555)
    try:
        refused = suspended(life)
    finally:
        locked.chmod(mode)
    assert refused.returncode == 2
    assert "'agreements/acme.ledger.jsonl' cannot be written: Permission denied" in refused.stderr


def test_the_list_of_signers_without_a_key_that_signed_says_that_a_retired_key_stays_on_it(life: Desk) -> None:
    signers = life.folder / ".qa-engine" / "allowed_signers"
    lines = signers.read_text(encoding="utf-8").splitlines()
    signers.write_text("\n".join(line for line in lines if BO.name not in line), encoding="utf-8")
    ((message, hint),) = messages(life)
    assert message.startswith("record 3 (approve 1.0 by Bo Example) does not hold: its `signature` is by the key")
    assert "which is not among the allowed signers" in message
    assert "a key that is retired stays there, with an end (valid-before)" in hint


def test_a_last_line_that_is_not_whole_takes_nothing_from_the_others(life: Desk) -> None:
    life.ledger_file.write_bytes(life.ledger_file.read_bytes() + b'{"format":"qa-eng')
    told = typed(life, "verify", "agreements", "--on", life.now.date().isoformat())
    assert told.returncode == 1
    assert "4 records, all of them hold, but behind them:" in told.stdout
    assert "the last line of the ledger is not whole" in told.stdout
