"""`check PATH…` is read without click: it must say and do the same as with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOOD, DRAFT = "agreements/contract-laboratory.qa.yaml", "docs/examples/first-draft.qa.yaml"


def ran(*words: str) -> tuple[int, str, str]:
    """Exit status and what was written."""
    env = {**os.environ, "QA_ENGINE_CACHE": ""}
    done = subprocess.run(
        [sys.executable, "-m", "qa_engine", "check", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=env,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "words",
    [[GOOD], [DRAFT], [GOOD, DRAFT], ["agreements"], ["nowhere"], [""], ["docs"], [GOOD, "nowhere"]],
    ids=" ".join,
)
def test_plain_words_and_click_are_one_command(words: list[str]) -> None:
    assert ran("--no-cache", *words) == ran("--no-cache", "--format", "text", *words)


def test_words_that_are_not_plain_go_to_click() -> None:
    assert ran("--no-cash", GOOD)[0] == 2
    assert ran("--", GOOD) == ran(GOOD)
    assert ran("--help")[1].startswith("Usage: qa-engine check")
    assert ran()[0] == 2
