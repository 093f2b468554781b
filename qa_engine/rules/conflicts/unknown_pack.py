from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("unknown-pack", severity="error", group="conflicts")
def unknown_pack(ctx: Context) -> Iterator[Finding]:
    """The agreement names a pack that is not there.

    Why: an agreement that is held against nothing finds nothing missing. A pack of your own is named by its path,
        relative to the file, and lies in the same repository.
    Bad:
        packs: [fda-qa-2015, our-policy]
    Good:
        packs: [fda-qa-2016, ./our-policy.pack.yaml]
    Cites: FDA Quality Agreements guidance (2016) IV; EU GMP 7.14
    """
    for unknown in ctx.packs.unknown:
        yield ctx.finding(("packs", unknown.position), unknown.message, unknown.hint)
