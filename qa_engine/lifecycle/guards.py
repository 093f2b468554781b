"""What must hold before an event may happen. A guard stays silent, or raises NotAllowed with what stands against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qa_engine.check.run import check_files
from qa_engine.ledger.signatures import CannotVerify
from qa_engine.lifecycle.needed import needs_for
from qa_engine.lifecycle.situation import NotAllowed, Situation
from qa_engine.lifecycle.verify import signature_findings
from qa_engine.rules import RULES
from qa_engine.rules.lifecycle.standing import day_in

if TYPE_CHECKING:
    from qa_engine.finding import Finding

Guard = Callable[[Situation], None]

ABOUT_THE_STATUS = frozenset({"unapproved", "wrong-status"})
"""What a step sets right by itself: the file's status follows the ledger."""

FROM_REVIEW_ON = frozenset({"missing-signatory", "unfilled-placeholder"})
"""Errors in a version that is in review, and milder before: so they keep a draft from being submitted."""


def no_open_errors(situation: Situation) -> None:
    """The file has no error that no waiver covers."""
    found = check_files([situation.file], RULES, situation.on).findings
    open_ = tuple(finding for finding in found if _stands_against(finding, situation))
    if open_:
        errors = f"{len(open_)} error{'' if len(open_) == 1 else 's'}"
        raise NotAllowed(
            f"{errors} stand against it" if len(open_) > 1 else f"{errors} stands against it",
            "mend what is found, or have it waived",
            open_,
        )


def _stands_against(finding: Finding, situation: Situation) -> bool:
    if finding.rule in ABOUT_THE_STATUS or finding.waived is not None:
        return False
    drafted = situation.known is None or situation.known.state == "draft"
    return finding.severity == "error" or (drafted and finding.rule in FROM_REVIEW_ON)


def somebody_signs(situation: Situation) -> None:
    """The agreement names those whose signatures the change needs."""
    needs = needs_for(
        situation.agreement, situation.history.last_approved, situation.settings.table("assessment")
    ).needs
    if not needs.all and not needs.one_of:
        raise NotAllowed(
            "the agreement names nobody whose signature it needs",
            "add `signatories:` with the head of quality of each party, at least",
        )


def as_submitted(situation: Situation) -> None:
    """The file still is what was submitted."""
    known = situation.known
    if known is not None and known.content_hash != situation.hash:
        raise NotAllowed(
            f"version {known.version} was submitted with other content than the file has now",
            "take the changes back, or `qa-engine reopen` it and submit it again",
        )


def signatures_hold(situation: Situation) -> None:
    """Every signature on the ledger is by a key that may make it."""
    try:
        broken = tuple(signature_findings(situation.ledger, situation.signers))
    except CannotVerify as error:
        raise NotAllowed(str(error)) from None
    if broken:
        raise NotAllowed("the ledger holds a signature that does not hold", "see `qa-engine verify`", broken)


def day_has_come(situation: Situation) -> None:
    """The day from which the agreement is to be in force has come, or somebody says why it is not waited for."""
    effective = day_in(situation.concerned.data, "effective")
    if effective is not None and situation.on < effective and not situation.early:
        raise NotAllowed(
            f"version {situation.concerned.version} is to be in force from {effective.isoformat()}, and it is "
            f"{situation.on.isoformat()}",
            "wait for the day, agree another one, or say why not to wait: --early REASON (it is put on record)",
        )
