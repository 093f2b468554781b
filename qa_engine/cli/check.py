"""`qa-engine check`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from qa_engine import __version__
from qa_engine.cli.main import Refused
from qa_engine.cli.options import lines_of, on_option, today
from qa_engine.cli.terminal import emit

if TYPE_CHECKING:
    from datetime import date


@click.command(short_help="Find gaps, conflicts and mistakes in agreements.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell the findings.")
@click.option("--strict", is_flag=True, help="Warnings block too.")
@click.option("--show-waived", is_flag=True, help="Show the findings that the agreement accepts, too.")
@on_option
def check(paths: tuple[str, ...], form: str, strict: bool, show_waived: bool, on: date | None) -> int:
    """Find what nobody does, what two parties claim, and what contradicts itself.

    PATH is an agreement, or a folder that is searched for *.qa.yaml files.
    """
    from qa_engine.check.run import check_files, find_files
    from qa_engine.rules import RULES

    try:
        files = find_files(paths)
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(str(error)) from None
    result = check_files(files, RULES, on or today())
    if form == "json":
        from qa_engine.report.json import check_json

        sys.stdout.write(check_json(result, __version__) + "\n")
    elif result.files:
        from qa_engine.report.text import check_text

        emit(check_text(result, lines_of(), show_waived=show_waived))
    for path, reason in result.unreadable:
        sys.stderr.write(f"qa-engine: '{path}' cannot be opened: {reason}\n")
    if result.unreadable:
        return 2
    return 1 if result.blocks(strict=strict) else 0
