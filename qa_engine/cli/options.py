"""Arguments that several commands take."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine.cli.lines import lines_of, today
from qa_engine.cli.main import Refused

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in stubs of newer click only
    """An ISO date."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no date; write it as 2027-01-15", param, ctx)


on_option = click.option(
    "--on", type=Day(), default=None, metavar="DATE", help="The day that is asked about (default: today)."
)


def one_agreement(path: str) -> Agreement:
    """The agreement that a command works on.

    Where the file holds errors of the group "The file", they are printed and the command ends with status 1; where it cannot be
    opened, with status 2.
    """
    from qa_engine.agreement.load import read
    from qa_engine.check.run import Result, hold_to_settings
    from qa_engine.cli.terminal import emit
    from qa_engine.report.text import check_text
    from qa_engine.settings.read import settings_for

    file = Path(path)
    if file.is_dir():
        raise Refused(f"'{path}' is a folder; name one agreement in it")
    try:
        agreement = read(file)
        hold_to_settings(agreement, settings_for(file))
    except OSError as error:
        raise Refused(cannot_open(path, error)) from None
    errors = tuple(finding for finding in agreement.findings if finding.blocks)
    if errors:
        emit(check_text(Result(errors, (file.as_posix(),), today(), {}), lines_of({agreement.path: agreement})))
        raise click.exceptions.Exit(1)
    return agreement


def by_id(word: str, *agreements: Agreement) -> str:
    """A party, or party.function, by its id where it is given by the word that the document prints: `CMO.qa`.

    A word that no party, or more than one, is called by stays as it is.
    """
    party, dot, function = word.partition(".")
    parties = {one.id: one.term.casefold() for agreement in agreements for one in agreement.parties.values()}
    called = [one for one, term in parties.items() if term == party.casefold()]
    return f"{called[0]}{dot}{function}" if party not in parties and len(called) == 1 else word


def party_asked(agreement: Agreement, word: str) -> str:
    """The id of the party that a user asks for; empty where none is asked for."""
    party = by_id(word, agreement)
    if party and party not in agreement.parties:
        known = ", ".join(f"{one.id} ({one.term})" for one in agreement.parties.values())
        raise Refused(f"the agreement has no party '{word}'; it has: {known}")
    return party


def cannot_open(path: str, error: OSError) -> str:
    """One line that says what to do about a file that cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return f"there is no file '{path}'; check the path"
    return f"'{path}' cannot be opened: {error.strerror or error}"
