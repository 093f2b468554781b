"""The version that governs, and since when: what the rules about time ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.period import Period, read_period
from qa_engine.calendar.dates import end_of
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from qa_engine.check.context import Context


class Standing(NamedTuple):
    """The version in force. `since` is the last periodic review, else the day from which it is in force."""

    version: str
    since: date
    reviewed: bool
    review: Period | None
    expires: date | None

    @property
    def due(self) -> date | None:
        """The day on which the next periodic review is due; None where none is agreed."""
        return end_of(self.since, self.review) if self.review is not None else None


def standing(ctx: Context) -> Standing | None:
    """The effective version as the ledger knows it, without a ledger as the file does; None where none is effective."""
    if ctx.has_ledger:
        version = ctx.history.in_force if ctx.history else None
        if version is None or version.state != "effective" or version.effective is None:
            return None
        reviews = [record.when.date() for record in version.reviews]
        return _standing(version.version, reviews[-1] if reviews else version.effective, bool(reviews), version.content)
    data = ctx.agreement.data
    since = day_in(data, "effective")
    if ctx.agreement.status != "effective" or since is None:
        return None
    return _standing(ctx.agreement.version, since, False, data)


def _standing(version: str, since: date, reviewed: bool, data: dict[str, Any]) -> Standing:
    review = data.get("review")
    return Standing(
        version, since, reviewed, read_period(review) if isinstance(review, str) else None, day_in(data, "expires")
    )


def day_in(data: dict[str, Any], key: str) -> date | None:
    """The date at a key at the top of an agreement's data; None where none can be read."""
    try:
        return date.fromisoformat(data.get(key) or "")
    except (TypeError, ValueError):
        return None
