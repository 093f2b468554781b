"""Coverage: what answers an expectation, what is missing, and that `check` says the same."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa_engine.agreement.load import read, read_text
from qa_engine.check.run import check_agreement
from qa_engine.cli.main import qa_engine
from qa_engine.coverage.answers import Coverage
from qa_engine.coverage.table import blocks, table
from qa_engine.packs.read import packs_of, read_pack
from qa_engine.rules import RULES

AGREEMENTS = sorted((Path(__file__).parents[2] / "agreements").glob("*.qa.yaml"))
PACK = """\
format: qa-engine/pack-1
id: policy
version: "1"
title: Policy
expectations:
  p/row: {title: By a row, topic: audits}
  p/prose: {title: By prose, topic: training}
  p/excused: {title: Excused, topic: recall, decision: recall-decision}
  p/list: {title: By a list, topic: definitions}
  p/decision: {title: Decided, topic: final-release, decision: final-release, severity: error}
  p/both: {title: Two topics, topic: [audits, stability]}
  p/time: {title: A time, topic: audits, deadline: {customary: 30 days}}
  p/us: {title: For the US alone, topic: returns, when: {markets: [US]}}
  p/sterile: {title: For sterile products alone, topic: returns, when: {kind: [sterile]}}
  p/laboratory: {title: Not for a laboratory, topic: returns, unless: {services: [testing, storage]}}
  p/clinical: {title: Clinical alone, topic: returns, when: {stage: [clinical]}}
"""
AGREEMENT = """\
format: qa-engine/1
id: A
title: A
version: "1.0"
parties: {a: {name: A, role: contract-giver}, b: {name: B, role: contract-acceptor}}
products: {p: {name: P, markets: [DE], kind: [small-molecule]}}
scope: {services: [testing]}
definitions: {Batch: A batch.}
sections:
  audits: {topic: audits, activities: {AUD-01: {do: Audit B, raci: {a: RA, b: C}}}}
  training: {topic: training, text: Each party trains its staff.}
  recall: {topic: recall, not-applicable: Nothing is distributed}
  release: {topic: final-release, activities: {REL-01: {do: Release the batch, raci: {a: RA, b: I}}}}
