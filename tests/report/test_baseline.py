"""A baseline lets yesterday's findings pass and no new one."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from qa_engine.check.baseline import NAME
from qa_engine.cli.main import qa_engine
from tests.laws.test_hostile_input import SMALLEST

OLD = SMALLEST.replace("RA", "R")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(qa_engine, list(arguments), standalone_mode=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "agreements").mkdir()
    (tmp_path / "agreements" / "a.qa.yaml").write_text(OLD, encoding="utf-8")
    return tmp_path


def test_old_findings_pass_new_ones_block_and_mended_ones_are_told(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = repository / "agreements" / "a.qa.yaml"
    assert run("check", str(file)).return_value == 1
    assert "on record" in run("baseline", str(repository / "agreements")).output
    recorded = json.loads((repository / NAME).read_text(encoding="utf-8"))["findings"].values()
    assert [entry["at"] for entry in recorded if entry["rule"] == "missing-accountable"] == ["DEV-01"]
    assert run("check", str(file)).return_value == 0
    monkeypatch.chdir(repository / "agreements")
    assert run("check", "a.qa.yaml").return_value == 0, "a baseline holds from whatever folder the command is run"

    file.write_text("# moved down\n\n" + OLD, encoding="utf-8")
    assert run("check", "a.qa.yaml").return_value == 0
    file.write_text(OLD + "      DEV-02: {do: Close every deviation, raci: {b: R, a: I}}\n", encoding="utf-8")
    ran = run("check", "a.qa.yaml")
    assert ran.return_value == 1
    assert "DEV-02" in ran.output
    assert "DEV-01" not in ran.output

    file.write_text(SMALLEST, encoding="utf-8")
    assert "1 of the baseline is mended" in run("check", "a.qa.yaml").output
    assert "1 mended and taken out" in run("baseline", "--prune", ".").output
    after = json.loads((repository / NAME).read_text(encoding="utf-8"))["findings"].values()
    assert "missing-accountable" not in {entry["rule"] for entry in after}


def test_what_cannot_be_read_is_never_let_pass(repository: Path) -> None:
    file = repository / "agreements" / "a.qa.yaml"
    file.write_text("a: [", encoding="utf-8")
    run("baseline", str(file))
    assert run("check", str(file)).return_value == 1


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": "other", "findings": {}}', '{"format": "qa-engine/baseline-1", "findings": [1]}']
)
def test_a_baseline_that_is_none_is_told_in_one_line(repository: Path, content: str) -> None:
    (repository / NAME).write_text(content, encoding="utf-8")
    ran = run("check", str(repository / "agreements"))
    assert type(ran.exception).__name__ == "Refused"
    assert NAME in str(ran.exception)


def entries(repository: Path) -> list[tuple[str, str]]:
    recorded = json.loads((repository / NAME).read_text(encoding="utf-8"))["findings"].values()
    return [(entry["path"], entry["at"]) for entry in recorded if entry["rule"] == "missing-accountable"]


def test_pruning_takes_out_what_is_mended_and_lets_nothing_new_pass(repository: Path) -> None:
    file = repository / "agreements" / "a.qa.yaml"
    assert type(run("baseline", "--prune", str(file)).exception).__name__ == "Refused"
    two = OLD + "      DEV-02: {do: Close every deviation, raci: {b: R, a: I}}\n"
    file.write_text(two, encoding="utf-8")
    run("baseline", str(file))
    assert [at for _, at in entries(repository)] == ["DEV-01", "DEV-02"]
    file.write_text(two.replace("DEV-02: {do", "DEV-03: {do"), encoding="utf-8")  # one gone, one come
    run("baseline", "--prune", str(file))
    assert [at for _, at in entries(repository)] == ["DEV-01"]
    assert run("check", str(file)).return_value == 1
    assert ", 1 of them new" in run("baseline", str(file), "--on", "2027-01-15").output
    assert run("check", str(file)).return_value == 0


def test_what_is_on_record_for_others_stays_while_they_are_there(repository: Path) -> None:
    one, other = repository / "agreements" / "a.qa.yaml", repository / "agreements" / "b.qa.yaml"
    other.write_text(OLD, encoding="utf-8")
    run("baseline", str(repository))
    assert {path for path, _ in entries(repository)} == {"agreements/a.qa.yaml", "agreements/b.qa.yaml"}
    run("baseline", str(one))
    assert {path for path, _ in entries(repository)} == {"agreements/a.qa.yaml", "agreements/b.qa.yaml"}
    other.unlink()
    run("baseline", str(one))
    assert {path for path, _ in entries(repository)} == {"agreements/a.qa.yaml"}


def test_each_repository_has_a_baseline_for_itself_alone(repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    stranger = tmp_path_factory.mktemp("stranger")
    (stranger / ".git").mkdir()
    (stranger / "agreements").mkdir()
    file = stranger / "agreements" / "a.qa.yaml"
    file.write_text(OLD, encoding="utf-8")  # the same file at the same path, of another repository
    mine = repository / "agreements" / "a.qa.yaml"
    run("baseline", str(mine))
    monkeypatch.chdir(stranger)
    assert run("check", "agreements/a.qa.yaml", str(mine)).return_value == 1
    run("baseline", "agreements/a.qa.yaml")
    assert run("check", "agreements/a.qa.yaml", str(mine)).return_value == 0


def test_a_document_shows_what_the_baseline_lets_pass_in_words_and_leaves_out_what_is_mended(repository: Path) -> None:
    file, out = repository / "agreements" / "a.qa.yaml", repository / "a.md"
    refused = CliRunner().invoke(qa_engine, ["render", str(file), "-o", str(out), "--baseline"], standalone_mode=False)
    assert isinstance(refused.exception, click.ClickException)
    assert "there is no baseline" in refused.exception.message
    run("baseline", str(repository / "agreements"))
    assert run("render", str(file), "-o", str(out), "--baseline").return_value == 0
    text = out.read_text(encoding="utf-8")
    assert "### Points left as they were" in text
    assert "| DEV-01 | Record every deviation | Nobody answers for a row. |" in text.replace("**", "")
    assert "missing-accountable" not in text
    assert "pack" not in text
    run("render", str(file), "-o", str(out))
    assert "Points left" not in out.read_text(encoding="utf-8")
    file.write_text(SMALLEST, encoding="utf-8")  # mended, and still in the record
    run("render", str(file), "-o", str(out), "--baseline")
    assert "Nobody answers" not in out.read_text(encoding="utf-8")
