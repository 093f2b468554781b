"""One of the two versions that a merge brings together, laid out so that both know the same things by the same names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_engine.changes.change import renamed_in
from qa_engine.changes.diff import compare, pairs_of
from qa_engine.changes.keyed import Keyed

if TYPE_CHECKING:
    from qa_engine.changes.change import Operation, Route
    from qa_engine.source import Source


@dataclass
class Side:
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


def side_of(start: Keyed, source: Source) -> Side:
    """What a version made of the base `start`."""
    keyed = Keyed.of(source.data, whole=True)
    operations = compare(start, keyed)
    pairs = pairs_of(start, keyed, renamed_in(operations))
    known = {row_id: name for name, row_id in pairs.items()}
    names = {row_id: known.get(row_id, f"+{row_id}") for row_id in keyed.rows}
    renamed = Keyed(
        keyed.data,
        True,
        keyed.sections,
        {names[row]: data for row, data in keyed.rows.items()},
        {names[row]: home for row, home in keyed.homes.items()},
        {section: [names[row] for row in rows] for section, rows in keyed.order.items()},
    )
    return Side(source, renamed, operations, {name: row for row, name in names.items()})


def held(operation: Operation) -> Route:
    """The route under which both sides know a field: a new row is no row of the base, whatever its id."""
    return ("rows", f"+{operation.route[1]}") if operation.route[0] == "rows" and operation.comes else operation.route
