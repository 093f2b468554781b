"""The letters of a cell: who does, answers, is asked, is told; and the words that qualify them."""

from __future__ import annotations

import re

from qa_engine.named import NamedTuple
from qa_engine.pattern import pattern

ORDER = "RSACIX"
"""Canonical order: R A C I, with S after R (RASCI) and X alone."""

CELL_PATTERN = r"^\s*[RSACIXrsacix](\s*/?\s*[RSACIXrsacix])*\s*(\((.|\n)*\))?\s*$"
"""A cell as people may write it: letters in any order, `/` between them if they like, words in round brackets behind."""

_CELL = pattern(r"\s*(?P<letters>[RSACIXrsacix](?:\s*/?\s*[RSACIXrsacix])*)\s*(?:\((?P<words>.*)\))?\s*\Z", re.DOTALL)


class Letters(NamedTuple):
    """The content of one cell: `letters` in canonical order, `words` as agreed (empty if none)."""

    letters: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.letters} ({self.words})" if self.words else self.letters


_KNOWN: dict[str, Letters] = {letter: Letters(letter) for letter in ORDER} | {"RA": Letters("RA")}


def read_letters(text: str) -> Letters | None:
    """A cell as written → letters in canonical order and words; None where it is no cell.

    `A/R`, `ar` and `RA` are one and the same.
    """
    if known := _KNOWN.get(text):
        return known
    match = _CELL.match(text)
    if match is None:
        return None
    written = match["letters"].upper()
    return Letters("".join(letter for letter in ORDER if letter in written), " ".join((match["words"] or "").split()))


def canonical_cell(text: str) -> str:
    """A cell as `fmt` would write it; a text that is no cell as it is."""
    return text if text in _KNOWN else str(read_letters(text) or text)


def is_canonical(text: str) -> bool:
    """Whether a cell is written as `fmt` would write it."""
    return text in _KNOWN or text == str(read_letters(text))
