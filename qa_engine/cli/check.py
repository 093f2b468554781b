"""`qa-engine check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qa_engine.cli.answer import Answer
from qa_engine.cli.checking import Asked, NotCheckedError, checked
from qa_engine.cli.main import Refused
from qa_engine.cli.options import on_option

if TYPE_CHECKING:
    from datetime import date


FORMATS = ("text", "json", "sarif", "github", "junit", "gitlab")


@click.command(short_help="Find gaps, conflicts and mistakes in agreements.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to tell the findings.")
@click.option("--strict", is_flag=True, help="Warnings block too.")
@click.option(
    "--fix", "fixing", is_flag=True, help="Mend what can be mended without changing what is meant, then check."
)
@click.option(
    "--unsafe-fixes",
    "unsafe",
    is_flag=True,
    help="With --fix: mend also where the meaning may change, and say what was done.",
)
@click.option("--show-waived", is_flag=True, help="Show the findings that the agreement accepts, too.")
@click.option("--with-dependents", is_flag=True, help="Check the agreements of the repository that stand on PATH, too.")
@click.option("-q", "--quiet", is_flag=True, help="Findings alone: no line that counts, no progress.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Processes at most (default: one for each core).",
)
@click.option("--no-cache", is_flag=True, help="Check everything anew, and keep nothing.")
@on_option
def check(
    paths: tuple[str, ...],
    form: str,
    strict: bool,
    fixing: bool,
    unsafe: bool,
    show_waived: bool,
    with_dependents: bool,
    quiet: bool,
    jobs: int | None,
    no_cache: bool,
    on: date | None,
) -> int:
    """Find what nobody does, what two parties claim, and what contradicts itself.

    PATH is an agreement, or a folder that is searched for *.qa.yaml files. What was checked before is not checked again
    while neither the file nor anything that its answer rests on has changed.
    """
    if unsafe and not fixing:
        raise click.UsageError("--unsafe-fixes goes with --fix")
    asked = Asked(paths, form, strict, fixing, unsafe, show_waived, with_dependents, quiet, jobs, no_cache, on)
    try:
        return checked(asked, click.get_current_context().find_object(Answer))
    except NotCheckedError as error:
        raise Refused(str(error)) from None
