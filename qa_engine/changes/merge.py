"""Three versions of one file → one: edits to different things go together, two different edits of one thing are a conflict.

Everything is settled by meaning and then put into our text by span edits. A conflict is marked in the text with both
versions, in a way that no reader of YAML takes for an agreement. Nothing is dropped: what one side changed is in the
result or in a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.resolved import place_of
from qa_engine.changes.change import ABSENT
from qa_engine.changes.diff import compare
from qa_engine.changes.disputes import settle
from qa_engine.changes.draft import Draft
from qa_engine.changes.fields import LISTS
from qa_engine.changes.gather import gathered
from qa_engine.changes.keyed import Keyed
from qa_engine.changes.marks import marked
from qa_engine.changes.order import woven
from qa_engine.changes.patch import is_ordered
from qa_engine.changes.sides import held, side_of
from qa_engine.source import apply_edits, parse
from qa_engine.source.comments import comments_of
from qa_engine.source.rewrite import Origin, edits_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.changes.change import Change, Operation, Route
    from qa_engine.changes.disputes import Pair
    from qa_engine.changes.sides import Side
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
    left_out   comments that a side wrote and that found no place in the text, each with where it stands
    """

    text: str
    taken: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    left_out: tuple[tuple[str, Place], ...] = ()


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
    found = _merged(base, ours, theirs, labels, by_lines)
    missing = [
        (said, place_of(side, (at, at + len(said)), ""))
        for side in (ours, theirs)
        for at, said in comments_of(side, lambda said: said not in found.text)
    ]
    known = {said for _, said in comments_of(base)} if missing else set()
    return replace(found, left_out=tuple(comment for comment in missing if comment[0] not in known))


def _merged(base: Source, ours: Source, theirs: Source, labels: tuple[str, str], by_lines: str | None) -> Merged:
    start = Keyed.of(base.data if isinstance(base.data, dict) else {}, whole=True)
    one, other = side_of(start, ours), side_of(start, theirs)
    pairs = settle(one, other)
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


def _conflict(ours: Side, theirs: Side, pair: Pair) -> Conflict:
    mine = tuple(ours.operations[position] for position in pair[0])
    their = tuple(theirs.operations[position] for position in pair[1])
    route = mine[0].route
    at = route[1] if len(route) > 1 else route[0]
    return Conflict(at, mine, their, _place(ours, mine[0], at), _place(theirs, their[0], at))


def _place(side: Side, operation: Operation, at: str) -> Place:
    """Where one side's edit stands in its text; for what it took out, the nearest owner."""
    return place_of(side.source, side.source.span(_data_route(side, operation), key=True), at)


def _data_route(side: Side, operation: Operation) -> DataRoute:
    first, *rest = held(operation)
    if first == "rows":
        name = rest[0]
        if name not in side.ids:
            return ("sections",)
        fields = [step for step in rest[1:] if step not in ("place", "id")]
        return ("sections", side.keyed.homes[name], "activities", side.ids[name], *fields)
    if first in LISTS:
        return (first,)
    return (first, *(step for step in rest if step != "place"))


def _together(winner: Side, other: Side) -> tuple[dict[str, Any], dict[DataRoute, Origin]]:
    """The data of one side with the other's changes put in; what is in conflict stays as the first side has it."""
    draft = Draft(winner.keyed, winner.ids)
    taken = other.open()
    touched = {held(operation)[:length] for operation in winner.operations for length in (1, 2, 3)}
    for operation in taken:
        route = held(operation)
        draft.put(operation, key=route[1] if route[0] == "rows" else "")
        if operation.after is not ABSENT and operation.field not in ("place", "id"):
            _as_they_wrote(draft, operation, other, touched)
    order = _order(winner, other, taken)
    origins = draft.origins(order, winner.source)
    homes = {row: section for section, rows in order.items() for row in rows}
    for operation in taken:
        if operation.before is not ABSENT or operation.route[0] in LISTS:
            continue
        if operation.route[0] == "rows" and operation.comes:
            name = held(operation)[1]
            there: DataRoute = ("sections", homes[name], "activities", draft.names[name])
            origins[there] = Origin(other.source, ("sections", other.keyed.homes[name], "activities", other.ids[name]))
        elif operation.route[0] != "rows" and operation.route in other.source.spans:
            origins[operation.route] = Origin(other.source, operation.route)
    return draft.data(order), origins


def _as_they_wrote(draft: Draft, operation: Operation, other: Side, touched: set[Route]) -> None:
    """Where only they touched a key, it stands as they wrote it, not in canonical form; a row or section of theirs too."""
    first, *rest = held(operation)
    if first in ("rows", "sections"):
        mine, theirs = (draft.rows, other.keyed.rows) if first == "rows" else (draft.sections, other.keyed.sections)
        row = theirs[rest[0]]
        if not isinstance(row, dict) or not isinstance(mine[rest[0]], dict):
            return
        if operation.comes:
            mine[rest[0]] = {key: value for key, value in row.items() if key != "activities"}
        elif (first, *rest[:2]) not in touched and rest[1] in row:
            mine[rest[0]] = {**mine[rest[0]], rest[1]: row[rest[1]]}
    elif (first,) not in touched and first in draft.top and first in other.keyed.data:
        draft.top = {**draft.top, first: other.keyed.data[first]}


def _order(winner: Side, other: Side, taken: Iterable[Operation]) -> dict[str, list[str]]:
    """Sections and rows in order: what neither side moved as it is, the rest where the side that put it there has it."""
    mine, theirs = _placed(winner.operations), _placed(taken)
    both = _placed(winner.operations[position] for position in winner.shared)
    gone = {held(operation) for operation in taken if operation.goes}
    stays = [name for name in winner.keyed.order if ("sections", name) not in mine | theirs | gone]
    order = woven(
        stays,
        list(winner.keyed.order),
        list(other.keyed.order),
        *(_names("sections", routes) for routes in (mine, theirs, both)),
    )
    found = {}
    for section in order:
        here = [name for name in winner.keyed.order.get(section, []) if ("rows", name) not in gone]
        here = [name for name in here if ("rows", name) not in theirs - mine]
        stays = [name for name in here if ("rows", name) not in mine]
        its = other.keyed.order.get(section, [])
        alike = _names("rows", both).intersection(here, its)
        found[section] = woven(stays, here, its, _names("rows", mine), _names("rows", theirs), alike)
    return found


def _placed(operations: Iterable[Operation]) -> set[Route]:
    """The sections and rows that operations put where they are, by the names that both sides share."""
    return {
        held(operation)[:2]
        for operation in operations
        if operation.route[0] in ("sections", "rows") and (operation.comes or operation.field == "place")
    }


def _names(kind: str, routes: set[Route]) -> set[str]:
    return {route[1] for route in routes if route[0] == kind}


def _with_marks(text: str, settled: dict[str, Any], ours: Side, theirs: Side, labels: tuple[str, str]) -> str:
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
