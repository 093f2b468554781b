"""The day on which a period ends.

The day of the event is not counted; the last day is (as in Regulation (EEC) 1182/71, Article 3, and most contract law).
A month ends on the same day of a later month, or on that month's last day where it has no such day. A period in
calendar days may end on a Sunday: nothing moves it, for nothing in an agreement says so.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from qa_engine.calendar.business import Calendar

if TYPE_CHECKING:
    from qa_engine.agreement.period import Period

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_WEEKDAYS = Calendar()


def end_of(start: date, period: Period, calendar: Calendar = _WEEKDAYS) -> date:
    """The last day of a period that an event on the day `start` sets going.

    Hours count from a time of day, which a date does not have: they end on the day that 24 of them at the latest reach.
    Raises NoCalendar where business days cannot be counted.
    """
    if period.unit in _MONTHS:
        return months_after(start, period.value * _MONTHS[period.unit])
    if period.unit in _DAYS:
        return start + timedelta(days=period.value * _DAYS[period.unit])
    if period.unit == "hour":
        return start + timedelta(days=-(-period.value // 24))
    return business_days_after(start, period.value, calendar)


def business_days_after(start: date, count: int, calendar: Calendar = _WEEKDAYS) -> date:
    """The day on which the last of `count` business days ends, not counting `start`; `start` itself for none."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_business_day(day)
    return day


def months_after(start: date, months: int) -> date:
    """The same day of a later month; that month's last day where it has no such day."""
    from calendar import monthrange  # brings `locale` along: only where months are counted

    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
