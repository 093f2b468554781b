"""Findings for people: place, message, the line itself with a caret, related places, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.report.width import printable, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa_engine.check.run import Result
    from qa_engine.finding import Finding, Place

Line = tuple[str, str]
"""A piece of output and the role it plays (`error`, `warning`, `note`, `place`, `dim`, `hint`, or empty)."""

MAX_WIDTH = 160
"""A longer source line is cut around the place."""


def check_text(
    result: Result, line_of: Callable[[str, int], str], *, show_waived: bool = False
) -> Iterator[list[Line]]:
    """A result as lines of pieces.

    `line_of(path, line)` gives the text of a source line; waived findings are only counted unless asked for.
    """
    for finding in result.findings:
        if finding.waived is None or show_waived:
            yield from _finding(finding, line_of)
    yield [(closing_line(result), "error" if result.blocks() else "")]


def _finding(finding: Finding, line_of: Callable[[str, int], str]) -> Iterator[list[Line]]:
    severity = "waived" if finding.waived else finding.severity
    yield [
        (_location(finding.place), "place"),
        (" ", ""),
        (f"{severity}:", finding.severity if not finding.waived else "dim"),
        (f" {_plain(finding.message)} ", ""),
        (f"[{finding.rule}]", "dim"),
    ]
    yield from _quote(finding.place, line_of, "^", finding.severity)
    for other in finding.related:
        yield [
            ("    ", ""),
            (_location(other.place), "place"),
            (f" {_plain(other.place.at)}: {_plain(other.message)}", ""),
        ]
        yield from _quote(other.place, line_of, "-", "dim")
    if finding.hint:
        yield [("    → ", "dim"), (_plain(finding.hint), "hint")]
    if finding.waived:
        by = f", by {', '.join(finding.waived.by)}" if finding.waived.by else ""
        until = f", until {finding.waived.until}" if finding.waived.until else ""
        yield [(f"    accepted: {finding.waived.reason}{by}{until}", "dim")]
    yield [("", "")]


def _plain(text: str) -> str:
    """A message on one line, without anything that a terminal would obey rather than show."""
    return printable(" ".join(text.split()))


def _location(place: Place) -> str:
    return f"{printable(place.path)}:{place.line}:{place.column}:"


def _quote(place: Place, line_of: Callable[[str, int], str], mark: str, role: str) -> Iterator[list[Line]]:
    """The source line with a caret under the place. Tabs become blanks; wide characters take two columns."""
    text = line_of(place.path, place.line)
    if not text.strip():
        return
    end = place.end_column - 1 if place.end_line == place.line else len(text)
    start = place.column - 1
    before, at, after = printable(text[:start]), printable(text[start:end]), printable(text[end:])
    if len(before) > MAX_WIDTH // 2:
        before = "…" + before[-(MAX_WIDTH // 4) :]
    at = at if len(at) <= MAX_WIDTH // 2 else at[: MAX_WIDTH // 2] + "…"
    after = after[: max(0, MAX_WIDTH - len(before) - len(at))]
    number = f"{place.line:>5} | "
    yield [(number, "dim"), (before + at + after, "")]
    yield [("      | ", "dim"), (" " * width(before) + mark * max(1, width(at)), role)]


def closing_line(result: Result) -> str:
    """The last line: what was counted."""
    counts = result.summary
    parts = [
        f"{counts[key]} {key}{'' if counts[key] == 1 else 's'}" for key in ("error", "warning", "note") if counts[key]
    ]
    if counts["waived"]:
        parts.append(f"{counts['waived']} waived")
    files = f"{len(result.files)} agreement{'' if len(result.files) == 1 else 's'}"
    against = ", ".join(f"{name} {version}" for name, version in sorted(result.packs.items()))
    checked = f"{files} checked against {against}" if against else f"{files} checked"
    return f"{checked}: {', '.join(parts)}" if parts else f"{checked}, nothing found"
