from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.pattern import pattern
from qa_engine.rules.words.terms import terms_of
from qa_engine.rules.words.wording import finding_at, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.rules.words.wording import Clue, Match

QUOTED = pattern(r"[\"“„«]\s*([^\W\d_][^\"“”„«»\n]{1,60}?)\s*[\"”“»]")
_CLUES: tuple[Clue, ...] = ('"', "“", "„", "«")
_DEFINED_HERE = pattern(
    r"(?:\(\s*(?:(?:each|the|collectively|together|hereinafter|hereafter|referred\s+to\s+as|called|an?)[\s,]+){0,6}$)"
    r"|(?:\b(?:called|named|termed|known\s+as|referred\s+to\s+as|labelled|marked|the\s+words?|the\s+term)\s*$)",
    re.IGNORECASE,
)
_MEANS = pattern(r"\s*(?:means?|shall\s+mean|is\s+defined|stands\s+for|has\s+the\s+meaning)\b", re.IGNORECASE)


@rule("undefined-term", severity="note", group="words")
def undefined_term(ctx: Context) -> Iterator[Finding]:
    """A term in quotation marks that the definitions lack.

    Why: quotation marks around a word with a capital letter promise that it has a fixed meaning. If it is defined
        nowhere, each side fills in its own. Words that the sentence itself defines are left alone.
    Bad:
        Results are sent in the "Release Package".        # and no definition of it
    Good:
        definitions: {Release Package: The certificate of analysis and the reviewed batch record of one batch.}
    Cites: FDA Quality Agreements guidance (2016) IV.B
    """
    agreement = ctx.agreement
    if agreement.is_broken("definitions"):
        return
    known = {_plain(name) for term in terms_of(agreement) for name in (term.key, *term.names)}
    known |= {_plain(name) for party in agreement.parties.values() for name in (party.name, party.called, party.id)}
    known |= {_plain(name) for name in (*agreement.records, *(agreement.data.get("appendices") or {}))}
    known |= {_plain(section.title) for section in agreement.sections.values()}
    found = [(match, _term(match)) for match in wording(ctx).find(QUOTED, _CLUES)]
    known |= {_plain(term) for match, term in found if _is_defined(match)}
    for match, term in found:
        if not _is_term(term) or _plain(term) in known:
            continue
        known.add(_plain(term))  # told once
        said = f"'{term}' stands in quotation marks, and no definition says what it means"
        yield finding_at(ctx, match, said, "define it under `definitions`, or take the quotation marks off")


def _term(match: Match) -> str:
    """The words between the quotation marks."""
    found = QUOTED.match(match.passage.text, match.start)
    return " ".join(found[1].split()) if found else ""


def _is_term(words: str) -> bool:
    """Whether quoted words look like a term: a few words, the first with a capital letter."""
    return bool(words) and words[0].isupper() and len(words.split()) <= 5 and words[-1] not in ".!?,;:"


def _is_defined(match: Match) -> bool:
    return bool(_DEFINED_HERE.search(match.before) or _MEANS.match(match.after))


def _plain(name: str) -> str:
    plain = " ".join(name.casefold().split())
    return plain[:-1] if plain.endswith("s") and len(plain) > 3 else plain
