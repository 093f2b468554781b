"""The matrices of a file: tables that bear responsibility marks, with the tables that only continue them, row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from qa_engine.intake.columns import Column, Layout, layout_of, repeats_header
from qa_engine.intake.legend import legends_of
from qa_engine.intake.marks import looks_like_mark, says_nothing
from qa_engine.intake.material import Grid, Words
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.intake.answers import Answers
    from qa_engine.intake.material import Block, Cell, GridRow

_PLACEHOLDER = re.compile(
    r"\s*(\[[^\]]*\]|<<.*>>|…|\.{3,}|_{3,}|\*{3,}|insert .*|add rows?.*|\(?(etc|tbd|tbc)\.?\)?)\s*", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"(?P<id>\d{1,3}(?:\.\d{1,3})+[a-z]?|[A-Z]{2,6}[-.]\d{1,4}|\d{1,3}(?=[.)]\s))[.):]?\s+(?P<rest>\S.*)", re.DOTALL
)

Fate = Literal["activity", "section", "heading", "empty", "placeholder", "lost"]


class Item(NamedTuple):
    """A row of a matrix below its headings, and what it is: an activity, a section, a repeated heading, nothing, or lost."""

    fate: Fate
    row: GridRow
    number: str = ""
    words: str = ""
    reason: str = ""


@dataclass(slots=True)
class Matrix:
    """A matrix of the file.

    at, name  the position of its block, and what people call it (`table 3`, `sheet 'RACI'`)
    title     the heading that it stands under
    trouble   why it cannot be read; its rows are reported then
    items     its rows in order; `rows` are counted below the headings
    codes     its cells name holders by these marks, under headings that are no holders
    """

    at: int
    name: str
    title: str
    grid: Grid
    layout: Layout
    items: list[Item] = field(default_factory=list)
    codes: bool = False
    under: int = -1

    @property
    def trouble(self) -> str:
        """Why it cannot be read; empty where it can."""
        return self.layout.trouble

    @property
    def names(self) -> list[tuple[str, str]]:
        """The headings of its holders, each with the heading above it."""
        return [(column.group, column.heading) for column in self.layout.of("holder")]


def matrices_of(blocks: Sequence[Block], answers: Answers) -> list[Matrix]:
    """All matrices of a file in order, the ones that cannot be read among them."""
    known = legends_of(blocks)
    legends = {legend.at for legend in known if isinstance(blocks[legend.at], Grid)}
    explained = {
        sign.casefold() for legend in known if {"R", "A"} & set(legend.says) for sign in legend.says if len(sign) == 1
    }
    defined = frozenset({mark.casefold() for mark in answers.plain} | explained)
    codes = frozenset(mark.casefold() for mark in answers.codes)
    found: list[Matrix] = []
    heading, under = "", -1
    for at, block in enumerate(blocks):
        if isinstance(block, Words):
            if block.level:
                heading, under = block.text, at
            continue
        if at in legends or not block.rows:
            continue
        before = found[-1] if found else None
        layout = _coded_layout(block, codes) if codes else None
        coded = layout is not None
        layout = layout or layout_of(block, defined)
        if before is not None and before.under == under and _continues(block, layout, before):
            _go_on(before, block, layout)
        elif layout is not None:
            _leave_out_columns(layout, answers)
            matrix = Matrix(at, block.name, _title(block, layout, heading), block, layout, codes=coded, under=under)
            matrix.items = list(_items(block, layout, layout.body))
            found.append(matrix)
    readable = [matrix for matrix in found if not matrix.trouble]
    if readable:
        # beside real matrices, a table with a column of letters is some other table
        found = [matrix for matrix in found if not matrix.trouble or len(matrix.layout.of("holder")) > 1]
    return found


def _leave_out_columns(layout: Layout, answers: Answers) -> None:
    """Columns that the user says hold no duties are words like any other."""
    none = {name.casefold() for name, holder in answers.holders.items() if holder == "none"}
    if none:
        layout.columns = [
            Column(column.at, "remark", column.heading, column.group)
            if column.kind == "holder" and (column.heading.casefold() in none or column.name.casefold() in none)
            else column
            for column in layout.columns
        ]


def _title(grid: Grid, layout: Layout, heading: str) -> str:
    """The title in the rows above the headings, else the heading above the table, else its name."""
    for row in grid.rows[: max(0, layout.body - 1)]:
        said = [text for text in row.texts if text]
        if len(said) == 1 and len(said[0]) <= 120:
            return said[0]
    if heading:
        return heading
    return grid.name.removeprefix("sheet ").strip("'") if grid.name.startswith("sheet ") else "Responsibility matrix"


def _continues(grid: Grid, layout: Layout | None, before: Matrix) -> bool:
    """Whether a table goes on from the one before it: the same headings, or none and marks in the same columns."""
    if grid.width != before.grid.width or before.layout.body == 0:
        return False
    if layout is not None and not layout.trouble and layout.body:
        return repeats_header(grid.rows[layout.body - 1], before.grid.rows[before.layout.body - 1])
    holders = [column.at for column in before.layout.of("holder")]
    cells = [row.texts[column] for row in grid.rows for column in holders if row.texts[column]]
    return bool(cells) and all(looks_like_mark(text) or says_nothing(text) for text in cells)


def _go_on(matrix: Matrix, grid: Grid, layout: Layout | None) -> None:
    body = layout.body if layout is not None and not layout.trouble else 0
    headers = _headers(matrix.grid, matrix.layout.body)
    # the headings once more, on top of the next page, are told like those inside a table
    matrix.items += [
        Item("heading", row, reason="the headings once more")
        for row in grid.rows[:body]
        if any(repeats_header(row, header) for header in headers)
    ]
    matrix.items += _items(grid, matrix.layout, body, headers)


def _headers(grid: Grid, body: int) -> list[GridRow]:
    """The rows of headings: parties over their functions take two. A title in one cell is none of them."""
    return [row for at, row in enumerate(grid.rows[:body], 1) if at == body or len({*row.texts} - {""}) > 1]


def _coded_layout(grid: Grid, codes: frozenset[str]) -> Layout | None:
    """A table whose cells name holders by marks that the user has given a meaning."""
    if len(grid.rows) < 2:
        return None
    held = [
        column
        for column in range(1, grid.width)
        if (said := [text for row in grid.rows[1:] if (text := row.texts[column]) and not says_nothing(text)])
        and sum(bare(text) in codes for text in said) >= 0.6 * len(said)
    ]
    if not held:
        return None
    headings = grid.rows[0].texts
    layout = Layout([Column(column, "holder", headings[column]) for column in held], 1)
    beside = list(range(held[0]))
    if len(beside) > 1 and all(len(row.texts[0]) <= 12 for row in grid.rows[1:]):
        layout.columns.insert(0, Column(0, "id", headings[0]))
        beside = beside[1:]
    if beside:
        layout.columns.insert(-len(held), Column(beside[-1], "activity", headings[beside[-1]]))
    else:
        layout.trouble = "no column says what is to be done"
    return layout


def bare(text: str) -> str:
    """A mark that names a holder, without footnote signs, for comparing."""
    return text.strip().strip("*†‡§★ ").casefold()


def _items(grid: Grid, layout: Layout, body: int, headers: Sequence[GridRow] = ()) -> Iterator[Item]:
    if layout.trouble or not layout.columns:
        for row in grid.rows[body:]:
            yield Item("lost" if any(row.texts) else "empty", row, reason=layout.trouble)
        return
    headers = headers or _headers(grid, body)
    numbers = layout.of("id")
    activity = layout.of("activity")[0]
    written = _numbered(grid, body, activity, bool(numbers))
    rows = grid.rows[body:]
    for at, row in enumerate(rows):
        number = row.texts[numbers[0].at].strip() if numbers else ""
        words = row.cells[activity.at].text
        if not numbers and written and (match := _NUMBERED.fullmatch(words)):
            number, words = match["id"], match["rest"]
        if not any(row.texts):
            yield Item("empty", row)
        elif any(repeats_header(row, header) for header in headers):
            yield Item("heading", row, reason="the headings once more")
        else:
            yield _judged(row, rows[at + 1 :], layout, number, words, bool(numbers) or written)


def _numbered(grid: Grid, body: int, activity: Column, has_numbers: bool) -> bool:
    """Whether most activities start with a number of their own, and no two with the same."""
    if has_numbers:
        return False
    matches = [_NUMBERED.fullmatch(row.texts[activity.at]) for row in grid.rows[body:] if row.texts[activity.at]]
    found = [match["id"] for match in matches if match]
    return len(found) >= 2 and len(found) * 2 > len(matches) and len(set(found)) == len(found)


def _judged(row: GridRow, below: Sequence[GridRow], layout: Layout, number: str, words: str, numbered: bool) -> Item:
    duties = [row.cells[column.at] for column in layout.columns if column.kind in ("holder", "letter")]
    said = [cell for cell in duties if cell.text and cell.covered != "left"]
    spread = any(cell.covered == "left" for cell in duties)
    if spread and len({cell.text for cell in row.cells if cell.text}) == 1:
        return Item("section", row, number, next(cell.text for cell in row.cells if cell.text))
    if not said:
        return _without_marks(row, below, layout, number, words, numbered)
    if _PLACEHOLDER.fullmatch(words) and all(
        _PLACEHOLDER.fullmatch(cell.text) or says_nothing(cell.text) for cell in said
    ):
        return Item("placeholder", row, number, words, "it is a placeholder")
    if not words.strip():
        return Item("lost", row, number, "", "it has marks and says nothing of what is to be done")
    return Item("activity", row, number, words)


def _without_marks(
    row: GridRow, below: Sequence[GridRow], layout: Layout, number: str, words: str, numbered: bool
) -> Item:
    """A row without marks: a section over the rows below it, a placeholder, or an activity that nobody has."""
    others = [
        text
        for column in layout.columns
        if column.kind not in ("holder", "letter", "activity", "id")
        if (text := row.texts[column.at])
    ]
    first = next((text for text in row.texts if text), "")
    words = words.strip() or first
    if _PLACEHOLDER.fullmatch(words):
        return Item("placeholder", row, number, words, "it is a placeholder")
    if others and words not in others:
        return Item("activity", row, number, words)
    if numbered and number and not re.search(r"\.0+\Z", number) and _deep(number) and not row.cells[0].bold:
        return Item("activity", row, number, words)  # numbered like the rows around it
    following = next((other for other in below if any(other.texts)), None)
    if following is None:
        return Item("activity", row, number, words)
    leads = any(following.texts[column.at] for column in layout.columns if column.kind in ("holder", "letter"))
    bold = any(cell.bold for cell in row.cells if cell.text)
    return Item("section" if leads or bold else "activity", row, number, words)


def _deep(number: str) -> bool:
    """`5.3` and `DEV-02` number rows; `5` may number a section."""
    return bool(re.search(r"\d[.]\d|[A-Za-z][-.]?\d", number))


def cell_at(item: Item, column: Column) -> Cell:
    """The cell of a row in a column."""
    return item.row.cells[column.at]
