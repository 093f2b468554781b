"""`qa-engine rules`."""

from __future__ import annotations

import sys

import click

from qa_engine.cli.main import Refused
from qa_engine.cli.terminal import emit


@click.command(short_help="List the rules of check, or explain one.")
@click.argument("name", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    help="The list as text, or all rules as one page.",
)
def rules(name: str | None, form: str) -> int:
    """List the rules of check, or explain the one that NAME names."""
    from qa_engine.report.rules import explain, listing, page
    from qa_engine.rules import RULES

    if name is None and form == "markdown":
        sys.stdout.write(page(RULES))
        return 0
    if name is None:
        emit(listing(RULES))
        return 0
    for rule in RULES:
        if rule.name == name:
            emit(explain(rule))
            return 0
    from qa_engine.close import get_close_matches

    near = get_close_matches(name, [rule.name for rule in RULES], 1)
    raise Refused(
        f"there is no rule '{name}'" + (f"; did you mean '{near[0]}'?" if near else "; `qa-engine rules` lists them")
    )
