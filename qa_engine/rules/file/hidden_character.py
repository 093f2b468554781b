from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

# Characters that change how text is shown, or what it compares equal to, without being seen: direction marks and
# overrides (Unicode Technical Report 36, section 2.5; CVE-2021-42574), zero-width characters, a byte-order mark inside.
_HIDDEN = pattern("[\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


@rule("hidden-character", severity="warning", group="file")
def hidden_character(ctx: Context) -> Iterator[Finding]:
    """A character that nobody sees: a direction mark, a zero-width character.

    Why: it makes text show other than it reads, or two like words differ; what is signed is what was seen.
    Bad:
        DEV-01: {do: "Record every devia<U+200B>tion"}
    Good:
        DEV-01: {do: Record every deviation}
    Cites: Unicode Technical Report 36, section 2.5
    """
    for source in ctx.agreement.resolved.sources:
        if source.text.isascii():
            continue
        for found in list(_HIDDEN.finditer(source.text))[:20]:
            character = found.group()
            name = unicodedata.name(character, "unnamed").lower()
            yield ctx.finding_in(
                source,
                found.span(),
                f"a character that nobody sees stands here: {name} (U+{ord(character):04X})",
                "take it out, or write the text without it",
            )
