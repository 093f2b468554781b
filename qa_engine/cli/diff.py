"""`qa-engine diff`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine import __version__
from qa_engine.cli.lines import lines_of, today
from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open
from qa_engine.cli.terminal import emit, plain

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.assess import Class


@click.command(short_help="What changed between two agreements, what it means, who must approve.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html"]),
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

    before, after = _agreement(old), _agreement(new)
    if _tell_errors(before, after):
        return 2
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
    else:
        from qa_engine.report.changes import changes_text, party_text

        emit(party_text(changes, verdict, party) if party else changes_text(changes, verdict, expected))
    return 1 if changes else 0


def _agreement(named: str) -> Agreement:
    """The agreement that a file or `REV:PATH` holds; an existing file wins."""
    from qa_engine.agreement.load import read

    file = Path(named)
    if file.is_dir():
        raise Refused(f"'{named}' is a folder; name one agreement in it")
    if not file.exists():
        from qa_engine.git.revisions import read_revision, split
        from qa_engine.git.run import GitError

        if split(named) is None:
            raise Refused(cannot_open(named, FileNotFoundError()))
        try:
            return read_revision(named, Path.cwd())
        except GitError as error:
            raise Refused(str(error)) from None
    try:
        return read(file)
    except OSError as error:
        raise Refused(cannot_open(named, error)) from None


def _tell_errors(*agreements: Agreement) -> bool:
    """Whether an agreement holds errors that leave nothing to compare; they go to standard error."""
    from qa_engine.check.run import Result
    from qa_engine.report.text import check_text

    errors = tuple(dict.fromkeys(finding for one in agreements for finding in one.findings if finding.blocks))
    if not errors:
        return False
    known = {one.path: one for one in agreements}
    sys.stderr.write("qa-engine: they cannot be compared; mend first what is wrong in the files:\n")
    sys.stderr.write(plain(check_text(Result(errors, tuple(known), today(), {}), lines_of(known))))
    return True


def _table(file: Path) -> dict[str, Class]:
    """What the repository's settings say of the classes; a name that they do not know is told."""
    from difflib import get_close_matches

    from qa_engine.changes.assess import known_names
    from qa_engine.settings.read import settings_for

    table: dict[str, Class] = settings_for(file).table("assessment")
    for name in table:
        if name not in known_names():
            near = get_close_matches(name, known_names(), 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            sys.stderr.write(f"qa-engine: the settings class '{name}', which is no kind of change{hint}\n")
    return table
