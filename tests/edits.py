"""Random edits: what people do to an agreement, one after the other, each leaving a valid one.

Hypothesis draws the agreements (that is what takes time) and a seed; from these, many sequences of edits are made.
Plain data in, plain data out, as in `tests.strategies`.

    @given(starts())
    def test_something(start): ...
        for old, new in pairs(start): ...
"""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from qa_engine.agreement.build import build
from qa_engine.agreement.extends import FIRST_LINE, own
from qa_engine.agreement.resolved import Resolved
from qa_engine.agreement.validate import validate
from qa_engine.source import Source
from tests.strategies import Extent, agreements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

    from tests.strategies import Data

SMALL = Extent(parties=3, functions=2, products=2, sections=3, rows=6)
CASES = 8
"""Sequences of edits for each agreement that is drawn."""

by_cases = settings(max_examples=max(settings.default.max_examples // 5, 1))
"""For a law that looks at many cases of each agreement: a fifth of the agreements is looks enough."""


class Start(NamedTuple):
    """An agreement to edit, another one to take words from, and a seed."""

    base: Data
    other: Data
    seed: int


def starts() -> SearchStrategy[Start]:
    """Two agreements of one scheme, and a seed."""
    return st.sampled_from(["RACI", "RACI", "RASCI", "X"]).flatmap(
        lambda scheme: st.builds(
            Start,
            agreements(extent=SMALL, scheme=scheme),
            agreements(extent=SMALL, scheme=scheme),
            st.integers(0, 2**32),
        )
    )


def pairs(start: Start) -> Iterator[tuple[Data, Data]]:
    """The agreement, and what became of it; several times, with more and more edits."""
    luck = Random(start.seed)
    for number in range(CASES):
        yield start.base, edited(start.base, start.other, luck, 1 + number)


def triples(start: Start) -> Iterator[tuple[Data, Data, Data]]:
    """The agreement, and what two people made of it."""
    luck = Random(start.seed)
    for number in range(CASES):
        yield start.base, *(edited(start.base, start.other, luck, 1 + number // 2) for _ in range(2))


def edited(data: Data, other: Data, luck: Random, edits: int) -> Data:
    """The same agreement after some edits."""
    for _ in range(edits):
        candidate = deepcopy(data)
        luck.choice(EDITS)(luck, candidate, other)
        if is_sound(candidate):
            data = candidate
    return data


def is_sound(data: Data) -> bool:
    """Whether the data is an agreement without an error of the group "The file". It is judged without its text: that saves time."""
    resolved = own(Source("agreement.qa.yaml", "", deepcopy(data)), Resolved, FIRST_LINE)
    validate(resolved)
    return not any(finding.blocks for finding in build(resolved).findings)


def homes(data: Data) -> list[tuple[str, str]]:
    """Section and id of all rows."""
    return [(name, row) for name, section in data["sections"].items() for row in section.get("activities") or {}]


def _row(luck: Random, data: Data) -> tuple[Data, str]:
    section, row = luck.choice(homes(data))
    return data["sections"][section]["activities"], row


def _transplant(luck: Random, mine: Data, theirs: Data, *, keep: tuple[str, ...] = ()) -> None:
    """Take a value over, or take one out."""
    keys = [key for key in dict.fromkeys((*mine, *theirs)) if key not in keep]
    if not keys:
        return
    key = luck.choice(keys)
    if key in theirs and luck.randint(0, 3):
        mine[key] = deepcopy(theirs[key])
    else:
        mine.pop(key, None)


def field_of_a_row(luck: Random, data: Data, other: Data) -> None:
    if homes(data) and homes(other):
        rows, row = _row(luck, data)
        others, its = _row(luck, other)
        _transplant(luck, rows[row], others[its])


def letters(luck: Random, data: Data, other: Data) -> None:
    if homes(data) and homes(other):
        rows, row = _row(luck, data)
        others, its = _row(luck, other)
        if isinstance(rows[row].get("raci"), dict) and isinstance(others[its].get("raci"), dict):
            _transplant(luck, rows[row]["raci"], others[its]["raci"])


def field_at_the_top(luck: Random, data: Data, other: Data) -> None:
    _transplant(luck, data, other, keep=("format", "sections", "parties", "scheme"))


def entry_at_the_top(luck: Random, data: Data, other: Data) -> None:
    shared = [
        key for key in data if key != "sections" and isinstance(data[key], dict) and isinstance(other.get(key), dict)
    ]
    if shared:
        key = luck.choice(shared)
        _transplant(luck, data[key], other[key])


def field_of_an_entry(luck: Random, data: Data, other: Data) -> None:
    keys = [key for key in data if key != "sections" and isinstance(data[key], dict) and data[key]]
    if not keys:
        return
    key = luck.choice(keys)
    mine = data[key][luck.choice(list(data[key]))]
    theirs = (
        [entry for entry in (other.get(key) or {}).values() if isinstance(entry, dict)]
        if isinstance(other.get(key), dict)
        else []
    )
    if isinstance(mine, dict) and theirs:
        _transplant(luck, mine, luck.choice(theirs))


def entry_of_a_list(luck: Random, data: Data, other: Data) -> None:
    keys = [
        key for key in ("contacts", "signatories", "escalation", "waivers", "history") if key in data and key in other
    ]
    if keys:
        key = luck.choice(keys)
        mine, theirs = data[key], other[key]
        if luck.random() < 0.5 and mine:
            mine.pop(luck.randint(0, len(mine) - 1))
        elif luck.random() < 0.5 and mine:
            _transplant(luck, luck.choice(mine), luck.choice(theirs))
        else:
            mine.insert(luck.randint(0, len(mine)), deepcopy(luck.choice(theirs)))
        if not mine:
            del data[key]


def field_of_a_section(luck: Random, data: Data, other: Data) -> None:
    mine = data["sections"][luck.choice(list(data["sections"]))]
    theirs = other["sections"][luck.choice(list(other["sections"]))]
    _transplant(luck, mine, theirs, keep=("activities",))


def new_row(luck: Random, data: Data, other: Data) -> None:
    if homes(other):
        rows, row = _row(luck, other)
        section = data["sections"][luck.choice(list(data["sections"]))]
        new = luck.choice([row, f"{row}a", "9.9", "9.10", "DEV-77"])
        _insert(luck, section.setdefault("activities", {}), new, deepcopy(rows[row]))


def _insert(luck: Random, rows: Data, row: str, said: Any) -> None:
    items = [item for item in rows.items() if item[0] != row]
    items.insert(luck.randint(0, len(items)), (row, said))
    rows.clear()
    rows.update(items)


def no_row(luck: Random, data: Data, other: Data) -> None:
    del other
    if homes(data):
        rows, row = _row(luck, data)
        del rows[row]


def moved_row(luck: Random, data: Data, other: Data) -> None:
    del other
    if homes(data):
        rows, row = _row(luck, data)
        said = rows.pop(row)
        section = data["sections"][luck.choice(list(data["sections"]))]
        _insert(luck, section.setdefault("activities", {}), row, said)


def renamed_row(luck: Random, data: Data, other: Data) -> None:
    del other
    if homes(data):
        rows, row = _row(luck, data)
        new = luck.choice([f"{row}x", "9.9", "9.10", "NEW-01"])
        items = [(new if name == row else name, said) for name, said in rows.items()]
        rows.clear()
        rows.update(items)


def shifted_rows(luck: Random, data: Data, other: Data) -> None:
    """A row is put in, and those behind it get the next number."""
    del other
    if homes(data):
        rows, row = _row(luck, data)
        ids = [*rows, "9.99"]
        at = ids.index(row)
        items = [*list(rows.items())[:at], (ids[at], {"do": "Approve what is new here", "raci": {}})]
        items += [(ids[at + 1 + number], said) for number, said in enumerate(list(rows.values())[at:])]
        rows.clear()
        rows.update(items)


def moved_section(luck: Random, data: Data, other: Data) -> None:
    del other
    name = luck.choice(list(data["sections"]))
    _insert(luck, data["sections"], name, data["sections"][name])


def new_section(luck: Random, data: Data, other: Data) -> None:
    name = luck.choice(list(other["sections"]))
    section = deepcopy(other["sections"][name])
    section.pop("activities", None)
    _insert(luck, data["sections"], luck.choice([name, "annex", "more"]), section | {"title": "More"})


def no_section(luck: Random, data: Data, other: Data) -> None:
    del other
    if len(data["sections"]) > 1:
        del data["sections"][luck.choice(list(data["sections"]))]


EDITS = (
    field_of_a_row,
    field_of_a_row,
    field_of_a_row,
    letters,
    letters,
    field_at_the_top,
    entry_at_the_top,
    field_of_an_entry,
    entry_of_a_list,
    field_of_a_section,
    new_row,
    no_row,
    moved_row,
    renamed_row,
    shifted_rows,
    moved_section,
    new_section,
    no_section,
)
