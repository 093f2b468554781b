"""The lists that agreements draw their words from: topics in their standard sections, and decisions."""

from __future__ import annotations

from functools import cache
from typing import Any

from qa_engine.close import get_close_matches
from qa_engine.named import NamedTuple
from qa_engine.packs.kept import kept


class Topic(NamedTuple):
    """What a row or a section can be about.

    core      expected in every agreement
    section   where it usually stands
    synonyms  what people write instead, in small letters
    """

    id: str
    title: str
    section: str
    core: bool
    synonyms: tuple[str, ...] = ()


class Decision(NamedTuple):
    """A decision that needs exactly one owner.

    topic          where it usually stands
    quality        it belongs to a quality unit
    laboratory     a laboratory unit may answer too
    markets        where the decision exists; empty: everywhere
    except_        markets where another decision stands in its place
    may_differ_by  families of classes or dimensions by which it is customarily split between owners
    owner          market (or `all`) → who must hold it, in words, where a regulation fixes that
    """

    id: str
    title: str
    topic: str
    quality: bool
    laboratory: bool
    markets: tuple[str, ...]
    except_: tuple[str, ...]
    may_differ_by: tuple[str, ...]
    owner: dict[str, str]


@cache
def topics() -> dict[str, Topic]:
    """All topics by id, in standard order."""
    return {
        identifier: Topic(
            identifier, entry["title"], entry["section"], entry["core"] == "yes", tuple(entry["synonyms"])
        )
        for identifier, entry in kept("topics")["topics"].items()
    }


def nearest_topic(word: str) -> str:
    """The topic that a word comes closest to, by its id, its title or a synonym; empty where none is close."""
    names = _topic_names()
    plain = _plain(word)
    if plain in names:
        return names[plain]
    near = get_close_matches(plain, names, 1, 0.7)
    return names[near[0]] if near else ""


@cache
def _topic_names() -> dict[str, str]:
    """All that a topic may be called → its id; ids count before titles, titles before synonyms."""
    names = {_plain(topic.id): topic.id for topic in topics().values()}
    for topic in topics().values():
        names.setdefault(_plain(topic.title), topic.id)
    for topic in topics().values():
        for synonym in topic.synonyms:
            names.setdefault(_plain(synonym), topic.id)
    return names


def _plain(word: str) -> str:
    return word.casefold().replace("_", "-").replace(" ", "-")


@cache
def decisions() -> dict[str, Decision]:
    """All decisions by id."""
    return {entry["id"]: _decision(entry) for entry in kept("decisions")}


def _decision(entry: dict[str, Any]) -> Decision:
    return Decision(
        entry["id"],
        entry["title"],
        entry["topic"],
        bool(entry.get("quality")),
        bool(entry.get("laboratory")),
        tuple(entry.get("markets", ())),
        tuple(entry.get("except", ())),
        tuple(entry.get("may-differ-by", ())),
        dict(entry.get("owner", {})),
    )
