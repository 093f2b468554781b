"""Indentation, blanks and empty lines of a text in block style; what it says and its comments stay as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa_engine.pattern import pattern
from qa_engine.source.edit import apply_edits
from qa_engine.source.render import STEP

if TYPE_CHECKING:
    from qa_engine.source.text import Route, Source

from qa_engine.finding import Edit

_WIDTH = len(STEP)
_KEY_AND_VALUE = pattern(r"\s*:(?P<gap> *)")


def indented(source: Source) -> str:
    """The text with each level two blanks further in, one blank behind `key:` and `-`, one empty line at most between
    two others, no blanks at the end of a line, and its last line ended.

    The content of texts of several lines is not touched, but for moving as a whole. Raises ValueError where there is no data.
    """
    if source.problems or not isinstance(source.data, dict):
        raise ValueError(f"{source.path} cannot be read")
    plan = _Plan(source)
    if source.text[source.span(())[0] : source.span(())[0] + 1] != "{":
        plan.mapping((), source.data, 0)
    return plan.text()


@dataclass
class _Plan:
    """Where each line is to go: how far it moves, and which blanks inside of lines are too many."""

    source: Source
    moves: dict[int, int] = field(default_factory=dict)  # line → columns further in
    inside: set[int] = field(default_factory=set)  # lines that are content of a text that started before them
    edits: list[Edit] = field(default_factory=list)  # blanks behind `key:` and `-`

    def mapping(self, route: Route, data: dict[str, Any], column: int) -> None:
        """Plan a mapping in block style whose keys are to stand in a column."""
        for key, value in data.items():
            here = (*route, key)
            start, key_end = self.source.span(here, key=True)
            line, at = self.source.position(start)
            if not self.source.line_text(line)[: at - 1].strip():
                self._move(line, self._last_line(here), column - (at - 1))
            self._value(here, value, key_end, column)

    def _value(self, here: Route, value: Any, key_end: int, column: int) -> None:
        start, end = self.source.span(here)
        text = self.source.text
        one_line = self.source.position(start)[0] == self.source.position(key_end)[0]
        if one_line and start > key_end:
            gap = _KEY_AND_VALUE.match(text, key_end)
            if gap and gap.end() == start and start < end and gap["gap"] != " ":
                self.edits.append(Edit(self.source.path, gap.start("gap"), start, " "))
        if start == end or text[start] in "{[":
            return
        if isinstance(value, dict) and value:
            self.mapping(here, value, column + _WIDTH)
        elif isinstance(value, list) and value:
            self._sequence(here, value, column + _WIDTH)
        elif text[start] in "|>":
            self._block(start, end, column)
        else:
            self._content(start, end)

    def _sequence(self, route: Route, data: list[Any], column: int) -> None:
        text = self.source.text
        for position, value in enumerate(data):
            here = (*route, position)
            start, end = self.source.span(here)
            dash = text.rfind("-", 0, start)
            line, at = self.source.position(dash)
            if dash < 0 or text[dash + 1 : start].strip() or self.source.line_text(line)[: at - 1].strip():
                return  # laid out in a way that is left alone
            self._move(line, self._last_line(here), column - (at - 1))
            same_line = self.source.position(start)[0] == line
            if same_line and start < end and start != dash + 2:
                self.edits.append(Edit(self.source.path, dash + 1, start, " "))
            if start == end or text[start] in "{[":
                continue
            if isinstance(value, dict) and value:
                self.mapping(here, value, column + _WIDTH)
            elif not isinstance(value, list) and text[start] in "|>":
                self._block(start, end, column)
            elif not isinstance(value, list):
                self._content(start, end)

    def _block(self, start: int, end: int, column: int) -> None:
        """A text below `|` or `>`: its lines move so that the first stands one level further in than its key."""
        first, last = self.source.position(start)[0] + 1, self.source.position(max(start, end - 1))[0]
        head = self.source.line_text(first - 1)[self.source.position(start)[1] - 1 :]
        self.inside.update(range(first, last + 1))
        said = [line for line in range(first, last + 1) if self.source.line_text(line).strip()]
        if said and not re.match(r"[|>][+-]?[0-9]", head):  # with a number the indentation is fixed to that of the key
            shown = self.source.line_text(said[0])
            for line in range(first, last + 1):
                self.moves[line] = column + _WIDTH - (len(shown) - len(shown.lstrip(" ")))

    def _content(self, start: int, end: int) -> None:
        """Lines behind the first of a text in quotes, or of one that is folded."""
        first, last = self.source.position(start)[0] + 1, self.source.position(max(start, end - 1))[0]
        self.inside.update(range(first, last + 1))

    def _last_line(self, route: Route) -> int:
        start, end = self.source.span(route)
        return self.source.position(max(start, end - 1))[0]

    def _move(self, first: int, last: int, by: int) -> None:
        for line in range(first, last + 1):
            self.moves[line] = by

    def text(self) -> str:
        """The text as planned."""
        source = self.source
        line_break = "\r\n" if "\r\n" in source.text else "\n"
        for line in range(source.lines, 0, -1):
            shown = source.line_text(line)
            if line not in self.inside and shown.lstrip(" ").startswith("#"):
                self.moves[line] = self._move_of_comment(line, len(shown) - len(shown.lstrip(" ")))
        by_line: dict[int, list[Edit]] = {}
        for edit in self.edits:
            by_line.setdefault(source.position(edit.start)[0], []).append(edit)
        lines: list[str] = []
        for line in range(1, source.lines + 1):
            start = source.line_span(line)[0]
            edits = [Edit(edit.path, edit.start - start, edit.end - start, edit.text) for edit in by_line.get(line, [])]
            shown = apply_edits(source.line_text(line), edits)
            if line not in self.inside:
                shown = shown.rstrip(" \t")
            if not shown.strip() and line not in self.inside:
                if lines and lines[-1].strip():
                    lines.append("")
                continue
            lines.append(_moved(shown, self.moves.get(line, 0)))
        while lines and not lines[-1].strip() and source.lines not in self.inside:
            lines.pop()
        return "".join(line + line_break for line in lines)

    def _move_of_comment(self, line: int, column: int) -> int:
        """A comment goes with the line above it that stands in its column, else where the line below it goes.

        Behind a block of text, which would swallow what stands further in, it always goes with the line below.
        """
        below = next((other for other in range(line + 1, self.source.lines + 1) if self._is_said(other)), None)
        level = self._column(below) if below is not None else 0
        if level != column:
            above = (other for other in range(line - 1, 0, -1) if self.source.line_text(other).strip())
            for other in above:
                if other in self.inside:
                    break
                if self._is_said(other) and self._column(other) == column:
                    return self.moves.get(other, 0)
        return (self.moves.get(below, 0) if below is not None else 0) + level - column

    def _is_said(self, line: int) -> bool:
        """Whether a line says something: it is neither empty nor a comment, nor inside of a text."""
        shown = self.source.line_text(line).strip()
        return bool(shown) and not shown.startswith("#") and line not in self.inside

    def _column(self, line: int) -> int:
        shown = self.source.line_text(line)
        return len(shown) - len(shown.lstrip(" "))


def _moved(line: str, by: int) -> str:
    if not line.strip():
        return line if by >= 0 else line[-by:]
    return " " * by + line if by >= 0 else line[min(-by, len(line) - len(line.lstrip(" "))) :]
