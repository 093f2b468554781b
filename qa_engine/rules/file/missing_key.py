from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("missing-key", severity="error", group="file", stage="reading")
def missing_key(_ctx: Context) -> Iterable[Finding]:
    """A key that an agreement cannot do without is not there.

    Why: an agreement without a number, a version or two parties cannot be controlled or signed.
    Bad:
        title: Supply of tablets
    Good:
        id: QA-2026-014
        title: Supply of tablets
        version: "1.0"
    Cites: EU GMP 4.3; 21 CFR 211.22(a)
    """
    return ()
