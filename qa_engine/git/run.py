"""Run git: no shell, no prompt, no hooks, and nothing that a user types is ever taken for an option."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "--no-pager")

# Set by git for the hooks it runs: they name the repository of the hook, which need not be the one that is asked about.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")


class GitError(Exception):
    """Git could not do what was asked; the message says why in one line."""


def git(folder: Path, *arguments: str, given: bytes = b"", fine: tuple[int, ...] = (0,)) -> bytes:
    """What a git command writes, run in a folder.

    Arguments: `given` goes to its standard input; `fine` are the exit statuses that are no failure.
    Raises GitError where git is missing, or ends otherwise.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603  # a list, never a shell; what users name stands behind --end-of-options
            ["git", *_SAFE, *arguments],  # noqa: S607  # the git that the user runs
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        missing = "git is not installed, or not on the PATH" if folder.is_dir() else f"there is no folder '{folder}'"
        raise GitError(missing) from None
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from None
    if done.returncode not in fine:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        # what stopped it, where git says more behind it; else its last word
        why = next((line for line in said if line.startswith(("fatal: ", "error: "))), said[-1] if said else "")
        raise GitError(why.removeprefix("fatal: ").removeprefix("error: ") or f"git ended with {done.returncode}")
    return done.stdout
