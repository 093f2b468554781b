"""Slips of somebody who writes YAML for the first time: the place is the slip's own, and the way out is said."""

from __future__ import annotations

import pytest

from qa_engine.source import parse

ROW = "row:\n  do: Close it\n  raci: {a: RA}\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        (ROW.replace("do: C", "do:C"), 2, 5, "a blank is missing behind the colon"),
        (ROW.replace("  do", "\u00a0 do"), 2, 1, "U+00A0"),
        (ROW.replace("  do", " do"), 3, 3, "indented by 2 blanks, and line 2 above it by 1"),
        (ROW.replace("  raci", "    raci"), 3, 5, "indented by 4 blanks, and line 2 above it by 2"),
        (ROW.replace("Close it", "Close: it"), 2, 12, "a colon stands where none can be"),
    ],
    ids=["no blank", "pasted blank", "too far left", "too far right", "colon in text"],
)
def test_a_slip_is_named_where_it_stands(text: str, line: int, column: int, said: str) -> None:
    [problem] = parse(text, "a.qa.yaml").problems
    before = text[: problem.span[0]]
    assert (before.count("\n") + 1, len(before) - before.rfind("\n")) == (line, column)
    assert said in problem.message


def test_a_word_file_is_named_as_one_and_not_as_bad_text() -> None:
    [problem] = parse(b"PK\x03\x04\x14\x00\xff", "a.docx").problems
    assert "Word or Excel file" in problem.message
    assert "qa-engine import" in problem.hint
