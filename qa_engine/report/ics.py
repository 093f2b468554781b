"""What falls due as a calendar (iCalendar, RFC 5545) with alarms.

An event keeps its UID while its day moves, and counts up with every record of the ledger, so that a calendar that
imports the file again moves the event and makes no second one.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qa_engine.lifecycle.due import Due
    from qa_engine.lifecycle.status import Status

ALARMS = {"review": (90, 30, 7), "expiry": (180, 90, 30), "waiver": (30, 7), "approval": (5, 1), "effective": (14, 1)}
"""Kind of date → days before it at which the calendar speaks up."""


class NoCalendarLibrary(RuntimeError):
    """The package that writes calendars is not installed."""


def calendar_of(statuses: Sequence[Status], now: datetime) -> bytes:
    """All dates of agreements as an .ics file; `now` is the time that it bears.

    Raises NoCalendarLibrary where the extra `calendar` is not installed.
    """
    try:
        import icalendar
    except ImportError:
        raise NoCalendarLibrary(
            "calendars are written by one more package; run: pip install 'qa-engine[calendar]'"
        ) from None
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//qa-engine//lifecycle//EN")
    calendar.add("version", "2.0")
    for status in statuses:
        for due in status.dues:
            event = icalendar.Event()
            event.add("uid", uid_of(status.id, due))
            event.add("sequence", len(status.ledger.records))
            event.add("dtstamp", now.astimezone(UTC))
            event.add("dtstart", due.day)
            event.add("dtend", due.day + timedelta(days=1))
            event.add("summary", f"{status.id}: {due.what}")
            event.add("description", f"{status.title}\n{status.path}")
            event.add("categories", [due.kind])
            event.add("transp", "TRANSPARENT")
            for days in ALARMS[due.kind]:
                alarm = icalendar.Alarm()
                alarm.add("action", "DISPLAY")
                alarm.add("description", f"{status.id}: {due.what}, {due.day.isoformat()}")
                alarm.add("trigger", timedelta(days=-days))
                event.add_component(alarm)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def uid_of(agreement: str, due: Due) -> str:
    """The id of an event: the same for the same thing, whatever day it falls on."""
    digest = hashlib.sha256(f"{agreement}\n{due.key}".encode()).hexdigest()
    return f"{digest[:32]}@qa-engine"
