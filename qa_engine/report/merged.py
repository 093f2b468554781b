"""What a merge did, for the person at the terminal: what was taken over, what has to be settled, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.changes.change import ABSENT
from qa_engine.report.width import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.changes.change import Operation
    from qa_engine.changes.merge import Merged
    from qa_engine.finding import Place
    from qa_engine.report.text import Line

_SHOWN = 70
"""Characters of a value that are shown."""


def merged_text(merged: Merged, name: str) -> Iterator[list[Line]]:
    """A merge as lines of pieces; `name` is what the merged file is called."""
    yield from _settled(merged, name)
    for said, place in merged.left_out:
        yield [
            (f"{name}: ", "place"),
            (f"a comment is left out: {printable(said)}", "warning"),
            (f"  {place.path}:{place.line}", "dim"),
        ]


def _settled(merged: Merged, name: str) -> Iterator[list[Line]]:
    count = len(merged.taken)
    taken = f"{count} change{'' if count == 1 else 's'} of theirs taken over"
    if not merged.conflicts:
        yield [(f"{name}: ", "place"), (f"merged by meaning, {taken}", "")]
        return
    for conflict in merged.conflicts:
        yield [
            (f"{name}: ", "place"),
            ("conflict: ", "error"),
            (f"{printable(conflict.at)}: both sides changed it", ""),
        ]
        for label, operations, place in (
            ("ours  ", conflict.ours, conflict.our_place),
            ("theirs", conflict.theirs, conflict.their_place),
        ):
            yield from _side(label, operations, place)
    many = len(merged.conflicts)
    said = f"{many} conflict{'' if many == 1 else 's'} to settle between the marks <<<<<<< and >>>>>>>, {taken}"
    yield [(f"{name}: {said}", "error")]


def _side(label: str, operations: tuple[Operation, ...], place: Place) -> Iterator[list[Line]]:
    for number, operation in enumerate(operations):
        where = f"  {place.path}:{place.line}" if not number else ""
        yield [
            (f"    {label if not number else ' ' * len(label)}  ", "dim"),
            (printable(_edit(operation)), ""),
            (where, "dim"),
        ]


def _edit(operation: Operation) -> str:
    field = " ".join(operation.route[2:] if operation.route[0] in ("rows", "sections") else operation.route[1:])
    start = f"{field}: " if field else ""
    if operation.route[-1] == "place":
        place: dict[str, Any] = operation.after
        return f"moved behind {place['behind']}" if place["behind"] else "moved to the front"
    if operation.route[-1] == "id":
        return f"renamed to {operation.after}"
    if operation.after is ABSENT:
        return f"{start}taken out"
    if operation.before is ABSENT:
        return f"{start}{_value(operation.after)} (new)"
    return f"{start}{_value(operation.before)} → {_value(operation.after)}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        said = str(value.get("do") or value.get("title") or value.get("name") or "")
        said = said or ", ".join(f"{key} {_value(item)}" for key, item in value.items() if key != "place")
    elif isinstance(value, list):
        said = ", ".join(_value(item) for item in value)
    else:
        said = " ".join(str(value).split())
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN].rsplit(' ', 1)[0]} …"
