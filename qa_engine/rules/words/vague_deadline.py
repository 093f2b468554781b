from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.agreement.period import TIME_IN_PROSE
from qa_engine.check.rule import rule
from qa_engine.pattern import pattern
from qa_engine.rules.gaps.addressee import to_authority
from qa_engine.rules.words.authority import speaks_to_authority
from qa_engine.rules.words.wording import finding_at, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.rules.words.wording import Clue, Match

_DONE = r"(?:possible|practicable|practical|practically\s+possible|feasible)"
_FAIRLY = r"(?:reasonably|commercially|practically)"
_SPAN = r"(?:time(?:s|[\s-]?frames?|[\s-]?lines?)?|period(?:\s+of\s+time)?)"
VAGUE = pattern(
    rf"""\b(?:
    promptly
    | prompt\s+(?:written\s+|verbal\s+|oral\s+)?(?:notice|notification|information|report|response|reply|advice)
    | in\s+(?:a|an)\s+(?:timely|expeditious|prompt)\s+(?:manner|fashion|way)
    | on\s+a\s+timely\s+basis
    | timely\s+(?:notice|notification|notify|information|inform|report|reporting|delivery|response|review|communication)
    | as\s+soon\s+as\s+(?:is\s+|it\s+is\s+)?(?:{_FAIRLY}\s+)?{_DONE}
    | as\s+(?:promptly|quickly|early|expeditiously|rapidly|fast)\s+as\s+(?:is\s+)?(?:{_FAIRLY}\s+)?{_DONE}
    | (?:at|by)\s+(?:the|its|their|your)\s+earliest(?:\s+(?:convenience|opportunity|possible\s+\w+))?
    | without\s+(?:any\s+|undue\s+|unreasonable\s+|unnecessary\s+|further\s+|unjustified\s+)?delay
    | (?:with)?in\s+(?:an?\s+|the\s+)?(?:(?:mutually|commercially)\s+)?
        (?:reasonable|agreed|appropriate|acceptable|adequate|suitable)\s+(?:upon\s+)?{_SPAN}
    | within\s+(?:an?|the)\s+{_SPAN}\s+(?:specified|agreed|defined|determined|set|acceptable|to\s+be\s+agreed)
    | (?:with|up)?on\s+(?:giving\s+)?reasonable\s+(?:(?:advance|prior|written)\s+){{0,2}}notice
    | (?:with|upon|on|by)\s+reasonable\s+(?:(?:advance|prior|written)\s+){{0,2}}notice
    | reasonable\s+(?:advance|prior)\s+(?:written\s+)?notice
    | in\s+(?:due\s+course|due\s+time|good\s+time)
    | forthwith | expeditiously | speedily | swiftly
    | on\s+a\s+rolling\s+basis
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FITTING = ("agreed ", "appropriate ", "acceptable ", "adequate ", "suitable ")
_CLUES: tuple[Clue, ...] = (
    *("prompt", "timely", "as soon as", ("without", "delay"), "earliest", "reasonabl", "expeditious", "swiftly"),
    *(
        "as quickly",
        "as early",
        "as rapidly",
        "as fast",
        "in due",
        "in good time",
        "forthwith",
        "speedily",
        "on a rolling",
    ),
    *(
        (f"{word}in {article}", _FITTING, ("time", "period"))
        for word in ("", "with")
        for article in ("", "a ", "an ", "the ")
    ),
    *(f"within {article} {span}" for article in ("a", "an", "the") for span in ("time", "period")),
)
_NEAR = 90
"""So many characters behind the words a time still belongs to them: `promptly, and in any event within 24 hours`."""


@rule("vague-deadline", severity="warning", group="words")
def vague_deadline(ctx: Context) -> Iterator[Finding]:
    """Words for a deadline that nobody can count.

    Why: "promptly" means the same day to one party and the next meeting to the other, and no inspector can say who was
        late. What is reported to an authority is left alone: there the law sets the words. So are words that a
        definition fixes, and words with a time beside them ("without delay, at the latest within 24 hours").
    Bad:
        DEV-02: {do: Notify the Sponsor promptly of a critical deviation, raci: {borealis.qa: RA, aurora.qa: I}}
    Good:
        DEV-02:
          do: Notify the Sponsor of a critical deviation
          raci: {borealis.qa: RA, aurora.qa: I}
          within: 1 business day of discovery
    Cites: FDA Quality Agreements guidance (2016) IV.B.1.a; EU GMP 7.14
    """
    defined = " ".join(ctx.agreement.data.get("definitions") or {}).casefold()
    for match in wording(ctx).find(VAGUE, _CLUES):
        row = match.passage.row
        if row is not None and (row.within or row.notice or row.every or row.with_ or not ctx.sound(row, "within")):
            continue
        if _is_counted(match) or speaks_to_authority(match.sentence) or match.words.casefold() in defined:
            continue
        if row is not None and to_authority(ctx.agreement, row):
            continue
        where = f"row {row.id}" if row is not None else "the text"
        way_out = "give the row `within:`" if row is not None else "give a time, or a row with `within:`"
        yield finding_at(ctx, match, f"{where} says '{match.words}', and nobody can count that", way_out)


def _is_counted(match: Match) -> bool:
    """Whether a time stands beside the words."""
    if TIME_IN_PROSE.search(match.after[:_NEAR]):
        return True
    ends = [time.end() for time in TIME_IN_PROSE.finditer(match.before)]
    return bool(ends) and re.fullmatch(r"\W*(?:or|and|but)?\W*", match.before[ends[-1] :]) is not None
