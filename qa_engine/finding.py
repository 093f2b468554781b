"""What every room may say: something is wrong, and where.

A `Finding` is a value. Nothing here knows YAML, agreements or rules; `source` makes places,
`agreement` and `rules` make findings, `report` prints them.
"""

from __future__ import annotations

from typing import Literal

from qa_engine.value import frozen, replace

MAX_SAID = 800
"""A longer message or hint is cut: what it quotes can be read in the file."""

Severity = Literal["error", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""From the gravest to the mildest."""


@frozen
class Place:
    """A stretch of a file.

    Lines and columns start at 1 and count characters (Unicode code points, not bytes);
    the end is exclusive. `at` is the word people use for the place: the id of the row it
    lies in, else of the party, product, section or definition, else the key at the top,
    else the name of the file.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    at: str


@frozen
class Related:
    """Another place that a finding is about, and what it has to do with it."""

    place: Place
    message: str


@frozen
class Edit:
    """Put `text` in place of the characters `start` to `end` (offsets, end exclusive) of a file."""

    path: str
    start: int
    end: int
    text: str


@frozen
class Fix:
    """Edits that remove a finding. A safe fix keeps the exact meaning of the agreement."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


@frozen
class Waived:
    """Why, by whom and until when (ISO date, or empty) a finding is accepted."""

    reason: str
    by: tuple[str, ...]
    until: str


@frozen
class Finding:
    """One mistake: the rule that found it, where it stands, what is wrong, the way out.

    `message` says what is wrong in the words of the trade; `hint` says what to do about it;
    `cites` are the clauses that ask for it; `related` are the other places it speaks of.
    `waived` is set where the agreement accepts the finding on the record; `waivable` tells whether it may.
    """

    rule: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    cites: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    waived: Waived | None = None
    waivable: bool = True

    def __post_init__(self) -> None:
        # a finding quotes what people wrote, and somebody may have written sixteen megabytes
        for name in ("message", "hint"):
            said = getattr(self, name)
            if len(said) > MAX_SAID:
                object.__setattr__(self, name, f"{said[:MAX_SAID]}…")

    @property
    def blocks(self) -> bool:
        """An error that no waiver covers."""
        return self.severity == "error" and self.waived is None

    def with_severity(self, severity: Severity) -> Finding:
        """The same finding under another severity."""
        return self if severity == self.severity else replace(self, severity=severity)


def reading_order(finding: Finding) -> tuple[str, int, int, str, str]:
    """Sort key: as a reader meets the findings, file by file and line by line."""
    place = finding.place
    return (place.path, place.line, place.column, finding.rule, finding.message)
