"""The data of an agreement with everything it extends, and where each value came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.finding import Edit, Finding, Fix, Place, Related, Severity
from qa_engine.value import extensible, field

if TYPE_CHECKING:
    from pathlib import Path

    from qa_engine.source import Route, Source

_NAMED_BY_ID = frozenset({"parties", "products", "definitions"})


@extensible
class Resolved:
    """Plain data of one agreement, merged from its own file and those below it.

    data      what all files say together
    sources   the agreement's own file first, then what it extends, downwards
    files     where each source lies on disk; None for text that is no file
    origins   route → index in `sources`, for values that do not come from the same file as their owner
    findings  what was wrong up to here
    broken    routes of values that were found wrong and taken out of `data`; rules that need one stay silent
    own_keys  whether a company's own `x-` keys stand in `data`; known once it was held against its shape
    """

    data: dict[str, Any]
    sources: list[Source]
    files: list[Path | None] = field(default_factory=lambda: [None])
    origins: dict[Route, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    broken: set[Route] = field(default_factory=set)
    own_keys: bool = False

    @property
    def path(self) -> str:
        """The agreement's own file, as the user named it."""
        return self.sources[0].path

    def source_of(self, route: Route) -> Source:
        """The source that a value came from."""
        return self.sources[self._origin(route)]

    def file_of(self, route: Route) -> Path | None:
        """The file on disk that a value came from; None where it came from text that is no file."""
        return self.files[self._origin(route)]

    def _origin(self, route: Route) -> int:
        if len(self.sources) > 1:
            for end in range(len(route), -1, -1):
                index = self.origins.get(route[:end])
                if index is not None:
                    return index
        return 0

    def place(self, route: Route, *, key: bool = False, at: str | None = None) -> Place:
        """The place of a value, or of its key; of its nearest owner where it is not there itself."""
        source = self.source_of(route)
        start, end = source.span(route, key=key)
        return place_of(source, (start, end), self.at(route) if at is None else at)

    def at(self, route: Route) -> str:
        """The word that people use for a place; see `Place.at`."""
        if not route:
            return file_name(self.path)
        top = str(route[0])
        if top == "sections" and len(route) > 1:
            return str(route[3]) if len(route) > 3 and route[2] == "activities" else str(route[1])
        if top in _NAMED_BY_ID and len(route) > 1:
            return str(route[1])
        if top in ("contacts", "signatories") and len(route) > 1:
            entry = self.value(route[:2])
            if isinstance(entry, dict) and isinstance(entry.get("party"), str):
                function = entry.get("function")
                return f"{entry['party']}.{function}" if isinstance(function, str) else str(entry["party"])
        return top

    def value(self, route: Route) -> Any:
        """The value at a route; None where nothing is."""
        value: Any = self.data
        for step in route:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def find(
        self,
        rule: str,
        route: Route,
        message: str,
        hint: str = "",
        *,
        severity: Severity = "error",
        key: bool = False,
        at: str | None = None,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
    ) -> None:
        """Put a finding on record."""
        self.findings.append(
            Finding(rule, severity, self.place(route, key=key, at=at), message, hint, related=related, fix=fix)
        )

    def instead(self, route: Route, text: str, title: str, *, key: bool = False) -> Fix:
        """A safe fix that puts other text in place of a value, or of its key."""
        source = self.source_of(route)
        start, end = source.span(route, key=key)
        return Fix(title, (Edit(source.path, start, end, text),), safe=True)

    def take_out(self, route: Route) -> None:
        """Remove a value that is wrong, and remember that it was."""
        self.broken.add(route)
        owner = self.value(route[:-1])
        if isinstance(owner, dict):
            owner.pop(route[-1], None)
        elif isinstance(owner, list) and isinstance(route[-1], int) and route[-1] < len(owner):
            owner[route[-1]] = None  # positions behind it must not move; the reader of the list skips it


def file_name(path: str) -> str:
    """The last part of a path, as a name for the whole file."""
    return path.rsplit("/", 1)[-1]


def place_of(source: Source, span: tuple[int, int], at: str) -> Place:
    """A span of a source as a place."""
    return Place(source.path, *source.position(span[0]), *source.position(span[1]), at)
