"""Where the entries of a text stand: their lines, the comments that belong to them, whether they are in braces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_engine.source.text import Route, Source


class Entries:
    """Asks a source about lines and entries. Offsets in, offsets out."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def value(self, route: Route) -> Any:
        """What the source holds at a route."""
        return self.source.value(route)

    def is_flow(self, here: Route) -> bool:
        """Whether a node is written in braces or brackets."""
        start = self.source.span(here)[0]
        return self.source.text[start : start + 1] in ("{", "[")

    def inside_flow(self, here: Route) -> bool:
        """Whether a node stands in a flow collection."""
        return any(self.is_flow(here[:length]) for length in range(len(here)))

    def line_start(self, at: int) -> int:
        """The start of the line that `at` stands in."""
        line, _ = self.source.position(at)
        return self.source.line_span(line)[0]

    def line_end(self, at: int) -> int:
        """The end of a line, before its line break."""
        line, _ = self.source.position(at)
        return self.source.line_span(line)[1]

    def line_after(self, at: int) -> int:
        """The start of the line behind the one that `at` stands in."""
        line, _ = self.source.position(at)
        return self.source.line_span(line + 1)[0] if line < self.source.lines else len(self.source.text)

    def before_line(self, at: int) -> int:
        """The end of the line before the one that `at` stands in."""
        line, _ = self.source.position(at)
        return self.source.line_span(line - 1)[1] if line > 1 else 0

    def column(self, here: Route, key: str) -> int:
        """How far in a key stands."""
        start = self.source.span((*here, key), key=True)[0]
        return start - self.line_start(start)

    def start_with_comments(self, start: int) -> int:
        """The first line of the comments that stand right above a key, in its column; else the line of the key."""
        line, column = self.source.position(start)
        while line > 1:
            above = self.source.line_text(line - 1)
            if not above.lstrip(" ").startswith("#") or len(above) - len(above.lstrip(" ")) != column - 1:
                break
            line -= 1
        return self.source.line_span(line)[0]

    def end_of_entry(self, route: Route, column: int) -> int:
        """Behind the last line of an entry, and behind comments below it that stand further in than its key."""
        start, end = self.source.span(route)
        line, _ = self.source.position(max(start, end - 1))
        last = line
        while True:
            below = self.source.line_text(line + 1)
            stripped = below.strip()
            if stripped.startswith("#") and len(below) - len(below.lstrip(" ")) > column:
                last = line + 1
            elif stripped or line >= self.source.lines:
                break
            line += 1
        return self.source.line_span(last + 1)[0] if last < self.source.lines else len(self.source.text)

    def has_gaps(self, here: Route, keys: list[str]) -> bool:
        """Whether an empty line stands between the entries of a mapping, as between sections."""
        if len(keys) < 2:
            return False
        line, _ = self.source.position(self.start_with_comments(self.source.span((*here, keys[-1]), key=True)[0]))
        return line > 1 and not self.source.line_text(line - 1).strip()

    def behind_a_dash(self, here: Route, key: str) -> bool:
        """Whether a key stands behind something else on its line, such as its list item's dash."""
        start = self.source.span((*here, key), key=True)[0]
        return bool(self.source.text[self.line_start(start) : start].strip())

    def come_apart(self, here: Route, old: dict[str, Any]) -> bool:
        """Whether the keys stand as the edits expect: in flow style, or each on a line of its own (but the first behind a dash)."""
        if self.is_flow(here):
            return True
        return not any(self.behind_a_dash(here, key) for key in list(old)[1:])

    def items_come_apart(self, here: Route, old: list[Any]) -> bool:
        """Whether each item stands in flow style, or behind a dash that is the first thing on its line."""
        if self.is_flow(here):
            return True
        for position in range(len(old)):
            start, end = self.source.span((*here, position))
            dash = self.dash(start)
            if start == end or dash < 0 or self.source.text[self.line_start(dash) : dash].strip():
                return False
        return True

    def dash(self, start: int) -> int:
        """The dash before an item; -1 where something else stands between."""
        dash = self.source.text.rfind("-", 0, start)
        return dash if dash >= 0 and not self.source.text[dash + 1 : start].strip() else -1
