"""Packs from files: the shipped ones by name, a company's by path.

A pack that stands on others is laid over them as an agreement is laid over the one that it extends: mappings merge by
key, anything else replaces, an empty value takes out.
"""

from __future__ import annotations

import posixpath
from functools import cache
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.beside import NotBesideError, beside, cannot_open, repository_of
from qa_engine.agreement.extends import MAX_FILES, lay_over, own
from qa_engine.agreement.fit import hold
from qa_engine.agreement.model import texts
from qa_engine.agreement.period import read_period
from qa_engine.agreement.resolved import Resolved, file_name
from qa_engine.close import get_close_matches
from qa_engine.finding import Finding, Place
from qa_engine.named import NamedTuple
from qa_engine.packs.kept import PACK, kept, names, written
from qa_engine.packs.pack import Condition, Deadline, Expectation, Limit, Pack
from qa_engine.packs.vocabulary import FORMAT
from qa_engine.source import parse, read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qa_engine.agreement.model import Agreement
    from qa_engine.finding import Severity
    from qa_engine.source import Route, Source

ENDING = ".pack.yaml"

_OF_ONE_FILE = frozenset(
    {"format", "id", "version", "title", "about", "binding", "look-up", "extends", "when", "unless"}
)
"""Keys of a pack that belong to its own file; what they mean for its expectations is written into each of these."""


class Unknown(NamedTuple):
    """A name under `packs` that leads to no pack: its position in the list, what is wrong, what to do."""

    position: int
    message: str
    hint: str


class Loaded(NamedTuple):
    """The packs that an agreement is held against, as far as they could be read.

    positions  pack id → the position in the agreement's list; none for a pack that the settings add
    findings   what is wrong inside of the company's own packs, each with its place in the pack
    """

    packs: tuple[Pack, ...] = ()
    positions: dict[str, int] = {}  # noqa: RUF012  # never changed
    unknown: tuple[Unknown, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def versions(self) -> dict[str, str]:
        """Id → version of every pack that is used, those that others stand on among them."""
        return {name: version for pack in self.packs for name, version in ((pack.id, pack.version), *pack.stands_on)}


class _PackText(Resolved):
    """The data of a pack; its places are named by the expectation that they lie in."""

    def at(self, route: Route) -> str:
        if not route:
            return file_name(self.path)
        return str(route[1] if route[0] == "expectations" and len(route) > 1 else route[0])


@cache
def shipped() -> tuple[str, ...]:
    """The ids of the packs that come with the engine."""
    return tuple(sorted(names() - {"topics", "decisions"}))


@cache
def shipped_pack(name: str) -> Pack:
    """A pack that comes with the engine. Raises KeyError where there is none of that name."""
    if name not in shipped():
        raise KeyError(name)
    data = kept(name)
    _settle(data)
    return build(data, ())


@cache
def _shipped(name: str) -> _PackText:
    """A shipped pack with its places, for one that stands on it.

    It is not held against the shape here: a test does that once for all of us.
    """
    file = written()[name]
    pack = _PackText({}, [parse(file.read_bytes(), file.name)])
    pack.data = pack.sources[0].data
    _settle(pack.data)
    return pack


class Given(NamedTuple):
    """A pack that somebody else than the agreement names: its name, and the file and line that name it."""

    name: str
    file: Path
    line: int


def packs_of(agreement: Agreement, given: Sequence[Given] = ()) -> Loaded:
    """The packs that an agreement names under `packs`, and those that are `given`. Never raises for what is in them."""
    resolved = agreement.resolved
    source, file = resolved.source_of(("packs",)), resolved.file_of(("packs",))
    packs: dict[str, Pack] = {}
    positions: dict[str, int] = {}
    unknown: list[Unknown] = []
    findings: list[Finding] = []
    for position, name in enumerate(resolved.data.get("packs") or ()):
        if not isinstance(name, str):
            continue  # the shape has spoken of it
        try:
            found = _pack(name, source.path, file, findings)
        except NotBesideError as error:
            unknown.append(Unknown(position, str(error), error.hint))
            continue
        if found.id not in packs:
            packs[found.id] = found
            positions[found.id] = position
    for name, where, line in given:
        try:
            found = _pack(name, where.as_posix(), where, findings)
        except NotBesideError as error:
            place = Place(where.as_posix(), line, 1, line, 1, where.name)
            findings.append(Finding("unknown-pack", "error", place, str(error), error.hint))
            continue
        packs.setdefault(found.id, found)
    return Loaded(tuple(packs.values()), positions, tuple(unknown), tuple(dict.fromkeys(findings)))


def _pack(name: str, path: str, file: Path | None, findings: list[Finding]) -> Pack:
    return shipped_pack(name) if name in shipped() else _company_pack(name, path, file, findings)


def read_pack(raw: bytes | str, path: str, file: Path | None) -> tuple[Pack, tuple[Finding, ...]]:
    """A pack from text, and what is wrong with it; `file` is where it lies on disk, from which others are found.

    Never raises for what is in it: what is wrong is left out of the pack.
    """
    pack, stands_on = _resolve(parse(raw, path), file, ())
    return build(pack.data, stands_on), tuple(pack.findings)


def _company_pack(name: str, named_in: str, file: Path | None, findings: list[Finding]) -> Pack:
    if not is_path(name):
        near = get_close_matches(name, shipped(), 1, 0.5)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(shipped())}"
        if file is not None and file.with_name(name + ENDING).is_file():
            hint = f"a pack of your own is named by its path: ./{name}{ENDING}"
        raise NotBesideError(f"there is no pack '{name}'", hint)
    target = _target(name, file)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(named_in), name))
    pack, wrong = read_pack(_bytes(target, name), path, target)
    findings.extend(finding for finding in wrong if finding not in findings)
    return pack


