"""Let an event happen: look whether it may, put it on the ledger, make the file's status follow.

Everything between looking and writing happens while the ledger is locked, so that what was looked at is what is written
to. The ledger is written first; the status of the file follows it, and `check` says so where it could not.
"""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine import __version__
from qa_engine.agreement.canonical import content
from qa_engine.agreement.load import NotAnAgreement, load
from qa_engine.agreement.period import read_period
from qa_engine.agreement.status import status_edit
from qa_engine.calendar.business import NoCalendar, calendar_of
from qa_engine.calendar.dates import end_of
from qa_engine.close import get_close_matches
from qa_engine.ledger.append import LedgerBroken, LedgerBusy, writing
from qa_engine.ledger.chain import earlier, read_ledger
from qa_engine.ledger.fold import fold, why_it_would_not_count
from qa_engine.ledger.record import Person, Record
from qa_engine.ledger.signatures import CannotSign, CannotVerify, signed, why_not
from qa_engine.ledger.signers import BadSigners
from qa_engine.ledger.where import ledger_path
from qa_engine.lifecycle.needed import needs_for, signatories_of
from qa_engine.lifecycle.situation import NotAllowed, Situation
from qa_engine.lifecycle.transitions import TRANSITIONS
from qa_engine.rules.lifecycle.standing import day_in
from qa_engine.source import apply_edits
from qa_engine.source.save import save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from qa_engine.agreement.model import Agreement
    from qa_engine.ledger.chain import Ledger
    from qa_engine.ledger.fold import Version
    from qa_engine.ledger.signatures import Key
    from qa_engine.lifecycle.transitions import Transition

VERDICTS = ("keep", "revise", "retire")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, when, and with which key.

    by     printed name, party, function
    at     the time, with its offset; its day is the day on which the event happens
    key    what signs; needed for an approval
    clock  `given` where the time was not read from the clock of the machine; it is put on record
    """

    by: Person
    at: datetime
    key: Key | None = None
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was put on record, the state that the version is in now, and whether the file could be made to say so."""

    record: Record
    state: str
    file_follows: bool = True


Details = dict[str, Any]


def submit(path: str | Path, actor: Actor, *, reason: str = "", answer_within: str = "") -> Done:
    """Freeze the text of the version that the file bears and ask for the approvals that it needs.

    `answer_within` (`15 business days`) gives the signatories a day; business days are counted where all of them work.
    """

    def details(situation: Situation) -> Details:
        needed = needs_for(situation.agreement, situation.history.last_approved, situation.settings.table("assessment"))
        found: Details = {"class": needed.class_, "against": needed.against, "needs": needed.needs.as_data()}
        if situation.settings.table("assessment"):
            found["assessment"] = situation.settings.table("assessment")
        found |= _answer_by(situation, answer_within)
        found["content"] = content(situation.agreement)
        return {key: value for key, value in found.items() if value}

    return _move(path, "submit", actor, details, reason=reason)


def approve(
    path: str | Path, actor: Actor, *, expected: str, meaning: str = "", reason: str = "", in_place_of: str = ""
) -> Done:
    """Sign the submitted version.

    `expected` is the content hash that the signatory has seen: other content is not signed. `meaning` is what the
    signature means; absent, as the agreement says. `in_place_of` is the printed name of the signatory for whom a
    delegate signs; `reason` then names the delegation.
    """

    def details(situation: Situation) -> Details:
        if situation.hash != expected:
            raise NotAllowed("the agreement has changed since it was shown", "look at it again, then approve")
        if in_place_of and not reason:
            raise NotAllowed(
                "a delegate signs under a written delegation", "name it: --reason 'Delegation DEL-2027-003'"
            )
        return {"in-place-of": in_place_of} if in_place_of else {}

    return _move(path, "approve", actor, details, reason=reason, meaning=meaning, in_place_of=in_place_of)


def enact(path: str | Path, actor: Actor, *, early: str = "", reason: str = "") -> Done:
    """Put the approved version in force. `early` says why it does not wait for its day.

    It is in force from the day that was agreed; where the last signature came later, from that day, for nothing is
    dated back.
    """

    def details(situation: Situation) -> Details:
        agreed = day_in(situation.concerned.data, "effective") or situation.on
        approved = situation.known.approved if situation.known else None
        signed_on = approved.when.date() if approved else situation.on
        # in force from the day that was agreed, but never from a day before the last signature
        found: Details = {"effective": min(max(agreed, signed_on), situation.on).isoformat()}
        if early and situation.on < agreed:
            found["early"] = early
        if situation.history.in_force is not None:
            found["supersedes"] = situation.history.in_force.version
        return found

    return _move(path, "enact", actor, details, reason=reason, early=early)


