"""What the document of an agreement says of its own standing: its status, and who approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.choices import Approval
from qa_engine.ledger.beside import differs, history_of, ledger_of
from qa_engine.named import NamedTuple
from qa_engine.value import replace

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.ledger.fold import Version


class Standing(NamedTuple):
    """The status of an agreement, and the approvals that its document shows."""

    status: str
    approvals: tuple[Approval, ...] = ()


def standing_of(agreement: Agreement) -> Standing:
    """The status and the approvals that the document of an agreement shows.

    Without a ledger the file says its status. With one the ledger does, and only of the very content that it speaks of:
    another text under the same number is a draft, and so is one that a signature does not hold for. Raises CannotVerify
    where signatures cannot be verified on this machine.
    """
    ledger = ledger_of(agreement)
    if not ledger.there:
        return Standing(agreement.status)
    history = history_of(ledger)
    known = history.versions.get(agreement.version) if history and not history.findings else None
    if known is None or differs(agreement, known):
        return Standing("draft")
    approvals = _approvals(agreement, known)
    return Standing(known.state, approvals) if len(approvals) == len(known.approvals) else Standing("draft")


def approvals_for(agreement: Agreement) -> tuple[Approval, ...]:
    """The approvals that the ledger holds of this very content, in order; none unless all of their signatures hold.

    Raises CannotVerify where signatures cannot be verified on this machine.
    """
    return standing_of(agreement).approvals


def as_recorded(agreement: Agreement) -> tuple[Agreement, tuple[Approval, ...]]:
    """The agreement with the status that is on record, and its approvals, for a document. Raises CannotVerify."""
    status, approvals = standing_of(agreement)
    if status == agreement.status:
        return agreement, approvals
    data = {**agreement.data, "status": status}
    return replace(agreement, resolved=replace(agreement.resolved, data=data)), approvals


def approved_before(agreement: Agreement) -> Version | None:
    """The version that was approved last before the text of an agreement was, or is to be.

    None where its ledger shows none, or does not hold.
    """
    history = history_of(ledger_of(agreement))
    if history is None or history.findings:
        return None
    known = history.versions.get(agreement.version)
    return history.approved_before(None if known is None or differs(agreement, known) else known)


def _approvals(agreement: Agreement, known: Version) -> tuple[Approval, ...]:
    # signatures are there on few ledgers, and most agreements that are rendered have none
    from qa_engine.ledger.signatures import CannotVerify, why_not
    from qa_engine.ledger.signers import BadSigners, read_signers
    from qa_engine.lifecycle.situation import signers_file
    from qa_engine.settings.read import settings_for

    file = agreement.resolved.files[0]
    if file is None:
        return ()
    try:
        signers = read_signers(signers_file(file, settings_for(file)))
    except BadSigners as error:
        raise CannotVerify(f"the list of allowed signers cannot be used: {error}") from None
    return tuple(
        Approval(
            record.by.holder,
            record.by.name,
            record.at,
            record.signature.key,
            record.meaning,
            str(record.details.get("in-place-of", "")),
            record.reason,
        )
        for record in known.approvals
        if record.signature is not None and not why_not(record, signers)
    )
