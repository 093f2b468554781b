"""What a negotiated copy says, told: edits without a trace first, then author by author, then remarks; and as data."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.canonical import content_hash
from qa_engine.changes.assess import assess
from qa_engine.changes.expectations import shift
from qa_engine.report.changes import changes_text, party_text
from qa_engine.report.changes_json import changes_json
from qa_engine.report.width import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.assess import Class
    from qa_engine.intake.negotiated import Negotiated, Proposal

Line = tuple[str, str]
Table = dict[str, "Class"]

FORMAT = "qa-engine/negotiated-1"


def negotiated_text(copy: Negotiated, name: str, table: Table, party: str = "") -> Iterator[list[Line]]:
    """A copy as lines of pieces. With a `party`, what the changes mean to it, in about ten lines."""
    yield [(printable(name), "heading"), (f"  made from {_version(copy.sent)}", "dim")]
    if copy.moved_on:
        yield [(f"  the agreement has moved on since: it is {_version(copy.base)} now", "warning")]
    for warning in copy.warnings:
        yield [(f"  {warning}", "warning")]
    if not copy.silent.empty:
        yield [("", "")]
        yield [("Edits without a trace: look at these first", "error")]
        # whole, for whomever it is told: who edits in silence may have meant nobody to see whom it concerns
        yield from _proposal(copy.silent, table, "")
    for proposal in copy.proposals:
        yield [("", "")]
        yield [(f"{printable(proposal.author) or 'somebody unnamed'} proposes", "heading")]
        yield from _proposal(proposal, table, party)
    if copy.ties:
        yield [("", "")]
        yield [("Rows that could be one and the same", "warning")]
        for at, (taken, *rivals) in copy.ties.items():
            others = "; ".join(row.where for row in rivals)
            yield [
                (f"  {at}: ", "place"),
                (f"{taken.where} was taken for it as the likest; {others} bears its signs as well", ""),
            ]
    if copy.comments:
        yield [("", "")]
        yield [(f"Open points ({sum(not one.done for one in copy.comments)})", "heading")]
    for comment in copy.comments:
        about = f" (about “{printable(comment.about)[:80]}”)" if comment.about else ""
        when = f", {comment.date[:10]}" if comment.date[:1] not in ("", "0") else ""
        state = "settled: " if comment.done else ""
        said = " ".join(printable(comment.text).split())
        yield [
            (f"  {comment.at or 'outside of the matrices'}, {printable(comment.author)}{when}: ", "place"),
            (f"{state}{said}", ""),
            (about, "dim"),
        ]
    if copy.silent.empty and not copy.proposals and not copy.comments:
        yield [("the copy says what was sent", "")]


def _version(agreement: Agreement) -> str:
    return f"{printable(agreement.id)} version {agreement.version}"


def _proposal(proposal: Proposal, table: Table, party: str) -> Iterator[list[Line]]:
    if proposal.changes:
        verdict = assess(proposal.changes, table)
        lines = (
            party_text(proposal.changes, verdict, party)
            if party
            else changes_text(proposal.changes, verdict, shift(proposal.changes))
        )
        # a view of the copy has no lines of its own to point at, and its title was told above
        nowhere = f"  {proposal.changes.new.agreement.path}:" if proposal.changes.new.agreement else "\0"
        for line in islice(lines, 1, None):
            yield [("  ", ""), *(piece for piece in line if not piece[0].startswith(nowhere))]
    for one in proposal.not_carried:
        yield [
            (f"  {printable(one.at)}, {printable(one.column)}: ", "place"),
            ("not carried over: ", "error"),
            (printable(one.reason), ""),
        ]
        yield from _before_and_after(one.before, one.after)
    if proposal.outside:
        yield [("  outside of sections and matrices, to be carried over by hand:", "warning")]
    for other in proposal.outside:
        yield from _before_and_after(other.before, other.after)


def _before_and_after(before: str, after: str) -> Iterator[list[Line]]:
    if before:
        yield [("    - ", "error"), (printable(" ".join(before.split()))[:200], "dim")]
    if after:
        yield [("    + ", "hint"), (printable(" ".join(after.split()))[:200], "dim")]


def negotiated_data(copy: Negotiated, name: str, table: Table, engine: str) -> dict[str, Any]:
    """A copy as data, for `--format json`; changes in the form of `diff`."""
    return {
        "format": FORMAT,
        "engine": engine,
        "file": name,
        "base": _side(copy.base),
        "sent": _side(copy.sent),
        "moved_on": copy.moved_on,
        "silent": _as_data(copy.silent, table, engine),
        "proposals": [_as_data(proposal, table, engine) for proposal in copy.proposals],
        "comments": [comment._asdict() for comment in copy.comments],
        "ties": [
            {"at": at, "taken": taken.where, "rivals": [row.where for row in rivals]}
            for at, (taken, *rivals) in copy.ties.items()
        ],
        "warnings": list(copy.warnings),
    }


def _side(agreement: Agreement) -> dict[str, str]:
    return {"id": agreement.id, "version": agreement.version, "hash": content_hash(agreement)}


def _as_data(proposal: Proposal, table: Table, engine: str) -> dict[str, Any]:
    changes = proposal.changes
    told: dict[str, Any] = json.loads(changes_json(changes, assess(changes, table), shift(changes), engine))
    for change in told["changes"]:  # a view of the copy has no lines of its own
        change.pop("path", None)
        change.pop("line", None)
    return {
        "author": proposal.author or None,
        "summary": told["summary"],
        "changes": told["changes"],
        "not_carried": [one._asdict() for one in proposal.not_carried],
        "outside": [one._asdict() for one in proposal.outside],
    }
