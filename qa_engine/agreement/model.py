"""What was agreed: parties, rows, sections, with every text read into what it means.

Built from data that has passed the shape. What was found wrong is not in here; `Row.broken` and
`Agreement.is_broken` tell a rule that something it needs could not be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.letters import Letters, read_letters
from qa_engine.agreement.period import Period, read_period
from qa_engine.agreement.validate import BY_CLASS, rows_of
from qa_engine.agreement.vocabulary import ACTING_ROLES, NOTICE_VERBS

if TYPE_CHECKING:
    from qa_engine.agreement.resolved import Resolved
    from qa_engine.finding import Finding, Place
    from qa_engine.source import Route

EACH, OTHER = "each", "other"
ANY_CLASS = ""
"""The key under which a value stands that is the same for all classes."""


def party_of(holder: str) -> str:
    """The party of a holder: `borealis` for `borealis.qa` and for `borealis`."""
    return holder.partition(".")[0]


def function_of(holder: str) -> str:
    """The function of a holder: `qa` for `borealis.qa`, empty for a party."""
    return holder.partition(".")[2]


@dataclass(slots=True)
class Function:
    """A function of a party. `unit` is quality, production, laboratory, other, or empty where nothing tells."""

    id: str
    title: str
    unit: str = ""
    site: str = ""
    holds: tuple[str, ...] = ()


@dataclass(slots=True)
class Site:
    """A site of a party."""

    id: str
    party: str
    name: str = ""
    address: str = ""
    services: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(slots=True)
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


@dataclass(slots=True)
class Product:
    """A product; `authorised` gives for a market the party that holds the authorisation there."""

    id: str
    name: str
    markets: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    authorised: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One activity.

    `raci` gives for each holder as written (`each` and `other` too) its letters and words. The time keys, `with_` and
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
        return self.do.split(maxsplit=1)[0].lower().rstrip(",;:") in NOTICE_VERBS if self.do.strip() else False

    def holders_with(self, letter: str) -> tuple[str, ...]:
        """The holders as written that have a letter (a cross counts as R and as A)."""
        return tuple(
            holder for holder, cell in self.raci.items() if letter in cell.letters or (letter in "RA" and "X" in cell.letters)
        )


@dataclass(slots=True)
class Section:
    """A section: a heading, prose, rows, or the reason why it does not apply."""

    id: str
    title: str
    topic: str = ""
    text: str = ""
    rows: tuple[str, ...] = ()
    not_applicable: str = ""
    broken: bool = False


@dataclass(slots=True)
class Record:
    """Who holds a record, for how long, who gets a copy, from whom it comes."""

    name: str
    held_by: str = ""
    keep: tuple[Period, ...] = ()
    copy_to: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()


@dataclass(slots=True)
class Waiver:
    """A finding accepted on the record; `until` is an ISO date or empty."""

    rule: str
    at: str
    reason: str
    by: tuple[str, ...]
    until: str
    route: Route


@dataclass
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
        party, function = party_of(holder), function_of(holder)
        if holder.endswith(".") or holder.count(".") > 1:
            return False
        if party in (EACH, OTHER):
            return not function or any(function in self.parties[one].functions for one in self.acting)
        return party in self.parties and (not function or function in self.parties[party].functions)

    def unit_of(self, holder: str) -> str:
        """The unit of a holder's function; empty for a party and where nothing tells."""
        party = self.parties.get(party_of(holder))
        function = party.functions.get(function_of(holder)) if party else None
        return function.unit if function else ""

    def name_of(self, holder: str) -> str:
        """A holder as printed: `Sponsor`, `Sponsor, Quality Assurance`."""
        party = self.parties.get(party_of(holder))
        if party is None:
            words = {EACH: "Each party", OTHER: "The other parties"}
            return words.get(party_of(holder), holder) + (f", {function_of(holder)}" if function_of(holder) else "")
        function = party.functions.get(function_of(holder))
        return f"{party.term}, {function.title}" if function else party.term


_QUALITY_IDS = frozenset({"qa", "qu", "qp", "rp", "quality"})
_QUALITY_TITLES = ("quality assurance", "quality unit", "qualified person")


def unit_from(identifier: str, title: str) -> str:
    """The unit of a function that does not say: only where its id or title leaves no doubt."""
    if identifier in _QUALITY_IDS or any(words in title.lower() for words in _QUALITY_TITLES):
        return "quality"
    if identifier == "qc":
        return "laboratory"
    return "production" if identifier in ("prod", "production") else ""


def build(resolved: Resolved) -> Agreement:
    """An agreement from data that `validate` has been through."""
    data = resolved.data
    return Agreement(
        resolved,
        {identifier: _party(identifier, party) for identifier, party in _items(data.get("parties"))},
        {identifier: _product(identifier, product) for identifier, product in _items(data.get("products"))},
        {family: dict(members) for family, members in _items(data.get("classes"))},
        {identifier: _section(identifier, section, resolved) for identifier, section in _items(data.get("sections"))},
        _rows(resolved),
        {name: _record(name, record) for name, record in _items(data.get("records"))},
        tuple(_waivers(data.get("waivers"))),
    )


