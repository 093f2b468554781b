from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.check.rule import rule
from qa_engine.rules.words.terms import is_used, terms_of
from qa_engine.rules.words.wording import small, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

_NOT_READ = frozenset(
    {"note", "definitions", "id", "version", "status", "language", "format", "packs", "waivers", "history"}
)


@rule("unused-definition", severity="note", group="words")
def unused_definition(ctx: Context) -> Iterator[Finding]:
    """A definition that nothing uses, neither by its words nor by its abbreviation.

    Why: it was left behind by a clause that is gone, or the text uses another word for the same thing. Either way a
        reader looks for what is not there.
    Bad:
        definitions: {Field alert report (FAR): The report under 21 CFR 314.81}      # and neither word stands anywhere
    Good:
        DEF-03: {do: Decide on the FAR, raci: {aurora.ra: RA}}
    Cites: FDA Quality Agreements guidance (2016) IV.B
    """
    if ctx.rows_lost or ctx.agreement.is_broken("definitions"):
        return
    definitions = ctx.agreement.data.get("definitions") or {}
    if not definitions:
        return
    events = {
        period.event
        for row in ctx.agreement.rows.values()
        for times in (row.within, row.notice, row.every)
        for period in times.values()
    }
    read = small([wording(ctx).without("definitions"), *events])
    unread = [term for term in terms_of(ctx.agreement) if not any(is_used(name, read) for name in term.names)]
    # the rest is seldom asked: names of classes and records, of products and sites, and the other definitions
    written = small(_written(ctx.agreement.data)) if unread else ""
    for term in unread:
        others = small(str(meaning) for key, meaning in definitions.items() if key != term.key)
        if term.names and not any(is_used(name, written) or is_used(name, others) for name in term.names):
            yield ctx.finding(
                ("definitions", term.key),
                f"'{term.key}' is defined, and nothing uses it",
                "take the definition out, or use the term where it is meant",
                key=True,
            )


def _written(data: dict[str, Any]) -> set[str]:
    """Every text of the agreement, names of records and classes among them; definitions and notes left out."""
    found: set[str] = set()
    todo: list[Any] = [{key: item for key, item in data.items() if key not in _NOT_READ}]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key == "note":
                    continue
                found.add(key)
                if isinstance(item, str):
                    found.add(item)
                else:
                    todo.append(item)
        elif isinstance(value, list):
            todo += value
    return found
