"""States and transitions as one table: each event, from which state to which, who may, and what must hold.

From and to are `ledger.fold.MOVES`, for that is what a record means; who may and the guards stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qa_engine.ledger.fold import MOVES
from qa_engine.lifecycle import guards

if TYPE_CHECKING:
    from qa_engine.lifecycle.guards import Guard

Who = Literal["a party", "a signatory", "a quality unit"]
"""Who may: any party of the agreement, somebody whose signature it asks for, or a function of a quality unit."""

About = Literal["the file", "in force"]
"""Which version: the one that the file bears, or the one that governs."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table.

    does    what it is for, in one line
    who     who may
    about   which version it is about
    guards  what must hold, in the order in which it is looked at
    reason  whether a reason must be given
    signed  whether it must be signed; the others may be
    """

    event: str
    does: str
    who: Who
    about: About
    guards: tuple[Guard, ...] = ()
    reason: bool = False
    signed: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """The states in which it may happen."""
        return MOVES[self.event][0]

    @property
    def leads_to(self) -> str:
        """The state that it leads to; empty where it changes none."""
        return MOVES[self.event][1]


_TABLE = (
    Transition(
        "submit",
        "freezes the text of a version and asks for the approvals that its changes need",
        "a party",
        "the file",
        (guards.no_open_errors, guards.somebody_signs),
    ),
    Transition(
        "approve",
        "signs the submitted text; with the last signature that is needed it is approved",
        "a signatory",
        "the file",
        (guards.as_submitted, guards.no_open_errors, guards.signatures_hold),
        signed=True,
    ),
    Transition(
        "enact",
        "puts an approved version in force; the one before it is superseded",
        "a quality unit",
        "the file",
        (guards.as_submitted, guards.signatures_hold, guards.day_has_come),
    ),
    Transition("review", "records the periodic review and its verdict", "a quality unit", "in force"),
    Transition(
        "suspend", "stops the work under a version that stays in force", "a quality unit", "in force", reason=True
    ),
    Transition("resume", "lets the work go on", "a quality unit", "in force", reason=True),
    Transition("reopen", "takes a version back to draft; its signatures are void", "a party", "the file", reason=True),
    Transition(
        "supersede", "ends a version that another agreement replaces", "a quality unit", "in force", reason=True
    ),
    Transition(
        "terminate", "ends a version; what must survive it is kept on record", "a quality unit", "in force", reason=True
    ),
)

TRANSITIONS: dict[str, Transition] = {transition.event: transition for transition in _TABLE}
