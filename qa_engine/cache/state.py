"""The state of an input: what its content is, that it is not there, what a folder holds."""

from __future__ import annotations

import os
import stat

try:
    from _blake2 import blake2b  # hashlib would load OpenSSL, which costs more than all the hashing
except ImportError:
    from hashlib import blake2b

ABSENT = "-"
UNKNOWN = "?"
"""The state of what cannot be read; nothing can rest on it."""


def digest(content: bytes) -> str:
    """A fingerprint of bytes: 32 hexadecimal digits."""
    return blake2b(content, digest_size=16).hexdigest()


def state_of(path: str) -> str:
    """The state of a file. A path that ends in `/` is a folder, and its state what it lists.

    A path that leads over a link is unknown: the link could be led elsewhere and the content stay the same.
    """
    try:
        if path.endswith("/"):
            return _listing(path)
        kind = os.stat(path).st_mode
        if stat.S_ISDIR(kind):
            return "folder"
        if not stat.S_ISREG(kind) or os.path.realpath(path) != path:
            return UNKNOWN
        with open(path, "rb", buffering=0) as file:
            return digest(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except (OSError, ValueError):
        return UNKNOWN


def _listing(folder: str) -> str:
    """What a folder lists, hidden entries aside."""
    with os.scandir(folder) as entries:
        names = sorted(_name(entry) for entry in entries if not entry.name.startswith("."))
    return digest("\n".join(names).encode("utf-8", "surrogatepass"))


def _name(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}{'@' if entry.is_symlink() else ''}{'/' if entry.is_dir() else ''}"
