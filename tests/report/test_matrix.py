"""`qa-engine show`: nothing of a cell is lost on the way to the terminal."""

from __future__ import annotations

import pytest

from qa_engine.agreement.load import read_text
from qa_engine.cli.terminal import plain
from qa_engine.report.matrix import matrix

AGREEMENT = """\
format: qa-engine/1
id: QA-1
title: Supply
version: "1.0"
parties:
  aurora: {name: Aurora Ltd, role: contract-giver, called: Sponsor, functions: {qa: Quality Assurance}}
  borealis: {name: Borealis GmbH, role: contract-acceptor, called: CMO, functions: {qa: Quality Assurance}}
sections:
  one:
    title: One
    activities:
      VAL-01: {do: Validate, raci: {borealis.qa: "RA (process, site)", aurora.qa: C (of the method)}}
      GEN-01: {do: Train, raci: {each: RA (its own staff)}}
      GEN-02: {do: Clean, raci: {borealis: RA}}
"""


def shown(**how: bool | str) -> list[str]:
    return plain(list(matrix(read_text(AGREEMENT.encode()), **how))).splitlines()  # type: ignore[arg-type]


@pytest.mark.parametrize("by_function", [False, True])
def test_words_of_a_cell_are_shown_with_their_holder(by_function: bool) -> None:
    said = "\n".join(shown(by_function=by_function))
    for cell in ("borealis.qa RA (process, site)", "aurora.qa C (of the method)", "each RA (its own staff)"):
        assert said.count(cell) == 1, said


def test_a_row_without_words_takes_one_line() -> None:
    lines = shown()
    assert lines[lines.index(next(line for line in lines if "GEN-02" in line)) + 1] == ""
