"""Headings as holders: which words name a party, which a function of it, and what role the party has."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa_engine.intake.marks import NONE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.intake.outcome import Outcome

_FUNCTIONS = {
    "qa": "Quality Assurance", "qc": "Quality Control", "qp": "Qualified Person", "qu": "Quality Unit", "ra": "Regulatory Affairs",
    "rp": "Responsible Person", "pv": "Pharmacovigilance", "r&d": "Research and Development", "msat": "MSAT",
}  # fmt: skip
_FUNCTION_WORDS = re.compile(
    r"(quality( (assurance|control|unit|management))?|qualified person|regulatory( affairs)?|production|manufacturing|"
    r"supply( chain)?|warehouse|logistics|engineering|laborator(y|ies)|pharmacovigilance|safety|validation|procurement|"
    r"purchasing|operations|management|technical|it|qa|qc|qp|qu|ra|rp|pv|r&d|msat)",
    re.IGNORECASE,
)
_GIVER = re.compile(r"\b(giver|sponsor|client|customer|applicant|licensor)\b", re.IGNORECASE)
_ACCEPTOR = re.compile(r"\b(acceptor|cmo|cdmo|cro|manufacturer|contractor|provider|licensee)\b", re.IGNORECASE)
_ROLES = (
    ("authority", re.compile(r"\b(authorit(y|ies)|regulator|fda|ema|mhra)\b", re.IGNORECASE)),
    (
        "authorisation-holder",
        re.compile(r"\b(mah|marketing authori[sz]ation holder|authori[sz]ation holder)\b", re.IGNORECASE),
    ),
    ("subcontractor", re.compile(r"\bsub-?contractor\b", re.IGNORECASE)),
    ("supplier", re.compile(r"\b(supplier|vendor)\b", re.IGNORECASE)),
)
MAX_ID = 30


def slug(text: str, otherwise: str = "party") -> str:
    """Words as an id: small letters, digits, hyphens; letters with accents as those without."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("ß", "ss"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    words = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
    words = re.sub(r"^[0-9-]+", "", words)
    return words[:MAX_ID].rstrip("-") or otherwise


@dataclass(slots=True)
class _Party:
    name: str
    role: str = "other"
    functions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Holders:
    """Headings and names on their way to being parties and functions."""

    parties: dict[str, _Party] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """The parties as plain data of an agreement."""
        return {
            identifier: {"name": party.name, "role": party.role}
            | ({"functions": dict(party.functions)} if party.functions else {})
            for identifier, party in self.parties.items()
        }


def holders_of(names: Iterable[tuple[str, str]], given: dict[str, str], outcome: Outcome) -> Holders:
    """Holders for headings, each with the heading above it (empty for none), in the order in which they come.

    `given` are the user's own words for headings. What is taken for granted is put on record.
    """
    all_names = list(dict.fromkeys(names))
    said = {name.casefold(): holder for name, holder in given.items()}
    holders = Holders()
    parted = {name: _parted(name, all_names) for name in all_names}
    if len({party.casefold() for party, _ in parted.values()}) < 2:
        parted = {
            name: (" ".join(part for part in name if part), "") for name in all_names
        }  # one company: functions are all there is
    taken: dict[str, str] = {}  # words of a party → its id
    for group, heading in all_names:
        label = f"{group} / {heading}" if group else heading
        answer = said.get(label.casefold()) or said.get(heading.casefold())
        if answer == NONE:
            continue
        party_words, function_words = parted[group, heading]
        if answer:
            identifier, _, function = answer.partition(".")
            _party(holders, identifier, party_words)
            if function:
                holders.parties[identifier].functions.setdefault(function, function_words or heading)
            holders.of[label] = answer
            continue
        identifier = taken.get(party_words.casefold(), "")
        if not identifier:
            identifier = _free(slug(party_words), set(holders.parties))
            taken[party_words.casefold()] = identifier
            _party(holders, identifier, party_words)
        holders.of[label] = identifier
        if function_words:
            function = slug(_short(function_words), "function")
            holders.parties[identifier].functions.setdefault(
                function, _FUNCTIONS.get(function_words.casefold(), function_words)
            )
            holders.of[label] = f"{identifier}.{function}"
            if not group:
                outcome.tell(
                    "guess", "the headings", f"'{heading}' is read as the function {function_words} of {party_words}"
                )
    _roles(holders, outcome)
    return holders


