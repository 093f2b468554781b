"""`qa-engine submit`."""

from __future__ import annotations

from typing import Any

import click

from qa_engine.cli.acting import acting, actor, carry_out


@click.command(short_help="Freeze a version and ask for its approvals.")
@acting
@click.option(
    "--answer-within", default="", metavar="PERIOD", help="By when the signatories are to answer: '15 business days'."
)
def submit(path: str, reason: str, answer_within: str, **who: Any) -> int:
    """Freeze the text of the version that PATH bears and ask for the approvals that its changes need."""
    from qa_engine.lifecycle import act

    acts = actor(path, **who)
    return carry_out(path, lambda: act.submit(path, acts, reason=reason, answer_within=answer_within))
