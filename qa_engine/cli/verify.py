"""`qa-engine verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine.cli.lines import today
from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open, on_option
from qa_engine.cli.terminal import emit

if TYPE_CHECKING:
    from datetime import date


@click.command(short_help="Hold ledgers, signatures and documents against what was approved.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--heads",
    is_flag=True,
    help="Print one line for each ledger that stands for all of it, to be kept elsewhere as an anchor.",
)
@click.option(
    "--anchor", metavar="FILE", help="Lines that --heads printed before: what they speak of must still be there."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@on_option
def verify(paths: tuple[str, ...], heads: bool, anchor: str | None, form: str, on: date | None) -> int:
    """Verify ledgers: the chain of records, content hashes, signatures and approvals; and documents against them.

    PATH is an agreement, a folder that is searched for *.qa.yaml files, or a document (.docx, .pdf) that qa-engine
    wrote. A document is held against the agreements that are named beside it, else against those in its folder.
    """
    from qa_engine.copies import verify as held
    from qa_engine.ledger.anchor import anchor_of, read_anchors
    from qa_engine.report.verify import verify_json, verify_text

    try:
        anchors = read_anchors(Path(anchor).read_text(encoding="utf-8")) if anchor else ()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            cannot_open(str(anchor), error) if isinstance(error, OSError) else f"'{anchor}' is no text"
        ) from None
    if anchor and not anchors:
        raise Refused(f"'{anchor}' holds no line of `verify --heads`")
    try:
        ledgers, copies = held(*paths, on=on or today(), anchors=anchors)
    except (FileNotFoundError, PermissionError, ValueError) as error:
        if isinstance(error, OSError) and error.filename:
            raise Refused(cannot_open(str(error.filename), error)) from None
        raise Refused(str(error)) from None
    if heads:
        lines = [str(one) for verified in ledgers if verified.holds and (one := anchor_of(verified.ledger))]
        sys.stdout.writelines(f"{line}\n" for line in lines)
    elif form == "json":
        sys.stdout.write(verify_json(ledgers, copies) + "\n")
    else:
        emit(verify_text(ledgers, copies))
    return 0 if all(one.holds for one in ledgers) and all(one.holds for one in copies) else 1
