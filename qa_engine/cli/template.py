"""`qa-engine template`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open


@click.group(short_help="A company's own Word template: what it lacks, and one to start from.")
def template() -> None:
    """A company's own Word file (.docx or .dotx) as the template of its agreements."""


@template.command(short_help="Say what a template lacks, and what is done in its place.")
@click.argument("file")
def check(file: str) -> int:
    """Look a template FILE through. Nothing that it lacks stops an agreement: what is missing is made."""
    from qa_engine.word.guard import Unfit
    from qa_engine.word.template_check import lacks

    try:
        raw = Path(file).read_bytes()
    except OSError as error:
        raise Refused(cannot_open(file, error)) from None
    try:
        found = lacks(raw)
    except Unfit as refusal:
        sys.stdout.write(f"{file}: refused: {refusal}\n")
        return 1
    for lack in found:
        sys.stdout.write(f"{file}: {lack.what}\n    → {lack.then}\n")
    sys.stdout.write(
        f"{file}: can be used"
        + (f"; {len(found)} point{'s' * (len(found) > 1)} above\n" if found else "; it lacks nothing\n")
    )
    return 0


@template.command(short_help="Write the standard template, to be made one's own.")
@click.argument("file")
def new(file: str) -> int:
    """Write the standard template to FILE (.docx). A file that is there already is not touched."""
    target = Path(file)
    if target.suffix.lower() != ".docx":
        raise Refused(f"'{file}' does not end in .docx")
    if target.exists():
        raise Refused(f"'{file}' is there already; name another file")
    from qa_engine.source.save import save
    from qa_engine.word.standard import standard_template

    try:
        save(standard_template(), target)
    except OSError as error:
        raise Refused(f"'{file}' cannot be written: {error.strerror or error}") from None
    sys.stdout.write(f"{file}\n")
    return 0
