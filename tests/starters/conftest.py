"""The starters, built once for all tests of this folder."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qa_engine.agreement.load import read_text
from qa_engine.starters.build import starter_text

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement


@cache
def starter(template: str) -> Agreement:
    """The agreement that a template gives, with the invented names; nobody may change it."""
    return read_text(starter_text(template), f"{template}.qa.yaml")
