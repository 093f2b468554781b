"""`qa-engine status`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine.cli.lines import today
from qa_engine.cli.main import Refused
from qa_engine.cli.options import on_option
from qa_engine.cli.terminal import emit

if TYPE_CHECKING:
    from datetime import date

NINETY = 90


@click.command(short_help="What is in force on a day, what comes next, what falls due.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--within",
    "days",
    type=click.IntRange(0, 3660),
    default=NINETY,
    metavar="DAYS",
    help=f"Show what falls due in so many days (default: {NINETY}).",
)
@click.option("--ics", metavar="FILE", help="Write all dates as a calendar with alarms.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@on_option
def status(paths: tuple[str, ...], days: int, ics: str | None, form: str, on: date | None) -> int:
    """Show where agreements stand: PATH is an agreement, or a folder that is searched for *.qa.yaml files."""
    from qa_engine.lifecycle.status import status as standing
    from qa_engine.report.status import status_json, status_text

    day = on or today()
    try:
        found = standing(*paths, on=day)
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(str(error)) from None
    if ics:
        from qa_engine.report.ics import NoCalendarLibrary, calendar_of
        from qa_engine.source.save import save

        try:
            save(calendar_of(found, _stamp(on)), Path(ics))
        except NoCalendarLibrary as error:
            raise Refused(str(error)) from None
        except OSError as error:
            raise Refused(f"'{ics}' cannot be written: {error.strerror or error}") from None
    if form == "json":
        sys.stdout.write(status_json(found, day) + "\n")
    else:
        emit(status_text(found, day, days))
    return 0


def _stamp(on: date | None) -> datetime:
    """The time that a calendar bears: now, or the day that is asked about."""
    return datetime.combine(on, time(), UTC) if on is not None else datetime.now(UTC).replace(microsecond=0)
