from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.graph.scope import cells, covers_cell, in_market, summary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.graph.scope import Cell


@rule("scope-gap", severity="error", group="gaps")
def scope_gap(ctx: Context) -> Iterator[Finding]:
    """A decision is split between rows, and a case is left that none of them covers.

    Why: a decision is split by market, product, site or class so that each part has its owner. A part that was
        forgotten has none, and that comes to light when the first such case lies on the table.
    Bad:
        CHG-02: {do: Approve a major change, raci: {aurora.qa: RA}, decides: change-approval, when: {change: major}}
        CHG-03: {do: Approve a minor change, raci: {borealis.qa: RA}, decides: change-approval, when: {change: minor}}
    Good:
        CHG-02:
          do: Approve a change
          raci: {aurora.qa: RA}
          decides: change-approval
          when: {change: [critical, major]}
        CHG-03: {do: Approve a minor change, raci: {borealis.qa: RA}, decides: change-approval, when: {change: minor}}
    Cites: EU GMP 7.15; FDA Quality Agreements guidance (2016) IV.A
    """
    if ctx.rows_lost:
        return
    agreement = ctx.agreement
    for name in ctx.decided:
        decision = ctx.decisions.get(name)
        if decision is None:
            continue
        rows = ctx.rows_that_decide(name)
        if not all(row.when for row in rows):
            continue
        # rows that do not apply answer too: they say why
        answers = [row for row in ctx.deciding if ctx.may_decide(row, name)]
        if not all(_narrows_clearly(ctx, row) for row in answers):
            continue
        missing = [
            cell
            for cell in cells(agreement, rows, decision.markets, decision.except_)
            if not any(covers_cell(row, cell) for row in answers)
        ]
        if missing:
            first, *others = rows
            yield ctx.finding(
                (*first.route, "decides"),
                f"'{decision.title}' has no owner for {_words(agreement, missing)}: "
                "every row that decides it is narrowed by `when`",
                f"widen a `when`, or add a row with `decides: {name}` for it; where the case cannot arise, say so in a "
                "row with `not-applicable`, `decides` and `when`",
                at=name,
                related=[(row.route, "decides it for other cases") for row in others],
            )


def _narrows_clearly(ctx: Context, row: Row) -> bool:
    """Whether all that `when` names is declared; else another rule speaks, and what the row covers is not known."""
    return ctx.sound(row, "when") and all(_declared(ctx.agreement, *narrowed) for narrowed in row.when.items())


def _declared(agreement: Agreement, dimension: str, names: Sequence[str]) -> bool:
    if dimension == "services":
        return True
    if dimension == "markets":
        markets = agreement.markets
        return all(in_market(name, markets) or any(in_market(one, [name]) for one in markets) for name in names)
    lists: dict[str, Collection[str]] = {"products": agreement.products, "sites": agreement.sites}
    known = lists.get(dimension, agreement.classes.get(dimension, ()))
    return all(name in known for name in names)


def _words(agreement: Agreement, missing: Sequence[Cell]) -> str:
    """The missing cases in a few words: those that lack the same classes together, else the first ones one by one."""
    classes_of: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in missing:
        classes_of.setdefault(cell[:3], []).append(cell)
    alike: dict[frozenset[object], list[Cell]] = {}
    for found in classes_of.values():
        alike.setdefault(frozenset(cell.classes for cell in found), []).extend(found)
    if len(alike) <= 3 and all(_is_whole(found) for found in alike.values()):
        return ", and for ".join(summary(agreement, found).replace("; ", ", ") for found in alike.values())
    listed = ", for ".join(str(cell) for cell in missing[:3])
    return f"{listed} and {len(missing) - 3} more cases" if len(missing) > 3 else listed


def _is_whole(found: Sequence[Cell]) -> bool:
    """Whether all combinations of what the cases name are among them: only then may each dimension be said alone."""
    places = zip(*(cell[:3] for cell in found), strict=True)
    classes = zip(*(cell.classes for cell in found), strict=True)
    return prod(len(set(values)) for values in (*places, *classes)) == len(found)