"""


def lines(
    agreement: str = AGREEMENT, pack: str = PACK
) -> dict[str, tuple[str, tuple[str, ...], list[tuple[str, str]]]]:
    held, findings = read_pack(pack, "p.pack.yaml", None)
    assert findings == ()
    coverage = Coverage(read_text(agreement), (held,))
    return {
        line.expectation.id: (
            line.state,
            (*line.rows, *line.sections, *line.stated),
            [(gap.lack, gap.name) for gap in line.gaps],
        )
        for line in coverage.lines
    }


def test_what_answers_an_expectation() -> None:
    assert lines() == {
        "p/row": ("answered", ("AUD-01",), []),
        "p/prose": ("answered", ("training",), []),
        "p/excused": ("not-applicable", ("recall",), []),
        "p/list": ("answered", ("definitions",), []),
        "p/decision": ("gap", ("REL-01",), [("decision", "final-release")]),
        "p/both": ("gap", ("AUD-01",), [("topic", "stability")]),
        "p/time": ("gap", ("AUD-01",), [("deadline", "audits")]),
    }


def test_what_an_expectation_is_for() -> None:
    in_the_us = lines(AGREEMENT.replace("[DE]", "[US]").replace("[testing]", "[testing, packaging]"))
    assert {"p/us", "p/laboratory"} <= set(in_the_us)
    assert "p/sterile" in lines(AGREEMENT.replace("[small-molecule]", "[biologic, sterile]"))
    assert "p/clinical" in lines(AGREEMENT.replace("services: [testing]", "stage: clinical"))
    anywhere = lines(AGREEMENT.replace(", markets: [DE]", ""))
    assert "p/us" in anywhere


@pytest.mark.parametrize(
    ("old", "new", "identifier"),
    [
        ("raci: {a: RA, b: I}}", "raci: {a: RA, b: I}, decides: final-release}", "p/decision"),
        ("do: Release the batch, raci: {a: RA, b: I}", "not-applicable: B releases nothing", "p/decision"),
        ("raci: {a: RA, b: C}}", "raci: {a: RA, b: C}, every: 2 years}", "p/time"),
        ("text: Each", "text: Each", "p/prose"),
    ],
)
def test_a_gap_that_is_closed(old: str, new: str, identifier: str) -> None:
    assert old in AGREEMENT
    assert lines(AGREEMENT.replace(old, new))[identifier][0] in ("answered", "not-applicable")


def test_a_percentage_counts_what_does_not_apply_and_never_rounds_up() -> None:
    held, _ = read_pack(PACK, "p.pack.yaml", None)
    (one,) = table(read_text(AGREEMENT), (held,))
    assert (one.answered, len(one.entries), one.percent, one.elsewhere) == (4, 7, 57, 4)
    assert blocks((one,))
    assert {entry.expectation: entry.severity for entry in one.entries if entry.gaps} == {
        "p/decision": "error",
        "p/both": "warning",
        "p/time": "warning",
    }


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name)
def test_check_and_coverage_say_the_same(path: Path) -> None:
    agreement = read(path)
    packs = packs_of(agreement).packs
    missing = {gap.name for line in Coverage(agreement, packs).lines for gap in line.gaps}
    rules = [rule for rule in RULES if rule.name.startswith("missing-") and rule.group == "gaps"]
    asked = [rule for rule in rules if rule.name.removeprefix("missing-") in ("topic", "decision", "deadline")]
    assert {finding.place.at for finding in check_agreement(agreement, asked, date(2027, 1, 15))} == missing
    assert [one.percent for one in table(agreement, packs)] == [100] * len(packs)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(qa_engine, ["coverage", *arguments], standalone_mode=False)
    status = result.return_value if isinstance(result.return_value, int) else result.exit_code
    return status, result.output


def test_the_command_in_three_forms(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "p.pack.yaml").write_text(PACK, encoding="utf-8")
    file = tmp_path / "a.qa.yaml"
    file.write_text(AGREEMENT.replace("parties:", "packs: [./p.pack.yaml]\nparties:"), encoding="utf-8")
    status, text = run(str(file))
    assert status == 1
    assert "✗ Decided  p/decision  REL-01" in text
    assert "error: no row takes final-release (Release of a batch to the market)" in text
    assert "4 of 7 answered, 1 of them as not applicable (57 %); 4 more are for other products" in text
    assert text.rstrip().endswith("a.qa.yaml: policy 57 %")
    status, gaps = run(str(file), "--gaps")
    assert (status, "By prose" in gaps, "Decided" in gaps) == (1, False, True)
    status, markdown = run(str(file), "--format", "markdown")
    assert status == 1
    assert (
        "| ✗ | Decided | p/decision | policy of the company | REL-01 | **error** no row takes final-release" in markdown
    )
    status, data = run(str(file), "--format", "json")
    assert status == 1
    said = json.loads(data)
    assert (said["format"], said["packs"][0]["percent"]) == ("qa-engine/coverage-1", 57)
    by_id = {one["expectation"]: one for one in said["packs"][0]["expectations"]}
    assert by_id["p/both"] == {
        "expectation": "p/both",
        "title": "Two topics",
        "cites": ["p/both"],
        "binding": "policy",
        "recalled": False,
        "state": "gap",
        "answers": ["AUD-01"],
        "gaps": ["nothing is about stability (Stability programme)"],
        "severity": "warning",
        "look_up": "",
    }


def test_the_command_on_a_covered_agreement_and_on_a_broken_pack(tmp_path: Path) -> None:
    status, text = run(str(AGREEMENTS[0]))
    assert (status, "100 %" in text) == (0, True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "p.pack.yaml").write_text(PACK.replace("title: Policy", "titel: Policy"), encoding="utf-8")
    file = tmp_path / "a.qa.yaml"
    file.write_text(AGREEMENT.replace("parties:", "packs: [./p.pack.yaml, nonsense]\nparties:"), encoding="utf-8")
    status, text = run(str(file))
    assert status == 1
    assert "[unknown-key]" in text
    assert "[unknown-pack]" in text
