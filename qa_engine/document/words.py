"""Words of the format as people read them: roles, capacities, dates, lists, names of holders."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qa_engine.agreement.model import EACH, OTHER, function_of, party_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

_SPECIAL = {
    "marketing-authorisation": "Marketing authorisation holder",
    "us-applicant": "Applicant in the United States",
    "manufacturing-authorisation": "Holder of a manufacturing authorisation",
    "import-authorisation": "Holder of an import authorisation",
    "wholesale-authorisation": "Holder of a wholesale distribution authorisation",
    "clinical-trial-sponsor": "Sponsor of the clinical trial",
    "tissue-establishment": "Tissue establishment",
    "device-manufacturer": "Manufacturer of the device",
    "qualified-person": "Qualified Person",
    "responsible-person": "Responsible Person",
    "authorised-person": "Authorised Person",
    "capa": "CAPA",
    "oos": "OOS",
    "oot": "OOT",
    "api": "active substance",
    "atmp": "advanced therapy medicinal product",
    "oral-solid": "oral solid form",
    "computerised-system": "computerised systems",
    "commercial": "Commercial supply",
    "clinical": "Clinical supply",
}


def words(name: str) -> str:
    """A word of a closed list, or an id, as it is read: `oral-solid` is an oral solid form, `in-review` in review."""
    return _SPECIAL.get(name) or name.replace("-", " ").strip()


def sentence(text: str) -> str:
    """The same text with a capital at its start."""
    return text[:1].upper() + text[1:]


def listed(names: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def day(date: str) -> str:
    """An ISO date as it cannot be misread on either side of an ocean: 15 January 2027."""
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return date
    return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0]}"


def moment(at: str) -> str:
    """An ISO time with its offset as it is read: 11 January 2027, 09:05 (UTC+01:00); a date as a date."""
    date, _, time = at.partition("T")
    if not time:
        return day(at)
    zone = "UTC" if time[8:] in ("Z", "+00:00") else f"UTC{time[8:]}"
    return f"{day(date)}, {time[:5]} ({zone})"


def days(span: str) -> str:
    """A date, or `from/to`: 9 August 2027 to 20 August 2027."""
    return " to ".join(day(part) for part in span.split("/"))


class Names:
    """What holders are called in this document: each party under a word of its own."""

    def __init__(self, agreement: Agreement) -> None:
        self._parties = agreement.parties
        self._functions: dict[str, str] = {}
        terms = Counter(party.term for party in agreement.parties.values())
        # two subcontractors that are called nothing else are told apart by their names
        self._terms = {
            party.id: party.term if terms[party.term] == 1 else f"{party.term} {party.name}"
            for party in agreement.parties.values()
        }

    def party(self, identifier: str) -> str:
        """The word for a party; an id that is not declared as it is written."""
        return self._terms.get(identifier, identifier)

    def function(self, holder: str) -> str:
        """The title of a holder's function; empty for a party."""
        known = self._functions.get(holder)
        if known is None:
            party, name = party_of(holder), function_of(holder)
            # a function of each party bears the title that the first party that has it gives it
            asked = self._parties.values() if party in (EACH, OTHER) else (self._parties.get(party),)
            found = (one.functions[name] for one in asked if one is not None and name in one.functions)
            function = next(found, None)
            known = self._functions[holder] = function.title if function else name
        return known

    def holder(self, holder: str) -> str:
        """`Sponsor`, `Sponsor Quality Assurance`, `each party`."""
        identifier = party_of(holder)
        party = {EACH: "each party", OTHER: "the other parties"}.get(identifier) or self.party(identifier)
        function = self.function(holder)
        return f"{party} {function}" if function else party

    def holders(self, holders: Iterable[str], last: str = "and") -> str:
        """Several holders in a row of words."""
        return listed((self.holder(holder) for holder in holders), last)
