"""What the matrices of a rendered agreement say, row by row: of the agreement itself, and of a file made from it.

Both are the same plain values, so that they can be held against each other and nothing about layout counts: references
stand with the activity whether they have a column of their own or not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_engine.document.blocks import NOTHING, said
from qa_engine.intake.material import Grid, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qa_engine.agreement.model import Agreement
    from qa_engine.intake.material import Block, GridRow

NUMBER, SECTION, ACTIVITY, TIME, REFERENCES = "No.", "Section", "Activity", "When and how", "References"
"""The headings of a matrix beside those of holders; the section has a column in a workbook only."""

REASON, REMARK = "Reason", "Remark"
"""What a row says outside of its columns: why it does not apply, and its footnote (in a workbook, a column)."""

FIXED = (NUMBER, SECTION, ACTIVITY, TIME, REFERENCES, REMARK)

LABELS = {
    "After": "after", "Needs": "needs", "Decides": "decides", "Produces": "produces", "Signed by": "signed-by",
    "May be given to": "may-delegate", "Basis": "basis", "Procedure": "procedure",
}  # fmt: skip
"""Labels of references → keys of a row."""

LABELLED = re.compile(rf"(?P<label>{'|'.join(LABELS)}): (?P<said>.+)\Z", re.DOTALL)
NONE_AT_ALL = said(NOTHING[0])
_REASON = "Not applicable:"


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A row as it is printed.

    id       the number in its first column
    lines    heading of a column → its lines; columns that say nothing are left out
    section  position of its section in the document
    names    bookmarks, tags and titles that it carries (none in an agreement)
    where    its place in the file
    """

    id: str
    lines: dict[str, tuple[str, ...]]
    section: int = 0
    names: tuple[str, ...] = ()
    where: str = ""


@dataclass(slots=True)
class SaidSection:
    """A section: its heading without the number, its prose line by line, its names."""

    title: str
    prose: list[str] = field(default_factory=list)
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class Said:
    """All sections and rows in order, and the headings of holders (`parties`) over the matrices."""

    sections: list[SaidSection] = field(default_factory=list)
    rows: list[SaidRow] = field(default_factory=list)
    parties: tuple[str, ...] = ()

    @property
    def prose(self) -> bool:
        """Whether it holds prose at all: a workbook has the matrix alone."""
        return any(section.prose for section in self.sections)


def said_by(agreement: Agreement, columns: str = "party") -> Said:
    """What the matrices of an agreement say when it is rendered: the very file is written and read.

    `columns` is `party` or `function`.
    """
    return said_in(printed_blocks(agreement, columns))


def printed_blocks(agreement: Agreement, columns: str = "party") -> list[Block]:
    """An agreement as it is printed in Word, as words and grids."""
    from qa_engine.doors import render
    from qa_engine.intake.word_file import words_and_grids
    from qa_engine.word.opened import open_word

    file = open_word(render(agreement, columns=columns).content)
    return words_and_grids(file, file.document)


def _gathered(lines: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """References with the activity, the number left out, nothing where nothing is said."""
    given = lines.get(REFERENCES, ())
    references = tuple(line for line in given if LABELLED.match(line))
    activity = (*lines.get(ACTIVITY, ()), *references)
    rest = {heading: said for heading, said in lines.items() if heading not in (NUMBER, SECTION, ACTIVITY, REFERENCES)}
    # what somebody typed there that refers to nothing stands for itself, and never becomes a part of the sentence
    typed = tuple(line for line in given if line not in references)
    return {heading: said for heading, said in ((ACTIVITY, activity), *rest.items(), (REFERENCES, typed)) if said}


def said_in(blocks: Sequence[Block]) -> Said:
    """What the matrices of a rendered agreement say in a file; no rows where it holds none of that layout."""
    found = Said()
    matrices = {at: block for at, block in enumerate(blocks) if isinstance(block, Grid) and is_matrix(block)}
    end = _end(blocks, max(matrices, default=-1))
    holders: dict[str, None] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, Words):
            if block.level == 1:
                found.sections.append(SaidSection(without_number(block.text), names=block.names))
            elif found.sections and at <= end:
                found.sections[-1].prose += _prose(block)
        elif at in matrices:
            headings = [" ".join(text.split()) for text in block.rows[0].texts]
            holders |= dict.fromkeys(heading for heading in headings if heading not in FIXED)
            if SECTION in headings:
                _by_column(found, block.rows[1:], headings)
            else:
                if not found.sections or block.name.startswith("sheet "):
                    found.sections.append(SaidSection(without_number(block.name.removeprefix("sheet ").strip("'"))))
                found.rows += _rows(block.rows[1:], headings, len(found.sections) - 1)
    found.parties = tuple(holders)
    return found


