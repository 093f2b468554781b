from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.versions import numbers_of
from qa_engine.check.rule import rule
from qa_engine.rules.lifecycle.recorded import assessed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("version-not-raised", severity="error", group="lifecycle")
def version_not_raised(ctx: Context) -> Iterator[Finding]:
    """The version was raised by less than the change asks for, or its number was used before.

    Why: readers tell by the number whether the other side's duties changed; two texts under one number cannot be told
    apart.
    Bad:
        version: "2.1"     # and a duty moved to the other party since 2.0
    Good:
        version: "3.0"
    Cites: EU GMP 4.3; ICH Q10 3.2.3
    """
    if not ctx.has_ledger:
        return
    history, version = ctx.history, ctx.agreement.version
    if history is None or ctx.agreement.is_broken("version"):
        return
    last, known = history.last_approved, history.versions.get(version)
    if known is not None and known.approved is not None:
        newest = last is not None and last.version == version  # then `changed-after-approval` speaks of it
        if not newest and ctx.differs(known):
            above = last.version if last is not None else version
            yield ctx.finding(
                ("version",),
                f"the ledger shows version {version} as approved with other content",
                f"take a number above {above}: one number never stands for two texts",
            )
        return
    if last is None:
        return
    if numbers_of(version) < numbers_of(last.version):
        yield ctx.finding(
            ("version",),
            f"version {version} is lower than {last.version}, which is approved",
            f"take a number above {last.version}",
        )
        return
    verdict = assessed(ctx.agreement, last)
    if verdict is not None and not verdict.version_is_enough and version != last.version:
        yield ctx.finding(
            ("version",),
            f"since version {last.version} there are {verdict.cls} changes, which ask for version "
            f"{verdict.next_version}, and the file says {version}",
            f'write version: "{verdict.next_version}"',
        )
