"""A source: one YAML text, the data in it, and where each value stands."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from functools import cached_property
from typing import Any

from qa_engine.pattern import pattern
from qa_engine.value import extensible, field, frozen, mutable

Route = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the top, as in `("sections", "deviations", "text")`."""

Span = tuple[int, int]
"""Offsets into the text in characters, end exclusive."""

MAPPING, SEQUENCE, END = -1, -2, -3
"""Marks in the tape that are no offset; see `read.parse`, which writes the tape."""

_LINE_BREAK = pattern(r"\r\n|\n|\r")


@frozen
class Problem:
    """Something that the text itself gets wrong; `agreement` turns it into a finding.

    `span` holds offsets, `route` leads to the value concerned (empty: the whole text).
    """

    rule: str
    message: str
    hint: str
    span: Span
    route: Route = ()


@mutable
class _Lines:
    """Line starts of a text, to turn an offset into a line and a column."""

    starts: list[int]

    @classmethod
    def of(cls, text: str) -> _Lines:
        return cls([0, *(match.end() for match in _LINE_BREAK.finditer(text))])

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


@mutable
class _Open:
    """A container that `Source.spans` is inside of."""

    route: Route
    start: int
    key_span: Span | None
    position: int | None  # the next position in a list; None in a mapping
    key: str | None = None
    pending_span: Span = (0, 0)
    last_end: int = 0


@extensible
class Source:
    """One YAML text as it was read.

    path      as the user named it, with `/`
    text      the text without its byte-order mark, line breaks as they are
    data      plain data: dict, list, str, int, float, bool, None; None too where nothing could be read
    problems  what the text gets wrong as YAML, in reading order
    tape      marks and offsets of all nodes in document order; `spans` replays it when a place is asked for
    keys      the keys of all mappings in document order
    """

    path: str
    text: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    tape: array[int] = field(default_factory=lambda: array("q"))
    keys: list[str] = field(default_factory=list)
    byte_order_mark: bool = False

    @property
    def readable(self) -> bool:
        """Whether there is data to speak of; else the problems say why not."""
        return self.data is not None or not self.problems

    @cached_property
    def spans(self) -> dict[Route, tuple[Span, Span]]:
        """Route → (span of the key, span of the value); in a list the key's span is the value's.

        Built only when the first place is asked for: a clean file never needs it.
        Of two like keys the first counts, as in the data.
        """
        spans: dict[Route, tuple[Span, Span]] = {}
        keys = iter(self.keys)
        marks = iter(self.tape)
        open_: list[_Open] = []
        for mark, other in zip(marks, marks, strict=True):
            if mark == END:
                done = open_.pop()
                flow = self.text[done.start] in "{["
                span = (done.start, other if flow else max(done.last_end, done.start))
                spans.setdefault(done.route, (done.key_span or span, span))
                if open_:
                    open_[-1].last_end = span[1]
                continue
            start, end = (mark, self._scalar_end(mark, other)) if mark >= 0 else (other, other)
            route: Route = ()
            key_span: Span | None = None
            if open_:
                outer = open_[-1]
                outer.last_end = end
                if outer.position is not None:
                    route = (*outer.route, outer.position)
                    outer.position += 1
                elif outer.key is None:
                    outer.key, outer.pending_span = next(keys), (start, end)
                    continue
                else:
                    route, key_span = (*outer.route, outer.key), outer.pending_span
                    outer.key = None
            if mark >= 0:
                spans.setdefault(route, (key_span or (start, end), (start, end)))
            else:
                open_.append(_Open(route, start, key_span, None if mark == MAPPING else 0))
        return spans

    def _scalar_end(self, start: int, end: int) -> int:
        """The end of a scalar; a block scalar's stands behind its last line, not behind the blank lines that follow."""
        if self.text[start : start + 1] not in ("|", ">") or end == start:
            return end
        head = self.text[start : self.text.find("\n", start, end)]
        return end if "+" in head else start + len(self.text[start:end].rstrip())

    def span(self, route: Route, *, key: bool = False) -> Span:
        """Where a value stands, or its key; for a route that is not there, its nearest owner that is.

        A missing key points at its owner's key.
        """
        here = route
        while here not in self.spans:
            if not here:
                return (0, 0)
            here, key = here[:-1], True
        key_span, value_span = self.spans[here]
        return key_span if key and here else value_span

    def value(self, route: Route) -> Any:
        """What stands at a route that is one of `spans`."""
        value: Any = self.data
        for step in route:
            value = value[step]
        return value

    @cached_property
    def _lines(self) -> _Lines:
        return _Lines.of(self.text)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, in characters."""
        return self._lines.position(offset)

    @property
    def lines(self) -> int:
        """How many lines there are; behind a last line break stands one more, and it is empty."""
        return len(self._lines.starts)

    def line_span(self, line: int) -> Span:
        """Where a line stands, without its line break. Lines count from 1 to `lines`."""
        starts = self._lines.starts
        start, end = starts[line - 1], starts[line] if line < len(starts) else len(self.text)
        return start, start + len(self.text[start:end].rstrip("\r\n"))

    def line_text(self, line: int) -> str:
        """One line without its line break; empty behind the last one."""
        if not 1 <= line <= self.lines:
            return ""
        start, end = self.line_span(line)
        return self.text[start:end]
