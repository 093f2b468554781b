"""Hold a ledger against itself, against the keys, and against the file that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.load import NotAnAgreement
from qa_engine.agreement.recorded import agreement_of
from qa_engine.check.run import check_agreement
from qa_engine.digest import sha256
from qa_engine.finding import Finding, Place
from qa_engine.ledger.anchor import against
from qa_engine.ledger.beside import ledger_of
from qa_engine.ledger.chain import RULE, Ledger, said, short
from qa_engine.ledger.fold import History, fold, needs_in, replay
from qa_engine.ledger.signatures import CannotVerify, why_not
from qa_engine.ledger.signers import BadSigners, read_signers
from qa_engine.lifecycle.needed import needs_for, signatories_of, table_in
from qa_engine.lifecycle.situation import signers_file
from qa_engine.rules.lifecycle import AGAINST_THE_LEDGER
from qa_engine.settings.read import settings_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from qa_engine.agreement.model import Agreement
    from qa_engine.ledger.anchor import Anchor
    from qa_engine.ledger.record import Record
    from qa_engine.ledger.signers import Signer
    from qa_engine.settings.read import Settings

UNSIGNED = "look at how the record came into the ledger; what it says is not proven"
UNLISTED = (
    "if the key was on the list, put its line back: a key that is retired stays there, with an end (valid-before), so that "
    "what it signed goes on holding"
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What holding a ledger against everything gave.

    findings  each record and value that does not hold; none where all does
    """

    ledger: Ledger
    history: History
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether there is nothing that does not hold."""
        return not self.findings


def verify_agreement(agreement: Agreement, on: date, anchors: Iterable[Anchor] = ()) -> Verified:
    """The ledger beside an agreement: chain, signatures, contents, approvals, and whether they are of this file.

    `anchors` say where ledgers stood at an earlier time.

    Never raises for what is in the files.
    """
    ledger = ledger_of(agreement)
    settings = settings_for(agreement.resolved.files[0] or _here(agreement))
    findings = [*verify_ledger(ledger, _here(agreement), settings)]
    if ledger.whole and ledger.records and ledger.records[0].agreement != agreement.id:
        message = f"the ledger is of the agreement {ledger.records[0].agreement}, and the file is {agreement.id}"
        findings.append(
            Finding(RULE, "error", ledger.place(1), message, "give the file its own id back, or its own ledger")
        )
    findings += against(ledger, agreement.id, anchors)
    history = fold(ledger)
    if ledger.whole:
        known = history.versions.get(agreement.version)
        used = known is not None and known.approved is not None
        # how far a draft raises its number is for `check` to judge
        findings += [
            found
            for found in check_agreement(agreement, AGAINST_THE_LEDGER, on)
            if used or found.rule != "version-not-raised"
        ]
    return Verified(ledger, history, tuple(findings))


def gone(there: Collection[str], anchors: Iterable[Anchor], folder: str) -> Iterator[Verified]:
    """The anchors that speak of agreements which are not `there` among those of a folder: taken away with their ledgers."""
    for anchor in anchors:
        if anchor.agreement not in there:
            message = (
                f"at the anchor {anchor.agreement} had a ledger of {anchor.number} record"
                f"{'' if anchor.number == 1 else 's'}, and there is no such agreement here"
            )
            place = Place(folder, 1, 1, 1, 1, anchor.agreement)
            finding = Finding(RULE, "error", place, message, "bring it back from a copy; what has ended is kept, too")
            yield Verified(Ledger(folder), History(), (finding,))


def verify_ledger(ledger: Ledger, agreement: Path, settings: Settings) -> Iterator[Finding]:
    """What does not hold in a ledger; `agreement` is the file that it lies beside, there or not."""
    if ledger.interrupted:
        yield ledger.interrupted
    if not ledger.whole:
        yield from ledger.findings
        return
    yield from fold(ledger).findings
    try:
        signers = read_signers(signers_file(agreement, settings))
        yield from signature_findings(ledger, signers)
    except (BadSigners, CannotVerify) as error:
        yield Finding(RULE, "error", ledger.place(1), str(error))
    yield from _contents(ledger)
    yield from _approvals(ledger)


def signature_findings(ledger: Ledger, signers: Iterable[Signer]) -> Iterator[Finding]:
    """Every signature that does not hold, and approvals of two parties by one key. Raises CannotVerify."""
    known = tuple(signers)
    parties: dict[tuple[str, str], Record] = {}
    for place, record in enumerate(ledger.records, 1):
        if record.signature is None:
            if record.event == "approve":
                yield _found(ledger, place, record, "it bears no `signature`")
            continue
        if reason := why_not(record, known):
            listed = any(signer.fingerprint == record.signature.key for signer in known)
            yield _found(ledger, place, record, reason, UNSIGNED if listed else UNLISTED)
        elif record.event == "approve":
            first = parties.setdefault((record.content_hash, record.signature.key), record)
            if first.by.party != record.by.party:
                key = (
                    f"the key {record.signature.key} signed record {first.number} for `{first.by.party}` and this one "
                    f"for `{record.by.party}`"
                )
                yield _found(ledger, place, record, key)


def _contents(ledger: Ledger) -> Iterator[Finding]:
    """Contents that are not what their hash says, or not of the version and agreement that the record names."""
    for place, record in enumerate(ledger.records, 1):
        content = record.details.get("content") if record.event == "submit" else None
        if not isinstance(content, dict):
            continue
        computed = hash_of(content)
        if computed != record.content_hash:
            yield _found(
                ledger,
                place,
                record,
                f"its `content-hash` is {short(record.content_hash)}, and its `content` gives {short(computed)}",
            )
        elif (content.get("id"), content.get("version")) != (record.agreement, record.version):
            yield _found(
                ledger,
                place,
                record,
                f"its `content` is that of {content.get('id')} {content.get('version')}, and not of "
                f"{record.agreement} {record.version}",
            )


def hash_of(content: dict[str, Any]) -> str:
    """The content hash of content as a record carries it; empty for data that have no canonical form."""
    import rfc8785

    try:
        return f"sha256:{sha256(rfc8785.dumps(content)).hexdigest()}"
    except (ValueError, RecursionError):
        return ""


def _approvals(ledger: Ledger) -> Iterator[Finding]:
    """Submissions that ask for fewer approvals than their changes need; approvals by somebody who is no signatory."""
    for before, place, record in replay(ledger):
        if record.event == "submit" and isinstance(record.details.get("content"), dict):
            try:
                agreement = agreement_of(record.details["content"], ledger.path)
                wanted = needs_for(agreement, before.last_approved, table_in(record)).needs
            except NotAnAgreement:
                yield _found(ledger, place, record, "its `content` is no agreement")
                continue
            if not needs_in(record).cover(wanted):
                names = ", ".join(f"`{one.holder}`" for one in (*wanted.all, *wanted.one_of))
                whose = names or "somebody named under `signatories`"
                yield _found(ledger, place, record, f"its `needs` ask for fewer approvals than its changes: {whose}")
        elif record.event == "approve" and record.version in before.versions:
            agreement = agreement_of(before.versions[record.version].content, ledger.path)
            if not any(one.holder == record.by.holder for one in signatories_of(agreement)):
                yield _found(ledger, place, record, f"`{record.by.holder}` is no signatory of version {record.version}")


def _found(ledger: Ledger, place: int, record: Record, reason: str, hint: str = UNSIGNED) -> Finding:
    message = f"record {record.number} ({said(record)}) does not hold: {reason}"
    return Finding(RULE, "error", ledger.place(place), message, hint)


def _here(agreement: Agreement) -> Path:
    return Path(agreement.path)
