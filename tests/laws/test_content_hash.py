"""The content hash ignores layout and sees every meaning."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine import content_hash
from qa_engine.agreement.load import read_text
from qa_engine.source import parse
from qa_engine.source.write import dump
from tests.laws.full_agreement import FULL
from tests.laws.test_spans import flow

HASH = content_hash(read_text(FULL))
ORDERED = {"sections", "activities"}
OUTSIDE = {"status", "note", "extends", "base-version", "contacts"}


def shuffled(value: Any, key: str, luck: random.Random) -> Any:
    """The same data in another order, except where order means something."""
    if isinstance(value, dict):
        items = [(name, shuffled(item, name, luck)) for name, item in value.items()]
        if key not in ORDERED:
            luck.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [shuffled(item, key, luck) for item in value]
        luck.shuffle(items)
        return items
    return value


@given(st.integers(0, 10**6), st.sampled_from([dump, flow]))
def test_layout_and_order_that_mean_nothing_change_nothing(seed: int, style: Any) -> None:
    data = shuffled(parse(FULL, "x").data, "", random.Random(seed))
    assert content_hash(read_text(style(data))) == HASH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("borealis.qa: RA, aurora.qa: I (in writing)", "borealis.qa: A/R, aurora.qa: i  (in  writing)"),
        ("1 business day of discovery", "1 working days of  discovery"),
        ("every: 2 years", "every: 2 year"),
        ("after: DEV-01", "after: [DEV-01]"),
        ("handled in the contract", "handled in\n      the contract"),
        ("**critical** ones first", "**critical**\n        ones first\n"),
        ("qa: Quality Assurance", "qa: {title: Quality Assurance}"),
        ("scheme: RACI\n", ""),
        ("status: draft", "status: approved"),
        ("        note: internal\n", ""),
        ('phone: "+49 40 1"', 'phone: "+49 40 2"'),
        ("# ", "#  "),
        ("products: exa-50, sites", "products: [exa-50], sites"),
        ("title: Commercial manufacture of tablets", 'title: "Commercial manufacture of tablets "'),
    ],
)
def test_what_means_the_same_weighs_the_same(old: str, new: str) -> None:
    changed = read_text(FULL.replace(old, new))
    assert changed.findings == []
    assert content_hash(changed) == HASH


def leaves(value: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*route, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*route, index))]
    return [route]


ROUTES = [route for route in leaves(parse(FULL, "x").data) if not OUTSIDE & set(route)]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: ".".join(map(str, route)))
def test_every_value_weighs(route: tuple[Any, ...]) -> None:
    """Each value of an agreement with all keys, changed or taken out in turn, changes the hash."""
    for change in ("other", None):
        if change is None and route == ("scheme",):  # RACI is what an agreement without the key has
            continue
        data = parse(FULL, "x").data
        owner = data
        for step in route[:-1]:
            owner = owner[step]
        if change is None:
            del owner[route[-1]]
        else:
            owner[route[-1]] = _another(owner[route[-1]])
        # the hash is asked of whatever can still be read: what is broken is taken out, and that is a change as well
        assert content_hash(read_text(dump(data))) != HASH, change


def _another(value: Any) -> Any:
    swaps = {
        "RACI": "RASCI",
        "RA": "A",
        "R": "A",
        "A": "R",
        "quarter": "year",
        "quality-agreement": "commercial-contract",
    }
    if not isinstance(value, str):
        return not value if isinstance(value, bool) else value + 1
    if value in swaps:
        return swaps[value]
    return "I" if value.startswith("C (") else "C" if value.startswith("I") and len(value) < 16 else value + " x"


def test_the_order_of_rows_and_sections_weighs() -> None:
    data = parse(FULL, "x").data
    data["sections"] = dict(reversed(data["sections"].items()))
    assert content_hash(read_text(dump(data))) != HASH
    data = parse(FULL, "x").data
    rows = data["sections"]["deviations"]
    rows["activities"] = dict(reversed(rows["activities"].items()))
    assert content_hash(read_text(dump(data))) != HASH


def test_names_that_look_like_keys_of_the_format_weigh_too() -> None:
    for name in ("note", "keep", "within", "by"):
        one = FULL.replace("definitions:\n", f"definitions:\n  {name}: 1 business day\n")
        other = FULL.replace("definitions:\n", f"definitions:\n  {name}: 1 business days\n")
        assert len({HASH, content_hash(read_text(one)), content_hash(read_text(other))}) == 3


def test_the_form_of_the_hash() -> None:
    assert HASH.startswith("sha256:")
    assert len(HASH) == 7 + 64
