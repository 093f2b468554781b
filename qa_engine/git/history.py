"""The earlier versions of a file, newest first, until one is the one that is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.git.revisions import read_revision
from qa_engine.git.run import GitError, git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qa_engine.agreement.model import Agreement

LIMIT = 200
"""So many versions are looked at."""


def earlier(file: Path, is_it: Callable[[Agreement], bool]) -> Agreement | None:
    """The newest version of a file in the history of git that `is_it` takes; None without one, and without git."""
    folder = file.resolve().parent
    try:
        found = git(folder, "log", f"--max-count={LIMIT}", "--format=%H", "--end-of-options", "HEAD", "--", file.name)
    except GitError:
        return None
    for commit in found.decode("ascii", "replace").split():
        try:
            agreement = read_revision(f"{commit}:./{file.name}", folder)
        except GitError:
            continue
        if is_it(agreement):
            return agreement
    return None
