"""The command `qa-engine`: which subcommands there are, and what every one of them owes its user."""

from __future__ import annotations

import os
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING

import click

from qa_engine import __version__
from qa_engine.cli.ending import not_done, to_its_end
from qa_engine.cli.plain import COMPLETING

if TYPE_CHECKING:
    from qa_engine.cli.answer import Answer

COMMANDS = {
    "approve": "Show what is signed, ask, and sign.",
    "baseline": "Record today's findings, so that only new ones fail.",
    "check": "Find gaps, conflicts and mistakes in agreements.",
    "completion": "The script that makes a shell complete commands, options and files.",
    "coverage": "What the packs expect, and the rows that answer it.",
    "diff": "What changed between two agreements, what it means, who must approve.",
    "enact": "Put an approved version in force.",
    "fmt": "Bring agreements into the canonical layout.",
    "git": "Let git merge agreements and show their history by meaning.",
    "graph": "The responsibility graph, and what would be left uncovered without a holder.",
    "import": "Make an agreement of a matrix, or a change set of a negotiated copy.",
    "merge": "Bring two versions of one agreement together, by meaning.",
    "lsp": "The language server, for editors.",
    "new": "Write a complete starter agreement.",
    "packs": "List the packs that come with the engine, or show one.",
    "render": "Write an agreement as a Word document, PDF, HTML, Excel or Markdown.",
    "reopen": "Take a version back to draft; its signatures are void.",
    "resume": "Let the work go on under a suspended version.",
    "review": "Record the periodic review.",
    "rules": "List the rules of check, or explain one.",
    "schema": "The JSON Schema of the format, for editors.",
    "settings": "What the repository's settings say for a file, and where each value came from.",
    "show": "The responsibility matrix in the terminal.",
    "status": "What is in force on a day, what comes next, what falls due.",
    "submit": "Freeze a version and ask for its approvals.",
    "supersede": "End a version that another agreement replaces.",
    "suspend": "Stop the work under the version in force.",
    "template": "A company's own Word template: what it lacks, and one to start from.",
    "terminate": "End an agreement; duties that survive it are kept on record.",
    "verify": "Hold ledgers, signatures and documents against what was approved.",
    "version": "The version, and those of the libraries beside it.",
}
"""Command → its line in the help; the module of the same name (`import_` for import) is imported only when it runs."""


class _Commands(click.Group):
    """The subcommands, loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click calls it so
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click calls it so
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"qa_engine.cli.{module}"), module)
        if COMPLETING in os.environ:
            from qa_engine.cli.completion import offer

            offer(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from qa_engine.close import get_close_matches

            near = get_close_matches(name, COMMANDS, 1)
            ctx.fail(
                f"there is no command '{name}'"
                + (f"; did you mean '{near[0]}'?" if near else f"; there are: {', '.join(COMMANDS)}")
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click calls it so
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

    def show(self, file: object = None) -> None:  # noqa: ARG002  # click calls it so
        not_done(self.message)


def run(arguments: list[str], answer: Answer | None = None) -> int:
    """Run the command with these arguments; gives the exit status.

    `answer` is where the answer may be kept for the next time.
    """
    return to_its_end(lambda: _by_click(arguments, answer))


def _by_click(arguments: list[str], answer: Answer | None) -> object:
    try:
        return qa_engine.main(arguments or ["--help"], prog_name="qa-engine", standalone_mode=False, obj=answer)
    except click.exceptions.Abort:
        return not_done("stopped")
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "qa-engine"
        return not_done(f"{' '.join(error.format_message().split()).rstrip('.')} (see `{command} --help`)")
    except click.ClickException as error:
        error.show()
        return error.exit_code
