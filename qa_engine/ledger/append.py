"""Add a record to a ledger: one writer at a time, on disk before it is confirmed, all of it or nothing.

A record is one write of one line to the end of the file. A machine that stops in the middle leaves a last line that is
not whole; it was never confirmed, readers leave it out, and the next writer takes it away.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.ledger.chain import Ledger, ledger_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.ledger.record import Record

_PAUSE = 0.02


class LedgerBusy(OSError):
    """Another process is writing to the ledger and did not finish in time."""


class LedgerBroken(ValueError):
    """The ledger does not hold, and nothing is added to it; `ledger.findings` say why."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(f"'{ledger.path}' does not hold: {ledger.findings[0].message}")
        self.ledger = ledger


class Writer:
    """A ledger that nobody else writes to at the moment. `ledger` is as it stands, with what was added."""

    def __init__(self, handle: int, ledger: Ledger, end: int) -> None:
        self._handle = handle
        self._end = end
        self.ledger = ledger

    def add(self, record: Record) -> Record:
        """Put a record on disk, sealed with its hash; returns it when it is safe there.

        Raises OSError where it could not be written whole; the ledger is then as it was.
        """
        sealed = record.sealed()
        line = sealed.line + b"\n"
        try:
            os.ftruncate(self._handle, self._end)  # what an interrupted write left behind
            os.lseek(self._handle, self._end, os.SEEK_SET)
            if self.ledger.records and not self._ends_in_line_break():
                line = b"\n" + line
            written = os.write(self._handle, line)
            if written < len(line):
                raise OSError(errno.ENOSPC, "no room left on the disk")
            os.fsync(self._handle)
        except BaseException as error:
            with suppress(OSError):
                os.ftruncate(self._handle, self._end)
                os.fsync(self._handle)
            if isinstance(error, OSError):
                raise OSError(error.errno, error.strerror, self.ledger.path) from None
            raise
        self._end += len(line)
        self.ledger = Ledger(self.ledger.path, (*self.ledger.records, sealed), there=True)
        return sealed

    def _ends_in_line_break(self) -> bool:
        os.lseek(self._handle, self._end - 1, os.SEEK_SET)
        return os.read(self._handle, 1) == b"\n"


@contextmanager
def writing(path: str | Path, patience: float = 30.0, *, called: str = "") -> Iterator[Writer]:
    """A ledger, locked for writing; a new file is made where there is none, and taken away again if nothing was added.

    patience  seconds to wait for another writer
    called    the ledger as the user would name it
    Raises LedgerBusy where the other one does not finish, LedgerBroken where the ledger does not hold, OSError where
    the file cannot be opened.
    """
    file = Path(path)
    called = called or file.as_posix()
    try:
        handle = _open_locked(file, patience)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, called) from None
    try:
        raw = _read_all(handle)
        ledger = ledger_in(raw, called)
        if not ledger.whole:
            raise LedgerBroken(ledger)
        yield Writer(handle, ledger, len(raw) - len(ledger.unfinished))
    finally:
        if os.fstat(handle).st_size == 0:
            with suppress(OSError):
                file.unlink()
        _unlock(handle)
        os.close(handle)


def _open_locked(file: Path, patience: float) -> int:
    if file.exists() and not stat.S_ISREG(file.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no file")
    for _ in range(max(1, int(patience / _PAUSE))):
        handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            # a file that git or another writer replaced while we waited is not the one to write to
            if _lock(handle) and _same_file(handle, file):
                _make_lasting(file.parent)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        time.sleep(_PAUSE)
    raise LedgerBusy(errno.EAGAIN, "another process is writing to it; try again when it is done", file.as_posix())


def _same_file(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def _read_all(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a byte that is never written: the lock must not keep readers out

    def _lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

    def _make_lasting(folder: Path) -> None:
        """A new name in a folder is lasting by itself here."""

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)

    def _make_lasting(folder: Path) -> None:
        """See to it that a new name in a folder outlives a loss of power."""
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
