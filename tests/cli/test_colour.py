"""Colour is for terminals, and for those who did not forbid it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "qa_engine", "check", "docs/examples/first-draft.qa.yaml", "--on", "2027-01-15"]


def on_a_terminal(**environment: str) -> str:
    """What the command shows on a terminal."""
    ours, theirs = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in ("CI", "NO_COLOR")} | {
        "TERM": "xterm-256color"
    }
    shown = b""
    with subprocess.Popen(COMMAND, stdout=theirs, stderr=theirs, cwd=ROOT, env=env | environment) as process:
        os.close(theirs)
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # the other end is closed
            pass
        finally:
            os.close(ours)
        assert process.wait(120) == 1
    return shown.decode().replace("\r\n", "\n")


def test_a_terminal_is_shown_colour_each_time() -> None:
    assert "\033[" in on_a_terminal()
    assert "\033[" in on_a_terminal()  # kept answers have none


@pytest.mark.parametrize("variable", ["NO_COLOR", "CI"])
def test_whoever_forbids_colour_gets_the_plain_text(variable: str) -> None:
    plain = subprocess.run(COMMAND, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert on_a_terminal(**{variable: "1"}) == plain
    assert "\033[" not in plain
