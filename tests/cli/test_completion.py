"""Shells complete commands, options, files and names; bash does so here, by its own script."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa_engine.cli.completion import SHELLS
from qa_engine.cli.main import COMMANDS, qa_engine
from tests.clients.programs import missing

ROOT = Path(__file__).parents[2]
AGREEMENT = "agreements/api-supply.qa.yaml"


def script(shell: str) -> str:
    ran = CliRunner().invoke(qa_engine, ["completion", shell], standalone_mode=False)
    assert ran.exception is None, ran.output
    return ran.output


def offered(*words: str) -> list[str]:
    """What bash has to offer for the last of these words."""
    bash = shutil.which("bash") or missing("'bash' is not installed")
    line = " ".join(f"'{word}'" for word in words)
    asked = f"COMP_WORDS=(qa-engine {line}); COMP_CWORD={len(words)}; _qa_engine_completion qa-engine"
    program = f"{script('bash')}\ncompopt() {{ echo files; }}\n{asked}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    ran = subprocess.run([bash, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["che"], ["check"]),
        ([""], [*COMMANDS]),
        (["check", "--form"], ["--format"]),
        (["check", "--format", "s"], ["sarif"]),
        (["check", "agr"], ["files"]),
        (["rules", "missing-r"], ["missing-record", "missing-responsible"]),
        (["packs", "eu-gmp-7"], ["eu-gmp-7"]),
        (["graph", AGREEMENT, "--without", ""], None),
        (["render", AGREEMENT, "-o", "out/"], ["files"]),
        (["git", "ins"], ["install"]),
        (["completion", ""], [*SHELLS]),
    ],
)
def test_bash_offers_what_could_stand_there(words: list[str], expected: list[str] | None) -> None:
    found = offered(*words)
    if expected is None:  # the holders of the very agreement on the line
        assert len(found) > 3
        assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)?", holder) for holder in found)
    else:
        assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script_that_asks_us(shell: str) -> None:
    text = script(shell)
    assert "_QA_ENGINE_COMPLETE" in text
    if shell == "zsh":
        assert text.startswith("#compdef qa-engine")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_script_is_one_that_the_shell_can_read(shell: str) -> None:
    found = shutil.which(shell) or missing(f"'{shell}' is not installed")
    ran = subprocess.run([found, "-n"], input=script(shell), capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
