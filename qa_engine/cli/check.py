"""`qa-engine check`."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import click

from qa_engine import __version__
from qa_engine.cli.answer import Answer
from qa_engine.cli.main import Refused
from qa_engine.cli.options import lines_of, on_option, today
from qa_engine.cli.terminal import coloured, emit, plain, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from qa_engine.check.cached import Cache
    from qa_engine.check.inputs import Inputs
    from qa_engine.check.run import Result
    from qa_engine.report.text import Line


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
    from qa_engine.check.inputs import inputs_named
    from qa_engine.check.run import find_files
    from qa_engine.many import check_many, cores

    try:
        files = find_files(paths)
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(str(error)) from None
    if unsafe and not fixing:
        raise click.UsageError("--unsafe-fixes goes with --fix")
    day = on or today()
    if with_dependents:
        from qa_engine.check.dependents import with_those_above

        files = with_those_above(files)
    if fixing:
        _fix(files, day, unsafe=unsafe, quiet=quiet or form != "text")
    told = (lambda _: None) if quiet else progress(len(files), "agreements")
    result, inputs = check_many(files, day, cache=None if no_cache else _cache(), processes=jobs or cores(), told=told)
    baselines = _baselines(files)
    result, gone = _against_baseline(result, files)
    status = 1 if result.blocks(strict=strict) else 0
    said: str | None
    if form == "text":
        lines = list(_lines(result, gone, show_waived=show_waived, quiet=quiet))
        emit(lines)
        said = plain(lines) if not coloured() or not any(role for line in lines for _, role in line) else None
    else:
        said = _told(form, result)
        sys.stdout.write(said)
    for path, reason in result.unreadable:
        sys.stderr.write(f"qa-engine: '{path}' cannot be opened: {reason}\n")
    if result.unreadable:
        return 2
    answer = click.get_current_context().find_object(Answer)
    if (
        answer
        and said is not None
        and inputs is not None
        and not with_dependents
        and (on or day.isoformat() == answer.day)
    ):
        answer.keep(status, said, inputs | inputs_named(paths, files) | baselines)
    return status


def _baselines(files: Sequence[Path]) -> Inputs:
    """Where the baselines of files lie, each with its state."""
    from qa_engine.check.baseline import baseline_of
    from qa_engine.check.inputs import states

    return states({baseline_of(file) for file in files})


def _lines(result: Result, gone: int, *, show_waived: bool, quiet: bool) -> Iterator[list[Line]]:
    """A result for people."""
    from qa_engine.report.text import check_text

    lines = list(check_text(result, lines_of(), show_waived=show_waived)) if result.files else []
    yield from lines[:-1] if quiet else lines
    if gone and not quiet:
        told = f"{gone} of the baseline {'is' if gone == 1 else 'are'} mended; `qa-engine baseline --prune` takes {'it' if gone == 1 else 'them'} out"
        yield [(told, "hint")]


def _cache() -> Cache | None:
    """The cache of this machine; None where there is no place for one."""
    from qa_engine.cache.engine import engine
    from qa_engine.cache.folder import cache_folder
    from qa_engine.check.cached import Cache

    folder, now = cache_folder(os.environ), time.time()
    return Cache(folder, engine(folder, now=now), now) if folder else None


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
            emit(
                [
                    [
                        (f"{file.as_posix()}:{place.line}: ", "place"),
                        (f"fixed: {told} ", "hint"),
                        (f"[{fixed.finding.rule}]", "dim"),
                    ]
                ]
            )


def _against_baseline(result: Result, files: Sequence[Path]) -> tuple[Result, int]:
    """The result with what the baselines of the repositories hold marked as accepted, and how many of it are gone."""
    from qa_engine.check.baseline import NAME, BadBaseline, against, baseline_of, read_baseline

    mended = 0
    for home in sorted({home for file in files if (home := baseline_of(file)).exists()}):
        try:
            findings, gone = against(list(result.findings), read_baseline(home), home.parent)
        except BadBaseline as error:
            raise Refused(f"{NAME}: {error}") from None
        checked = {
            path.resolve().relative_to(home.parent).as_posix()
            for path in files
            if path.resolve().is_relative_to(home.parent)
        }
        mended += sum(entry.get("path") in checked for entry in gone)
        result = replace(result, findings=tuple(findings))
    return result, mended


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
