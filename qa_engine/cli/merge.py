"""`qa-engine merge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine.cli.lines import lines_of, today
from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open
from qa_engine.cli.terminal import emit, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.finding import Finding
    from qa_engine.report.text import Line
    from qa_engine.source import Source


@click.command(short_help="Bring two versions of one agreement together, by meaning.")
@click.argument("base")
@click.argument("ours")
@click.argument("theirs")
@click.option(
    "-o", "--output", metavar="OUT", default="", help="Write the merged text to this file (default: standard output)."
)
@click.option("--path", "name", metavar="NAME", default="", help="What to call the file in messages (git gives it).")
def merge(base: str, ours: str, theirs: str, output: str, name: str) -> int:
    """Merge what OURS and THEIRS each made of BASE.

    Edits to different things go together; two different edits of one thing are a conflict, marked in the text with both
    versions. Exit status: 0 merged, 1 something has to be settled by hand.
    """
    from qa_engine.agreement.load import read_text
    from qa_engine.changes.merge import merge as merge_sources
    from qa_engine.report.merged import merged_text
    from qa_engine.source import parse
    from qa_engine.source.save import save

    raw = [_bytes(path) for path in (base, ours, theirs)]
    called = name or output or ours
    # git names files of its own that are gone when somebody reads this
    names = [f"{name} ({side})" for side in ("base", "ours", "theirs")] if name else [base, ours, theirs]
    sources = [parse(content, path) for content, path in zip(raw, names, strict=True)]
    stream = sys.stderr
    lines_merged, clean = _line_by_line(raw)
    # where both have the same, it does not matter what it was; an empty base is none: there was no version before
    no_matter = (not raw[0].strip() or raw[1] == raw[2], False, False)
    broken = [
        finding
        for source, content, skipped in zip(sources, raw, no_matter, strict=True)
        if not skipped
        for finding in _broken(source, content)
    ]
    if broken:
        known = {source.path: source for source in sources}
        stream.write(plain(_findings(broken, known)))
        how = "it was merged line by line, so look at it" if lines_merged else "it is our version as it was: settle it"
        stream.write(f"qa-engine: {called} cannot be merged by meaning; {how} before you go on\n")
        _give(lines_merged or raw[1], output)
        return 1
    merged = merge_sources(
        *sources, by_lines=lines_merged.decode("utf-8-sig", "replace") if clean and lines_merged else None
    )
    mark = b"\xef\xbb\xbf" if sources[1].byte_order_mark else b""
    content = mark + merged.text.encode()
    if output:
        save(content, output)
        emit(merged_text(merged, called))
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        stream.write(plain(merged_text(merged, called)))
    if merged.conflicts:
        return 1
    if "extends" in (sources[1].data or {}):
        return 0
    wrong = [finding for finding in read_text(content, called).findings if finding.blocks]
    new = wrong or _new_errors(content, raw[1:], called)
    if new:
        stream.write(plain(_findings(new, {called: parse(content, called)})))
        stream.write(f"qa-engine: {called}: neither side had this, and together they do; mend it before you go on\n")
    return 1 if wrong else 0


def _new_errors(merged: bytes, sides: list[bytes], path: str) -> list[Finding]:
    """Errors that no side had alone: a party that one took out and the other gave a duty."""
    from qa_engine.agreement.load import read_text
    from qa_engine.check.run import check_agreement
    from qa_engine.rules import RULES

    def errors(content: bytes) -> list[Finding]:
        found = check_agreement(read_text(content, path), RULES, today())
        return [finding for finding in found if finding.severity == "error" and finding.waived is None]

    known = {(finding.rule, finding.place.at) for side in sides for finding in errors(side)}
    return [finding for finding in errors(merged) if (finding.rule, finding.place.at) not in known]


def _bytes(path: str) -> bytes:
    from qa_engine.source import read_bytes

    try:
        return read_bytes(Path(path))
    except OSError as error:
        raise Refused(cannot_open(path, error)) from None


def _line_by_line(raw: list[bytes]) -> tuple[bytes, bool]:
    """Git's own merge, and whether it is free of conflicts; nothing where git is missing or takes a version for no text."""
    from qa_engine.git.drivers import merge_lines
    from qa_engine.git.run import GitError

    try:
        return merge_lines(*raw)
    except GitError:
        return b"", False


def _broken(source: Source, content: bytes) -> list[Finding]:
    """Errors that leave a version without meaning."""
    from qa_engine.agreement.load import read_text

    if isinstance(source.data, dict) and "extends" in source.data:
        return _misshapen(source)
    return [finding for finding in read_text(content, source.path).findings if finding.blocks]


def _misshapen(source: Source) -> list[Finding]:
    """Errors in a file on top of another one. What is below it may be of another version, or in the midst of a merge."""
    from jsonschema import Draft202012Validator

    from qa_engine.agreement.extends import FIRST_LINE, own
    from qa_engine.agreement.resolved import Resolved
    from qa_engine.agreement.schema import json_schema

    resolved = own(source, Resolved, FIRST_LINE)
    if not any(finding.blocks for finding in resolved.findings):
        for error in Draft202012Validator(json_schema()).iter_errors(source.data):
            resolved.find("wrong-type", tuple(error.absolute_path), error.message)
    return [finding for finding in resolved.findings if finding.blocks]


def _findings(found: list[Finding], known: dict[str, Source]) -> Iterator[list[Line]]:
    from qa_engine.check.run import Result
    from qa_engine.report.text import check_text

    line_of = lines_of()
    return check_text(
        Result(tuple(dict.fromkeys(found)), tuple({finding.place.path for finding in found}), today(), {}),
        lambda path, line: known[path].line_text(line) if path in known else line_of(path, line),
    )


def _give(content: bytes, output: str) -> None:
    from qa_engine.source.save import save

    if output:
        save(content, output)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
