"""What the packs of an agreement expect and a change takes away, or gives at last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.changes.effects import agreements_of
from qa_engine.coverage.against import packs_against
from qa_engine.coverage.answers import Coverage
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from qa_engine.changes.change import ChangeSet
    from qa_engine.packs.pack import Expectation


class Shift(NamedTuple):
    """Expectations that are answered only now, and those that are no longer."""

    answered: tuple[Expectation, ...]
    lost: tuple[Expectation, ...]


def shift(changes: ChangeSet) -> Shift:
    """Hold both agreements against the packs of the new one. Raises ValueError for changes that were read from a file."""
    old, new = agreements_of(changes)
    packs = packs_against(new).packs
    if not packs or not changes:
        return Shift((), ())
    before, after = ({line.expectation: line.state for line in Coverage(one, packs).lines} for one in (old, new))
    both = [one for one in after if one in before]
    return Shift(
        tuple(one for one in both if before[one] == "gap" and after[one] != "gap"),
        tuple(one for one in both if before[one] != "gap" and after[one] == "gap"),
    )
