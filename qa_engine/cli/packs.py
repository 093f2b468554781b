"""`qa-engine packs`."""

from __future__ import annotations

import sys

import click

from qa_engine.cli.main import Refused
from qa_engine.cli.terminal import emit


@click.command(short_help="List the packs that come with the engine, or show one.")
@click.argument("name", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown"]), default="text", help="One pack as text, or as a page."
)
def packs(name: str | None, form: str) -> int:
    """List the packs that agreements can name, or show what the pack NAME expects."""
    from qa_engine.packs.read import shipped, shipped_pack
    from qa_engine.report.packs import explain, listing, page

    if name is None:
        emit(listing([shipped_pack(one) for one in shipped()]))
        return 0
    if name not in shipped():
        from qa_engine.close import get_close_matches

        near = get_close_matches(name, shipped(), 1)
        hint = f"did you mean '{near[0]}'?" if near else "`qa-engine packs` lists them"
        raise Refused(f"there is no pack '{name}'; {hint}")
    if form == "markdown":
        sys.stdout.write(page(shipped_pack(name)))
    else:
        emit(explain(shipped_pack(name)))
    return 0
