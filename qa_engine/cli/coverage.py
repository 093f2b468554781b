"""`qa-engine coverage`."""

from __future__ import annotations

import sys

import click

from qa_engine import __version__
from qa_engine.cli.lines import lines_of, today
from qa_engine.cli.options import one_agreement
from qa_engine.cli.terminal import emit


@click.command(short_help="What the packs expect, and the rows that answer it.")
@click.argument("path")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="How to show the table."
)
@click.option("--gaps", is_flag=True, help="Show only what is missing (text).")
def coverage(path: str, form: str, gaps: bool) -> int:
    """Hold the agreement PATH against its packs, expectation by expectation.

    What is said not to apply counts as answered. A gap of error severity gives exit status 1.
    """
    from qa_engine.coverage.against import packs_against
    from qa_engine.coverage.table import blocks, table
    from qa_engine.report.coverage import coverage_json, coverage_markdown, coverage_text

    agreement = one_agreement(path)
    held_against = packs_against(agreement)
    if held_against.findings or held_against.unknown:
        from qa_engine.check.run import Result, check_agreement
        from qa_engine.report.text import check_text
        from qa_engine.rules.conflicts.unknown_pack import unknown_pack

        broken = tuple(check_agreement(agreement, (unknown_pack,), today(), held_against))
        told = check_text(Result(broken, (agreement.path,), today(), held_against.versions), lines_of())
        emit(told)
        return 1
    tables = table(agreement, held_against.packs)
    if form == "json":
        sys.stdout.write(coverage_json(agreement.path, agreement.id, tables, __version__) + "\n")
    elif form == "markdown":
        sys.stdout.write(coverage_markdown(f"{agreement.id} {agreement.version}", tables))
    else:
        emit(coverage_text(agreement.path, tables, gaps_only=gaps))
    return 1 if blocks(tables) else 0
