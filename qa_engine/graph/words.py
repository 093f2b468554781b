"""How the graph words what an agreement says: on one line, and the same words for the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import ANY_CLASS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_engine.agreement.period import Period


def one_line(text: str) -> str:
    """A text on one line, with single blanks."""
    return " ".join(text.split())


def by_class(values: Mapping[str, Period | str]) -> str:
    """A value, or the value of each class: `3 days`, `critical: 1 business day; major: 3 business days`."""
    said = (str(value) if name == ANY_CLASS else f"{name}: {value}" for name, value in values.items())
    return "; ".join(map(one_line, said))


def event_key(words: str) -> str:
    """Events are the same whatever the case, the blanks and a leading article."""
    return one_line(words).casefold().removeprefix("the ")
