"""Shells complete commands, options, files and names; bash, zsh and fish do so here, each by its own script."""

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


def said_by(shell: str, program: str, home: Path) -> list[str]:
    """What a shell prints that runs a program without its user's configuration."""
    found = shutil.which(shell) or missing(f"'{shell}' is not installed")
    alone = ["--no-config"] if shell == "fish" else ["-f"]
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(home)}
    ran = subprocess.run([found, *alone, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    return ran.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("qa-engine che", ["check\tFind gaps, conflicts and mistakes in agreements."]),
        ("qa-engine check --format s", ["sarif"]),
        ("qa-engine check agre", ["agreements/"]),
    ],
)
def test_fish_offers_what_could_stand_there(line: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "script.fish").write_text(script("fish"), encoding="utf-8")
    assert said_by("fish", f"source {tmp_path}/script.fish; complete --do-complete='{line}'", tmp_path) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("che", ["check:Find gaps, conflicts and mistakes in agreements."]), ("rules vague-o", ["vague-owner:"])],
)
def test_zsh_offers_what_could_stand_there(words: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "script.zsh").write_text(script("zsh"), encoding="utf-8")
    line = f"words=(qa-engine {words}); CURRENT={len(words.split()) + 1}"
    shown = (
        "_describe() { print -rl -- ${(@P)3} }; compadd() { }"  # outside of its line editor zsh shows nothing itself
    )
    program = (
        f"autoload -Uz compinit; compinit -D -u; source {tmp_path}/script.zsh; {shown}; {line}; _qa_engine_completion"
    )
    told = said_by("zsh", program, tmp_path)
    assert len(told) == len(expected)
    assert all(one.startswith(start) for one, start in zip(told, expected, strict=True))
