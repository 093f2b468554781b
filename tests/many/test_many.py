"""Many files: the same result however many processes are at it, and only as much memory as findings need."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qa_engine import many
from qa_engine.check.run import check_files
from qa_engine.cli.terminal import progress
from qa_engine.many import check_many
from qa_engine.rules import RULES

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "rules").glob("*/*.qa.yaml"))
ON = date(2027, 1, 15)


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it paid for any files."""
    monkeypatch.setattr(many, "PAYS_FROM", 0)


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("processes", [1, 2, 5])
def test_the_result_does_not_depend_on_the_processes(processes: int) -> None:
    counts: list[int] = []
    result, _ = check_many(FILES, ON, processes=processes, told=counts.append)
    assert result == check_files(FILES, RULES, ON)
    assert counts == list(range(1, len(FILES) + 1))


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_it_does_not_hang_on_forking(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import multiprocessing

    monkeypatch.setattr(many, "_context", lambda: multiprocessing.get_context(start))
    result, _ = check_many(FILES[:24], ON, processes=2)
    assert result == check_files(FILES[:24], RULES, ON)


@pytest.mark.usefixtures("always")
def test_where_no_process_can_be_started_this_one_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import concurrent.futures

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", refuse)
    assert check_many(FILES[:24], ON, processes=2)[0] == check_files(FILES[:24], RULES, ON)


@pytest.mark.usefixtures("always")
def test_where_a_process_is_killed_this_one_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker of three dies in the middle, as it would for want of memory."""
    parent, mark, check = os.getpid(), tmp_path / "died", many.check_cached

    def dying(file: Path, *arguments: object) -> object:
        if os.getpid() != parent and file == FILES[40] and not mark.exists():
            mark.touch()
            os._exit(9)
        return check(file, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(many, "check_cached", dying)
    assert check_many(FILES, ON, processes=3)[0] == check_files(FILES, RULES, ON)
    assert mark.exists()


def test_few_files_are_checked_by_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_in_processes", None)
    assert check_many(FILES[:24], ON, processes=8)[0] == check_files(FILES[:24], RULES, ON)


def test_a_file_that_cannot_be_opened_is_told_in_its_turn(tmp_path: Path) -> None:
    missing = tmp_path / "gone.qa.yaml"
    result, inputs = check_many([FILES[0], missing, FILES[1]], ON)
    assert [path for path, _ in result.unreadable] == [missing.as_posix()]
    assert inputs is None


def _on_a_terminal(*words: str, **environment: str) -> tuple[str, str]:
    """Standard output of a command, and what it shows on the terminal that standard error is."""
    ours, theirs = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in ("CI", "NO_COLOR")} | {"TERM": "xterm"}
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "qa_engine", *words],
            stdout=subprocess.PIPE,
            stderr=theirs,
            cwd=ROOT,
            env=env | environment,
        ) as process:
            os.close(theirs)
            output = process.communicate(timeout=300)[0].decode()
            shown = b""
            while True:
                try:
                    part = os.read(ours, 65536)
                except OSError:  # the other end is closed
                    break
                if not part:
                    break
                shown += part
    finally:
        os.close(ours)
    return output, shown.decode()


def test_a_bar_on_a_terminal_and_nowhere_else() -> None:
    words = ("check", "tests/rules", "--on", "2027-01-15")
    quiet, nothing = _on_a_terminal(*words, CI="1")
    output, shown = _on_a_terminal(*words, "--no-cache")
    assert "agreements" in shown
    assert shown.endswith("\r\033[K")
    assert (nothing, output) == ("", quiet)
    assert _on_a_terminal(*words, "--quiet")[1] == ""


def test_progress_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    told = progress(1000, "agreements")
    told(500)
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("taken", [0, 1, 9, 12])
def test_files_that_no_process_took_are_checked_all_the_same(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All processes are gone at the moment in which the next files are handed over."""
    submit, calls = ProcessPoolExecutor.submit, 0

    def refusing(pool: ProcessPoolExecutor, *given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > taken:
            raise BrokenProcessPool
        return submit(pool, *given)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refusing)
    assert check_many(FILES, ON, processes=3)[0] == check_files(FILES, RULES, ON)
