"""Which topic a sentence is probably about: by the words that the trade uses for each topic."""

from __future__ import annotations

from functools import cache

from qa_engine.packs.lists import topics
from qa_engine.pattern import pattern

_WORD = pattern(r"[a-z][a-z0-9]*")
# fmt: off
_EMPTY = frozenset({
    "a", "an", "and", "any", "as", "at", "be", "been", "by", "can", "did", "do", "each", "every", "for", "from",
    "has", "have", "if", "in", "is", "it", "its", "no", "of", "on", "or", "other", "own", "per", "that", "the",
    "their", "them", "then", "they", "this", "to", "under", "until", "was", "were", "what", "when", "which",
    "who", "will", "with",
})
"""Words that say nothing about a topic."""
# fmt: on

_ENDINGS = (
    "ations",
    "ating",
    "ation",
    "ated",
    "ates",
    "ings",
    "ions",
    "ing",
    "ies",
    "ate",
    "ion",
    "ed",
    "es",
    "y",
    "s",
    "e",
)
"""Endings that do not tell words apart, longest first."""

Stems = tuple[str, ...]


def suggest_topic(sentence: str, heading: str = "") -> str:
    """The topic that a row's sentence is most likely about, with the heading above it to tip the balance.

    Empty where nothing in the sentence points to a topic, or two topics are as likely. A guess for people to judge.
    """
    words, above = _stems(sentence), _stems(heading)
    scores: dict[str, float] = {}
    for first, phrases in _phrases().items():
        if first in words or first in above:
            for phrase, topic, weight in phrases:
                at = _find(words, phrase)
                if at >= 0:
                    scores[topic] = max(scores.get(topic, 0), weight - min(at, 8) / 4)
    for topic in scores:
        # a heading names what its rows have in common; it decides between topics that the sentence names alike
        if any(_find(above, phrase) >= 0 for phrase in _of_topic(topic)):
            scores[topic] += 1
    best = sorted(scores.items(), key=lambda item: -item[1])[:2]
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return ""
    return best[0][0]


@cache
def _of_topic(topic: str) -> tuple[Stems, ...]:
    entry = topics()[topic]
    return tuple(dict.fromkeys(_stems(words) for words in (topic.replace("-", " "), *entry.synonyms)))


@cache
def _phrases() -> dict[str, list[tuple[Stems, str, float]]]:
    """First stem → the phrases that start with it: stems, topic, weight. More words, and longer ones, weigh more."""
    found: dict[str, list[tuple[Stems, str, float]]] = {}
    for topic in topics():
        for phrase in _of_topic(topic):
            if phrase:
                weight = len(phrase) * 2 + sum(len(stem) for stem in phrase) / 20
                found.setdefault(phrase[0], []).append((phrase, topic, weight))
    return found


def _stems(text: str) -> Stems:
    """The words of a text without their endings: `validate`, `validated` and `validation` are one."""
    return tuple(_stem(word) for word in _WORD.findall(text.lower()) if word not in _EMPTY)


def _stem(word: str) -> str:
    if word in ("product", "products"):
        return "products"  # not to be taken for production
    for ending in _ENDINGS:
        if len(word) - len(ending) >= 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def _find(words: Stems, phrase: Stems) -> int:
    """Where a phrase starts in a sentence, counted in words; -1 where it does not stand there."""
    size = len(phrase)
    return next((start for start in range(len(words) - size + 1) if words[start : start + size] == phrase), -1)
