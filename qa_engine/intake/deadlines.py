"""Deadlines as people write them: `within twenty-four (24) hours of receipt`, `at least 90 days before`, `annually`."""

from __future__ import annotations

import re

from qa_engine.named import NamedTuple

_SMALL = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBERS = {word: number for number, word in enumerate(_SMALL, 1)} | _TENS | {"a": 1, "an": 1}
_NUMBERS |= {f"{tens}-{ones}": number + one for tens, number in _TENS.items() for one, ones in enumerate(_SMALL[:9], 1)}

_IN_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_NUMBER = rf"\b(?:(?P<word>{_IN_WORDS})(?:\s*\(\s*(?P<digits>\d{{1,4}})\s*\))?|(?P<number>\d{{1,4}}))"
_UNIT = (
    r"(?P<unit>business\s+days?|working\s+days?|calendar\s+days?|hours?|hrs?|h|days?|weeks?|months?|quarters?|years?)\b"
    r"(?!['’])"
)
_UNITS = {"working day": "business day", "calendar day": "day", "hr": "hour", "h": "hour"}
_AT_MOST = r"(?:within|(?:in\s+no\s+event|not|no)\s+later\s+than|at\s+most|max(?:imum|\.)?(?:\s+of)?|<=|≤)"
_AT_LEAST = r"(?:at\s+least|not\s+less\s+than|no\s+less\s+than|min(?:imum|\.)?(?:\s+of)?|>=|≥)"
_BEFORE = r"(?:before|prior\s+to|in\s+advance\s+of|ahead\s+of)"
_AFTER = r"(?:of|after|from|following|upon)"
# an event is named in a few words; a condition behind it is none of its words
_EVENT = r"(?P<event>(?:the\s+|its\s+|a\s+)?[a-z][\w’'-]*(?:\s+(?!if\b|unless\b|for\b|when\b|and\b|or\b|by\b|to\b)[\w’'-]+){0,6})"
_END = r"\s*(?:[.;,)]|\Z)"

_WITHIN = re.compile(rf"{_AT_MOST}\s+{_NUMBER}\s+{_UNIT}(?:\s+{_AFTER}\s+{_EVENT})?{_END}", re.IGNORECASE)
_NOTICE = re.compile(rf"(?:{_AT_LEAST}\s+)?{_NUMBER}\s+{_UNIT}\s+{_BEFORE}\s+{_EVENT}{_END}", re.IGNORECASE)
_EVERY = re.compile(rf"(?:every|once\s+every|each)\s+(?:{_NUMBER}\s+)?{_UNIT}{_END}", re.IGNORECASE)
_ALONE = re.compile(rf"{_NUMBER}\s+{_UNIT}(?:\s+{_AFTER}\s+{_EVENT})?\s*\.?\Z", re.IGNORECASE)
_AT_ONCE = re.compile(
    rf"(?:immediately|at\s+once|forthwith)(?:\s+(?:upon|after|on|of)\s+{_EVENT})?\s*\.?\Z", re.IGNORECASE
)
_SAID = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "annually": "year", "yearly": "year",
    "annual": "year", "biannually": "", "once a year": "year", "every year": "year",
}  # fmt: skip
_TIMES = re.compile(r"\b(?:hours?|hrs?|h|days?|weeks?|months?|quarters?|years?)\b", re.IGNORECASE)


class Deadline(NamedTuple):
    """A deadline in the words of the format: its key (`within`, `notice`, `every`) and its value."""

    key: str
    value: str


def deadline_of(text: str) -> Deadline | None:
    """What a cell of a column of deadlines says as a whole; None where it says something else, or more."""
    said = " ".join(text.split())
    if (word := _SAID.get(said.casefold().rstrip("."))) is not None:
        return Deadline("every", word) if word else None
    for pattern, read in (
        (_NOTICE, _notice),
        (_WITHIN, _within),
        (_EVERY, _every),
        (_ALONE, _within),
        (_AT_ONCE, _at_once),
    ):
        match = pattern.fullmatch(said)
        if match:
            return read(match)
    return None


def deadline_in(text: str) -> Deadline | None:
    """The one deadline in a sentence; None where there is none, where there are several, or where it holds only at times."""
    said = " ".join(text.split())
    if not _TIMES.search(said):
        return None
    found: list[Deadline | None] = []
    for pattern, read in ((_NOTICE, _notice), (_WITHIN, _within), (_EVERY, _every)):
        for match in pattern.finditer(said):
            if pattern is _NOTICE and not re.search(
                rf"{_AT_LEAST}\s*\Z", said[: match.start("unit") - 1], re.IGNORECASE
            ):
                starts_plain = re.match(_AT_LEAST, match[0], re.IGNORECASE)
                if not starts_plain and re.search(rf"{_AT_MOST}\s+\Z", said[: match.start()], re.IGNORECASE):
                    continue  # `within 30 days before …` is no notice
            found.append(read(match))
    amounts = re.findall(rf"{_NUMBER}\s+{_UNIT}", said, re.IGNORECASE)
    return found[0] if len(found) == 1 and len(amounts) == 1 else None


def names_a_time(text: str) -> bool:
    """Whether a sentence speaks of an amount of time at all."""
    return bool(re.search(rf"\b{_NUMBER}\s+{_UNIT}", text, re.IGNORECASE))


def _amount(match: re.Match[str]) -> str | None:
    digits = match["digits"] or match["number"]
    number = int(digits) if digits else _NUMBERS[match["word"].lower()] if match["word"] else 1
    if match["digits"] and match["word"] and _NUMBERS[match["word"].lower()] != number:
        return None  # `thirty (20) days`: which of the two is meant is for people to say
    unit = re.sub(r"\s+", " ", match["unit"].lower()).removesuffix("s")
    unit = _UNITS.get(unit, unit)
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _event(match: re.Match[str]) -> str:
    event = match["event"] or ""
    return re.sub(r"\A(the|its|a)\s+", "", " ".join(event.split()), flags=re.IGNORECASE)


def _within(match: re.Match[str]) -> Deadline | None:
    amount, event = _amount(match), _event(match)
    return Deadline("within", f"{amount} of {event}" if event else amount) if amount else None


def _notice(match: re.Match[str]) -> Deadline | None:
    amount = _amount(match)
    return Deadline("notice", f"{amount} before {_event(match)}") if amount else None


def _every(match: re.Match[str]) -> Deadline | None:
    amount = _amount(match)
    return Deadline("every", amount.removeprefix("1 ")) if amount else None


def _at_once(match: re.Match[str]) -> Deadline | None:
    event = _event(match)
    return Deadline("within", f"at once of {event}" if event else "at once")
