"""A change set as SARIF: each change at its line, in objects of the standard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import qa_engine as qa
from qa_engine.changes.assess import assess
from qa_engine.changes.stored import from_data, to_data
from qa_engine.cli.main import qa_engine
from qa_engine.report.changes_sarif import changes_sarif
from tests.clients.test_hooks import git
from tests.report.test_sarif import HOSTILE, Log, shown

ROOT = Path(__file__).parents[2]
OLD = (ROOT / "agreements" / "contract-laboratory.qa.yaml").read_text(encoding="utf-8")


def told(old: str, new: str, folder: Path) -> dict[str, Any]:
    for name, text in (("old", old), ("new", new)):
        (folder / f"{name}.qa.yaml").write_text(text, encoding="utf-8")
    words = ["diff", str(folder / "old.qa.yaml"), str(folder / "new.qa.yaml"), "--format", "sarif"]
    ran = CliRunner().invoke(qa_engine, words, standalone_mode=False)
    assert ran.exception is None
    log: dict[str, Any] = json.loads(ran.output)
    return log


def test_each_change_stands_at_its_line_and_is_an_object_of_the_standard(tmp_path: Path) -> None:
    agreement = qa.read_text(OLD)
    first, *_, last = agreement.rows.values()
    new = OLD.replace(f"do: {first.do}", f"do: '{HOSTILE}'", 1)
    new = "\n".join(line for line in new.split("\n") if f" {last.id}: " not in line or line.lstrip().startswith("-"))
    log = told(OLD, "# moved down\n" + new, tmp_path)
    run = log["runs"][0]
    changes = qa.diff(qa.load(tmp_path / "old.qa.yaml"), qa.load(tmp_path / "new.qa.yaml"))
    verdict = assess(changes)
    assert [(one["ruleId"], one["properties"]["class"]) for one in run["results"]] == [
        (judged.change.kind, judged.cls) for judged in verdict.changes
    ]
    assert run["properties"]["class"] == verdict.cls
    assert run["properties"]["new"]["hash"] == changes.new.hash
    for one in (run, *run["results"]):
        del one["properties"]  # bags of our own (section 3.8)
    (read,) = Log.model_validate_json(json.dumps(log)).runs
    worded = next(one for one in read.results if one.ruleId == "wording-changed")
    assert (
        worded.locations[0].physicalLocation.region.startLine
        == agreement.place((*first.route, "do"), key=True).line + 1
    )
    assert "click" in shown(worded.message.text)
    gone = next(one for one in read.results if one.ruleId == "activity-removed")
    assert gone.relatedLocations is not None
    assert gone.relatedLocations[0].physicalLocation.region.startLine == agreement.place(last.route, key=True).line


def test_nothing_changed_is_a_log_without_results(tmp_path: Path) -> None:
    assert told(OLD, OLD, tmp_path)["runs"][0]["results"] == []


def test_fingerprints_stay_while_lines_move(tmp_path: Path) -> None:
    new = OLD.replace("do: ", "do: Now ", 3)
    marks = [
        [one["partialFingerprints"] for one in told(OLD, head + new, tmp_path)["runs"][0]["results"]]
        for head in ("", "# one more line\n\n")
    ]
    assert marks[0] == marks[1]
    assert len({json.dumps(mark) for mark in marks[0]}) == len(marks[0]) > 1


def test_stored_changes_have_no_places() -> None:
    changes = qa.diff(qa.read_text(OLD), qa.read_text(OLD.replace("do: ", "do: Now ", 1)))
    with pytest.raises(ValueError, match="read from a file"):
        changes_sarif(from_data(to_data(changes)), assess(changes), "0.1.0")


def test_what_is_gone_since_a_revision_of_git_has_no_place_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a.qa.yaml"
    file.write_text(OLD, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    last = [*qa.read_text(OLD).rows.values()][-1]
    file.write_text("\n".join(line for line in OLD.split("\n") if f" {last.id}: " not in line), encoding="utf-8")
    ran = CliRunner().invoke(qa_engine, ["diff", "HEAD:a.qa.yaml", "a.qa.yaml", "--format", "sarif"])
    assert "activity-removed" in ran.output
    assert {one["location"]["uri"] for one in json.loads(ran.output)["runs"][0]["artifacts"]} == {"a.qa.yaml"}
    assert "HEAD" not in ran.output
