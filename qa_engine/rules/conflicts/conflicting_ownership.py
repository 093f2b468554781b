from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.pairs import pairs
from qa_engine.check.rule import rule
from qa_engine.graph.duties import same_owner
from qa_engine.graph.narrowing import declared, scope_is_declared
from qa_engine.graph.scope import DIMENSIONS, overlap, shared_cells, summary
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.graph.scope import Cell
    from qa_engine.packs.lists import Decision
    from qa_engine.source import Route


MOST_CASES = 300
"""So many kinds of rows that take one decision are held against all others; a kind is one owner for the same cases."""


class Clash(NamedTuple):
    """Two rows with different owners that take one decision for the same cases.

    `alike` are rows that say the same of owner and cases as one of the two, the two among them.
    `unused` is the family of classes by which the decision is customarily split, where one of the rows leaves it out.
    """

    one: Row
    other: Row
    owners: tuple[str, str]
    cells: tuple[Cell, ...]
    unused: str
    alike: tuple[Row, ...]


@rule("conflicting-ownership", severity="error", group="conflicts")
def conflicting_ownership(ctx: Context) -> Iterator[Finding]:
    """Two rows give one decision to different owners for the same product, market, site and class.

    Why: on the day, each owner decides, and the two decide differently; or each waits for the other.
    Bad:
        CHG-02: {do: Approve a major change, raci: {aurora.qa: RA}, decides: change-approval, when: {change: major}}
        CHG-03: {do: Approve changes, raci: {borealis.qa: RA}, decides: change-approval, when: {change: [major, minor]}}
    Good:
        CHG-02: {do: Approve a major change, raci: {aurora.qa: RA}, decides: change-approval, when: {change: major}}
        CHG-03: {do: Approve a minor change, raci: {borealis.qa: RA}, decides: change-approval, when: {change: minor}}
    Cites: FDA Quality Agreements guidance (2016) IV.A; EU GMP 7.14; EU GMP 7.15
    """
    for name in ctx.decided:
        decision = ctx.decisions.get(name)
        if decision is None or "parties" in decision.may_differ_by:
            continue  # unknown-decision speaks of the one; the other each party takes for itself
        for clashes in _by_owners(list(_clashes(ctx, decision))):
            grave = [clash for clash in clashes if not clash.unused]
            yield _rivalry(ctx, decision, grave) if grave else _unsplit(ctx, decision, clashes)


def _clashes(ctx: Context, decision: Decision) -> Iterator[Clash]:
    families = [name for name in decision.may_differ_by if name not in DIMENSIONS]
    alike: dict[tuple[str, str, str], list[Row]] = {}
    for row in ctx.rows_that_decide(decision.id):
        if _is_sound(ctx, row) and (owner := ctx.owner(row)):
            topic = (row.topic or decision.topic) if families else ""
            alike.setdefault((owner, topic, repr(row.when)), []).append(row)
    for ((owner, topic, _), ones), ((rival, its_topic, _), others) in pairs(list(alike.items()), MOST_CASES):
        one, other = ones[0], others[0]
        if same_owner(owner, rival) or topic != its_topic or not overlap(ctx.agreement, one, other):
            continue
        unused = next((name for name in families if not (name in one.when and name in other.when)), "")
        cells = tuple(shared_cells(ctx.agreement, one, other, decision.markets, decision.except_))
        if cells:
            yield Clash(one, other, (owner, rival), cells, unused, (*ones, *others))


def _is_sound(ctx: Context, row: Row) -> bool:
    return ctx.sound(row, "decides", "when", "topic") and scope_is_declared(ctx.agreement, row)


def _by_owners(clashes: list[Clash]) -> list[list[Clash]]:
    """Clashes gathered by the pair of owners; a party and its function are one owner."""
    groups: list[list[Clash]] = []
    for clash in clashes:
        group = next((group for group in groups if _same_pair(group[0].owners, clash.owners)), None)
        if group is None:
            groups.append([clash])
        else:
            group.append(clash)
    return groups


def _same_pair(pair: tuple[str, str], other: tuple[str, str]) -> bool:
    return any(same_owner(pair[0], one) and same_owner(pair[1], two) for one, two in (other, other[::-1]))


def _rivalry(ctx: Context, decision: Decision, clashes: list[Clash]) -> Finding:
    first = clashes[0]
    row, other = ctx.standing(first.one, first.other)
    own, rival = first.owners if row is first.one else first.owners[::-1]
    cells = list(dict.fromkeys(cell for clash in clashes for cell in clash.cells))
    hint = f"give '{decision.title}' to one of them, or narrow the rows with `when` so that they do not meet"
    return ctx.finding(
        _route(ctx, row, decision),
        f"row {row.id} gives the decision {decision.id} to {ctx.agreement.name_of(own)}, row {other.id} to "
        f"{ctx.agreement.name_of(rival)}; both claim {summary(ctx.agreement, cells)}",
        f"{hint} (it is customarily split by {_listed(decision)})" if decision.may_differ_by else hint,
        related=_others(ctx, row, decision, clashes),
    )


def _unsplit(ctx: Context, decision: Decision, clashes: list[Clash]) -> Finding:
    first = clashes[0]
    family = first.unused
    without = [row for row in (first.one, first.other) if family not in row.when]
    row = without[0] if len(without) == 1 else ctx.standing(first.one, first.other)[0]
    other = first.other if row is first.one else first.one
    own, rival = first.owners if row is first.one else first.owners[::-1]
    classes = declared(ctx.agreement, family)
    narrow = f"narrow it with `when: {{{family}: …}}`"
    if classes:
        narrow += f", one or more of {', '.join(classes)}"
    else:
        narrow = f"declare the family `{family}` under `classes`, and {narrow}"
    return ctx.finding(
        _route(ctx, row, decision),
        f"row {row.id} gives the decision {decision.id} to {ctx.agreement.name_of(own)}, row {other.id} to "
        f"{ctx.agreement.name_of(rival)}, and row {row.id} does not say for which {_listed(decision)}; both claim "
        f"{summary(ctx.agreement, first.cells)}",
        narrow,
        severity="warning",
        related=_others(ctx, row, decision, clashes),
    )


def _listed(decision: Decision) -> str:
    """By what a decision is customarily split, in words."""
    return " or ".join(name.removesuffix("s") if name in DIMENSIONS else name for name in decision.may_differ_by)


def _route(ctx: Context, row: Row, decision: Decision) -> Route:
    """Where a row names the decision."""
    return next(route for route, name in ctx.texts((*row.route, "decides")) if name == decision.id)


def _others(ctx: Context, row: Row, decision: Decision, clashes: list[Clash]) -> list[tuple[Route, str]]:
    rows = {one.id: one for clash in clashes for one in clash.alike if one is not row}
    name_of = ctx.agreement.name_of
    return [(one.route, f"takes {decision.id} too, and {name_of(ctx.owner(one))} answers") for one in rows.values()]
