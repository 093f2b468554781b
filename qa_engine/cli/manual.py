"""The page of all commands, made from the commands: `python -m qa_engine.cli.manual > docs/cli.md`."""

from __future__ import annotations

import inspect
import re
import sys
from typing import TYPE_CHECKING

import click

from qa_engine.cli.main import qa_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = """\
# Commands

Made from the commands themselves: `python -m qa_engine.cli.manual > docs/cli.md`.

Whatever a command does, the library does too. What is found goes to standard output; progress, and errors about the run itself, go to
standard error. Colour and bars are for terminals alone; `NO_COLOR` and `CI` switch them off.

| exit status | means |
| --- | --- |
| 0 | done, and nothing blocks |
| 1 | done, and something blocks |
| 2 | not done: the command line, or a file on it that cannot be opened; one line on standard error says what to do |

| variable | means |
| --- | --- |
| `NO_COLOR` | no colour (https://no-color.org) |
| `CI` | neither colour nor bars |
| `QA_ENGINE_CACHE` | the folder in which answers of `check` are kept (else where the system keeps caches) |
"""


def manual() -> str:
    """All commands as one page of Markdown."""
    commands = list(_commands(qa_engine, "qa-engine"))
    listed = [f"| [`{name}`](#{_anchor(name)}) | {command.get_short_help_str(300)} |" for name, command in commands]
    table = "\n".join(["| command | does |", "| --- | --- |", *listed])
    return "\n".join([_HEAD, table, *(_section(name, command) for name, command in commands)])


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and those below it, in order of their names."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for inner in command.list_commands(context):
        found = command.get_command(context, inner)
        if found is not None and not found.hidden:
            yield from _commands(found, f"{name} {inner}")


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"\n## {name}", "", "```text", f"{name} {usage}".rstrip(), "```", ""]
    lines += [f"{_paragraph(text)}\n" for text in re.split(r"\n\s*\n", inspect.cleandoc(command.help or ""))]
    records = [record for one in command.params if (record := one.get_help_record(context)) is not None and record[1]]
    if records:
        lines += ["| option | means |", "| --- | --- |"]
        lines += [f"| `{_cell(option)}` | {_cell(said)} |" for option, said in records]
    return "\n".join(lines).rstrip() + "\n"


def _paragraph(text: str) -> str:
    """Behind the mark that keeps click from wrapping lines, lines are meant as they are."""
    kept = text.removeprefix("\b\n")
    return f"```text\n{kept}\n```" if kept != text else " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _anchor(name: str) -> str:
    """As GitHub and GitLab make it of a heading."""
    return name.lower().replace(" ", "-")


if __name__ == "__main__":
    sys.stdout.write(manual())
