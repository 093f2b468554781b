from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.pattern import pattern
from qa_engine.rules.words.wording import finding_at, once_a_sentence, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.rules.words.wording import Clue, Match

VAGUE = pattern(
    r"""\b(?:
    (?:the|both)\s+(?:two\s+)?parties\s+(?:(?:shall|will|must|should)(?!\s+(?:each|be\s+bound))|agree\s+to\b
        |(?:are|shall\s+be|will\s+be)\s+(?:jointly\s+|both\s+)?(?:responsible|accountable))
    | jointly
    | by\s+(?:both|the\s+two|either\s+of\s+the)\s+parties
    | (?:to\s+be\s+|as\s+(?:may\s+be\s+)?|otherwise\s+)?(?:mutually\s+)?agreed\s+(?:upon\s+)?(?:in\s+writing\s+)?
        (?:by|between|among|amongst|with)\s+(?:and\s+between\s+)?(?:the\s+|both\s+(?:the\s+)?)?parties
    | (?:resolved|settled|decided|determined|discussed|handled|defined)\s+(?:\w+\s+){0,3}?
        (?:by|between|among|amongst)\s+(?:and\s+between\s+)?(?:both|the)\s+(?:two\s+)?parties
    | (?:as\s+)?mutually\s+agree(?:d|able)?(?:\s+upon)?
    | (?:by|upon|on|through|subject\s+to)\s+mutual\s+(?:agreement|consent|consultation)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What both must do, each for itself or together, because it is about the contract or about conduct and no task of one.
_BOTH_MUST = pattern(
    r"""\b(?:sign(?:ed|s|ing|ature|atures)?|amend\w*|execut(?:e|ed|ion)\s+(?:of\s+)?(?:this|the)\s+agreement|in\s+force
    |terminat\w*|compl(?:y|ies)|adher\w+|abide|observe|conform|confidential\w*|good\s+faith|cooperate|co-operate
    |respective(?:ly)?|its\s+own|their\s+own|bound|retain|appoint|acknowledge|represent\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_AMONG = ("by ", "between ", "among ", "amongst ", "with ")
_CLUES: tuple[Clue, ...] = (
    *(f"parties {verb}" for verb in ("shall", "will", "must", "should", "agree to", "are")),
    *("by both parties", "by the two parties", "by either of the parties", "jointly", "mutual"),
    *((verb, _AMONG, "parties") for verb in ("agreed", "resolved", "settled", "decided", "determined", "discussed")),
    *((verb, _AMONG, "parties") for verb in ("handled", "defined")),
)
_AHEAD = 60
"""So far behind the words the verb is looked for that tells what the parties do."""


@rule("vague-owner", severity="warning", group="words")
def vague_owner(ctx: Context) -> Iterator[Finding]:
    """A duty of "the parties" or "jointly", where one of them must own it.

    Why: what both do neither does, and each can say that it waited for the other. Joint responsibility without one who
        answers is a common finding of inspectors. What each does for itself, and what both must do because it is about
        the contract (sign it, amend it, keep it confidential), is left alone.
    Bad:
        The parties shall investigate complaints jointly.
    Good:
        CMP-02: {do: Investigate the complaint, raci: {borealis.qa: RA, aurora.qa: C}}
    Cites: EU GMP 7.14; EU GMP 7.15; customary practice
    """
    found = (match for match in wording(ctx).find(VAGUE, _CLUES) if not _is_for_both(match))
    for match in once_a_sentence(found):
        way_out = "name the one who answers; the other is asked (C) or signs (`signed-by`)"
        yield finding_at(ctx, match, f"{match.where} says '{match.words}', where one owner is meant", way_out)


def _is_for_both(match: Match) -> bool:
    return bool(_BOTH_MUST.search(match.after[:_AHEAD]) or _BOTH_MUST.search(match.before[-_AHEAD:]))
