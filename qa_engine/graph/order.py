"""What waits for what: `after`, and records that one row produces and another needs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement, Row


class Wait(NamedTuple):
    """One row waits for another; `record` is the record it waits for, empty where `after` says so."""

    row: str
    waits_for: str
    record: str = ""


def record_key(name: str) -> str:
    """Records are the same whatever the case and the blanks."""
    return " ".join(name.split()).casefold()


class Order:
    """The waits of an agreement as plain lists, both ways.

    Rows that do not apply take no part; `after` that names no row is left to the rule that says so.
    """

    def __init__(self, agreement: Agreement) -> None:
        rows = {row.id: row for row in agreement.rows.values() if not row.not_applicable}
        self.producers: dict[str, list[str]] = {}
        for row in rows.values():
            for name in dict.fromkeys(map(record_key, row.produces)):
                self.producers.setdefault(name, []).append(row.id)
        self.waits: dict[str, list[Wait]] = {row_id: [] for row_id in rows}
        self.followers: dict[str, list[Wait]] = {row_id: [] for row_id in rows}
        for row in rows.values():
            for wait in self._waits_of(row, rows):
                self.waits[row.id].append(wait)
                self.followers[wait.waits_for].append(wait)

    def _waits_of(self, row: Row, rows: dict[str, Row]) -> Iterable[Wait]:
        seen = {row.id}
        for one in row.after:
            if one in rows and one not in seen:
                seen.add(one)
                yield Wait(row.id, one)
        # of several records from one row, the one that fewest rows produce binds most
        for name in sorted(row.needs, key=lambda name: len(self.producers.get(record_key(name), ()))):
            for one in self.producers.get(record_key(name), ()):
                if one not in seen:
                    seen.add(one)
                    yield Wait(row.id, one, name)

    def before(self, row_id: str) -> set[str]:
        """All rows that come before a row, over any number of waits (the row itself only if it is in a circle)."""
        return _reach(row_id, self._back)

    def surely_before(self, row_id: str) -> set[str]:
        """The rows that come before a row whatever happens: a wait for a record of several rows does not count."""
        return _reach(row_id, self._certain)

    @cached_property
    def _back(self) -> dict[str, list[str]]:
        return {one: [wait.waits_for for wait in waits] for one, waits in self.waits.items() if waits}

    @cached_property
    def _forth(self) -> dict[str, list[str]]:
        return {one: [wait.row for wait in waits] for one, waits in self.followers.items() if waits}

    @cached_property
    def _certain(self) -> dict[str, list[str]]:
        waits = ((one, [wait.waits_for for wait in waits if self.binds(wait)]) for one, waits in self.waits.items())
        return {one: before for one, before in waits if before}

    def binds(self, wait: Wait) -> bool:
        """Whether a wait is for this row and no other: `after` says so, or no other row produces the record."""
        return not wait.record or len(self.producers[record_key(wait.record)]) == 1

    def behind(self, row_id: str) -> set[str]:
        """All rows that come behind a row."""
        return _reach(row_id, self._forth)

    def direct(self, row_id: str) -> list[Wait]:
        """The waits of a row that no other wait of it implies."""
        waits = self.waits[row_id]
        if len(waits) < 2:
            return waits
        implied = set().union(*(self.before(wait.waits_for) for wait in waits))
        return [wait for wait in waits if wait.waits_for not in implied]

    @cached_property
    def in_circles(self) -> frozenset[str]:
        """The rows that wait for each other: what is asked of their order has no answer."""
        return frozenset(row_id for circle in self.circles() for row_id in circle)

    def circles(self) -> list[list[str]]:
        """Every set of rows that wait for each other, as one circle through them, in the order of the agreement.

        A record that several rows produce binds nobody to one of them, so such a wait closes no circle.
        """
        certain = self._certain
        if not certain:
            return []
        position = {row_id: index for index, row_id in enumerate(self.waits)}
        closed = (one for one in _components(certain) if len(one) > 1 or one[0] in certain[one[0]])
        found = [_circle(min(one, key=position.__getitem__), set(one), certain) for one in closed]
        return sorted(found, key=lambda circle: position[circle[0]])


def _reach(start: str, edges: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(edges.get(start, ()))
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += edges.get(one, ())
    return seen


def _components(edges: dict[str, list[str]]) -> list[list[str]]:
    """Strongly connected components (Tarjan 1972), without recursion; what no edge leaves is left out."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[list[str]] = []
    for root, following in edges.items():
        if root in index:
            continue
        work = [(root, iter(following))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            for one in rest:
                if one not in edges:
                    continue
                if one not in index:
                    index[one] = low[one] = len(index)
                    stack.append(one)
                    on_stack.add(one)
                    work.append((one, iter(edges[one])))
                    break
                if one in on_stack:
                    low[node] = min(low[node], index[one])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = []
                    while True:
                        one = stack.pop()
                        on_stack.discard(one)
                        component.append(one)
                        if one == node:
                            break
                    found.append(component)
    return found


def _circle(start: str, inside: set[str], edges: dict[str, list[str]]) -> list[str]:
    """The shortest way from a row back to itself within its component."""
    came_from: dict[str, str] = {}
    todo = [start]
    while todo:
        following: list[str] = []
        for node in todo:
            for one in edges.get(node, ()):
                if one == start:
                    way = [node]
                    while way[-1] != start:
                        way.append(came_from[way[-1]])
                    return way[::-1]
                if one in inside and one not in came_from:
                    came_from[one] = node
                    following.append(one)
        todo = following
    return [start]
