"""What stands before the sections: title page, parties, products and scope, definitions, how to read the matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.vocabulary import LETTER_MEANINGS, SCHEMES
from qa_engine.document.blocks import NOTHING, Entry, Heading, KeyValue, Paragraph, Run, Title, plain, said
from qa_engine.document.cells import OTHERS_PART, OWN_PART
from qa_engine.document.listing import lines, listing
from qa_engine.document.words import day, days, listed, sentence, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Function, Party, Product, Site
    from qa_engine.document.blocks import Block, Cell, Text
    from qa_engine.document.choices import Choices
    from qa_engine.document.words import Names

KIND = "Quality Agreement"

_EXTRACT = (
    "This extract shows what concerns the {name}: the activities in which it has a part, and what belongs to them. It is for"
    " daily work and is not signed; what is agreed stands in the whole agreement."
)

_PRECEDENCE = {
    "quality-agreement": "On quality matters this quality agreement prevails over the commercial contract",
    "commercial-contract": "On quality matters the commercial contract prevails over this quality agreement",
}


def kind_of(names: Names, choices: Choices) -> str:
    """What kind of document it is: the agreement, or an extract for one party."""
    return f"{KIND}: extract for the {names.party(choices.party)}" if choices.party else KIND


def title_page(agreement: Agreement, names: Names, choices: Choices) -> Iterator[Block]:
    """Title, document control, and the parties as they are to be found in registers."""
    parties = agreement.parties.values()
    between = tuple(
        (Run(party.name, bold=True), Run(f" (“{names.party(party.id)}”)"))
        for party in parties
        if party.role != "authority"
    )
    yield Title("title", kind_of(names, choices), agreement.title, between)
    if choices.party:
        yield Paragraph("title/extract", plain(_EXTRACT.format(name=names.party(choices.party))))
    yield Paragraph("title/control", plain("Document control"), "caption")
    control = tuple(Entry(f"control:{label}", label, (plain(value),)) for label, value in _control(agreement) if value)
    yield KeyValue("control", "Document control", control)
    yield Paragraph("title/parties", plain("Parties"), "caption")
    yield listing(
        "parties-in-short",
        "Parties, their addresses and licences",
        ("Party", "Company and address", "Role", "Licences and registrations"),
        (
            (
                f"party:{party.id}",
                (
                    lines(names.party(party.id)),
                    lines((Run(party.name, bold=True),), party.address),
                    lines(_role(party, names)),
                    lines(*(f"{kind} {number}" for kind, number in party.licences.items())),
                ),
            )
            for party in parties
        ),
    )


def _control(agreement: Agreement) -> Iterator[tuple[str, str]]:
    data = agreement.data
    yield "Document number", agreement.id
    yield "Version", agreement.version
    yield "Status", sentence(words(agreement.status))
    yield "Effective date", day(data.get("effective", ""))
    yield "Expiry date", day(data.get("expires", ""))
    yield "Periodic review", sentence(data.get("review", ""))
    earlier = [entry for entry in agreement.entries("history") if entry.get("version") != agreement.version]
    if earlier:
        date = earlier[-1].get("date")
        yield "Supersedes", f"Version {earlier[-1].get('version', '')}" + (f" of {day(date)}" if date else "")
    below = agreement.resolved.sources[1].data if len(agreement.resolved.sources) > 1 else None
    if isinstance(below, dict):
        yield "Stands on", ", version ".join(str(below[key]) for key in ("id", "version") if key in below)
    contract = data.get("commercial-contract") or {}
    yield "Commercial contract", contract.get("id", "")
    yield "Precedence", _PRECEDENCE.get(contract.get("precedence", ""), "")


def _role(party: Party, names: Names) -> str:
    role = sentence(words(party.role))
    return f"{role} of the {names.party(party.of)}" if party.of else role


def parties(agreement: Agreement, names: Names) -> Iterator[Block]:
    """Functions, sites and capacities of each party that has any."""
    told = [
        (party, entries) for party in agreement.parties.values() if (entries := tuple(_about(party, agreement, names)))
    ]
    if told:
        yield Heading("chapter:parties", 1, "Parties, sites and functions")
    for party, entries in told:
        yield Heading(f"party:{party.id}", 2, f"{names.party(party.id)}: {party.name}")
        yield KeyValue(f"about:{party.id}", f"{names.party(party.id)}: sites, functions and capacities", entries)


def _about(party: Party, agreement: Agreement, names: Names) -> Iterator[Entry]:
    def entry(label: str, *value: Text) -> Entry:
        return Entry(f"about:{party.id}/{label}", label, tuple(text for text in value if text))

    if party.holds:
        yield entry("Legal capacity", plain("; ".join(words(name) for name in party.holds)))
    if party.of:
        yield entry("Engaged by", plain(names.party(party.of)))
    if party.approved:
        givers = [names.party(one.id) for one in agreement.parties.values() if one.role == "contract-giver"]
        yield entry(
            "Approved", plain(f"{day(party.approved)}, by the {listed(givers)}" if givers else day(party.approved))
        )
    if party.services:
        yield entry("Services", plain(sentence(listed(words(name) for name in party.services))))
    if party.calendar:
        yield entry("Business days", plain(f"Without the public holidays of {party.calendar}"))
    if party.functions:
        yield entry("Functions", *(_function(function, party) for function in party.functions.values()))
    for site in party.sites.values():
        yield entry(f"Site {site.name or site.id}", *_site(site))


def _function(function: Function, party: Party) -> Text:
    site = party.sites.get(function.site)
    about = [f"{function.unit} unit"] if function.unit not in ("", "other") else []
    about += [site.name or site.id] if site else []
    about += [words(name) for name in function.holds if words(name) != function.title]
    return plain(f"{function.title} ({'; '.join(about)})" if about else function.title)


def _site(site: Site) -> Iterator[Text]:
    yield plain(site.address)
    yield plain(sentence(listed(words(name) for name in site.services)))
    if site.closed:
        yield plain(f"Closed: {'; '.join(days(span) for span in site.closed)}")


def products_and_scope(agreement: Agreement, names: Names) -> Iterator[Block]:
    """Products with markets and authorisation holders; what the agreement covers and what it leaves out."""
    scope = agreement.data.get("scope") or {}
    entries = (
        ("Services", sentence(listed(words(name) for name in scope.get("services") or () if name))),
        ("Stage", sentence(words(scope.get("stage", "")))),
        ("Not covered", scope.get("excludes", "")),
    )
    scope_entries = tuple(Entry(f"scope:{label}", label, (plain(value),)) for label, value in entries if value)
    if agreement.products or scope_entries:
        chapter = (
            "Products and scope"
            if agreement.products and scope_entries
            else "Products"
            if agreement.products
            else "Scope"
        )
        yield Heading("chapter:products", 1, chapter)
    if agreement.products:
        yield listing(
            "products",
            "Products with markets and authorisation holders",
            ("Product", "Markets", "Kind", "Authorisation holder"),
            ((f"product:{product.id}", _product(product, names)) for product in agreement.products.values()),
        )
    if scope_entries:
        if agreement.products:
            yield Heading("chapter:scope", 2, "Scope")
        yield KeyValue("scope", "Scope of the agreement", scope_entries)


def _product(product: Product, names: Names) -> tuple[Cell, ...]:
    return (
        lines(product.name),
        lines(", ".join(product.markets)),
        lines(sentence(", ".join(words(kind) for kind in product.kind))),
        lines(*(f"{market}: {names.party(party)}" for market, party in product.authorised.items())),
    )


def definitions(agreement: Agreement) -> Iterator[Block]:
    """Terms in alphabetical order; the classes of each family in the order of the agreement."""
    terms: dict[str, str] = agreement.data.get("definitions") or {}
    if terms:
        yield Heading("chapter:definitions", 1, "Definitions")
        entries = tuple(
            Entry(f"definition:{term}", term, (plain(terms[term]),))
            for term in sorted(terms, key=lambda term: (term.casefold(), term))
        )
        yield KeyValue("definitions", "Defined terms", entries)
    if agreement.classes:
        yield Heading("chapter:classes", 1, "Classes")
    for family, members in agreement.classes.items():
        yield Heading(f"family:{family}", 2, sentence(words(family)))
        entries = tuple(
            Entry(f"class:{family}/{name}", sentence(words(name)), (plain(said),)) for name, said in members.items()
        )
        yield KeyValue(f"classes:{family}", f"Classes of {words(family)}", entries)


def reading(agreement: Agreement, parts: set[str]) -> Iterator[Block]:
    """How the matrices are to be read; `parts` are the qualifications that their cells use."""
    yield Heading("chapter:reading", 1, "How to read the responsibility matrices")
    letters = [(letter, LETTER_MEANINGS[letter]) for letter in SCHEMES.get(agreement.scheme, "RACI")]
    told = [
        *letters,
        (sentence(OWN_PART), "Each party for what lies on its own side; nobody does or answers for the part of another")
        if OWN_PART in parts
        else None,
        (sentence(OTHERS_PART), "In the part of another party") if OTHERS_PART in parts else None,
        (said(NOTHING[0]), "No duty in this activity, or nothing to state"),
        (
            "Only",
            "The activity is narrowed to what is named; without it, it covers every product, market, site and class",
        ),
    ]
    entries = tuple(Entry(f"reading:{line[0]}", line[0], (plain(line[1]),)) for line in told if line)
    yield KeyValue("reading", "Meaning of the letters in the matrices", entries)


def legend(agreement: Agreement) -> str:
    """The letters in one line, for above a matrix."""
    return " · ".join(f"{letter} {_short(LETTER_MEANINGS[letter])}" for letter in SCHEMES.get(agreement.scheme, "RACI"))


def _short(meaning: str) -> str:
    word = meaning.partition(":")[0]
    return word[:1].lower() + word[1:]
