"""`qa-engine approve`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa_engine.cli.acting import acting, actor, carry_out, tell
from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open
from qa_engine.cli.terminal import emit

if TYPE_CHECKING:
    from qa_engine.lifecycle.act import Actor
    from qa_engine.lifecycle.preview import Preview


@click.command(short_help="Show what is signed, ask, and sign.")
@acting
@click.option(
    "--meaning", default="", metavar="TEXT", help="What the signature means (default: as the agreement says)."
)
@click.option(
    "--in-place-of",
    default="",
    metavar="NAME",
    help="The signatory for whom you sign as a delegate; name the delegation as --reason.",
)
@click.option("--yes", is_flag=True, help="Sign without asking, for scripts; what is signed is shown all the same.")
def approve(path: str, reason: str, meaning: str, in_place_of: str, yes: bool, **who: Any) -> int:
    """Approve the submitted version that PATH bears, with a signature.

    Shows what would be signed: version, content hash, open warnings, accepted exceptions, changes since the version
    that was approved last. Never signs while an error is open.
    """
    from qa_engine.lifecycle import act
    from qa_engine.lifecycle.situation import NotAllowed
    from qa_engine.report.approval import approval_text

    acts = actor(path, **who)
    try:
        seen = _seen(path, acts)
        act.may_approve(path, acts, in_place_of=in_place_of)
    except NotAllowed as refusal:
        tell(refusal)
        return 1
    emit(approval_text(seen, acts.by, meaning or act.meaning_for(seen.agreement, acts.by)))
    if not yes and not _agreed(acts):
        sys.stderr.write("qa-engine: nothing was signed\n")
        return 1
    return carry_out(
        path,
        lambda: act.approve(path, acts, expected=seen.hash, meaning=meaning, reason=reason, in_place_of=in_place_of),
    )


def _seen(path: str, acts: Actor) -> Preview:
    from qa_engine.agreement.load import NotAnAgreement
    from qa_engine.lifecycle.preview import preview
    from qa_engine.lifecycle.situation import NotAllowed

    try:
        return preview(Path(path), acts.at.date())
    except NotAnAgreement as error:
        raise NotAllowed("the file holds errors", "mend them first", tuple(error.findings)) from None
    except OSError as error:
        raise Refused(cannot_open(path, error)) from None


def _agreed(acts: Actor) -> bool:
    if not sys.stdin.isatty():
        raise Refused("there is no terminal to ask on; look at what is shown, then give --yes")
    said: str = click.prompt(
        f"{acts.by.name}, sign this for {acts.by.holder}? Type yes to sign", default="no", err=True
    )
    return said.strip().lower() == "yes"
