"""A company's own pack: beside its agreements, on top of shipped ones, and told about when it is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from qa_engine.check.run import Result, check_files
from qa_engine.rules import RULES

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2027, 1, 15)
ASKED = [rule for rule in RULES if rule.name in ("missing-topic", "unknown-pack")]
AGREEMENT = """\
format: qa-engine/1
id: QA-1
title: Manufacture of tablets
version: "1.0"
packs: [{packs}]
commercial-contract: {{id: M-1, precedence: quality-agreement}}
parties:
  a: {{name: A, role: contract-giver, functions: {{qa: Quality Assurance}}}}
  b: {{name: B, role: contract-acceptor, functions: {{qa: Quality Assurance}}}}
products:
  p: {{name: P, markets: [CH], kind: [api]}}
sections:
  audits:
    topic: audits
    activities:
      AUD-01: {{do: Audit the contractor, raci: {{a.qa: RA, b.qa: C}}, every: 2 years}}
"""
POLICY = """\
format: qa-engine/pack-1
id: our-policy
version: "3"
title: Our policy
expectations:
  policy/pip:
    title: Person in plant
    topic: person-in-plant
    cites: SOP-QA-012 4.2
    severity: error
"""


def checked(folder: Path, packs: str = "./our-policy.pack.yaml", **files: str) -> Result:
    (folder / ".git").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.pack.yaml").write_text(text, encoding="utf-8")
    file = folder / "a.qa.yaml"
    file.write_text(AGREEMENT.format(packs=packs), encoding="utf-8")
    return check_files([file], ASKED, ON)


def found(result: Result, *rules: str) -> list[tuple[str, str, str]]:
    return [(one.rule, one.severity, one.place.at) for one in result.findings if not rules or one.rule in rules]


def test_a_pack_of_ones_own_works_like_a_shipped_one(tmp_path: Path) -> None:
    result = checked(tmp_path, our_policy=POLICY)
    assert found(result) == [("missing-topic", "error", "person-in-plant")]
    finding = result.findings[0]
    assert finding.cites == ("SOP-QA-012 4.2",)
    assert "our-policy expects it (SOP-QA-012 4.2)" in finding.message
    assert (finding.place.line, finding.place.path.endswith("a.qa.yaml")) == (5, True)
    assert result.packs == {"our-policy": "3"}


def test_it_can_stand_on_a_shipped_one_change_severities_and_take_out(tmp_path: Path) -> None:
    policy = (
        POLICY.replace("expectations:", "extends: ich-q7-16\nexpectations:")
        + "  ich-q7/16.12: {severity: note}\n  ich-q7/16.14: null\n"
    )
    result = checked(tmp_path, our_policy=policy)
    topics = {finding.place.at: finding.severity for finding in result.findings if finding.rule == "missing-topic"}
    assert topics["person-in-plant"] == "error"
    assert topics["responsibility-matrix"] == "note"
    assert "subcontracting" not in topics
    assert topics["change-control"] == "error"
    shipped = checked(tmp_path, packs="ich-q7-16")
    assert ("missing-topic", "error", "subcontracting") in found(shipped)
    assert result.packs == {"our-policy": "3", "ich-q7-16": "1"}


def test_packs_may_stand_on_each_other_but_not_in_a_circle(tmp_path: Path) -> None:
    lower = POLICY.replace("our-policy", "group-policy")
    upper = POLICY.replace("expectations:", "extends: [./group-policy.pack.yaml]\nexpectations:").replace(
        "error", "note"
    )
    assert found(checked(tmp_path, our_policy=upper, group_policy=lower)) == [
        ("missing-topic", "note", "person-in-plant")
    ]
    turned = lower.replace("expectations:", "extends: ./our-policy.pack.yaml\nexpectations:")
    result = checked(tmp_path, our_policy=upper, group_policy=turned)
    circle = [finding for finding in result.findings if finding.rule == "bad-extends"]
    assert circle
    assert "in a circle" in circle[0].message
    assert circle[0].place.path.endswith("group-policy.pack.yaml")


@pytest.mark.parametrize(
    ("packs", "message"),
    [
        ("fda-qa-2015", "there is no pack 'fda-qa-2015'"),
        ("./our-polcy.pack.yaml", "there is no such file"),
        ("../../x.pack.yaml", "leads out of the repository"),
        ("/etc/passwd.yaml", "no path relative to this file"),
        ("our-policy", "there is no pack 'our-policy'"),
        (".", "cannot be opened"),
        ("./", "cannot be opened"),
    ],
)
def test_a_pack_that_is_not_there(tmp_path: Path, packs: str, message: str) -> None:
    findings = [one for one in checked(tmp_path, packs, our_policy=POLICY).findings if one.rule == "unknown-pack"]
    if packs == ".":
        assert "there is no pack" in findings[0].message
        return
    assert message in findings[0].message
    assert findings[0].severity == "error"
    assert findings[0].place.line == 5
    assert findings[0].hint


def test_the_nearest_is_named(tmp_path: Path) -> None:
    hints = {
        one.place.column: one.hint for one in checked(tmp_path, "fda-qa-2015, our-policy", our_policy=POLICY).findings
    }
    assert "did you mean 'fda-qa-2016'?" in hints.values()
    assert "a pack of your own is named by its path: ./our-policy.pack.yaml" in hints.values()


@pytest.mark.parametrize(
    ("change", "rule", "line", "hint"),
    [
        (("topic: person-in-plant", "topic: person-in-plnt"), "wrong-type", 8, "did you mean 'person-in-plant'?"),
        (("severity: error", "severity: eror"), "wrong-type", 10, "did you mean 'error'?"),
        (("severity: error", "severty: error"), "unknown-key", 10, "did you mean `severity`?"),
        (("    topic: person-in-plant\n", ""), "missing-key", 6, "add `topic:`"),
        (('version: "3"', "version: 3"), "wrong-type", 3, 'quote it: "3"'),
        (("severity: error", "decision: recal-decision"), "wrong-type", 10, "did you mean 'recall-decision'?"),
        (("severity: error", "when: {markets: [USA]}"), "wrong-type", 10, "did you mean 'US'?"),
        (("severity: error", "limit: {within: soon, counts-from: knowledge}"), "wrong-type", 10, ""),
        (
            ("severity: error", "limit: {within: 1 day of use, counts-from: knowledge}"),
            "missing-key",
            6,
            "add `decision:`",
        ),
        (("severity: error", "severity: [error"), "yaml-syntax", 11, ""),
        (("severity: error", "severity: &a error"), "yaml-limits", 10, ""),
        (("severity: error", "severity: error\n    severity: note"), "duplicate-key", 11, ""),
        ((POLICY, ""), "wrong-type", 1, "it starts with `format: qa-engine/pack-1`"),
        (("expectations:", "extends: fda-qa-2015\nexpectations:"), "bad-extends", 5, "did you mean 'fda-qa-2016'?"),
    ],
)
def test_a_malformed_pack_gets_a_finding_with_its_place(
    tmp_path: Path, change: tuple[str, str], rule: str, line: int, hint: str
) -> None:
    old, new = change
    assert old in POLICY
    result = checked(tmp_path, our_policy=POLICY.replace(old, new))
    inside = [one for one in result.findings if one.place.path.endswith("our-policy.pack.yaml")]
    assert [one.rule for one in inside] == [rule]
    assert inside[0].severity == "error"
    assert inside[0].place.line == line
    assert hint in inside[0].hint
    assert inside[0].place.at in ("policy/pip", "version", "extends", "our-policy.pack.yaml")


def test_a_mistyped_id_of_an_expectation_below_is_named(tmp_path: Path) -> None:
    policy = POLICY.replace("expectations:", "extends: ich-q7-16\nexpectations:") + "  ich-q7/16.1: {severity: note}\n"
    result = checked(tmp_path, our_policy=policy)
    inside = [one for one in result.findings if one.place.path.endswith(".pack.yaml")]
    assert [(one.rule, one.place.at) for one in inside] == [("unknown-key", "ich-q7/16.1")]
    assert inside[0].hint.startswith("did you mean `ich-q7/16.1")


def test_what_is_wrong_in_a_pack_is_told_once_for_all_agreements(tmp_path: Path) -> None:
    checked(tmp_path, our_policy=POLICY.replace("severity: error", "severty: error"))
    (tmp_path / "b.qa.yaml").write_text((tmp_path / "a.qa.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    result = check_files([tmp_path / "a.qa.yaml", tmp_path / "b.qa.yaml"], ASKED, ON)
    assert [one.rule for one in result.findings if one.place.path.endswith(".pack.yaml")] == ["unknown-key"]


def test_a_pack_named_in_a_lower_file_is_found_from_there(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "our-policy.pack.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "base" / "a.qa.yaml").write_text(AGREEMENT.format(packs="./our-policy.pack.yaml"), encoding="utf-8")
    upper = tmp_path / "b.qa.yaml"
    upper.write_text(
        'format: qa-engine/1\nextends: base/a.qa.yaml\nid: QA-2\ntitle: Appendix\nversion: "1.0"\n', encoding="utf-8"
    )
    result = check_files([upper], ASKED, ON)
    assert found(result) == [("missing-topic", "error", "person-in-plant")]
    assert result.packs == {"our-policy": "3"}
