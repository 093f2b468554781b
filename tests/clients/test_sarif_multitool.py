"""SARIF before the validator of the standard's editors: `sarif-multitool` from npm."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

import qa_engine as qa
from qa_engine.changes.assess import assess
from qa_engine.check.run import check_files
from qa_engine.report.changes_sarif import changes_sarif
from qa_engine.report.sarif import sarif
from qa_engine.rules import RULES
from tests.clients.programs import program, scrubbed

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "tests" / "rules").glob("*/*.qa.yaml"), *(ROOT / "agreements").glob("*.qa.yaml")])


def complaints(file: Path) -> list[str]:
    """What the validator says against a file. It exits with 0 whatever it says, so its words are read."""
    command = [program("sarif-multitool"), "validate", str(file)]
    # without ICU on the machine .NET asks for the first; without the second it leaves sockets for debuggers behind
    env = scrubbed(DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1", DOTNET_EnableDiagnostics="0")
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=1200, check=False)
    said = ran.stdout + ran.stderr
    assert "Analysis completed successfully" in said, said
    return [line for line in said.splitlines() if ": error " in line or ": warning " in line]


def test_a_change_set_is_taken_too(tmp_path: Path) -> None:
    old = qa.load(ROOT / "agreements" / "contract-laboratory.qa.yaml")
    new = qa.read_text(old.resolved.sources[0].text.replace("do: ", "do: Now ", 5), "agreements/new.qa.yaml")
    changes = qa.diff(old, new)
    file = tmp_path / "changes.sarif"
    file.write_text(changes_sarif(changes, assess(changes), "0.1.0"), encoding="utf-8")
    assert [line for line in complaints(file) if "SARIF2005" not in line] == []


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "findings.sarif"
    text = sarif(check_files(FILES, RULES, date(2027, 1, 15)), RULES, "0.1.0")
    # the findings of a run in CI name files as the repository does
    file.write_text(text.replace(f"file://{ROOT.as_posix()}/", ""), encoding="utf-8")
    return file


def test_it_finds_nothing_but_that_we_have_no_home_page(log: Path) -> None:
    """That one remark also shows that it looked: of a file that it cannot take it says nothing at all."""
    assert len(complaints(log)) == 1
    assert "SARIF2005" in complaints(log)[0]


def test_it_would_say_what_is_wrong(log: Path) -> None:
    broken = json.loads(log.read_text(encoding="utf-8"))
    broken["runs"][0]["results"][0]["ruleID"] = "x"
    log.write_text(json.dumps(broken), encoding="utf-8")
    assert [line for line in complaints(log) if ": error " in line and "ruleID" in line]
