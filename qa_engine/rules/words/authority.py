"""Sentences that speak to an authority: there the law sets the words."""

from __future__ import annotations

import re

from qa_engine.pattern import pattern

_AUTHORITY = r"(?:authorit(?:y|ies)|agenc(?:y|ies)|regulators?|inspectorates?|FDA|EMA|MHRA|PMDA|Swissmedic)"
_TO_AUTHORITY = pattern(
    r"\b(?:to|with|inform\w*|notif\w*|tell\w*|alert\w*|report\w*\s+to)\s+(?:all\s+|any\s+|each\s+)?(?:the\s+)?"
    rf"(?:(?:competent|concerned|health|national|regulatory|relevant|responsible|supervisory|local|drug)\s+){{0,3}}{_AUTHORITY}\b",
    re.IGNORECASE,
)


def speaks_to_authority(sentence: str) -> bool:
    """Whether a sentence speaks of telling or filing with an authority, where the law sets the words."""
    return bool(_TO_AUTHORITY.search(sentence))
