"""What a row refers to: what it follows, decides, needs and hands on, who signs, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.blocks import Run
from qa_engine.document.words import listed, words

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.document.blocks import Cell, Text
    from qa_engine.document.words import Names


def references_of(row: Row, names: Names, known: Container[str]) -> Cell:
    """One paragraph for each kind of reference that the row has; `known` are the rows that the document holds."""
    found = (
        ("Needs", "; ".join(row.needs)),
        ("Decides", "; ".join(decision(name) for name in row.decides)),
        ("Produces", "; ".join(row.produces)),
        ("Signed by", "; ".join(names.holder(holder) for holder in row.signed_by)),
        ("May be given to", "; ".join(names.holder(holder) for holder in row.may_delegate)),
        ("Basis", "; ".join(row.basis)),
        ("Procedure", "; ".join(f"{names.party(party)} {number}" for party, number in row.procedure.items())),
    )
    after = ((Run("After: ", italic=True), *rows_linked(row.after, known)),) if row.after else ()
    return (*after, *((Run(f"{label}: ", italic=True), Run(said)) for label, said in found if said))


def rows_linked(ids: tuple[str, ...], known: Container[str]) -> Iterator[Run]:
    """Ids of rows with semicolons between them, each a link where the document holds the row."""
    for position, row_id in enumerate(ids):
        if position:
            yield Run("; ")
        yield Run(row_id, link=f"row:{row_id}" if row_id in known else "")


def decision(name: str) -> str:
    """A decision in words."""
    from qa_engine.packs.lists import decisions

    known = decisions().get(name)
    return known.title if known else words(name)


def condition_of(agreement: Agreement, row: Row) -> Text:
    """What the row is narrowed to, in words: `Only: critical deviation; EU`; nothing where it applies to all."""
    return (Run(f"Only: {scope_of(agreement, row)}", italic=True),) if row.when else ()


def scope_of(agreement: Agreement, row: Row) -> str:
    """The products, sites, markets, services and classes that a row is narrowed to; empty where it covers all."""
    return "; ".join(_narrowed(agreement, dimension, chosen) for dimension, chosen in row.when.items())


def _narrowed(agreement: Agreement, dimension: str, chosen: tuple[str, ...]) -> str:
    if dimension == "products":
        return listed(agreement.products[name].name if name in agreement.products else name for name in chosen)
    if dimension == "sites":
        return listed((agreement.sites[name].name or name) if name in agreement.sites else name for name in chosen)
    if dimension == "markets":
        return listed(chosen)
    if dimension == "services":
        return listed(words(name) for name in chosen)
    return f"{listed((words(name) for name in chosen), 'or')} {words(dimension)}"
