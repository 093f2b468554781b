"""A fix removes its finding, adds none and touches no other line, whatever slips somebody made in an agreement."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_engine.agreement.load import read_text
from qa_engine.check.fingerprint import fingerprints
from qa_engine.check.fix import fix_text
from qa_engine.check.run import check_agreement
from qa_engine.rules import RULES
from tests.lsp.material import BASE

ON = date(2027, 1, 15)
CELL = re.compile(r"(?<=: )(RA|A|R|C|I)(?=[,}])")
KEY = re.compile(r"(?<![\w.-])(title|version|sections|activities|name|role|functions|within|after|raci|do|topic)(?=:)")
LOOSE = {"RA": ("A/R", "R/A", "AR", "R, A", "ra"), "A": ("a",), "R": ("r", "(R)"), "C": ("c",), "I": ("i",)}


@st.composite
def slips(draw: st.DrawFn) -> str:
    """An agreement with loose letters, mistyped keys, a number for a version, in any line ends, with or without a mark."""
    text = BASE
    for match in draw(st.lists(st.sampled_from([*CELL.finditer(BASE)]), max_size=4, unique_by=lambda one: one.start())):
        loose = draw(st.sampled_from(LOOSE[match.group()]))
        quoted = f"'{loose}'" if set(loose) & set(",()") else loose
        text = text.replace(_line(BASE, match), _line(BASE, match).replace(f": {match.group()}", f": {quoted}", 1), 1)
    for match in draw(st.lists(st.sampled_from([*KEY.finditer(BASE)]), max_size=3, unique_by=lambda one: one.start())):
        key = match.group()
        at = draw(st.integers(0, len(key) - 1))
        wrong = draw(st.sampled_from([key[:at] + key[at + 1 :], key[:at] + "x" + key[at:], key.capitalize()]))
        text = re.sub(rf"(?<![\w.-]){key}(?=:)", wrong or key, text, count=draw(st.sampled_from([1, 2])))
    if draw(st.booleans()):
        text = re.sub(r'version: "([\d.]+)"', r"version: \1", text, count=1)
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _line(text: str, match: re.Match[str]) -> str:
    return text[text.rfind("\n", 0, match.start()) + 1 : text.find("\n", match.end())]


def found(text: str) -> set[str]:
    return set(fingerprints(check_agreement(read_text(text, "a.qa.yaml"), RULES, ON)))


@settings(max_examples=max(12, settings().max_examples // 8))  # a fix checks the whole agreement several times
@given(slips(), st.booleans())
def test_a_fix_removes_its_finding_adds_none_and_touches_no_other_line(text: str, unsafe: bool) -> None:
    before = found(text)
    after, done = fix_text(text, "a.qa.yaml", RULES, ON, unsafe=unsafe, folder=None)
    left = found(after)
    assert left <= before
    assert len(left) <= len(before) - len({fixed.finding for fixed in done} & _of(text, before))
    assert (after == text) == (not done)
    if not unsafe:
        touched = {line for one in done for line in range(one.finding.place.line, one.finding.place.end_line + 1)}
        ours, theirs = text.split("\n"), after.split("\n")
        assert len(ours) == len(theirs)
        assert {
            number for number, pair in enumerate(zip(ours, theirs, strict=True), 1) if len(set(pair)) > 1
        } <= touched
    assert fix_text(after, "a.qa.yaml", RULES, ON, unsafe=unsafe, folder=None) == (after, [])


def _of(text: str, marks: set[str]) -> set[object]:
    """The findings of a text by their fingerprints."""
    findings = check_agreement(read_text(text, "a.qa.yaml"), RULES, ON)
    return {finding for finding, mark in zip(findings, fingerprints(findings), strict=True) if mark in marks}


def test_slips_are_made_and_mended() -> None:
    """The law above speaks of something."""
    text = BASE.replace("borealis.qa: RA", "borealis.qa: A/R", 1).replace("  title:", "  titel:", 1)
    assert text != BASE
    after, done = fix_text(text, "a.qa.yaml", RULES, ON, unsafe=False, folder=None)
    assert after == BASE
    assert len(done) == 2
