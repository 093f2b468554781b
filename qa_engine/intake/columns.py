"""Which column of somebody else's table is what: number, activity, holders, letters, deadline, remarks; or that it is no matrix."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from qa_engine.intake.marks import letters_in, looks_like_mark, says_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_engine.intake.material import Grid, GridRow

Kind = Literal["id", "activity", "holder", "letter", "deadline", "basis", "topic", "remark"]

_ID = re.compile(
    r"(#|№|id|no\.?|nr\.?|ref\.?|item( no\.?)?|number|step( ?id| no\.?)?|s\.?/?n\.?|sr\.? no\.?|clause|section|control id|row|\w+ id)",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(
    r"activit|task|topic|responsibilit|dut(y|ies)|deliverable|description|process|obligation|element|requirement|subject|domain|name|work",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(time|timing|timeline|timeframe|deadline|due|when|within|frequency|notification window|period)\b", re.IGNORECASE
)
_BASIS = re.compile(r"\b(basis|regulat\w+|citations?|guidelines?|gmp|cfr)\b", re.IGNORECASE)
_TOPIC = re.compile(r"(category|area|topic|chapter|section|domain|process area|group)", re.IGNORECASE)
_ROLES = re.compile(
    r"(roles?|functions?|part(y|ies)|departments?|positions?|stakeholders?|teams?|persons?)", re.IGNORECASE
)
_LETTER = (
    ("R", re.compile(r"(R|responsible( party| person)?|responsible \(R\)|R ?[-–=:(] ?responsible\)?|performed by|done by)", re.IGNORECASE)),
    ("A", re.compile(r"(A|accountable( party| person)?|accountable \(A\)|A ?[-–=:(] ?accountable\)?)", re.IGNORECASE)),
    ("C", re.compile(r"(C|consulted|consulted \(C\)|C ?[-–=:(] ?consulted\)?|to be consulted)", re.IGNORECASE)),
    ("I", re.compile(r"(I|informed|informed \(I\)|I ?[-–=:(] ?informed\)?|to be informed)", re.IGNORECASE)),
    ("S", re.compile(r"(S|support(s|ing|ed)?|supporting \(S\)|S ?[-–=:(] ?support(s|ing)?\)?)", re.IGNORECASE)),
)  # fmt: skip

KNOWN = frozenset("RACISX")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is, its heading, the heading above several (a party over its functions), its letter if it has one."""

    at: int
    kind: Kind
    heading: str = ""
    group: str = ""
    letter: str = ""

    @property
    def name(self) -> str:
        """The heading as people would say it."""
        return f"{self.group} / {self.heading}" if self.group else self.heading


@dataclass(slots=True)
class Layout:
    """What the columns of a table are. `body` is the first row behind the headings.

    trouble  why it cannot be read although it bears marks; empty where it can
    """

    columns: list[Column] = field(default_factory=list)
    body: int = 0
    trouble: str = ""

    def of(self, kind: Kind) -> list[Column]:
        """The columns of a kind, from the left."""
        return [column for column in self.columns if column.kind == kind]


def letter_named(heading: str) -> str:
    """The letter that a heading names: `Responsible`, `A`, `Consulted (C)`; empty for any other heading."""
    said = " ".join(heading.split())
    return next((letter for letter, pattern in _LETTER if pattern.fullmatch(said)), "")


def layout_of(grid: Grid, defined: frozenset[str] = frozenset()) -> Layout | None:
    """The layout of a table that bears responsibility marks; None for every other table.

    `defined` are further marks that the user or a legend gives a meaning.
    """
    if not grid.rows or grid.width < 2:
        return None
    if (lettered := _letters_above(grid)) is not None:
        return lettered
    marks = _mark_columns(grid, defined)
    if len(marks) >= 1 and _speaks_of_duties(grid, marks, defined):
        return _holders_above(grid, marks)
    return None


def _cells(grid: Grid, column: int) -> list[str]:
    return [row.texts[column] for row in grid.rows]


def _is_defined(text: str, defined: frozenset[str]) -> bool:
    return bool(defined) and text.strip().casefold() in defined


def _mark_columns(grid: Grid, defined: frozenset[str]) -> list[int]:
    """Columns most of whose cells are marks."""
    found = []
    for column in range(grid.width):
        said = [text for text in _cells(grid, column) if text and not says_nothing(text)]
        marks = sum(looks_like_mark(text) or _is_defined(text, defined) for text in said)
        # a heading or two are no marks, and some cells hold words alone
        if marks and marks >= 0.5 * (len(said) - min(2, len(said) - marks)) and not _counts_up(said):
            found.append(column)
    return found


