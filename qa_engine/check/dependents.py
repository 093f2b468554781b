"""The agreements that stand on others: what changes in a lower file changes what they say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.agreement.beside import NotBesideError, beside, repository_of
from qa_engine.check.run import ENDING, folders_below
from qa_engine.source import parse, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qa_engine.agreement.extends import Read


def with_those_above(files: Sequence[Path], read: Read = read_bytes) -> list[Path]:
    """The files, and behind them those of the same repository that stand on one of them, directly or further up.

    These come in order of their paths. A file that cannot be read stands on nothing; `read` gives the content of one.
    """
    found = {file.resolve(): file for file in files}
    for root in dict.fromkeys(repository_of(real) for real in list(found)):
        above: dict[Path, list[Path]] = {}
        for file, lower in _standing(root, read):
            above.setdefault(lower, []).append(file)
        waiting = list(found)
        while waiting:
            for file in above.get(waiting.pop(), ()):
                if file not in found:
                    found[file] = _named(file)
                    waiting.append(file)
    return [*files, *sorted(set(found.values()) - set(files))]


def stands_on(file: Path, raw: bytes, root: Path) -> Path | None:
    """The file that an agreement file with this content extends; None where it names none that may be read."""
    if b"extends" not in raw and b"\\" not in raw:  # an escape could spell the key: those are read to be certain
        return None
    data = parse(raw, file.name).data
    wanted = data.get("extends") if isinstance(data, dict) else None
    if not isinstance(wanted, str) or wanted.startswith("template:"):
        return None
    try:
        return beside(file.parent, wanted, root)
    except NotBesideError:
        return None


def _standing(root: Path, read: Read) -> Iterator[tuple[Path, Path]]:
    """All files of a repository that stand on another, each with that one."""
    for file in _agreements(root):
        try:
            lower = stands_on(file, read(file), root)
        except OSError:
            continue
        if lower is not None:
            yield file, lower


def _agreements(root: Path) -> Iterable[Path]:
    try:
        for folder, names in folders_below(root):
            yield from ((folder / name).resolve() for name in sorted(names) if name.endswith(ENDING))
    except PermissionError:  # a folder that is closed to us holds nothing for us
        return


def _named(file: Path) -> Path:
    """A file as the user would name it: from the folder where the command runs, where it lies below."""
    here = Path(os.getcwd())  # noqa: PTH109  # the folder as it is, without links
    return file.relative_to(here) if file.is_relative_to(here) else file
