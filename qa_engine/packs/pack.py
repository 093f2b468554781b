"""A pack: what one instrument expects of a quality agreement. Values; nothing here reads or judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.finding import SEVERITIES
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from qa_engine.agreement.period import Period
    from qa_engine.finding import Severity


class Condition(NamedTuple):
    """Which agreements are meant; an empty tuple narrows nothing."""

    markets: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether it says anything at all."""
        return any(self)


class Deadline(NamedTuple):
    """That a time is expected: the usual one (custom, no law), one that a law sets; in words, either may be empty."""

    customary: str = ""
    by_law: str = ""


class Limit(NamedTuple):
    """A legal clock at the end of a chain of deadlines; `from_knowledge`: it runs though nothing is confirmed yet."""

    within: Period
    from_knowledge: bool


class Expectation(NamedTuple):
    """One thing that a pack expects.

    id          unique in its pack; the name that a company's pack uses to change it
    pack        the pack that it comes from
    topics      a row or a section on each of these topics answers it; the first says what it is about
    says        what the instrument says, in own words
    cites       its clauses
    binding     what kind of instrument asks (`vocabulary.BINDINGS`)
    weight      how grave it is where nothing answers, as written; see `severity`
    recalled    from memory: kept and shown as such, never more than a note
    look_up     where to read the text itself
    when, unless   which agreements and products it is for
    decisions   the decisions that a row must take, unless `if_taken`: then none needs to
    held_by     who may answer (`vocabulary.HOLDERS`), any of these; empty: anybody
    every_row   whether every row that takes the decision is answered so; else at least one
    delegable   yes, task-only or no
    waivable    whether a waiver may cover that somebody else answers
    deadline    a row on the topic must give a time
    limit       the legal clock of the decision
    keep        how long records are kept, of several the longest; `keep_of`: words in the names of those concerned
    precedence  the agreement must say which contract wins
    linked      legal capacities whose holders must be tied to the site that makes the product
    """

    id: str
    pack: str
    title: str
    topics: tuple[str, ...]
    says: str = ""
    cites: tuple[str, ...] = ()
    binding: str = "policy"
    weight: Severity = "warning"
    recalled: bool = False
    look_up: str = ""
    when: Condition = Condition()
    unless: Condition = Condition()
    decisions: tuple[str, ...] = ()
    if_taken: bool = False
    held_by: tuple[str, ...] = ()
    every_row: bool = True
    delegable: str = "task-only"
    waivable: bool = False
    deadline: Deadline | None = None
    limit: Limit | None = None
    keep: tuple[Period, ...] = ()
    keep_of: tuple[str, ...] = ()
    precedence: bool = False
    linked: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """What it is about."""
        return self.topics[0]

    @property
    def severity(self) -> Severity:
        """How grave it is where nothing answers: as written, but what is recalled is a note."""
        return "note" if self.recalled else self.weight

    @property
    def citations(self) -> tuple[str, ...]:
        """Its clauses as shown: what is recalled says so."""
        return tuple(f"{cite} (from memory)" for cite in self.cites) if self.recalled else self.cites


class Pack(NamedTuple):
    """A pack as agreements are held against it; `stands_on` are the packs below it, id and version."""

    id: str
    version: str
    title: str
    about: str
    binding: str
    look_up: str
    expectations: tuple[Expectation, ...]
    stands_on: tuple[tuple[str, str], ...] = ()


def gravest(severities: list[Severity]) -> Severity:
    """The gravest of severities."""
    return min(severities, key=SEVERITIES.index)
