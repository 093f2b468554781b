"""`qa-engine review`."""

from __future__ import annotations

from typing import Any

import click

from qa_engine.cli.acting import acting, actor, carry_out


@click.command(short_help="Record the periodic review.")
@acting
@click.option(
    "--verdict", required=True, type=click.Choice(["keep", "revise", "retire"]), help="What the review came to."
)
def review(path: str, reason: str, verdict: str, **who: Any) -> int:
    """Record the periodic review of the version in force."""
    from qa_engine.lifecycle import act

    acts = actor(path, **who)
    return carry_out(path, lambda: act.review(path, acts, reason=reason, verdict=verdict))