def _by_column(found: Said, rows: Iterable[GridRow], headings: list[str]) -> None:
    """Rows of a sheet on which all sections stand together; a new row without a section goes with the one above it."""
    column = headings.index(SECTION)
    known: dict[str, int] = {}
    position = 0
    for row in rows:
        title = without_number(row.texts[column])
        if title and title not in known:
            known[title] = len(found.sections)
            found.sections.append(SaidSection(title))
        position = known.get(title, position) if title or found.sections else position
        if not found.sections:
            found.sections.append(SaidSection(""))
        found.rows += _rows((row,), headings, position)


def _end(blocks: Sequence[Block], last: int) -> int:
    """Where the section of the last matrix ends."""
    for at in range(last + 1, len(blocks)):
        block = blocks[at]
        if isinstance(block, Words) and block.level == 1:
            return at
    return len(blocks)


def is_matrix(grid: Grid) -> bool:
    """Whether a table has the headings of a rendered matrix."""
    if not grid.rows or grid.width < 3:
        return False
    first = [" ".join(text.split()) for text in grid.rows[0].texts[:3]]
    return first[0] == NUMBER and (first[1] == ACTIVITY or first[1:] == [SECTION, ACTIVITY])


_NUMBERED = re.compile(r"\A\d{1,3}\s+")
_CLAUSE = re.compile(r"\A\d{1,3}\.\d{1,3}\s+")
_LEGEND = re.compile(r"[RSACIX] [a-z][a-z ]*( · [RSACIX] [a-z][a-z ]*)*|X does it and answers for it")


def without_number(text: str) -> str:
    """A heading without the number before it, in one line."""
    return _NUMBERED.sub("", " ".join(text.split()))


def _prose(block: Words) -> Iterator[str]:
    """A paragraph of prose without the number that it is cited by; the line of letters above a matrix is none."""
    text = _CLAUSE.sub("", " ".join(block.text.split()))
    if text and not _LEGEND.fullmatch(text):
        yield text


def _rows(rows: Iterable[GridRow], headings: list[str], section: int) -> Iterator[SaidRow]:
    first = headings.index(ACTIVITY) + 1  # of the columns behind the activity
    for row in rows:
        if [" ".join(text.split()) for text in row.texts] == headings or not any(row.texts):
            continue
        lines: dict[str, tuple[str, ...]] = {}
        for heading, cell in zip(headings, row.cells, strict=False):
            if cell.covered != "left":
                lines[heading] = _said_lines(cell.text)
        behind = row.cells[first : first + 2]
        alone = len(behind) < 2 or behind[1].covered == "left" or not behind[1].text
        if behind and alone and behind[0].text.startswith(_REASON):
            lines[REASON] = lines.pop(headings[first], ())
        notes = tuple(
            part for cell in row.cells if cell.covered != "left" for note in cell.notes for part in _said_lines(note)
        )
        lines[REMARK] = (*lines.get(REMARK, ()), *notes)
        yield SaidRow(" ".join(row.cells[0].text.split()), _gathered(lines), section, row.names, row.where)


def _said_lines(text: str) -> tuple[str, ...]:
    found = tuple(line for part in text.split("\n") if (line := " ".join(part.split())))
    return () if found == (NONE_AT_ALL,) else found
