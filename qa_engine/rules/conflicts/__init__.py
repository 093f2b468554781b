"""Conflicts: what two claim, and names that mean nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.conflicts.bypassed_quality_unit import bypassed_quality_unit
from qa_engine.rules.conflicts.conflicting_ownership import conflicting_ownership
from qa_engine.rules.conflicts.conflicting_producer import conflicting_producer
from qa_engine.rules.conflicts.mixed_holder import mixed_holder
from qa_engine.rules.conflicts.multiple_accountable import multiple_accountable
from qa_engine.rules.conflicts.not_delegable import not_delegable
from qa_engine.rules.conflicts.self_approval import self_approval
from qa_engine.rules.conflicts.split_responsible import split_responsible
from qa_engine.rules.conflicts.subcontractor_accountable import subcontractor_accountable
from qa_engine.rules.conflicts.unknown_decision import unknown_decision
from qa_engine.rules.conflicts.unknown_holder import unknown_holder
from qa_engine.rules.conflicts.unknown_pack import unknown_pack
from qa_engine.rules.conflicts.unknown_rule import unknown_rule
from qa_engine.rules.conflicts.unknown_scope import unknown_scope
from qa_engine.rules.conflicts.unknown_topic import unknown_topic
from qa_engine.rules.conflicts.unlinked_holder import unlinked_holder

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

CONFLICTS: tuple[Rule, ...] = (
    multiple_accountable,
    split_responsible,
    conflicting_ownership,
    conflicting_producer,
    mixed_holder,
    unknown_holder,
    unknown_scope,
    unknown_decision,
    unknown_pack,
    unknown_rule,
    unknown_topic,
    subcontractor_accountable,
    not_delegable,
    bypassed_quality_unit,
    unlinked_holder,
    self_approval,
)
