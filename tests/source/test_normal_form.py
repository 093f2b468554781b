"""One text has one form, however it was typed: NFC (UAX #15), so that no comparison and no hash tells two apart."""

from __future__ import annotations

import pytest

from qa_engine.source import parse


@pytest.mark.parametrize(
    "written",
    [
        "Ame\u0301lie",
        '"Ame\u0301lie"',
        '"Ame\\u0301lie"',  # ASCII alone in the file
        "'Ame\u0301lie'",
        "|-\n  Ame\u0301lie",
        "\u201cok\u201d",
    ],
)
def test_texts_are_read_in_normal_form(written: str) -> None:
    [read] = parse(f"name: {written}\n", "a.qa.yaml").data.values()
    assert read in ("Am\u00e9lie", "\u201cok\u201d")


def test_keys_too_and_two_that_are_one_are_told() -> None:
    source = parse('"e\\u0301": one\n\u00e9: two\n', "a.qa.yaml")
    assert source.data == {"\u00e9": "one"}
    assert [problem.rule for problem in source.problems] == ["duplicate-key"]
