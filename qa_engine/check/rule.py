"""A rule is a function that looks at an agreement and yields findings; the decorator makes it a value.

    @rule("handoff-gap", severity="warning", group="gaps")
    def handoff_gap(ctx: Context) -> Iterator[Finding]:
        '''Work passes to a party that nobody told.

        Why: ...
        Bad: ...
        Good: ...
        Cites: EU GMP 7.15; 21 CFR 211.22(a)
        '''

Nothing is registered: `qa_engine.rules.RULES` is a list, written by hand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from qa_engine.pattern import pattern
from qa_engine.value import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding, Severity

Group = Literal["file", "gaps", "conflicts", "order", "words", "lifecycle"]

GROUP_TITLES: dict[Group, str] = {
    "file": "The file",
    "gaps": "Gaps",
    "conflicts": "Conflicts",
    "order": "Order and time",
    "words": "Words",
    "lifecycle": "Lifecycle",
}

Stage = Literal["reading", "first", "last"]
"""When a rule speaks: while the file is read, on the agreement, or on the findings of the others (waivers)."""

_HEADINGS = ("Why", "Bad", "Good", "Cites")
_PART = pattern(rf"^({'|'.join(_HEADINGS)}):", re.MULTILINE)


@frozen
class Rule:
    """One rule: its name (never changed), default severity, group, and the function that finds.

    in_scheme_x  False: the rule asks who is told, which a matrix of crosses cannot say
    waivable     False: no waiver covers its findings
    """

    name: str
    severity: Severity
    group: Group
    find: Callable[[Context], Iterable[Finding]]
    stage: Stage = "first"
    in_scheme_x: bool = True
    waivable: bool = True
    since: str = "0.1"

    @property
    def text(self) -> str:
        """Its explanation as written, without the indentation."""
        from inspect import getdoc  # loads `ast` and `tokenize`: only where something is to be told

        return getdoc(self.find) or ""

    @property
    def summary(self) -> str:
        """What it finds, in one line."""
        return self.text.split("\n", 1)[0]

    @property
    def parts(self) -> dict[str, str]:
        """Its explanation by heading: Why, Bad, Good, Cites."""
        from inspect import cleandoc

        pieces = _PART.split(self.text)
        return {heading: cleandoc(body) for heading, body in zip(pieces[1::2], pieces[2::2], strict=True)}

    @property
    def cites(self) -> tuple[str, ...]:
        """The clauses behind the rule."""
        return tuple(part.strip() for part in " ".join(self.parts.get("Cites", "").split()).split(";") if part.strip())


def rule(
    name: str,
    *,
    severity: Severity,
    group: Group,
    stage: Stage = "first",
    in_scheme_x: bool = True,
    waivable: bool = True,
    since: str = "0.1",
) -> Callable[[Callable[[Context], Iterable[Finding]]], Rule]:
    """Make a rule of a function; see the module."""

    def make(find: Callable[[Context], Iterable[Finding]]) -> Rule:
        return Rule(
            name, severity, group, find, stage, in_scheme_x, waivable and group not in ("file", "lifecycle"), since
        )

    return make
