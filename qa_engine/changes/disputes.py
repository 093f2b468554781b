"""What two versions did that is the same, and what cannot go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.validate import BY_CLASS
from qa_engine.changes.gather import letters_of
from qa_engine.changes.sides import held
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from qa_engine.changes.change import Operation, Route
    from qa_engine.changes.sides import Side

Pair = tuple[list[int], list[int]]
"""Positions of operations of ours and of theirs that are at odds."""


def settle(ours: Side, theirs: Side) -> list[Pair]:
    """Find what both sides did (`shared`) and what cannot go together (`disputed`); the latter as pairs of positions."""
    pairs: list[Pair] = []
    above: dict[Route, list[int]] = {}  # every route on the way to one of our operations, and itself
    exact: dict[Route, int] = {}
    for position, operation in enumerate(ours.operations):
        route = held(operation)
        exact[route] = position
        for length in range(1, len(route) + 1):
            above.setdefault(route[:length], []).append(position)
    for position, operation in enumerate(theirs.operations):
        route = held(operation)
        mine = exact.get(route)
        if mine is not None and _same_effect(ours.operations[mine], operation):
            ours.shared.add(mine)
            theirs.shared.add(position)
            continue
        touched = [exact[route[:length]] for length in range(1, len(route)) if route[:length] in exact]
        touched += above.get(route, [])
        if touched:
            pairs.append((touched, [position]))
    pairs += _duties(ours, theirs) + _classes(ours, theirs) + _like_ids(ours, theirs)
    pairs += _lost_sections(ours, theirs) + [(mine, their) for their, mine in _lost_sections(theirs, ours)]
    return _joined(pairs, ours, theirs)


def _same_effect(one: Operation, other: Operation) -> bool:
    """Whether two operations on one field leave the same; of a new entry, wherever in its section it is put."""
    first, second = (
        value | {"place": value["place"].get("section")} if isinstance(value, dict) and "place" in value else value
        for value in (one.after, other.after)
    )
    return bool(first == second) and type(first) is type(second)


def _duties(ours: Side, theirs: Side) -> list[Pair]:
    """Rows in which both sides changed who does it or who answers, to something that neither of them wrote."""
    cells: dict[str, Pair] = {}
    for number, side in enumerate((ours, theirs)):
        for position, operation in enumerate(side.operations):
            if operation.field == "raci" and len(operation.route) == 4:
                cells.setdefault(operation.route[1], ([], []))[number].append(position)
    pairs = []
    for row, (mine, their) in cells.items():
        if not mine or not their:
            continue
        one, other = (side.keyed.row(row).get("raci", {}) for side in (ours, theirs))
        both = one | {theirs.operations[at].route[3]: theirs.operations[at].after for at in their}
        for letters in ("AX", "RX"):
            if _holders(both, letters) not in (_holders(one, letters), _holders(other, letters)):
                pairs.append((mine, their))
                break
    return pairs


def _holders(cells: dict[str, Any], letters: str) -> frozenset[str]:
    return frozenset(holder for holder, cell in cells.items() if set(letters_of(cell)) & set(letters))


def _classes(ours: Side, theirs: Side) -> list[Pair]:
    """Rows in which one side changed the family of classes and the other a value that is given class by class."""
    families, values = (
        [_of_rows(side, keys) for side in (ours, theirs)] for keys in (frozenset({"per"}), frozenset(BY_CLASS))
    )
    pairs = [
        ([mine], [their]) for row, ones in families[0].items() for mine in ones for their in values[1].get(row, ())
    ]
    return pairs + [
        ([mine], [their]) for row, ones in families[1].items() for their in ones for mine in values[0].get(row, ())
    ]


def _of_rows(side: Side, keys: frozenset[str]) -> dict[str, list[int]]:
    """Row → positions of the operations that change one of the keys, and that the other side has not got as well."""
    found: dict[str, list[int]] = {}
    for position, operation in enumerate(side.operations):
        if operation.route[0] == "rows" and operation.field in keys and position not in side.shared:
            found.setdefault(operation.route[1], []).append(position)
    return found


def _lost_sections(ours: Side, theirs: Side) -> list[Pair]:
    """Sections that we took out while they put a row into them or changed one that we left there."""
    lost = {
        operation.route[1]: position
        for position, operation in enumerate(ours.operations)
        if operation.route[0] == "sections" and operation.goes and position not in ours.shared
    }
    pairs: list[Pair] = []
    for position, operation in enumerate(theirs.operations) if lost else ():
        if operation.route[0] != "rows" or operation.goes:
            continue
        name = held(operation)[1]
        home = theirs.keyed.homes.get(name)
        put_there = operation.comes or operation.field == "place"
        if home in lost and (put_there or ours.keyed.homes.get(name, home) == home):
            pairs.append(([lost[home]], [position]))
    return pairs


def _like_ids(ours: Side, theirs: Side) -> list[Pair]:
    """Different rows to which the two sides gave one id (ids that differ only in case are one)."""
    given: list[dict[str, tuple[str, int]]] = []
    for side in (ours, theirs):
        new = {}
        for position, operation in enumerate(side.operations):
            if operation.route[0] == "rows" and operation.comes:
                new[operation.route[1].lower()] = (held(operation)[1], position)
            elif operation.field == "id":
                new[operation.after.lower()] = (operation.route[1], position)
        given.append(new)
    return [
        ([position], [given[1][row_id][1]])
        for row_id, (name, position) in given[0].items()
        if row_id in given[1] and given[1][row_id][0] != name
    ]


def _joined(pairs: list[Pair], ours: Side, theirs: Side) -> list[Pair]:
    """Pairs that have an operation in common as one, with what hangs on them; they are disputed now."""
    sides = (ours, theirs)
    takers = [_takers(side) for side in sides]
    groups: dict[tuple[int, int], _Group] = {}  # side and position → the group that it is in
    for pair in pairs:
        new = _Group(*(_with_the_id(*each) for each in zip(sides, takers, pair, strict=True)))
        touched = {id(group): group for member in new.members() if (group := groups.get(member))}
        largest = max(touched.values(), key=_Group.size, default=new)  # the small go into the large: cheap in sum
        for group in (new, *touched.values()):
            if group is not largest or group is new:
                largest.ours.update(group.ours)
                largest.theirs.update(group.theirs)
                groups |= dict.fromkeys(group.members(), largest)
    found = {id(group): group for group in groups.values()}.values()
    ours.disputed, theirs.disputed = (
        {position for number, position in groups if number == which} for which in range(len(sides))
    )
    for side in sides:
        side.shared -= side.disputed
    return sorted((sorted(group.ours), sorted(group.theirs)) for group in found)


class _Group(NamedTuple):
    """Operations that are at odds, by their positions."""

    ours: set[int]
    theirs: set[int]

    def size(self) -> int:
        return len(self.ours) + len(self.theirs)

    def members(self) -> list[tuple[int, int]]:
        return [*((0, position) for position in self.ours), *((1, position) for position in self.theirs)]


def _takers(side: Side) -> dict[str, list[int]]:
    """Row id → positions of the operations that give it to a row."""
    found: dict[str, list[int]] = {}
    for position, operation in enumerate(side.operations):
        if operation.route[0] == "rows" and (operation.comes or operation.field == "id"):
            found.setdefault(operation.route[1] if operation.comes else operation.after, []).append(position)
    return found


def _with_the_id(side: Side, takers: dict[str, list[int]], positions: list[int]) -> set[int]:
    """Operations, and those that gave away an id that is only free if the former stand."""
    found, open_ = set(positions), list(positions)
    while open_:
        operation = side.operations[open_.pop()]
        if operation.route[0] == "rows" and (operation.goes or operation.field == "id"):
            more = set(takers.get(operation.route[1], ())) - found
            found |= more
            open_ += more
    return found
