"""`qa-engine render`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qa_engine.cli.main import Refused
from qa_engine.cli.options import one_agreement

ENDINGS = (".docx",)


@click.command(short_help="Write an agreement as a Word document.")
@click.argument("path")
@click.option("-o", "--output", required=True, metavar="OUT", help="The file to write; its ending says what it becomes (.docx).")
def render(path: str, output: str) -> int:
    """Write the agreement PATH as a document that can be signed. A file of that name that cannot be replaced stays whole."""
    target = Path(output)
    if target.suffix.lower() not in ENDINGS:
        raise Refused(f"'{output}' has no ending that can be written; known: {', '.join(ENDINGS)}")
    if target.is_dir():
        raise Refused(f"'{output}' is a folder; name a file")
    if not target.parent.is_dir():
        raise Refused(f"the folder '{target.parent.as_posix()}' does not exist; make it first")
    from qa_engine.doors import render as rendered

    document = rendered(one_agreement(path))
    try:
        document.save(target)
    except OSError as error:
        raise Refused(f"'{output}' cannot be written: {error.strerror or error}; nothing was changed") from None
    sys.stdout.write(f"{output}\n")
    return 0
