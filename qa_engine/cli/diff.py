"""`qa-engine diff`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine import __version__
from qa_engine.cli.compared import agreement_named, tell_errors
from qa_engine.cli.main import Refused
from qa_engine.cli.options import by_id
from qa_engine.cli.terminal import emit

if TYPE_CHECKING:
    from qa_engine.changes.assess import Class


@click.command(short_help="What changed between two agreements, what it means, who must approve.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html", "sarif"]),
    default="text",
    help="How to tell the changes.",
)
@click.option("--for", "party", metavar="PARTY", default="", help="What the changes mean to this party (text).")
def diff(old: str, new: str, form: str, party: str) -> int:
    """Compare the agreements OLD and NEW by meaning.

    Each is a file, or REV:PATH for a file in a revision of git (HEAD~1:agreements/a.qa.yaml).
    Exit status: 0 nothing changed, 1 something did, 2 they could not be compared.
    """
    from qa_engine.changes.assess import assess
    from qa_engine.changes.diff import diff as compare
    from qa_engine.changes.expectations import shift

    if party and form != "text":
        raise Refused(f"--for goes with --format text; {form} tells the changes of all parties")
    before, after = agreement_named(old), agreement_named(new)
    if tell_errors(before, after):
        return 2
    party = by_id(party, after, before)
    if party and party not in {*before.parties, *after.parties}:
        raise Refused(
            f"neither agreement has a party '{party}'; there are: {', '.join({**before.parties, **after.parties})}"
        )
    changes = compare(before, after)
    file = after.resolved.files[0] or before.resolved.files[0] or Path(after.path)
    verdict = assess(changes, _table(file))
    expected = shift(changes)
    if form == "json":
        from qa_engine.report.changes_json import changes_json

        sys.stdout.write(changes_json(changes, verdict, expected, __version__) + "\n")
    elif form == "markdown":
        from qa_engine.report.changes_markdown import changes_markdown

        sys.stdout.write(changes_markdown(changes, verdict, expected))
    elif form == "html":
        from qa_engine.report.changes_html import changes_html

        sys.stdout.write(changes_html(changes, verdict, expected))
    elif form == "sarif":
        from qa_engine.report.changes_sarif import changes_sarif

        sys.stdout.write(changes_sarif(changes, verdict, __version__) + "\n")
    else:
        from qa_engine.report.changes import changes_text, party_text

        emit(party_text(changes, verdict, party) if party else changes_text(changes, verdict, expected))
    return 1 if changes else 0


def _table(file: Path) -> dict[str, Class]:
    """What the repository's settings say of the classes; what is wrong in them is told."""
    from qa_engine.settings.read import settings_for

    settings = settings_for(file)
    for finding in settings.findings:
        place = finding.place
        sys.stderr.write(f"qa-engine: {place.path}:{place.line}: {finding.message}; {finding.hint}\n")
    table: dict[str, Class] = settings.table("assessment")
    return table
