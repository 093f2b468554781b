"""The closed lists of the format: words that mean one thing, and nothing else may stand there."""

from __future__ import annotations

FORMAT = "qa-engine/1"

STATUSES = ("draft", "in-review", "approved", "effective", "suspended", "superseded", "terminated")

SCHEMES = {"RACI": "RACI", "RASCI": "RSACI", "X": "X"}
"""Scheme → its letters in canonical order."""

LETTER_MEANINGS = {
    "R": "Responsible: does the work",
    "S": "Supports: helps the one who does it",
    "A": "Accountable: answers for it, one holder for each activity",
    "C": "Consulted: is asked before",
    "I": "Informed: is told",
    "X": "Does it and answers for it",
}

ROLES = ("contract-giver", "contract-acceptor", "subcontractor", "supplier", "authorisation-holder", "authority", "other")

ACTING_ROLES = ("contract-giver", "contract-acceptor", "subcontractor", "supplier")
"""The roles that `each` stands for: those who do GMP work under the agreement."""

CAPACITIES = (
    "marketing-authorisation",
    "us-applicant",
    "manufacturing-authorisation",
    "import-authorisation",
    "wholesale-authorisation",
    "clinical-trial-sponsor",
    "tissue-establishment",
    "device-manufacturer",
    "qualified-person",
    "responsible-person",
    "authorised-person",
)
"""Legal capacities that a party or a function holds."""

UNITS_OF_ORGANISATION = ("quality", "production", "laboratory", "other")

KINDS = (
    "small-molecule",
    "biologic",
    "atmp",
    "api",
    "intermediate",
    "excipient",
    "device",
    "combination-product",
    "investigational",
    "oral-solid",
    "sterile",
    "controlled-substance",
)

SERVICES = (
    "development",
    "manufacture",
    "packaging",
    "labelling",
    "testing",
    "sterilisation",
    "storage",
    "distribution",
    "transport",
    "importation",
    "release",
    "collection",
    "serialisation",
    "computerised-system",
)

STAGES = ("commercial", "clinical", "development")

# EU and EEA are markets without a country code; UK is what the trade writes for GB. The rest is ISO 3166-1 alpha-2.
MARKETS = tuple(
    (
        "EU EEA UK "
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
        "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
        "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
        "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
        "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
        "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
        "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    ).split()
)

NOTICE_VERBS = (
    "notify",
    "inform",
    "tell",
    "report",
    "alert",
    "advise",
    "communicate",
    "escalate",
    "forward",
    "send",
    "share",
    "provide",
    "submit",
)
"""A row whose `do` starts with one of these is a notice row: it passes word on."""
