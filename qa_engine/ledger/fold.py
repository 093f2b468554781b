"""The records of a ledger, folded to the state of each version. What a record means is said in one table, `MOVES`."""

from __future__ import annotations

from datetime import date
from itertools import takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from qa_engine.finding import Finding
from qa_engine.ledger.chain import RULE, said, short
from qa_engine.value import field, frozen, mutable, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.ledger.chain import Ledger
    from qa_engine.ledger.record import Record

MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": (("draft",), "in-review"),
    "approve": (("in-review",), "approved"),  # once the last approval that is needed has come
    "reopen": (("in-review", "approved"), "draft"),
    "enact": (("approved",), "effective"),  # the version that was in force before is superseded by it
    "review": (("effective", "suspended"), ""),
    "suspend": (("effective",), "suspended"),
    "resume": (("suspended",), "effective"),
    "supersede": (("approved", "effective", "suspended"), "superseded"),
    "terminate": (("approved", "effective", "suspended"), "terminated"),
}
"""Event → the states in which it may happen, and the state that it leads to; empty: none other."""

IN_FORCE = ("effective", "suspended")
"""States of the version that governs; a suspended one still does, though no work goes on under it."""


@frozen
class Needed:
    """One approval that is needed: from a holder, and where the agreement names the signatory, from that person."""

    holder: str
    name: str = ""

    def met_by(self, record: Record) -> bool:
        """Whether an approval is this one: by the person, or by a delegate in the person's place."""
        return record.by.holder == self.holder and self.name in ("", record.by.name, record.details.get("in-place-of"))


@frozen
class Needs:
    """The approvals that a submitted version needs: all of `all`, and one of `one_of` where there are any."""

    all: tuple[Needed, ...] = ()
    one_of: tuple[Needed, ...] = ()

    def missing(self, approvals: list[Record]) -> tuple[Needed, ...]:
        """Those that have not come; of `one_of` all stay until one has."""
        open_ = tuple(needed for needed in self.all if not any(needed.met_by(record) for record in approvals))
        if self.one_of and not any(needed.met_by(record) for needed in self.one_of for record in approvals):
            open_ += self.one_of
        return open_

    def met(self, approvals: list[Record]) -> bool:
        """Whether nothing is missing."""
        return bool(self.all or self.one_of) and not self.missing(approvals)

    def cover(self, wanted: Needs) -> bool:
        """Whether all that is wanted is asked for here, or more."""
        one = set(self.all) & set(wanted.one_of) or (self.one_of and set(self.one_of) <= set(wanted.one_of))
        return bool(self.all or self.one_of) and set(wanted.all) <= set(self.all) and (not wanted.one_of or bool(one))

    def as_data(self) -> dict[str, Any]:
        """As it stands in a record."""
        found = {"all": self.all, "one-of": self.one_of}
        return {
            key: [{"holder": one.holder, "name": one.name} for one in needed] for key, needed in found.items() if needed
        }


def needs_in(record: Record) -> Needs:
    """The approvals that a submission asks for."""
    found = record.details.get("needs")
    data = found if isinstance(found, dict) else {}

    def read(key: str) -> tuple[Needed, ...]:
        entries = data.get(key)
        return tuple(
            Needed(str(entry.get("holder", "")), str(entry.get("name", "")))
            for entry in (entries if isinstance(entries, list) else ())
            if isinstance(entry, dict)
        )

    return Needs(read("all"), read("one-of"))


@mutable
class Version:
    """What the ledger knows of one version.

    state         draft, in-review, approved, effective, suspended, superseded or terminated
    content_hash  of what was submitted last
    content       the canonical content of that, as data
    needs         the approvals that it needs
    approvals     the approvals that it has, in order
    submitted, approved, enacted, ended  the records that brought it there
    effective     the day from which it is in force
    reviews       its periodic reviews
    """

    version: str
    state: str = "draft"
    content_hash: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    needs: Needs = Needs()
    approvals: list[Record] = field(default_factory=list)
    submitted: Record | None = None
    approved: Record | None = None
    enacted: Record | None = None
    ended: Record | None = None
    effective: date | None = None
    reviews: list[Record] = field(default_factory=list)


