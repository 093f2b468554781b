"""Random agreements: whole, valid, with every key of the format; and how a person would write them down.

`agreements()` draws plain data as YAML would give it: no error of the group "The file", every holder, row, class, site
and product that it names declared. Letters, order and decisions are drawn freely, so that gaps, conflicts and circles
come up. `to_yaml` writes such data in block style. `Extent` says how large an agreement may get.

    @given(agreements())
    def test_something(data): ...
        agreement = read_text(to_yaml(data))
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from qa_engine.agreement import vocabulary
from qa_engine.agreement.period import UNITS
from qa_engine.packs.lists import decisions, topics

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

Data = dict[str, Any]


class Extent(NamedTuple):
    """At most so many of each."""

    parties: int = 4
    functions: int = 3
    products: int = 3
    sections: int = 4
    rows: int = 10


USUAL = Extent()


# Words

_VERBS = ("Approve", "Audit", "Decide", "Notify", "Inform", "Keep", "Record", "Release", "Report", "Review", "Test")
_THINGS = ("the batch record", "a major change", "every deviation", "the complaint", "the contract giver", "samples")
_EVENTS = ("discovery", "receipt", "knowledge", "the request", "Implementation", "receipt of the sample")
_RECORDS = ("Batch package", "Investigation report", "Certificate of analysis", "Raw data", "Audit report")
_MARKETS = ("US", "EU", "NO", "DE", "JP")
_HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\"'`\\<>&#;:{}[]()|%*_~!?@=+-/,. \n\té߀αЖ中\u00a0\u2028\u202e😀aA0"),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")),
    ),
    min_size=1,
    max_size=12,
)


@cache
def texts(*usual: str) -> SearchStrategy[str]:
    """Text of a kind: mostly the usual words, now and then what nobody expects; in NFC, never blank."""
    odd = _HOSTILE.map(lambda text: unicodedata.normalize("NFC", text)).filter(lambda text: re.search(r"\S", text))
    known = st.sampled_from(usual)
    return st.one_of(known, known, known, odd)


@cache
def tasks() -> SearchStrategy[str]:
    """A `do`: one sentence that starts with a verb."""
    return st.one_of(st.builds("{} {}".format, st.sampled_from(_VERBS), st.sampled_from(_THINGS)), texts("Do it"))


@cache
def dates() -> SearchStrategy[str]:
    """An ISO date."""
    return st.dates().map(lambda day: day.isoformat())


@cache
def amounts() -> SearchStrategy[str]:
    """`3 business days`, and the other ways to write it that the format reads."""
    units = [*UNITS, *(f"{unit}s" for unit in UNITS), "calendar days", "working day", "h"]
    return st.builds("{} {}".format, st.integers(0, 40), st.sampled_from(units))


@cache
def withins() -> SearchStrategy[str]:
    """A deadline, with or without its event."""
    of = st.one_of(st.just(""), texts(*_EVENTS).map(lambda event: f" of {event.strip()}"))
    return st.builds("{}{}".format, st.one_of(amounts(), st.just("at once"), st.just("24h")), of)


@cache
def notices() -> SearchStrategy[str]:
    """A time ahead of an event."""
    return st.builds("{} before {}".format, amounts(), texts(*_EVENTS).map(str.strip))


@cache
def everies() -> SearchStrategy[str]:
    """How often."""
    return st.one_of(amounts(), st.sampled_from(["day", "business day", "week", "month", "quarter", "year"]))


@cache
def keeps() -> SearchStrategy[str]:
    """How long a record is kept."""
    return st.builds("{}{}".format, amounts(), st.sampled_from(["", " after expiry", " after certification"]))


@cache
def ids(*usual: str) -> SearchStrategy[str]:
    """An id of a party, function, product, section …"""
    return st.sampled_from([*usual, "a", "b-2", "z9-", "each-one", "end"])


@cache
def row_ids() -> SearchStrategy[str]:
    """A row id as on paper: DEV-01, 5.1, 5.10; and what else the format takes."""
    lettered = st.builds("{}-{:02}".format, st.sampled_from(["DEV", "CHG", "REL"]), st.integers(1, 12))
    numbered = st.builds("{}.{}".format, st.integers(1, 5), st.integers(1, 12))
    return st.one_of(lettered, numbered, st.sampled_from(["1", "5.", "x", "R_1", "a-b.c_d", "null", "0x1F", "end"]))


@cache
def some(*words: str, most: int = 3) -> SearchStrategy[list[str]]:
    """Some of the words, each once; never none."""
    return st.lists(st.sampled_from(words), min_size=1, max_size=most, unique=True)


@cache
def one_or_more(items: SearchStrategy[str]) -> SearchStrategy[str | list[str]]:
    """What may stand alone or in a list."""
    return st.one_of(items, st.lists(items, min_size=1, max_size=3, unique=True))


@cache
def by_class(values: SearchStrategy[str], members: tuple[str, ...]) -> SearchStrategy[str | dict[str, str]]:
    """A value for all classes, or one for each of some."""
    if not members:
        return values
    return st.one_of(values, st.dictionaries(st.sampled_from(members), values, min_size=1))


@cache
def own_keys() -> SearchStrategy[Any]:
    """What a company may write under a key of its own."""
    plain = st.one_of(st.booleans(), st.integers(-(2**70), 2**70), st.floats(-1e6, 1e6), texts("green"))
    return st.recursive(plain, lambda inner: st.lists(inner, max_size=2), max_leaves=3)


# The parts, from what stands alone to what refers to the rest


@cache
def functions() -> SearchStrategy[str | Data]:
    """A function: its title alone, or in full (its site is set by the party)."""
    title = texts("Quality Assurance", "Production", "Quality Control", "Qualified Person")
    full = st.fixed_dictionaries(
        {"title": title},
        optional={
            "unit": st.sampled_from(vocabulary.UNITS_OF_ORGANISATION),
            "holds": some(*vocabulary.CAPACITIES),
        },
    )
    return st.one_of(title, full)


@cache
def sites() -> SearchStrategy[Data]:
    """A site."""
    closed = st.lists(st.one_of(dates(), st.just("2027-12-24/2028-01-02")), min_size=1, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "name": texts("Hamburg plant"),
            "address": texts("1 Dawn Street, Cambridge"),
            "services": some(*vocabulary.SERVICES),
            "closed": closed,
        },
    )


@st.composite
def parties(draw: DrawFn, extent: Extent) -> Data:
    """Parties by id, two at least; the first is the contract giver, later ones may be engaged by earlier ones."""
    found: Data = draw(_parties_by_id(max(2, extent.parties)))
    for index, party in enumerate(found.values()):
        if not index:
            party["role"] = "contract-giver"
        elif draw(st.booleans()):
            party["of"] = draw(st.sampled_from(list(found)[:index]))
        if units := draw(_functions_by_id(extent.functions)):
            party["functions"] = units
        if here := draw(_sites_by_id()):
            party["sites"] = here
            for function in units.values():
                if isinstance(function, dict) and draw(st.booleans()):
                    function["site"] = draw(st.sampled_from(list(here)))
    return found


@cache
def _parties_by_id(most: int) -> SearchStrategy[Data]:
    party = st.fixed_dictionaries(
        {"name": texts("Aurora Ltd", "Borealis GmbH"), "role": st.sampled_from(vocabulary.ROLES)},
        optional={
            "called": texts("Sponsor", "Manufacturer"),
            "holds": some(*vocabulary.CAPACITIES),
            "address": texts("1 Dawn Street, Cambridge"),
            "calendar": st.sampled_from(["GB", "DE-HH", "FR"]),
            "licences": st.dictionaries(st.sampled_from(["MIA", "FEI"]), texts("3001234567"), min_size=1),
            "approved": dates(),
            "services": some(*vocabulary.SERVICES),
            "x-vendor": own_keys(),
        },
    )
    return st.dictionaries(ids("aurora", "borealis", "analytica", "cargo"), party, min_size=2, max_size=most)


@cache
def _functions_by_id(most: int) -> SearchStrategy[Data]:
    return st.dictionaries(ids("qa", "qp", "prod", "lab"), functions(), max_size=most)


@cache
def _sites_by_id() -> SearchStrategy[Data]:
    return st.dictionaries(ids("hamburg", "lyon"), sites(), max_size=2)


@cache
def products(names: tuple[str, ...], extent: Extent) -> SearchStrategy[Data]:
    """Products by id; `names` are those of the parties."""
    product = st.fixed_dictionaries(
        {"name": texts("Examplinib 50 mg tablets")},
        optional={
            "markets": some(*_MARKETS),
            "kind": some(*vocabulary.KINDS),
            "authorised": st.dictionaries(st.sampled_from(_MARKETS), st.sampled_from(names), min_size=1, max_size=2),
        },
    )
    return st.dictionaries(ids("exa-50", "exa-100"), product, max_size=extent.products)


@cache
def families() -> SearchStrategy[dict[str, dict[str, str]]]:
    """Families of classes with their definitions."""
    definition = texts("May affect the product")
    members = st.dictionaries(ids("critical", "major", "minor"), definition, min_size=1, max_size=3)
    return st.dictionaries(ids("deviation", "change"), members, max_size=2)


class Declared(NamedTuple):
    """What rows and the parts behind them may refer to."""

    scheme: str
    holders: tuple[str, ...]
    functions: tuple[str, ...]
    parties: tuple[str, ...]
    sites: tuple[str, ...]
    products: tuple[str, ...]
    markets: tuple[str, ...]
    families: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def cells(scheme: str) -> SearchStrategy[str]:
    """Letters as people write them, in any order, with or without `/`; now and then words behind."""
    several = st.lists(st.sampled_from(vocabulary.SCHEMES[scheme]), min_size=1, max_size=3, unique=True)
    letters = st.builds(lambda each, between: between.join(each), several, st.sampled_from(["", "/"]))
    words = st.one_of(st.just(""), texts("propose the disposition").map(lambda text: f" ({text})"))
    usual = st.sampled_from(["R", "A", "RA", "C", "I"] if scheme != "X" else ["X"])
    return st.one_of(usual, st.builds("{}{}".format, letters, words))


@lru_cache(64)
def racis(known: Declared) -> SearchStrategy[dict[str, str]]:
    """The letters of a row; `each` and `other` among the holders, also with a function."""
    spread = ["each", "other", *(f"{word}.{name}" for word in ("each", "other") for name in known.functions)]
    named = st.sampled_from(known.holders)
    return st.dictionaries(st.one_of(named, named, st.sampled_from(spread)), cells(known.scheme), max_size=4)


@lru_cache(64)
def whens(known: Declared) -> SearchStrategy[Data]:
    """What a row is narrowed to."""
    choices = {
        "products": known.products,
        "markets": known.markets,
        "sites": known.sites,
        "services": vocabulary.SERVICES[:4],
        **dict(known.families),
    }
    narrowed = {key: one_or_more(st.sampled_from(names)) for key, names in choices.items() if names}
    return st.fixed_dictionaries({}, optional=narrowed)


@lru_cache(64)
def rows_that_apply(known: Declared, keys: tuple[str, ...], per: str, members: tuple[str, ...]) -> SearchStrategy[Data]:
    """Rows with letters; `per` is the family whose classes (`members`) their times may tell apart, or empty."""
    holder = st.sampled_from(known.holders)
    optional = {
        "topic": st.sampled_from(list(topics())),
        "decides": one_or_more(st.sampled_from(list(decisions())[:6])),
        "within": by_class(withins(), members),
        "notice": by_class(notices(), members),
        "every": by_class(everies(), members),
        "with": by_class(texts("Monthly quality report"), members),
        "via": by_class(texts("phone, confirmed by e-mail"), members),
        "when": whens(known),
        "after": one_or_more(st.integers(0, 19).map(str)),  # positions, until the ids of all rows are known
        "needs": one_or_more(texts(*_RECORDS)),
        "produces": one_or_more(texts(*_RECORDS)),
        "signed-by": one_or_more(holder),
        "may-delegate": one_or_more(holder),
        "basis": one_or_more(texts("21 CFR 211.192", "EU GMP 8.16")),
        "procedure": st.dictionaries(st.sampled_from(known.parties), texts("SOP-QA-012"), min_size=1, max_size=2),
        "remark": texts("Rework is not allowed."),
        "note": texts("Ask the lawyers."),
        "x-risk": own_keys(),
    }
    return st.fixed_dictionaries(
        {"do": tasks(), "raci": racis(known), **({"per": st.just(per)} if per else {})},
        optional={key: value for key, value in optional.items() if not keys or key in keys},
    )


@st.composite
def rows(draw: DrawFn, known: Declared, keys: tuple[str, ...] = ()) -> Data:
    """A row that applies, or why one does not; `keys`, if any, are the only ones beside `do`, `raci` and `per`."""
    if not draw(st.integers(0, 9).map(lambda number: number < 9)):
        return {"not-applicable": draw(texts("Only oral solid forms are made"))}
    per, members = draw(st.sampled_from([("", ()), *known.families]))
    return draw(rows_that_apply(known, keys, per, members))


@st.composite
def sections(draw: DrawFn, known: Declared, extent: Extent, keys: tuple[str, ...]) -> Data:
    """Sections by id, one at least and one row at least."""
    most = max(1, extent.sections)
    # a row is drawn whole, with its id and section: so a failing example loses rows one by one
    row = st.tuples(row_ids(), st.integers(0, most - 1), rows(known, keys))
    drawn = draw(_few_or_many(row, max(1, extent.rows)))
    names = draw(st.lists(ids("deviations", "changes", "release"), min_size=1, max_size=most, unique=True))
    found = {name: draw(_section()) for name in names}
    for row_id, place, said in drawn:
        if isinstance(said.get("after"), str):
            said["after"] = drawn[int(said["after"]) % len(drawn)][0]
        elif "after" in said:
            said["after"] = list(dict.fromkeys(drawn[int(position) % len(drawn)][0] for position in said["after"]))
        found[names[place % len(names)]].setdefault("activities", {})[row_id] = said
    for section in found.values():
        if "activities" not in section and draw(st.booleans()):
            section["not-applicable"] = draw(texts("No sterile forms are made"))
    return found


def _few_or_many(row: SearchStrategy[Any], most: int) -> SearchStrategy[list[Any]]:
    """Few rows or many; left to itself the list would mostly be short."""
    few, many = (
        st.lists(row, min_size=least, max_size=most, unique_by=lambda drawn: drawn[0].lower())
        for least in (1, (most + 1) // 2)
    )
    return st.one_of(few, many)


@cache
def _section() -> SearchStrategy[Data]:
    return st.fixed_dictionaries(
        {},
        optional={
            "title": texts("Deviations and investigations"),
            "topic": st.sampled_from(list(topics())[:8]),
            "text": texts("Deviations are handled here.\n\n- **one**\n- two\n", "One line"),
            "note": texts("Ask the lawyers."),
        },
    )


@lru_cache(64)
def back_matter(known: Declared, row_names: tuple[str, ...]) -> SearchStrategy[Data]:
    """The keys behind the sections: records, escalation, KPIs, contacts, signatures …"""
    holder, party = st.sampled_from(known.holders), st.sampled_from(known.parties)
    desk = {"function": st.sampled_from(known.functions)} if known.functions else {}
    record = st.fixed_dictionaries(
        {},
        optional={
            "held-by": holder,
            "keep": one_or_more(keeps()),
            "copy-to": one_or_more(holder),
            "from": one_or_more(holder),
        },
    )
    level = st.fixed_dictionaries(
        {"level": texts("Operational", "Executive")},
        optional={
            "between": st.lists(holder, min_size=1, max_size=3, unique=True),
            "within": withins(),
            "for": texts("Routine questions"),
        },
    )
    kpi = st.fixed_dictionaries(
        {},
        optional={
            "title": texts("On time in full"),
            "target": texts(">= 95 %"),
            "alert": texts("< 90 %"),
            "every": everies(),
            "owner": holder,
        },
    )
    contact = st.fixed_dictionaries(
        {"party": party},
        optional={
            **desk,
            "name": texts("Jane Doe"),
            "title": texts("Head of Quality"),
            "email": texts("jane.doe@borealis.example"),
            "phone": texts("+49 40 123456"),
            "for": st.lists(texts("deviations", "recall"), min_size=1, max_size=2, unique=True),
        },
    )
    appendix = st.fixed_dictionaries(
        {"title": texts("Product specifications")},
        optional={
            "document": texts("SPEC-0042"),
            "version": texts("4"),
            "lists": st.sampled_from(["contacts", "escalation", "kpis"]),
            "changes": st.sampled_from(["by notice", "by amendment"]),
        },
    )
    signatory = st.fixed_dictionaries(
        {"party": party},
        optional={
            **desk,
            "name": texts("Ann Example"),
            "title": texts("Head of Quality"),
            "meaning": texts("Approves for quality"),
        },
    )
    places = [*row_names, *known.parties]
    waiver = st.fixed_dictionaries(
        {"rule": st.sampled_from(["handoff-gap", "missing-accountable"]), "at": st.sampled_from(places)},
        optional={"reason": texts("The board meets within the hour"), "by": one_or_more(holder), "until": dates()},
    )
    entry = st.fixed_dictionaries(
        {"version": st.sampled_from(["1.0", "1.10", "2.0"])},
        optional={"date": dates(), "reason": texts("Second packaging line"), "change-control": texts("CC-2024-311")},
    )
    optional = {
        "records": st.dictionaries(texts(*_RECORDS), record, max_size=3),
        "escalation": st.lists(level, max_size=2),
        "kpis": st.dictionaries(ids("on-time-in-full", "right-first-time"), kpi, max_size=2),
        "contacts": st.lists(contact, max_size=2),
        "appendices": st.dictionaries(st.sampled_from(["A", "B", "1"]), appendix, max_size=2),
        "signatories": st.lists(signatory, max_size=3),
        "waivers": st.lists(waiver, max_size=2),
        "history": st.lists(entry, max_size=2),
    }
    return st.fixed_dictionaries({}, optional=optional)


@cache
def front_matter() -> SearchStrategy[Data]:
    """The keys before the parties, and between them and the sections."""
    contract = st.fixed_dictionaries(
        {},
        optional={
            "id": texts("MSA-2024-077"),
            "precedence": st.sampled_from(["quality-agreement", "commercial-contract"]),
        },
    )
    scope = st.fixed_dictionaries(
        {},
        optional={
            "services": some(*vocabulary.SERVICES),
            "stage": st.sampled_from(vocabulary.STAGES),
            "excludes": texts("Distribution after release to the carrier"),
        },
    )
    optional = {
        "status": st.sampled_from(vocabulary.STATUSES),
        "language": st.sampled_from(["en", "de", "pt-BR"]),
        "effective": dates(),
        "expires": dates(),
        "review": st.builds("every {} {}".format, st.integers(1, 36), st.sampled_from(["months", "year"])),
        "packs": some("fda-qa-2016", "eu-gmp-7"),
        "commercial-contract": contract,
        "scope": scope,
        "definitions": st.dictionaries(texts("Batch package", "Day"), texts("The executed records"), max_size=2),
        "x-template": own_keys(),
    }
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def agreements(draw: DrawFn, *, extent: Extent = USUAL, scheme: str | None = None, keys: tuple[str, ...] = ()) -> Data:
    """A whole valid agreement as plain data.

    `scheme` fixes the letters (RACI, RASCI, X). `keys`, for a test that is about these: the only ones that rows have
    beside `do`, `raci` and `per`, with nothing before the parties and behind the sections
    (`keys=("after", "needs", "produces")` gives much order and little else).
    """
    letters = scheme or draw(st.sampled_from(["RACI", "RACI", "RASCI", "X"]))
    data: Data = {
        "format": vocabulary.FORMAT,
        "id": draw(texts("QA-2026-014")),
        "title": draw(texts("Commercial manufacture of tablets")),
        "version": draw(st.builds("{}.{}".format, st.integers(0, 3), st.integers(0, 12))),
    }
    if letters != "RACI" or draw(st.booleans()):
        data["scheme"] = letters
    data |= draw(front_matter()) if not keys else {}
    data["parties"] = draw(parties(extent))
    data["products"] = draw(products(tuple(data["parties"]), extent))
    data["classes"] = draw(families())
    known = _declared(letters, data)
    data["sections"] = draw(sections(known, extent, keys))
    row_names = tuple(row_id for section in data["sections"].values() for row_id in section.get("activities", ()))
    data |= draw(back_matter(known, row_names)) if not keys else {}
    return {key: value for key, value in data.items() if value not in ({}, [])}


def _declared(scheme: str, data: Data) -> Declared:
    has = {name: tuple(party.get("functions", ())) for name, party in data["parties"].items()}
    markets = (market for product in data["products"].values() for market in product.get("markets", ()))
    return Declared(
        scheme,
        tuple(holder for name in has for holder in (name, *(f"{name}.{function}" for function in has[name]))),
        tuple(dict.fromkeys(function for functions in has.values() for function in functions)),
        tuple(has),
        tuple(site for party in data["parties"].values() for site in party.get("sites", ())),
        tuple(data["products"]),
        tuple(dict.fromkeys(markets)),
        tuple((family, tuple(members)) for family, members in data["classes"].items()),
    )


# The way to paper

_SAFE = re.compile(r"([A-Za-z_]|[0-9]+[ -][A-Za-z0-9])([A-Za-z0-9_./() -]*[A-Za-z0-9_./()-])?")
_TYPED = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n)")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_IN_ONE_LINE = frozenset(
    {"raci", "when", "within", "notice", "every", "with", "via", "procedure", "licences", "authorised"}
)


def to_yaml(data: Data) -> str:
    """Data as a person writes an agreement: block style, two blanks a level, letters and lists in one line.

    Text stands unquoted where that is certain, in quotes else; a text of several lines as a block where it can.
    """
    return "".join(f"{line}\n" for line in _block(data, 0))


def _block(data: Data, level: int) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        start = f"{'  ' * level}{_scalar(key)}:"
        if isinstance(value, dict) and value and key not in _IN_ONE_LINE and not key.startswith("x-"):
            lines += [start, *_block(value, level + 1)]
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            lines += [start, *(f"{'  ' * (level + 1)}- {_flow(item)}" for item in value)]
        elif isinstance(value, str) and _stands_as_block(value):
            lines += [f"{start} |", *("  " * (level + 1) + line if line else "" for line in value.split("\n")[:-1])]
        else:
            lines.append(f"{start} {_flow(value)}")
    return lines


def _stands_as_block(text: str) -> bool:
    """Whether a text of several lines, the last one ended, can stand below `|` and be read back as it is."""
    lines = text.split("\n")
    return (
        len(lines) > 2
        and not lines[-1]
        and bool(lines[-2])
        and bool(lines[0])
        and all(line == line.strip() and line.isascii() and line.isprintable() for line in lines)
    )


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _scalar(text: str) -> str:
    if _SAFE.fullmatch(text) and not _TYPED.fullmatch(text):
        return text
    # a JSON string is a YAML string; what may not stand in a file as it is, or would fold, is written by its number
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
