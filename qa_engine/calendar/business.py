"""Which days are business days: weekends and public holidays by country and region, a site's own closures.

Public holidays come from the library `holidays` (extra `calendar`), whose data change from month to month. So a date
that was counted with it is kept together with `Calendar.source`: an old deadline can then be counted again as it was.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from qa_engine.value import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qa_engine.agreement.model import Agreement

_SATURDAY = 5


class NoCalendar(ValueError):
    """Business days cannot be counted; the message says why and what to do."""


@frozen
class Calendar:
    """Business days of one or several places: a day counts only where it is one in all of them.

    regions  countries (`GB`) or country and region (`DE-HH`); none: Monday to Friday, without public holidays
    closed   first and last days of closures; both days are closed
    """

    regions: tuple[str, ...] = ()
    closed: tuple[tuple[date, date], ...] = ()

    def is_business_day(self, day: date) -> bool:
        """Whether a day is a business day in all places. Raises NoCalendar where that is not known."""
        if any(first <= day <= last for first, last in self.closed):
            return False
        if not self.regions:
            return day.weekday() < _SATURDAY
        return all(_is_working_day(region, day) for region in self.regions)

    @property
    def source(self) -> dict[str, Any]:
        """What a counted date rests on, to be recorded with it: the places, and the version of the holiday data."""
        found: dict[str, Any] = {"regions": list(self.regions)}
        if self.regions:
            found["holidays"] = _library().__version__
        if self.closed:
            found["closed"] = ["/".join(sorted({first.isoformat(), last.isoformat()})) for first, last in self.closed]
        return found


def calendar_of(
    agreement: Agreement,
    parties: Iterable[str],
    sites: Iterable[str] = (),
    own: Mapping[str, Iterable[str]] | None = None,
) -> Calendar:
    """The calendar of parties of an agreement, with the closures of the sites that are named.

    A party without `calendar` adds nothing. `own` are further days that are no business days, by region, as the
    settings of a repository give them. Raises NoCalendar for a closure that is no date, or ends before it starts; an
    agreement that was read holds none of these any more.
    """
    regions = dict.fromkeys(agreement.parties[party].calendar for party in parties if party in agreement.parties)
    closures = [closure for site in sites if site in agreement.sites for closure in agreement.sites[site].closed]
    closures += [closure for region in regions for closure in (own or {}).get(region, ())]
    return Calendar(tuple(region for region in regions if region), tuple(_closure(closure) for closure in closures))


def _closure(text: str) -> tuple[date, date]:
    first, _, last = text.partition("/")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise NoCalendar(f"the closure '{text}' is no date; write 2027-12-24 or 2027-12-24/2028-01-02") from None
    if span[1] < span[0]:
        raise NoCalendar(f"the closure '{text}' ends before it starts")
    return span


def _is_working_day(region: str, day: date) -> bool:
    known = _holidays(region)
    if not known.start_year <= day.year <= known.end_year:
        raise NoCalendar(
            f"the public holidays of {region} are known from {known.start_year} to {known.end_year}, not for {day.year}"
        )
    return bool(known.is_working_day(day))


@cache
def _holidays(region: str) -> Any:
    country, _, subdivision = region.partition("-")
    library = _library()
    try:
        return library.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError:
        raise NoCalendar(
            f"the public holidays of '{region}' are not known; name the country or the country and region as ISO "
            "3166 does: GB, DE-HH"
        ) from None


def _library() -> Any:
    try:
        import holidays
    except ImportError:
        raise NoCalendar("public holidays are not installed; run: pip install 'qa-engine[calendar]'") from None
    return holidays
