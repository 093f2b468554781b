"""Gaps: what nobody does, answers for, decides or is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.gaps.empty_section import empty_section
from qa_engine.rules.gaps.handoff_gap import handoff_gap
from qa_engine.rules.gaps.idle_function import idle_function
from qa_engine.rules.gaps.idle_party import idle_party
from qa_engine.rules.gaps.missing_accountable import missing_accountable
from qa_engine.rules.gaps.missing_contact import missing_contact
from qa_engine.rules.gaps.missing_record import missing_record
from qa_engine.rules.gaps.missing_responsible import missing_responsible
from qa_engine.rules.gaps.open_ended_approval import open_ended_approval
from qa_engine.rules.gaps.scope_gap import scope_gap
from qa_engine.rules.gaps.told_is_accountable import told_is_accountable
from qa_engine.rules.gaps.unapproved_subcontractor import unapproved_subcontractor
from qa_engine.rules.gaps.untold_party import untold_party

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

GAPS: tuple[Rule, ...] = (
    missing_responsible,
    missing_accountable,
    scope_gap,
    handoff_gap,
    missing_record,
    idle_party,
    idle_function,
    empty_section,
    untold_party,
    told_is_accountable,
    open_ended_approval,
    missing_contact,
    unapproved_subcontractor,
)
"""In the order of the reference. What a pack expects is found by rules of their own."""
