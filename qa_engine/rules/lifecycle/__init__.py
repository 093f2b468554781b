"""Lifecycle: what time and approvals make of an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.lifecycle.expired_waiver import expired_waiver
from qa_engine.rules.lifecycle.unreasoned_waiver import unreasoned_waiver
from qa_engine.rules.lifecycle.unused_waiver import unused_waiver

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

LIFECYCLE: tuple[Rule, ...] = (expired_waiver, unused_waiver, unreasoned_waiver)
