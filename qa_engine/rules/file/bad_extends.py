from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("bad-extends", severity="error", group="file", stage="reading")
def bad_extends(_ctx: Context) -> Iterable[Finding]:
    """The lower file is missing, stands on this one, lies outside of the repository, or bears another version.

    Why: an appendix speaks on top of one certain text; on another text it may say something else.
    Bad:
        extends: qa-014.qa.yaml   # bears version 2.1
        base-version: "2.0"
    Good:
        extends: qa-014.qa.yaml
        base-version: "2.1"
    Cites: EU GMP 4.3; FDA Quality Agreements guidance (2016) V
    """
    return ()
