"""Order and time: what waits for what, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.order.circular_order import circular_order
from qa_engine.rules.order.conflicting_deadline import conflicting_deadline
from qa_engine.rules.order.deadline_chain import deadline_chain
from qa_engine.rules.order.deadline_inversion import deadline_inversion
from qa_engine.rules.order.release_before_review import release_before_review
from qa_engine.rules.order.unknown_activity import unknown_activity

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

ORDER_AND_TIME: tuple[Rule, ...] = (
    circular_order,
    unknown_activity,
    release_before_review,
    deadline_inversion,
    deadline_chain,
    conflicting_deadline,
)