def _items(value: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(key, item) for key, item in value.items() if isinstance(item, dict)] if isinstance(value, dict) else []


def texts(value: Any) -> tuple[str, ...]:
    """A text or a list of texts as a tuple, without what could not be read."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str))


def _party(identifier: str, data: dict[str, Any]) -> Party:
    functions: dict[str, Function] = {}
    for name, given in (data.get("functions") or {}).items():
        item = {"title": given} if isinstance(given, str) else given
        title = item.get("title", name)
        functions[name] = Function(
            name, title, item.get("unit") or unit_from(name, title), item.get("site", ""), texts(item.get("holds"))
        )
    sites = {
        name: Site(
            name, identifier, site.get("name", ""), site.get("address", ""), texts(site.get("services")), texts(site.get("closed"))
        )
        for name, site in _items(data.get("sites"))
    }
    return Party(
        identifier,
        data.get("name", identifier),
        data.get("role", "other"),
        data.get("called", ""),
        texts(data.get("holds")),
        data.get("address", ""),
        data.get("calendar", ""),
        dict(data.get("licences") or {}),
        functions,
        sites,
        data.get("of", ""),
        data.get("approved", ""),
        texts(data.get("services")),
    )


def _product(identifier: str, data: dict[str, Any]) -> Product:
    return Product(
        identifier,
        data.get("name", identifier),
        texts(data.get("markets")),
        texts(data.get("kind")),
        dict(data.get("authorised") or {}),
    )


def _section(identifier: str, data: dict[str, Any], resolved: Resolved) -> Section:
    here = ("sections", identifier)
    return Section(
        identifier,
        data.get("title") or identifier.replace("-", " ").capitalize(),
        data.get("topic", ""),
        data.get("text", ""),
        tuple(row_id for row_id, row in (data.get("activities") or {}).items() if isinstance(row, dict)),
        data.get("not-applicable", ""),
        bool(resolved.broken) and any(route[:2] == here for route in resolved.broken),
    )


def _rows(resolved: Resolved) -> dict[str, Row]:
    broken: dict[Route, set[str]] = {}
    for route in resolved.broken:
        if len(route) > 4:
            broken.setdefault(route[:4], set()).add(str(route[4]))
    sections = resolved.data.get("sections") or {}
    rows = {}
    for route, row_id, data in rows_of(resolved):
        section = str(route[1])
        topic = data.get("topic") or sections[section].get("topic", "")
        rows[row_id] = _row(row_id, section, route, data, topic, frozenset(broken.get(route, ())))
    return rows


def _row(row_id: str, section: str, route: Route, data: dict[str, Any], topic: str, broken: frozenset[str]) -> Row:
    row = Row(row_id, section, route, data.get("do", ""), _cells(data.get("raci")), topic, broken=broken)
    for key in data:
        # most rows have few keys: only what is there is read
        if key in _TUPLES:
            setattr(row, _TUPLES[key], texts(data[key]))
        elif key in ("within", "notice", "every"):
            setattr(row, key, _periods(data[key]))
        elif key in BY_CLASS:
            value = data[key]
            setattr(row, "with_" if key == "with" else key, dict(value) if isinstance(value, dict) else {ANY_CLASS: value})
        elif key == "when":
            row.when = {dimension: texts(names) for dimension, names in data[key].items()}
        elif key in ("per", "remark"):
            setattr(row, key, data[key])
        elif key == "procedure":
            row.procedure = dict(data[key])
        elif key == "not-applicable":
            row.not_applicable = data[key]
    return row


_TUPLES = {
    "decides": "decides",
    "after": "after",
    "needs": "needs",
    "produces": "produces",
    "signed-by": "signed_by",
    "may-delegate": "may_delegate",
    "basis": "basis",
}


def _cells(raci: dict[str, str] | None) -> dict[str, Letters]:
    cells = {}
    for holder, text in (raci or {}).items():
        cell = read_letters(text)
        if cell is not None:
            cells[holder] = cell
    return cells


def _periods(value: str | dict[str, str]) -> dict[str, Period]:
    items = value.items() if isinstance(value, dict) else ((ANY_CLASS, value),)
    return {name: period for name, text in items if (period := read_period(text)) is not None}


def _record(name: str, data: dict[str, Any]) -> Record:
    keep = tuple(period for text in texts(data.get("keep")) if (period := read_period(text)) is not None)
    return Record(name, data.get("held-by", ""), keep, texts(data.get("copy-to")), texts(data.get("from")))


def _waivers(entries: list[Any] | None) -> list[Waiver]:
    return [
        Waiver(
            entry["rule"],
            entry["at"],
            str(entry.get("reason", "")).strip(),
            texts(entry.get("by")),
            entry.get("until", ""),
            ("waivers", position),
        )
        for position, entry in enumerate(entries or ())
        if isinstance(entry, dict) and "rule" in entry and "at" in entry
    ]
