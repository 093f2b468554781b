"""`qa-engine render`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa_engine.cli.compared import agreement_named, tell_errors
from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open, one_agreement, party_asked

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.doors import Rendered

ENDINGS = (".docx", ".pdf", ".html", ".xlsx", ".md")

FOR_WORD = ("template", "signature_lines", "esign", "redline")
FOR_DOCX = ("protect", "embed", "paginate")
FOR_EXCEL = ("sheets",)
"""Options by what they are for: a Word file or the PDF made from one, a Word file alone, an Excel file."""

NAMES = {"signature_lines": "signature-lines"}


@click.command(short_help="Write an agreement as a Word document, PDF, HTML, Excel or Markdown.")
@click.argument("path")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    help=f"The file to write; its ending says what it becomes ({', '.join(ENDINGS)}).",
)
@click.option("--template", metavar="FILE", help="A company's own Word file (.docx, .dotx) as house style.")
@click.option(
    "--columns",
    type=click.Choice(["party", "function"]),
    help="The columns of the matrices (default: as the settings say, else party).",
)
@click.option("--for", "party", metavar="PARTY", default="", help="An extract: only what concerns this party.")
@click.option(
    "--coverage", is_flag=True, help="With an annex that says where to find what the guidelines of the packs expect."
)
@click.option(
    "--baseline", is_flag=True, help="With the points that the baseline lets pass, beside the accepted exceptions."
)
@click.option("--paginate", is_flag=True, help="Page numbers in the list of contents, worked out by LibreOffice.")
@click.option("--signature-lines", is_flag=True, help="Word's own signature lines.")
@click.option(
    "--esign",
    type=click.Choice(["docusign", "adobe", "none"]),
    help="The tags of a signing service where its fields are to come.",
)
@click.option(
    "--protect",
    type=click.Choice(["negotiation", "signing", "none"]),
    help="negotiation: Word tracks every edit; signing: only the places of signatures can be written on. A courtesy, no lock.",
)
@click.option(
    "--embed",
    type=click.Choice(["ids", "agreement", "none"]),
    help="What the file carries to be read back by: ids of rows (default), the agreement as data too, or nothing.",
)
@click.option(
    "--redline",
    metavar="OLD",
    help="Tracked changes against an older agreement: a file, or REV:PATH in git; a comment on each says what it means.",
)
@click.option("--author", help="Whose changes they are in a redline (default: number and version of PATH).")
@click.option(
    "--date",
    metavar="DATE",
    help="When they were made: 2027-01-15 or 2027-01-15T09:30:00Z (default: the date of the version).",
)
@click.option(
    "--sheets",
    type=click.Choice(["one", "sections"]),
    help="Excel: all rows on one sheet (default), or a sheet for each section.",
)
def render(path: str, output: str, **asked: Any) -> int:
    """Write the agreement PATH as a document that can be signed, read or filtered.

    A file of that name that cannot be replaced stays whole.
    """
    target = Path(output)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise Refused(f"'{output}' has no ending that can be written; known: {', '.join(ENDINGS)}")
    if target.is_dir():
        raise Refused(f"'{output}' is a folder; name a file")
    if not target.parent.is_dir():
        raise Refused(f"the folder '{target.parent.as_posix()}' does not exist; make it first")
    given = {key: value for key, value in asked.items() if value}
    _refuse_misplaced(ending, given)
    if "redline" in given:
        older = agreement_named(given["redline"])
        if tell_errors(older):
            return 2
        given["redline"] = older
    document = _rendered(one_agreement(path), ending[1:], given)
    try:
        document.save(target)
    except OSError as error:
        raise Refused(f"'{output}' cannot be written: {error.strerror or error}; nothing was changed") from None
    sys.stdout.write(f"{output}\n")
    return 0


def _refuse_misplaced(ending: str, given: dict[str, Any]) -> None:
    """An option that the file cannot have is named, and not passed over."""
    for names, endings in ((FOR_WORD, (".docx", ".pdf")), (FOR_DOCX, (".docx",)), (FOR_EXCEL, (".xlsx",))):
        for name in names:
            if name in given and ending not in endings:
                raise Refused(
                    f"--{NAMES.get(name, name)} is for {' and '.join(endings)}; leave it out, or write one of these"
                )

    for name in ("author", "date"):
        if name in given and "redline" not in given:
            raise Refused(f"--{name} is for a redline; name the older agreement with --redline, or leave it out")
    if "redline" in given:
        for name in ("paginate", "esign", "signature_lines"):
            if given.get(name, "none") != "none":
                raise Refused(
                    f"--{NAMES.get(name, name)} is not for a redline, which nobody signs; leave one of the two out"
                )
        if given.get("protect") == "signing":
            raise Refused("--protect signing is not for a redline, which nobody signs; leave one of the two out")


def _rendered(agreement: Agreement, form: str, given: dict[str, Any]) -> Rendered:
    from qa_engine.doors import render as rendered

    template = given.get("template")
    if "party" in given:
        given["party"] = party_asked(agreement, given["party"])
    try:
        return rendered(agreement, form, **given)  # type: ignore[arg-type]  # click has seen to the choices
    except OSError as error:
        raise Refused(cannot_open(str(template), error)) from None
    except ValueError as error:  # a template or a text that is refused; the message says which
        from qa_engine.ledger.signatures import CannotVerify
        from qa_engine.word.guard import Unfit

        if isinstance(error, CannotVerify):
            raise Refused(f"the approvals on the ledger cannot be shown: {error}") from None
        where = f"'{template}': " if isinstance(error, Unfit) else ""
        raise Refused(f"{where}{error}") from None
    except RuntimeError as error:  # LibreOffice or a library is missing, or did not do its work
        raise Refused(str(error)) from None
