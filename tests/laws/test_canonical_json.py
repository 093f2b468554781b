"""Canonical JSON is what RFC 8785 says, whichever way it was written."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from qa_engine.agreement.jcs import jcs_bytes

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
DATA = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner), max_leaves=20)


@given(DATA)
@example({"b": 1, "a": [], "B": {}, "": '\x00\x08\t\n\x0c\r\x1f"\\/\x7f\x85\u2028é漢😀'})
@example({"\U0001f600": 1, "\ufb33": 2})  # sorted by UTF-16, where the first comes first
@example([1.0, 1e21, -0.0, 1e-7, 2**53 - 1, -(2**53) + 1])
@example([2**53])
@example([float("nan")])
@example("\ud800")
@example({"a": {"\ud800": 1}})
def test_canonical_json_is_that_of_rfc_8785(data: Any) -> None:
    try:
        expected = rfc8785.dumps(data)
    except ValueError as error:
        with pytest.raises(ValueError, match=".") as raised:
            jcs_bytes(data)
        assert type(raised.value) is type(error)
    else:
        assert jcs_bytes(data) == expected


def test_what_is_plain_is_written_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "rfc8785")
    assert jcs_bytes({"b": [1, None, True], "a": "–"}) == '{"a":"–","b":[1,null,true]}'.encode()
    assert "rfc8785" not in sys.modules


def test_data_of_any_depth_are_written_or_refused() -> None:
    deep: Any = "end"
    for _ in range(600):
        deep = [deep]
    assert jcs_bytes(deep) == b"[" * 600 + b'"end"' + b"]" * 600
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(RecursionError):
        jcs_bytes(deep)
