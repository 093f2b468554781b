"""The definitions that an agreement needs: of the terms that it uses, and of those that their definitions use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qa_engine.starters.library import library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.starters.words import Words


def definitions(full: dict[str, Any], words: Words, data: dict[str, Any]) -> dict[str, str]:
    """The terms used in `data`, in alphabetical order; the recipe's own definitions come before the library's."""
    known = {**library().lists["definitions"], **full.get("definitions", {})}
    known = {term: words.put(text) for term, text in known.items()}
    said = "\n".join(_texts({key: data[key] for key in ("sections", "scope", "records", "kpis", "classes")}))
    used: dict[str, str] = {}
    while said:
        found = {term: text for term, text in known.items() if term not in used and _uses(said, term)}
        used |= found
        said = "\n".join(found.values())
    return dict(sorted(used.items(), key=lambda item: item[0].casefold()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _uses(text: str, term: str) -> bool:
    """Whether a text uses a term or its abbreviation; `Discovery` is used by `within: 4 hours of discovery` too."""
    name, _, short = term.removesuffix(")").partition(" (")
    said = re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", text, re.IGNORECASE)
    return bool(said or (short and re.search(rf"(?<!\w){re.escape(short)}s?(?!\w)", text)))
