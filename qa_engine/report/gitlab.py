"""Findings as a GitLab code quality report: a JSON list, known again by fingerprints that do not move with lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qa_engine.check.fingerprint import fingerprints

if TYPE_CHECKING:
    from qa_engine.check.run import Result

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def gitlab(result: Result) -> str:
    """A result as JSON text; waived findings are left out."""
    report = [
        {
            "description": f"{finding.message}. {finding.hint}" if finding.hint else finding.message,
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": finding.place.path,
                "lines": {"begin": finding.place.line, "end": finding.place.end_line},
            },
        }
        for finding, fingerprint in zip(result.findings, fingerprints(result.findings), strict=True)
        if finding.waived is None
    ]
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"
