"""`qa-engine resume`."""

from __future__ import annotations

from typing import Any

import click

from qa_engine.cli.acting import acting, actor, carry_out


@click.command(short_help="Let the work go on under a suspended version.")
@acting
def resume(path: str, reason: str, **who: Any) -> int:
    """Let the work go on under the suspended version of PATH."""
    from qa_engine.lifecycle import act

    acts = actor(path, **who)
    return carry_out(path, lambda: act.resume(path, acts, reason=reason))
