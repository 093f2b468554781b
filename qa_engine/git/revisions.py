"""Agreements of another revision: `HEAD~1:agreements/a.qa.yaml`, with everything they extend as it was then."""

from __future__ import annotations

import errno
import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.agreement.load import read_text
from qa_engine.git.run import GitError, git

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement


def split(named: str) -> tuple[str, str] | None:
    """`REV:PATH` in its two parts; None where it is no such name. A colon in braces (`HEAD^{/fix: it}`) belongs to REV."""
    depth = 0
    for position, character in enumerate(named):
        depth += (character == "{") - (character == "}")
        if character == ":" and depth == 0:
            revision, path = named[:position], named[position + 1 :]
            return (revision, path) if revision and path else None
    return None


@dataclass(frozen=True)
class Revision:
    """One commit of the repository that a folder lies in. `name` is how the user called it."""

    name: str
    commit: str
    folder: Path
    top: Path

    @classmethod
    def of(cls, name: str, folder: Path) -> Revision:
        """The commit that a branch, tag, or expression of git (`HEAD~2`) names, seen from a folder.

        Raises GitError where the folder is in no repository or nothing is called so.
        """
        try:
            top = git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\r\n")
        except GitError as error:
            raise GitError(f"'{name}' cannot be looked up: {error}") from None
        if not name or "\0" in name or "\n" in name:
            raise GitError(f"'{name}' is no name of a revision")
        try:
            found = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except GitError:
            hint = "write a branch, a tag or a commit, as in HEAD~1"
            raise GitError(f"the repository knows no revision '{name}'; {hint}") from None
        return cls(name, found.decode().strip(), folder, Path(top))

    @cached_property
    def _prefix(self) -> str:
        """The folder as seen from the top of the repository: empty, or ending in `/`."""
        return git(self.folder, "rev-parse", "--show-prefix").decode().rstrip("\r\n")

    def read(self, path: str) -> tuple[str, bytes]:
        """The path from the top of the repository, and the content, of a file in this revision.

        A path counts from the top of the repository, else (and if it starts with `./` or `../`) from the folder.
        Raises GitError where there is no such file.
        """
        from_here = posixpath.normpath(posixpath.join(self._prefix, path))
        relative = path.startswith(("./", "../"))
        for candidate in dict.fromkeys([from_here] if relative else [posixpath.normpath(path), from_here]):
            content = self._blob(candidate)
            if content is not None:
                return candidate, content
        raise GitError(
            f"'{path}' is no file of the revision '{self.name}'; a path counts from the top of the repository"
        )

    def _blob(self, path: str) -> bytes | None:
        if path.startswith(("/", "../")) or "\n" in path or "\0" in path:
            return None
        answer = git(self.folder, "cat-file", "--batch", given=f"{self.commit}:{path}\n".encode())
        head, _, content = answer.partition(b"\n")
        words = head.split()
        # "<id> blob <size>"; a path that is not there gives "<path> missing", a folder is a tree
        return content[: int(words[2])] if len(words) == 3 and words[1] == b"blob" else None


def read_revision(named: str, folder: Path) -> Agreement:
    """The agreement that `REV:PATH` names, as far as it can be read, with everything it extends in that revision.

    Never raises for what is in it; raises GitError where there is no such revision or file.
    """
    parts = split(named)
    if parts is None:
        raise GitError(f"'{named}' is neither a file nor REV:PATH")
    revision = Revision.of(parts[0], folder)
    path, content = revision.read(parts[1])
    top = revision.top.resolve()

    def read_below(target: Path) -> bytes:
        try:
            return revision.read(target.relative_to(top).as_posix())[1]
        except (GitError, ValueError):
            raise FileNotFoundError(errno.ENOENT, "it is not in that revision", str(target)) from None

    return read_text(content, f"{revision.name}:{path}", top / posixpath.dirname(path), read_below)
