"""Gaps: what nobody does, answers for, decides or is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.gaps.empty_section import empty_section
from qa_engine.rules.gaps.handoff_gap import handoff_gap
from qa_engine.rules.gaps.idle_function import idle_function
from qa_engine.rules.gaps.idle_party import idle_party
from qa_engine.rules.gaps.missing_accountable import missing_accountable
from qa_engine.rules.gaps.missing_contact import missing_contact
from qa_engine.rules.gaps.missing_deadline import missing_deadline
from qa_engine.rules.gaps.missing_decision import missing_decision
from qa_engine.rules.gaps.missing_precedence import missing_precedence
from qa_engine.rules.gaps.missing_record import missing_record
from qa_engine.rules.gaps.missing_responsible import missing_responsible
from qa_engine.rules.gaps.missing_topic import missing_topic
from qa_engine.rules.gaps.open_ended_approval import open_ended_approval
from qa_engine.rules.gaps.row_without_topic import row_without_topic
from qa_engine.rules.gaps.scope_gap import scope_gap
from qa_engine.rules.gaps.short_retention import short_retention
from qa_engine.rules.gaps.told_is_accountable import told_is_accountable
from qa_engine.rules.gaps.unapproved_subcontractor import unapproved_subcontractor
from qa_engine.rules.gaps.untold_party import untold_party

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

GAPS: tuple[Rule, ...] = (
    missing_responsible,
    missing_accountable,
    missing_topic,
    missing_decision,
    scope_gap,
    handoff_gap,
    missing_record,
    idle_party,
    idle_function,
    empty_section,
    untold_party,
    told_is_accountable,
    missing_deadline,
    open_ended_approval,
    missing_contact,
    unapproved_subcontractor,
    short_retention,
    missing_precedence,
    row_without_topic,
)
"""In the order of the reference."""