@mutable
class History:
    """All versions in the order of their first submission; `findings` on records that did not fit and do not count."""

    versions: dict[str, Version] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def state_of(self, version: str) -> str:
        """The state of a version; draft for one that was never submitted."""
        known = self.versions.get(version)
        return known.state if known else "draft"

    @property
    def in_force(self) -> Version | None:
        """The version that governs: effective, or suspended; at most one."""
        return next((one for one in self.versions.values() if one.state in IN_FORCE), None)

    @property
    def last_approved(self) -> Version | None:
        """The version that was approved last and not taken back: a new one is held against it."""
        return self.approved_before(None)

    def approved_before(self, version: Version | None) -> Version | None:
        """The version that was approved last before this one was; before now for one that is not approved, or for none."""
        end = version.approved.number if version is not None and version.approved is not None else None
        approved = [
            (one.approved.number, one)
            for one in self.versions.values()
            if one.approved is not None
            and one.state not in ("draft", "in-review")
            and (end is None or one.approved.number < end)
        ]
        return max(approved, key=itemgetter(0), default=(0, None))[1]


def replay(ledger: Ledger) -> Iterator[tuple[History, int, Record]]:
    """The records one after the other, each with the history before it and its place; in the end the history is whole.

    A record that cannot happen in the state that it finds (an approval of other content, a version enacted without its
    approvals) changes nothing and is a finding of the history.
    """
    history = History()
    for place, record in enumerate(ledger.records, 1):
        yield history, place, record
        wrong = _apply(history, record)
        if wrong:
            message = f"record {record.number} ({said(record)}) does not count: {wrong}"
            history.findings.append(
                Finding(RULE, "error", ledger.place(place), message, "look at how it came into the ledger")
            )


def why_it_would_not_count(ledger: Ledger, record: Record) -> str:
    """Why a record that came next would change nothing; empty where it would count."""
    return _apply(fold(ledger), record)


def fold(ledger: Ledger, on: date | None = None) -> History:
    """The state of each version as the records make it; with `on`, as it was at the end of that day."""
    if on is not None:
        ledger = replace(ledger, records=tuple(takewhile(lambda record: record.when.date() <= on, ledger.records)))
    history = History()
    for history, _, _ in replay(ledger):  # noqa: B007  # the same history all along
        pass
    return history


def _apply(history: History, record: Record) -> str:
    """Let one record happen; returns why it cannot, or nothing."""
    known = history.versions.get(record.version) or Version(record.version)
    states, leads_to = MOVES[record.event]
    if known.state not in states:
        return f"version {record.version} is {known.state.replace('-', ' ')}"
    if record.event != "submit" and record.content_hash != known.content_hash:
        return (
            f"its `content-hash` is {short(record.content_hash)}, and version {record.version} was submitted as "
            f"{short(known.content_hash)}"
        )
    wrong = ""
    match record.event:
        case "submit":
            wrong = _submit(known, record)
        case "approve":
            wrong = _approve(known, record)
            leads_to = leads_to if known.needs.met(known.approvals) else ""
            known.approved = record if leads_to else None
        case "reopen":
            known.approvals = []
        case "enact":
            wrong = _enact(history, known, record)
        case "review":
            known.reviews.append(record)
        case "supersede" | "terminate":
            known.ended = record
    if wrong:
        return wrong
    history.versions[record.version] = known
    known.state = leads_to or known.state
    return ""


def _submit(known: Version, record: Record) -> str:
    if known.approved is not None and known.content_hash != record.content_hash:
        return (
            f"version {record.version} was approved as {short(known.content_hash)}, and this is other content under "
            "the same number"
        )
    content = record.details.get("content")
    if not isinstance(content, dict):
        return "it carries no content"
    known.content_hash, known.content, known.needs = record.content_hash, content, needs_in(record)
    known.submitted, known.approvals, known.approved = record, [], None
    return ""


def _approve(known: Version, record: Record) -> str:
    if record.signature is None:
        return "it is not signed"
    if any(record.by.name == other.by.name and record.by.holder == other.by.holder for other in known.approvals):
        return f"{record.by.name} has approved this version already"
    known.approvals.append(record)
    return ""


def _enact(history: History, known: Version, record: Record) -> str:
    given = record.details.get("effective")
    try:
        effective = date.fromisoformat(given) if isinstance(given, str) else record.when.date()
    except ValueError:
        return f"its `effective` is '{given}', and that is no date"
    if effective > record.when.date():
        return f"it was enacted before the day from which it is in force, {effective.isoformat()}"
    if history.in_force is not None:
        history.in_force.ended = record
        history.in_force.state = "superseded"
    known.enacted, known.effective = record, effective
    return ""