def _counts_up(said: list[str]) -> bool:
    """A, B, C, D, …: a column that numbers its rows by letters."""
    letters = [text for text in said if re.fullmatch("[A-Z]", text)]
    return len(letters) >= 4 and len(set(letters)) == len(letters)


def _with_empty_neighbours(grid: Grid, found: list[int], body: int) -> list[int]:
    """A holder beside others who has no mark in any row is a holder all the same."""
    if len(found) < 2:
        return found
    headings = headings_of(grid, body - 1)
    beside = [
        column
        for column in range(found[0], grid.width)
        if column not in found
        and headings[column]
        and not _others_kind(headings[column])
        and all(says_nothing(text) for text in _cells(grid, column)[body:])
    ]
    return sorted({*found, *beside})


def _speaks_of_duties(grid: Grid, marks: list[int], defined: frozenset[str]) -> bool:
    """Whether the marks are those of a responsibility matrix: an R, an A or a cross among them, and hardly any other letter."""
    letters: list[str] = []
    own = 0
    for column in marks:
        for text in _cells(grid, column):
            if _is_defined(text, defined):
                own += 1
            elif text and looks_like_mark(text):
                letters += letters_in(text)
    known = sum(letter in KNOWN or letter.casefold() in defined for letter in letters)
    if own and not letters:
        return True
    if not letters or not ({"R", "A", "X"} & set(letters) or own):
        return False
    return known >= 0.75 * len(letters)


def _holders_above(grid: Grid, marks: list[int]) -> Layout | None:
    """Columns of marks, holders in their headings."""
    header = _header_row(grid, marks)
    if header is None:
        count = sum(_is_mark(text) for column in marks for text in _cells(grid, column))
        return Layout(trouble="no row of it says whose the marks are") if count > 1 and count >= len(marks) else None
    marks = _with_empty_neighbours(grid, marks, header + 1)
    beside = [column for column in range(grid.width) if column not in marks]
    headings = grid.rows[header].cells
    groups = _groups(grid, header, marks)
    columns = []
    for column in marks:
        heading = headings[column].text if headings[column].covered != "left" else ""
        group = groups.get(column, "")
        columns.append(Column(column, "holder", heading, "" if group == heading else group))
    layout = Layout(columns, header + 1)
    layout.columns += _others(grid, layout.body, headings_of(grid, header), beside, marks)
    layout.columns.sort(key=lambda column: column.at)
    layout.trouble = _trouble(layout)
    return layout


def _header_row(grid: Grid, marks: list[int]) -> int | None:
    """The last of the rows at the top that have words, and no marks, over most of the columns of marks.

    A title or a section row has none there; a row below a heading that spans several columns is a heading too.
    """
    for at, row in enumerate(grid.rows[:30]):
        if not _is_heading(row, marks):
            if sum(_is_mark(row.texts[column]) for column in marks) * 2 >= len(marks):
                return None
            continue
        spread = any(row.cells[column].covered == "left" or not row.cells[column].text for column in marks)
        below = grid.rows[at + 1] if at + 1 < len(grid.rows) else row
        return at + 1 if spread and _is_heading(below, marks) else at
    return None


def _is_heading(row: GridRow, marks: list[int]) -> bool:
    over = [
        row.cells[column].text for column in marks if row.cells[column].text and row.cells[column].covered != "left"
    ]
    return len(over) * 2 >= len(marks) and sum(map(_is_mark, over)) * 2 < len(over)


def _is_mark(text: str) -> bool:
    return bool(text) and not says_nothing(text) and looks_like_mark(text)


def headings_of(grid: Grid, header: int) -> tuple[str, ...]:
    """The heading of each column; where a cell is empty, the one above it."""
    rows = grid.rows[: header + 1]
    return tuple(
        next(
            (
                row.cells[column].text
                for row in reversed(rows)
                if row.cells[column].text and row.cells[column].covered != "left"
            ),
            "",
        )
        for column in range(grid.width)
    )


_NO_GROUP = re.compile(
    r"(responsibilit\w*|raci( matrix)?|roles?( and responsibilities)?|part(y|ies)|functions?|holders?|who)",
    re.IGNORECASE,
)


def _groups(grid: Grid, header: int, marks: list[int]) -> dict[int, str]:
    """The headings that span several columns of marks, in the row above the headings."""
    if header == 0:
        return {}
    cells = grid.rows[header - 1].cells
    groups: dict[int, str] = {}
    last = ""
    spread = any(cell.covered == "left" for cell in cells)
    for column in range(min(marks), max(marks) + 1):
        cell = cells[column]
        if cell.covered == "above":
            return {}
        if cell.text:
            last = cell.text
        elif spread:
            last = ""
        if column in marks and last:
            groups[column] = last
    names = list(groups.values())
    if len(set(names)) == len(names) or all(_NO_GROUP.fullmatch(name) for name in names):
        return {}
    full = " ".join(set(names))
    return {} if (len(set(names)) == 1 and len(names) == grid.width) or not full.strip() else groups


