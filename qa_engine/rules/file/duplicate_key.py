from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("duplicate-key", severity="error", group="file", stage="reading")
def duplicate_key(_ctx: Context) -> Iterable[Finding]:
    """The same key twice in one mapping, or a row id twice in the agreement.

    Why: of two rows with one id, one is overlooked; ids that differ only in case are one id to people. The first one counts.
    Bad:
        DEV-01: {do: Record every deviation}
        dev-01: {do: Close every deviation}
    Good:
        DEV-01: {do: Record every deviation}
        DEV-02: {do: Close every deviation}
    Cites: YAML 1.2.2, section 3.2.1.1; EU GMP 4.1
    """
    return ()
