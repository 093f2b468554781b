from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.pattern import pattern
from qa_engine.rules.gaps.asked import gravest_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Record
    from qa_engine.agreement.period import Period
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.packs.pack import Expectation

_OF_BATCH = r"( of the (last )?(batch|product|lot))?"
_EVENTS = {
    # what a period of retention is counted from; words that are none of these cannot be compared
    name: pattern(rf"(the )?{words}{_OF_BATCH}", re.IGNORECASE)
    for name, words in {
        "expiry": r"((batch |product )?(expiry|expiration)( date)?|end of (the )?shelf life|shelf life)",
        "certification": r"((batch |final |QP )?(certification|release|disposition))( by the QP)?",
        "distribution": r"(last )?(distribution|shipment|dispatch|delivery|sale)",
        "manufacture": r"((date|end) of )?(batch )?(manufacture|production|completion|packaging|filling)",
        "trial": r"(end|completion) of the (last )?(clinical )?(trial|study)",
    }.items()
}
_SHELF_LIVES = (1, 2, 3)
"""Shelf lives in years that a record is judged for: it is kept too short only if it is so for each of them."""

_IN_YEARS = {
    "hour": 1 / 8766,
    "day": 1 / 365,
    "business day": 1 / 250,
    "week": 7 / 365,
    "month": 1 / 12,
    "quarter": 1 / 4,
    "year": 1.0,
}


@rule("short-retention", severity="error", group="gaps")
def short_retention(ctx: Context) -> Iterator[Finding]:
    """A record is kept for less than a pack asks.

    Why: what has been destroyed cannot be shown. The EU asks for the longer of one year after expiry and five years
        after certification; whoever writes the American year after expiry alone is short by years. Periods that
        cannot be compared, because they count from something else, are left alone.
    Bad:
        packs: [eu-gmp-7]
        records: {Executed batch record: {held-by: borealis, keep: 1 year after expiry}}
    Good:
        packs: [eu-gmp-7]
        records:
          Executed batch record: {held-by: borealis, keep: [1 year after expiry, 5 years after certification]}
    Cites: EU GMP 4.10-4.12; Directive (EU) 2017/1572 Art. 9; 21 CFR 211.180(a) to (d)
    """
    for name, record in ctx.agreement.records.items():
        if not record.keep or ctx.agreement.is_broken("records", name):
            continue
        asking = [one for one in ctx.coverage.expectations if one.keep and _concerns(one, name)]
        short = gravest_first([one for one in asking if _is_short(record, one)])
        if short:
            asks = " and ".join(str(period) for period in short[0].keep)
            yield ctx.finding(
                ("records", name, "keep"),
                f"{name} is kept for {' or '.join(str(period) for period in record.keep)}; {short[0].pack} asks for "
                f"{f'the longer of {asks}' if len(short[0].keep) > 1 else asks}",
                f"write keep: [{', '.join(str(period) for period in short[0].keep)}]; of several the longest counts",
                severity="note" if short[0].recalled else "error",
                cites=tuple(dict.fromkeys(cite for one in short for cite in one.citations)),
            )


def _concerns(expectation: Expectation, name: str) -> bool:
    """Whether an expectation is for a record: it names words of it, or is for all records of a batch."""
    words = expectation.keep_of
    return not words or any(word.casefold() in name.casefold() for word in words)


def _is_short(record: Record, expectation: Expectation) -> bool:
    """Whether a record is kept too short whatever the shelf life; False where the periods cannot be compared."""
    events = {_event(period) for period in (*record.keep, *expectation.keep)}
    if "" in events or ("trial" in events and len(events) > 1):
        return False
    return all(_longest(record.keep, years) < _longest(expectation.keep, years) for years in _SHELF_LIVES)


def _event(period: Period) -> str:
    return _named(period.event)


@cache  # records share a handful of events
def _named(event: str) -> str:
    return next((name for name, words in _EVENTS.items() if words.fullmatch(event)), "")


def _longest(periods: tuple[Period, ...], shelf_life: int) -> float:
    """How long the longest of some periods lasts, in years from certification.

    Manufacture is taken for the same day. What is counted from distribution may run from the last one, near expiry.
    """
    late = ("expiry", "distribution")
    return max(one.value * _IN_YEARS[one.unit] + (shelf_life if _event(one) in late else 0) for one in periods)
