"""By when and how a row is done: deadline, notice, interval, record and channel, class by class where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import ANY_CLASS
from qa_engine.document.blocks import Run, plain
from qa_engine.document.words import listed, sentence, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.agreement.period import Period
    from qa_engine.document.blocks import Cell


def timing_of(agreement: Agreement, row: Row) -> Cell:
    """One paragraph for each deadline, notice, interval, record and channel; one a class where classes differ."""
    if not (row.within or row.notice or row.every or row.with_ or row.via):
        return ()
    return _read_out(agreement, row, when=True, how=True)


def when_of(agreement: Agreement, row: Row) -> Cell:
    """Deadline, notice and interval alone."""
    return _read_out(agreement, row, when=True, how=False)


def how_of(agreement: Agreement, row: Row) -> Cell:
    """Record and channel alone."""
    return _read_out(agreement, row, when=False, how=True)


def _read_out(agreement: Agreement, row: Row, *, when: bool, how: bool) -> Cell:
    def phrases(name: str) -> list[str]:
        return [*(_when(row, name) if when else ()), *(_how(row, name) if how else ())]

    lines = []
    for name in _classes(agreement, row):
        said = phrases(name)
        if said:
            lines.append((Run(f"{sentence(words(name))}: ", italic=True), Run("; ".join(said))))
    return (*lines, *(plain(sentence(phrase)) for phrase in phrases(ANY_CLASS)))


def _classes(agreement: Agreement, row: Row) -> list[str]:
    """The classes that the row gives values to: in the order of their family, those that it lacks behind."""
    used = {
        name: None
        for values in (row.within, row.notice, row.every, row.with_, row.via)
        for name in values
        if name != ANY_CLASS
    }
    family = agreement.classes.get(row.per, {})
    return [*(name for name in family if name in used), *(name for name in used if name not in family)]


def _when(row: Row, name: str) -> Iterator[str]:
    if name in row.within:
        yield _within(row.within[name], row.after)
    if name in row.notice:
        yield f"at least {row.notice[name]}"
    if name in row.every:
        yield every(row.every[name])


def _how(row: Row, name: str) -> Iterator[str]:
    if name in row.with_:
        yield f"with {row.with_[name]}"
    if name in row.via:
        yield f"by {row.via[name]}"


def _within(period: Period, after: tuple[str, ...]) -> str:
    # without an event of its own a deadline runs from the end of the row that it waits for
    event = period.event or (f"completion of {listed(after)}" if after else "")
    if period.amount == "at once":
        return f"at once, counted from {event}" if event else "at once"
    return f"within {period.amount} of {event}" if event else f"within {period.amount}"


def every(period: Period) -> str:
    """`every year`, `every 2 years`."""
    return f"every {period.unit}" if period.value == 1 else f"every {period.amount}"
