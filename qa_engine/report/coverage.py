"""Coverage for people and programs: text, Markdown, and JSON in the form `qa-engine/coverage-1`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qa_engine.packs.vocabulary import BINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.coverage.table import Entry, PackTable
    from qa_engine.report.text import Line

_MARKS = {"answered": "✓", "not-applicable": "–", "gap": "✗"}
_SHOWN = 8
"""So many rows stand in a line; more are counted."""


def coverage_text(path: str, tables: Sequence[PackTable], *, gaps_only: bool = False) -> Iterator[list[Line]]:
    """The table as lines of pieces; with `gaps_only`, without what is answered."""
    for one in tables:
        yield [(f"{one.pack} {one.version}", "heading"), (f"  {one.title}", "dim")]
        for entry in one.entries:
            if entry.state == "gap" or not gaps_only:
                yield from _entry_text(entry)
        yield [(f"  {_sum(one)}", "error" if any(entry.severity == "error" for entry in one.entries) else "")]
        yield [("", "")]
    yield [(f"{path}: {', '.join(f'{one.pack} {one.percent} %' for one in tables) or 'names no packs'}", "heading")]


def _entry_text(entry: Entry) -> Iterator[list[Line]]:
    recalled = " (from memory)" if entry.recalled else ""
    role = (entry.severity or "") if entry.state == "gap" else "dim" if entry.state == "not-applicable" else ""
    yield [
        (f"  {_MARKS[entry.state]} ", role),
        (entry.title, ""),
        (f"  {', '.join(entry.cites)}{recalled}", "dim"),
        (f"  {_answers(entry)}" if entry.answers else "", ""),
    ]
    for gap in entry.gaps:
        yield [(f"      {entry.severity}: ", role), (gap, "")]


def _answers(entry: Entry) -> str:
    shown = ", ".join(entry.answers[:_SHOWN])
    more = f" and {len(entry.answers) - _SHOWN} more" if len(entry.answers) > _SHOWN else ""
    return f"{'does not apply: ' if entry.state == 'not-applicable' else ''}{shown}{more}"


def _sum(one: PackTable) -> str:
    excused = sum(entry.state == "not-applicable" for entry in one.entries)
    also = f", {excused} of them as not applicable" if excused else ""
    elsewhere = f"; {one.elsewhere} more are for other products, markets or services" if one.elsewhere else ""
    return f"{one.answered} of {len(one.entries)} answered{also} ({one.percent} %){elsewhere}"


def coverage_markdown(agreement: str, tables: Sequence[PackTable]) -> str:
    """The table as Markdown, for a file that is kept beside the agreement."""
    lines = [f"# Coverage of {agreement}", ""]
    for one in tables:
        lines += [f"## {one.pack} {one.version}", "", one.title, "", f"{_sum(one)}.", ""]
        lines += [
            "| | expectation | clause | binding | answered by | missing |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for entry in one.entries:
            recalled = " (from memory)" if entry.recalled else ""
            cells = (
                _MARKS[entry.state],
                entry.title,
                ", ".join(entry.cites) + recalled,
                BINDINGS.get(entry.binding, entry.binding),
                _answers(entry) if entry.answers else "",
                "; ".join(f"**{entry.severity}** {gap}" for gap in entry.gaps),
            )
            lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
        lines.append("")
    return "\n".join(lines)


def coverage_json(path: str, identifier: str, tables: Sequence[PackTable], engine: str) -> str:
    """The table as JSON text; `engine` is the version of qa-engine."""
    return json.dumps(
        {
            "format": "qa-engine/coverage-1",
            "engine": engine,
            "path": path,
            "agreement": identifier,
            "packs": [
                {
                    "id": one.pack,
                    "version": one.version,
                    "title": one.title,
                    "expected": len(one.entries),
                    "answered": one.answered,
                    "percent": one.percent,
                    "elsewhere": one.elsewhere,
                    "expectations": [
                        {**entry._asdict(), "cites": list(entry.cites), "answers": list(entry.answers)}
                        | {"gaps": list(entry.gaps)}
                        for entry in one.entries
                    ],
                }
                for one in tables
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
