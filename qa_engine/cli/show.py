"""`qa-engine show`."""

from __future__ import annotations

import shutil
import sys

import click

from qa_engine.cli.options import one_agreement, party_asked
from qa_engine.cli.terminal import emit


@click.command(short_help="The responsibility matrix in the terminal.")
@click.argument("path")
@click.option(
    "--by",
    type=click.Choice(["party", "function"]),
    default="party",
    help="A column for each party, or for each function.",
)
@click.option("--for", "party", metavar="PARTY", default="", help="Only the rows in which this party has a letter.")
@click.option("--resolved", is_flag=True, help="Print the agreement with all that it extends, as one YAML text.")
def show(path: str, by: str, party: str, resolved: bool) -> int:
    """Show the responsibility matrix of the agreement PATH."""
    from qa_engine.report.matrix import matrix

    agreement = one_agreement(path)
    if resolved:
        from qa_engine.agreement.kept import AGREEMENT
        from qa_engine.source.write import dump

        order = {
            key: position
            for position, key in enumerate(AGREEMENT.keys_at(()))
            if key not in ("extends", "base-version")
        }
        known = sorted((key for key in agreement.data if key in order), key=order.__getitem__)
        own = [key for key in agreement.data if key.startswith("x-")]
        sys.stdout.write(dump({key: agreement.data[key] for key in (*known, *own)}))
        return 0
    party = party_asked(agreement, party)
    columns = shutil.get_terminal_size((120, 24)).columns
    emit(matrix(agreement, by_function=by == "function", party=party, columns=columns))
    return 0
