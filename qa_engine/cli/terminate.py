"""`qa-engine terminate`."""

from __future__ import annotations

from typing import Any

import click

from qa_engine.cli.acting import acting, actor, carry_out


@click.command(short_help="End an agreement; duties that survive it are kept on record.")
@acting
@click.option(
    "--survives", multiple=True, metavar="ID", help="A row or section whose duties go on; may be given several times."
)
def terminate(path: str, reason: str, survives: tuple[str, ...], **who: Any) -> int:
    """End the version of PATH that is in force."""
    from qa_engine.lifecycle import act

    acts = actor(path, **who)
    return carry_out(path, lambda: act.terminate(path, acts, reason=reason, survives=survives))
