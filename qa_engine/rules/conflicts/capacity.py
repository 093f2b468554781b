"""Who holds what: whether a holder is one of those to whom a pack gives a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import function_of, party_of
from qa_engine.graph.scope import covers
from qa_engine.packs.vocabulary import SITE_OPERATOR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement, Function, Party, Row

_DOUBTFUL = ("other", "authority")
"""Roles that say nothing of who a party is to the others: such a party is never found to be the wrong one."""

_BY_LICENCE = {"MIA": "manufacturing-authorisation", "WDA": "wholesale-authorisation"}
_AUTHORISATIONS = ("manufacturing-authorisation", "import-authorisation")

_IN_WORDS = {
    "marketing-authorisation": "the authorisation holder",
    "us-applicant": "the US applicant",
    "qualified-person": "a Qualified Person",
    "responsible-person": "a Responsible Person",
    "authorised-person": "an Authorised Person",
    "clinical-trial-sponsor": "the sponsor of the trial",
    "tissue-establishment": "a tissue establishment",
    "device-manufacturer": "the manufacturer of the device",
    SITE_OPERATOR: "whoever operates the site",
}


def may_hold(agreement: Agreement, holder: str, held_by: Iterable[str], row: Row, products: Iterable[str] = ()) -> bool:
    """Whether a holder is one of `held_by` (`packs.vocabulary.HOLDERS`) in a row, for some products; True in doubt."""
    party = agreement.parties.get(party_of(holder))
    if party is None or party.role in _DOUBTFUL:
        return True
    function = party.functions.get(function_of(holder))
    holds = _capacities(agreement, party, products)
    return any(
        wanted == party.role
        or wanted in holds
        or (wanted == SITE_OPERATOR and any(covers(row, "sites", site) for site in party.sites))
        or (wanted == "qualified-person" and _certifies(party, function))
        or (function is not None and wanted in function.holds)
        for wanted in held_by
    )


def _capacities(agreement: Agreement, party: Party, products: Iterable[str]) -> set[str]:
    """The legal capacities of a party: what it holds, what its licences say, and the authorisations of the products."""
    holds = set(party.holds) | {held for licence, held in _BY_LICENCE.items() if licence in party.licences}
    for identifier in products:
        product = agreement.products.get(identifier)
        for market, holder in product.authorised.items() if product else ():
            if holder == party.id:
                holds |= {"marketing-authorisation", "us-applicant"} if market == "US" else {"marketing-authorisation"}
    return holds


def is_qualified_person(function: Function) -> bool:
    """Whether a function is that of a Qualified Person: it holds the capacity, or its id or title says so."""
    return "qualified-person" in function.holds or function.id == "qp" or "qualified person" in function.title.lower()


def _certifies(party: Party, function: Function | None) -> bool:
    """Whether a holder can be the one who certifies: a Qualified Person, or a company that has one or must have one."""
    if function is not None:
        return is_qualified_person(function)
    licensed = set(party.holds) & set(_AUTHORISATIONS) or "MIA" in party.licences
    return bool(licensed) or any(is_qualified_person(one) for one in party.functions.values())


def in_words(held_by: Iterable[str]) -> str:
    """Those who may answer, in the words of the trade."""
    words = list(dict.fromkeys(_IN_WORDS.get(wanted) or _named(wanted) for wanted in held_by))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _named(wanted: str) -> str:
    plain = wanted.replace("-", " ")
    if wanted.endswith("-authorisation"):
        return f"the holder of {'an' if plain[0] in 'aeiou' else 'a'} {plain}"
    return f"the {plain}"
