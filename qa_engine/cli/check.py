"""`qa-engine check`."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import click

from qa_engine import __version__
from qa_engine.cli.main import Refused
from qa_engine.cli.options import lines_of, on_option, today
from qa_engine.cli.terminal import emit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from qa_engine.check.run import Result


FORMATS = ("text", "json", "sarif", "github", "junit", "gitlab")


@click.command(short_help="Find gaps, conflicts and mistakes in agreements.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to tell the findings.")
@click.option("--strict", is_flag=True, help="Warnings block too.")
@click.option("--fix", "fixing", is_flag=True, help="Mend what can be mended without changing what is meant, then check.")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="With --fix: mend also where the meaning may change, and say what was done.")
@click.option("--show-waived", is_flag=True, help="Show the findings that the agreement accepts, too.")
@on_option
def check(paths: tuple[str, ...], form: str, strict: bool, fixing: bool, unsafe: bool, show_waived: bool, on: date | None) -> int:
    """Find what nobody does, what two parties claim, and what contradicts itself.

    PATH is an agreement, or a folder that is searched for *.qa.yaml files.
    """
    from qa_engine.check.run import check_files, find_files
    from qa_engine.rules import RULES

    try:
        files = find_files(paths)
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(str(error)) from None
    if unsafe and not fixing:
        raise click.UsageError("--unsafe-fixes goes with --fix")
    if fixing:
        _fix(files, on or today(), unsafe=unsafe, quiet=form != "text")
    result, gone = _against_baseline(check_files(files, RULES, on or today()), files)
    if form != "text":
        sys.stdout.write(_told(form, result))
    elif result.files:
        from qa_engine.report.text import check_text

        emit(check_text(result, lines_of(), show_waived=show_waived))
        if gone:
            emit([[(f"{gone} of the baseline {'is' if gone == 1 else 'are'} mended; `qa-engine baseline` takes them out of it", "hint")]])
    for path, reason in result.unreadable:
        sys.stderr.write(f"qa-engine: '{path}' cannot be opened: {reason}\n")
    if result.unreadable:
        return 2
    return 1 if result.blocks(strict=strict) else 0


def _fix(files: Sequence[Path], on: date, *, unsafe: bool, quiet: bool) -> None:
    """Mend the files and say what was done."""
    from qa_engine.check.fix import fix_files
    from qa_engine.rules import RULES

    for file, done in fix_files(files, RULES, on, unsafe=unsafe):
        if quiet:
            continue
        for fixed in done:
            place, safe = fixed.finding.place, fixed.finding.fix is not None and fixed.finding.fix.safe
            told = fixed.title if safe else f"{fixed.title} (unsafe: confirm that this is meant)"
            emit([[(f"{file.as_posix()}:{place.line}: ", "place"), (f"fixed: {told} ", "hint"), (f"[{fixed.finding.rule}]", "dim")]])


def _against_baseline(result: Result, files: Sequence[Path]) -> tuple[Result, int]:
    """The result with what the repository's baseline holds marked as accepted, and how many of the baseline are gone."""
    from qa_engine.check.baseline import NAME, BadBaseline, against, baseline_of, read_baseline

    homes = {home for file in files if (home := baseline_of(file)).exists()}
    if len(homes) != 1:
        return result, 0
    home = homes.pop()
    try:
        findings, gone = against(list(result.findings), read_baseline(home), home.parent)
    except BadBaseline as error:
        raise Refused(f"{NAME}: {error}") from None
    checked = {path.resolve().relative_to(home.parent).as_posix() for path in files if path.resolve().is_relative_to(home.parent)}
    return replace(result, findings=tuple(findings)), sum(entry.get("path") in checked for entry in gone)


def _told(form: str, result: Result) -> str:
    """A result in one of the formats for programs."""
    from qa_engine.rules import RULES

    if form == "sarif":
        from qa_engine.report.sarif import sarif

        return sarif(result, RULES, __version__) + "\n"
    if form == "json":
        from qa_engine.report.json import check_json

        return check_json(result, __version__) + "\n"
    report: Callable[[Result], str] = getattr(import_module(f"qa_engine.report.{form}"), form)
    return report(result)
