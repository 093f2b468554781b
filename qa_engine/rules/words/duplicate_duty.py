from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qa_engine.check.pairs import pairs
from qa_engine.check.rule import rule
from qa_engine.graph.duties import same_owner
from qa_engine.graph.narrowing import scope_is_declared
from qa_engine.graph.scope import overlap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

# fmt: off
_EMPTY = frozenset({
    "a", "an", "and", "any", "as", "at", "be", "been", "by", "each", "every", "for", "from", "has", "have",
    "if", "in", "into", "is", "it", "its", "of", "on", "or", "per", "shall", "that", "the", "their", "them",
    "they", "this", "to", "under", "upon", "which", "who", "whom", "will", "with",
})
# fmt: on


@rule("duplicate-duty", severity="warning", group="words")
def duplicate_duty(ctx: Context) -> Iterator[Finding]:
    """Two rows give the same duty to different owners.

    Why: the two say the same in other words or in another order, and one of them was forgotten in a revision. Each
        owner believes the row that suits it. Names of parties, products, sites and classes make a difference;
        articles, prepositions and the plural do not.
    Bad:
        CMP-01: {do: Investigate complaints, raci: {aurora.qa: RA}, topic: complaints}
        CMP-05: {do: Investigate the complaint, raci: {borealis.qa: RA}, topic: complaints}
    Good:
        CMP-01: {do: Assess complaints, raci: {aurora.qa: RA}, topic: complaints}
        CMP-05: {do: Investigate the complaint at the site, raci: {borealis.qa: RA}, topic: complaints}
    Cites: EU GMP 7.14; EU GMP 7.15
    """
    alike: dict[tuple[str, frozenset[str]], list[Row]] = {}
    for row in ctx.rows:
        words = content_words(row.do)
        if words:
            alike.setdefault((row.topic, words), []).append(row)
    for rows in (rows for rows in alike.values() if len(rows) > 1):
        certain = [
            row for row in rows if ctx.sound(row, "when", "topic", "do") and scope_is_declared(ctx.agreement, row)
        ]
        for one, other in pairs(certain):
            owner, rival = ctx.owner(one), ctx.owner(other)
            if not (owner and rival) or same_owner(owner, rival) or (one.decides and other.decides):
                continue
            if one.is_notice and other.is_notice and ctx.duties.told(one) != ctx.duties.told(other):
                continue  # word that is passed both ways
            if overlap(ctx.agreement, one, other):
                later, earlier = ctx.standing(one, other)
                name_of = ctx.agreement.name_of
                yield ctx.finding(
                    (*later.route, "do"),
                    f"row {later.id} and row {earlier.id} give the same duty to {name_of(ctx.owner(later))} and to "
                    f"{name_of(ctx.owner(earlier))}",
                    "keep one of the two, or say in what they differ",
                    related=[(earlier.route, f"'{earlier.do}'")],
                )


def content_words(sentence: str) -> frozenset[str]:
    """The words of a sentence that carry its meaning, in small letters, without the plural."""
    words = frozenset(map(_content, sentence.split()))
    return words - _NOTHING if "" in words else words


_NOTHING = frozenset({""})


@cache
def _content(written: str) -> str:
    """One word as it counts; empty where it carries no meaning."""
    word = written.casefold().strip(".,;:()[]\"'“”‘’!?")
    if word in _EMPTY:
        return ""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
