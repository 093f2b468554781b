from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.pattern import pattern
from qa_engine.rules.words.wording import finding_at, once_a_sentence, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding, Severity
    from qa_engine.rules.words.wording import Clue, Match

_CONSENT = r"(?:approv\w*|accept\w*|consent\w*|agree(?:d|ment)?|authoris\w*|authoriz\w*|releas\w*)"
_SILENT = r"(?:respond|object|answer|reply|comment|react)"
DEEMED = pattern(
    rf"""\b(?:
    deemed\s+(?:to\s+)?(?:be\s+|have\s+(?:been\s+)?|constitute\s+|signify\s+)?(?:[\w'’]+\s+){{0,3}}?{_CONSENT}
    | (?:is|are|be|been|being)\s+(?:automatically\s+)?(?:considered|regarded|treated|taken)\s+
        (?:(?:as|to\s+be|to\s+have\s+been)\s+)?(?:\w+\s+)?{_CONSENT}
    | {_CONSENT}\s+(?:is|are|shall\s+be|will\s+be)\s+(?:deemed|presumed|assumed|implied)
    | unless\s+(?:[\w'’]+[\s,]+){{1,12}}?(?:objects?|objected|objection|disapproves?|rejects?)
    | (?:absent|without|barring|in\s+the\s+absence\s+of|lacking)\s+(?:an?\s+|any\s+)?(?:\w+\s+)?
        (?:objections?|response|reply|answer|comments?)
    | (?:fails?|failure|failing)\s+(?:[\w'’]+\s+){{0,4}}?to\s+{_SILENT}
    | (?:does|do|did)\s+not\s+{_SILENT}
    | if\s+no\s+(?:objection|response|answer|reply|comments?)
    | silence\s+(?:\w+\s+){{0,4}}?(?:consent|approval|acceptance|agreement)
    | tacit(?:ly)?\s+{_CONSENT} | (?:implied|negative)\s+(?:consent|approval)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT = pattern(
    r"\b(?:not|never|no|nor|neither|cannot)\s+(?:\w+\s+){0,4}?(?:deemed|considered|regarded|treated|taken|consent|approval"
    r"|acceptance|presumed|assumed|implied|mean|count|constitute)",
    re.IGNORECASE,
)
_OTHERWISE = pattern(
    r"\b(?:escalat\w*|remind\w*|on\s+hold|waits?|stays?|remains?\s+(?:blocked|open|in\s+quarantine)|suspend\w*|reject\w*"
    r"|default|breach|(?:is|are|be)\s+(?:deemed\s+)?refused)\b",
    re.IGNORECASE,
)
_BARE = pattern(r"(?:fail|does|do|did|if\s+no|absent|without|in\s+the\s+absence|barring|lacking)", re.IGNORECASE)
_CONSEQUENCE = pattern(
    rf"\b(?:{_CONSENT}|proceed\w*|implement\w*|may\s+(?:go\s+ahead|start|use|ship|engage)|effective|takes?\s+effect)\b",
    re.IGNORECASE,
)
_LETTERS_OF_CONSENT = ("approv", "accept", "consent", "agree", "authoris", "authoriz", "releas")
_ANSWERS = ("objection", "response", "reply", "answer", "comment")
_CLUES: tuple[Clue, ...] = (
    *("deemed", "presumed", "assumed", "implied", "silence", "tacit", "negative consent", "negative approval"),
    *((taken, _LETTERS_OF_CONSENT) for taken in ("considered", "regarded", "treated", "taken")),
    ("unless", ("object", "disapprove", "reject")),
    *((without, _ANSWERS) for without in ("absent", "without", "barring", "in the absence of", "lacking")),
    *(("fail", "to ", verb) for verb in ("respond", "object", "answer", "reply", "comment", "react")),
    *(f"not {verb}" for verb in ("respond", "object", "answer", "reply", "comment", "react")),
    *(f"if no {answer}" for answer in _ANSWERS),
)
_GRAVE_TOPICS = frozenset({"change-control", "subcontracting", "final-release", "qp-certification", "site-disposition"})
_GRAVE = pattern(r"\b(?:changes?|subcontract\w*|sub-contract\w*|releas(?:e|ed|es|ing)|disposition)\b", re.IGNORECASE)


@rule("deemed-approval", severity="warning", group="words")
def deemed_approval(ctx: Context) -> Iterator[Finding]:
    """Silence that counts as consent.

    Why: a letter on holiday approves nothing. An approval is an act of a person who has looked at the matter; the rules
        ask for it before a change is made, a subcontractor starts or a batch is released, and there it is an error.
        What happens without an answer can be said in another way: the question goes up a level, and work waits.
    Bad:
        The change is deemed approved unless the Sponsor objects within ten business days.
    Good:
        Without an answer in ten business days the change goes to the heads of quality, and waits.
    Cites: EU GMP 7.11; EU GMP 7.12; ICH Q7 16.16; FDA Quality Agreements guidance (2016) IV.B.2
    """
    for match in once_a_sentence(filter(_counts_as_consent, wording(ctx).find(DEEMED, _CLUES))):
        yield finding_at(
            ctx,
            match,
            f"{match.where} says '{match.words}': silence would count as consent",
            "ask for an answer in writing, and say to whom the question goes when none comes",
            severity=_severity(match),
        )


def _counts_as_consent(match: Match) -> bool:
    if _NOT.search(match.sentence):
        return False
    if not _BARE.match(match.words):
        return True
    # that somebody does not answer is one half; the other is that the matter then goes on
    return bool(_CONSEQUENCE.search(match.sentence)) and not _OTHERWISE.search(match.sentence)


def _severity(match: Match) -> Severity:
    return "error" if match.passage.topic in _GRAVE_TOPICS or _GRAVE.search(match.sentence) else "warning"