def review(path: str | Path, actor: Actor, *, verdict: str, reason: str = "") -> Done:
    """Record the periodic review of the version in force: keep, revise or retire."""
    if verdict not in VERDICTS:
        raise NotAllowed(f"a review ends in {', '.join(VERDICTS[:-1])} or {VERDICTS[-1]}, not in '{verdict}'")
    if verdict != "keep" and not reason:
        raise NotAllowed(f"the verdict {verdict} needs a reason", "say it: --reason '…'")

    def details(situation: Situation) -> Details:
        period = read_period(str(situation.concerned.data.get("review", "")))
        found: Details = {"verdict": verdict}
        if verdict == "keep" and period is not None:
            found["next"] = end_of(situation.on, period).isoformat()
        return found

    return _move(path, "review", actor, details, reason=reason)


def suspend(path: str | Path, actor: Actor, *, reason: str) -> Done:
    """Stop the work under the version in force."""
    return _move(path, "suspend", actor, _none, reason=reason)


def resume(path: str | Path, actor: Actor, *, reason: str) -> Done:
    """Let the work go on under the suspended version."""
    return _move(path, "resume", actor, _none, reason=reason)


def reopen(path: str | Path, actor: Actor, *, reason: str) -> Done:
    """Take the version that the file bears back to draft."""
    return _move(path, "reopen", actor, _none, reason=reason)


def supersede(path: str | Path, actor: Actor, *, replaced_by: str, reason: str) -> Done:
    """End the version in force because another agreement, `replaced_by`, takes its place."""
    return _move(path, "supersede", actor, lambda _: {"replaced-by": replaced_by}, reason=reason)


def terminate(path: str | Path, actor: Actor, *, reason: str, survives: tuple[str, ...] = ()) -> Done:
    """End the version in force. `survives` are the rows and sections whose duties go on."""

    def details(situation: Situation) -> Details:
        known = {*situation.concerned.rows, *situation.concerned.sections}
        unknown = [name for name in survives if name not in known]
        if unknown:
            near = get_close_matches(unknown[0], known, 3, 0.5)
            raise NotAllowed(
                f"version {situation.concerned.version} has no row or section '{unknown[0]}'",
                f"did you mean {' or '.join(near)}?"
                if near
                else f"sections: {', '.join(situation.concerned.sections)}",
            )
        return {"survives": list(survives)} if survives else {}

    return _move(path, "terminate", actor, details, reason=reason)


def _none(_: Situation) -> Details:
    return {}


def _answer_by(situation: Situation, within: str) -> Details:
    if not within:
        return {}
    period = read_period(within)
    if period is None or period.event or period.unit == "hour":
        raise NotAllowed(f"'{within}' is no period to answer in", "write it as '15 business days' or '3 weeks'")
    agreement = situation.agreement
    holders = [one.holder for one in signatories_of(agreement)]
    parties = dict.fromkeys(holder.partition(".")[0] for holder in holders)
    # a site that is closed keeps those who sign there from answering
    sites = dict.fromkeys(site for holder in holders if (site := agreement.site_of(holder)))
    try:
        calendar = calendar_of(agreement, parties, sites, situation.settings.table("calendars"))
        found = {"answer-by": end_of(situation.on, period, calendar).isoformat()}
        return found | ({"calendar": calendar.source} if period.unit == "business day" else {})
    except NoCalendar as error:
        raise NotAllowed(str(error)) from None


def _move(
    path: str | Path,
    event: str,
    actor: Actor,
    details: Callable[[Situation], Details],
    *,
    reason: str = "",
    meaning: str = "",
    early: str = "",
    in_place_of: str = "",
) -> Done:
    """Let one event happen.

    Raises NotAllowed where it may not, OSError where a file cannot be opened or written. Nothing is written then.
    """
    transition = TRANSITIONS[event]
    if transition.reason and not reason.strip():
        raise NotAllowed(f"to {event} an agreement needs a reason", "say it: --reason '…'")
    _has_key(transition, actor)
    file = Path(path)
    if not file.is_file():
        raise FileNotFoundError(2, "there is no such file", file.as_posix())
    with _in_words(), writing(ledger_path(file.resolve()), called=ledger_path(file).as_posix()) as writer:
        situation = _situation(file, writer.ledger, transition, actor, early)
        _look(situation, transition, in_place_of)
        record = _record(situation, transition, actor, details(situation), reason=reason, meaning=meaning)
        record = _signed(record, situation, actor.key)
        done = writer.add(_fitting(record, writer.ledger))
        state = fold(writer.ledger).state_of(done.version)
        return Done(done, state, _follow(situation.agreement, done.version, state))


