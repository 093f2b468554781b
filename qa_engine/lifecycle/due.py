"""What falls due: reviews, ends, waivers, answers, days of going into force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from qa_engine.agreement.period import read_period
from qa_engine.calendar.dates import end_of
from qa_engine.rules.lifecycle.standing import day_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.ledger.fold import History, Version

Kind = Literal["review", "expiry", "waiver", "approval", "effective"]


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a day.

    day        the last day on which it is in time
    kind       what it is
    key        what tells it from others of its kind in one agreement; it stays the same when the day moves
    what       in one line
    """

    day: date
    kind: Kind
    key: str
    what: str


def dues(agreement: Agreement, history: History) -> list[Due]:
    """All that has a day, past or to come, the nearest first."""
    return sorted(_dues(agreement, history), key=lambda due: (due.day, due.kind, due.key))


def _dues(agreement: Agreement, history: History) -> Iterator[Due]:
    governing = history.in_force
    if governing is not None and governing.effective is not None:
        since = governing.reviews[-1].when.date() if governing.reviews else governing.effective
        yield from _review(governing, since)
        expires = day_in(governing.content, "expires")
        if expires is not None:
            yield Due(expires, "expiry", "expiry", f"version {governing.version} ends")
        yield from _waivers(governing.content)
    for version in history.versions.values():
        if version.state == "in-review" and version.submitted is not None:
            answer = day_in(version.submitted.details, "answer-by")
            missing = ", ".join(f"`{needed.holder}`" for needed in version.needs.missing(version.approvals))
            if answer is not None:
                yield Due(
                    answer,
                    "approval",
                    f"approval {version.version}",
                    f"version {version.version} is to be approved by {missing}",
                )
        if version.state == "approved":
            effective = day_in(version.content, "effective")
            if effective is not None:
                yield Due(
                    effective,
                    "effective",
                    f"effective {version.version}",
                    f"version {version.version} is to go into force",
                )
    if governing is None:
        yield from _waivers(agreement.data)


def _review(version: Version, since: date) -> Iterator[Due]:
    review = version.content.get("review")
    period = read_period(review) if isinstance(review, str) else None
    if period is not None:
        yield Due(end_of(since, period), "review", "review", f"periodic review of version {version.version}")


def _waivers(data: dict[str, Any]) -> Iterator[Due]:
    waivers = data.get("waivers")
    for waiver in waivers if isinstance(waivers, list) else ():
        until = day_in(waiver, "until") if isinstance(waiver, dict) else None
        if until is not None:
            yield Due(
                until,
                "waiver",
                f"waiver {waiver.get('rule')} {waiver.get('at')}",
                f"the waiver of {waiver.get('rule')} at {waiver.get('at')} ends",
            )


def within(found: list[Due], on: date, days: int) -> list[Due]:
    """Those that are past on a day, or fall due in so many days from it."""
    return [due for due in found if due.day <= on + timedelta(days=days)]
