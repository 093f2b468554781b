"""Defined terms: the entries of `definitions`, and the words in which they stand in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.named import NamedTuple
from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement

_ABBREVIATION = pattern(r"\s*[(\[]([^)\]]+)[)\]]\s*$")
_ENDINGS = ("ies", "es", "s", "y", "e", "")


class Term(NamedTuple):
    """A defined term: its key, the words, and the abbreviation behind it in brackets (or empty)."""

    key: str
    words: str
    abbreviation: str

    @property
    def names(self) -> tuple[str, ...]:
        """All that it may be called."""
        return tuple(name for name in (self.words, self.abbreviation) if name)


def terms_of(agreement: Agreement) -> tuple[Term, ...]:
    """The defined terms of an agreement, in order."""
    return tuple(_term(key) for key in agreement.data.get("definitions") or {})


def _term(key: str) -> Term:
    found = _ABBREVIATION.search(key)
    return Term(key, key[: found.start()].strip(), found[1].strip()) if found else Term(key, key.strip(), "")


def is_used(name: str, text: str) -> bool:
    """Whether a name stands in a text of small letters and single blanks, in the singular or the plural."""
    *first, last = name.lower().split() or [""]
    ending = next((one for one in _ENDINGS if one and last.endswith(one) and len(last) > len(one) + 2), "")
    stem = " ".join([*first, last.removesuffix(ending)])
    if not stem:
        return False
    at = text.find(stem)
    while at >= 0:
        end = at + len(stem)
        if not _in_word(text, at - 1) and any(
            text.startswith(one, end) and not _in_word(text, end + len(one)) for one in _ENDINGS
        ):
            return True
        at = text.find(stem, end)
    return False


def _in_word(text: str, at: int) -> bool:
    """Whether the letter at a place belongs to a word."""
    return 0 <= at < len(text) and (text[at].isalnum() or text[at] == "_")
