"""A party's cell in a row of the matrix: letters first, then the function that holds them, then the words agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qa_engine.agreement.letters import ORDER
from qa_engine.agreement.model import EACH, OTHER, function_of, party_of
from qa_engine.document.blocks import Run

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.document.blocks import Cell, Text
    from qa_engine.document.words import Names

OWN_PART = "for its own part"
OTHERS_PART = "where another party acts"


class Part(NamedTuple):
    """What a party holds in a row: `letters` by `function` (a title, or empty), `part` and `words` that qualify it."""

    letters: str
    function: str
    part: str
    words: str


def parts_of(agreement: Agreement, row: Row, names: Names) -> dict[str, list[Part]]:
    """Party → what it holds in the row, with `each` and `other` written out, most letters of the work first.

    A party or a function that the agreement does not declare stands here under the id that is written.
    """
    found: dict[str, list[Part]] = {}
    crossing = {party_of(holder) for holder, cell in row.raci.items() if "X" in cell.letters}
    acting = {party_of(holder) for holder, cell in row.raci.items() if set(cell.letters) & set("RAX")} - {EACH, OTHER}
    each = any(party_of(holder) == EACH for holder in row.raci)
    for holder, cell in row.raci.items():
        party, function = party_of(holder), function_of(holder)
        if party == EACH:
            parties, part = _having(agreement, agreement.acting, function), OWN_PART
        elif party == OTHER:
            told = tuple(one for one in agreement.acting if one not in acting)
            parties, part = _having(agreement, told, function), OTHERS_PART if each else ""
        else:
            parties, part = (party,), OWN_PART if "X" in cell.letters and len(crossing) > 1 else ""
        for one in parties:
            title = names.function(f"{one}.{function}") if function else ""
            found.setdefault(one, []).append(Part(cell.letters, title, part, cell.words))
    for parts in found.values():
        parts.sort(key=lambda part: min(ORDER.find(letter) for letter in part.letters))
    return found


def _having(agreement: Agreement, parties: tuple[str, ...], function: str) -> tuple[str, ...]:
    """The parties that have a function: `each.qa` is a duty of those alone."""
    return tuple(one for one in parties if function in agreement.parties[one].functions) if function else parties


def cell_of(parts: list[Part]) -> Cell:
    """The cell as printed: one paragraph for each holder."""
    return tuple(_line(part) for part in parts)


def _line(part: Part) -> Text:
    said = ", ".join(words for words in (part.function, part.part) if words)
    if part.words:
        said = f"{said} ({part.words})" if said else f"({part.words})"
    return (Run(part.letters, bold=True), Run(f" {said}")) if said else (Run(part.letters, bold=True),)
