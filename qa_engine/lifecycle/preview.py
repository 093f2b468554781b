"""What a signatory is shown before he or she signs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa_engine.agreement.canonical import content_hash
from qa_engine.agreement.load import load
from qa_engine.check.run import check_files
from qa_engine.ledger.beside import ledger_of
from qa_engine.ledger.fold import fold
from qa_engine.rules import RULES
from qa_engine.rules.lifecycle.recorded import changes_since
from qa_engine.settings.read import settings_for

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.assess import Verdict
    from qa_engine.changes.change import ChangeSet
    from qa_engine.finding import Finding
    from qa_engine.ledger.fold import Version


@dataclass(frozen=True, slots=True)
class Preview:
    """What is signed.

    hash      the content hash that the signature is bound to
    findings  all that `check` finds, waived findings too
    known     the version as the ledger knows it; None where it was never submitted
    on        the day
    before    the version that was approved before it; empty for a first version
    changes   what is new since then, and `verdict` what it means; None for a first version
    """

    agreement: Agreement
    hash: str
    findings: tuple[Finding, ...]
    known: Version | None
    on: date
    before: str = ""
    changes: ChangeSet | None = None
    verdict: Verdict | None = None


def preview(path: Path, on: date) -> Preview:
    """What somebody would sign who approved this file now.

    Raises NotAnAgreement where the file holds errors that leave nothing to sign, OSError where it cannot be opened.
    """
    agreement = load(path)
    history = fold(ledger_of(agreement))
    known, before = history.versions.get(agreement.version), history.last_approved
    findings = check_files([path], RULES, on).findings
    seen = Preview(agreement, content_hash(agreement), findings, known, on)
    if before is None or before.version == agreement.version:
        return seen
    from qa_engine.changes.assess import assess

    changes = changes_since(agreement, before)
    verdict = assess(changes, settings_for(path).table("assessment"))
    return replace(seen, before=before.version, changes=changes, verdict=verdict)
