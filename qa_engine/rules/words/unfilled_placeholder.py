from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.resolved import place_of
from qa_engine.check.rule import rule
from qa_engine.pattern import pattern
from qa_engine.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding, Severity
    from qa_engine.source import Route

PLACEHOLDER = pattern(
    r"<<.*?(?:>>|\Z)"
    r"|\b(?:TBD|TBC|tbd|tbc|T\.B\.[CD]\.|XXX+)\b"
    r"|_{3,}"
    r"|\[[\s.…•●_*-]*\]"
    r"|\[[^\]\n]*\b(?:insert|name|date)\b[^\]\n]*\]",
    re.DOTALL | re.IGNORECASE,
)
_QUICK = pattern(r"<<|[Tt]\.?[Bb]\.?[CcDd]|[Xx]{3}|___|\[")
_BRACKETS = pattern(r"\[(?:[\s.…•●_*-]*\]|[^\]\n]*(?i:insert|name|date))")  # quick: `[` leads, whatever the case
_LINK = pattern(r"\]\(")
_OPEN_STATES = ("draft",)
_NEVER_PRINTED = ("note",)


@rule("unfilled-placeholder", severity="warning", group="words")
def unfilled_placeholder(ctx: Context) -> Iterator[Finding]:
    """A placeholder that nobody filled in.

    Why: "[insert name]" in a signed agreement is a hole with a signature under it. In a draft it is a reminder; from
        the review on it is an error.
    Bad:
        DEV-02: {do: Notify <<SPONSOR>> of a deviation, raci: {borealis.qa: RA, aurora.qa: I}}
    Good:
        DEV-02: {do: Notify the Sponsor of a deviation, raci: {borealis.qa: RA, aurora.qa: I}}
    Cites: EU GMP 7.14; FDA Quality Agreements guidance (2016) IV.B
    """
    if not any(_may_hold_one(source.text) for source in ctx.agreement.resolved.sources):
        return
    severity: Severity = "warning" if ctx.agreement.status in _OPEN_STATES else "error"
    for route, text in _texts(ctx.agreement.data, ()):
        for nth, match in enumerate(match for match in PLACEHOLDER.finditer(text) if _is_one(text, match)):
            words = " ".join(match.group().split())
            words = words if len(words) <= 40 else words[:39] + "…"
            said = f"'{words}' is still to be filled in"
            finding = ctx.finding(route, said, "fill it in, or take it out", severity=severity)
            source = ctx.agreement.resolved.source_of(route)
            start, end = source.span(route)
            found = [match for match in PLACEHOLDER.finditer(source.text, start, end) if _is_one(source.text, match)]
            if nth < len(found):
                finding = replace(finding, place=place_of(source, found[nth].span(), finding.place.at))
            yield finding


def _may_hold_one(text: str) -> bool:
    """Whether a file holds the letters of a placeholder at all: most do not, and are not looked through."""
    small = text.lower()
    return any(clue in small for clue in ("<<", "___", "tbd", "tbc", "t.b.", "xxx")) or bool(_BRACKETS.search(text))


def _is_one(text: str, match: re.Match[str]) -> bool:
    """Whether brackets are a placeholder and no link: `[name](address)`."""
    return not (match.group().startswith("[") and _LINK.match(text, match.end() - 1))


def _texts(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    """Every text of the agreement that may hold a placeholder, and the names that people gave as keys left out."""
    if isinstance(value, str):
        if _QUICK.search(value):
            yield route, value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NEVER_PRINTED:
                yield from _texts(item, (*route, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _texts(item, (*route, position))
