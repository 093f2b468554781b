"""To whom a notice row speaks, as far as its sentence says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement, Row

_AUTHORITY = pattern(
    r"\b(authorit(y|ies)|agenc(y|ies)|regulators?|inspectorates?|ministr(y|ies)|notified bod(y|ies))\b", re.IGNORECASE
)
_AUTHORITY_NAMES = pattern(
    r"\b(FDA|EMA|EDQM|EudraVigilance|MHRA|Swissmedic|PMDA|MHLW|NMPA|CDSCO|MFDS|HSA|TGA|Medsafe|Health Canada|ANVISA"
    r"|COFEPRIS|SAHPRA|BfArM|PEI|ANSM|AIFA|AEMPS|HPRA|FAMHP|AGES|SÚKL|URPL|Infarmed)\b"
)

_FILINGS = frozenset({"field-alert", "quality-defect-report", "safety-report", "regulatory-submission"})
"""Decisions whose row speaks to an authority, whether its sentence says so or not."""


def to_authority(agreement: Agreement, row: Row) -> bool:
    """Whether a row speaks to an authority: by the word, by the name of one, or by being a filing."""
    authorities = [party for party in agreement.parties.values() if party.role == "authority"]
    return (
        bool(_AUTHORITY.search(row.do) or _AUTHORITY_NAMES.search(row.do))
        or not _FILINGS.isdisjoint(row.decides)
        or row.topic == "regulatory-filings"
        or _says(row.do, (name for party in authorities for name in (party.id, party.name, party.called)))
    )


def names_another(agreement: Agreement, row: Row, but: str) -> bool:
    """Whether the sentence of a row names a party other than `but`: its name, what it is called, its role."""
    others = [party for party in agreement.parties.values() if party.id != but]
    names = (name for party in others for name in (party.name, party.called, party.role.replace("-", " ")))
    return _says(row.do, ("other party", "other parties")) or _says(row.do, names)


def _says(sentence: str, names: Iterable[str]) -> bool:
    return any(name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence, re.IGNORECASE) for name in names)
