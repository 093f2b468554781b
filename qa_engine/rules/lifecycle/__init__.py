"""Lifecycle: what time and approvals make of an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.lifecycle.broken_ledger import broken_ledger
from qa_engine.rules.lifecycle.changed_after_approval import changed_after_approval
from qa_engine.rules.lifecycle.expired import expired
from qa_engine.rules.lifecycle.expired_waiver import expired_waiver
from qa_engine.rules.lifecycle.missing_signatory import missing_signatory
from qa_engine.rules.lifecycle.overdue_review import overdue_review
from qa_engine.rules.lifecycle.review_due import review_due
from qa_engine.rules.lifecycle.unapproved import unapproved
from qa_engine.rules.lifecycle.unreasoned_waiver import unreasoned_waiver
from qa_engine.rules.lifecycle.unused_waiver import unused_waiver
from qa_engine.rules.lifecycle.version_not_raised import version_not_raised
from qa_engine.rules.lifecycle.wrong_status import wrong_status

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

AGAINST_THE_LEDGER: tuple[Rule, ...] = (unapproved, wrong_status, changed_after_approval, version_not_raised)
"""The rules that hold a file against its ledger."""

LIFECYCLE: tuple[Rule, ...] = (
    overdue_review,
    review_due,
    expired,
    *AGAINST_THE_LEDGER,
    missing_signatory,
    broken_ledger,
    expired_waiver,
    unused_waiver,
    unreasoned_waiver,
)
