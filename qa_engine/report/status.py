"""Where agreements stand, for people and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from qa_engine.lifecycle.status import Status
    from qa_engine.report.text import Line


def status_text(statuses: Sequence[Status], on: date, days: int) -> Iterator[list[Line]]:
    """Each agreement in a few lines: what is in force, what comes next, what falls due within so many days."""
    for status in statuses:
        yield [(status.path, "place"), (f" {status.id} ", ""), (status.title, "heading")]
        if status.broken:
            yield [("    the ledger does not hold: ", "error"), (status.broken, "")]
            continue
        yield [("    in force: ", "dim"), *_in_force(status)]
        yield [(f"    version {status.version}: ", "dim"), (status.state.replace("-", " "), ""), *_next(status)]
        if status.next_review is not None:
            late = status.next_review < on
            yield [
                ("    next review: ", "dim"),
                (f"{status.next_review.isoformat()}{', overdue' if late else ''}", "error" if late else ""),
            ]
        if status.survives:
            yield [("    goes on after the end: ", "dim"), (", ".join(status.survives), "")]
        for due in status.dues:
            if due.kind != "review" and (due.day - on).days <= days:
                when = "was" if due.day < on else "is"
                yield [
                    ("    due: ", "dim"),
                    (f"{due.what} ({when} due on {due.day.isoformat()})", "warning" if due.day < on else ""),
                ]
    yield [(_closing(statuses, on), "")]


def coming_text(status: Status) -> Iterator[list[Line]]:
    """What comes next, in a line or none: for after a step that was taken."""
    if status.broken or not status.next_step:
        return
    if status.next_step == "review":
        if status.next_review is not None:
            yield [("    → ", "dim"), (f"next review: {status.next_review.isoformat()}", "hint")]
        return
    yield [("   ", "dim"), *_next(status)]


def _in_force(status: Status) -> list[Line]:
    if not status.in_force:
        return [("nothing", "")]
    said: list[Line] = [(f"version {status.in_force}", "")]
    if status.since is not None:
        said.append((f" since {status.since.isoformat()}", ""))
    if status.suspended:
        said.append((", work suspended", "warning"))
    if status.expired:
        said.append((", but past its last day", "error"))
    return said


def _next(status: Status) -> list[Line]:
    if not status.next_step:
        return []
    missing = f", waiting for {'; '.join(status.missing)}" if status.missing else ""
    return [(f" → {status.next_step}{missing}", "hint")]


def _closing(statuses: Sequence[Status], on: date) -> str:
    count = sum(1 for status in statuses if status.in_force and not status.expired)
    return f"{len(statuses)} agreement{'' if len(statuses) == 1 else 's'}, {count} in force on {on.isoformat()}"


def status_json(statuses: Sequence[Status], on: date) -> str:
    """All that is known, in the form `qa-engine/status-1`."""
    return json.dumps(
        {"format": "qa-engine/status-1", "on": on.isoformat(), "agreements": [_data(one) for one in statuses]},
        ensure_ascii=False,
        indent=1,
    )


def _data(status: Status) -> dict[str, Any]:
    return {
        "path": status.path,
        "id": status.id,
        "title": status.title,
        "version": status.version,
        "state": status.state or None,
        "in_force": status.in_force or None,
        "since": status.since.isoformat() if status.since else None,
        "suspended": status.suspended,
        "expired": status.expired,
        "next_step": status.next_step or None,
        "missing": list(status.missing),
        "next_review": status.next_review.isoformat() if status.next_review else None,
        "survives": list(status.survives),
        "dues": [{"day": due.day.isoformat(), "kind": due.kind, "what": due.what} for due in status.dues],
        "broken": status.broken or None,
    }
