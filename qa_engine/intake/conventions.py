"""What marks mean in one matrix: the standard, what the file's own legend says, what the user says, in this order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.intake.legend import footnotes_for, legend_for, meaning_of
from qa_engine.intake.marks import (
    CROSSES,
    NONE,
    SIGNED,
    STANDARD,
    Conventions,
    letters_in,
    looks_like_mark,
    says_nothing,
)
from qa_engine.intake.material import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.intake.answers import Answers
    from qa_engine.intake.columns import Layout
    from qa_engine.intake.legend import Legend
    from qa_engine.intake.material import Block, GridRow

_RASCI = re.compile(r"\bRAS(CI|IC)\b|\bRASIC\b", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{2,3}")
_FUNCTION_CODES = frozenset({"QA", "QC", "QP", "QU", "RP", "PV", "PD", "MFG", "SC", "MS", "AD", "PM"})


def conventions_for(
    rows: Sequence[GridRow], layout: Layout, at: int, blocks: Sequence[Block], legends: list[Legend], answers: Answers
) -> tuple[Conventions, list[str]]:
    """The conventions of the matrix at a position, and what was taken for granted in them, in words.

    `rows` are those of its activities.
    """
    says = legend_for(legends, blocks, at)
    held = Conventions(dict(STANDARD), footnotes=footnotes_for(legends, blocks, at))
    assumed: list[str] = []
    for sign, words in says.items():
        _heed(held, sign, words, assumed)
    if held.means.get("A") == SIGNED and held.means.get("R") == "R":
        # the one who performs and owns it answers for it where A only stands for a signature
        held.means["R"] = "RA"
        said = re.split(r"[.;]|,? and a? ?blank", says["A"])[0].strip(" ,")
        assumed.append(f"by the legend A stands for approval ('{said[:60]}'): A is read as signed-by, and R as RA")
    elif held.means.get("A") == SIGNED and "A" in says:
        assumed.append(f"by the legend A ('{says['A'][:60]}') is read as signed-by")
    if (
        "S" not in held.means
        and "S" not in held.asked
        and any(isinstance(block, Words) and _RASCI.search(block.text) for block in blocks)
    ):
        held.means["S"] = "S"
    letters, codes = _used(rows, layout)
    # a cross among letters stays unknown
    if letters and letters <= {"X"} | {sign for sign, meaning in held.means.items() if meaning == NONE}:
        held.means.setdefault("X", "X")
    held.codes = bool(codes & _FUNCTION_CODES)
    for mark, meaning in answers.plain.items():
        held.means["X" if mark in CROSSES else mark] = meaning
        held.asked.pop(mark, None)
    return held, assumed


def _heed(held: Conventions, sign: str, words: str, assumed: list[str]) -> None:
    """Let a line of a legend say what a sign means."""
    meaning = meaning_of(words)
    if sign == "X" and meaning in ("R", "A"):
        held.means["X"] = "X"
    elif sign in STANDARD and meaning == sign:
        held.means[sign] = sign
    elif meaning:
        held.means[sign] = meaning
        if not (sign == "S" and meaning == "S") and not (sign == "A" and meaning == SIGNED) and meaning != NONE:
            assumed.append(f"by the legend {sign} ('{words[:60]}') is read as {meaning}")
    else:
        held.means.pop(sign, None)
        held.asked[sign] = words


def _used(rows: Sequence[GridRow], layout: Layout) -> tuple[set[str], set[str]]:
    """The single letters in the columns of marks, and abbreviations that stand alone in a cell there."""
    letters: set[str] = set()
    codes: set[str] = set()
    for text in _marks(rows, layout):
        if looks_like_mark(text):
            letters.update(letters_in(text))
        for part in re.split(r"[\s/,;&+()]+", text):
            if _CODE.fullmatch(part):
                codes.add(part)
    return letters, codes


def _marks(rows: Sequence[GridRow], layout: Layout) -> Iterator[str]:
    columns = [column.at for column in layout.of("holder")]
    for row in rows:
        for column in columns:
            text = row.texts[column]
            if text and not says_nothing(text):
                yield text
