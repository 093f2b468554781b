"""A name that is in no list, and the one that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that a word comes closest to, case and hyphens aside; empty where none is close."""
    from qa_engine.close import get_close_matches

    names: dict[str, str] = {}
    for name in known:
        names.setdefault(_plain(name), name)
    near = get_close_matches(_plain(word), names, 1, 0.6)
    return names[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A hint: the nearest known name, or else what there is to do."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else otherwise


def from_list(word: str, known: Iterable[str], otherwise: str) -> str:
    """A hint for a word of a list that nobody has before their eyes: the nearest, and those that share a word with it."""
    names = list(known)
    parts = set(_plain(word).split("-")) - _SMALL
    near = nearest(word, names)
    kin = [name for name in names if name != near and parts & set(name.split("-"))][:6]
    hint = f"did you mean '{near}'?" if near else otherwise
    return f"{hint} (the list also has {', '.join(kin)})" if kin else hint


_SMALL = frozenset({"", "a", "an", "and", "for", "in", "of", "on", "or", "the", "to"})


def _plain(word: str) -> str:
    return word.casefold().replace("_", "-").replace(" ", "-")
