from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.close import get_close_matches
from qa_engine.graph.order import record_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("missing-record", severity="warning", group="gaps")
def missing_record(ctx: Context) -> Iterator[Finding]:
    """A row needs a record that no row produces and that is listed nowhere.

    Why: the row cannot start without the record, and nobody has undertaken to write it. Often one record goes by two
        names, and each party keeps its own.
    Bad:
        REL-01: {do: Release the batch, raci: {aurora.qa: RA}, needs: [Batch package]}
    Good:
        REL-01: {do: Release the batch, raci: {aurora.qa: RA}, needs: [Batch package]}
        records:
          Batch package: {held-by: borealis, copy-to: aurora}
    Cites: EU GMP 7.16; FDA Quality Agreements guidance (2016) IV.B.1.f
    """
    agreement = ctx.agreement
    if ctx.rows_lost or not all(ctx.sound(row, "produces") for row in agreement.rows.values()):
        return
    known = _known(agreement)
    lacking: dict[str, list[tuple[Row, str]]] = {}
    for row in ctx.rows:
        for name in row.needs:
            key = record_key(name)
            if key not in known and not agreement.is_broken("records", name) and not agreement.is_broken("appendices"):
                lacking.setdefault(key, []).append((row, name))
    for key, needed in lacking.items():
        row, name = needed[0]
        near = get_close_matches(key, known, 1)
        listed = f"let a row say `produces: {name}`, or list it under `records`"
        yield ctx.finding(
            (*row.route, "needs"),
            f"row {row.id} needs the record '{name}', which no row produces and no list names",
            f"did you mean '{known[near[0]]}'?" if near else listed,
            related=[(other.route, "needs it too") for other, _ in needed[1:] if other is not row],
        )


def _known(agreement: Agreement) -> dict[str, str]:
    """Every record that a row produces, or that the records or the appendices list: its key → its name as written.

    A row that does not apply says why its record is not written.
    """
    names = [name for row in agreement.rows.values() for name in row.produces]
    names += agreement.data.get("records") or ()
    for key, appendix in (agreement.data.get("appendices") or {}).items():
        names += [f"Appendix {key}", *(appendix[part] for part in ("title", "document") if part in appendix)]
    return {record_key(name): name for name in reversed(names)}
