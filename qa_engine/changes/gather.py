"""Operations → the changes that people speak of: all of one kind at one place is one change."""

from __future__ import annotations

from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from qa_engine.changes.change import ABSENT, Change, renamed_in
from qa_engine.changes.fields import ENTITIES, ORDER, at_of, kind_of, stem
from qa_engine.changes.renames import follower

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.changes.change import Operation, Route
    from qa_engine.changes.keyed import Keyed

_RANK = {kind: number for number, kind in enumerate(ORDER)}


def gathered(operations: tuple[Operation, ...], old: Keyed, new: Keyed) -> tuple[Change, ...]:
    """Operations as the changes that people speak of: all of one kind at one place, in reading order of the new agreement."""
    renamed = renamed_in(operations)
    follows = _followers(operations, renamed)
    groups: dict[tuple[str, str], list[Operation]] = {}
    for operation in operations:
        route = operation.route
        kind, at = follows.get(id(operation)) or (_kind(operation), _at(operation, renamed))
        if (
            kind == "activity-moved"
            and route[1] in renamed
            and operation.before["section"] == operation.after["section"]
        ):
            kind = "activity-renamed"  # among the others of its section the row stands where its new id belongs
        groups.setdefault((kind, at), []).append(operation)
    position = _position(old, new)
    found = [
        (position(group[0].route, at), at, _RANK.get(kind, 0), kind, group) for (kind, at), group in groups.items()
    ]
    found.sort(key=itemgetter(0, 1, 2, 3))
    return tuple([_change(kind, at, group, old, new) for _, at, _, kind, group in found])


def _kind(operation: Operation) -> str:
    route, before, after = operation.route, operation.before, operation.after
    if len(route) == 2 and route[0] in ENTITIES and (before is ABSENT or after is ABSENT):
        return f"{ENTITIES[route[0]]}-{'added' if before is ABSENT else 'removed'}"
    if route[0] == "rows" and route[2] == "raci" and isinstance(before, str) and isinstance(after, str):
        return "wording-changed" if letters_of(before) == letters_of(after) else "raci-changed"
    return kind_of(route)


def letters_of(cell: Any) -> str:
    """The letters of a cell in canonical form, without its words; empty for one that is not there."""
    return cell.partition(" ")[0] if isinstance(cell, str) else ""


def _at(operation: Operation, renamed: dict[str, str]) -> str:
    at = at_of(operation.route)
    return renamed.get(at, at) if at in renamed and operation.route[0] == "rows" and not operation.comes else at


def _followers(operations: tuple[Operation, ...], renamed: dict[str, str]) -> dict[int, tuple[str, str]]:
    """Operations that only follow a row to its new id, and the change that they belong to."""
    if not renamed:
        return {}
    follow = follower(renamed)
    found: dict[int, tuple[str, str]] = {}
    waivers: dict[str, Operation] = {}
    for operation in operations:
        before, after = operation.before, operation.after
        if operation.route[0] == "waivers" and operation.goes:
            waivers[follow(operation.route[1])] = operation
        elif operation.field == "id":
            continue
        elif isinstance(before, list) and isinstance(after, list):
            if sorted(renamed.get(item, item) for item in before if isinstance(item, str)) == after:
                found[id(operation)] = _rename_of(before, renamed)
        elif isinstance(before, str) and isinstance(after, str) and before != after and follow(before) == after:
            found[id(operation)] = _rename_of(before, renamed)
    for operation in operations:
        was = waivers.get(operation.route[1]) if operation.route[0] == "waivers" and operation.comes else None
        if was is not None and _following(was.before, renamed) == operation.after:
            belongs = _rename_of(was.before["at"], renamed)
            found |= {id(was): belongs, id(operation): belongs}
    return found


def _following(entry: Any, renamed: dict[str, str]) -> Any:
    return (
        {**entry, "at": renamed.get(entry["at"], entry["at"])} if isinstance(entry, dict) and "at" in entry else entry
    )


def _rename_of(before: Any, renamed: dict[str, str]) -> tuple[str, str]:
    """The rename that a reference follows: the first that it names."""
    names = before if isinstance(before, list) else [row_id for row_id in renamed if row_id in str(before)]
    return "activity-renamed", next(renamed[name] for name in names if name in renamed)


def _change(kind: str, at: str, operations: list[Operation], old: Keyed, new: Keyed) -> Change:
    first = operations[0].route
    if kind == "activity-renamed":
        rename = next(operation for operation in operations if operation.field == "id")
        return Change(kind, at, new.homes.get(at, ""), rename.before, rename.after, tuple(operations))
    before, after = _before_and_after(operations, stem(first, kind))
    section = first[1] if first[0] == "sections" else ""
    if first[0] == "rows":
        section = old.homes.get(at, "") if kind == "activity-removed" else new.homes.get(at) or old.homes.get(at, "")
    return Change(kind, at, section, before, after, tuple(operations))


def _before_and_after(operations: list[Operation], steps: int) -> tuple[Any, Any]:
    """The values of both sides, each side as one mapping by what is left of the routes behind so many steps."""
    found: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for operation in operations:
        route = operation.route[steps:]
        if not route:
            return _whole(operation.before), _whole(operation.after)
        for side, value in zip(found, (operation.before, operation.after), strict=True):
            if value is not ABSENT:
                inner = side
                for step in route[:-1]:
                    inner = inner.setdefault(step, {})
                inner[route[-1]] = value
    return found


def _whole(value: Any) -> Any:
    """A whole entry without its place; None where there is none."""
    if value is ABSENT:
        return None
    return {key: item for key, item in value.items() if key != "place"} if isinstance(value, dict) else value


def _position(old: Keyed, new: Keyed) -> Callable[[Route, str], tuple[float, ...]]:
    """A sort key for changes, by the route and the word of each: as the new agreement is read; what is gone stands where it stood."""
    top = dict(zip(new.data | old.data, count()))  # keys that only the old one has come last
    here = top.get("sections", 0)
    sections: dict[str, tuple[float, float]] = {section: (number, -1.0) for number, section in enumerate(new.sections)}
    last = -1.0
    behind_all = len(old.rows) + len(new.rows)
    for section in old.sections:
        last = sections.setdefault(section, (last, behind_all))[0]
    rows: dict[str, dict[str, float]] = {}

    def row_in(section: str, row: str) -> tuple[float, float]:
        """Where a row stands in a section; worked out for the sections alone in which something changed."""
        number, after = sections[section]
        if section not in rows:
            rows[section] = dict(zip(new.order.get(section, ()), count()))
            for one in old.order.get(section, ()):
                if new.homes.get(one, section) == section:
                    after = rows[section].setdefault(one, after + 0.5)
        return number, rows[section][row]

    def position(route: Route, at: str) -> tuple[float, ...]:
        if route[0] == "rows":
            return (here, *row_in(new.homes.get(at) or old.homes[at], at))
        if route[0] == "sections":
            return (here, *sections[route[1]])
        return (top.get(route[0], here),)

    return position
