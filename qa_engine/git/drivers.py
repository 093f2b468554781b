"""The drivers of a clone: git merges agreements by meaning, and shows their history in lines that people read.

Settings of git cannot be committed, so each clone is set up once. Everything is in the clone's own `.git`; no file of the
work tree is touched.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from qa_engine.git.run import GitError, git

NAME = "qa-engine"
PATTERN = "*.qa.yaml"
ATTRIBUTES = f"{PATTERN} diff={NAME} merge={NAME}"
"""The line that hands agreements to the drivers; a team may commit the same line in `.gitattributes`."""

LEDGERS = "*.ledger.jsonl -text -merge"
"""The line that keeps git from changing the line breaks of ledgers, and from joining two of them line by line."""


def install(folder: Path, command: str) -> Path:
    """Set the merge driver and the diff driver of the clone that a folder lies in.

    `command` starts qa-engine, quoted for a shell. Gives the file in which the attributes are; doing it twice does no harm.
    Raises GitError where the folder is in no repository.
    """
    settings = {
        f"merge.{NAME}.name": "quality agreements, by meaning",
        f"merge.{NAME}.driver": f"{command} merge %O %A %B -o %A --path %P",
        f"diff.{NAME}.textconv": f"{command} git textconv",
    }
    attributes = _attributes(folder)
    for key, value in settings.items():
        git(folder, "config", "--local", key, value)
    lines = _lines(attributes)
    wanted = [line for line in (ATTRIBUTES, LEDGERS) if line not in lines]
    if wanted:
        attributes.parent.mkdir(parents=True, exist_ok=True)
        attributes.write_text("".join(f"{line}\n" for line in [*lines, *wanted]), encoding="utf-8")
    return attributes


def uninstall(folder: Path) -> bool:
    """Take the drivers out of the clone again; gives whether there were any. Raises GitError as `install` does."""
    attributes = _attributes(folder)
    found = False
    for section in (f"merge.{NAME}", f"diff.{NAME}"):
        try:
            git(folder, "config", "--local", "--remove-section", section)
        except GitError:  # it was not there
            continue
        found = True
    lines = _lines(attributes)
    rest = [line for line in lines if line not in (ATTRIBUTES, LEDGERS)]
    if rest != lines:
        if rest:
            attributes.write_text("".join(f"{line}\n" for line in rest), encoding="utf-8")
        else:
            attributes.unlink()
        found = True
    return found


def merge_lines(base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, bool]:
    """Git's own merge, line by line: the text, with marks where both changed a line, and whether it is free of them.

    Raises GitError where git is missing or finds that a version is no text.
    """
    with tempfile.TemporaryDirectory(prefix="qa-engine-") as room:
        folder = Path(room)
        for name, content in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / name).write_bytes(content)
        text = git(folder, "merge-file", "-p", "-q", "ours", "base", "theirs", fine=tuple(range(128)))
    return text, not any(line.startswith(b"<<<<<<< ours") for line in text.splitlines())


def _attributes(folder: Path) -> Path:
    """The clone's own attributes, which no commit holds."""
    return folder / git(folder, "rev-parse", "--git-path", "info/attributes").decode().rstrip("\r\n")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
