"""`qa-engine supersede`."""

from __future__ import annotations

from typing import Any

import click

from qa_engine.cli.acting import acting, actor, carry_out


@click.command(short_help="End a version that another agreement replaces.")
@acting
@click.option("--replaced-by", required=True, metavar="ID", help="The agreement that takes its place.")
def supersede(path: str, reason: str, replaced_by: str, **who: Any) -> int:
    """End the version of PATH in force because another agreement takes its place."""
    from qa_engine.lifecycle import act

    acts = actor(path, **who)
    return carry_out(path, lambda: act.supersede(path, acts, reason=reason, replaced_by=replaced_by))
