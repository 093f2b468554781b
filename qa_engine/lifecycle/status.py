"""Where an agreement stands on a day: what is in force, what comes next and what it lacks, what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qa_engine.ledger.beside import ledger_of
from qa_engine.ledger.fold import fold
from qa_engine.lifecycle.due import dues
from qa_engine.rules.lifecycle.standing import day_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qa_engine.agreement.model import Agreement
    from qa_engine.ledger.chain import Ledger
    from qa_engine.ledger.fold import History, Version
    from qa_engine.lifecycle.due import Due


@dataclass(frozen=True, slots=True)
class Status:
    """An agreement on a day.

    version    that the file bears, and `state` what the ledger says of it on that day
    in_force   the version that governs, empty where none does; `since` from when, `suspended` if no work goes on under
               it
    expired    its last day has passed
    next_step  the event that comes next for the version of the file, and `missing` what it lacks
    survives   rows and sections whose duties go on after the end
    dues       all that has a day, the nearest first
    broken     what does not hold in the ledger; then nothing else is told
    """

    path: str
    id: str
    title: str
    version: str
    state: str
    ledger: Ledger
    in_force: str = ""
    since: date | None = None
    suspended: bool = False
    expired: bool = False
    next_step: str = ""
    missing: tuple[str, ...] = ()
    survives: tuple[str, ...] = ()
    dues: tuple[Due, ...] = ()
    broken: str = ""

    @property
    def next_review(self) -> date | None:
        """The day on which the next periodic review is due."""
        return next((due.day for due in self.dues if due.kind == "review"), None)


def status(*paths: str | Path, on: date | None = None) -> list[Status]:
    """Where agreements stand on a day (without one, today): what is in force, what comes next, what falls due.

    A path is an agreement, or a folder that is searched for agreements. Raises FileNotFoundError where a path is not
    there or a folder holds no agreement, OSError where a file cannot be opened.
    """
    from qa_engine.agreement.load import read
    from qa_engine.check.run import find_files

    return [status_of(read(file), on or date.today()) for file in find_files(paths)]


def status_of(agreement: Agreement, on: date) -> Status:
    """Where an agreement stands at the end of a day. Never raises for what is in its ledger."""
    ledger = ledger_of(agreement)
    history = fold(ledger, on)
    if not ledger.whole or history.findings:
        first = (*ledger.findings, *history.findings)[0]
        return Status(
            agreement.path, agreement.id, agreement.title, agreement.version, "", ledger, broken=first.message
        )
    governing = history.in_force
    expires = day_in(governing.content, "expires") if governing else None
    known = history.versions.get(agreement.version)
    next_step, missing = _next(agreement, known, on)
    return Status(
        agreement.path,
        agreement.id,
        agreement.title,
        agreement.version,
        history.state_of(agreement.version),
        ledger,
        governing.version if governing else "",
        governing.effective if governing else None,
        governing is not None and governing.state == "suspended",
        expires is not None and on > expires,
        next_step,
        missing,
        tuple(_surviving(history)),
        tuple(dues(agreement, history)),
    )


def _next(agreement: Agreement, known: Version | None, on: date) -> tuple[str, tuple[str, ...]]:
    """The event that comes next for the version of the file, and what it lacks as far as ledger and calendar tell."""
    state = known.state if known else "draft"
    if state == "draft":
        return "submit", ()
    if state == "in-review" and known is not None:
        needs = known.needs
        missing = [
            f"approval of `{one.holder}`{f' ({one.name})' if one.name else ''}"
            for one in needs.missing(known.approvals)
        ]
        if needs.one_of and len(missing) > 1 and not needs.all:
            missing = [" or ".join(missing)]
        return "approve", tuple(missing)
    if state == "approved":
        effective = day_in(agreement.data, "effective")
        return "enact", (f"its day, {effective.isoformat()}",) if effective is not None and effective > on else ()
    if state == "suspended":
        return "resume", ()
    return ("review", ()) if state == "effective" else ("", ())


def _surviving(history: History) -> Iterator[str]:
    """The rows and sections that were named when versions were terminated."""
    for version in history.versions.values():
        named = version.ended.details.get("survives") if version.ended and version.state == "terminated" else None
        yield from (str(name) for name in (named if isinstance(named, list) else ()))
