from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("yaml-limits", severity="error", group="file", stage="reading")
def yaml_limits(_ctx: Context) -> Iterable[Finding]:
    """Anchors, aliases, merge keys, tags, nesting or size beyond what an agreement needs.

    Why: a value that stands somewhere else cannot be read aloud in a negotiation, and a file made to be huge is no agreement.
    Bad:
        DEV-01: &row {do: Record every deviation}
        DEV-02: *row
    Good:
        DEV-01: {do: Record every deviation}
        DEV-02: {do: Record every deviation of the laboratory}
    Cites: YAML 1.2.2, sections 3.2.2 and 7.1
    """
    return ()
