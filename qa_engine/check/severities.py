"""How grave a rule is in a repository: its settings may raise or lower it, or switch it off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from qa_engine.check.nearest import did_you_mean
from qa_engine.settings.read import settings_finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_engine.check.rule import Rule
    from qa_engine.finding import Finding, Severity
    from qa_engine.settings.read import Settings

ALWAYS = frozenset({"yaml-syntax", "yaml-limits", "rule-crashed", "broken-ledger", "changed-after-approval"})
"""Rules whose findings nothing lets pass, no baseline and no settings: what cannot be read, and what was tampered with."""


def with_severities(findings: Iterable[Finding], settings: Settings) -> list[Finding]:
    """The findings under the severities that a repository has set by rule; those of a rule that is off are left out."""
    severities: dict[str, str] = {
        rule: severity for rule, severity in settings.table("severity").items() if rule not in ALWAYS
    }
    if not severities:
        return list(findings)
    kept = (finding for finding in findings if severities.get(finding.rule) != "off")
    return [finding.with_severity(cast("Severity", severities.get(finding.rule, finding.severity))) for finding in kept]


def misnamed(settings: Settings, rules: Sequence[Rule]) -> list[Finding]:
    """What the settings set for a rule that is none, or for one that stays as it is."""
    known = {rule.name for rule in rules}
    found = []
    for key, value in settings.values.items():
        table, _, name = key.partition(".")
        if table != "severity":
            continue
        where = Path(value.path)
        if name not in known:
            hint = did_you_mean(name, known, "`qa-engine rules` lists them")
            found.append(settings_finding(where, value.line, "unknown-key", f"there is no rule `{name}`", hint))
        elif name in ALWAYS:
            message = (
                f"the severity of `{name}` cannot be set: no agreement passes that cannot be read or was tampered with"
            )
            found.append(settings_finding(where, value.line, "wrong-type", message, "take the line out"))
    return found
