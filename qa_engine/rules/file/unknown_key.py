from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("unknown-key", severity="error", group="file", stage="reading")
def unknown_key(_ctx: Context) -> Iterable[Finding]:
    """A key that the format does not know.

    Why: a mistyped key is a duty that nobody reads: `whithin: 1 business day` would set no deadline at all.
    Bad:
        DEV-02: {do: Notify the Sponsor, whithin: 1 business day}
    Good:
        DEV-02: {do: Notify the Sponsor, within: 1 business day}
        x-cost-centre: "4711"   # your own keys start with x-
    Cites: the format, qa-engine/1
    """
    return ()
