"""The command `qa-engine`: which subcommands there are, and what every one of them owes its user."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from qa_engine import __version__

COMMANDS = {
    "baseline": "Record today's findings, so that only new ones fail.",
    "check": "Find gaps, conflicts and mistakes in agreements.",
    "graph": "The responsibility graph, and what would be left uncovered without a holder.",
    "render": "Write an agreement as a Word document.",
    "rules": "List the rules of check, or explain one.",
    "schema": "The JSON Schema of the format, for editors.",
    "settings": "What the repository's settings say for a file, and where each value came from.",
    "show": "The responsibility matrix in the terminal.",
}
"""Command → its line in the help; the module of the same name is imported only when the command runs."""


class _Commands(click.Group):
    """The subcommands, loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"qa_engine.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, 1)
            ctx.fail(f"there is no command '{name}'" + (f"; did you mean '{near[0]}'?" if near else f"; there are: {', '.join(COMMANDS)}"))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in sorted(COMMANDS)])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="qa-engine %(version)s")
def qa_engine() -> None:
    """Quality agreements as responsibility matrices: checked, drawn as a graph, written as Word documents.

    Exit status: 0 done and nothing blocks, 1 done and something blocks, 2 not done.
    """


class Refused(click.ClickException):
    """The command could not be carried out: one line on standard error, exit status 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        sys.stderr.write(f"qa-engine: {self.message}\n")


def run(arguments: list[str]) -> int:
    """Run the command with these arguments; gives the exit status. A traceback is never shown for bad input."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a letter gets its code, not a crash
            stream.reconfigure(errors="backslashreplace")
    try:
        status = qa_engine.main(arguments, prog_name="qa-engine", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        sys.stderr.write("qa-engine: stopped\n")
        return 2
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "qa-engine"
        sys.stderr.write(f"qa-engine: {error.format_message().rstrip('.')} (see `{command} --help`)\n")
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:  # the reader of our output went away (`| head`): nothing is wrong with us
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # keeps the flush at exit quiet
        return 0
    except OSError as error:
        name = f"'{error.filename}': " if error.filename else ""
        sys.stderr.write(f"qa-engine: {name}{error.strerror or error}\n")
        return 2
    return status if isinstance(status, int) else 0
