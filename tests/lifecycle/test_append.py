"""Appending: one writer at a time, all of a record or nothing, a ledger that reads after a crash at any byte."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from qa_engine.ledger.append import LedgerBroken, LedgerBusy, Writer, writing
from qa_engine.ledger.chain import ledger_in, read_ledger
from qa_engine.ledger.record import Record
from tests.conftest import ROOT
from tests.lifecycle.desk import ANN, START

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a matter of POSIX")


def record_after(writer: Writer, size: int = 10) -> Record:
    """A record that follows; `size` characters of reason."""
    number = len(writer.ledger.records) + 1
    at = (START + timedelta(minutes=number)).isoformat(timespec="seconds")
    return Record(number, writer.ledger.head, "QA-1", "1.0", "review", "sha256:0", ANN, at, reason="x" * size)


def add(path: Path, size: int = 10) -> Record:
    with writing(path) as writer:
        return writer.add(record_after(writer, size))


def test_records_follow_one_another(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    written = [add(path) for _ in range(5)]
    ledger = read_ledger(path)
    assert ledger.whole
    assert list(ledger.records) == written
    assert ledger.head == written[-1].hash


def test_several_records_can_be_added_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    with writing(path) as writer:
        for _ in range(3):
            writer.add(record_after(writer))
    assert len(read_ledger(path).records) == 3


def test_nothing_added_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    with pytest.raises(KeyError), writing(path):
        raise KeyError
    assert not path.exists()


def test_a_crash_at_any_byte_leaves_a_ledger_that_reads_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    add(path)
    add(path)
    before = path.read_bytes()
    add(path)
    whole = path.read_bytes()
    for cut in range(len(before), len(whole) + 1):
        path.write_bytes(whole[:cut])
        ledger = read_ledger(path)
        assert ledger.whole, cut
        assert len(ledger.records) == (3 if cut >= len(whole) - 1 else 2), cut
        assert (ledger.interrupted is not None) == (len(before) < cut < len(whole) - 1), cut
        added = add(path)
        after = read_ledger(path)
        assert after.whole
        assert after.interrupted is None
        assert after.records[-1] == added
        assert len(after.records) == (4 if cut >= len(whole) - 1 else 3), cut


def test_bytes_that_a_lost_power_left_behind_are_no_record(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    add(path)
    path.write_bytes(path.read_bytes() + b"\0" * 4096)
    assert read_ledger(path).whole
    assert read_ledger(path).interrupted is not None
    add(path)
    assert len(read_ledger(path).records) == 2
    assert b"\0" not in path.read_bytes()


def test_nothing_is_added_to_a_ledger_that_does_not_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    add(path)
    add(path)
    path.write_bytes(path.read_bytes().replace(b"xxx", b"yyy", 1))
    before = path.read_bytes()
    with pytest.raises(LedgerBroken):
        add(path)
    assert path.read_bytes() == before


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ledger.jsonl"
    add(path)
    before = path.read_bytes()
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[: len(data) // 2]))
    with pytest.raises(OSError, match="no room left"):
        add(path)
    monkeypatch.undo()
    assert path.read_bytes() == before


@posix
def test_a_second_writer_waits_and_is_told_when_it_takes_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    with writing(path) as writer:
        with pytest.raises(LedgerBusy, match="another process is writing"), writing(path, patience=0.1):
            pass
        writer.add(record_after(writer))
    assert len(read_ledger(path).records) == 1


@posix
def test_a_ledger_that_was_replaced_while_somebody_waited_is_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    add(path)
    kept = path.read_bytes()
    handle = os.open(path, os.O_RDWR)
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX)
    new = tmp_path / "new"
    new.write_bytes(kept)
    new.replace(path)
    add(path)  # the lock is on a file that is no longer there under this name
    os.close(handle)
    assert len(read_ledger(path).records) == 2


WRITER = """
import os, sys
from pathlib import Path
from tests.lifecycle.test_append import add
path, size = Path(sys.argv[1]), int(sys.argv[2])
for number in range(1_000_000):
    record = add(path, size)
    os.write(1, f"{record.hash}\\n".encode())
"""


def start(path: Path, size: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(size)], cwd=ROOT, stdout=subprocess.PIPE)


def kills() -> int:
    return 60 if os.environ.get("QA_ENGINE_PROPERTIES") == "thorough" else 12


@posix
def test_a_writer_that_is_killed_loses_nothing_that_it_confirmed_and_leaves_at_most_one_more(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    chance = random.Random(7)  # when to strike, the same each time
    confirmed: list[str] = []
    for _ in range(kills()):
        child = start(path, size=chance.choice([10, 5_000, 300_000]))
        assert child.stdout is not None
        first = child.stdout.readline().decode().strip()  # it is at work
        time.sleep(chance.random() * 0.05)
        child.send_signal(signal.SIGKILL)
        told = [first, *child.stdout.read().decode().split()]
        child.wait()
        child.stdout.close()
        ledger = read_ledger(path)
        assert ledger.whole
        hashes = [record.hash for record in ledger.records]
        acknowledged = [line for line in told if len(line) == 71]
        assert hashes[: len(confirmed)] == confirmed
        new = hashes[len(confirmed) :]
        assert new[: len(acknowledged)] == acknowledged
        assert len(new) <= len(acknowledged) + 1
        confirmed = hashes
    add(path)
    assert read_ledger(path).whole


STRUCK = """
import os, signal, sys
from pathlib import Path
from tests.lifecycle.test_append import add
path, kept = Path(sys.argv[1]), int(sys.argv[2])
real = os.write
def struck(handle, data):
    real(handle, data[:kept])
    os.kill(os.getpid(), signal.SIGKILL)
os.write = struck
add(path)
"""


@posix
def test_a_writer_struck_dead_in_the_middle_of_a_write(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    add(path)
    length = len(path.read_bytes())
    for kept in (0, 1, length // 3, length - 2, length + 40):
        before = len(read_ledger(path).records)
        ran = subprocess.run([sys.executable, "-c", STRUCK, str(path), str(kept)], cwd=ROOT, check=False)
        assert ran.returncode == -signal.SIGKILL
        ledger = read_ledger(path)
        assert ledger.whole
        assert before <= len(ledger.records) <= before + 1
        add(path)
        assert read_ledger(path).interrupted is None


@posix
def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger.jsonl"
    writers = [start(path, 10) for _ in range(3)]
    told: list[str] = []
    for child in writers:
        assert child.stdout is not None
        told += [child.stdout.readline().decode().strip() for _ in range(20)]
    for child in writers:
        child.kill()
        assert child.stdout is not None
        told += [line for line in child.stdout.read().decode().split() if len(line) == 71]
        child.wait()
        child.stdout.close()
    ledger = read_ledger(path)
    assert ledger.whole
    assert set(told) <= {record.hash for record in ledger.records}


def test_a_ledger_longer_than_any_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_engine.ledger.chain.MAX_BYTES", 10)
    assert "was not read" in ledger_in(b"x" * 11, "a.ledger.jsonl").findings[0].message
