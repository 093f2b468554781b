from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.pattern import pattern
from qa_engine.rules.words.wording import finding_at, once_a_sentence, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.rules.words.wording import Clue, Match

_REGULATORY = r"regulatory\s+(?:compliance|obligations?|responsibilit(?:y|ies)|duties)"
_GMP = rf"(?:c?GMPs?|cGxP|GxP|good\s+manufacturing\s+practices?|{_REGULATORY}|21\s+CFR)"
_FEW = r"(?:[\w'’]+\s+){0,6}?"
_ANSWERING = r"(?:responsible|accountable|answerable|liable)"
_DUTY = r"(?:responsibility|accountability|liability|obligation|duty|duties)"
_ALL = r"(?:sole|full|entire|exclusive|complete|total|all|ultimate\s+and\s+sole)"
DISCLAIMED = pattern(
    rf"""\b(?:
    (?:solely|exclusively|entirely|wholly|fully)\s+{_ANSWERING}\s+for\s+{_FEW}{_GMP}
    | (?:assumes?|takes?|bears?|accepts?|has|have|undertakes?)\s+(?:the\s+)?{_ALL}\s+{_DUTY}\s+for\s+{_FEW}{_GMP}
    | (?:responsibility|accountability)\s+for\s+(?:[\w'’]+\s+){{0,4}}?{_GMP}(?:\s+[\w'’]+){{0,4}}?\s+
        (?:rests?|lies?|remains?|passes|shall\s+(?:rest|lie|remain|pass))\s+(?:solely|exclusively|entirely|wholly|only)
    | (?:relieves?|releases?|discharges?|absolves?|exempts?|frees?|relieved|released|discharged|absolved|exempt(?:ed)?)
        \s+(?:[\w'’]+\s+){{0,4}}?(?:of|from)\s+{_FEW}{_GMP}
    | (?:disclaims?|disclaimed|waives?)\s+{_FEW}{_GMP}
    | (?:has|have|had|bears?|accepts?|assumes?)\s+no\s+(?:\w+\s+)?{_DUTY}
        \s+(?:for|under|to\s+comply\s+with)\s+{_FEW}{_GMP}
    | not\s+(?:be\s+)?{_ANSWERING}\s+for\s+{_FEW}{_GMP}
    | (?:delegates?|transfers?|assigns?|passes)\s+(?:(?:all|any|its|their|the)\s+){{0,3}}(?:\w+\s+){{0,2}}?{_GMP}
        \s+(?:\w+\s+){{0,3}}?(?:to|upon)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LETTERS_OF_GMP = ("gmp", "cgmp", "gxp", "cgxp", "good manufacturing", "regulatory", "21 cfr")
_DUTIES = ("responsib", "accountab", "answerable", "liab", "obligation", "duty", "duties")
_ALONE = ("solely", "exclusively", "entirely", "wholly", "only")
_CLUES: tuple[Clue, ...] = (
    *((alone, _DUTIES, _LETTERS_OF_GMP) for alone in (*_ALONE, "fully")),
    *(
        (whole, _DUTIES, _LETTERS_OF_GMP)
        for whole in ("sole ", "full ", "entire ", "exclusive ", "complete ", "total ", "all ")
    ),
    *((duty, _LETTERS_OF_GMP, _ALONE) for duty in ("responsibility for", "accountability for")),
    *(
        (freed, ("of ", "from "), _LETTERS_OF_GMP)
        for freed in ("reliev", "releas", "discharg", "absolv", "exempt", "free")
    ),
    *((waived, _LETTERS_OF_GMP) for waived in ("disclaim", "waive")),
    *((none, _DUTIES, _LETTERS_OF_GMP) for none in ("no ", "not ")),
    *((passed, _LETTERS_OF_GMP, ("to", "upon")) for passed in ("delegat", "transfer", "assign", "passes")),
)
_NOT = pattern(
    r"\b(?:nothing|neither|nor|no\s+(?:party|term|provision|row)|not|never|cannot|may\s+not)\b(?:\s+[\w'’,]+){0,8}\s*$",
    re.IGNORECASE,
)
_OWN = pattern(
    r"\b(?:its|their)\s+own\b|\beach\s+(?:party|of\s+them)\b|\b(?:performed|carried\s+out|conducted)\s+(?:by|at)\b"
    r"|\b(?:of|at|in|for)\s+(?:its|their)\s+(?:\w+\s+)?(?:operations?|sites?|facilit\w+|activit\w+|part|work|premises)",
    re.IGNORECASE,
)


@rule("disclaimed-cgmp", severity="error", group="words")
def disclaimed_cgmp(ctx: Context) -> Iterator[Finding]:
    """Words that hand a party's own GMP duty to the other.

    Why: an agreement divides work; it takes no duty from anybody that the law has laid on them. Authorities read such a
        clause as a sign that nobody looks. Each party answers for its own operations, and the owner for what others do
        for it.
    Bad:
        The Manufacturer is solely responsible for compliance with cGMP, and the Sponsor has no responsibility for it.
    Good:
        Each party answers for compliance with GMP in its own operations.
    Cites: FDA Quality Agreements guidance (2016) III; 21 CFR 200.10(b); EU GMP 7.4
    """
    for match in once_a_sentence(filter(_disclaims, wording(ctx).find(DISCLAIMED, _CLUES))):
        yield finding_at(
            ctx,
            match,
            f"{match.where} says '{match.words}': no agreement takes a GMP duty from a party",
            "say what each party does; each answers for GMP in its own operations",
        )


def _disclaims(match: Match) -> bool:
    """Whether the words take a duty away: not where they are denied, nor where each answers for its own."""
    denied = _NOT.search(match.before) and not match.words.casefold().startswith("not")
    return not denied and not _OWN.search(match.sentence)
