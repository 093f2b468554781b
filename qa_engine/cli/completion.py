"""`qa-engine completion`, and what a shell is offered for each argument."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class, split_arg_string

from qa_engine.cli.main import Refused, qa_engine
from qa_engine.cli.plain import COMPLETING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SHELLS = ("bash", "zsh", "fish", "powershell")

_FILES = frozenset(
    {"path", "paths", "file", "output", "old", "new", "base", "ours", "theirs", "key", "ssh_key", "ics", "anchor"}
)
"""Names of parameters that are files."""


@click.command(short_help="The script that makes a shell complete commands, options and files.")
@click.argument("shell", type=click.Choice([*SHELLS]))
def completion(shell: str) -> int:
    """Print the script that makes a SHELL complete commands, options, files, and the names of rules, packs and holders.

    \b
    bash        qa-engine completion bash > ~/.local/share/bash-completion/completions/qa-engine
    zsh         qa-engine completion zsh > ~/.zfunc/_qa-engine
                (with `fpath+=~/.zfunc; autoload -Uz compinit; compinit` in ~/.zshrc)
    fish        qa-engine completion fish > ~/.config/fish/completions/qa-engine.fish
    powershell  qa-engine completion powershell >> $PROFILE
    """
    made = get_completion_class(shell)
    if made is None:
        raise Refused(
            f"the installed version of click knows no completion for {shell}; update it: pip install -U click"
        )
    source = made(qa_engine, {}, "qa-engine", COMPLETING).source()
    if shell == "fish":  # click cuts what it says of a command at the first comma
        source = source.replace('string split ","', 'string split --max 1 ","')
    sys.stdout.write(source + "\n")
    return 0


class _OneOf(click.ParamType):  # type: ignore[type-arg]  # generic in stubs of newer click only
    """A word of a list that is made when a shell asks for it."""

    name = "text"

    def __init__(self, words: Callable[[click.Context], Iterable[tuple[str, str]]]) -> None:
        self.words = words

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002  # click calls it so
        return [CompletionItem(word, help=said) for word, said in self.words(ctx) if word.startswith(incomplete)]


def offer(command: click.Command) -> None:
    """Let the parameters of a command offer what they can be; only a shell that completes pays for it."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            inner = command.get_command(click.Context(command), name)
            if inner is not None:
                offer(inner)
    for parameter in command.params:
        words = _WORDS.get((command.name or "", parameter.name or "")) or _WORDS.get(("", parameter.name or ""))
        if words is not None:
            parameter.type = _OneOf(words)
        elif parameter.name in _FILES:
            parameter.type = click.Path()


def _rules(_: click.Context) -> Iterable[tuple[str, str]]:
    from qa_engine.rules import RULES

    return ((rule.name, rule.summary) for rule in RULES)


def _packs(_: click.Context) -> Iterable[tuple[str, str]]:
    from qa_engine.packs.read import shipped, shipped_pack

    return ((name, shipped_pack(name).title) for name in shipped())


def _templates(_: click.Context) -> Iterable[tuple[str, str]]:
    from qa_engine.starters.library import templates

    return templates().items()


def _holders(ctx: click.Context) -> Iterable[tuple[str, str]]:
    """The parties and functions of the agreement that stands on the line already."""
    from qa_engine.agreement.load import read

    # click gives no arguments while an option waits for its value; the words of the line are there all the same
    words = [str(ctx.params.get("path")), *split_arg_string(os.environ.get("COMP_WORDS", ""))[2:]]
    named = next((word for word in words if Path(word).is_file()), None)
    if named is None:
        return ()
    agreement = read(named)
    functions = [f"{party.id}.{function}" for party in agreement.parties.values() for function in party.functions]
    return [(holder, agreement.name_of(holder)) for holder in (*agreement.parties, *functions)]


_WORDS: dict[tuple[str, str], Callable[[click.Context], Iterable[tuple[str, str]]]] = {
    ("rules", "name"): _rules,
    ("packs", "name"): _packs,
    ("new", "template"): _templates,
    ("", "holder"): _holders,
    ("", "party"): _holders,
}
"""Command (empty: any) and parameter → the words that it can be."""
