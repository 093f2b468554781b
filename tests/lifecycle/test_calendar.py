"""Business days by country, region and site, and the day on which a period ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa_engine as qa
from qa_engine.agreement.period import UNITS, Period, read_period
from qa_engine.calendar.business import Calendar, NoCalendar, calendar_of
from qa_engine.calendar.dates import business_days_after, end_of, months_after
from tests.lifecycle.desk import AGREEMENT, START, desk

if TYPE_CHECKING:
    from pathlib import Path

CLOSED = AGREEMENT.replace(
    "calendar: DE-HH\n",
    "calendar: DE-HH\n    sites: {hamburg: {name: Hamburg, closed: [2027-12-24/2028-01-02, 2027-05-03]}}\n",
)


def test_a_region_has_its_own_holidays() -> None:
    reformation_day = date(2028, 10, 31)
    assert not Calendar(("DE-HH",)).is_business_day(reformation_day)
    assert Calendar(("DE-BY",)).is_business_day(reformation_day)


def test_a_day_counts_only_where_it_is_a_business_day_in_all_places() -> None:
    good_friday, boxing_day_substitute = date(2027, 3, 26), date(2027, 12, 28)
    assert not Calendar(("GB", "US")).is_business_day(good_friday)
    assert Calendar(("US",)).is_business_day(good_friday)
    assert not Calendar(("GB", "US")).is_business_day(boxing_day_substitute)


def test_a_site_is_closed_when_it_says_so() -> None:
    agreement = qa.read_text(CLOSED)
    with_site = calendar_of(agreement, ["borealis"], ["hamburg"])
    assert not with_site.is_business_day(date(2027, 12, 29))
    assert calendar_of(agreement, ["borealis"]).is_business_day(date(2027, 12, 29))
    assert business_days_after(date(2027, 12, 22), 2, with_site) == date(2028, 1, 3)


def test_the_settings_may_close_further_days() -> None:
    agreement = qa.read_text(AGREEMENT)
    assert not calendar_of(agreement, ["borealis"], own={"DE-HH": ["2027-06-01"]}).is_business_day(date(2027, 6, 1))


def test_what_a_date_rests_on_can_be_kept_with_it() -> None:
    import holidays

    source = calendar_of(qa.read_text(CLOSED), ["aurora", "borealis"], ["hamburg"]).source
    assert source == {
        "regions": ["GB", "DE-HH"],
        "holidays": holidays.__version__,
        "closed": ["2027-12-24/2028-01-02", "2027-05-03"],
    }
    assert Calendar().source == {"regions": []}


@pytest.mark.parametrize("region", ["XX", "DE-ZZ", "EU"])
def test_a_region_that_is_not_known_says_so(region: str) -> None:
    with pytest.raises(NoCalendar, match=f"'{region}' are not known"):
        Calendar((region,)).is_business_day(date(2027, 1, 4))


def test_a_year_that_is_not_known_says_so() -> None:
    with pytest.raises(NoCalendar, match="not for 2150"):
        Calendar(("GB",)).is_business_day(date(2150, 1, 4))


@pytest.mark.parametrize(
    ("closure", "said"),
    [
        ("2027-02-31", "this entry cannot be '2027-02-31'"),
        ("2028-12-24/2028-01-02", "the closure '2028-12-24/2028-01-02' of site hamburg ends before it starts"),
    ],
)
def test_a_closure_that_no_day_falls_into_is_found_when_the_agreement_is_read(closure: str, said: str) -> None:
    agreement = qa.read_text(CLOSED.replace("2027-05-03", closure))
    assert [(finding.rule, finding.message) for finding in agreement.findings] == [("wrong-type", said)]
    still_closed = calendar_of(agreement, ["borealis"], ["hamburg"])
    assert not still_closed.is_business_day(date(2027, 12, 29)), "its other closures count"


@pytest.mark.parametrize(
    ("closure", "said"), [("2027-02-31", "is no date"), ("2028-12-24/2028-01-02", "ends before it starts")]
)
def test_a_closure_given_by_a_program_says_so_too(closure: str, said: str) -> None:
    with pytest.raises(NoCalendar, match=f"'{closure}' {said}"):
        calendar_of(qa.read_text(AGREEMENT), ["borealis"], own={"DE-HH": [closure]})


def test_a_closure_in_the_settings_is_found_where_it_stands(tmp_path: Path) -> None:
    life = desk(tmp_path)
    (life.folder / "qa-engine.toml").write_text('[calendars]\nGB = ["2028-12-24/2028-01-02"]\n', encoding="utf-8")
    (finding,) = (found for found in qa.check(life.file, on=START.date()).findings if found.rule == "wrong-type")
    assert (finding.place.path.rpartition("/")[2], finding.place.line) == ("qa-engine.toml", 2)
    assert "`GB` in `calendars` cannot be ['2028-12-24/2028-01-02']" in finding.message


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2027-01-31", "1 month", "2027-02-28"),
        ("2028-01-31", "1 month", "2028-02-29"),
        ("2028-02-29", "1 year", "2029-02-28"),
        ("2026-11-30", "1 quarter", "2027-02-28"),
        ("2027-12-31", "24 months", "2029-12-31"),
        ("2027-01-15", "30 days", "2027-02-14"),
        ("2027-01-15", "2 weeks", "2027-01-29"),
        ("2027-01-15", "24 h", "2027-01-16"),
        ("2027-01-15", "25 hours", "2027-01-17"),
        ("2027-01-15", "at once", "2027-01-15"),
        ("2027-01-15", "1 business day", "2027-01-18"),  # a Friday
        ("2027-01-16", "1 business day", "2027-01-18"),  # a Saturday
        ("2027-01-15", "0 business days", "2027-01-15"),
    ],
)
def test_the_day_on_which_a_period_ends(start: str, period: str, end: str) -> None:
    read = read_period(period)
    assert read is not None
    assert end_of(date.fromisoformat(start), read).isoformat() == end


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_months_add_up_within_the_days_that_short_ones_lack(start: date, one: int, other: int) -> None:
    together, apart = months_after(start, one + other), months_after(months_after(start, one), other)
    assert (together.year, together.month) == (apart.year, apart.month)
    assert timedelta(0) <= together - apart <= timedelta(days=3)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 40))
def test_business_days_are_counted_one_by_one(start: date, count: int) -> None:
    calendar = Calendar(("GB", "DE-HH"))
    end = business_days_after(start, count, calendar)
    between = [start + timedelta(days=days) for days in range(1, (end - start).days + 1)]
    assert sum(calendar.is_business_day(day) for day in between) == count
    assert calendar.is_business_day(end)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.sampled_from(UNITS), st.integers(1, 30))
def test_a_longer_period_never_ends_earlier(start: date, unit: str, value: int) -> None:
    assert end_of(start, Period(value, unit)) <= end_of(start, Period(value + 1, unit))
