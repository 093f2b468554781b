"""What a text value must look like: each pattern of the format, and the sentence that says it to a person.

Patterns are written so that Python, JSON Schema (ECMA 262) and people read them alike.
"""

from __future__ import annotations

from qa_engine.agreement import period
from qa_engine.agreement.letters import CELL_PATTERN

ID = r"^[a-z][a-z0-9-]*$"
PARTY_ID = r"^(?!(each|other)$)[a-z][a-z0-9-]*$"
FAMILY_ID = r"^(?!(products|markets|sites|services)$)[a-z][a-z0-9-]*$"
ROW_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
_DAY = (
    r"(?!0000)([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    r"|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][48]|[13579][26]|[2468]0)00)-02-29)"
)
DATE = rf"^{_DAY}$"
CLOSURE = rf"^{_DAY}(/{_DAY})?$"
VERSION = r"^(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})$"
PACK_ID = r"^[a-z][a-z0-9.-]*$"
PACK_VERSION = r"^[0-9A-Za-z][0-9A-Za-z.-]*$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
CALENDAR = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
SOME_TEXT = r"\S"

EXPECTED = {
    # what a value must look like, said to a person; every pattern of the shape has its sentence
    ID: "an id of small letters, digits and hyphens that starts with a letter",
    PARTY_ID: "an id of small letters, digits and hyphens that starts with a letter (`each` and `other` are taken)",
    FAMILY_ID: "an id of small letters, digits and hyphens; products, markets, sites and services are taken",
    ROW_ID: "a row id of letters, digits, dots, hyphens and underscores, at most 40 (`DEV-02`, `5.10`)",
    DATE: "a date such as 2027-01-15",
    CLOSURE: "a date, or two with a slash between: 2027-12-24/2028-01-02",
    VERSION: 'a version of two numbers in quotes: "2.1"',
    PACK_ID: "an id of small letters, digits, hyphens and dots that starts with a letter",
    PACK_VERSION: 'a version in quotes: "1"',
    LANGUAGE: "a language such as en, de or pt-BR",
    CALENDAR: "a country, or country and region: GB, DE-HH",
    SOME_TEXT: "some text",
    CELL_PATTERN: "letters (R, A, C, I; S in RASCI, X in scheme X) and, if need be, words in round brackets: `C (propose the disposition)`",
    period.WITHIN_PATTERN: "`<n> <unit> [of <event>]` or `at once`: 3 business days of discovery (units: hour, day, business day, week, month, quarter, year)",
    period.NOTICE_PATTERN: "`<n> <unit> before <event>`: 90 days before implementation (units: hour, day, business day, week, month, quarter, year)",
    period.EVERY_PATTERN: "`<n> <unit>`, or day, week, month, quarter, year: 2 years",
    period.REVIEW_PATTERN: "`every <n> months` or `every <n> years`",
    period.KEEP_PATTERN: "`<n> <unit> after <event>`: 1 year after expiry",
}
