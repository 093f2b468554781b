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
    from qa_engine.rules.words.wording import Clue

COMMERCIAL = pattern(
    r"""\b(?:
    prices?|pricing|invoic\w+|payments?|payable|remuneration|royalt(?:y|ies)|discounts?|rebates?|late\s+fees?
    | purchase\s+(?:orders?|volumes?|commitments?)|minimum\s+(?:order|purchase|annual)\s+(?:quantit(?:y|ies)|volumes?)
    | (?:order|annual|committed|forecast(?:ed)?)\s+volumes?|(?:binding|rolling)\s+forecasts?
    | (?:limitation\s+of\s+|product\s+|any\s+)liabilit(?:y|ies)|liable|indemnif\w+|indemnit(?:y|ies)|hold\s+harmless
    | liquidated\s+damages|damages\s+for|compensation\s+for|penalt(?:y|ies)|insurance|warrant(?:y|ies)\s+of\s+\w+
    | (?:at|on)\s+(?:its|their|the\s+[\w-]+['’]s|[\w-]+['’]s)\s+(?:sole\s+|own\s+)?(?:cost|expense|costs|expenses)
    | (?:bear|bears|share|shares|reimburse|reimburses)\s+(?:the\s+|all\s+|any\s+)?(?:reasonable\s+)?(?:costs?|expenses?)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CLUES: tuple[Clue, ...] = (
    *("price", "pricing", "invoic", "payment", "payable", "remuneration", "royalt", "discount", "rebate", "late fee"),
    *("purchase order", "purchase volume", "purchase commitment", "binding forecast", "rolling forecast"),
    *((f"minimum {what}", ("quantit", "volume")) for what in ("order", "purchase", "annual")),
    *(f"{what} volume" for what in ("order", "annual", "committed", "forecast", "forecasted")),
    *("limitation of liabilit", "product liabilit", "any liabilit", "liabilit", "liable", "indemni", "hold harmless"),
    *("liquidated damages", "damages for", "compensation for", "penalt", "insurance", "warrant", "cost", "expense"),
)
_ELSEWHERE = pattern(
    r"\b(?:supply|service|services|commercial|master|development|manufacturing|msa)\s+(?:\w+\s+)?(?:agreement|contract)s?\b"
    r"|\b(?:govern\w*|set\s+out|laid\s+down|settled|agreed|dealt\s+with|regulated|stand)\s+(?:\w+\s+)?elsewhere\b"
    r"|\b(?:not\s+(?:part|subject|covered|included)|outside\s+(?:of\s+)?(?:this|the\s+scope)|exclude[sd]?)\b",
    re.IGNORECASE,
)


@rule("commercial-term", severity="note", group="words")
def commercial_term(ctx: Context) -> Iterator[Finding]:
    """Price, volume, liability or payment inside a quality agreement.

    Why: quality terms belong in their own document, and money in the other. An inspector may read the quality agreement
        and has no business with prices; and a price change should not need two quality units. A sentence that only
        points to the commercial contract is left alone.
    Bad:
        The Sponsor bears the costs of an audit for cause, payable within 30 days of the invoice.
    Good:
        Costs are governed by the supply agreement.
    Cites: FDA Quality Agreements guidance (2016) IV.A; customary practice
    """
    found = (one for one in wording(ctx).find(COMMERCIAL, _CLUES) if not _ELSEWHERE.search(one.sentence))
    for match in once_a_sentence(found):
        said = f"{match.where} speaks of '{match.words}', which belongs in the commercial contract"
        yield finding_at(ctx, match, said, "move it there, and point to it if need be")
