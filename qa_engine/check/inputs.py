"""All that the check of a file looks at, which is what its answer rests on.

A file that is looked for and is not there is an input too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.cache.state import ABSENT, UNKNOWN, digest, state_of
from qa_engine.check.run import folders_below
from qa_engine.coverage.against import given_by
from qa_engine.ledger.where import ledger_path
from qa_engine.packs.read import files_of
from qa_engine.settings.read import settings_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.finding import Finding
    from qa_engine.settings.read import Settings
    from qa_engine.source import Source

Inputs = dict[str, str]
"""Path → state; see `cache.state`."""

_NAMES_NEIGHBOURS = frozenset({"bad-extends", "unknown-pack"})
"""Findings whose hint names what lies beside a file that is not there: with them a whole folder would be an input."""


def inputs_by_path(file: Path) -> Inputs:
    """The inputs that the path of an agreement file tells: what makes its repository, its settings, its ledger."""
    return states([*_marks_of_repository(file), *settings_files(file), ledger_path(file.resolve())])


def inputs_read(agreement: Agreement, settings: Settings) -> Inputs:
    """The inputs that an agreement and its settings name, in the state in which they were read."""
    resolved = agreement.resolved
    found: Inputs = {}
    for source, file in zip(resolved.sources, resolved.files, strict=True):
        # a template is no file of the repository, and not surely one of the engine
        found[str(file or source.path)] = _as_read(source) if file is not None else UNKNOWN
    schema = settings.get("own-keys-schema")
    if schema is not None:
        found[schema] = state_of(schema)
    return found | states(files_of(agreement, given_by(agreement, settings))) | states(settings.folders)


def inputs_named(paths: Iterable[str | Path], files: Iterable[Path]) -> Inputs:
    """The inputs that say which files are checked: the folders that were searched, and the names of the files.

    A name that leads over a link is unknown: the link could be led elsewhere.
    """
    folders = [folder.absolute() for path in map(Path, paths) if path.is_dir() for folder, _ in folders_below(path)]
    links = [path for path in (*folders, *(file.absolute() for file in files)) if path.resolve() != path]
    return states(f"{folder}/" for folder in folders) | {str(link): UNKNOWN for link in links}


def can_rest_on(inputs: Inputs, findings: Iterable[Finding]) -> bool:
    """Whether these inputs are all that findings rest on, and each of them is known."""
    return UNKNOWN not in inputs.values() and not any(finding.rule in _NAMES_NEIGHBOURS for finding in findings)


def states(paths: Iterable[str | Path]) -> Inputs:
    """Files with their states as they are now."""
    return {path: state_of(path) for path in map(str, paths)}


def _marks_of_repository(file: Path) -> Iterator[Path]:
    """The first of these that is there makes its folder the root; see `agreement.beside`."""
    for folder in file.resolve().parents:
        mark = folder / ".git"
        yield mark
        if state_of(str(mark)) != ABSENT:
            return


def _as_read(source: Source) -> str:
    """The state of the file that a source was read from: UTF-8 gives back the bytes that it was decoded from."""
    if any(problem.rule in ("yaml-syntax", "yaml-limits") for problem in source.problems):
        return UNKNOWN  # it may not have been decoded to its end
    mark = b"\xef\xbb\xbf" if source.byte_order_mark else b""
    return digest(mark + source.text.encode())
