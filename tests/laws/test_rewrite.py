"""Rewriting a text: it means what it shall, and keeps every line that need not change."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from qa_engine.source import parse
from qa_engine.source.rewrite import rewrite, same
from qa_engine.source.write import dump
from tests.laws.test_spans import KEYS, SCALARS, block, flow

DATA = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=10
    ),
    min_size=1,
    max_size=5,
)
STYLES = st.sampled_from([dump, flow, lambda data: block(data).lstrip("\n") + "\n"])


def changed(value: Any, luck: random.Random) -> Any:
    """The same data with some of it changed, taken out, put in and reordered."""
    if isinstance(value, dict):
        items = [(key, changed(item, luck) if luck.random() < 0.4 else item) for key, item in value.items()]
        if items and luck.random() < 0.3:
            items.pop(luck.randrange(len(items)))
        if luck.random() < 0.3:
            items = [item for item in items if item[0] != "new"]
            items.insert(
                luck.randint(0, len(items)), ("new", luck.choice(["x", {"y": "z"}, ["a", "b"], "two\nlines\n"]))
            )
        if luck.random() < 0.2:
            luck.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [changed(item, luck) if luck.random() < 0.3 else item for item in value]
        if luck.random() < 0.4:
            items.insert(luck.randint(0, len(items)), "new")
        return items
    return luck.choice(["other", "two\nlines\n", 7, None, value])


@given(DATA, STYLES, st.integers(0, 2**32), st.booleans())
def test_a_rewritten_text_means_what_it_shall(data: dict[str, Any], style: Any, seed: int, in_order: bool) -> None:
    def ordered(_: object) -> bool:
        return in_order

    luck = random.Random(seed)
    source = parse(style(data), "x")
    for _ in range(5):
        target = changed(source.data, luck) or {"kept": 1}
        if not set(target) & set(source.data):
            continue
        text = rewrite(source, target, ordered=ordered)
        assert same(parse(text, "x").data, target, (), ordered)


@given(DATA, STYLES)
def test_what_holds_already_is_not_touched(data: dict[str, Any], style: Any) -> None:
    source = parse(style(data), "x")
    assert rewrite(source, source.data, ordered=lambda _: True) == source.text


@given(DATA, st.integers(0, 2**32))
def test_lines_of_keys_that_do_not_change_stay_to_the_byte(data: dict[str, Any], seed: int) -> None:
    source = parse(block(data).lstrip("\n") + "\n", "x")
    luck = random.Random(seed)
    key = luck.choice(list(source.data))
    target = {**source.data, key: changed(source.data[key], luck)}
    text = rewrite(source, target)
    for other in source.data:
        if other != key:
            start, end = source.span((other,), key=True)[0], source.span((other,))[1]
            assert source.text[start:end] in text


def test_an_entry_moves_with_its_comments() -> None:
    text = "rows:\n  # the first\n  a: {x: 1}   # so\n    # and so on\n\n  b: {x: 2}\n  c: {x: 3}\n"
    source = parse(text, "x")
    target = {"rows": {"b": {"x": 2}, "c": {"x": 3}, "a": {"x": 1}}}
    moved = rewrite(source, target, ordered=lambda _: True)
    assert moved == "rows:\n\n  b: {x: 2}\n  c: {x: 3}\n  # the first\n  a: {x: 1}   # so\n    # and so on\n"
