"""Bytes into a file that is either the old one or the new one, and never half of either."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def save(content: bytes, path: str | Path) -> None:
    """Write a file whole: first beside it under another name, then put in its place.

    A file that was there keeps its permissions, and a link goes on leading to it. Raises OSError where it cannot be done
    (no such folder, no permission, no room); what was there stays as it was, and nothing is left beside it.
    """
    target = Path(path).resolve()
    if target.is_dir():
        raise IsADirectoryError(f"'{target.as_posix()}' is a folder")
    beside = _unused(target)
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave the name of the new file on nothing
        with suppress(FileNotFoundError):
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _unused(target: Path) -> Path:
    """A new, empty file beside the target that nobody else has."""
    number = 0
    while True:
        beside = target.with_name(f".qa-engine-{os.getpid()}-{number}.part")
        try:
            beside.touch(exist_ok=False)
        except FileExistsError:  # of another thread, or of a run that was killed: in a container its id comes again
            number += 1
        else:
            return beside
