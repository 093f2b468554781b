from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.source import Route, Source, Span

# A comment begins at a ` #` outside of quotes (YAML 1.2.2, section 6.6); who means one writes a blank behind it.
_COMMENT = pattern(r"#[^\s#!][^\n\r]*?(?=[ \t]+#[ \t]|[ \t]*$)", re.MULTILINE)
_MOST = 20
_QUOTES = ('"', "'", "|", ">")


@rule("cut-off-text", severity="warning", group="file")
def cut_off_text(ctx: Context) -> Iterator[Finding]:
    """Text behind a `#` that is taken for a comment, and so is no part of the agreement.

    Why: in YAML a blank and a `#` end the text that is not in quotes. Whoever writes "lot #3" has agreed on "lot", and
        the rest is in the file but in no document. A comment has a blank behind its `#`, and is left alone.
    Bad:
        DEV-01: {do: Close the investigation, remark: See form #7 of the Manufacturer}
    Good:
        DEV-01: {do: Close the investigation, remark: "See form #7 of the Manufacturer"}
    Cites: YAML 1.2.2, section 6.6
    """
    for source in ctx.agreement.resolved.sources:
        for start, end in _cut(source):
            words = source.text[start:end]
            words = words if len(words) <= 40 else words[:39] + "…"
            yield ctx.finding_in(
                source,
                (start, end),
                f"'{words}' is no part of the text before it: a blank and a # begin a comment",
                'put the whole text in quotes, or write "# " where a comment is meant',
            )


def _cut(source: Source) -> list[Span]:
    """Comments that are glued to their `#` and stand behind a text that is not in quotes, by where that text ends."""
    text = source.text
    found: dict[int, Span] = {}
    at = text.find("#", 1)
    while at >= 0 and len(found) < _MOST:
        if text[at - 1] in " \t" and (glued := _COMMENT.match(text, at)):
            found[len(text[:at].rstrip(" \t"))] = glued.span()
        at = text.find("#", at + 1)
    if not found:
        return []
    spans = ((route, span) for route, (_, span) in source.spans.items() if span[1] in found)
    ends = {end for route, (start, end) in spans if text[start : start + 1] not in _QUOTES and _is_text(source, route)}
    return [span for end, span in found.items() if end in ends]


def _is_text(source: Source, route: Route) -> bool:
    """Whether a single value stands at a route; what was found wrong is taken out of the data, and is not judged."""
    try:
        return not isinstance(source.value(route), dict | list)
    except (KeyError, IndexError, TypeError):
        return False
