"""Places: a span slices to its value, and an edit changes its place alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.finding import Edit
from qa_engine.source import Route, apply_edits, parse, quote_scalar, replace_value
from qa_engine.source.write import dump

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff\ufffe\uffff"), max_size=12
)
KEYS = st.text("abcdefghijklmnop-_.0123456789 é漢😀", min_size=1, max_size=8).map(str.strip).filter(bool)
SCALARS = WORDS | st.integers(-9999, 9999) | st.booleans() | st.none()
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=14
)


def flow(value: Any) -> str:
    """Data as YAML in flow style on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote_scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str):
        return quote_scalar(value)
    return "null" if value is None else str(value).lower()


def block(value: Any, depth: int = 0) -> str:
    """Data as YAML in block style, with comments and empty lines as people put them."""
    pad = "  " * depth
    if isinstance(value, dict) and value:
        return "".join(
            f"\n{pad}{quote_scalar(key)}:{block(item, depth + 1)}  # {depth}\n" for key, item in value.items()
        ).rstrip("\n")
    if isinstance(value, list) and value:
        return "".join(f"\n{pad}- {flow(item)}" for item in value)
    return " " + flow(value)


def leaves(value: Any, route: Route = ()) -> list[tuple[Route, Any]]:
    if isinstance(value, dict) and value:
        return [leaf for key, item in value.items() for leaf in leaves(item, (*route, key))]
    if isinstance(value, list) and value:
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*route, index))]
    return [(route, value)]


TEXTS = st.builds(
    lambda data, style: style({"top": data}),
    DATA,
    st.sampled_from([dump, flow, lambda data: block(data).lstrip("\n") + "\n"]),
)


@given(TEXTS, st.sampled_from(["\n", "\r\n"]))
def test_spans_slice_to_their_values(text: str, line_break: str) -> None:
    source = parse(text.replace("\n", line_break), "x.yaml")
    assert source.problems == []
    for route, value in leaves(source.data):
        start, end = source.span(route)
        assert parse(source.text[start:end], "slice").data == value
        if route and isinstance(route[-1], str):
            start, end = source.span(route, key=True)
            assert parse(source.text[start:end] + ": 1", "slice").data == {route[-1]: 1}


@given(TEXTS)
def test_a_place_contains_the_places_inside_it(text: str) -> None:
    source = parse(text, "x.yaml")
    for route in source.spans:
        if route:
            outer, inner = source.span(route[:-1]), source.span(route)
            assert outer[0] <= inner[0] <= inner[1] <= outer[1]


@given(TEXTS, WORDS, st.data())
def test_an_edit_changes_its_place_alone(text: str, new: str, data: st.DataObject) -> None:
    source = parse(text, "x.yaml")
    scalars = [(route, value) for route, value in leaves(source.data) if not isinstance(value, dict | list)]
    if not scalars:
        return
    route, _ = data.draw(st.sampled_from(scalars))
    edit = replace_value(source, route, new)
    after = apply_edits(source.text, [edit])
    assert after[: edit.start] == source.text[: edit.start]
    assert after[edit.start + len(edit.text) :] == source.text[edit.end :]
    changed = parse(after, "x.yaml")
    assert changed.problems == []
    expected = {**dict(leaves(source.data)), route: parse(quote_scalar(new), "x").data}
    assert dict(leaves(changed.data)) == expected


@given(WORDS)
def test_a_quoted_text_reads_back_as_itself(text: str) -> None:
    import unicodedata

    expected = unicodedata.normalize("NFC", text)
    for around in ("{}", "a: {}", "a: [{}, b]", "{{a: {}}}"):
        read = parse(around.format(quote_scalar(text)), "x").data
        while isinstance(read, dict | list):
            read = read["a"] if isinstance(read, dict) else read[0]
        assert read == expected


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply_edits("abcdef", [Edit("x", 0, 3, "1"), Edit("x", 2, 4, "2")])


def test_a_missing_key_points_at_its_owner() -> None:
    source = parse("parties:\n  aurora:\n    name: Aurora\n", "x.yaml")
    assert source.span(("parties", "aurora", "role"), key=True) == source.span(("parties", "aurora"), key=True)


def test_positions_count_characters_whatever_their_width() -> None:
    source = parse("a: 😀漢é\nb: x\n", "x.yaml")
    assert [source.position(offset) for offset in source.span(("a",))] == [(1, 4), (1, 7)]
    assert source.position(source.span(("b",))[0]) == (2, 4)


def test_the_c_parser_is_live() -> None:
    import _ruamel_yaml

    assert _ruamel_yaml.__file__.endswith((".so", ".pyd"))
    assert _ruamel_yaml.CParser