def files_of(agreement: Agreement, given: Sequence[Given] = ()) -> tuple[Path, ...]:
    """The company's own packs that an agreement is held against (see `packs_of`), those that they stand on among them.

    What a pack stands on is read from its file as it is; a name that leads nowhere is left out.
    """
    resolved = agreement.resolved
    names = (name for name in resolved.data.get("packs") or () if isinstance(name, str))
    waiting = [(name, resolved.file_of(("packs",))) for name in names]
    waiting += [(name, file) for name, file, _ in given]
    found: dict[Path, None] = {}
    while waiting:
        name, file = waiting.pop()
        if not is_path(name):
            continue
        try:
            target = _target(name, file)
            raw = b"" if target in found else read_bytes(target)
        except (NotBesideError, OSError):
            continue
        found[target] = None
        pack = own(parse(raw, target.as_posix()), _PackText, f"format: {FORMAT}")
        waiting += [(below, target) for _, below in _extended(pack)]
    return tuple(found)


def is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))


def _target(name: str, file: Path | None) -> Path:
    if file is None:
        raise NotBesideError(f"'{name}' cannot be found from text that is no file", "save it first")
    return beside(file.parent, name, repository_of(file))


def _bytes(target: Path, name: str) -> bytes:
    try:
        return read_bytes(target)
    except OSError as error:
        raise cannot_open(target, name, error) from None


def _resolve(
    source: Source, file: Path | None, above: tuple[Path, ...]
) -> tuple[_PackText, tuple[tuple[str, str], ...]]:
    """The text of a pack laid over those that it stands on, and what these are: id and version."""
    pack = own(source, _PackText, f"format: {FORMAT}")
    own_ids = set(pack.data.get("expectations") or {}) if isinstance(pack.data.get("expectations"), dict) else set()
    _settle(pack.data)
    chain = (*above, file) if file is not None else above
    lower: _PackText | None = None
    stands_on: list[tuple[str, str]] = []
    for route, name in _extended(pack):
        try:
            below, names = _below(name, source, file, chain)
        except NotBesideError as error:
            pack.find("bad-extends", route, str(error), error.hint)
            pack.broken.add(("extends",))
            continue
        stands_on += names
        lower = below if lower is None else lay_over(below, lower, _OF_ONE_FILE)
    if lower is not None:
        ids = list(lower.data.get("expectations") or ())
        _refuse_strangers(pack, own_ids, ids)
        pack = lay_over(pack, lower, _OF_ONE_FILE)
    if pack.data:
        _hold(pack)
    return pack, tuple(dict.fromkeys(stands_on))


def _extended(pack: _PackText) -> list[tuple[Route, str]]:
    value = pack.data.get("extends")
    if isinstance(value, str):
        return [(("extends",), value)]
    entries = value if isinstance(value, list) else []
    return [(("extends", position), name) for position, name in enumerate(entries) if isinstance(name, str)]


def _below(
    name: str, source: Source, file: Path | None, chain: tuple[Path, ...]
) -> tuple[_PackText, list[tuple[str, str]]]:
    if name in shipped():
        below = _shipped(name)
        return below, [(below.data["id"], below.data["version"])]
    if not is_path(name):
        near = get_close_matches(name, shipped(), 1, 0.5)
        hint = f"did you mean '{near[0]}'?" if near else "a pack of your own is named by its path, with ./"
        raise NotBesideError(f"there is no pack '{name}'", hint)
    target = _target(name, file)
    if target in chain:
        names = " → ".join(path.name for path in (*chain[chain.index(target) :], target))
        raise NotBesideError(f"the packs stand on each other in a circle: {names}", "let one of them stand on nothing")
    if len(chain) >= MAX_FILES:
        raise NotBesideError(f"more than {MAX_FILES} packs stand on each other", "merge some of them")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), name))
    below, names_below = _resolve(parse(_bytes(target, name), path), target, chain)
    here = (str(below.data.get("id", "")), str(below.data.get("version", "")))
    return below, [*([here] if all(here) else []), *names_below]


