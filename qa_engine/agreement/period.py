"""Deadlines, notices and intervals: a number, a unit, an event.

No library type serves: ISO 8601 has no business day, and a month is not thirty days in a contract.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa_engine.named import NamedTuple
from qa_engine.pattern import pattern

UNITS = ("hour", "day", "business day", "week", "month", "quarter", "year")

_UNIT_WORDS = {
    "h": "hour",
    "hr": "hour",
    "hour": "hour",
    "day": "day",
    "calendar day": "day",
    "business day": "business day",
    "working day": "business day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
}

_AMOUNT = r"[0-9]{1,4}\s+(h|hrs?|hours?|(calendar |business |working )?days?|weeks?|months?|quarters?|years?)"
_AMOUNT_OR_SHORT = rf"({_AMOUNT}|[0-9]{{1,4}}h)"

WITHIN_PATTERN = rf"^\s*(at once|{_AMOUNT_OR_SHORT})(\s+of\s+\S(.|\n)*)?$"
NOTICE_PATTERN = rf"^\s*{_AMOUNT_OR_SHORT}\s+before\s+\S(.|\n)*$"
EVERY_PATTERN = rf"^\s*({_AMOUNT}|day|business day|working day|week|month|quarter|year)\s*$"
REVIEW_PATTERN = r"^\s*every [0-9]{1,3} (months?|years?)\s*$"
KEEP_PATTERN = rf"^\s*{_AMOUNT}(\s+after\s+\S(.|\n)*)?$"

_READ = pattern(
    r"\s*(?:every\s+)?(?:(?P<number>[0-9]+)\s*)?(?P<unit>[a-z]+(?: days?)?)\s*(?:(?P<link>of|before|after)\s+(?P<event>.*))?\Z",
    re.DOTALL,
)


_NUMBERS = "one two three four five six seven eight nine ten twelve fourteen fifteen twenty thirty forty-five sixty"
_NUMBER = rf"(?:\d+|{_NUMBERS.replace(' ', '|')})"
_UNIT = r"(?:h|hours?|(?:(?:business|working|calendar)\s+)?days?|weeks?|months?|quarters?|years?)"
TIME_IN_PROSE = pattern(rf"\b{_NUMBER}(?:\s*[\])]|\s*[(\[]\s*\d+\s*[)\]])?[\s-]+{_UNIT}\b", re.IGNORECASE)
"""A time as sentences give it: `3 business days`, `twenty-four (24) hours`, `two (2) weeks`."""


class Period(NamedTuple):
    """A length of time and the event it is counted from, before or after.

    `value` counts `unit` (hour, day = calendar day, business day, week, month, quarter, year); `link` is
    `of`, `before`, `after` or empty, `event` the words behind it. `at once` is zero hours.
    """

    value: int
    unit: str
    link: str = ""
    event: str = ""

    @property
    def amount(self) -> str:
        """`3 business days`, `at once`: the canonical words without the event."""
        if self.unit == "hour" and self.value == 0:
            return "at once"
        return f"{self.value} {self.unit}{'' if self.value == 1 else 's'}"

    def __str__(self) -> str:
        return f"{self.amount} {self.link} {self.event}" if self.event else self.amount


@lru_cache(maxsize=1024)  # an agreement has few deadlines, and gives each to many rows
def read_period(text: str) -> Period | None:
    """`<n> <unit> [of|before|after <event>]`, `at once [of <event>]`, `month`, `every 2 years`; None where it is neither."""
    stripped = text.strip()
    if stripped.startswith("at once"):
        rest = stripped[len("at once") :].strip()
        event = " ".join(rest.removeprefix("of ").split())
        return Period(0, "hour", "of" if event else "", event)
    match = _READ.match(stripped)
    if match is None:
        return None
    word = match["unit"]
    unit = _UNIT_WORDS.get(word) or _UNIT_WORDS.get(word.removesuffix("s"))
    if unit is None:
        return None
    event = " ".join((match["event"] or "").split())
    return Period(int(match["number"] or 1), unit, (match["link"] or "") if event else "", event)


def as_written(key: str, canonical: str) -> str:
    """A period in canonical form as the format takes it under a key.

    A review says how often, and `at once` only a deadline may say: elsewhere it is no more than zero hours.
    """
    if key == "review":
        return f"every {canonical}"
    if key in ("notice", "every", "keep") and canonical.startswith("at once"):
        return "0 hours" + canonical.removeprefix("at once")
    return canonical


# Hours that a period takes at least and at most on any calendar. A business day is one of at least 24 hours between its
# ends; over a long weekend with public holidays on both sides it may take eleven calendar days (Golden Week, Chinese New Year).
_HOURS = {
    "hour": (1, 1),
    "day": (24, 24),
    "business day": (24, 264),
    "week": (168, 168),
    "month": (28 * 24, 31 * 24),
    "quarter": (90 * 24, 92 * 24),
    "year": (365 * 24, 366 * 24),
}


def certainly_shorter(one: Period, other: Period) -> bool:
    """Whether `one` ends before `other` on every calendar. The same unit: the numbers decide."""
    if one.unit == other.unit:
        return one.value < other.value
    return one.value * _HOURS[one.unit][1] < other.value * _HOURS[other.unit][0]
