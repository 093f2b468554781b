"""`qa-engine reopen`."""

from __future__ import annotations

from typing import Any

import click

from qa_engine.cli.acting import acting, actor, carry_out


@click.command(short_help="Take a version back to draft; its signatures are void.")
@acting
def reopen(path: str, reason: str, **who: Any) -> int:
    """Take the version that PATH bears back to draft, before it is in force; its signatures are void."""
    from qa_engine.lifecycle import act

    acts = actor(path, **who)
    return carry_out(path, lambda: act.reopen(path, acts, reason=reason))
