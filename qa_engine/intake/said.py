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

NUMBER, ACTIVITY, TIME, REFERENCES = "No.", "Activity", "When and how", "References"
"""The headings of a matrix beside those of parties."""

REASON, REMARK = "Reason", "Remark"
"""What a row says outside of its columns: why it does not apply, and its footnote."""

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
    """All sections and rows in order, and the headings of parties over the matrices."""

    sections: list[SaidSection] = field(default_factory=list)
    rows: list[SaidRow] = field(default_factory=list)
    parties: tuple[str, ...] = ()


def said_by(agreement: Agreement) -> Said:
    """What the matrices of an agreement say when it is rendered: the very file is written and read."""
    from qa_engine.doors import render
    from qa_engine.intake.word_file import words_and_grids
    from qa_engine.word.opened import open_word

    file = open_word(render(agreement).content)
    return said_in(words_and_grids(file, file.document))


def _gathered(lines: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """References with the activity, the number left out, nothing where nothing is said."""
    given = lines.get(REFERENCES, ())
    references = tuple(line for line in given if LABELLED.match(line))
    activity = (*lines.get(ACTIVITY, ()), *references)
    rest = {heading: said for heading, said in lines.items() if heading not in (NUMBER, ACTIVITY, REFERENCES)}
    # what somebody typed there that refers to nothing stands for itself, and never becomes a part of the sentence
    typed = tuple(line for line in given if line not in references)
    return {heading: said for heading, said in ((ACTIVITY, activity), *rest.items(), (REFERENCES, typed)) if said}


def said_in(blocks: Sequence[Block]) -> Said:
    """What the matrices of a rendered agreement say in a file; no rows where it holds none of that layout."""
    found = Said()
    matrices = {at: block for at, block in enumerate(blocks) if isinstance(block, Grid) and is_matrix(block)}
    last = max(matrices, default=-1)
    for at, block in enumerate(blocks):
        if isinstance(block, Words):
            if block.level == 1:
                found.sections.append(SaidSection(_without_number(block.text), names=block.names))
            elif found.sections and at <= _end(blocks, last):
                found.sections[-1].prose += _prose(block)
        elif at in matrices:
            headings = [" ".join(text.split()) for text in block.rows[0].texts]
            found.parties = tuple(heading for heading in headings[2:] if heading not in (TIME, REFERENCES))
            if not found.sections:
                found.sections.append(SaidSection(""))
            found.rows += _rows(block.rows[1:], headings, len(found.sections) - 1)
    return found


def _end(blocks: Sequence[Block], last: int) -> int:
    """Where the section of the last matrix ends."""
    after = (at for at in range(last + 1, len(blocks)) if isinstance(blocks[at], Words) and blocks[at].level == 1)  # type: ignore[union-attr]
    return next(after, len(blocks))


def is_matrix(grid: Grid) -> bool:
    """Whether a table has the headings of a rendered matrix."""
    if not grid.rows or grid.width < 3:
        return False
    first = [" ".join(text.split()) for text in grid.rows[0].texts]
    return first[0] == NUMBER and first[1] == ACTIVITY


_NUMBERED = re.compile(r"\A\d{1,3}\s+")
_LEGEND = re.compile(r"[RSACIX] [a-z][a-z ]*( · [RSACIX] [a-z][a-z ]*)*|X does it and answers for it")


def _without_number(text: str) -> str:
    return _NUMBERED.sub("", " ".join(text.split()))


def _prose(block: Words) -> Iterator[str]:
    """A paragraph of prose; the line of letters above a matrix is none."""
    text = " ".join(block.text.split())
    if text and not _LEGEND.fullmatch(text):
        yield text


def _rows(rows: Iterable[GridRow], headings: list[str], section: int) -> Iterator[SaidRow]:
    for row in rows:
        if [" ".join(text.split()) for text in row.texts] == headings or not any(row.texts):
            continue
        lines: dict[str, tuple[str, ...]] = {}
        for heading, cell in zip(headings, row.cells, strict=True):
            if cell.covered != "left":
                lines[heading] = _said_lines(cell.text)
        across = (len(row.cells) > 3 and row.cells[3].covered == "left") or len(row.cells) == 3
        if across and row.cells[2].text.startswith(_REASON):
            lines[REASON] = lines.pop(headings[2], ())
        notes = tuple(note for cell in row.cells if cell.covered != "left" for note in cell.notes)
        lines[REMARK] = tuple(part for note in notes for part in _said_lines(note))
        number = " ".join(row.cells[0].text.split())
        yield SaidRow(number, _gathered(lines), section, row.names, row.where)


def _said_lines(text: str) -> tuple[str, ...]:
    found = tuple(line for part in text.split("\n") if (line := " ".join(part.split())))
    return () if found == (NONE_AT_ALL,) else found
