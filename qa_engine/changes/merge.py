"""Three versions of one file → one: edits to different things go together, two different edits of one thing are a conflict.

Everything is settled by meaning and then put into our text by span edits. A conflict is marked in the text with both
versions, in a way that no reader of YAML takes for an agreement. Nothing is dropped: what one side changed is in the
result or in a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.resolved import place_of
from qa_engine.agreement.validate import BY_CLASS
from qa_engine.changes.change import ABSENT, Operation, renamed_in
from qa_engine.changes.diff import compare, pairs_of
from qa_engine.changes.draft import Draft
from qa_engine.changes.fields import LISTS
from qa_engine.changes.gather import gathered, letters_of
from qa_engine.changes.keyed import Keyed
from qa_engine.changes.marks import marked
from qa_engine.changes.order import woven
from qa_engine.changes.patch import is_ordered
from qa_engine.source import apply_edits, parse
from qa_engine.source.rewrite import Origin, edits_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.changes.change import Change, Route
    from qa_engine.finding import Place
    from qa_engine.source import Route as DataRoute
    from qa_engine.source import Source


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two edits that cannot both stand: what each side did, and where.

    at           the word for the place, as in a change
    ours, theirs the operations of each side against the common base
    our_place    where it stands in our text; of what is gone the nearest owner
    """

    at: str
    ours: tuple[Operation, ...]
    theirs: tuple[Operation, ...]
    our_place: Place
    their_place: Place


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge.

    text       our text with their changes put in; where there are conflicts, with marks that nobody takes for YAML
    taken      their changes that are in it and that we did not have
    conflicts  what a person has to settle
    """

    text: str
    taken: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]


@dataclass
class _Side:
    """One of the two versions, with rows held under names that both sides share: the id in the base, or `+id` of a new one."""

    source: Source
    keyed: Keyed
    operations: tuple[Operation, ...]
    ids: dict[str, str]  # held name → id in this version
    disputed: set[int] = field(default_factory=set)  # positions of operations that are in conflict
    shared: set[int] = field(default_factory=set)  # positions of operations that the other side has as well

    def open(self) -> list[Operation]:
        """The operations that the other side is to get."""
        return [
            operation
            for position, operation in enumerate(self.operations)
            if position not in self.disputed and position not in self.shared
        ]


def merge(
    base: Source,
    ours: Source,
    theirs: Source,
    *,
    labels: tuple[str, str] = ("ours", "theirs"),
    by_lines: str | None = None,
) -> Merged:
    """Bring two versions of a file together that were made from one base.

    Arguments: the three sources as read, each holding a mapping (an empty base: there was none); `labels` name the sides in
    the marks of a conflict; `by_lines` is the result of a merge line by line, where there was one without a conflict: it
    is taken if it means the same, for it has the comments and the layout of both sides.
    Raises ValueError where one of them is no mapping.
    """
    for source in (ours, theirs):
        if source.problems or not isinstance(source.data, dict):
            raise ValueError(f"{source.path} cannot be read")
    start = Keyed.of(base.data if isinstance(base.data, dict) else {}, whole=True)
    one, other = _side(start, ours), _side(start, theirs)
    pairs = _settle(one, other)
    conflicts = tuple(_conflict(one, other, pair) for pair in pairs)
    taken = gathered(tuple(other.open()), start, Keyed.of(theirs.data, whole=True))
    target, origins = _together(one, other)
    ended, edits = edits_to(ours, target, ordered=is_ordered, origins=origins)
    text = apply_edits(ended.text, edits)
    if conflicts:
        settled, _ = _together(other, one)
        return Merged(_with_marks(text, settled, one, other, labels), taken, conflicts)
    if _means(by_lines, target):
        return Merged(str(by_lines), taken, ())
    return Merged(theirs.text if ours.text == base.text else text, taken, ())


def _means(text: str | None, target: dict[str, Any]) -> bool:
    """Whether a text says what the merge has found."""
    if text is None:
        return False
    source = parse(text, "")
    if source.problems or not isinstance(source.data, dict):
        return False
    return not compare(Keyed.of(source.data, whole=True), Keyed.of(target, whole=True))


def _side(start: Keyed, source: Source) -> _Side:
    keyed = Keyed.of(source.data, whole=True)
    operations = compare(start, keyed)
    pairs = pairs_of(start, keyed, renamed_in(operations))
    held = {row_id: name for name, row_id in pairs.items()}
    names = {row_id: held.get(row_id, f"+{row_id}") for row_id in keyed.rows}
    renamed = Keyed(
        keyed.data,
        True,
        keyed.sections,
        {names[row]: data for row, data in keyed.rows.items()},
        {names[row]: home for row, home in keyed.homes.items()},
        {section: [names[row] for row in rows] for section, rows in keyed.order.items()},
    )
    return _Side(source, renamed, operations, {name: row for row, name in names.items()})


# What is in conflict


def _settle(ours: _Side, theirs: _Side) -> list[tuple[list[int], list[int]]]:
    """Find what both sides did (`shared`) and what cannot go together (`disputed`); the latter as pairs of positions."""
    pairs: list[tuple[list[int], list[int]]] = []
    above: dict[Route, list[int]] = {}  # every route on the way to one of our operations, and itself
    exact: dict[Route, int] = {}
    for position, operation in enumerate(ours.operations):
        route = _held(operation)
        exact[route] = position
        for length in range(1, len(route) + 1):
            above.setdefault(route[:length], []).append(position)
    for position, operation in enumerate(theirs.operations):
        route = _held(operation)
        mine = exact.get(route)
        if mine is not None and _same_effect(ours.operations[mine], operation):
            ours.shared.add(mine)
            theirs.shared.add(position)
            continue
        touched = [exact[route[:length]] for length in range(1, len(route)) if route[:length] in exact] + above.get(
            route, []
        )
        if touched:
            pairs.append((touched, [position]))
    pairs += (
        _duties(ours, theirs)
        + _classes(ours, theirs)
        + _lost_sections(ours, theirs)
        + _lost_sections(theirs, ours, turned=True)
    )
    pairs += _like_ids(ours, theirs)
    return _joined(pairs, ours, theirs)


def _held(operation: Operation) -> Route:
    """The route under which both sides know a field: a new row is no row of the base, whatever its id."""
    if operation.route[0] == "rows" and len(operation.route) == 2 and operation.before is ABSENT:
        return ("rows", f"+{operation.route[1]}")
    return operation.route


def _same_effect(one: Operation, other: Operation) -> bool:
    """Whether two operations on one field leave the same; of a new entry, wherever in its section it is put."""
    values = []
    for value in (one.after, other.after):
        if isinstance(value, dict) and "place" in value and len(one.route) == 2:
            values.append(value | {"place": value["place"].get("section")})
        else:
            values.append(value)
    return bool(values[0] == values[1])


def _duties(ours: _Side, theirs: _Side) -> list[tuple[list[int], list[int]]]:
    """Rows in which both sides changed who does it or who answers, to something that neither of them wrote."""
    cells: dict[str, tuple[list[int], list[int]]] = {}
    for number, side in enumerate((ours, theirs)):
        for position, operation in enumerate(side.operations):
            if operation.route[0] == "rows" and operation.route[2:3] == ("raci",) and len(operation.route) == 4:
                cells.setdefault(operation.route[1], ([], []))[number].append(position)
    pairs = []
    for row, (mine, their) in cells.items():
        if not mine or not their:
            continue
        one, other = ours.keyed.row(row).get("raci", {}), theirs.keyed.row(row).get("raci", {})
        both = dict(one)
        for position in their:
            operation = theirs.operations[position]
            both[operation.route[3]] = operation.after
        for letters in ("AX", "RX"):
            held = [_holders(cells_, letters) for cells_ in (one, other, both)]
            if held[2] not in held[:2]:
                pairs.append((mine, their))
                break
    return pairs


def _holders(cells: dict[str, Any], letters: str) -> frozenset[str]:
    return frozenset(holder for holder, cell in cells.items() if set(letters_of(cell)) & set(letters))


def _classes(ours: _Side, theirs: _Side) -> list[tuple[list[int], list[int]]]:
    """Rows in which one side changed the family of classes and the other a value that is given class by class."""
    families, values = (
        [
            [
                (operation.route[1], position)
                for position, operation in enumerate(side.operations)
                if position not in side.shared
                and operation.route[0] == "rows"
                and operation.route[2:3]
                and operation.route[2] in keys
            ]
            for side in (ours, theirs)
        ]
        for keys in (("per",), BY_CLASS)
    )
    pairs = [([mine], [their]) for row, mine in families[0] for other, their in values[1] if row == other]
    return pairs + [([mine], [their]) for row, their in families[1] for other, mine in values[0] if row == other]


def _lost_sections(ours: _Side, theirs: _Side, *, turned: bool = False) -> list[tuple[list[int], list[int]]]:
    """Sections that we took out while they put a row into them or changed one there."""
    lost = {
        operation.route[1]: position
        for position, operation in enumerate(ours.operations)
        if operation.route[0] == "sections"
        and len(operation.route) == 2
        and operation.after is ABSENT
        and position not in ours.shared
    }
    pairs = []
    for position, operation in enumerate(theirs.operations) if lost else ():
        if operation.route[0] != "rows" or (operation.after is ABSENT and len(operation.route) == 2):
            continue
        name = _held(operation)[1]
        home = theirs.keyed.homes.get(name)
        stays = (
            operation.route[2:] == ("place",) or operation.before is ABSENT or ours.keyed.homes.get(name, home) == home
        )
        if home in lost and stays:
            pairs.append(([position], [lost[home]]) if turned else ([lost[home]], [position]))
    return pairs


def _like_ids(ours: _Side, theirs: _Side) -> list[tuple[list[int], list[int]]]:
    """Different rows to which the two sides gave one id (ids that differ only in case are one)."""
    given: list[dict[str, tuple[str, int]]] = []
    for side in (ours, theirs):
        new = {}
        for position, operation in enumerate(side.operations):
            if operation.route[0] == "rows" and (operation.before is ABSENT and len(operation.route) == 2):
                new[operation.route[1].lower()] = (_held(operation)[1], position)
            elif operation.route[0] == "rows" and operation.route[2:] == ("id",):
                new[operation.after.lower()] = (operation.route[1], position)
        given.append(new)
    return [
        ([position], [given[1][row_id][1]])
        for row_id, (name, position) in given[0].items()
        if row_id in given[1] and given[1][row_id][0] != name
    ]


def _joined(pairs: list[tuple[list[int], list[int]]], ours: _Side, theirs: _Side) -> list[tuple[list[int], list[int]]]:
    """Pairs that have an operation in common as one, with what hangs on them; they are disputed now."""
    groups: list[tuple[set[int], set[int]]] = []
    for mine, their in pairs:
        joined = (_with_the_id(ours, set(mine)), _with_the_id(theirs, set(their)))
        apart = []
        for group in groups:
            if group[0] & joined[0] or group[1] & joined[1]:
                joined = (group[0] | joined[0], group[1] | joined[1])
            else:
                apart.append(group)
        groups = [*apart, joined]
    for number, side in enumerate((ours, theirs)):
        side.disputed = {position for group in groups for position in group[number]}
        side.shared -= side.disputed
    return [(sorted(mine), sorted(their)) for mine, their in groups]


def _with_the_id(side: _Side, positions: set[int]) -> set[int]:
    """Operations, and those that gave away an id that is only free if the former stand."""
    while True:
        freed = {
            side.operations[at].route[1]
            for at in positions
            if side.operations[at].route[0] == "rows"
            and side.operations[at].before is not ABSENT
            and (side.operations[at].route[2:] == ("id",) or (len(side.operations[at].route) == 2))
        }
        more = {
            at
            for at, operation in enumerate(side.operations)
            if operation.route[0] == "rows"
            and (
                (operation.before is ABSENT and len(operation.route) == 2 and operation.route[1] in freed)
                or (operation.route[2:] == ("id",) and operation.after in freed)
            )
        }
        if more <= positions:
            return positions
        positions = positions | more


def _conflict(ours: _Side, theirs: _Side, pair: tuple[list[int], list[int]]) -> Conflict:
    mine = tuple(ours.operations[position] for position in pair[0])
    their = tuple(theirs.operations[position] for position in pair[1])
    route = mine[0].route
    at = route[1] if len(route) > 1 else route[0]
    return Conflict(at, mine, their, _place(ours, mine[0], at), _place(theirs, their[0], at))


def _place(side: _Side, operation: Operation, at: str) -> Place:
    """Where one side's edit stands in its text; for what it took out, the nearest owner."""
    return place_of(side.source, side.source.span(_data_route(side, operation), key=True), at)


