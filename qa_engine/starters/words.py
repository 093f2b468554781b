"""Placeholders in the texts of the library: `$giver`, `$giver+mah`, `$product`, `$DEV-02`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_engine.starters.cast import Cast

_PLACE = re.compile(r"(\b[Aa] )?\$(?:(\$)|([A-Z]+-[0-9]+)|([a-z]+(?:\+[a-z]+)*))")
_DEFAULTS = {"contract": "supply agreement", "batch": "batch", "batches": "batches"}


class Words:
    """What each placeholder stands for in one starter.

    `$$` is a dollar; `$DEV-02` the id that a row of the library bears here; `$giver+mah` the names of the parties that
    play these parts, each once, joined by "and the".
    """

    def __init__(self, recipe: dict[str, Any], cast: Cast, template: str) -> None:
        parties = recipe["parties"]
        self.cast = cast
        self.terms: dict[str, str] = {slot: party["called"] for slot, party in parties.items()}
        first = next(iter(recipe["products"].values()))
        self.plain: dict[str, str] = {
            **_DEFAULTS,
            "others": "other party" if len(parties) == 2 else "other parties",
            "name": first["name"],
            "template": template,
            "goods": recipe["words"]["product"],
            **recipe["words"],
        }

    def put(self, text: str, rows: Mapping[str, str] | None = None) -> str:
        """A text with its placeholders filled; `rows` are the ids of the library → those of the agreement.

        Raises ValueError for a placeholder that stands for nothing.
        """

        def filled(match: re.Match[str]) -> str:
            article, dollar, row, name = match.groups("")
            if dollar:
                return f"{article}$"
            if row:
                if rows is None or row not in rows:
                    raise ValueError(f"'{text}' speaks of row {row}, which is not there")
                return article + rows[row]
            said = self._named(name, text)
            return f"{article.strip()}n {said}" if article and said[0] in "AEIOUaeiou" else article + said

        return _PLACE.sub(filled, text)

    def _named(self, name: str, text: str) -> str:
        if name in self.plain:
            return self.plain[name]
        slots = dict.fromkeys(filter(None, map(self.cast.player, name.split("+"))))
        terms = [self.terms[slot] for slot in slots]
        if not terms:
            raise ValueError(f"'{text}' speaks of ${name}, and nobody plays that part")
        return terms[0] if len(terms) == 1 else ", the ".join(terms[:-1]) + " and the " + terms[-1]
