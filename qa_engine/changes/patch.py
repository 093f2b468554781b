"""A change set as a patch: turned around, and put into an agreement's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.extends import FIRST_LINE, NOT_INHERITED, lay_over, own
from qa_engine.agreement.resolved import Resolved
from qa_engine.changes.change import ABSENT, Change, ChangeSet, Operation, renamed_in
from qa_engine.changes.draft import Draft
from qa_engine.changes.keyed import Keyed
from qa_engine.changes.order import placed
from qa_engine.source.rewrite import Origin, rewrite, same
from qa_engine.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement
    from qa_engine.source import Route as DataRoute


class CannotApply(ValueError):
    """The changes were made to another text than this one, or cannot be said in it."""


def invert(changes: ChangeSet) -> ChangeSet:
    """The changes that lead back."""
    renamed = renamed_in(changes.operations)
    return ChangeSet(changes.new, changes.old, tuple(_inverted(change, renamed) for change in changes.changes))


def _inverted(change: Change, renamed: dict[str, str]) -> Change:
    kind = change.kind
    for one, other in (("-added", "-removed"), ("-removed", "-added")):
        if change.kind.endswith(one):
            kind = change.kind.removesuffix(one) + other
    operations = tuple(_turned(operation, renamed) for operation in change.operations)
    at, section = change.at, change.section
    if change.operations[0].route[0] == "rows" or kind == "activity-renamed":
        back = {now: was for was, now in renamed.items()}
        at = back.get(at, at) if not kind.endswith(("-added", "-removed")) else at
    if kind == "activity-moved":
        section = change.before["section"]
    return replace(
        change, kind=kind, at=at, section=section, before=change.after, after=change.before, operations=operations
    )


def _turned(operation: Operation, renamed: dict[str, str]) -> Operation:
    route = operation.route
    if route[0] == "rows" and len(route) > 2:
        route = ("rows", renamed.get(route[1], route[1]), *route[2:])
    return Operation(route, operation.after, operation.before)


def apply(changes: ChangeSet, agreement: Agreement) -> str:
    """The text of an agreement's own file with the changes put in; everything else stays byte by byte.

    What stands in a file below it is overridden, never edited. Raises CannotApply where a field does not hold what the
    changes say it held, or where the file cannot say it (the order of rows that come from another file).
    """
    keyed = Keyed.of(agreement.data)
    draft = Draft(keyed)
    operations = changes.operations
    _refuse_others(keyed, operations)
    for operation in sorted(
        operations, key=lambda operation: operation.before is ABSENT
    ):  # a freed id may be taken again
        draft.put(operation, key=_held_as(operation))
    order = _arranged(keyed, operations)
    target = draft.data(order)
    source = agreement.resolved.sources[0]
    origins = draft.origins(order, source)
    if len(agreement.resolved.sources) > 1:
        target = _on_top(agreement, target)
        origins = _of_this_file(origins, source.data)
    try:
        return rewrite(source, target, ordered=is_ordered, origins=origins)
    except ValueError as error:
        raise CannotApply(str(error)) from None


def is_ordered(route: DataRoute) -> bool:
    """Whether the order of the keys of a mapping means something: sections, and the rows of one."""
    return route == ("sections",) or (len(route) == 3 and route[0] == "sections" and route[2] == "activities")


def _held_as(operation: Operation) -> str:
    """A new row is held under a name that no row had: its id may be one that another row gave up."""
    return f"+{operation.route[1]}" if operation.route[0] == "rows" and operation.comes else ""


def _refuse_others(keyed: Keyed, operations: Iterable[Operation]) -> None:
    """Hold what each operation says was there against what is there."""
    known: dict[tuple[str, ...], Any] = {}
    renamed = renamed_in(tuple(operations))
    gone = {operation.route[1] for operation in operations if operation.goes}
    for operation in operations:
        first, *rest = operation.route
        entry = (first, rest[0]) if first in ("rows", "sections") else (first,)
        if entry not in known:
            known[entry] = _held(keyed, entry)
        value = known[entry]
        for step in rest[1:] if len(entry) == 2 else rest:
            if step in ("place", "id"):
                value = operation.before if value is not ABSENT else ABSENT
                break
            value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
        before = operation.before
        if isinstance(before, dict) and "place" in before and first in ("rows", "sections") and len(rest) == 1:
            before = {key: item for key, item in before.items() if key != "place"}
        if first == "rows" and operation.comes and (rest[0] in renamed or rest[0] in gone):
            continue  # the id becomes free by another operation
        if value != before:
            what = " ".join(operation.route)
            raise CannotApply(f"{what} is {_said(value)} here, and the changes were made where it was {_said(before)}")


def _held(keyed: Keyed, entry: tuple[str, ...]) -> Any:
    if len(entry) == 1:
        value = keyed.top(entry[0])
        return ABSENT if value is None else value
    entries = keyed.rows if entry[0] == "rows" else keyed.sections
    if entry[1] not in entries:
        return ABSENT
    return keyed.row(entry[1]) if entry[0] == "rows" else keyed.section(entry[1])


def _said(value: Any) -> str:
    return "not there" if value is ABSENT else repr(value)[:80]


def _arranged(keyed: Keyed, operations: Iterable[Operation]) -> dict[str, list[str]]:
    """Sections and rows in the order that the operations leave them in, rows by the names they are held under."""
    names = {row: row for row in keyed.rows}  # name that a row is held under → its id in the end
    leave: set[tuple[str, str]] = set()
    sections: dict[str, str | None] = {}
    rows: dict[
        str, dict[str, str | None]
    ] = {}  # section → name of a row that is put in → id of the one it stands behind
    for operation in operations:
        if operation.route[0] not in ("rows", "sections") or len(operation.route) == 1:
            continue
        first, name, *rest = operation.route
        if rest == ["id"]:
            names[name] = operation.after
        if rest not in ([], ["place"]):
            continue
        if operation.before is not ABSENT:
            leave.add((first, name))
        if operation.after is ABSENT:
            if first == "rows":
                del names[name]
            continue
        place = operation.after if rest else operation.after["place"]
        if first == "sections":
            sections[name] = place["behind"]
        else:
            key = _held_as(operation) or name
            names.setdefault(key, name)
            rows.setdefault(place["section"], {})[key] = place["behind"]
    held = {row_id: name for name, row_id in names.items()}
    try:
        order = placed([name for name in keyed.order if ("sections", name) not in leave], sections)
        found = {}
        for section in order:
            stays = [names[row] for row in keyed.order.get(section, []) if ("rows", row) not in leave]
            behind = {names[row]: other for row, other in rows.pop(section, {}).items()}
            found[section] = [held[row_id] for row_id in placed(stays, behind)]
    except ValueError as error:
        raise CannotApply(str(error)) from None
    if rows:
        raise CannotApply(f"there is no section {', '.join(rows)}")
    return found


# A file on top of another one


def _on_top(agreement: Agreement, target: dict[str, Any]) -> dict[str, Any]:
    """What the upper file must say so that together they say `target`."""
    upper, *lower = agreement.resolved.sources
    below = own(lower[-1], Resolved, FIRST_LINE)
    for source in reversed(lower[:-1]):
        below = lay_over(own(source, Resolved, FIRST_LINE), below)
    inherited = {key: value for key, value in below.data.items() if key not in NOT_INHERITED}
    mine = {key: value for key, value in upper.data.items() if key in ("extends", "base-version")}
    overlay = _overlay(upper.data, inherited, {**target, **mine})
    again = Resolved(overlay, [upper])
    if not same(lay_over(again, below).data, {**target, **mine}, (), is_ordered):
        raise CannotApply(f"{upper.path} stands on another file, and cannot change the order of what stands there")
    return overlay


def _overlay(upper: dict[str, Any], lower: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in (*upper, *(key for key in target if key not in upper), *(key for key in lower if key not in upper)):
        if key in found:
            continue
        if key not in target:
            if key in lower:
                found[key] = None
        elif key not in lower:
            found[key] = target[key]
        elif isinstance(lower[key], dict) and isinstance(target[key], dict):
            had = upper.get(key)
            inner = _overlay(had if isinstance(had, dict) else {}, lower[key], target[key])
            if inner or key in upper:
                found[key] = inner
        elif key in upper or lower[key] != target[key]:
            found[key] = target[key]
    return found


def _of_this_file(origins: dict[DataRoute, Origin], data: Any) -> dict[DataRoute, Origin]:
    """Those entries whose text stands in this file."""

    def stands_here(route: DataRoute) -> bool:
        value = data
        for step in route:
            if not isinstance(value, dict) or step not in value:
                return False
            value = value[step]
        return value is not None

    return {there: origin for there, origin in origins.items() if stands_here(origin.route)}