def _settle(data: dict[str, Any]) -> None:
    """Write into each expectation what the head of its file says for all of them."""
    expectations = data.get("expectations")
    if not isinstance(expectations, dict):
        return
    for expectation in expectations.values():
        if not isinstance(expectation, dict):
            continue
        overrides = "topic" not in expectation  # a few keys for an expectation of a pack below: these alone count
        for key in ("binding", "look-up"):
            if isinstance(data.get(key), str) and not overrides:
                expectation.setdefault(key, data[key])
        for key in ("when", "unless"):
            if isinstance(data.get(key), dict) and isinstance(expectation.get(key, {}), dict) and not overrides:
                expectation[key] = {**data[key], **expectation.get(key, {})}


def _refuse_strangers(pack: _PackText, own_ids: set[str], below: list[str]) -> None:
    """A change of an expectation that the packs below do not have: most likely its id is mistyped."""
    for identifier in own_ids:
        entry = pack.data["expectations"].get(identifier)
        if identifier in below or not isinstance(entry, dict) or "topic" in entry:
            continue
        near = get_close_matches(identifier, below, 1, 0.6)
        if near:
            route = ("expectations", identifier)
            message = f"the packs below have no expectation `{identifier}`"
            pack.find("unknown-key", route, message, f"did you mean `{near[0]}`?", key=True)
            pack.take_out(route)


def _hold(pack: _PackText) -> None:
    """Hold a pack against its shape, and what the shape alone cannot say."""

    def held_back(route: Route) -> bool:
        return ("extends",) in pack.broken and len(route) == 3

    hold(pack, PACK, _called, whole="the pack", held_back=held_back)
    for identifier, entry in (pack.data.get("expectations") or {}).items():
        if not isinstance(entry, dict) or "limit" not in entry or "decision" in entry:
            continue
        here = ("expectations", identifier)
        if not any(route[:2] == here and route[2:3] in (("limit",), ("decision",)) for route in pack.broken):
            message = f"expectation {identifier} sets a limit, and names no decision that it is for"
            pack.find("missing-key", (*here, "decision"), message, "add `decision:`", key=True)


def _called(route: Route) -> str:
    """An owner as people would call it: `expectation eu-gmp-7/7.11`; empty for the pack itself."""
    if not route:
        return ""
    if route[0] == "expectations" and len(route) > 1:
        name = f"expectation {route[1]}"
        return name if len(route) == 2 else f"`{'.'.join(str(step) for step in route[2:])}` of {name}"
    return f"`{'.'.join(str(step) for step in route)}`"


def build(data: dict[str, Any], stands_on: tuple[tuple[str, str], ...]) -> Pack:
    """A pack from data that has been held against the shape; what is not there or was taken out is left out."""
    identifier = str(data.get("id", ""))
    entries = data.get("expectations") or {}
    return Pack(
        identifier,
        str(data.get("version", "")),
        data.get("title", identifier),
        data.get("about", ""),
        data.get("binding", "policy"),
        data.get("look-up", ""),
        tuple(
            _expectation(name, identifier, entry)
            for name, entry in entries.items()
            if isinstance(entry, dict) and texts(entry.get("topic"))
        ),
        stands_on,
    )


def _expectation(identifier: str, pack: str, data: dict[str, Any]) -> Expectation:
    deadline, limit = data.get("deadline"), data.get("limit")
    weight: Severity = data.get("severity", "warning")
    return Expectation(
        identifier,
        pack,
        data.get("title", identifier),
        texts(data["topic"]),
        data.get("says", ""),
        texts(data.get("cites")) or (identifier,),
        data.get("binding", "policy"),
        weight,
        data.get("confidence") == "recalled",
        data.get("look-up", ""),
        _condition(data.get("when")),
        _condition(data.get("unless")),
        texts(data.get("decision")),
        data.get("only-if-taken") == "yes",
        texts(data.get("held-by")),
        data.get("held-in", "every-row" if "decision" in data else "one-row") == "every-row",
        data.get("delegable", "task-only"),
        data.get("may-be-waived") == "yes",
        Deadline(deadline.get("customary", ""), deadline.get("by-law", "")) if isinstance(deadline, dict) else None,
        _limit(limit) if isinstance(limit, dict) else None,
        tuple(period for text in texts(data.get("keep")) if (period := read_period(text)) is not None),
        texts(data.get("keep-of")),
        data.get("precedence") == "stated",
        texts(data.get("linked")),
    )


def _condition(data: Any) -> Condition:
    if not isinstance(data, dict):
        return Condition()
    return Condition(*(texts(data.get(key)) for key in Condition._fields))


def _limit(data: dict[str, Any]) -> Limit | None:
    within = read_period(data.get("within", ""))
    return Limit(within, data.get("counts-from") == "knowledge") if within is not None else None
