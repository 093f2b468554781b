"""`qa-engine graph`."""

from __future__ import annotations

import json
import sys
from typing import Any, cast

import click

from qa_engine.cli.main import Refused
from qa_engine.cli.options import by_id, one_agreement
from qa_engine.cli.terminal import emit


@click.command(short_help="The responsibility graph, and what would be left uncovered without a holder.")
@click.argument("path")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "dot", "graphml", "json"]),
    default=None,
    help="How to write the graph (default: mermaid); with --without, json gives data instead of text.",
)
@click.option(
    "--without",
    "holder",
    metavar="HOLDER",
    help="List what nobody would be left to do without this party or party.function.",
)
def graph(path: str, form: str | None, holder: str | None) -> int:
    """Write the responsibility graph of the agreement PATH, or ask it what would be left uncovered without a holder."""
    agreement = one_agreement(path)
    if holder is None:
        from qa_engine.graph.export import Format, export

        sys.stdout.write(export(agreement, cast("Format", form or "mermaid")))
        return 0
    if form not in (None, "json"):
        raise Refused("--without is answered as text or with --format json")
    holder = by_id(holder, agreement)
    from qa_engine.graph.question import NotDeclared
    from qa_engine.graph.uncovered import without

    try:
        uncovered = without(agreement, holder)
    except NotDeclared as error:
        raise Refused(str(error)) from None
    if form == "json":
        answer: dict[str, Any] = {
            "format": "qa-engine/without-1",
            "holder": holder,
            "uncovered": [one._asdict() for one in uncovered],
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    elif uncovered:
        emit([(one.message, "")] for one in uncovered)
        emit([[(f"without {agreement.name_of(holder)}: {len(uncovered)} left uncovered", "error")]])
    else:
        emit([[(f"without {agreement.name_of(holder)} nothing is left uncovered", "")]])
    return 1 if uncovered else 0
