"""By when and how a row is done: deadline, notice, interval, record and channel, class by class where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import ANY_CLASS
from qa_engine.document.blocks import Run, plain
from qa_engine.document.words import listed, sentence, words

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.agreement.period import Period
    from qa_engine.document.blocks import Cell


def timing_of(agreement: Agreement, row: Row) -> Cell:
    """One paragraph for each deadline, notice, interval, record and channel; one a class where classes differ."""
    if not (row.within or row.notice or row.every or row.with_ or row.via):
        return ()
    lines = []
    for name in _classes(agreement, row):
        said = _phrases(row, name)
        if said:
            lines.append((Run(f"{sentence(words(name))}: ", italic=True), Run("; ".join(said))))
    return (*lines, *(plain(sentence(phrase)) for phrase in _phrases(row, ANY_CLASS)))


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


def _phrases(row: Row, name: str) -> list[str]:
    phrases = []
    if name in row.within:
        phrases.append(_within(row.within[name], row.after))
    if name in row.notice:
        phrases.append(f"at least {row.notice[name]}")
    if name in row.every:
        phrases.append(every(row.every[name]))
    if name in row.with_:
        phrases.append(f"with {row.with_[name]}")
    if name in row.via:
        phrases.append(f"by {row.via[name]}")
    return phrases


def _within(period: Period, after: tuple[str, ...]) -> str:
    # without an event of its own a deadline runs from the end of the row that it waits for
    event = period.event or (f"completion of {listed(after)}" if after else "")
    if period.amount == "at once":
        return f"at once, counted from {event}" if event else "at once"
    return f"within {period.amount} of {event}" if event else f"within {period.amount}"


def every(period: Period) -> str:
    """`every year`, `every 2 years`."""
    return f"every {period.unit}" if period.value == 1 else f"every {period.amount}"
