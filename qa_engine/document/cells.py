"""A party's cell in a row of the matrix: letters first, then the function that holds them, then the words agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.letters import ORDER
from qa_engine.agreement.model import EACH, OTHER, party_of
from qa_engine.document.blocks import Run
from qa_engine.graph.duties import duties_of
from qa_engine.named import NamedTuple
from qa_engine.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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


def parts_of(agreement: Agreement, row: Row, names: Names, *, by_function: bool = False) -> dict[str, list[Part]]:
    """Party → what it holds in the row, with `each` and `other` written out, most letters of the work first.

    With `by_function` a function stands for itself (`borealis.qa`). A party or a function that the agreement does not
    declare stands here under the id that is written.
    """
    found: dict[str, list[Part]] = {}
    held = [(*holder.partition(".")[::2], cell) for holder, cell in row.raci.items()]
    each = EACH in row.raci or any(party == EACH for party, _, _ in held)
    crossing = {party for party, _, cell in held if "X" in cell.letters}
    for party, function, cell in held:
        if party == EACH:
            parties, part = _having(agreement, agreement.acting, function), OWN_PART
        elif party == OTHER:
            told = tuple(one for one in agreement.acting if one not in _acting(agreement, row))
            parties, part = _having(agreement, told, function), OTHERS_PART if each else ""
        else:
            parties, part = (party,), OWN_PART if len(crossing) > 1 and "X" in cell.letters else ""
        for one in parties:
            title = names.function(f"{one}.{function}") if function else ""
            if by_function and function:
                found.setdefault(f"{one}.{function}", []).append(Part(cell.letters, "", part, cell.words))
            else:
                found.setdefault(one, []).append(Part(cell.letters, title, part, cell.words))
    for parts in found.values():
        if len(parts) > 1:
            parts.sort(key=lambda part: min(ORDER.find(letter) for letter in part.letters))
    return found


def _acting(agreement: Agreement, row: Row) -> set[str]:
    """The parties that do the row or answer for it otherwise than each for its own part: `other` is not for them."""
    named = {holder: cell for holder, cell in row.raci.items() if party_of(holder) != OTHER}
    duties = duties_of(agreement, replace(row, raci=named))
    return {party_of(duty.holder) for duty in duties if not duty.own_part and set(duty.letters) & set("RAX")}


def _having(agreement: Agreement, parties: tuple[str, ...], function: str) -> tuple[str, ...]:
    """The parties that have a function: `each.qa` is a duty of those alone."""
    return tuple(one for one in parties if function in agreement.parties[one].functions) if function else parties


def cell_of(parts: Iterable[Part]) -> Cell:
    """The cell as printed: one paragraph for each holder."""
    return tuple(_line(part) for part in parts)


def letters_of(parts: Iterable[Part]) -> Cell:
    """The letters alone, in one paragraph: for a column that is as narrow as they are."""
    held = {letter for part in parts for letter in part.letters}
    return ((Run("".join(letter for letter in ORDER if letter in held), bold=True),),)


def words_of(held: Mapping[str, Iterable[Part]], names: Names) -> Iterator[str]:
    """What qualifies letters whose columns have no room for it: `CMO Quality Assurance: propose the disposition`."""
    holders: dict[str, list[str]] = {}
    for holder, parts in held.items():
        for words in dict.fromkeys(words for part in parts for words in (part.part, part.words) if words):
            holders.setdefault(words, []).append(names.holder(holder))
    yield from (f"{'; '.join(named)}: {words}" for words, named in holders.items())


def _line(part: Part) -> Text:
    said = ", ".join(words for words in (part.function, part.part) if words)
    if part.words:
        said = f"{said} ({part.words})" if said else f"({part.words})"
    return (Run(part.letters, bold=True), Run(f" {said}")) if said else (Run(part.letters, bold=True),)
