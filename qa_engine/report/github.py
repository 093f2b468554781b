"""Findings as GitHub workflow commands, which become annotations on the lines of a pull request.

GitHub shows ten errors and ten warnings a step and drops the rest in silence: so the gravest come first, and the last line
counts what was cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.finding import SEVERITIES
from qa_engine.report.text import closing_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.run import Result
    from qa_engine.finding import Finding

SHOWN = 10
"""Annotations of each kind that GitHub shows for one step."""

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def github(result: Result) -> str:
    """A result as workflow commands, one a line, and a last line that counts."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    open_ = [finding for finding in result.findings if finding.waived is None]
    cut = 0
    for severity in SEVERITIES:
        mine = [finding for finding in open_ if finding.severity == severity]
        yield from (_command(finding) for finding in mine[:SHOWN])
        cut += max(0, len(mine) - SHOWN)
    if cut:
        yield f"{cut} more {'finding is' if cut == 1 else 'findings are'} not shown here; run `qa-engine check` to see all"
    yield closing_line(result)


def _command(finding: Finding) -> str:
    place = finding.place
    properties = {
        "file": place.path,
        "line": place.line,
        "endLine": place.end_line,
        "title": f"{finding.rule} at {place.at}",
    }
    if place.line == place.end_line:  # columns are taken on one line only; the end is inclusive here
        properties |= {"col": place.column, "endColumn": max(place.column, place.end_column - 1)}
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    text = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    return f"::{_COMMANDS[finding.severity]} {said}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