def _data_route(side: _Side, operation: Operation) -> DataRoute:
    first, *rest = _held(operation)
    if first == "rows":
        name = rest[0]
        if name not in side.ids:
            return ("sections",)
        fields = [step for step in rest[1:] if step not in ("place", "id")]
        return ("sections", side.keyed.homes[name], "activities", side.ids[name], *fields)
    if first in LISTS:
        return (first,)
    return (first, *(step for step in rest if step != "place"))


# Putting it together


def _together(winner: _Side, other: _Side) -> tuple[dict[str, Any], dict[DataRoute, Origin]]:
    """The data of one side with the other's changes put in; what is in conflict stays as the first side has it."""
    draft = Draft(winner.keyed, winner.ids)
    taken = other.open()
    origins: dict[DataRoute, Origin] = {}
    mine = {_held(operation)[:length] for operation in winner.operations for length in (1, 2, 3)}
    for operation in taken:
        name = _held(operation)[1] if operation.route[0] == "rows" else ""
        draft.put(operation, key=name)
        _as_they_wrote(draft, operation, other, mine)
    order = _order(winner, other, taken)
    data = draft.data(order)
    origins = draft.origins(order, winner.source)
    for operation in taken:
        if operation.before is not ABSENT or operation.route[0] in LISTS:
            continue
        if operation.route[0] == "rows" and len(operation.route) == 2:
            name = _held(operation)[1]
            home = next(section for section, rows in order.items() if name in rows)
            there: DataRoute = ("sections", home, "activities", draft.names[name])
            origins[there] = Origin(other.source, ("sections", other.keyed.homes[name], "activities", other.ids[name]))
        elif operation.route[0] != "rows" and operation.route in other.source.spans:
            origins[operation.route] = Origin(other.source, operation.route)
    return data, origins


