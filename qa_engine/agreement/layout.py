"""The canonical layout of an agreement: two blanks a level, one key a line in a row, letters in one line and unquoted.

Short rows may stand in one line. Comments stay, and what is said stays: only how it stands on the page changes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.letters import read_letters
from qa_engine.finding import Edit
from qa_engine.source import apply_edits, parse, quote_scalar
from qa_engine.source.comments import comments_of
from qa_engine.source.indent import indented
from qa_engine.source.render import STEP, entry

if TYPE_CHECKING:
    from qa_engine.source import Route, Source

SHORT = 200
"""Columns up to which a row may stand in one line."""

_PASSES = 6


def formatted(source: Source) -> str:
    """The text of an agreement in canonical layout; a text that is in it comes back as it is.

    Raises ValueError where the text cannot be read, or is laid out in a way that cannot be changed safely.
    """
    text = source.text
    for _ in range(_PASSES):
        now = _once(text, source.path)
        if now == text:
            break
        text = now
    if text != source.text and not _says_the_same(source, text):
        raise ValueError(f"{source.path} is laid out in a way that cannot be changed safely")
    return text


def _once(text: str, path: str) -> str:
    text = indented(parse(text, path))
    source = parse(text, path)
    comments = [at for at, _ in comments_of(source)]
    return apply_edits(text, [*_opened(source, comments), *_letters(source, comments)])


def _rows(source: Source) -> list[tuple[Route, dict[str, Any]]]:
    sections = source.data.get("sections")
    found: list[tuple[Route, dict[str, Any]]] = []
    for name, section in sections.items() if isinstance(sections, dict) else ():
        activities = section.get("activities") if isinstance(section, dict) else None
        for row_id, row in activities.items() if isinstance(activities, dict) else ():
            if isinstance(row, dict):
                found.append((("sections", name, "activities", row_id), row))
    return found


def _opened(source: Source, comments: list[int]) -> list[Edit]:
    """Braces that go: around the whole, around sections, and around rows that are too long for one line."""
    if _is_flow(source, ()):
        start, end = source.span(())
        start -= len(source.text[:start]) - len(source.text[:start].rstrip(" "))
        commented = bool(re.match(r"\s*#", source.text[end:]))
        lines = [line for key, value in source.data.items() for line in entry(key, value, "", blocks=not commented)]
        return [Edit(source.path, start, end, "\n".join(lines))] if not _has_comment(source, (), comments) else []
    edits: list[Edit] = []
    sections = source.data.get("sections")
    routes: list[Route] = [("sections",)]
    for name, section in sections.items() if isinstance(sections, dict) else ():
        routes += [("sections", name)]
        routes += [("sections", name, "activities")] if isinstance(section, dict) and section.get("activities") else []
    for route in (*routes, *(route for route, row in _rows(source) if _is_long(source, route) and row)):
        value = source.value(route)
        inside = any(_is_flow(source, route[:length]) for length in range(len(route)))
        if (
            inside
            or not isinstance(value, dict)
            or not value
            or not _is_flow(source, route)
            or _has_comment(source, route, comments)
        ):
            continue
        key_start, key_end = source.span(route, key=True)
        column = source.position(key_start)[1] - 1
        colon, end = source.text.index(":", key_end) + 1, source.span(route)[1]
        commented = bool(re.match(r"\s*#", source.text[end:]))  # a comment that a block of text would swallow
        lines = [
            line for key, item in value.items() for line in entry(key, item, " " * column + STEP, blocks=not commented)
        ]
        edits.append(Edit(source.path, colon, end, "".join(f"\n{line}" for line in lines)))
    return edits


def _letters(source: Source, comments: list[int]) -> list[Edit]:
    """The letters of each row in one line, canonical and without quotes where they need none."""
    edits = []
    for route, row in _rows(source):
        here = (*route, "raci")
        inside = any(_is_flow(source, route[:length]) for length in range(len(route)))
        if inside or not isinstance(row.get("raci"), dict) or not row["raci"]:
            continue
        if _is_flow(source, route) and _is_long(source, route):
            continue  # it is opened first
        cells = []
        for holder, text in row["raci"].items():
            start, end = source.span((*here, holder), key=True)
            letters = read_letters(text) if isinstance(text, str) else None
            cells.append(
                f"{source.text[start:end]}: {quote_scalar(str(letters)) if letters else quote_scalar(str(text))}"
            )
        wanted = "{" + ", ".join(cells) + "}"
        start, end = source.span(here)
        if source.text[start:end] == wanted or _has_comment(source, here, comments):
            continue
        colon = source.text.index(":", source.span(here, key=True)[1]) + 1
        edits.append(Edit(source.path, colon, end, f" {wanted}"))
    return edits


def _is_flow(source: Source, route: Route) -> bool:
    start = source.span(route)[0]
    return source.text[start : start + 1] == "{"


def _is_long(source: Source, route: Route) -> bool:
    """Whether a row in braces spans several lines, or is too long for one."""
    start, end = source.span(route)
    first, last = source.position(start)[0], source.position(end)[0]
    return first != last or len(source.line_text(first)) > SHORT


def _has_comment(source: Source, route: Route, comments: list[int]) -> bool:
    """Whether a comment stands between a key and the end of its value; `comments` are the offsets of all, in order."""
    start, end = source.span(route)
    if route:
        start = source.span(route, key=True)[1]
    following = bisect_left(comments, start)
    return following < len(comments) and comments[following] < end


def _says_the_same(source: Source, text: str) -> bool:
    after = parse(text, source.path)
    if after.problems or [said for _, said in comments_of(source)] != [said for _, said in comments_of(after)]:
        return False
    return bool(_with_letters(source.data) == _with_letters(after.data)) and _order(source.data) == _order(after.data)


def _with_letters(data: Any) -> Any:
    """The data with the letters of rows in canonical form."""
    if not isinstance(data, dict):
        return data
    return {key: _cells(value) if key == "raci" else _with_letters(value) for key, value in data.items()}


def _cells(cells: Any) -> Any:
    if not isinstance(cells, dict):
        return cells
    return {
        holder: str(read_letters(cell) or cell) if isinstance(cell, str) else cell for holder, cell in cells.items()
    }


def _order(data: Any) -> list[Any]:
    return [(key, _order(value)) for key, value in data.items()] if isinstance(data, dict) else []
