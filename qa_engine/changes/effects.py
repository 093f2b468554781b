"""What a change does to whom: duties gained, lost and moved, deadlines tightened and loosened, scope widened and narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from qa_engine.agreement.model import EACH, OTHER, party_of
from qa_engine.agreement.period import certainly_shorter, read_period
from qa_engine.changes.change import ABSENT
from qa_engine.graph.duties import duties_of
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.changes.change import Change, ChangeSet, Operation

What = Literal[
    "duty-gained", "duty-lost", "duty-moved", "voice-gained", "voice-lost",
    "deadline-tightened", "deadline-loosened", "deadline-changed",
    "wait-shortened", "wait-lengthened", "wait-changed",
    "scope-widened", "scope-narrowed", "scope-changed",
]  # fmt: skip
"""Who does or answers has a duty; who supports, is asked or told has a voice.

A deadline is of those who do the work; the others in the row wait for it: they get what they get sooner or later.
"""

DUTY, VOICE = "RAX", "SCI"


class Effect(NamedTuple):
    """What a change does to one party.

    `letter` and `holder` say which part in a row (`A`, `aurora.qa`), `other` the holders that had or have it on the other
    side; of a deadline `holder` is its key and class (`within critical`).
    """

    party: str
    what: What
    letter: str = ""
    holder: str = ""
    other: tuple[str, ...] = ()


class Step(NamedTuple):
    """One deadline, notice or interval that changed: key, class (empty: all alike), before and after, direction."""

    key: str
    member: str
    before: str
    after: str
    direction: Literal["tightened", "loosened", "changed"]


def steps_of(change: Change) -> Iterator[Step]:
    """The deadlines of a `deadline-changed`, one by one."""
    for operation in change.operations:
        key = operation.route[2]
        member = operation.route[3] if len(operation.route) > 3 else ""
        before, after = (_by_class(value, member) for value in (operation.before, operation.after))
        for name in (*before, *(name for name in after if name not in before)):
            old, new = before.get(name, ""), after.get(name, "")
            yield Step(key, name, old, new, direction_of(key, old, new))


def _by_class(value: Any, member: str) -> dict[str, str]:
    if value is ABSENT:
        return {}
    return value if isinstance(value, dict) else {member: str(value)}


def direction_of(key: str, before: str, after: str) -> Literal["tightened", "loosened", "changed"]:
    """Whether a deadline asks for more than before (`tightened`), for less, or for what no calendar can compare.

    A `within` is tighter when shorter, a `notice` when longer, an `every` when more often; one that is new tightens, one
    that is taken away loosens. Where the event that it is counted from changes, nothing can be said.
    """
    if not before or not after:
        return "tightened" if after else "loosened"
    old, new = read_period(before), read_period(after)
    if old is None or new is None or (old.link, old.event) != (new.link, new.event):
        return "changed"
    if certainly_shorter(new, old):
        return "loosened" if key == "notice" else "tightened"
    if certainly_shorter(old, new):
        return "tightened" if key == "notice" else "loosened"
    return "changed"


_DIRECTIONS: dict[str, tuple[What, What]] = {
    "tightened": ("deadline-tightened", "wait-shortened"),
    "loosened": ("deadline-loosened", "wait-lengthened"),
    "changed": ("deadline-changed", "wait-changed"),
}
"""Direction → what it is to those who do the work, and to those who wait for it."""


def effects_of(changes: ChangeSet, change: Change) -> tuple[Effect, ...]:
    """What a change does to each party, in the order of the parties. Needs the two agreements."""
    old, new = agreements_of(changes)
    kind = change.kind
    found: list[Effect] = []
    if kind in ("raci-changed", "activity-added", "activity-removed"):
        before, after = rows_of(changes, change)
        found = list(_letters(old, before, new, after))
    elif kind == "deadline-changed":
        before, after = rows_of(changes, change)
        doers = _doers(new, after) or _doers(old, before)
        others = (_parties_in(new, after) or _parties_in(old, before)) - {*doers}
        for step in steps_of(change):
            named = f"{step.key} {step.member}".strip()
            theirs, awaited = _DIRECTIONS[step.direction]
            found += [Effect(party, theirs, holder=named) for party in doers]
            found += [Effect(party, awaited, holder=named) for party in sorted(others)]
    elif kind == "scope-changed" and change.operations[0].route[0] == "rows":
        before, after = rows_of(changes, change)
        widths = {_width(operation) for operation in change.operations}
        width = widths.pop() if len(widths) == 1 else "scope-changed"
        found = [Effect(party, width) for party in sorted(_parties_in(old, before) | _parties_in(new, after))]
    elif kind in ("scope-changed", "product-added", "product-removed", "product-changed"):
        widths = {_width(operation) for operation in change.operations}
        width = widths.pop() if len(widths) == 1 else "scope-changed"
        found = [Effect(party, width) for party in sorted(bound_by(new) | bound_by(old))]
    order = {party: number for number, party in enumerate(dict.fromkeys((*new.parties, *old.parties)))}
    return tuple(sorted(found, key=lambda effect: order.get(effect.party, len(order))))


def agreements_of(changes: ChangeSet) -> tuple[Agreement, Agreement]:
    """The two agreements. Raises ValueError for changes that were stored: they have none."""
    if changes.old.agreement is None or changes.new.agreement is None:
        raise ValueError("these changes were read from a file; compare the agreements again to judge them")
    return changes.old.agreement, changes.new.agreement


def bound_by(agreement: Agreement) -> set[str]:
    """The parties that act under an agreement or sign it."""
    return {*agreement.acting, *(str(entry.get("party", "")) for entry in agreement.entries("signatories"))}


def rows_of(changes: ChangeSet, change: Change) -> tuple[Row | None, Row | None]:
    """The row that a change speaks of, in the old agreement and in the new one; None where it has none."""
    old, new = agreements_of(changes)
    if change.operations[0].route[0] != "rows":
        return None, None
    row = change.operations[0].route[1]
    if change.kind == "activity-added":
        return None, new.rows.get(row)
    return old.rows.get(row), None if change.kind == "activity-removed" else new.rows.get(changes.renamed.get(row, row))


def _held(agreement: Agreement, row: Row | None) -> dict[str, str]:
    """Holder → letters in a row, `each` and `other` written out; a row that does not apply gives nobody anything."""
    if row is None or row.not_applicable:
        return {}
    held = {duty.holder: duty.letters for duty in duties_of(agreement, row)}
    for holder, cell in row.raci.items():
        if party_of(holder) not in (EACH, OTHER):
            held.setdefault(holder, cell.letters)
    return held


def _parties_in(agreement: Agreement, row: Row | None) -> frozenset[str]:
    return frozenset(party_of(holder) for holder in _held(agreement, row))


def _doers(agreement: Agreement, row: Row | None) -> list[str]:
    held = _held(agreement, row)
    doers = [party_of(holder) for holder, letters in held.items() if set(letters) & set("RX")]
    return list(dict.fromkeys(doers or [party_of(holder) for holder, letters in held.items() if "A" in letters]))


def _letters(old: Agreement, before: Row | None, new: Agreement, after: Row | None) -> Iterator[Effect]:
    had, has = _held(old, before), _held(new, after)
    for letter in "ARXSCI":
        ones = [holder for holder, letters in had.items() if letter in letters]
        others = [holder for holder, letters in has.items() if letter in letters]
        lost = tuple(holder for holder in ones if holder not in others)
        won = tuple(holder for holder in others if holder not in ones)
        word = "duty" if letter in DUTY else "voice"
        for holder in won:
            party = party_of(holder)
            inside = any(party_of(one) == party for one in lost)
            what: What = (
                "duty-moved" if inside and word == "duty" else "duty-gained" if word == "duty" else "voice-gained"
            )
            if not (inside and word == "voice"):
                yield Effect(party, what, letter, holder, lost)
        for holder in lost:
            party = party_of(holder)
            if not any(party_of(one) == party for one in won):
                yield Effect(party, "duty-lost" if word == "duty" else "voice-lost", letter, holder, won)


def _width(operation: Operation) -> What:
    """Whether an operation on a scope takes more in or less."""
    route, before, after = operation.route, operation.before, operation.after
    if route[0] == "rows" and route[2] == "when":
        # a narrowing that is absent means all; each dimension that is named takes something away
        if before is ABSENT or after is ABSENT:
            return "scope-narrowed" if before is ABSENT else "scope-widened"
    elif "not-applicable" in route:
        return "scope-narrowed" if before is ABSENT else "scope-widened" if after is ABSENT else "scope-changed"
    elif before is ABSENT or after is ABSENT:
        return (
            "scope-changed"
            if route[-1] in ("per", "excludes", "stage")
            else "scope-widened"
            if before is ABSENT
            else "scope-narrowed"
        )
    if isinstance(before, list) and isinstance(after, list):
        if set(before) < set(after):
            return "scope-widened"
        if set(after) < set(before):
            return "scope-narrowed"
    return "scope-changed"