def may_approve(path: str | Path, actor: Actor, *, in_place_of: str = "") -> None:
    """Whether `approve` would go through as things stand, so that nobody is asked in vain. Raises NotAllowed."""
    transition = TRANSITIONS["approve"]
    _has_key(transition, actor)
    with _in_words():
        file = Path(path)
        ledger = read_ledger(ledger_path(file.resolve()), ledger_path(file).as_posix())
        if not ledger.whole:
            raise LedgerBroken(ledger)
        _look(_situation(file, ledger, transition, actor, ""), transition, in_place_of)


def _has_key(transition: Transition, actor: Actor) -> None:
    if transition.signed and actor.key is None:
        hint = (
            "give the key that signs: --key FILE, or --ssh-key FILE; who has none yet makes one: ssh-keygen -t ed25519"
        )
        raise NotAllowed(f"to {transition.event} is to sign", hint)


@contextmanager
def _in_words() -> Iterator[None]:
    """What lower rooms raise, as a reason why it may not happen."""
    try:
        yield
    except LedgerBroken as error:
        raise NotAllowed(
            "the ledger does not hold, and nothing is added to it", "see `qa-engine verify`", error.ledger.findings
        ) from None
    except LedgerBusy as error:
        raise NotAllowed(f"the ledger is in use: {error.strerror}") from None
    except NotAnAgreement as error:
        raise NotAllowed("the file holds errors", "mend them first", tuple(error.findings)) from None
    except BadSigners as error:
        raise NotAllowed(f"the list of allowed signers cannot be used: {error}") from None


def _situation(file: Path, ledger: Ledger, transition: Transition, actor: Actor, early: str) -> Situation:
    agreement = load(file)
    history = fold(ledger)
    if history.findings:
        raise NotAllowed(
            "the ledger does not hold, and nothing is added to it", "see `qa-engine verify`", tuple(history.findings)
        )
    if ledger.records and ledger.records[0].agreement != agreement.id:
        raise NotAllowed(
            f"the ledger beside the file is of {ledger.records[0].agreement}, and the file is {agreement.id}",
            "an agreement keeps its id; a new one has a file and a ledger of its own",
        )
    known: Version | None = history.versions.get(agreement.version)
    if transition.about == "in force":
        known = history.in_force or known
    by = replace(actor.by, name=unicodedata.normalize("NFC", " ".join(actor.by.name.split())))
    return Situation(agreement, ledger, history, known, by, actor.at, early)


def _look(situation: Situation, transition: Transition, in_place_of: str) -> None:
    """Whether the event may happen: the state, the person, the guards."""
    version = situation.known.version if situation.known else situation.agreement.version
    state = situation.known.state if situation.known else "draft"
    if state not in transition.states:
        wanted = " or ".join(map(_a, transition.states))
        otherwise = "" if transition.about == "the file" or situation.history.in_force else "no version is in force"
        hint = _WAY_THERE.get((transition.event, state), otherwise)
        raise NotAllowed(f"version {version} is {_a(state)}; to {transition.event} it, it must be {wanted}", hint)
    if situation.ledger.records and earlier(situation.at, situation.ledger.records[-1].when):
        raise NotAllowed(
            f"it is {situation.at.isoformat(timespec='seconds')} here, and the last record is of "
            f"{situation.ledger.records[-1].at}",
            "set the clock of this machine right: a record is not dated before the one it follows",
        )
    _who(situation, transition, in_place_of)
    for guard in transition.guards:
        guard(situation)


_WAY_THERE = {
    ("approve", "draft"): "submit it first",
    ("enact", "draft"): "submit it, then have it approved",
    ("enact", "in-review"): "approvals are missing; `qa-engine status` names them",
    ("approve", "approved"): "all approvals that it needs are there; what comes next is to enact it",
    ("submit", "in-review"): "it is submitted already; to change it, reopen it",
    ("submit", "approved"): "to change it, reopen it, and give it a new version number",
    ("submit", "effective"): "to change it, give it a new version number and `status: draft`",
    ("submit", "suspended"): "to change it, give it a new version number and `status: draft`",
    ("submit", "superseded"): "a number that was used stays used; give the new text the next one",
    ("submit", "terminated"): "a number that was used stays used; give the new text the next one",
    ("approve", "effective"): "it is in force, and has the approvals that it needs",
    ("enact", "effective"): "it is in force already",
    ("enact", "suspended"): "it is in force, and the work under it suspended; to go on, resume it",
    ("suspend", "suspended"): "it is suspended already; to go on, resume it",
    ("resume", "effective"): "it is in force, and nothing is suspended",
    ("reopen", "draft"): "it is a draft already: change it, then submit it",
    ("reopen", "suspended"): "what is in force is not taken back; give the new text the next version number",
    ("reopen", "effective"): "what is in force is not taken back; give the new text the next version number",
}
"""What to do instead, by event and the state that it finds."""


