"""Rows that are copied over and over: the rules that hold two rows against each other do not go wild on them."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from qa_engine.check.pairs import pairs
from qa_engine.check.run import check_files
from qa_engine.rules import RULES

HEAD = """\
format: qa-engine/1
id: QA-1
title: Supply
version: "1.0"
parties:
  aurora: {name: Aurora Ltd, role: contract-giver}
  borealis: {name: Borealis GmbH, role: contract-acceptor}
sections:
  one:
    title: One
    activities:
      FIRST: {do: Classify the event, raci: {borealis: RA}, within: 2 days of discovery}
"""
ROWS = {
    "conflicting-deadline": "{{do: Notify the Sponsor of an event, raci: {{borealis: RA, aurora: I}}, within: {odd} days of discovery}}",
    "conflicting-ownership": "{{do: Release batch {n}, raci: {{{party}: RA}}, decides: final-release}}",
    "duplicate-duty": "{{do: Review the record, raci: {{{party}: RA}}}}",
    "deadline-inversion": "{{do: Do step {n}, raci: {{borealis: RA}}, after: FIRST, within: {odd} days of discovery}}",
}


def text_of(name: str, rows: int) -> str:
    return HEAD + "".join(
        f"      R-{n}: " + ROWS[name].format(n=n, odd=1 + n % 2, party=("aurora", "borealis")[n % 2]) + "\n"
        for n in range(rows)
    )


def work(folder: Path, name: str, rows: int) -> tuple[int, int]:
    """How many functions are called in a check with this one rule, and how much it finds."""
    file = folder / f"{name}-{rows}.qa.yaml"
    file.write_text(text_of(name, rows), encoding="utf-8")
    called = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal called
        called += event == "call"

    sys.setprofile(count)
    try:
        result = check_files([file], tuple(rule for rule in RULES if rule.name == name), date(2027, 1, 15))
    finally:
        sys.setprofile(None)
    return called, sum(finding.rule == name for finding in result.findings)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_twice_as_many_rows_that_are_alike_are_twice_the_work(tmp_path: Path, name: str) -> None:
    work(tmp_path, name, 10)  # what is read once for all
    once, found = work(tmp_path, name, 200)
    twice, _ = work(tmp_path, name, 400)
    assert found
    assert twice < 2.8 * once


@pytest.mark.parametrize("name", ["conflicting-deadline", "duplicate-duty"])
def test_up_to_a_hundred_rows_every_two_are_held_against_each_other(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.qa.yaml"
    file.write_text(text_of(name, 100), encoding="utf-8")
    found = [one for one in check_files([file], RULES, date(2027, 1, 15)).findings if one.rule == name]
    assert sum(len(one.related) for one in found) == 50 * 50


def test_rows_that_own_a_decision_alike_are_all_named(tmp_path: Path) -> None:
    file = tmp_path / "a.qa.yaml"
    file.write_text(text_of("conflicting-ownership", 120), encoding="utf-8")
    [found] = [
        one for one in check_files([file], RULES, date(2027, 1, 15)).findings if one.rule == "conflicting-ownership"
    ]
    assert len(found.related) == 119


def test_pairs_are_every_two_of_a_list_and_only_the_first_beyond_the_bound() -> None:
    assert list(pairs("abc")) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert list(pairs("abcd", 1)) == [("a", "b"), ("a", "c"), ("a", "d")]
