"""One entry: the inputs that it rests on with their states, and a text."""

from __future__ import annotations

import os

from qa_engine.cache.state import UNKNOWN, digest, state_of

_HEAD = b"qa-engine cache entry\n"
_LENGTH = 33  # a digest and a line break

MAX_BYTES = 64 * 1024 * 1024
"""A larger entry is not kept."""

DAYS_KEPT = 3
"""An answer is for one day; those of other days are removed after so many."""


def read(path: str) -> tuple[dict[str, str], str] | None:
    """The inputs of an entry with their states, and its text; None where there is none, or not a whole one."""
    try:
        with open(path, "rb", buffering=0) as file:
            raw = file.read()
        if not raw.startswith(_HEAD):
            return None
        mark, content = raw[len(_HEAD) : len(_HEAD) + _LENGTH], raw[len(_HEAD) + _LENGTH :]
        if mark != digest(content).encode() + b"\n":
            return None
        count, _, rest = content.decode("utf-8", "surrogatepass").partition("\n")
        *lines, text = rest.split("\n", int(count))
        return {path: state for state, _, path in (line.partition(" ") for line in lines)}, text
    except (OSError, ValueError):
        return None


def holds(inputs: dict[str, str]) -> bool:
    """Whether all inputs are as they were."""
    return all(state == state_of(path) for path, state in inputs.items())


def write(path: str, inputs: dict[str, str], text: str, *, now: float) -> None:
    """Keep a text with the inputs that it rests on; `now` is the time in seconds since 1970.

    Never raises, and leaves no half of an entry: where nothing can be written, nothing is kept.
    """
    if UNKNOWN in inputs.values() or any("\n" in name for name in inputs):
        return
    lines = [str(len(inputs)), *(f"{state} {name}" for name, state in inputs.items()), text]
    try:
        content = "\n".join(lines).encode("utf-8", "surrogatepass")
        if len(content) <= MAX_BYTES:
            _put(path, _HEAD + digest(content).encode() + b"\n" + content, now)
    except (OSError, ValueError):
        return


def _put(path: str, raw: bytes, now: float) -> None:
    """Put a file in place whole. Processes that write the same entry at once write the same."""
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        _sweep(os.path.dirname(folder), now)
    part = f"{path}.{os.getpid()}.part"
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(part, path)
    except OSError:
        try:
            os.unlink(part)
        except OSError:
            return


def _sweep(root: str, now: float) -> None:
    """Remove the entries of days that are over: files in the folders of the cache, and nothing below them."""
    with os.scandir(root) as inside:
        days = [one for one in inside if one.is_dir(follow_symlinks=False)]
    for day in days:
        if day.stat().st_mtime < now - DAYS_KEPT * 86400:
            try:
                for name in os.listdir(day.path):
                    os.unlink(os.path.join(day.path, name))
                os.rmdir(day.path)
            except OSError:  # another process is at it, or there is something in it that is not ours
                continue
