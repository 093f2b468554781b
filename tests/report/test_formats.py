"""The reports for programs say what the findings say, in the forms that their readers take."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from qa_engine.check.fingerprint import fingerprints
from qa_engine.check.run import check_files
from qa_engine.cli.main import qa_engine
from qa_engine.report.github import SHOWN
from qa_engine.rules import RULES
from tests.laws.test_hostile_input import SMALLEST

ROOT = Path(__file__).parents[2]
FIXTURES = sorted((ROOT / "tests" / "rules").glob("*/bad*.qa.yaml"))
ON = date(2027, 1, 15)


def told(form: str, *paths: Path) -> str:
    ran = CliRunner().invoke(
        qa_engine, ["check", *map(str, paths), "--format", form, "--on", ON.isoformat()], standalone_mode=False
    )
    assert ran.exception is None
    return ran.output


def test_sarif_holds_every_finding_at_its_place() -> None:
    run = json.loads(told("sarif", *FIXTURES))["runs"][0]
    findings = check_files(FIXTURES, RULES, ON).findings
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(findings)
    for result, finding in zip(run["results"], findings, strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (result["ruleId"], region["startLine"], region["startColumn"]) == (
            finding.rule,
            finding.place.line,
            finding.place.column,
        )
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == finding.rule
        assert bool(result.get("suppressions")) == (finding.waived is not None)
        assert bool(result.get("fixes")) == (finding.fix is not None)
    marks = [result["partialFingerprints"]["qaEngine/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)


def test_fingerprints_do_not_move_with_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.qa.yaml"
    file.write_text(SMALLEST.replace("RA", "R"), encoding="utf-8")
    before = check_files([file], RULES, ON).findings
    file.write_text("# a comment\n\n" + SMALLEST.replace("RA", "R"), encoding="utf-8")
    after = check_files([file], RULES, ON).findings
    assert [one.place.line for one in before] != [one.place.line for one in after]
    assert fingerprints(before) == fingerprints(after)


def test_github_shows_the_gravest_first_and_counts_what_it_cut(tmp_path: Path) -> None:
    rows = "".join(
        f"      DEV-{number:02d}: {{do: 'Record 50 %, then: go', raci: {{b: R, a: I}}}}\n" for number in range(2, 20)
    )
    file = tmp_path / "a.qa.yaml"
    file.write_text(SMALLEST + rows, encoding="utf-8")
    lines = told("github", file).splitlines()
    assert [line.split(" ")[0] for line in lines[:SHOWN]] == ["::error"] * SHOWN
    assert "8 more findings are not shown here" in lines[-2]
    assert "18 errors" in lines[-1]
    assert re.fullmatch(
        r"::error file=[^:,]+,line=\d+,endLine=\d+,title=missing-accountable at DEV-02,col=\d+,endColumn=\d+::.*",
        lines[0],
    )
    assert "50 %25" in lines[0]


def test_junit_is_xml_with_a_case_for_each_error() -> None:
    suites = ElementTree.fromstring(told("junit", *FIXTURES).encode())  # noqa: S314  # our own output
    findings = check_files(FIXTURES, RULES, ON).findings
    assert len(suites.findall(".//failure")) == sum(finding.blocks for finding in findings)
    assert len(suites.findall(".//skipped")) == sum(finding.waived is not None for finding in findings)
    for suite in suites:
        assert int(suite.get("tests", "0")) == len(suite.findall("testcase"))


def test_gitlab_is_a_list_of_what_is_open() -> None:
    report = json.loads(told("gitlab", *FIXTURES))
    findings = [finding for finding in check_files(FIXTURES, RULES, ON).findings if finding.waived is None]
    assert [entry["check_name"] for entry in report] == [finding.rule for finding in findings]
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(report[0])


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit", "gitlab"])
def test_every_format_is_the_same_twice(form: str) -> None:
    assert told(form, *FIXTURES) == told(form, *reversed(FIXTURES))


def test_severities_are_set_by_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "qa-engine.toml").write_text(
        '[severity]\nmissing-accountable = "note"\nidle-party = "off"\n', encoding="utf-8"
    )
    (tmp_path / "sub").mkdir()
    file = tmp_path / "sub" / "a.qa.yaml"
    file.write_text(SMALLEST.replace("RA", "R").replace(", a: I", ""), encoding="utf-8")
    found = {finding.rule: finding.severity for finding in check_files([file], RULES, ON).findings}
    assert found["missing-accountable"] == "note"
    assert "idle-party" not in found


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ('severty = "x"\n', "unknown-key"),
        ('[severity]\nidle-party = "loud"\n', "wrong-type"),
        ('own-keys-schema = "../../outside.json"\n', "wrong-type"),
        ('own-keys-schema = "nowhere.json"\n', "wrong-type"),
        ("= 1\n", "wrong-type"),
        ('columns = "row"\n', "wrong-type"),
        ('[calendars]\nGB = ["Christmas"]\n', "wrong-type"),
        ('[packs]\n"../other" = ["eu-gmp-7"]\n', "wrong-type"),
    ],
)
def test_settings_that_mean_nothing_are_errors_with_the_nearest(settings: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "qa-engine.toml").write_text(settings, encoding="utf-8")
    file = tmp_path / "a.qa.yaml"
    file.write_text(SMALLEST.replace("title: Supply", "x-a: 1\ntitle: Supply"), encoding="utf-8")
    found = [finding for finding in check_files([file], RULES, ON).findings if finding.severity != "note"]
    assert [(finding.rule, Path(finding.place.path).name) for finding in found] == [(rule, "qa-engine.toml")]


def test_own_keys_are_held_against_the_company_s_schema(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.qa-engine]\nown-keys-schema = "own.json"\n', encoding="utf-8")
    schema = {
        "properties": {"x-cost-centre": {"type": "string", "pattern": "^[0-9]{4}$"}},
        "additionalProperties": False,
    }
    (tmp_path / "own.json").write_text(json.dumps(schema), encoding="utf-8")
    file = tmp_path / "a.qa.yaml"
    file.write_text(
        SMALLEST.replace("title: Supply", 'x-cost-centre: "47"\ntitle: Supply').replace("{do:", "{x-other: 1, do:"),
        encoding="utf-8",
    )
    found = [finding for finding in check_files([file], RULES, ON).findings if finding.severity != "note"]
    assert [(finding.rule, finding.place.at, finding.place.line) for finding in found] == [
        ("wrong-type", "x-cost-centre", 3),
        ("wrong-type", "DEV-01", 13),
    ]
    schema["properties"]["x-cost-centre"] = {"$ref": "http://example.invalid/schema.json"}  # nothing is fetched
    (tmp_path / "own.json").write_text(json.dumps(schema), encoding="utf-8")
    assert check_files([file], RULES, ON).summary["error"] >= 1
