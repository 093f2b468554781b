"""All rules of `check`, listed by hand in the order in which `qa-engine rules` shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.conflicts import CONFLICTS
from qa_engine.rules.file import THE_FILE
from qa_engine.rules.gaps import GAPS
from qa_engine.rules.lifecycle import LIFECYCLE
from qa_engine.rules.order import ORDER_AND_TIME
from qa_engine.rules.words import WORDS

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

RULES: tuple[Rule, ...] = (*THE_FILE, *GAPS, *CONFLICTS, *ORDER_AND_TIME, *WORDS, *LIFECYCLE)