def _others(grid: Grid, body: int, headings: Sequence[str], beside: list[int], marks: list[int]) -> list[Column]:
    """What the columns without marks are, by their headings and by what stands in them."""
    found: dict[int, Kind] = {}
    rows = grid.rows[body:]
    texts = {column: [row.texts[column] for row in rows if row.texts[column]] for column in beside}
    used = [column for column in beside if texts[column] or headings[column]]
    for column in used:
        if _ID.fullmatch(headings[column].strip()) and _short(texts[column]):
            found[column] = "id"
            break
    else:
        before = [column for column in used if column < marks[0] and column + 1 < marks[0]]
        if before and not headings[before[0]].strip() and _short(texts[before[0]]) and len(used) > 1:
            found[before[0]] = "id"
    free = [column for column in used if column not in found and texts[column]]
    named = [column for column in free if _ACTIVITY.search(headings[column]) and not _DEADLINE.search(headings[column])]
    left = [column for column in (named or free) if column < marks[0]] or named or free
    if left:
        # of several, the one with most to say; a column of topics says the same again and again
        found[max(left, key=lambda column: (sum(map(len, set(texts[column]))), -column))] = "activity"
    elif free or used:
        found.setdefault((free or used)[0], "activity")
    for column in used:
        heading = headings[column]
        if column in found:
            continue
        if _DEADLINE.search(heading):
            found[column] = "deadline"
        elif _BASIS.search(heading):
            found[column] = "basis"
        elif column < marks[0] and _TOPIC.fullmatch(heading.strip()):
            found[column] = "topic"
        elif texts[column]:
            found[column] = "remark"
    return [Column(column, kind, headings[column]) for column, kind in found.items()]


def _others_kind(heading: str) -> bool:
    """Whether a heading is that of a column which bears no marks."""
    return any(
        pattern.search(heading)
        for pattern in (_DEADLINE, _BASIS, re.compile(r"remark|comment|note|sop|procedure", re.IGNORECASE))
    )


def _short(texts: list[str]) -> bool:
    return all(len(text) <= 24 and len(text.split()) <= 3 for text in texts)


def _trouble(layout: Layout) -> str:
    """Why a table with marks cannot be read; empty where it can."""
    holders = layout.of("holder")
    activity = layout.of("activity")
    if not activity:
        return "no column says what is to be done"
    if _ROLES.fullmatch(activity[0].heading.strip()) and not any(column.kind == "id" for column in layout.columns):
        return f"its first column is '{activity[0].heading}': roles stand in the rows and cases in the columns"
    if len(holders) == 1:
        return f"only one column bears marks ('{holders[0].heading}'), so whose they are cannot be recovered"
    if any(not column.heading.strip() for column in holders):
        return "columns that bear marks have no heading, so whose they are cannot be recovered"
    if len({column.name.casefold() for column in holders}) < len(holders):
        return "two columns of marks have the same heading"
    return ""


def _letters_above(grid: Grid) -> Layout | None:
    """Columns headed by letters (Responsible, Accountable …), holders in their cells."""
    for header in range(min(3, len(grid.rows))):
        if any(sum(map(bool, row.texts)) > 1 for row in grid.rows[:header]):
            return None  # above the headings stands a title at most
        named = {
            column: letter for column, text in enumerate(grid.rows[header].texts) if (letter := letter_named(text))
        }
        if len(set(named.values())) >= 2 and len(set(named.values())) == len(named):
            break
    else:
        return None
    headings = grid.rows[header].texts
    columns = [Column(column, "letter", headings[column], letter=letter) for column, letter in named.items()]
    body = header + 1
    beside = [column for column in range(grid.width) if column not in named]
    said = [
        text for row in grid.rows[body:] for column in named if (text := row.texts[column]) and not says_nothing(text)
    ]
    if not said or 2 * sum(map(_is_mark, said)) > len(said):
        return None
    layout = Layout(columns, body)
    layout.columns += _others(grid, body, headings, beside, sorted(named) if min(named) > 0 else [grid.width])
    layout.columns.sort(key=lambda column: column.at)
    if not layout.of("activity"):
        layout.trouble = "no column says what is to be done"
    return layout


def repeats_header(row: GridRow, header: GridRow) -> bool:
    """Whether a row says the headings once more, as after a page break."""
    texts = [" ".join(text.split()).casefold() for text in row.texts]
    return any(texts) and texts == [" ".join(text.split()).casefold() for text in header.texts]
