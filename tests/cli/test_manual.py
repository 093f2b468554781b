"""The page of all commands is complete, and says what the commands are now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from qa_engine.cli.main import COMMANDS, qa_engine
from qa_engine.cli.manual import manual

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "cli.md"


def test_the_page_of_commands_is_made_from_the_commands() -> None:
    """`python -m qa_engine.cli.manual > docs/cli.md` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == manual()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_on_the_page_with_a_word_on_it(name: str) -> None:
    page = manual()
    command = qa_engine.get_command(click.Context(qa_engine), name)
    assert command is not None
    if isinstance(command, click.Group):
        return
    assert f"\n## qa-engine {name}\n" in page
    assert command.help
    assert COMMANDS[name] == command.short_help
    section = page.split(f"\n## qa-engine {name}\n")[1].split("\n## ")[0]
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, parameter.name
            assert all(option in section for option in parameter.opts)


def test_the_version_comes_with_the_libraries() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "qa_engine", "version"], capture_output=True, text=True, check=True
    ).stdout
    first, python, *libraries = said.splitlines()
    short = subprocess.run(
        [sys.executable, "-m", "qa_engine", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert first == short.strip()
    assert python.startswith("Python 3.")
    assert {"click", "networkx", "pydantic", "rich"} <= {line.split(" ")[0] for line in libraries}


def test_quiet_says_findings_alone(tmp_path: Path) -> None:
    clean, wrong = ROOT / "agreements" / "api-supply.qa.yaml", ROOT / "docs" / "examples" / "first-draft.qa.yaml"
    for file, status in ((clean, 0), (wrong, 1)):
        command = [sys.executable, "-m", "qa_engine", "check", str(file), "--on", "2027-01-15"]
        env = {**os.environ, "QA_ENGINE_CACHE": str(tmp_path)}
        loud = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
        quiet = subprocess.run([*command, "--quiet"], capture_output=True, text=True, env=env, check=False)
        assert (quiet.returncode, quiet.stderr) == (status, "")
        lines = loud.stdout.splitlines(keepends=True)
        assert quiet.stdout == "".join(lines[:-1])
        assert "agreement checked" in lines[-1]
