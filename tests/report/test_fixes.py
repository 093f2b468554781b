"""Fixes: a fix removes its finding, adds none, and touches no other line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa_engine.agreement.load import read_text
from qa_engine.check.fingerprint import fingerprints
from qa_engine.check.fix import fix_text
from qa_engine.check.run import check_agreement
from qa_engine.cli.main import qa_engine
from qa_engine.rules import RULES
from tests.laws.test_hostile_input import SMALLEST

ON = date(2027, 1, 15)
FIXTURES = sorted((Path(__file__).parents[1] / "rules").glob("*/bad*.qa.yaml"))


def findings(text: str, folder: Path | None = None) -> list[str]:
    return fingerprints(check_agreement(read_text(text, "a.qa.yaml", folder), RULES, ON))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_no_fix_makes_anything_worse(path: Path, unsafe: bool) -> None:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return
    after, done = fix_text(text, "a.qa.yaml", RULES, ON, unsafe=unsafe, folder=path.parent)
    assert set(findings(after, path.parent)) <= set(findings(text, path.parent))
    assert (after == text) == (not done)
    before_lines, after_lines = text.split("\n"), after.split("\n")
    if len(before_lines) == len(after_lines):
        changed = {
            number for number, (one, other) in enumerate(zip(before_lines, after_lines, strict=True), 1) if one != other
        }
        assert changed <= {
            line for fixed in done for line in range(fixed.finding.place.line, fixed.finding.place.end_line + 1)
        }


def test_letters_keys_and_versions_are_mended_and_nothing_else(tmp_path: Path) -> None:
    text = (
        SMALLEST.replace('"1.0"', "1.10")
        .replace("title: Deviations", "titel: Deviations   # a heading")
        .replace("b: RA", "b: A/R")
    )
    file = tmp_path / "a.qa.yaml"
    file.write_bytes(("\ufeff" + text).replace("\n", "\r\n").encode())
    ran = CliRunner().invoke(qa_engine, ["check", str(file), "--fix"])
    assert ran.output.count("fixed:") == 3
    expected = SMALLEST.replace('"1.0"', '"1.10"').replace("title: Deviations", "title: Deviations   # a heading")
    assert file.read_bytes() == ("\ufeff" + expected).replace("\n", "\r\n").encode()
    again = CliRunner().invoke(qa_engine, ["check", str(file), "--fix"])
    assert "fixed:" not in again.output


def test_a_key_with_two_candidates_is_left_to_people() -> None:
    text = SMALLEST.replace("{do: Record", "{with: a, vith: b, do: Record")
    after, done = fix_text(text, "a.qa.yaml", RULES, ON, unsafe=False, folder=None)
    assert after == text
    assert done == []
