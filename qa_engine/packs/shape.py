"""The shape of a pack: which keys there are, what each may hold, and what it means to a quality person.

The vocabulary is closed and there is no language of expressions: a pack is data that a quality person reads aloud. What
does not fit in here is a rule in Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from qa_engine.agreement.expected import PACK_ID, PACK_VERSION
from qa_engine.agreement.kept import kind
from qa_engine.agreement.shape import (
    ABSENT,
    Capacity,
    KeepOneOrMore,
    Kind,
    Market,
    OneOrMore,
    Service,
    Shape,
    Stage,
    Text,
    Within,
)
from qa_engine.packs import vocabulary
from qa_engine.packs.lists import decisions, topics

if TYPE_CHECKING:  # the lists stand in `vocabulary` and `lists`; a type checker takes no list for a Literal
    TopicId: TypeAlias = str
    DecisionId: TypeAlias = str
    Holder: TypeAlias = str
    Binding: TypeAlias = str
else:
    TopicId = Literal[tuple(topics())]
    DecisionId = Literal[tuple(decisions())]
    Holder = Literal[vocabulary.HOLDERS]
    Binding = Literal[tuple(vocabulary.BINDINGS)]

PackId = Annotated[str, Field(pattern=PACK_ID)]
PackVersion = Annotated[str, Field(pattern=PACK_VERSION)]
YesNo = Literal["yes", "no"]
Topics = Annotated[Annotated[TopicId, Tag("text")] | Annotated[list[TopicId], Tag("list")], Discriminator(kind)]
Decisions = Annotated[
    Annotated[DecisionId, Tag("text")] | Annotated[list[DecisionId], Tag("list")], Discriminator(kind)
]


class Condition(Shape):
    """Which agreements are meant. A product is meant if it fits every key; an agreement, if one of its products is."""

    markets: list[Market] = Field(ABSENT, description="One of the product's markets is among these.")
    kind: list[Kind] = Field(ABSENT, description="One of the product's kinds is among these.")
    services: list[Service] = Field(ABSENT, description="One of the services of the agreement is among these.")
    stage: list[Stage] = Field(ABSENT, description="The stage of the agreement is one of these.")


class Deadline(Shape):
    """That a time is expected, and which one is usual."""

    customary: Text = Field(ABSENT, description="The time that is usual: custom, no law. It is shown as a suggestion.")
    by_law: Text = Field(ABSENT, description="The time that a law sets or leaves.")


class Limit(Shape):
    """A legal clock at the end of a chain of deadlines; it belongs to the decision of the expectation."""

    within: Within = Field(description="`<n> <unit> of <event>`: 3 business days of receipt of the information.")
    counts_from: Literal["knowledge", "confirmation"] = Field(
        description="`knowledge`: whatever happens between the first knowledge and the filing uses the limit up; "
        "`confirmation`: the clock starts once somebody has confirmed that a report is due."
    )


class Expectation(Shape):
    """One thing that an instrument expects of a quality agreement."""

    title: Text = Field(description="What is expected, in a few words.")
    topic: Topics = Field(description="The topic or topics that it is about: a row or a section on each answers it.")
    says: Text = Field(ABSENT, description="What the instrument says, in your own words, never in its own.")
    cites: OneOrMore = Field(ABSENT, description="The clauses: 21 CFR 211.22(a), EU GMP 7.11, SOP-QA-012 4.2.")
    binding: Binding = Field(ABSENT, description="What kind of instrument asks for it; absent, that of the pack.")
    severity: Literal["error", "warning", "note"] = Field(
        ABSENT, description="How grave it is where nothing answers (warning); what is recalled stays a note."
    )
    confidence: Literal["verified", "recalled"] = Field(
        ABSENT, description="verified: seen in a source. recalled: from memory, to be confirmed at `look-up`."
    )
    look_up: Text = Field(ABSENT, description="Where to read the text itself; absent, the address of the pack.")
    when: Condition = Field(ABSENT, description="Which agreements it is for; absent, all.")
    unless: Condition = Field(ABSENT, description="Which products it is not for.")
    decision: Decisions = Field(ABSENT, description="The decision or decisions that a row must take.")
    only_if_taken: YesNo = Field(ABSENT, description="yes: no row needs to take it; where one does, the rest counts.")
    held_by: list[Holder] = Field(ABSENT, description="Who may answer, any of them; without `decision`, for the topic.")
    held_in: Literal["every-row", "one-row"] = Field(
        ABSENT, description="Whether every row that takes the decision is answered so (the default), or at least one."
    )
    delegable: Literal["yes", "task-only", "no"] = Field(
        ABSENT, description="task-only: others may do the work, who answers stays (default). no: it must not move."
    )
    may_be_waived: YesNo = Field(
        ABSENT, description="Whether a waiver may cover the finding that somebody else answers (no)."
    )
    deadline: Deadline = Field(ABSENT, description="A row on the topic must give a time.")
    limit: Limit = Field(ABSENT, description="The legal clock of the decision.")
    keep: KeepOneOrMore = Field(ABSENT, description="How long records are kept; of several the longest counts.")
    keep_of: list[Text] = Field(
        ABSENT, description="Words in the names of the records concerned; absent, the records of a batch."
    )
    precedence: Literal["stated"] = Field(
        ABSENT, description="The agreement must say which contract wins on quality matters."
    )
    linked: list[Capacity] = Field(ABSENT, description="Whose holders must be tied to the site that makes the product.")


class Pack(Shape):
    """What one instrument (or a company's policy) expects of a quality agreement, as data with citations."""

    format: Literal["qa-engine/pack-1"] = Field(description="The version of this format: qa-engine/pack-1.")
    id: PackId = Field(description="The name of the pack.")
    version: PackVersion = Field(description='Version of the pack, in quotes: "1".')
    title: Text = Field(description="The instrument, with its year.")
    about: Text = Field(ABSENT, description="What it is and what it is not.")
    binding: Binding = Field(ABSENT, description="What kind of instrument it is; absent, a policy of your company.")
    look_up: Text = Field(ABSENT, description="Where to read it.")
    extends: OneOrMore = Field(ABSENT, description="Packs that this one stands on: names, or paths beside this file.")
    when: Condition = Field(ABSENT, description="What counts for each expectation that does not say it otherwise.")
    unless: Condition = Field(ABSENT, description="Likewise.")
    expectations: dict[Text, Expectation] = Field(ABSENT, description="What is expected, by id.")
