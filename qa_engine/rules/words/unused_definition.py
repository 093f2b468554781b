from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qa_engine.check.rule import rule
from qa_engine.rules.words.terms import is_used, terms_of
from qa_engine.rules.words.wording import wording

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
    said = [passage.text for passage in wording(ctx).passages if passage.topic != "definitions"]
    rows = ctx.agreement.rows.values()
    times = (period for row in rows for one in (row.within, row.notice, row.every) for period in one.values())
    said += {period.event for period in times}
    read = " ".join(" ".join(said).lower().split())
    unread = [term for term in terms_of(ctx.agreement) if not any(is_used(name, read) for name in term.names)]
    # the rest is seldom asked: names of classes and records, of products and sites, and the other definitions
    written = " ".join(_written(ctx.agreement.data).lower().split()) if unread else ""
    for term in unread:
        others = " ".join(str(meaning).lower() for key, meaning in definitions.items() if key != term.key)
        others = " ".join(others.split())
        if term.names and not any(is_used(name, written) or is_used(name, others) for name in term.names):
            yield ctx.finding(
                ("definitions", term.key),
                f"'{term.key}' is defined, and nothing uses it",
                "take the definition out, or use the term where it is meant",
                key=True,
            )


def _written(data: dict[str, Any]) -> str:
    """Every text of the agreement, names of records and classes among them; definitions and notes left out."""
    rest = {key: item for key, item in data.items() if key not in _NOT_READ}
    at_once = json.dumps(rest, ensure_ascii=False)  # ten times as fast as a walk
    if '"note": ' not in at_once and "\\\\" not in at_once:
        return at_once.replace("\\n", " ").replace("\\t", " ").replace("\\r", " ").replace('\\"', '"')
    found: list[str] = []
    todo: list[Any] = [rest]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key != "note":
                    found.append(str(key))
                    todo.append(item)
        elif isinstance(value, list):
            todo += value
    return "\n".join(found)
