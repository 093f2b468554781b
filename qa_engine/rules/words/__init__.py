"""Words: what reads well and binds nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.words.commercial_term import commercial_term
from qa_engine.rules.words.deemed_approval import deemed_approval
from qa_engine.rules.words.disclaimed_cgmp import disclaimed_cgmp
from qa_engine.rules.words.duplicate_duty import duplicate_duty
from qa_engine.rules.words.undefined_term import undefined_term
from qa_engine.rules.words.unfilled_placeholder import unfilled_placeholder
from qa_engine.rules.words.unused_definition import unused_definition
from qa_engine.rules.words.vague_deadline import vague_deadline
from qa_engine.rules.words.vague_owner import vague_owner

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

WORDS: tuple[Rule, ...] = (
    vague_deadline,
    vague_owner,
    deemed_approval,
    disclaimed_cgmp,
    commercial_term,
    undefined_term,
    unused_definition,
    duplicate_duty,
    unfilled_placeholder,
)
