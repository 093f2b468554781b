"""A file is the old one or the new one, and nothing is left beside it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from qa_engine.source.save import save


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out.docx"
    save(b"one", target)
    save(b"two", str(target))
    assert target.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file_whole_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    target = tmp_path / "out.docx"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if broken == "fsync" else (Path, "replace")), full)
    with pytest.raises(OSError, match="No space left"):
        save(b"new", target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_write_that_the_system_cuts_short_leaves_the_old_file_whole(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    target = tmp_path / "out.docx"
    target.write_bytes(b"old")
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, was[1]))
    try:
        with pytest.raises(OSError):  # its words are the system's
            save(b"x" * 100_000, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
        signal.signal(signal.SIGXFSZ, ignored)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save(b"new", tmp_path / "gone" / "out.docx")
    with pytest.raises(IsADirectoryError):
        save(b"new", tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="links and permissions of POSIX")
def test_a_link_is_followed_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.docx", tmp_path / "link.docx"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    save(b"new", link)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_leftover_of_a_killed_run_stands_in_nobodys_way(tmp_path: Path) -> None:
    leftover = tmp_path / f".qa-engine-{os.getpid()}-0.part"
    leftover.write_bytes(b"half")
    save(b"new", tmp_path / "out.docx")
    assert (tmp_path / "out.docx").read_bytes() == b"new"
    assert leftover.read_bytes() == b"half"
