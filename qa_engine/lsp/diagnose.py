"""What an editor underlines: the findings of `check`, from the same engine, on the text as it is being typed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.agreement.load import read_text
from qa_engine.check.baseline import BadBaseline, against, baseline_of, read_baseline
from qa_engine.check.run import check_read
from qa_engine.finding import reading_order
from qa_engine.lsp.lines import Lines
from qa_engine.named import NamedTuple
from qa_engine.rules import RULES
from qa_engine.settings.read import settings_for

if TYPE_CHECKING:
    from datetime import date

    from qa_engine.finding import Finding, Place
    from qa_engine.lsp.desk import Desk

Range = tuple[tuple[int, int], tuple[int, int]]
"""Start and end, each a line and a character from 0."""


class Mark(NamedTuple):
    """A finding where the editor shows it.

    place    in this file; a finding about another one stands where this file names that one
    related  other places: file, range, what they have to do with it
    """

    finding: Finding
    place: Range
    message: str
    related: tuple[tuple[Path, Range, str], ...] = ()


def marks(desk: Desk, path: Path, on: date) -> list[Mark]:
    """What check finds in a file as it lies open, accepted findings left out."""
    agreement = read_text(desk.read(path), path.as_posix(), path.parent, desk.read)
    settings = settings_for(path)
    checked = check_read(agreement, settings, RULES, on)
    findings = list(checked.findings)
    home = baseline_of(path)
    with suppress(BadBaseline):  # `check` says so; here the findings are shown
        findings, _ = against(findings, read_baseline(home), home.parent)
    source = agreement.resolved.sources[0]
    lines = {source.path: Lines(source.text, desk.units)}
    extends = source.span(("extends",)) if ("extends",) in source.spans else (0, 0)

    def spot(place: Place) -> Range:
        if place.path not in lines:
            try:
                lines[place.path] = Lines(desk.read(Path(place.path)).decode("utf-8", "replace"), desk.units)
            except OSError:
                lines[place.path] = Lines("", desk.units)
        return range_of(place, lines[place.path])

    found = []
    for finding in sorted(findings, key=reading_order):
        if finding.waived is not None:
            continue
        hint = f"\n{finding.hint}" if finding.hint else ""
        related = tuple(
            (Path(other.place.path), spot(other.place), f"{other.place.at}: {other.message}")
            for other in finding.related
        )
        if finding.place.path == source.path:
            found.append(Mark(finding, spot(finding.place), finding.message + hint, related))
        else:
            there = (Path(finding.place.path), spot(finding.place), "it stands here")
            own = lines[source.path]
            told = f"{Path(finding.place.path).name}, line {finding.place.line}: {finding.message}{hint}"
            found.append(Mark(finding, (own.position(extends[0]), own.position(extends[1])), told, (there, *related)))
    return found


def range_of(place: Place, lines: Lines) -> Range:
    """A place in the units of the editor."""
    start, end = (
        _offset(lines, line, column)
        for line, column in ((place.line, place.column), (place.end_line, place.end_column))
    )
    return lines.position(start), lines.position(end)


def _offset(lines: Lines, line: int, column: int) -> int:
    if line > len(lines.starts):
        return len(lines.text)
    return min(lines.starts[line - 1] + column - 1, len(lines.text))