def _party(holders: Holders, identifier: str, words: str) -> None:
    holders.parties.setdefault(identifier, _Party(words))


def _free(identifier: str, taken: set[str]) -> str:
    if identifier in ("each", "other"):
        identifier = f"{identifier}-party"
    free, number = identifier, 2
    while free in taken:
        free, number = f"{identifier}-{number}", number + 1
    return free


def _short(words: str) -> str:
    """`Quality Assurance` as qa, for an id."""
    return next((short for short, title in _FUNCTIONS.items() if title.casefold() == words.casefold()), words)


def _parted(name: tuple[str, str], names: list[tuple[str, str]]) -> tuple[str, str]:
    """The words of the party, and those of its function."""
    group, heading = name
    words = " ".join(heading.split())
    if group:
        return " ".join(group.split()), words
    for part in _cuts(words):
        party, function = part
        # `Sponsor QA` is a function of Sponsor where Sponsor stands in other headings too, or is a word for a party
        others = sum(
            party.casefold() in (cut[0].casefold() for cut in _cuts(" ".join(other.split()))) for _, other in names
        )
        alone = any(" ".join(other.split()).casefold() == party.casefold() for _, other in names)
        if _FUNCTION_WORDS.fullmatch(function) and (others > 1 or alone or _role_by(party) != "other"):
            return part
    return words, ""


def _cuts(words: str) -> list[tuple[str, str]]:
    """`Sponsor QA`, `Sponsor - QA`, `Sponsor (QA)` as party and function, cut at each place where that can be."""
    if match := re.fullmatch(r"(.+?)\s*(?:[-–—:/]\s+|\s[-–—:/]|[:/]|\n)\s*(.+)", words):
        return [(match[1], match[2])]
    if match := re.fullmatch(r"(.+?)\s*\(([^()]+)\)", words):
        return [(match[1], match[2])]
    parts = words.split(" ")
    return [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]


def _role_by(words: str) -> str:
    for role, pattern in _ROLES:
        if pattern.search(words):
            return role
    if _GIVER.search(words):
        return "contract-giver"
    return "contract-acceptor" if _ACCEPTOR.search(words) else "other"


def _roles(holders: Holders, outcome: Outcome) -> None:
    """Roles where the words name both sides; in a matrix of one company's own functions nobody is a contract giver."""
    found = {identifier: _role_by(party.name) for identifier, party in holders.parties.items()}
    roles = list(found.values())
    both = "contract-giver" in roles and ({"contract-acceptor", "supplier"} & set(roles))
    if not both or len(found) > 6:
        if len(found) > 1:
            outcome.tell(
                "guess",
                "the headings",
                "no heading says who gives and who takes the contract: every party has the role `other`",
            )
        return
    for identifier, role in found.items():
        holders.parties[identifier].role = role
    said = ", ".join(
        f"{holders.parties[identifier].name} as {role}" for identifier, role in found.items() if role != "other"
    )
    outcome.tell("guess", "the headings", f"roles are read from the headings: {said}")


def same_side(names: list[tuple[str, str]], groups: list[list[tuple[str, str]]]) -> dict[str, str]:
    """Headings of later matrices that name the same side as one of the first: `Helix (Giver)` is the `Contract giver`.

    Gives heading → heading of the first matrix, only where each matrix has exactly one giver and one acceptor.
    """
    by_role: dict[str, str] = {}
    twins: dict[str, str] = {}
    for position, group in enumerate(groups):
        roles = {heading: _role_by(heading) for above, heading in group if not above}
        sides = [role for role in roles.values() if role in ("contract-giver", "contract-acceptor")]
        if len(roles) != len(group) or sorted(sides) != ["contract-acceptor", "contract-giver"]:
            return {}
        for heading, role in roles.items():
            if role in ("contract-giver", "contract-acceptor"):
                if position == 0:
                    by_role[role] = heading
                elif by_role.get(role, heading) != heading and ("", heading) in names:
                    twins[heading] = by_role[role]
    return twins
