from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("wrong-type", severity="error", group="file", stage="reading")
def wrong_type(_ctx: Context) -> Iterable[Finding]:
    """A value that the format does not take there, or a word outside a closed list.

    Why: version 1.10 unquoted is the number 1.1 to YAML; "soon" is no deadline. What is not understood must not be guessed.
    Bad:
        version: 1.10
    Good:
        version: "1.10"
    Cites: the format, qa-engine/1; YAML 1.2.2, section 10.3.2
    """
    return ()
