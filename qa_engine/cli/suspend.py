"""`qa-engine suspend`."""

from __future__ import annotations

from typing import Any

import click

from qa_engine.cli.acting import acting, actor, carry_out


@click.command(short_help="Stop the work under the version in force.")
@acting
def suspend(path: str, reason: str, **who: Any) -> int:
    """Stop the work under the version of PATH that is in force; it stays in force, and its duties stand."""
    from qa_engine.lifecycle import act

    acts = actor(path, **who)
    return carry_out(path, lambda: act.suspend(path, acts, reason=reason))
