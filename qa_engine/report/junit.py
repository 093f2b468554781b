"""Findings as JUnit XML: a test suite for each agreement, a failed case for each error, the rest as text of the suite."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from qa_engine.report.width import printable

if TYPE_CHECKING:
    from qa_engine.check.run import Result
    from qa_engine.finding import Finding

# what XML 1.0 cannot hold (section 2.2); it can stand in the message about a file that holds it
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def junit(result: Result) -> str:
    """A result as JUnit XML text."""
    suites = ElementTree.Element("testsuites", name="qa-engine check")
    for path in sorted({*result.files, *(finding.place.path for finding in result.findings)}):
        mine = [finding for finding in result.findings if finding.place.path == path]
        failures = [finding for finding in mine if finding.blocks]
        skipped = [finding for finding in mine if finding.waived is not None]
        suite = ElementTree.SubElement(
            suites,
            "testsuite",
            name=_clean(path),
            tests=str(max(1, len(failures) + len(skipped))),
            failures=str(len(failures)),
            errors="0",
            skipped=str(len(skipped)),
        )
        if not failures and not skipped:
            ElementTree.SubElement(suite, "testcase", name="no error", classname=_clean(path))
        for finding in (*failures, *skipped):
            case = ElementTree.SubElement(
                suite, "testcase", name=f"{finding.rule} at {_clean(finding.place.at)}", classname=_clean(path)
            )
            if finding.waived is not None:
                ElementTree.SubElement(case, "skipped", message=_clean(f"waived: {finding.waived.reason}"))
            else:
                ElementTree.SubElement(
                    case, "failure", message=_clean(finding.message), type=finding.rule
                ).text = _clean(_told(finding))
        rest = [finding for finding in mine if not finding.blocks and finding.waived is None]
        if rest:
            ElementTree.SubElement(suite, "system-out").text = _clean("\n".join(_told(finding) for finding in rest))
    ElementTree.indent(suites, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _told(finding: Finding) -> str:
    place = finding.place
    hint = f"\n{finding.hint}" if finding.hint else ""
    return f"{printable(place.path)}:{place.line}:{place.column}: {finding.severity}: {finding.message} [{finding.rule}]{hint}"


def _clean(text: str) -> str:
    return _NOT_XML.sub(lambda match: f"<U+{ord(match.group()):04X}>", text)
