"""A file that changes brings those that stand on it into the check."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from qa_engine.check.dependents import with_those_above
from qa_engine.cli.main import qa_engine
from tests.laws.test_hostile_input import SMALLEST


def on_top(of: str, name: str = "U") -> str:
    return f"format: qa-engine/1\nextends: {of}\nid: {name}\ntitle: On top\nversion: '1.0'\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One file, two that stand on it, one that stands on one of these, one by itself; and a circle."""
    (tmp_path / ".git").mkdir()
    texts = {
        "base.qa.yaml": SMALLEST,
        "site/one.qa.yaml": on_top("../base.qa.yaml", "ONE"),
        "two.qa.yaml": on_top('"b\\u0061se.qa.yaml"', "TWO").replace("extends", '"\\u0065xtends"'),
        "site/far/three.qa.yaml": "{format: qa-engine/1, id: THREE, title: Far, version: '1.0', extends: ../one.qa.yaml}",
        "alone.qa.yaml": SMALLEST.replace("title: Supply", "title: It extends nothing"),
        "round.qa.yaml": on_top("about.qa.yaml"),
        "about.qa.yaml": on_top("round.qa.yaml"),
        "broken.qa.yaml": "extends: [",
        "out.qa.yaml": on_top("../../base.qa.yaml"),
        ".hidden/four.qa.yaml": on_top("../base.qa.yaml"),
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*files: str) -> list[str]:
    return [path.as_posix() for path in with_those_above([Path(file) for file in files])]


@pytest.mark.usefixtures("repository")
def test_those_above_come_directly_and_further_up() -> None:
    assert names("base.qa.yaml") == ["base.qa.yaml", "site/far/three.qa.yaml", "site/one.qa.yaml", "two.qa.yaml"]
    assert names("site/one.qa.yaml") == ["site/one.qa.yaml", "site/far/three.qa.yaml"]
    assert names("alone.qa.yaml") == ["alone.qa.yaml"]
    assert names("round.qa.yaml", "broken.qa.yaml") == ["round.qa.yaml", "broken.qa.yaml", "about.qa.yaml"]
    assert names("two.qa.yaml", "base.qa.yaml")[:2] == ["two.qa.yaml", "base.qa.yaml"]


def test_from_another_folder_and_by_a_whole_path(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "site")
    assert names("one.qa.yaml") == ["one.qa.yaml", "far/three.qa.yaml"]
    assert names((repository / "site" / "one.qa.yaml").as_posix())[1:] == ["far/three.qa.yaml"]
    monkeypatch.chdir("far")
    assert names("../../base.qa.yaml")[1:] == [
        (repository / "site" / "one.qa.yaml").as_posix(),
        (repository / "two.qa.yaml").as_posix(),
        "three.qa.yaml",
    ]


def test_what_breaks_above_blocks_the_change_below(repository: Path) -> None:
    """The row that the upper file changes is gone from the lower one: only the upper file shows it."""
    upper = (
        on_top("../base.qa.yaml", "ONE")
        + "sections:\n  s:\n    activities:\n      DEV-01: null\n      NEW-01: {do: A, raci: {b: RA, a: I}}\n"
    )
    (repository / "site" / "one.qa.yaml").write_text(upper, encoding="utf-8")
    (repository / "base.qa.yaml").write_text(SMALLEST.replace("DEV-01", "DEV-02"), encoding="utf-8")
    alone = CliRunner().invoke(qa_engine, ["check", "base.qa.yaml"], standalone_mode=False)
    both = CliRunner().invoke(qa_engine, ["check", "base.qa.yaml", "--with-dependents"], standalone_mode=False)
    assert (alone.return_value, both.return_value) == (0, 1)
    assert "site/one.qa.yaml" in both.output
    assert "DEV-01" in both.output
