"""Check what a command line names, tell it, and keep the answer. Knows no click: `check` is what hooks run."""

from __future__ import annotations

import os
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING

from qa_engine import __version__
from qa_engine.cli.lines import lines_of, today
from qa_engine.cli.terminal import coloured, emit, plain, progress
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from qa_engine.check.cached import Cache
    from qa_engine.check.inputs import Inputs
    from qa_engine.check.run import Result
    from qa_engine.cli.answer import Answer
    from qa_engine.report.text import Line


class Asked(NamedTuple):
    """What the words behind `check` say; see there."""

    paths: tuple[str, ...]
    form: str = "text"
    strict: bool = False
    fixing: bool = False
    unsafe: bool = False
    show_waived: bool = False
    with_dependents: bool = False
    quiet: bool = False
    jobs: int | None = None
    no_cache: bool = False
    on: date | None = None


class NotCheckedError(Exception):
    """What was asked for cannot be checked; the message says why, in one line."""


def checked(asked: Asked, answer: Answer | None) -> int:
    """Check, write what was found to standard output, and give the exit status.

    `answer` is where the whole of it may be kept for the next time. Raises NotCheckedError.
    """
    from qa_engine.check.inputs import inputs_named
    from qa_engine.check.run import find_files
    from qa_engine.many import check_many, cores

    try:
        files = find_files(asked.paths)
    except (FileNotFoundError, PermissionError) as error:
        raise NotCheckedError(str(error)) from None
    day = asked.on or today()
    if asked.with_dependents:
        from qa_engine.check.dependents import with_those_above

        files = with_those_above(files)
    if asked.fixing:
        _fix(files, day, unsafe=asked.unsafe, quiet=asked.quiet or asked.form != "text")
    told = (lambda _: None) if asked.quiet else progress(len(files), "agreements")
    cache = None if asked.no_cache else _cache()
    result, inputs = check_many(files, day, cache=cache, processes=asked.jobs or cores(), told=told)
    baselines = _baselines(files)
    result, gone = _against_baseline(result, files)
    status = 1 if result.blocks(strict=asked.strict) else 0
    if asked.form in ("text", "json"):  # the others name files as a forge does
        result = _as_given(result, asked.paths)
    said: str | None
    if asked.form == "text":
        lines = list(_lines(result, gone, show_waived=asked.show_waived, quiet=asked.quiet))
        emit(lines)
        said = plain(lines) if not coloured() or not any(role for line in lines for _, role in line) else None
    else:
        said = _told(asked.form, result)
        sys.stdout.write(said)
    for path, reason in result.unreadable:
        sys.stderr.write(f"qa-engine: '{path}' cannot be opened: {reason}\n")
    if result.unreadable:
        return 2
    if (
        answer
        and said is not None
        and inputs is not None
        and not asked.with_dependents
        and (asked.on or day.isoformat() == answer.day)
    ):
        answer.keep(status, said, inputs | inputs_named(asked.paths, files) | baselines)
    return status


def _as_given(result: Result, paths: Sequence[str]) -> Result:
    """The same result with `./` before the files of paths that were given with it; a `Path` drops it."""
    from pathlib import Path

    from qa_engine.value import replace

    dotted = [Path(path).as_posix() for path in paths if path.startswith("./")]
    if not dotted:
        return result

    def named(path: str) -> str:
        here = any(one in (path, ".") or path.startswith(f"{one}/") for one in dotted)
        return f"./{path}" if here and not Path(path).is_absolute() else path

    findings = [
        replace(
            finding,
            place=replace(finding.place, path=named(finding.place.path)),
            related=tuple(
                replace(one, place=replace(one.place, path=named(one.place.path))) for one in finding.related
            ),
        )
        for finding in result.findings
    ]
    return replace(
        result,
        findings=tuple(findings),
        files=tuple(map(named, result.files)),
        unreadable=tuple((named(path), reason) for path, reason in result.unreadable),
    )


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
        are, them = ("is", "it") if gone == 1 else ("are", "them")
        told = f"{gone} of the baseline {are} mended; `qa-engine baseline --prune` takes {them} out"
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
            raise NotCheckedError(f"{NAME}: {error}") from None
        checked = {
            path.resolve().relative_to(home.parent).as_posix()
            for path in files
            if path.resolve().is_relative_to(home.parent)
        }
        mended += sum(entry.get("path") in checked for entry in gone)
        result = result.with_findings(findings)
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
