"""`qa-engine enact`."""

from __future__ import annotations

from typing import Any

import click

from qa_engine.cli.acting import acting, actor, carry_out


@click.command(short_help="Put an approved version in force.")
@acting
@click.option(
    "--early", default="", metavar="REASON", help="Why it does not wait for its effective date; it is put on record."
)
def enact(path: str, reason: str, early: str, **who: Any) -> int:
    """Put the approved version that PATH bears in force; the version before it is superseded."""
    from qa_engine.lifecycle import act

    acts = actor(path, **who)
    return carry_out(path, lambda: act.enact(path, acts, reason=reason, early=early))
