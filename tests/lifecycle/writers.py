"""Writers that can be started and killed in a moment: a process that has everything loaded forks them from itself.

Each writes what was confirmed to it into a file, line by line, which outlives it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.ledger.append import Writer, writing
from qa_engine.ledger.record import Record
from tests.conftest import ROOT
from tests.lifecycle.desk import ANN, START

if TYPE_CHECKING:
    from collections.abc import Iterator


def record_after(writer: Writer, size: int = 10) -> Record:
    """A record that follows; `size` characters of reason."""
    number = len(writer.ledger.records) + 1
    at = (START + timedelta(minutes=number)).isoformat(timespec="seconds")
    return Record(number, writer.ledger.head, "QA-1", "1.0", "review", "sha256:0", ANN, at, reason="x" * size)


def add(path: Path, size: int = 10) -> Record:
    """One more record in a ledger."""
    with writing(path) as writer:
        return writer.add(record_after(writer, size))


# what a forked writer does


def go_on(path: str, size: int, told: str) -> None:
    """Adds records until somebody stops it."""
    confirmed = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    while True:
        os.write(confirmed, f"{add(Path(path), size).hash}\n".encode())


def struck(path: str, kept: int) -> None:
    """Is killed when so many bytes of its record are written."""
    real = os.write

    def write(handle: int, data: bytes) -> int:
        real(handle, data[:kept])
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    os.write = write  # type: ignore[assignment]
    add(Path(path))


def killed_before(path: str, call: str, number: int) -> None:
    """Is killed just before it makes a call to the system for the given time: `write`, `fsync`, `ftruncate` …"""
    real, calls = getattr(os, call), 0

    def struck_call(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)

    setattr(os, call, struck_call)
    add(Path(path))


_WORK = {work.__name__: work for work in (go_on, struck, killed_before)}


def serve() -> None:
    """Fork writers on order: a line with what to do gives the id of a process, a line with an id waits for its end."""
    for line in sys.stdin:
        order = json.loads(line)
        if isinstance(order, int):
            answer = os.waitstatus_to_exitcode(os.waitpid(order, 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                try:
                    _WORK[order["do"]](**order["with"])
                finally:
                    os._exit(0)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


class Writers:
    """The server's other end."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def start(self, work: str, **arguments: Any) -> int:
        """The id of a new process that does this."""
        return self._ask({"do": work, "with": arguments})

    def wait(self, process: int) -> int:
        """How a process ended: its exit status, or the number of the signal that ended it, negative."""
        return self._ask(process)

    def kill(self, process: int) -> None:
        """End a process as `kill -9` does."""
        os.kill(process, signal.SIGKILL)
        assert self.wait(process) == -signal.SIGKILL

    def _ask(self, order: object) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


@contextmanager
def writers() -> Iterator[Writers]:
    """A server of writers."""
    command = [sys.executable, "-c", "from tests.lifecycle.writers import serve; serve()"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield Writers(server)
        assert server.stdin is not None
        server.stdin.close()


def confirmed_in(told: Path, least: int = 0) -> list[str]:
    """What was confirmed to a writer; waits until there is so much of it."""
    for _ in range(60_000):
        lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
        found = [line for line in lines if len(line) == 71]  # what was not told whole was not told
        if len(found) >= least:
            return found
        time.sleep(0.001)
    raise AssertionError("the writer came to nothing")
