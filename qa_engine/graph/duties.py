"""Who does, who answers, who is asked and told: the letters of a row with `each` and `other` written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import EACH, OTHER, function_of, party_of
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement, Row


class Duty(NamedTuple):
    """One holder's part in a row. `own_part`: it comes from `each`, or from a cross of scheme X among several."""

    holder: str
    letters: str
    own_part: bool


def duties_of(agreement: Agreement, row: Row) -> tuple[Duty, ...]:
    """The parts of a row, holder by holder, in the order written; holders that are not declared are left out.

    `each` becomes every giver, acceptor, subcontractor and supplier; `other` every one of those that does not act in
    the row, or all of them where each acts for its own part.
    """
    if {EACH, OTHER}.isdisjoint(map(party_of, row.raci)):  # most rows name their holders
        named = [(holder, cell.letters) for holder, cell in row.raci.items() if agreement.knows_holder(holder)]
        crossing = {party_of(holder) for holder, letters in named if "X" in letters}
        return tuple([Duty(holder, letters, len(crossing) > 1 and "X" in letters) for holder, letters in named])
    found: dict[str, tuple[str, bool]] = {}

    def add(holder: str, letters: str, own_part: bool) -> None:
        had, was = found.get(holder, ("", own_part))
        found[holder] = (had + "".join(letter for letter in letters if letter not in had), was and own_part)

    for holder, cell in row.raci.items():
        party, function = party_of(holder), function_of(holder)
        if party == EACH:
            for one in agreement.acting:
                if not function or function in agreement.parties[one].functions:
                    add(f"{one}.{function}" if function else one, cell.letters, own_part=True)
        elif party != OTHER and agreement.knows_holder(holder):
            add(holder, cell.letters, own_part=False)
    acting = {party_of(holder) for holder, (letters, own) in found.items() if not own and set(letters) & set("RAX")}
    for holder, cell in row.raci.items():
        if party_of(holder) == OTHER:
            function = function_of(holder)
            for one in agreement.acting:
                if one not in acting and (not function or function in agreement.parties[one].functions):
                    add(f"{one}.{function}" if function else one, cell.letters, own_part=True)
    crosses = {party_of(holder) for holder, (letters, _) in found.items() if "X" in letters}
    return tuple(
        Duty(holder, letters, own or ("X" in letters and len(crosses) > 1)) for holder, (letters, own) in found.items()
    )


class Parts(NamedTuple):
    """A row's parts, sorted out: holder by holder, and the parties behind them."""

    all: tuple[Duty, ...]
    doers: tuple[Duty, ...]
    owners: tuple[Duty, ...]
    parties: frozenset[str]
    doing: frozenset[str]
    owning: frozenset[str]
    told: frozenset[str]


_NOTHING = Parts((), (), (), frozenset(), frozenset(), frozenset(), frozenset())


def parts_of(duties: tuple[Duty, ...]) -> Parts:
    """Who does, answers and is told among the parts of a row."""
    doers = tuple([duty for duty in duties if "R" in duty.letters or "X" in duty.letters])
    owners = tuple([duty for duty in duties if "A" in duty.letters or "X" in duty.letters])
    if len(owners) > 1:  # a party beside its own function is one owner: the function stays
        functions = {party_of(duty.holder) for duty in owners if "." in duty.holder}
        owners = tuple(duty for duty in owners if "." in duty.holder or duty.holder not in functions)
    parties = frozenset([party_of(duty.holder) for duty in duties])
    doing = frozenset([party_of(duty.holder) for duty in doers])
    told = frozenset([party_of(duty.holder) for duty in duties if "I" in duty.letters])
    return Parts(
        duties,
        doers,
        owners,
        parties,
        doing,
        frozenset([party_of(duty.holder) for duty in owners]),
        told or parties - doing,
    )


class Duties:
    """The duties of all rows of an agreement, worked out once: every rule asks for them."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self._of: dict[str, Parts] = {}
        known: dict[int, Parts] = {}  # rows with the same cells share them (`Row.raci`)
        for row in agreement.rows.values():
            if not row.not_applicable:
                cells = id(row.raci)
                if cells not in known:
                    known[cells] = parts_of(duties_of(agreement, row))
                self._of[row.id] = known[cells]

    def parts(self, row: Row) -> Parts:
        """The parts of a row, sorted out; empty for a row that does not apply."""
        return self._of.get(row.id, _NOTHING)

    def of(self, row: Row) -> tuple[Duty, ...]:
        """All parts of a row; none for a row that does not apply."""
        return self.parts(row).all

    def owners(self, row: Row) -> tuple[Duty, ...]:
        """Those who answer (A, or X). A party beside its own function is one owner: the function stays."""
        return self.parts(row).owners

    def owner(self, row: Row) -> str:
        """The one holder that answers; empty where none does, several do, or each does for its own part."""
        owners = self.parts(row).owners
        return owners[0].holder if len(owners) == 1 and not owners[0].own_part else ""

    def doers(self, row: Row) -> tuple[Duty, ...]:
        """Those who do it (R, or X)."""
        return self.parts(row).doers

    def parties_in(self, row: Row) -> frozenset[str]:
        """The parties that have any letter in the row."""
        return self.parts(row).parties

    def doing_parties(self, row: Row) -> frozenset[str]:
        """The parties that do it."""
        return self.parts(row).doing

    def owning_parties(self, row: Row) -> frozenset[str]:
        """The parties that answer for it."""
        return self.parts(row).owning

    def told(self, row: Row) -> frozenset[str]:
        """The parties that are told: those with I; where there are none, those with a letter that do not do it."""
        return self.parts(row).told


def same_owner(one: str, other: str) -> bool:
    """Whether two holders are one owner: equal, or a party and one of its own functions."""
    return one == other or (party_of(one) == party_of(other) and not (function_of(one) and function_of(other)))
