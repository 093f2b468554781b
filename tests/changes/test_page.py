"""What docs/changes.md shows is what the commands say."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

import qa_engine as qa
from qa_engine.changes.assess import TABLE
from tests.changes.page import EXAMPLES, PAGE, played

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```\n", TEXT, re.MULTILINE | re.DOTALL)


def test_the_page_shows_what_the_commands_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m tests.changes.page` writes it anew."""
    monkeypatch.setenv("CI", "1")
    assert played(TEXT, tmp_path) == TEXT
    (conflict,) = blocks("yaml")
    assert conflict in (tmp_path / "merged.qa.yaml").read_text(encoding="utf-8")


def test_the_program_on_the_page_runs() -> None:
    (program,) = blocks("python")
    said: dict[str, Any] = {}
    with contextlib.chdir(EXAMPLES):
        exec(program, said)  # noqa: S102  # our own page
    assert qa.content_hash(qa.read_text(said["text"])) == qa.content_hash(said["new"])
    assert qa.content_hash(qa.read_text(said["back"])) == qa.content_hash(said["old"])


def test_the_cases_of_the_table_are_on_the_page() -> None:
    for name in TABLE:
        kind, _, case = name.partition("/")
        assert not case or re.search(rf"`{kind}`\s+has\s[^;.]*`{case}`", TEXT), name
