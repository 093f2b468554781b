"""What is new in a file since a version that was recorded, and what that means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.agreement.load import NotAnAgreement
from qa_engine.settings.read import settings_for

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.assess import Verdict
    from qa_engine.changes.change import ChangeSet
    from qa_engine.ledger.fold import Version

_FEW = 8


def changes_since(agreement: Agreement, version: Version) -> ChangeSet:
    """What is new in an agreement since a version, without what may change by notice: that is no part of the content.

    Raises NotAnAgreement where either of them holds an error of the group "The file".
    """
    from qa_engine.agreement.canonical import content
    from qa_engine.agreement.recorded import agreement_of
    from qa_engine.changes.diff import diff

    return diff(agreement_of(version.content, "ledger"), agreement_of(content(agreement), agreement.path))


def assessed(agreement: Agreement, version: Version) -> Verdict | None:
    """What the changes since a version mean, by the table of the repository; None where they cannot be told."""
    from qa_engine.changes.assess import assess

    try:
        changes = changes_since(agreement, version)
    except NotAnAgreement:  # the file has errors, and they are told already
        return None
    file = agreement.resolved.files[0]
    return assess(changes, settings_for(file or Path(agreement.path)).table("assessment"))


def what_differs(agreement: Agreement, version: Version) -> str:
    """The rows and other places that differ from a version, in reading order."""
    try:
        found = list(dict.fromkeys(change.at for change in changes_since(agreement, version).changes))
    except NotAnAgreement:
        return "what cannot be read"
    more = f" and {len(found) - _FEW} more" if len(found) > _FEW else ""
    return ", ".join(found[:_FEW]) + more if found else "its company's own keys"
