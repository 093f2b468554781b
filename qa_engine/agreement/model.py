"""What was agreed: parties, rows, sections, with every text read into what it means.

Built from data that has passed the shape. What was found wrong is not in here; `Row.broken` and
`Agreement.is_broken` tell a rule that something it needs could not be read.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.vocabulary import ACTING_ROLES, NOTICE_VERBS
from qa_engine.value import extensible, field, mutable

if TYPE_CHECKING:
    from qa_engine.agreement.letters import Letters
    from qa_engine.agreement.period import Period
    from qa_engine.agreement.resolved import Resolved
    from qa_engine.finding import Finding, Place
    from qa_engine.source import Route

EACH, OTHER = "each", "other"
ANY_CLASS = ""
"""The key under which a value stands that is the same for all classes."""


def texts(value: Any) -> tuple[str, ...]:
    """A text or a list of texts as a tuple, without what could not be read."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str))


@lru_cache(maxsize=4096)  # there are few holders, and all rules ask for their parties row by row
def party_of(holder: str) -> str:
    """The party of a holder: `borealis` for `borealis.qa` and for `borealis`."""
    return holder.partition(".")[0]


@lru_cache(maxsize=4096)
def function_of(holder: str) -> str:
    """The function of a holder: `qa` for `borealis.qa`, empty for a party."""
    return holder.partition(".")[2]


@mutable
class Function:
    """A function of a party. `unit` is quality, production, laboratory, other, or empty where nothing tells."""

    id: str
    title: str
    unit: str = ""
    site: str = ""
    holds: tuple[str, ...] = ()


@mutable
class Site:
    """A site of a party."""

    id: str
    party: str
    name: str = ""
    address: str = ""
    services: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@mutable
