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
_GLUED = pattern(r"(?<=\S)[ \t]+(#[^\s#!][^\n\r]*?)(?=[ \t]+#[ \t]|[ \t]*$)", re.MULTILINE)
_MOST = 20


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
        if " #" not in source.text and "\t#" not in source.text:
            continue
        for cut in _cut(source):
            start, end = cut
            words = source.text[start:end].rstrip()
            words = words if len(words) <= 40 else words[:39] + "…"
            yield ctx.finding_in(
                source,
                cut,
                f"'{words}' is no part of the text before it: a blank and a # begin a comment",
                'put the whole text in quotes, or write "# " where a comment is meant',
            )


def _cut(source: Source) -> list[Span]:
    """Comments that are glued to their `#` and stand behind a text that is not in quotes."""
    found = [match.span(1) for match in _GLUED.finditer(source.text)][:_MOST]
    if not found:
        return []
    texts = [span for route, (_, span) in source.spans.items() if _is_text(source, route)]
    ends = {end for start, end in texts if source.text[start : start + 1] not in ('"', "'", "|", ">")}
    return [span for span in found if len(source.text[: span[0]].rstrip(" \t")) in ends]


def _is_text(source: Source, route: Route) -> bool:
    """Whether a single value stands at a route; what was found wrong is taken out of the data, and is not judged."""
    try:
        return not isinstance(source.value(route), dict | list)
    except (KeyError, IndexError, TypeError):
        return False
