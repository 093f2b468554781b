from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.validate import BY_CLASS
from qa_engine.check.nearest import did_you_mean
from qa_engine.check.rule import rule
from qa_engine.graph.narrowing import declared, has_dimension, is_declared
from qa_engine.graph.scope import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

_ONE = {"products": "product", "markets": "market", "sites": "site", "services": "service"}
_WHERE = {
    "products": "declare it under `products`",
    "markets": "name it among the markets of a product",
    "sites": "declare it under the sites of a party",
    "services": "name it under the services of the scope, of a party or of a site",
}


@rule("unknown-scope", severity="error", group="conflicts")
def unknown_scope(ctx: Context) -> Iterator[Finding]:
    """A row is narrowed to a product, site, market, service or class that the agreement does not declare.

    Why: a row that is narrowed to nothing applies to nothing, and what it should cover stays without an owner.
    Bad:
        classes: {change: {major: Alters what is registered, minor: Does not}}
        CHG-02: {do: Approve a major change, raci: {aurora.qa: RA}, when: {change: mayor}}
    Good:
        classes: {change: {major: Alters what is registered, minor: Does not}}
        CHG-02: {do: Approve a major change, raci: {aurora.qa: RA}, when: {change: major}}
    Cites: FDA Quality Agreements guidance (2016) IV.B; EU GMP 7.1
    """
    for row in ctx.agreement.rows.values():
        if row.when:
            yield from _narrowed(ctx, row)
        if row.per:
            yield from _by_class(ctx, row)
    yield from _sites_of_functions(ctx)


def _narrowed(ctx: Context, row: Row) -> Iterator[Finding]:
    agreement = ctx.agreement
    for dimension in row.when:
        here = (*row.route, "when", dimension)
        if not has_dimension(agreement, dimension):
            message = f"row {row.id} is narrowed by '{dimension}', and no family of classes of that name is declared"
            hint = _family_hint(agreement, dimension, (*DIMENSIONS, *agreement.classes))
            yield ctx.finding(here, message, hint, key=True)
            continue
        for route, name in ctx.texts(here):
            if not is_declared(agreement, dimension, name):
                what = f"the {_ONE[dimension]}" if dimension in _ONE else f"the class of {dimension}"
                otherwise = _WHERE.get(dimension) or _class_hint(agreement, dimension)
                yield ctx.finding(
                    route,
                    f"row {row.id} is narrowed to {what} '{name}', which the agreement does not declare",
                    did_you_mean(name, declared(agreement, dimension), otherwise),
                )


def _by_class(ctx: Context, row: Row) -> Iterator[Finding]:
    agreement = ctx.agreement
    if row.per in DIMENSIONS or not has_dimension(agreement, row.per):
        message = f"row {row.id} gives its times per '{row.per}', and no family of classes of that name is declared"
        yield ctx.finding((*row.route, "per"), message, _family_hint(agreement, row.per, agreement.classes))
        return
    for key in BY_CLASS:
        values = agreement.resolved.value((*row.route, key))
        for name in values if isinstance(values, dict) else ():
            if not is_declared(agreement, row.per, name):
                yield ctx.finding(
                    (*row.route, key, name),
                    f"`{key}` of row {row.id} names the class of {row.per} '{name}', which is not declared",
                    did_you_mean(name, declared(agreement, row.per), _class_hint(agreement, row.per)),
                    key=True,
                )


def _sites_of_functions(ctx: Context) -> Iterator[Finding]:
    for party in ctx.agreement.parties.values():
        for function in party.functions.values():
            if function.site and not is_declared(ctx.agreement, "sites", function.site):
                yield ctx.finding(
                    ("parties", party.id, "functions", function.id, "site"),
                    f"{party.id}.{function.id} works at '{function.site}', a site that the agreement does not declare",
                    did_you_mean(
                        function.site, declared(ctx.agreement, "sites"), f"declare it as a site of {party.id}"
                    ),
                )


def _family_hint(agreement: Agreement, family: str, known: tuple[str, ...] | dict[str, dict[str, str]]) -> str:
    there = f"; there are {', '.join(agreement.classes)}" if agreement.classes else ""
    return did_you_mean(family, known, f"declare the family under `classes`{there}")


def _class_hint(agreement: Agreement, family: str) -> str:
    return f"one of {', '.join(declared(agreement, family))}; a further class is declared under `classes`"
