"""What is asked of a document beyond the agreement itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from qa_engine.coverage.answers import Coverage
    from qa_engine.document.blocks import Text


class Approval(NamedTuple):
    """An approval that is on record: `holder` as the agreement writes it, the person, when, and the key that signed.

    `at` is a date or a time as the record writes it; `key` is a fingerprint, or empty. `meaning` is what the signature means;
    `in_place_of` names the signatory for whom a delegate signed, and `reason` the delegation.
    """

    holder: str
    name: str
    at: str
    key: str = ""
    meaning: str = ""
    in_place_of: str = ""
    reason: str = ""


class Difference(NamedTuple):
    """One change since an earlier version, in words; `at` is the id of a row, or any other name of what changed."""

    at: str
    words: str | Text
    reason: str = ""


class Changes(NamedTuple):
    """What changed since the last approved version; `since` is its number, `reason` why there is a new one."""

    since: str
    differences: tuple[Difference, ...]
    reason: str = ""


class OpenPoint(NamedTuple):
    """A point that is known and left as it is, in words; `at` is the id of a row, or any other name of its place."""

    at: str
    words: str


class Choices(NamedTuple):
    """What of an agreement a document says, and how.

    by_function  the matrices have a column for each function, and not for each party
    party        only what concerns this party: an extract, which nobody signs
    coverage     what the agreement answers to its packs, for an annex; None for no annex
    changes      for a summary of changes; None for none
    approvals    approvals on record, shown beside the signatures
    open_points  points that were known when the agreement was taken over, shown beside the accepted exceptions
    """

    by_function: bool = False
    party: str = ""
    coverage: Coverage | None = None
    changes: Changes | None = None
    approvals: tuple[Approval, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()


WHOLE = Choices()
"""The whole agreement, with a column for each party."""
