"""The shape of the format: which keys there are, what each may hold, and what it means to a quality person.

This is the one definition. The validator, the JSON Schema for editors and the reference in the docs come from it.
It knows no more than shape: whether a holder is declared or an owner missing is for the rules to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from qa_engine.agreement import period, vocabulary
from qa_engine.agreement.expected import (
    CALENDAR,
    CLOSURE,
    DATE,
    FAMILY_ID,
    ID,
    LANGUAGE,
    PARTY_ID,
    ROW_ID,
    SOME_TEXT,
    VERSION,
)
from qa_engine.agreement.kept import kind
from qa_engine.agreement.letters import CELL_PATTERN

ABSENT: Any = None
"""The default of every key that may be left out. A key that is written and left empty is another matter: the shape refuses it."""


def _hyphens(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


class Shape(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, alias_generator=_hyphens, regex_engine="python-re"
    )


Text = Annotated[str, Field(pattern=SOME_TEXT)]
Id = Annotated[str, Field(pattern=ID)]
FamilyId = Annotated[str, Field(pattern=FAMILY_ID)]
PartyId = Annotated[str, Field(pattern=PARTY_ID)]
RowId = Annotated[str, Field(pattern=ROW_ID)]
Date = Annotated[str, Field(pattern=DATE)]
Version = Annotated[str, Field(pattern=VERSION)]
Cell = Annotated[str, Field(pattern=CELL_PATTERN)]
Within = Annotated[str, Field(pattern=period.WITHIN_PATTERN)]
Notice = Annotated[str, Field(pattern=period.NOTICE_PATTERN)]
Every = Annotated[str, Field(pattern=period.EVERY_PATTERN)]
Keep = Annotated[str, Field(pattern=period.KEEP_PATTERN)]

if TYPE_CHECKING:  # the lists stand in `vocabulary`; a type checker takes no list for a Literal
    Role: TypeAlias = str
    Capacity: TypeAlias = str
    Service: TypeAlias = str
    Market: TypeAlias = str
    Kind: TypeAlias = str
    Unit: TypeAlias = str
    Stage: TypeAlias = str
    Status: TypeAlias = str
    Scheme: TypeAlias = str
else:
    Role = Literal[vocabulary.ROLES]
    Capacity = Literal[vocabulary.CAPACITIES]
    Service = Literal[vocabulary.SERVICES]
    Market = Literal[vocabulary.MARKETS]
    Kind = Literal[vocabulary.KINDS]
    Unit = Literal[vocabulary.UNITS_OF_ORGANISATION]
    Stage = Literal[vocabulary.STAGES]
    Status = Literal[vocabulary.STATUSES]
    Scheme = Literal[tuple(vocabulary.SCHEMES)]

OneOrMore = Annotated[Annotated[Text, Tag("text")] | Annotated[list[Text], Tag("list")], Discriminator(kind)]
AtLeastOne = Annotated[
    Annotated[Text, Tag("text")] | Annotated[list[Text], Field(min_length=1), Tag("list")], Discriminator(kind)
]
KeepOneOrMore = Annotated[Annotated[Keep, Tag("text")] | Annotated[list[Keep], Tag("list")], Discriminator(kind)]
WithinByClass = Annotated[
    Annotated[Within, Tag("text")] | Annotated[dict[str, Within], Tag("mapping")], Discriminator(kind)
]
NoticeByClass = Annotated[
    Annotated[Notice, Tag("text")] | Annotated[dict[str, Notice], Tag("mapping")], Discriminator(kind)
]
EveryByClass = Annotated[
    Annotated[Every, Tag("text")] | Annotated[dict[str, Every], Tag("mapping")], Discriminator(kind)
]
TextByClass = Annotated[Annotated[Text, Tag("text")] | Annotated[dict[str, Text], Tag("mapping")], Discriminator(kind)]


class CommercialContract(Shape):
    """The commercial contract beside this agreement, and which of the two wins."""

    id: Text = Field(ABSENT, description="Number of the commercial contract (supply or master services agreement).")
    precedence: Literal["quality-agreement", "commercial-contract"] = Field(
        ABSENT, description="Which of the two contracts wins where they differ on quality matters."
    )


class Function(Shape):
    """A function of a party (Quality Assurance, Production …) that can hold duties."""

    title: Text = Field(description="The function's name as printed.")
    unit: Unit = Field(
        ABSENT,
        description="Which unit it belongs to: quality, production, laboratory or other. Absent, read from its id or title where that is certain.",
    )
    site: Text = Field(ABSENT, description="The site of the party where this function works.")
    holds: list[Capacity] = Field(ABSENT, description="Legal capacities of the function, such as qualified-person.")


FunctionOrTitle = Annotated[Annotated[Text, Tag("text")] | Annotated[Function, Tag("mapping")], Discriminator(kind)]


class Site(Shape):
    """A site of a party."""

    name: Text = Field(ABSENT, description="Name of the site as printed.")
    address: Text = Field(ABSENT, description="Street address.")
    services: list[Service] = Field(ABSENT, description="What is done at this site.")
    closed: list[Annotated[str, Field(pattern=CLOSURE)]] = Field(
        ABSENT, description="Dates, or ranges `from/to`, that are no business days here (plant shutdown)."
    )


class Party(Shape):
    """A company that the agreement binds or names."""

    name: Text = Field(description="Legal name of the company.")
    role: Role = Field(description="What the company is in this agreement.")
    called: Text = Field(
        ABSENT, description="The word printed for this party (Sponsor, Manufacturer); absent, its role in words."
    )
    holds: list[Capacity] = Field(
        ABSENT, description="Legal capacities, such as marketing-authorisation or us-applicant."
    )
    address: Text = Field(ABSENT, description="Registered address.")
    calendar: Annotated[str, Field(pattern=CALENDAR)] = Field(
        ABSENT, description="Whose public holidays count in 'business day': country, or country and region (GB, DE-HH)."
    )
    licences: dict[Text, Text] = Field(ABSENT, description="Licences and registrations by kind (MIA, FEI, DUNS).")
    functions: dict[Id, FunctionOrTitle] = Field(ABSENT, description="Functions that can hold duties: id and title.")
    sites: dict[Id, Site] = Field(ABSENT, description="Sites of the company by id.")
    of: Text = Field(ABSENT, description="For a subcontractor or supplier: the party that engages it.")
    approved: Date = Field(ABSENT, description="Date of the contract giver's prior approval of this subcontractor.")
    services: list[Service] = Field(ABSENT, description="What the company does under this agreement.")


class Product(Shape):
    """A product that the agreement covers."""

    name: Text = Field(description="Name, strength and form as printed.")
    markets: list[Market] = Field(ABSENT, description="Where the product is marketed: EU, UK, or ISO country codes.")
    kind: list[Kind] = Field(ABSENT, description="What kind of product it is; packs ask for different things by kind.")
    authorised: dict[Market, Text] = Field(ABSENT, description="Market → the party that holds the authorisation there.")


class Scope(Shape):
    """What the agreement covers."""

    services: list[Service] = Field(ABSENT, description="Services that the contract acceptor renders.")
    stage: Stage = Field(ABSENT, description="Commercial supply, clinical supply or development.")
    excludes: Text = Field(ABSENT, description="What the agreement does not cover, in words.")


class Row(Shape):
    """One activity: what is done, who does it, who answers, who is asked and told, by when."""

    do: Text = Field(ABSENT, description="One sentence that starts with a verb.")
    raci: dict[str, Cell] | None = Field(
        ABSENT,
        description="Holder → letters. A holder is a party, a party.function, `each` or `other`; words in round brackets behind the letters are part of the agreement.",
    )
    topic: Text = Field(ABSENT, description="The field's term for what the row is about; absent, its section's topic.")
    decides: OneOrMore = Field(ABSENT, description="The decision or decisions that this row takes.")
    per: Text = Field(
        ABSENT,
        description="A family of classes; within, notice, every, with and via may then give each class its own value.",
    )
    within: WithinByClass = Field(
        ABSENT,
        description="At most: `<n> <unit> [of <event>]`; without an event, counted from the end of the row it waits for.",
    )
    notice: NoticeByClass = Field(ABSENT, description="At least, ahead: `<n> <unit> before <event>`.")
    every: EveryByClass = Field(ABSENT, description="How often: `<n> <unit>`, or day, week, month, quarter, year.")
    with_: TextByClass = Field(
        ABSENT, description="By which record or occasion it is handed over (Monthly quality report)."
    )
    via: TextByClass = Field(ABSENT, description="By which channel (phone, confirmed by e-mail).")
    when: dict[str, AtLeastOne] = Field(
        ABSENT,
        description="Narrows the row to some products, sites, markets, services, or classes of a family; absent, all.",
    )
    after: OneOrMore = Field(ABSENT, description="Row ids: this row starts when those have ended.")
    needs: OneOrMore = Field(ABSENT, description="Records that the row cannot start without.")
    produces: OneOrMore = Field(ABSENT, description="Records that the row hands on.")
    signed_by: OneOrMore = Field(
        ABSENT,
        description="Holders whose signature the row needs. Where 'A means approves', R becomes RA and A becomes signed-by.",
    )
    may_delegate: OneOrMore = Field(ABSENT, description="To whom the task may be given; who answers stays.")
    basis: OneOrMore = Field(ABSENT, description="Citations on record: 21 CFR 211.192, EU GMP 8.16.")
    procedure: dict[str, Text] = Field(ABSENT, description="Procedures by party: {borealis: SOP-QA-012}.")
    remark: Text = Field(ABSENT, description="A remark that is printed as a footnote.")
    note: Text = Field(
        ABSENT, description="An internal note; it never leaves the repository, not even inside a Word file."
    )
    not_applicable: Text = Field(
        ABSENT, description="Why this row is left out; it counts as an answer, never as a gap."
    )


class Section(Shape):
    """A section of the agreement: prose, rows, or the reason why it does not apply."""

    title: Text = Field(ABSENT, description="The heading as printed.")
    topic: Text = Field(ABSENT, description="What the section is about; its rows inherit it.")
    text: Text = Field(ABSENT, description="Prose before the table: paragraphs, lists, **bold**, *italic*.")
    activities: dict[RowId, Row] | None = Field(ABSENT, description="The rows of the responsibility matrix by id.")
    not_applicable: Text = Field(
        ABSENT, description="Why this section is left out; it counts as an answer, never as a gap."
    )
    note: Text = Field(ABSENT, description="An internal note; it never leaves the repository.")


class Record(Shape):
    """Who holds a record, how long, and who gets a copy."""

    held_by: Text = Field(ABSENT, description="The holder that keeps the record.")
    keep: KeepOneOrMore = Field(
        ABSENT, description="How long: `<n> <unit> after <event>`; of several the longest counts."
    )
    copy_to: OneOrMore = Field(ABSENT, description="Who gets a copy.")
    from_: OneOrMore = Field(ABSENT, description="From whom the record comes.")


class Escalation(Shape):
    """One level of the escalation path."""

    level: Text = Field(description="Name of the level (Operational, Executive).")
    between: list[Text] = Field(ABSENT, description="The holders that talk at this level.")
    within: Within = Field(ABSENT, description="Within what time this level answers or passes the matter on.")
    for_: Text = Field(ABSENT, description="Which matters this level is for.")


class Kpi(Shape):
    """A measure of performance that the parties watch."""

    title: Text = Field(ABSENT, description="Name of the measure as printed.")
    target: Text = Field(ABSENT, description='The value to reach, as text: ">= 95 %".')
    alert: Text = Field(ABSENT, description='The value that calls for action, as text: "< 90 %".')
    every: Every = Field(ABSENT, description="How often it is reported.")
    owner: Text = Field(ABSENT, description="The holder that reports it.")


class Contact(Shape):
    """A person to reach."""

    party: Text = Field(description="The party.")
    function: Text = Field(ABSENT, description="The function of the party.")
    name: Text = Field(ABSENT, description="Name of the person, or of the desk.")
    title: Text = Field(ABSENT, description="Job title.")
    email: Text = Field(ABSENT, description="E-mail address.")
    phone: Text = Field(ABSENT, description="Telephone number, in quotes.")
    for_: list[Text] = Field(ABSENT, description="What to reach this contact for (deviations, recall).")


class Appendix(Shape):
    """An appendix: a document under its own control, or a list that is printed here."""

    title: Text = Field(description="Title of the appendix.")
    document: Text = Field(ABSENT, description="Number of the document.")
    version: Text = Field(ABSENT, description="Version of the document, in quotes.")
    lists: Literal["contacts", "escalation", "kpis"] = Field(
        ABSENT, description="The part of this agreement that the appendix shows."
    )
    changes: Literal["by notice", "by amendment"] = Field(
        ABSENT,
        description="`by notice`: the listed part may change without a new approval and is outside the content hash.",
    )


class Signatory(Shape):
    """Somebody whose signature the agreement needs."""

    party: Text = Field(description="The party that the person signs for.")
    function: Text = Field(ABSENT, description="The function of the party.")
    name: Text = Field(ABSENT, description="Printed name.")
    title: Text = Field(ABSENT, description="Job title.")
    meaning: Text = Field(ABSENT, description="What the signature means (Approves for quality).")


class Waiver(Shape):
    """A finding that is accepted, on the record."""

    rule: Text = Field(description="Name of the rule whose finding is accepted.")
    at: Text = Field(description="Where: the id of the row, party, product, section or decision.")
    reason: str = Field(ABSENT, description="Why it is accepted.")
    by: OneOrMore = Field(ABSENT, description="The holders that accept it.")
    until: Date = Field(ABSENT, description="The last day on which it is accepted.")


class HistoryEntry(Shape):
    """One line of the document history."""

    version: Version = Field(description='The version, in quotes: "2.0".')
    date: Date = Field(ABSENT, description="Its date.")
    reason: Text = Field(ABSENT, description="Why it was made.")
    change_control: Text = Field(ABSENT, description="Number of the change control record.")


class Agreement(Shape):
    """A quality agreement between a contract giver and those who work for it."""

    format: Literal["qa-engine/1"] = Field(description="The version of this format: qa-engine/1.")
    extends: Text = Field(
        ABSENT, description="The file that this one stands on: a path relative to this file, or template:<name>."
    )
    base_version: Version = Field(ABSENT, description="The version of the lower file that this one stands on.")
    id: Text = Field(description="Document number of the agreement.")
    title: Text = Field(description="Title of the agreement.")
    version: Version = Field(description='Version, major.minor, in quotes: "2.1".')
    status: Status = Field(ABSENT, description="Where the version that this file bears stands in its life.")
    language: Annotated[str, Field(pattern=LANGUAGE)] = Field(
        ABSENT, description="Language of the text (en, de, pt-BR)."
    )
    effective: Date = Field(ABSENT, description="The day from which the agreement is in force.")
    expires: Date = Field(ABSENT, description="The last day on which it is in force.")
    review: Annotated[str, Field(pattern=period.REVIEW_PATTERN)] = Field(
        ABSENT, description="Periodic review: every <n> months or years."
    )
    scheme: Scheme = Field(
        ABSENT,
        description="RACI (default), RASCI (adds S, supports), or X: a cross means 'does it and answers for it'.",
    )
    packs: list[Text] = Field(
        ABSENT, description="Regulatory expectations that the agreement is held against; none named, none held."
    )
    commercial_contract: CommercialContract = Field(
        ABSENT, description="The commercial contract beside this agreement."
    )
    parties: Annotated[dict[PartyId, Party], Field(min_length=2)] = Field(
        description="The parties by id; at least two."
    )
    products: dict[Id, Product] = Field(ABSENT, description="The products by id.")
    scope: Scope = Field(ABSENT, description="What the agreement covers: services, stage, and what it leaves out.")
    classes: dict[FamilyId, dict[Id, Text]] = Field(
        ABSENT, description="Families of cases (deviation, change) and the definition of each class."
    )
    definitions: dict[Text, Text] = Field(ABSENT, description="Terms and their definitions.")
    sections: Annotated[dict[Id, Section], Field(min_length=1)] = Field(
        description="The sections by id, in the order in which they are printed."
    )
    records: dict[Text, Record] = Field(ABSENT, description="Records: who holds them, how long, who gets a copy.")
    escalation: list[Escalation] = Field(ABSENT, description="The levels of escalation, from the first to the last.")
    kpis: dict[Id, Kpi] = Field(ABSENT, description="Measures of performance by id.")
    contacts: list[Contact] = Field(ABSENT, description="Persons and desks to reach.")
    appendices: dict[Text, Appendix] = Field(ABSENT, description="Appendices by letter or number.")
    signatories: list[Signatory] = Field(ABSENT, description="Whose signature the agreement needs.")
    waivers: list[Waiver] = Field(ABSENT, description="Findings that are accepted, on the record.")
    history: list[HistoryEntry] = Field(ABSENT, description="Versions before this one, and why they were made.")
