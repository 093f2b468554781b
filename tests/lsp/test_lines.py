"""Positions as editors count them: in units of an encoding, from 0."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.lsp.lines import Lines, Units

TEXT = "ab\n中文😀x\r\n\r\x85\u2028end"


@pytest.mark.parametrize(("units", "character"), [("utf-16", 4), ("utf-8", 10), ("utf-32", 3)])
def test_an_emoji_counts_as_the_encoding_has_it(units: Units, character: int) -> None:
    lines = Lines(TEXT, units)
    assert lines.position(TEXT.index("x")) == (1, character)
    assert lines.offset(1, character) == TEXT.index("x")


def test_lines_end_where_the_protocol_says_and_nowhere_else() -> None:
    """A next-line character and a line separator are characters of a line: Python's splitlines has it otherwise."""
    lines = Lines(TEXT)
    assert [lines.line(number) for number in range(4)] == ["ab", "中文😀x", "", "\x85\u2028end"]


@given(st.text(st.sampled_from("ab中😀\n\r\x85\u2028é")), st.sampled_from(["utf-8", "utf-16", "utf-32"]), st.data())
def test_there_and_back(text: str, units: Units, data: st.DataObject) -> None:
    lines = Lines(text, units)
    offset = data.draw(st.integers(0, len(text)))
    line, character = lines.position(offset)
    back = lines.offset(line, character)
    assert back == offset or text[back:offset].strip("\r\n") == ""  # inside of a line break stands nobody


@given(st.text(st.sampled_from("a😀\n")), st.integers(0, 9), st.integers(0, 9))
def test_a_position_that_is_not_there_is_the_nearest_one(text: str, line: int, character: int) -> None:
    lines = Lines(text)
    offset = lines.offset(line, character)
    assert 0 <= offset <= len(text)
    assert lines.position(offset) <= (line, character)
