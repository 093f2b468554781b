"""What differs between two agreements: operations on fields, gathered into the changes that people speak of."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from qa_engine.changes.fields import LISTS
from qa_engine.value import frozen

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.finding import Place
    from qa_engine.source import Route as DataRoute

Route = tuple[str, ...]
"""Where a field stands, by identity and never by position: `("rows", "DEV-02", "within", "critical")`."""


class Absent:
    """The value of what is not there."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent()


@frozen
class Operation:
    """One field that differs: its value before and after, `ABSENT` where it is not there. Values are in canonical form.

    Rows stand under the id they had, new ones under the id they have. Two fields are no keys of the format: `place` of a
    section or row says behind which other one it stands (None: first) and, of a row, in which section; `id` of a row is its id.
    """

    route: Route
    before: Any
    after: Any

    @property
    def comes(self) -> bool:
        """Whether a whole entry is new: a row, a section, a party."""
        return self.before is ABSENT and len(self.route) == 2

    @property
    def goes(self) -> bool:
        """Whether a whole entry is taken out."""
        return self.after is ABSENT and len(self.route) == 2

    @property
    def field(self) -> str:
        """The key in a row or section that it speaks of; empty for a whole one and elsewhere."""
        return self.route[2] if self.route[0] in ("rows", "sections") and len(self.route) > 2 else ""


@frozen
class Change:
    """What people call one change: everything of one kind at one place.

    kind        the name in the table of kinds (`raci-changed`)
    at          the id of the row; else of the party, product, section or definition, `party.function`, or the key at the top
    section     the section that the row is in, or that it is about; else empty
    before      what stood there: only what differs; None where nothing did
    after       what stands there now
    operations  the fields concerned
    """

    kind: str
    at: str
    section: str
    before: Any
    after: Any
    operations: tuple[Operation, ...]

    @property
    def gone(self) -> bool:
        """Whether what it speaks of stands in the old agreement only."""
        return all(
            operation.after is ABSENT and len(operation.route) <= _depth(operation.route)
            for operation in self.operations
        )


def _depth(route: Route) -> int:
    """How long the route of a whole entry is: a row, a party, one class of a family."""
    return 3 if route[0] == "classes" else 2


@dataclass(frozen=True)
class Side:
    """One of the two agreements: its id and version, and itself where it is at hand (not where changes were stored)."""

    id: str
    version: str
    agreement: Agreement | None = field(default=None, compare=False, repr=False)
    kept_hash: str = field(default="", compare=False)

    @cached_property
    def hash(self) -> str:
        """The content hash."""
        if self.agreement is None:
            return self.kept_hash
        from qa_engine.agreement.canonical import content_hash

        return content_hash(self.agreement)


@dataclass(frozen=True)
class ChangeSet:
    """All changes from one agreement to another, in reading order."""

    old: Side
    new: Side
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The fields that differ."""
        return tuple(operation for change in self.changes for operation in change.operations)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Old id → new id of the rows that have another one."""
        return renamed_in(self.operations)

    def place(self, change: Change) -> Place | None:
        """Where a change stands: in the new agreement, in the old one for what is gone; None for changes that were stored."""
        side = self.old if change.gone else self.new
        if side.agreement is None:
            return None
        return side.agreement.place(self.data_route(change.operations[0], side.agreement), key=True, at=change.at)

    def data_route(self, operation: Operation, agreement: Agreement) -> DataRoute:
        """The route of an operation in the data of one of the two agreements."""
        first, *rest = operation.route
        if first == "rows":
            row = rest[0]
            if agreement is self.new.agreement:
                row = row if operation.comes else self.renamed.get(row, row)
            home = agreement.rows[row].route if row in agreement.rows else ("sections",)
            return (*home, *(step for step in rest[1:] if step not in ("place", "id")))
        if first in LISTS and rest:
            entries = agreement.data.get(first) or []
            known = [LISTS[first](entry) if isinstance(entry, dict) else "" for entry in entries]
            return (first, known.index(rest[0]), *rest[1:]) if rest[0] in known else (first,)
        return (first, *(step for step in rest if step != "place"))


def renamed_in(operations: tuple[Operation, ...]) -> dict[str, str]:
    """Old id → new id of the rows that operations rename."""
    return {one.route[1]: one.after for one in operations if one.route[2:] == ("id",) and one.field}
