"""Findings as JSON, in the form `qa-engine/check-1`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_engine.check.run import Result
    from qa_engine.finding import Finding, Place


def check_json(result: Result, engine: str) -> str:
    """A result as JSON text; `engine` is the version of qa-engine."""
    return json.dumps(
        {
            "format": "qa-engine/check-1",
            "engine": engine,
            "on": result.on.isoformat(),
            "packs": dict(sorted(result.packs.items())),
            "files": len(result.files),
            "summary": result.summary,
            "findings": [_finding(finding) for finding in result.findings],
        },
        ensure_ascii=False,
        indent=1,
    )


def _finding(finding: Finding) -> dict[str, Any]:
    place, waived = finding.place, finding.waived
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        **_where(place),
        "end_line": place.end_line,
        "end_column": place.end_column,
        "at": place.at,
        "message": finding.message,
        "hint": finding.hint,
        "cites": list(finding.cites),
        "related": [
            {**_where(other.place), "at": other.place.at, "message": other.message} for other in finding.related
        ],
        "waived": {"reason": waived.reason, "by": list(waived.by), "until": waived.until or None} if waived else None,
    }


def _where(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}