def _as_they_wrote(draft: Draft, operation: Operation, other: _Side, mine: set[Route]) -> None:
    """Where only they touched a key, it stands as they wrote it; a row or section of theirs too."""
    route, held = operation.route, _held(operation)
    if operation.after is ABSENT or held[-1] in ("place", "id"):
        return
    if route[0] in ("rows", "sections"):
        entries, theirs = (
            (draft.rows, other.keyed.rows) if route[0] == "rows" else (draft.sections, other.keyed.sections)
        )
        if len(route) == 2:
            if isinstance(theirs[held[1]], dict):
                entries[held[1]] = (
                    {key: value for key, value in theirs[held[1]].items() if key != "activities"}
                    if route[0] == "sections"
                    else theirs[held[1]]
                )
        elif held[:3] not in mine and isinstance(entries[held[1]], dict) and route[2] in theirs[held[1]]:
            entries[held[1]] = {**entries[held[1]], route[2]: theirs[held[1]][route[2]]}
    elif route[:1] not in mine and route[0] in draft.top and route[0] in other.keyed.data:
        draft.top = {**draft.top, route[0]: other.keyed.data[route[0]]}


def _order(winner: _Side, other: _Side, taken: Iterable[Operation]) -> dict[str, list[str]]:
    """Sections and rows in order: what neither side moved as it is, the rest where the side that put it there has it."""
    placed: dict[str, tuple[set[str], set[str]]] = {"sections": (set(), set()), "rows": (set(), set())}
    gone: dict[str, set[str]] = {"sections": set(), "rows": set()}
    for side, operations in enumerate((winner.operations, taken)):
        for operation in operations:
            if operation.route[0] in placed and len(operation.route) > 1:
                name = _held(operation)[1]
                if operation.route[2:] == ("place",) or (len(operation.route) == 2 and operation.before is ABSENT):
                    placed[operation.route[0]][side].add(name)
                elif side and len(operation.route) == 2:
                    gone[operation.route[0]].add(name)
    ours, theirs = placed["sections"]
    stays = [name for name in winner.keyed.order if name not in ours | theirs | gone["sections"]]
    order = woven(stays, list(winner.keyed.order), list(other.keyed.order), ours, theirs)
    mine, their = placed["rows"]
    found = {}
    for section in order:
        here = [name for name in winner.keyed.order.get(section, []) if name not in gone["rows"]]
        here = [name for name in here if name not in their or name in mine]
        stays = [name for name in here if name not in mine | their]
        found[section] = woven(stays, here, other.keyed.order.get(section, []), mine, their)
    return found


def _with_marks(text: str, settled: dict[str, Any], ours: _Side, theirs: _Side, labels: tuple[str, str]) -> str:
    """The text with each stretch in which the two sides are at odds in both versions."""
    source = parse(text, ours.source.path)
    rows = {str(route[-1]): route for route in source.spans if len(route) == 4 and is_ordered(route[:-1])}
    origins: dict[DataRoute, Origin] = {}
    for section, data in (settled.get("sections") or {}).items():
        for row in ((data or {}).get("activities") or {}) if isinstance(data, dict) else ():
            there: DataRoute = ("sections", section, "activities", row)
            if row not in rows and there in theirs.source.spans:
                origins[there] = Origin(theirs.source, there)
            elif row in rows and rows[row] != there:
                origins[there] = Origin(source, rows[row])
    ended, edits = edits_to(source, settled, ordered=is_ordered, origins=origins)
    return marked(ended, edits, labels)
