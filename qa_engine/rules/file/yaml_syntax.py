from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("yaml-syntax", severity="error", group="file", stage="reading")
def yaml_syntax(_ctx: Context) -> Iterable[Finding]:
    """The text is not YAML, not UTF-8, or holds a control character.

    Why: what cannot be read cannot be agreed; a control character is shown by no paper and no screen, and two people read two texts.
    Bad:
        title: Supply of tablets: bulk
        <tab>status: draft
    Good:
        title: "Supply of tablets: bulk"
        status: draft
    Cites: YAML 1.2.2, sections 5.1 and 6.1; XML 1.0, section 2.2
    """
    return ()
