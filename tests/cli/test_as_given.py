"""A path is told as it was given: `./` at its start is part of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa_engine.cli.main import run

DRAFT = (Path(__file__).parents[2] / "docs" / "examples" / "first-draft.qa.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.qa.yaml").write_text(DRAFT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("given", ["./in/a.qa.yaml", "./in", "./", "in", "in/a.qa.yaml", "."])
def test_findings_name_the_file_as_the_user_did(capsys: pytest.CaptureFixture[str], given: str) -> None:
    expected = "./in/a.qa.yaml" if given.startswith("./") else "in/a.qa.yaml"
    assert run(["check", "--no-cache", given]) == 1
    text = capsys.readouterr().out
    named = [line.strip() for line in text.splitlines() if ".qa.yaml:" in line]
    assert named
    assert all(line.startswith(f"{expected}:") for line in named)
    assert "DEV-03: {do:" in text, "the line itself is still quoted"
    run(["check", "--no-cache", "--format", "json", given])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {one["path"] for one in found} == {expected}
    assert {other["path"] for one in found for other in one["related"]} == {expected}


def test_forges_get_paths_without_it(capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--no-cache", "--format", "github", "./in"])
    assert "file=in/a.qa.yaml" in capsys.readouterr().out


def test_a_path_that_is_not_there_is_named_as_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "./nowhere"]) == 2
    assert "'./nowhere'" in capsys.readouterr().err
