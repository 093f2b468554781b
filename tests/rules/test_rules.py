"""Every rule against its fixtures: `<rule>/bad*.qa.yaml` and `<rule>/good*.qa.yaml` beside this file.

A bad fixture says itself what is found: `# expect: rule[, rule]` at the end of the offending line. Nothing of error or
warning severity is found that it does not name; a note counts only where it is named or is the rule's own. A good fixture
comes close and stays silent. `# on: 2027-01-15` in the first line sets the day.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from qa_engine.check.run import check_files
from qa_engine.rules import RULES

HERE = Path(__file__).parent
NAMES = {rule.name for rule in RULES}
_EXPECT = re.compile(r"#\s*expect:\s*([a-z, -]+)")
_ON = re.compile(r"#\s*on:\s*(\d{4}-\d{2}-\d{2})")


def fixtures(kind: str) -> list[Path]:
    return sorted(HERE.glob(f"*/{kind}*.qa.yaml"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name.removesuffix('.qa.yaml')}"


def found_in(path: Path) -> set[tuple[int, str]]:
    text = path.read_bytes().decode("utf-8", "replace")
    on = _ON.search(text.split("\n", 1)[0])
    result = check_files([path], RULES, date.fromisoformat(on[1]) if on else date(2027, 1, 15))
    own = path.parent.name
    named = {rule for _, rule in expected_in(path)}
    return {
        (finding.place.line, finding.rule)
        for finding in result.findings
        if finding.waived is None and (finding.severity != "note" or finding.rule == own or finding.rule in named)
    }


def expected_in(path: Path) -> set[tuple[int, str]]:
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    return {
        (number, rule.strip())
        for number, line in enumerate(lines, 1)
        for match in _EXPECT.finditer(line)
        for rule in match[1].split(",")
    }


@pytest.mark.parametrize("path", fixtures("bad"), ids=name_of)
def test_a_bad_agreement_is_found_out_on_the_right_line_and_for_nothing_else(path: Path) -> None:
    expected = expected_in(path)
    assert path.parent.name in {rule for _, rule in expected}, "a bad fixture names its own rule"
    assert found_in(path) == expected


@pytest.mark.parametrize("path", fixtures("good"), ids=name_of)
def test_a_good_agreement_that_comes_close_stays_silent(path: Path) -> None:
    assert found_in(path) == set()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_rule_has_a_bad_and_a_good_fixture(name: str) -> None:
    assert list((HERE / name).glob("bad*.qa.yaml")), f"no tests/rules/{name}/bad.qa.yaml"
    assert list((HERE / name).glob("good*.qa.yaml")), f"no tests/rules/{name}/good.qa.yaml"


def test_every_fixture_belongs_to_a_rule() -> None:
    assert {path.parent.name for path in (*fixtures("bad"), *fixtures("good"))} <= NAMES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_explains_itself(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.summary.endswith(".")
    assert {"Why", "Bad", "Good", "Cites"} <= set(rule.parts)
