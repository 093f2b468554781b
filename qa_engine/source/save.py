"""Bytes into a file that is either the old one or the new one, and never half of either."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def save(content: bytes, path: str | Path) -> None:
    """Write a file whole: first beside it under another name, then put in its place.

    A file that was there keeps its permissions, and a link goes on leading to it. Raises OSError where it cannot be done (no
    such folder, no permission, no room); the file that was there stays as it was.
    """
    target = Path(path).resolve()
    if target.is_dir():
        raise IsADirectoryError(f"'{target.as_posix()}' is a folder")
    beside = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