class Party:
    """A company in the agreement. `of` is the party that engages it; `approved` an ISO date or empty."""

    id: str
    name: str
    role: str
    called: str = ""
    holds: tuple[str, ...] = ()
    address: str = ""
    calendar: str = ""
    licences: dict[str, str] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    of: str = ""
    approved: str = ""
    services: tuple[str, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether `each` includes it: giver, acceptor, subcontractor or supplier."""
        return self.role in ACTING_ROLES

    @property
    def term(self) -> str:
        """The word printed for this party: as it is called, else its role in words."""
        return self.called or self.role.replace("-", " ").capitalize()


@mutable
class Product:
    """A product; `authorised` gives for a market the party that holds the authorisation there."""

    id: str
    name: str
    markets: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    authorised: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4096)  # every rule about notices asks
def _notifies(do: str) -> bool:
    first = do.split(maxsplit=1)
    return bool(first) and first[0].lower().rstrip(",;:") in NOTICE_VERBS


@mutable
class Row:
    """One activity.

    `raci` gives for each holder as written (`each` and `other` too) its letters and words; rows with the same cells share
    it, so that what hangs on the letters alone can be asked once for all of them. The time keys, `with_` and
    `via` map a class of the family `per` to its value, or `ANY_CLASS` where all classes are alike. `when` maps a
    dimension (products, sites, markets, services, or a family of classes) to the names it is narrowed to.
    `topic` is the row's own or its section's; `broken` are the keys of this row that could not be read.
    """

    id: str
    section: str
    route: Route
    do: str = ""
    raci: dict[str, Letters] = field(default_factory=dict)
    topic: str = ""
    decides: tuple[str, ...] = ()
    per: str = ""
    within: dict[str, Period] = field(default_factory=dict)
    notice: dict[str, Period] = field(default_factory=dict)
    every: dict[str, Period] = field(default_factory=dict)
    with_: dict[str, str] = field(default_factory=dict)
    via: dict[str, str] = field(default_factory=dict)
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()
    may_delegate: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    procedure: dict[str, str] = field(default_factory=dict)
    remark: str = ""
    not_applicable: str = ""
    broken: frozenset[str] = frozenset()

    @property
    def is_notice(self) -> bool:
        """A row whose `do` starts with notify, inform, send …: it passes word on."""
        return _notifies(self.do)

    def holders_with(self, letter: str) -> tuple[str, ...]:
        """The holders as written that have a letter (a cross counts as R and as A)."""
        crosses = letter in "RA"
        return tuple(
            [
                holder
                for holder, cell in self.raci.items()
                if letter in cell.letters or (crosses and "X" in cell.letters)
            ]
        )


@mutable
class Section:
    """A section: a heading, prose, rows, or the reason why it does not apply."""

    id: str
    title: str
    topic: str = ""
    text: str = ""
    rows: tuple[str, ...] = ()
    not_applicable: str = ""
    broken: bool = False


@mutable
class Record:
    """Who holds a record, for how long, who gets a copy, from whom it comes."""

    name: str
    held_by: str = ""
    keep: tuple[Period, ...] = ()
    copy_to: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()


@mutable
class Waiver:
    """A finding accepted on the record; `until` is an ISO date or empty."""

    rule: str
    at: str
    reason: str
    by: tuple[str, ...]
    until: str
    route: Route


@extensible
class Agreement:
    """A quality agreement as it was agreed, with everything it extends.

    `data` is the resolved plain data (contacts, escalation, KPIs, appendices, signatories and history are read from
    there as lists and mappings of text); `resolved` knows the place of every value; `findings` is what reading it found.
    Treat it as read-only.
    """

    resolved: Resolved
    parties: dict[str, Party]
    products: dict[str, Product]
    classes: dict[str, dict[str, str]]
    sections: dict[str, Section]
    rows: dict[str, Row]
    records: dict[str, Record]
    waivers: tuple[Waiver, ...]

    @property
    def data(self) -> dict[str, Any]:
        """The resolved plain data."""
        return self.resolved.data

    @property
    def path(self) -> str:
        """The file, as the user named it."""
        return self.resolved.path

    @property
    def findings(self) -> list[Finding]:
        """What reading the file found: the rules of the group "The file"."""
        return self.resolved.findings

    @property
    def id(self) -> str:
        """Document number."""
        return str(self.data.get("id", ""))

    @property
    def title(self) -> str:
        """Title."""
        return str(self.data.get("title", ""))

    @property
    def version(self) -> str:
        """Version, `major.minor`."""
        return str(self.data.get("version", ""))

    @property
    def status(self) -> str:
        """Status as the file says; draft where it says nothing."""
        return str(self.data.get("status", "draft"))

    @property
    def scheme(self) -> str:
        """RACI, RASCI or X."""
        return str(self.data.get("scheme", "RACI"))

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs that the agreement is held against."""
        return texts(self.data.get("packs"))

    def entries(self, key: str) -> list[dict[str, Any]]:
        """A list at the top (contacts, signatories, escalation, history) without entries that could not be read."""
        return [entry for entry in self.data.get(key) or () if isinstance(entry, dict)]

    def is_broken(self, *route: str | int) -> bool:
        """Whether something at, in or around this route was found wrong and taken out."""
        return any(broken[: len(route)] == route or route[: len(broken)] == broken for broken in self.resolved.broken)

    def place(self, route: Route, *, key: bool = False, at: str | None = None) -> Place:
        """Where a value stands, or its key; see `Resolved.place`."""
        return self.resolved.place(route, key=key, at=at)

    @cached_property
    def sites(self) -> dict[str, Site]:
        """All sites of all parties; of two with one id the first counts."""
        sites: dict[str, Site] = {}
        for party in self.parties.values():
            for site in party.sites.values():
                sites.setdefault(site.id, site)
        return sites

    @cached_property
    def markets(self) -> tuple[str, ...]:
        """All markets of all products, in order."""
        return tuple(dict.fromkeys(market for product in self.products.values() for market in product.markets))

    @cached_property
    def acting(self) -> tuple[str, ...]:
        """The parties that `each` stands for."""
        return tuple(party.id for party in self.parties.values() if party.acts)

    def knows_holder(self, holder: str) -> bool:
        """Whether a holder as written is declared: a party, party.function, each, other, each.function."""
        return holder in self.holders

    @cached_property
    def holders(self) -> frozenset[str]:
        """Every holder that a row may name."""
        functions = {f"{party.id}.{function}" for party in self.parties.values() for function in party.functions}
        acting = {function for party in self.acting for function in self.parties[party].functions}
        several = {f"{word}.{function}" for word in (EACH, OTHER) for function in acting}
        return frozenset({EACH, OTHER, *self.parties, *functions, *several})

    def unit_of(self, holder: str) -> str:
        """The unit of a holder's function; empty for a party and where nothing tells."""
        party = self.parties.get(party_of(holder))
        function = party.functions.get(function_of(holder)) if party else None
        return function.unit if function else ""

    def site_of(self, holder: str) -> str:
        """The site at which a holder's function is; empty for a party and where nothing tells."""
        party = self.parties.get(party_of(holder))
        function = party.functions.get(function_of(holder)) if party else None
        return function.site if function else ""

    def name_of(self, holder: str) -> str:
        """A holder as printed: `Sponsor`, `Sponsor, Quality Assurance`."""
        party = self.parties.get(party_of(holder))
        if party is None:
            words = {EACH: "Each party", OTHER: "The other parties"}
            return words.get(party_of(holder), holder) + (f", {function_of(holder)}" if function_of(holder) else "")
        function = party.functions.get(function_of(holder))
        return f"{party.term}, {function.title}" if function else party.term
