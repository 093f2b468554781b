"""A party is asked for by its id, or by the word that the document prints for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_engine.cli.main import run

FILE = (Path(__file__).parents[2] / "agreements" / "api-supply.qa.yaml").as_posix()


@pytest.mark.parametrize(
    ("by_id", "by_word"),
    [
        (["show", FILE, "--for", "calluna"], ["show", FILE, "--for", "Customer"]),
        (["graph", FILE, "--without", "valmarsa"], ["graph", FILE, "--without", "api manufacturer"]),
        (["graph", FILE, "--without", "calluna.qa"], ["graph", FILE, "--without", "Customer.qa"]),
        (["diff", FILE, FILE, "--for", "calluna"], ["diff", FILE, FILE, "--for", "customer"]),
    ],
)
def test_a_printed_word_is_as_good_as_an_id(
    capsys: pytest.CaptureFixture[str], by_id: list[str], by_word: list[str]
) -> None:
    expected = run(by_id), capsys.readouterr()
    assert (run(by_word), capsys.readouterr()) == expected
    assert expected[0] != 2


def test_a_word_that_nobody_is_called_by_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", FILE, "--for", "CMO"]) == 2
    assert "calluna (Customer), valmarsa (API Manufacturer)" in capsys.readouterr().err
