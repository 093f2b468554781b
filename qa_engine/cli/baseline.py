"""`qa-engine baseline`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from qa_engine.cli.lines import today
from qa_engine.cli.main import Refused
from qa_engine.cli.options import on_option

if TYPE_CHECKING:
    from datetime import date


@click.command(short_help="Record today's findings, so that only new ones fail.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--prune", is_flag=True, help="Take out what is mended, and put nothing new on record.")
@on_option
def baseline(paths: tuple[str, ...], prune: bool, on: date | None) -> int:
    """Record today's findings of the agreements PATH at the root of their repository. `check` then fails for new ones only.

    What is mended drops out of the record; what is on record for agreements that are not named stays.
    """
    from qa_engine.check.baseline import NAME, BadBaseline, baseline_of, write_baseline
    from qa_engine.check.run import check_files, find_files
    from qa_engine.rules import RULES

    try:
        files = find_files(paths)
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(str(error)) from None
    homes = {baseline_of(file) for file in files}
    if len(homes) > 1:
        raise Refused("these agreements lie in several repositories; each has a baseline of its own")
    home = homes.pop()
    if prune and not home.exists():
        raise Refused(f"there is no {NAME} at '{home.parent.as_posix()}'; without --prune the command makes one")
    result = check_files(files, RULES, on or today())
    if result.unreadable:
        raise Refused(
            f"'{result.unreadable[0][0]}' cannot be opened: {result.unreadable[0][1]}; no baseline was written"
        )
    try:
        done = write_baseline(home, result.findings, files, prune=prune)
    except BadBaseline as error:
        raise Refused(str(error)) from None
    told = [f"{done.on_record} finding{'' if done.on_record == 1 else 's'} on record"]
    told += [f"{done.new} of them new"] if done.new else []
    told += [f"{done.gone} mended and taken out"] if done.gone else []
    sys.stdout.write(f"{NAME}: {', '.join(told)}\n")
    return 0
