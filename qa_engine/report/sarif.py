"""Findings as SARIF 2.1.0 (OASIS standard), for code scanning and for viewers.

A waived finding is a suppressed one (section 3.35); fingerprints do not move with lines (section 3.27.17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.check.fingerprint import fingerprints
from qa_engine.check.rule import GROUP_TITLES
from qa_engine.report.sarif_log import FINGERPRINT, driver, location, log, message, name_of, uri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_engine.check.rule import Rule
    from qa_engine.check.run import Result
    from qa_engine.finding import Edit, Finding, Fix


def sarif(result: Result, rules: Sequence[Rule], engine: str) -> str:
    """A result as SARIF text; `rules` are those that ran, `engine` is the version of qa-engine."""
    positions = {rule.name: index for index, rule in enumerate(rules)}
    run = {
        "tool": driver(engine, [_rule(rule) for rule in rules]),
        "invocations": [{"executionSuccessful": not result.unreadable}],
        "artifacts": [{"location": {"uri": uri(path)}} for path in sorted(result.files)],
        "results": [
            _result(finding, mark, positions)
            for finding, mark in zip(result.findings, fingerprints(result.findings), strict=True)
        ],
    }
    return log(run)


def _rule(rule: Rule) -> dict[str, Any]:
    parts = rule.parts
    why = " ".join(parts.get("Why", "").split())
    source = "; ".join(rule.cites)
    example = "\n\n".join(
        f"{heading}:\n\n```yaml\n{parts[heading]}\n```" for heading in ("Bad", "Good") if heading in parts
    )
    return {
        "id": rule.name,
        **name_of(rule.name),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.summary} {why[:1].upper()}{why[1:]}"},
        "help": {"text": f"{why}\n\nSource: {source}", "markdown": f"{why}\n\n{example}\n\nSource: {source}"},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [GROUP_TITLES[rule.group]]},
    }


def _result(finding: Finding, fingerprint: str, positions: dict[str, int]) -> dict[str, Any]:
    text = f"{finding.message}. {finding.hint[:1].upper()}{finding.hint[1:]}." if finding.hint else finding.message
    out: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": finding.severity,
        "message": message(text),
        "locations": [location(finding.place)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.rule in positions:
        out["ruleIndex"] = positions[finding.rule]
    if finding.related:
        out["relatedLocations"] = [
            {"id": number, **location(other.place), "message": message(f"{other.place.at}: {other.message}")}
            for number, other in enumerate(finding.related, 1)
        ]
    if finding.fix is not None:
        out["fixes"] = [_fix(finding.fix)]
    if finding.waived is not None:
        out["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.waived.reason}]
    return out


def _fix(fix: Fix) -> dict[str, Any]:
    files: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        files.setdefault(edit.path, []).append(edit)
    return {
        "description": message(fix.title),
        "artifactChanges": [
            {
                "artifactLocation": {"uri": uri(path)},
                "replacements": [
                    {
                        "deletedRegion": {"charOffset": edit.start, "charLength": edit.end - edit.start},
                        "insertedContent": {"text": edit.text},
                    }
                    for edit in edits
                ],
            }
            for path, edits in files.items()
        ],
    }
