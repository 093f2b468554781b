"""Topics and decisions proposed from the words of a row, for people to judge."""

from __future__ import annotations

import re
from functools import cache

from qa_engine.agreement.vocabulary import NOTICE_VERBS
from qa_engine.packs.lists import decisions
from qa_engine.packs.suggest import suggest_topic

_DECIDING = re.compile(
    r"approv|releas|dispos|decid|decision|clos(e|ure)|classif|certif|accept|authori[sz]|invalidat|report|submi",
    re.IGNORECASE,
)
# what stands behind these is the occasion of the row, not what it does
_OCCASION = re.compile(
    r"\b(until|before|after|pending|for|that|which|from|under|without|in line with|to the|its)\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z]+")
_ENDINGS = (
    "ations", "ation", "itions", "ition", "ions", "ion", "als", "al", "ures", "ure", "ing", "ies", "es", "ed", "s", "e", "y",
)  # fmt: skip
_SMALL = frozenset({"of", "the", "a", "an", "to", "at", "by", "for", "and", "or", "its", "this", "from", "after", "on"})


def topic_for(sentence: str, heading: str) -> str:
    """The topic that a row is most likely about; empty where nothing points to one."""
    return suggest_topic(sentence, heading)


def decision_for(sentence: str) -> str:
    """The decision that a row takes by its words; empty where not all words of one are there, or those of two are."""
    head = _OCCASION.split(sentence, maxsplit=1)[0]
    words = _WORD.findall(head.lower())
    if not _DECIDING.search(head) or not words or words[0] in NOTICE_VERBS:
        return ""
    # `approved suppliers` have been decided on before
    said = {_stem(word) for word in words if not word.endswith("ed")}
    found = [name for name, stems in _stems().items() if stems <= said]
    longest = max((len(_stems()[name]) for name in found), default=0)
    best = [name for name in found if len(_stems()[name]) == longest]
    return best[0] if len(best) == 1 else ""


@cache
def _stems() -> dict[str, frozenset[str]]:
    return {name: frozenset(_stem(word) for word in name.split("-") if word not in _SMALL) for name in decisions()}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
