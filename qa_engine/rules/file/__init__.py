"""The file: what is wrong before an agreement can be read. Most of it lower rooms find; here it is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.file.bad_extends import bad_extends
from qa_engine.rules.file.cut_off_text import cut_off_text
from qa_engine.rules.file.duplicate_key import duplicate_key
from qa_engine.rules.file.hidden_character import hidden_character
from qa_engine.rules.file.loose_letters import loose_letters
from qa_engine.rules.file.missing_key import missing_key
from qa_engine.rules.file.unknown_key import unknown_key
from qa_engine.rules.file.wrong_type import wrong_type
from qa_engine.rules.file.yaml_limits import yaml_limits
from qa_engine.rules.file.yaml_syntax import yaml_syntax

if TYPE_CHECKING:
    from qa_engine.check.rule import Rule

THE_FILE: tuple[Rule, ...] = (
    yaml_syntax,
    yaml_limits,
    duplicate_key,
    unknown_key,
    wrong_type,
    missing_key,
    bad_extends,
    hidden_character,
    cut_off_text,
    loose_letters,
)
