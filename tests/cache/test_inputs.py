"""An answer that was kept says on what it rests: on all that check looks at, whatever rule does the looking."""

from __future__ import annotations

import builtins
import io
import os
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qa_engine.check.cached import Cache, check_cached
from qa_engine.check.run import check_file
from qa_engine.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
ON = date(2027, 1, 15)
FILES = [*(ROOT / "agreements").glob("*.qa.yaml"), *(ROOT / "tests" / "rules").glob("*/*.qa.yaml")]


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The files and folders that are opened, listed or asked whether they are there."""
    seen: set[str] = set()

    def seeing(call: Callable[..., Any]) -> Callable[..., Any]:
        def look(path: Any = ".", *arguments: Any, **named: Any) -> Any:
            if isinstance(path, str | os.PathLike):
                seen.add(os.path.abspath(os.fspath(path)))  # noqa: PTH100  # pathlib is what is watched
            return call(path, *arguments, **named)

        return look

    for module, name in (
        (os, "stat"),
        (os, "open"),
        (os, "scandir"),
        (os, "listdir"),
        (io, "open"),
        (builtins, "open"),
    ):
        monkeypatch.setattr(module, name, seeing(getattr(module, name)))
    return seen


def folders() -> list[Path]:
    return sorted({file.parent for file in FILES})


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_an_answer_rests_on_all_that_was_looked_at(folder: Path, tmp_path: Path, looked_at: set[str]) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(folder, repository)
    (repository / ".git").mkdir()
    for file in sorted(repository.glob("*.qa.yaml")):
        looked_at.clear()
        checked = check_file(file, RULES, ON)
        seen = {path for path in looked_at if Path(path).is_relative_to(repository)}
        again, inputs = check_cached(file, RULES, ON, Cache(str(tmp_path / "cache"), "engine", 0))
        assert again == checked
        if inputs is not None:
            assert seen - set(inputs) == set()
        kept, rests_on = check_cached(file, RULES, ON, Cache(str(tmp_path / "cache"), "engine", 0))
        assert kept == checked
        assert rests_on == inputs


def test_most_answers_are_kept(tmp_path: Path) -> None:
    """Only what hangs on the names of neighbours, or is no text, is checked each time."""
    cache = Cache(str(tmp_path), "engine", 0)
    told = {file: check_cached(file, RULES, ON, cache) for file in FILES}
    for checked, inputs in told.values():
        rules = {finding.rule for finding in checked.findings}
        assert (inputs is None) <= bool(rules & {"bad-extends", "unknown-pack", "yaml-syntax", "yaml-limits"})
    assert sum(inputs is not None for _, inputs in told.values()) > len(FILES) * 0.8