def _a(state: str) -> str:
    return "a draft" if state == "draft" else state.replace("-", " ")


def _who(situation: Situation, transition: Transition, in_place_of: str) -> None:
    agreement, by = situation.concerned, situation.by
    if not by.name:
        raise NotAllowed("a record needs the printed name of the person", "give it: --by 'Ann Example'")
    if by.party not in agreement.parties or not agreement.knows_holder(by.holder):
        raise NotAllowed(
            f"`{by.holder}` is no party or function of version {agreement.version}", _who_there_is(agreement, by.party)
        )
    if transition.who == "a quality unit" and agreement.unit_of(by.holder) != "quality":
        raise NotAllowed(
            f"to {transition.event} is for a quality unit, and `{by.holder}` is none", "name a function: --as aurora.qa"
        )
    if transition.who == "a signatory":
        _signatory(agreement, by, in_place_of)


def _who_there_is(agreement: Agreement, party: str) -> str:
    if party not in agreement.parties:
        return f"its parties: {', '.join(agreement.parties)}"
    return f"functions of {party}: {', '.join(agreement.parties[party].functions) or 'none'}"


def _signatory(agreement: Agreement, by: Person, in_place_of: str) -> None:
    signatories = signatories_of(agreement)
    own = [one for one in signatories if one.holder == by.holder]
    if not own:
        names = ", ".join(f"`{one.holder}`" for one in signatories)
        raise NotAllowed(f"`{by.holder}` is no signatory of version {agreement.version}", f"its signatories: {names}")
    signing = in_place_of or by.name
    if not any(one.name in ("", signing) for one in own):
        said = " or ".join(one.name for one in own)
        raise NotAllowed(
            f"the signatory for `{by.holder}` is {said}, not {signing}",
            "a delegate signs with --in-place-of NAME and the delegation as --reason",
        )


def _record(
    situation: Situation, transition: Transition, actor: Actor, details: Details, *, reason: str, meaning: str
) -> Record:
    ledger, known = situation.ledger, situation.known
    about_file = transition.event == "submit" or known is None
    if transition.signed:
        meaning = meaning or meaning_for(situation.agreement, situation.by)
    if actor.clock:
        details = {**details, "clock": actor.clock}
    return Record(
        len(ledger.records) + 1,
        ledger.head,
        situation.agreement.id,
        situation.agreement.version if about_file or known is None else known.version,
        transition.event,
        situation.hash if about_file or known is None else known.content_hash,
        situation.by,
        situation.at.isoformat(timespec="seconds"),
        " ".join(meaning.split()),
        " ".join(reason.split()),
        details,
        __version__,
    )


def meaning_for(agreement: Agreement, by: Person) -> str:
    """What a signature means, as the agreement says of its signatory."""
    for entry in agreement.entries("signatories"):
        holder = ".".join(str(entry[key]) for key in ("party", "function") if key in entry)
        if holder == by.holder and entry.get("meaning"):
            return str(entry["meaning"])
    return "Approves"


def _signed(record: Record, situation: Situation, key: Key | None) -> Record:
    if key is None:
        return record
    if not situation.signers:
        raise NotAllowed(
            "there is no list of allowed signers, so nobody could tell whose signature this is",
            _line_for(situation.by, key),
        )
    try:
        record = signed(record, key)
        reason = why_not(record, situation.signers)
    except (CannotSign, CannotVerify) as error:
        raise NotAllowed(str(error)) from None
    if reason:
        known = any(signer.fingerprint == key.fingerprint for signer in situation.signers)
        raise NotAllowed(f"the signature would not hold: {reason}", "" if known else _line_for(situation.by, key))
    return record


def _line_for(by: Person, key: Key) -> str:
    """What to do so that a key counts."""
    line = f"{by.holder} {key.public or 'ssh-ed25519 AAAA…'} {by.name}"
    return (
        f"whoever keeps .qa-engine/allowed_signers in the repository adds this line, if the key is {by.name}'s: {line}"
    )


def _fitting(record: Record, ledger: Ledger) -> Record:
    """The record, if it would count: what is written is judged as every reader will judge it."""
    reason = why_it_would_not_count(ledger, record)
    if reason:
        raise NotAllowed(reason)
    return record


def _follow(agreement: Agreement, version: str, state: str) -> bool:
    """Make the file say the state of the version that it bears; False where it could not be written."""
    if agreement.version != version or agreement.status == state:
        return True
    source = agreement.resolved.sources[0]
    text = apply_edits(source.text, [status_edit(agreement, state)])
    try:
        save((b"\xef\xbb\xbf" if source.byte_order_mark else b"") + text.encode("utf-8"), agreement.path)
    except OSError:  # the record is on the ledger, and that is what counts
        return False
    return True
