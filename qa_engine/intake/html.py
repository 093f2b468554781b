"""HTML: headings, paragraphs and tables, with merged cells. Scripts, styles and what is hidden are not read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from qa_engine.intake.material import MAX_CELLS, MAX_COLUMNS, Block, Cell, GridRow, Words, clean, grid
from qa_engine.word.guard import Unfit

_UNREAD = frozenset({"script", "style", "template", "noscript", "svg", "math", "head", "iframe", "object"})
_BLOCKS = frozenset(
    {"p", "div", "li", "dt", "dd", "caption", "section", "article", "header", "footer", "blockquote", "br", "hr"}
)
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "source", "embed", "track"}
)
_SPAN = re.compile(r"\s*(\d{1,4})")


def blocks_of_html(text: str) -> list[Block]:
    """Words and grids of an HTML text; nested tables are read as words of nobody."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_words()
    return reader.blocks


class _Table:
    """Rows of a table that is being read; `below` holds cells that reach down from above, by column."""

    def __init__(self) -> None:
        self.rows: list[GridRow] = []
        self.cells: list[Cell] = []
        self.below: dict[int, tuple[Cell, int]] = {}
        self.span = (1, 1)
        self.strong: list[bool] = []
        self.words: list[str] | None = None
        self.heading = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._unread = 0
        self._tables: list[_Table] = []
        self._words: list[str] = []
        self._level = 0
        self._bold = 0
        self._count = 0
        self._size = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread += tag not in _VOID
            return
        if self._unread:
            return
        table = self._tables[-1] if self._tables else None
        if tag == "table":
            self.end_words()
            self._tables.append(_Table())
        elif table is not None and tag == "tr":
            self._end_row(table)
        elif table is not None and tag in ("td", "th"):
            self._end_cell(table)
            given = dict(attrs)
            table.span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            table.words, table.strong, table.heading = [], [], tag == "th"
        elif tag in ("b", "strong"):
            self._bold += 1
        elif tag in _BLOCKS:
            self._break()
        elif re.fullmatch("h[1-6]", tag):
            self.end_words()
            self._level = int(tag[1])

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
            return
        if self._unread:
            return
        table = self._tables[-1] if self._tables else None
        if table is not None and tag in ("td", "th"):
            self._end_cell(table)
        elif table is not None and tag == "tr":
            self._end_row(table)
        elif table is not None and tag == "table":
            self._end_row(table)
            self._tables.pop()
            if not self._tables and table.rows:
                self._count += 1
                self.blocks.append(grid(f"table {self._count}", table.rows))
        elif tag in ("b", "strong"):
            self._bold = max(0, self._bold - 1)
        elif re.fullmatch("h[1-6]", tag):
            self.end_words()
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        if not self._tables:
            self._words.append(data)
        elif (words := self._tables[-1].words) is not None:
            words.append(re.sub(r"\s+", " ", data))
            if data.strip():
                self._tables[-1].strong.append(self._bold > 0)

    def _break(self) -> None:
        if not self._tables:
            self.end_words()
        elif (words := self._tables[-1].words) is not None:
            words.append("\n")

    def end_words(self) -> None:
        said = clean(" ".join("".join(self._words).split()))
        if said:
            self.blocks.append(Words(said, self._level, f"line {self.getpos()[0]}"))
        self._words, self._level = [], 0

    def _end_cell(self, table: _Table) -> None:
        if table.words is None:
            return
        bold = table.heading or (bool(table.strong) and all(table.strong))
        self._reach_down(table)
        cell = Cell(clean("".join(table.words)), bold)
        columns, rows = table.span
        for step in range(min(columns, MAX_COLUMNS)):
            if rows > 1:
                table.below[len(table.cells)] = (cell, rows - 1)
            table.cells.append(cell if step == 0 else Cell(cell.text, bold, "left"))
        self._size += columns
        if self._size > MAX_CELLS:
            raise Unfit("the tables have more cells than any matrix; the file is not read")
        table.words = None

    def _reach_down(self, table: _Table) -> None:
        """Put in the cells of rows above that reach down to where the row stands now."""
        while (found := table.below.get(len(table.cells))) is not None:
            cell, left = found
            if left > 1:
                table.below[len(table.cells)] = (cell, left - 1)
            else:
                del table.below[len(table.cells)]
            table.cells.append(Cell(cell.text, cell.bold, "above"))

    def _end_row(self, table: _Table) -> None:
        self._end_cell(table)
        if table.cells:
            self._reach_down(table)
            table.rows.append(GridRow(tuple(table.cells), f"table {self._count + 1}, row {len(table.rows) + 1}"))
        table.cells = []


def _span(text: str | None) -> int:
    found = _SPAN.match(text or "")
    return max(1, min(int(found[1]), 1000)) if found else 1
