"""Which engine an answer comes from: its very code, the Python that runs it, and all that is installed beside it."""

from __future__ import annotations

import os
import sys

from qa_engine.cache.entry import read, write
from qa_engine.cache.state import digest

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def engine(root: str, *, now: float) -> str:
    """A fingerprint of the engine by the content of its files.

    Reading them all takes longer than an answer may. So the fingerprint is kept in the cache under what the system says
    of the files (size, times, number), and they are read only where that has changed.

    Arguments: `root` is the folder of the cache, `now` the time in seconds since 1970.
    """
    files = sorted(_files(_PACKAGE))
    system = "\n".join([sys.version, sys.platform, *_installed()])
    seen = digest("\n".join([system, *(f"{path} {marks}" for path, marks in files)]).encode("utf-8", "surrogatepass"))
    memo = os.path.join(root, "engine", seen)
    known = read(memo)
    if known is not None:
        return known[1]
    content = []
    for path, _ in files:
        with open(path, "rb") as file:
            content.append(f"{os.path.relpath(path, _PACKAGE)} {digest(file.read())}")
    found = digest("\n".join([system, *content]).encode("utf-8", "surrogatepass"))
    write(memo, {}, found, now=now)
    return found


def _files(folder: str) -> list[tuple[str, str]]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    found += _files(entry.path)
            else:
                marks = entry.stat()
                found.append((entry.path, f"{marks.st_size} {marks.st_mtime_ns} {marks.st_ctime_ns} {marks.st_ino}"))
    return found


def _installed() -> list[str]:
    """All distributions with their versions, as the names of their folders tell them."""
    names = []
    for folder in sys.path:
        if os.path.basename(folder) in ("site-packages", "dist-packages") and os.path.isdir(folder):
            names += [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))]
    return sorted(names)
