"""`qa-engine git install`, `git uninstall`, `git textconv`."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import click

from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open


@click.group(short_help="Let git merge agreements and show their history by meaning.")
def git() -> None:
    """Set this clone up so that git knows what an agreement is.

    Settings of git are not committed: each clone is set up once. Merges on a hosting site do not use them, so run
    `qa-engine check` behind such a merge.
    """


@git.command(short_help="Set the merge driver and the diff driver of this clone.")
def install() -> int:
    """Set the merge driver and the diff driver of the clone that the current folder lies in."""
    from qa_engine.git.drivers import ATTRIBUTES, LEDGERS
    from qa_engine.git.drivers import install as set_up
    from qa_engine.git.run import GitError

    try:
        attributes = set_up(Path.cwd(), _command())
    except GitError as error:
        raise Refused(str(error)) from None
    sys.stdout.write(f"git merges and shows *.qa.yaml by meaning in this clone ({attributes.as_posix()})\n")
    sys.stdout.write(f"for the whole team, commit these lines in .gitattributes:\n{ATTRIBUTES}\n{LEDGERS}\n")
    return 0


@git.command(short_help="Take the drivers out of this clone.")
def uninstall() -> int:
    """Take the merge driver and the diff driver out of the clone that the current folder lies in."""
    from qa_engine.git.drivers import uninstall as take_out
    from qa_engine.git.run import GitError

    try:
        found = take_out(Path.cwd())
    except GitError as error:
        raise Refused(str(error)) from None
    sys.stdout.write("git treats *.qa.yaml as any text again\n" if found else "there was nothing to take out\n")
    return 0


@git.command(short_help="One fact a line, for git to compare.")
@click.argument("file")
def textconv(file: str) -> int:
    """Print the agreement FILE one fact a line. Git calls this to show differences; what cannot be read is printed as it is."""
    from qa_engine.report.lines import lines_of_data
    from qa_engine.source import parse, read_bytes

    try:
        raw = read_bytes(Path(file))
    except OSError as error:
        raise Refused(cannot_open(file, error)) from None
    source = parse(raw, file)
    lines: list[str] = []
    if not source.problems and isinstance(source.data, dict):
        try:
            lines = list(lines_of_data(source.data))
        except (AttributeError, TypeError):  # YAML, and no agreement
            lines = []
    if not lines:
        sys.stdout.buffer.write(raw)
        return 0
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _command() -> str:
    """How git starts qa-engine, whatever the folder and the PATH: quoted for its shell."""
    started = Path(sys.argv[0])
    installed = started if started.stem == "qa-engine" and started.is_file() else None
    installed = installed or (
        Path(found) if (found := shutil.which("qa-engine", path=str(Path(sys.executable).parent))) else None
    )
    if installed is not None:
        return shlex.quote(installed.resolve().as_posix())
    # -P: the folder that git is in is no place to look for Python modules
    return f"{shlex.quote(Path(sys.executable).as_posix())} -P -m qa_engine"
