"""Agreements on top of agreements: find the lower file, merge, remember which file each value came from.

Mappings merge by key, anything else replaces, an empty value (`null`) takes out.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, TypeVar

from qa_engine.agreement.beside import NotBesideError, beside, cannot_open, repository_of
from qa_engine.agreement.resolved import Resolved, file_name, place_of
from qa_engine.close import get_close_matches
from qa_engine.finding import Finding
from qa_engine.source import parse, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qa_engine.source import Route, Source

    Read = Callable[[Path], bytes]

NOT_INHERITED = frozenset(
    {"id", "title", "version", "status", "history", "waivers", "signatories", "extends", "base-version"}
)
"""What belongs to one file and is never taken over from the lower one."""

R = TypeVar("R", bound=Resolved)

FIRST_LINE = "format: qa-engine/1"

TEMPLATE = "template:"
"""What `extends` starts with where it names a starter agreement in place of a file."""

MAX_FILES = 16
"""A chain of more files than this is refused."""


def resolve(source: Source, folder: Path | None, read: Read = read_bytes) -> Resolved:
    """Data of a source together with all that it extends.

    `folder` is where the source lies on disk, from which `extends` is read; None for text without a file, which can
    extend nothing; `read` gives the content of a lower file (an editor may have it open, and not saved). Never raises for
    what is in the files; the findings of the result say what is wrong.
    """
    real = (folder / file_name(source.path)).resolve() if folder is not None else None
    return _resolve(source, real, (), repository_of(real) if real is not None else None, read)


def _resolve(source: Source, real: Path | None, above: tuple[Path, ...], root: Path | None, read: Read) -> Resolved:
    resolved = own(source, Resolved, FIRST_LINE)
    resolved.files[0] = real
    wanted = resolved.data.get("extends")
    if not isinstance(wanted, str) or not wanted.strip():
        if "extends" in resolved.data:
            resolved.broken.add(("extends",))
        return resolved
    below = _read_below(resolved, wanted, real, above, root, read)
    if below is None:
        resolved.broken.add(("extends",))
        return resolved
    if not below.sources[0].readable or ("extends",) in below.broken:
        resolved.broken.add(("extends",))  # what the lower file would bring is not known, here neither
    return lay_over(resolved, below)


def own(source: Source, kind: type[R], first_line: str) -> R:
    """One file by itself: its data, and what YAML had to say about it. `first_line` is how such a file starts."""
    resolved = kind(source.data if isinstance(source.data, dict) else {}, [source])
    for problem in source.problems:
        at = resolved.at(problem.route)
        related = ()
        resolved.findings.append(
            Finding(
                problem.rule,
                "error",
                place_of(source, problem.span, at),
                problem.message,
                problem.hint,
                related=related,
            )
        )
        if problem.rule != "duplicate-key" and problem.route:
            resolved.take_out(problem.route)
    if source.readable and not isinstance(source.data, dict):
        what = "the file is empty" if source.data is None else "the file holds no keys"
        here = place_of(source, (0, min(1, len(source.text))), resolved.at(()))
        resolved.findings.append(Finding("wrong-type", "error", here, what, f"it starts with `{first_line}`"))
    return resolved


def _read_below(
    resolved: Resolved, wanted: str, real: Path | None, above: tuple[Path, ...], root: Path | None, read: Read
) -> Resolved | None:
    """The lower agreement, or None with a finding that says why there is none."""

    def refuse(message: str, hint: str) -> None:
        resolved.find("bad-extends", ("extends",), message, hint)

    if wanted.startswith(TEMPLATE):
        template = _template(wanted)
        if template is None:
            refuse(*_no_template(wanted))
            return None
        _hold_base_version(resolved, template, wanted)
        return template
    if real is None or root is None:
        refuse("text that is no file cannot stand on a file", "save it first")
        return None
    try:
        target = beside(real.parent, wanted, root)
    except NotBesideError as error:
        refuse(str(error), error.hint)
        return None
    chain = (*above, real)
    if target in chain:
        names = " → ".join(path.name for path in (*chain[chain.index(target) :], target))
        refuse(f"the files stand on each other in a circle: {names}", "let one of them stand on nothing")
        return None
    if len(chain) >= MAX_FILES:
        refuse(f"more than {MAX_FILES} files stand on each other", "merge some of them")
        return None
    try:
        raw = read(target)
    except OSError as error:
        closed = cannot_open(target, wanted, error)
        refuse(str(closed), closed.hint)
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(resolved.path), wanted))
    below = _resolve(parse(raw, path), target, chain, root, read)
    _hold_base_version(resolved, below, file_name(path))
    return below


def _template(wanted: str) -> Resolved | None:
    """The starter agreement that `template:<name>` means; None where there is none of that name."""
    from qa_engine.starters.build import starter_text
    from qa_engine.starters.library import NoTemplateError

    try:
        text = starter_text(wanted.removeprefix(TEMPLATE))
    except NoTemplateError:
        return None
    return own(parse(text, wanted), Resolved, FIRST_LINE)


def _no_template(wanted: str) -> tuple[str, str]:
    """What is wrong with the name of a template, and what to do."""
    from qa_engine.starters.library import templates

    name = wanted.removeprefix(TEMPLATE)
    near = get_close_matches(name, templates(), 1)
    hint = f"did you mean '{TEMPLATE}{near[0]}'?" if near else f"there are {', '.join(templates())}"
    return f"there is no template '{name}'", hint


def _hold_base_version(resolved: Resolved, below: Resolved, called: str) -> None:
    """Put a finding on record where the lower agreement bears another version than the one that is stood on."""
    version, base = resolved.data.get("base-version"), below.data.get("version")
    if isinstance(version, str) and isinstance(base, str) and version != base:
        resolved.find(
            "bad-extends",
            ("base-version",),
            f"this stands on version {version} of {called}, and the file bears version {base}",
            "read what changed between the two, then set base-version",
        )


def lay_over(upper: R, lower: R, not_inherited: frozenset[str] = NOT_INHERITED) -> R:
    """The upper file laid over the lower one, from which it takes all but the keys `not_inherited`."""
    from copy import deepcopy  # most agreements extend nothing

    merged = type(upper)({}, [*upper.sources, *lower.sources], [*upper.files, *lower.files])
    merged.findings = [*upper.findings, *lower.findings]
    merged.broken = upper.broken | {route for route in lower.broken if route and route[0] not in not_inherited}
    depth = len(upper.sources)
    # values of the lower agreement keep their origin; all of them lie behind the upper one's sources
    merged.origins = {route: index + depth for route, index in lower.origins.items()}
    inherited = {key: value for key, value in lower.data.items() if key not in not_inherited}
    for key in inherited:
        merged.origins.setdefault((key,), depth)
    merged.data = _laid_over(deepcopy(inherited), upper.data, (), merged)
    return merged


def _laid_over(low: dict[str, Any], high: dict[str, Any], route: Route, merged: Resolved) -> dict[str, Any]:
    for key, value in high.items():
        here = (*route, key)
        if value is None:
            if key in low:
                del low[key]
                merged.origins[here] = 0
            else:
                near = get_close_matches(key, list(low), 1)
                merged.origins[here] = 0
                merged.find(
                    "wrong-type",
                    here,
                    f"'{key}' is to be taken out, and the lower file has none",
                    f"did you mean '{near[0]}'?" if near else "take this line out",
                    key=True,
                )
                merged.broken.add(here)
        elif isinstance(value, dict) and isinstance(low.get(key), dict):
            _laid_over(low[key], value, here, merged)
        else:
            if key in low:
                for known in [known for known in merged.origins if known[: len(here)] == here]:
                    del merged.origins[known]
            low[key] = value
            merged.origins[here] = 0
    return low
