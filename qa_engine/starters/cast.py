"""Who plays which part: the rows of the library speak of parts (giver, acceptor, certifier), a starter has parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

LETTERS = "RSACIX"
"""The letters of a cell in canonical order."""

APPOINTED = "RSAX"
"""Those that need a holder: who does or answers cannot simply be left out."""

EVERYBODY = ("each", "other")
"""Holders that stand for several parties; no part is called so."""


class Cast:
    """The parts of one starter.

    A part is a party, or is played by one (`plays: {certifier: acceptor}`), or there is none. A function that a party
    lacks has a stand-in (`stand-ins: {acceptor.eng: acceptor.prod}`) where it does or answers for something.
    """

    def __init__(self, recipe: dict[str, Any]) -> None:
        self.parties: dict[str, dict[str, Any]] = recipe["parties"]
        self.plays: dict[str, str] = recipe.get("plays", {})
        self.stand_ins: dict[str, str] = recipe.get("stand-ins", {})

    def player(self, part: str) -> str:
        """The part of a party that plays a part; empty where there is none."""
        part = self.plays.get(part, part)
        return part if part in self.parties else ""

    def holder(self, text: str) -> str:
        """A holder as the library names it → as the agreement does; empty where nobody plays it."""
        part, _, function = text.partition(".")
        if part in EVERYBODY:
            return text
        slot = self.player(part)
        if not slot:
            return ""
        if not function:
            return str(self.parties[slot]["id"])
        if function not in self.parties[slot]["functions"]:
            stand_in = self.stand_ins.get(f"{slot}.{function}", "")
            return self.holder(stand_in) if stand_in else ""
        return f"{self.parties[slot]['id']}.{function}"

    def holders(self, texts: str | Iterable[str]) -> list[str]:
        """Holders as the agreement names them, each once."""
        given = [texts] if isinstance(texts, str) else texts
        return list(dict.fromkeys(filter(None, map(self.holder, given))))

    def cells(self, row_id: str, raci: dict[str, str]) -> dict[str, str]:
        """The letters of a row. Where two parts fall on one holder, the stronger letters count.

        Raises ValueError where a party lacks the function that does or answers for something.
        """
        for_all = any(text.partition(".")[0] in EVERYBODY for text in raci)
        cells: dict[str, str] = {}
        for text, cell in raci.items():
            part = text.partition(".")[0]
            if for_all and part not in EVERYBODY and part not in self.parties:
                continue  # whoever plays this part is among `each` and `other`
            holder = self.holder(text)
            if holder:
                cells[holder] = _stronger(cells[holder], cell) if holder in cells else cell
            elif self.player(part) and set(_letters(cell)) & set(APPOINTED):
                raise ValueError(f"row {row_id}: {text} does or answers, and has no stand-in")
        return cells

    def answered(self, raci: dict[str, str]) -> bool:
        """Whether somebody plays the part that answers for a row; else the row is not for this starter."""
        for text, cell in raci.items():
            if set(_letters(cell)) & set("AX"):
                part = text.partition(".")[0]
                return part in EVERYBODY or bool(self.player(part))
        return True


def _letters(cell: str) -> str:
    return cell.partition(" ")[0]


def _stronger(one: str, other: str) -> str:
    """One cell of two: whoever does or answers is not asked, whoever is asked is not told."""
    letters = {*_letters(one), *_letters(other)}
    if letters & set(APPOINTED):
        letters -= set("CI")
    if "C" in letters:
        letters.discard("I")
    words = next((cell.partition(" ")[2] for cell in (one, other) if " " in cell and letters & set(_letters(cell))), "")
    return f"{''.join(letter for letter in LETTERS if letter in letters)} {words}".rstrip()
