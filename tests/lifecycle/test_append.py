"""Appending: one writer at a time, all of a record or nothing, a ledger that reads after a crash at any byte."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from qa_engine.ledger.append import LedgerBroken, LedgerBusy, writing
from qa_engine.ledger.chain import ledger_in, read_ledger
from tests.lifecycle.writers import Writers, add, confirmed_in, record_after, writers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="these locks are a matter of POSIX")


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


@pytest.fixture(scope="module")
def server() -> Iterator[Writers]:
    if sys.platform == "win32":
        pytest.skip("kill -9 is a matter of POSIX")
    with writers() as found:
        yield found


def kills() -> int:
    return 400 if os.environ.get("QA_ENGINE_PROPERTIES") == "thorough" else 60


def test_a_writer_that_is_killed_loses_nothing_that_it_confirmed_and_leaves_at_most_one_more(
    tmp_path: Path, server: Writers
) -> None:
    chance = random.Random(7)  # when to strike, the same each time
    for number in range(kills()):
        path, told = tmp_path / f"{number % 6}.ledger.jsonl", tmp_path / f"told-{number}"
        before = [record.hash for record in read_ledger(path).records]
        writer = server.start("go_on", path=str(path), size=chance.choice([10, 5_000, 300_000]), told=str(told))
        confirmed_in(told, least=1)  # it is at work
        time.sleep(chance.random() * 0.01)
        server.kill(writer)
        confirmed = [*before, *confirmed_in(told)]
        ledger = read_ledger(path)
        assert ledger.whole
        hashes = [record.hash for record in ledger.records]
        assert hashes[: len(confirmed)] == confirmed
        assert len(hashes) <= len(confirmed) + 1
    for path in tmp_path.glob("*.ledger.jsonl"):
        add(path)
        assert read_ledger(path).interrupted is None


def test_a_writer_struck_dead_in_the_middle_of_a_write(tmp_path: Path, server: Writers) -> None:
    path = tmp_path / "a.ledger.jsonl"
    add(path)
    length = len(path.read_bytes())
    for kept in (*range(0, length, 7), length - 2, length - 1, length, length + 40):
        path.write_bytes(path.read_bytes()[:length])
        assert server.wait(server.start("struck", path=str(path), kept=kept)) == -signal.SIGKILL
        ledger = read_ledger(path)
        assert ledger.whole
        assert 1 <= len(ledger.records) <= 2
        added = add(path)
        assert read_ledger(path).interrupted is None
        assert read_ledger(path).records[-1] == added


@pytest.mark.parametrize("there", [True, False], ids=["a ledger that is there", "a new ledger"])
def test_a_writer_struck_dead_before_each_call_to_the_system(tmp_path: Path, server: Writers, there: bool) -> None:
    path = tmp_path / "a.ledger.jsonl"
    died = set()
    for call in ("open", "fsync", "read", "lseek", "ftruncate", "write", "fstat", "close"):
        for number in (1, 2, 3):
            path.unlink(missing_ok=True)
            confirmed = [add(path)] if there else []
            ended = server.wait(server.start("killed_before", path=str(path), call=call, number=number))
            died |= {call} if ended == -signal.SIGKILL else set()
            ledger = read_ledger(path)
            assert ledger.whole
            assert list(ledger.records[: len(confirmed)]) == confirmed
            assert len(ledger.records) <= len(confirmed) + 1
            add(path)
            assert read_ledger(path).whole
    assert {"open", "fsync", "ftruncate", "write", "close"} <= died


def test_many_writers_at_once_lose_nothing(tmp_path: Path, server: Writers) -> None:
    path = tmp_path / "a.ledger.jsonl"
    told = [tmp_path / f"told-{number}" for number in range(3)]
    processes = [server.start("go_on", path=str(path), size=10, told=str(one)) for one in told]
    for one in told:
        confirmed_in(one, least=20)
    for process in processes:
        server.kill(process)
    ledger = read_ledger(path)
    assert ledger.whole
    confirmed = [hash_ for one in told for hash_ in confirmed_in(one)]
    hashes = {record.hash for record in ledger.records}
    assert set(confirmed) <= hashes
    assert len(hashes) <= len(confirmed) + len(processes)


def test_a_ledger_longer_than_any_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_engine.ledger.chain.MAX_BYTES", 10)
    assert "was not read" in ledger_in(b"x" * 11, "a.ledger.jsonl").findings[0].message
