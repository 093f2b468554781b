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
@on_option
def baseline(paths: tuple[str, ...], on: date | None) -> int:
    """Record today's findings of the agreements PATH at the root of their repository. `check` then fails for new ones only.

    Name all agreements of the repository at once: the record is written anew each time, so what is mended drops out of it.
    """
    from qa_engine.check.baseline import NAME, baseline_of, write_baseline
    from qa_engine.check.run import check_files, find_files
    from qa_engine.rules import RULES

    try:
        files = find_files(paths)
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(str(error)) from None
    homes = {baseline_of(file) for file in files}
    if len(homes) > 1:
        raise Refused("these agreements lie in several repositories; each has a baseline of its own")
    result = check_files(files, RULES, on or today())
    if result.unreadable:
        raise Refused(
            f"'{result.unreadable[0][0]}' cannot be opened: {result.unreadable[0][1]}; no baseline was written"
        )
    count = write_baseline(homes.pop(), result.findings)
    sys.stdout.write(f"{NAME}: {count} finding{'' if count == 1 else 's'} on record\n")
    return 0
