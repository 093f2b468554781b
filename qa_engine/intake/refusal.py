"""Why nothing can be made of a file, and what would help."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.intake.holders import slug
from qa_engine.intake.legend import texts_about
from qa_engine.intake.marks import looks_like_mark, says_nothing
from qa_engine.intake.material import Grid, Words
from qa_engine.intake.outcome import MatrixTold, Outcome, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_engine.intake.material import Block, Material
    from qa_engine.intake.matrix import Matrix

_PARTY_WORDS = re.compile(
    r"provider|customer|shared|client|vendor|contractor|sponsor|owner|manufacturer|supplier|both|giver|acceptor|cmo|cdmo|mah",
    re.IGNORECASE,
)


def refuse(material: Material, matrices: Sequence[Matrix], outcome: Outcome) -> None:
    """Why nothing can be made of a file, and what would help."""
    for matrix in matrices:
        leave_out(matrix, outcome)
    grids = [block for block in material.blocks if isinstance(block, Grid)]
    coded = next(((grid, marks) for grid in grids if (marks := _codes_in(grid, material.blocks))), None)
    if matrices:
        outcome.refused = f"{matrices[0].name}: {matrices[0].trouble}; ask for the file that it was made from"
    elif coded is not None:
        grid, marks = coded
        shown = ", ".join(marks[:6])
        outcome.refused = (
            f"{grid.name}: its cells name holders ({shown}) under headings that are none; "
            f'say what each gives, as in --letters "{marks[0]}={slug(marks[0])}:RA"'
        )
        outcome.rows_in = len(grid.rows) - 1
        outcome.matrices.append(MatrixTold(grid.name, "", outcome.rows_in, 0, ()))
        meant = dict(texts_about(material.blocks))
        for mark in marks:
            said = f" (the file says: {meant[mark][:80]})" if mark in meant else ""
            outcome.ask(Question("letters", mark, f"What does '{mark}' in a cell give, and to whom{said}?"))
        for row in grid.rows[1:]:
            outcome.rows_reported += 1
            first = next((text for text in row.texts if text), "")
            outcome.tell("left-out", row.where, "its cells name holders and no letters", text=first)
    elif lone := _lone_marks(material.blocks):
        outcome.refused = (
            f"{lone} marks stand on lines of their own: the columns of the table were lost on the way, so whose they are "
            "cannot be recovered; ask for the file that it was made from"
        )
    elif grids:
        which = "its one table bears no" if len(grids) == 1 else f"none of its {len(grids)} tables bears"
        outcome.refused = f"{which} responsibility marks (R, A, C, I or crosses in columns of holders)"
    else:
        outcome.refused = "there is no table in it"


def leave_out(matrix: Matrix, outcome: Outcome, reason: str = "") -> None:
    for item in matrix.items:
        outcome.rows_reported += 1
        if item.fate != "empty":
            words = next((text for text in item.row.texts if text), "")
            outcome.tell("left-out", item.row.where, reason or matrix.trouble, text=words)


def _lone_marks(blocks: Sequence[Block]) -> int:
    found = sum(isinstance(block, Words) and len(block.text) <= 3 and looks_like_mark(block.text) for block in blocks)
    return found if found >= 5 else 0


def _codes_in(grid: Grid, blocks: Sequence[Block]) -> list[str]:
    """The few words or codes that fill the cells of a table, where they are words for parties or short codes in capitals."""
    counts: dict[str, int] = {}
    total = 0
    for row in grid.rows[1:]:
        for text in row.texts[1:]:
            if text and not says_nothing(text):
                total += 1
                said = text.strip().strip("*†‡§★ ")
                if said and len(said) <= 20:
                    counts[said] = counts.get(said, 0) + 1
    common = [mark for mark, count in sorted(counts.items(), key=lambda item: -item[1]) if count >= 2]
    if not 2 <= len(common) <= 12 or sum(counts[mark] for mark in common) < 0.7 * total or total < 8:
        return []
    explained = {name.casefold() for name, _ in texts_about(blocks)}
    words = [
        mark
        for mark in common
        if _PARTY_WORDS.search(mark) or mark.casefold() in explained or re.fullmatch(r"[A-Z](/[A-Z])?", mark)
    ]
    return common if len(words) * 2 > len(common) else []
