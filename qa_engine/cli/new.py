"""`qa-engine new`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine.cli.main import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

ENDING = ".qa.yaml"

ASKED = ("id", "giver.name", "acceptor.name", "product.name")
"""What is asked on a terminal; everything else is mended in the file."""


@click.command(short_help="Write a complete starter agreement.")
@click.argument("path", required=False)
@click.option("--template", metavar="NAME", default="", help="The starter to write; --list shows them.")
@click.option(
    "--set", "given", metavar="KEY=VALUE", multiple=True, help="Fill in a name: --set giver.name='Aurora Ltd'."
)
@click.option("--list", "listed", is_flag=True, help="List the templates; with --template, the names that --set fills.")
def new(path: str | None, template: str, given: Sequence[str], listed: bool) -> int:
    """Write a starter agreement that passes check to PATH, which ends in .qa.yaml and is not there yet.

    Without PATH or template it asks, on a terminal.
    """
    from qa_engine.starters.library import templates

    if template and template not in templates():
        raise Refused(_no_template(template))
    if listed:
        _list(template)
        return 0
    values = _values(given)
    if not path or not template:
        if not sys.stdin.isatty():
            missing = "a file to write" if not path else "--template NAME"
            example = f"qa-engine new acme{ENDING} --template {template or 'drug-product-us'}"
            raise Refused(f"say {missing}: {example} (--list shows the templates)")
        path, template, values = _asked(path, template, values)
    target = _target(path)
    text = _text(template, values)
    try:
        # a file that somebody puts there at this very moment is not overwritten either
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(f"'{path}' is there already; name another file") from None
    except OSError as error:
        raise Refused(f"'{path}' cannot be written: {error.strerror or error}") from None
    sys.stdout.write(
        f"{path}: a whole agreement, in which all names not set are invented; next: qa-engine check {path}\n"
    )
    return 0


def _list(template: str) -> None:
    from qa_engine.starters.library import recipe, templates
    from qa_engine.starters.names import defaults

    entries = defaults(recipe(template)) if template else templates()
    room = max(map(len, entries))
    for name, text in entries.items():
        sys.stdout.write(f"{name:<{room}}  {text}".rstrip() + "\n")


def _values(given: Sequence[str]) -> dict[str, str]:
    values = {}
    for item in given:
        key, equals, value = item.partition("=")
        if not equals:
            raise Refused(f"'{item}' has no '='; write --set giver.name='Aurora Ltd'")
        values[key.strip()] = value.strip()
    return values


def _asked(path: str | None, template: str, values: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    """What is missing, asked on the terminal; an empty answer takes the example that stands in brackets."""
    from qa_engine.starters.library import recipe, templates
    from qa_engine.starters.names import defaults

    names = list(templates())
    if not template:
        for number, (name, about) in enumerate(templates().items(), 1):
            click.echo(f"{number:>3}  {name}: {about}", err=True)
        template = names[click.prompt("Which template", type=click.IntRange(1, len(names)), err=True) - 1]
    known = defaults(recipe(template))
    for key in ASKED:
        if key in known and key not in values:
            values[key] = click.prompt(key, default=known[key], err=True)
    return path or click.prompt("File to write", default=f"{values['id'].lower()}{ENDING}", err=True), template, values


def _target(path: str) -> Path:
    target = Path(path)
    if target.is_dir():
        raise Refused(f"'{path}' is a folder; name a file in it")
    if not target.name.endswith(ENDING) or target.name == ENDING:
        better = target.with_name((target.name.split(".")[0] or "acme") + ENDING).as_posix()
        raise Refused(f"an agreement's file ends in {ENDING}; name it '{better}'")
    if not target.parent.is_dir():
        raise Refused(f"the folder '{target.parent.as_posix()}' does not exist; make it first")
    if target.exists() or target.is_symlink():
        raise Refused(f"'{path}' is there already; name another file")
    return target


def _text(template: str, values: dict[str, str]) -> str:
    """The text of the starter. Whatever a value breaks is told here, and nothing is written."""
    from qa_engine.agreement.load import read_text
    from qa_engine.check.nearest import did_you_mean
    from qa_engine.starters.build import starter_text
    from qa_engine.starters.names import UnknownNameError, UnusableValueError

    try:
        text = starter_text(template, values)
    except UnknownNameError as error:
        hint = did_you_mean(error.name, error.known, f"qa-engine new --list --template {template} shows what there is")
        raise Refused(f"the template {template} has no name '{error.name}' to set; {hint}") from None
    except UnusableValueError as error:
        raise Refused(str(error)) from None
    wrong = next((finding for finding in read_text(text).findings if finding.blocks), None)
    if wrong is not None:
        said = "; ".join(filter(None, (wrong.message, wrong.hint)))
        raise Refused(f"with these values the file would not be an agreement: {said}")
    return text


def _no_template(template: str) -> str:
    from qa_engine.check.nearest import did_you_mean
    from qa_engine.starters.library import templates

    hint = did_you_mean(template, templates(), f"there are {', '.join(templates())}")
    return f"there is no template '{template}'; {hint}"
