"""Files that a file names: relative to its own folder, and never outside of the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.close import get_close_matches

if TYPE_CHECKING:
    from pathlib import Path


class NotBesideError(Exception):
    """The name leads to no file that may be read; `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def repository_of(path: Path) -> Path:
    """The folder that a file must not leave: the nearest one upward with `.git`, else its own."""
    for parent in path.parents:
        if (parent / ".git").exists():
            return parent
    return path.parent


def beside(folder: Path, wanted: str, root: Path) -> Path:
    """The file that a name means, seen from a folder of the repository `root`; it need not be there.

    Raises NotBesideError where the name is no relative path, or leads out of the repository.
    """
    drive = len(wanted) > 1 and wanted[1] == ":"
    if not wanted.strip() or "\0" in wanted or "\\" in wanted or wanted.startswith(("/", "~")) or drive:
        hint = "write it with `/`, starting from the folder of this file"
        raise NotBesideError(f"'{wanted}' is no path relative to this file", hint)
    target = (folder / wanted).resolve()
    if not target.is_relative_to(root):
        raise NotBesideError(f"'{wanted}' leads out of the repository", "name a file of this repository")
    return target


def cannot_open(target: Path, wanted: str, error: OSError) -> NotBesideError:
    """Why a file cannot be opened, with the nearest name beside it."""
    near = _nearest_file(target)
    missing = isinstance(error, FileNotFoundError)
    reason = "there is no such file" if missing else error.strerror or "it cannot be read"
    hint = f"did you mean '{near}'?" if near else "check the path; it is relative to this file"
    return NotBesideError(f"'{wanted}' cannot be opened: {reason}", hint)


def _nearest_file(target: Path) -> str | None:
    try:
        names = [entry.name for entry in target.parent.iterdir() if entry.name.endswith((".yaml", ".yml"))]
    except OSError:
        return None
    near = get_close_matches(target.name, names, 1)
    return near[0] if near else None
