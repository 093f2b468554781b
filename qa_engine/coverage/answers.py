"""Expectation by expectation: the rows and sections that answer it, or what is missing.

`check` and `qa-engine coverage` both ask here, so they cannot disagree.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from qa_engine.agreement.period import TIME_IN_PROSE
from qa_engine.coverage.applies import Case, applies_to
from qa_engine.named import NamedTuple
from qa_engine.packs.lists import decisions, nearest_topic, topics
from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement, Row, Section
    from qa_engine.packs.pack import Expectation, Pack

State = Literal["answered", "not-applicable", "gap"]
Lack = Literal["topic", "decision", "deadline", "precedence"]

PRECEDENCE = "precedence-supply-agreement"

_RULED_OUT = pattern(
    r"\b(?:not|never|no)\b[^.]{0,60}?\b(?:permitted|allowed|done|performed|carried\s+out|take\s+place|reprocess\w*|rework\w*)",
    re.IGNORECASE,
)
"""Prose that rules out what a decision would be about."""


class Gap(NamedTuple):
    """One thing that an expectation asks for and nothing gives: its kind, and the topic or decision that it is."""

    lack: Lack
    name: str


class Line(NamedTuple):
    """What an agreement answers to one expectation.

    rows      ids of the rows that answer it, those that say why it does not apply among them
    sections  ids of the sections whose prose answers it
    stated    keys at the top of the agreement that say it in the place of a section (`definitions`, `escalation`)
    gaps      what is missing; empty where it is answered
    excused   whether all answers are reasons why it does not apply
    """

    expectation: Expectation
    rows: tuple[str, ...]
    sections: tuple[str, ...]
    stated: tuple[str, ...]
    gaps: tuple[Gap, ...]
    excused: bool

    @property
    def state(self) -> State:
        """Answered, answered by the reason why it does not apply, or a gap."""
        if self.gaps:
            return "gap"
        return "not-applicable" if self.excused else "answered"


class Coverage:
    """An agreement held against packs."""

    def __init__(self, agreement: Agreement, packs: Iterable[Pack]) -> None:
        self.agreement = agreement
        self.packs = tuple(packs)

    @cached_property
    def expectations(self) -> tuple[Expectation, ...]:
        """The expectations that are for this agreement, pack by pack."""
        case = Case.of(self.agreement)
        return tuple(
            expectation for pack in self.packs for expectation in pack.expectations if applies_to(case, expectation)
        )

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The answer to each expectation, in the order of the packs."""
        return tuple(self._line(expectation) for expectation in self.expectations)

    @cached_property
    def gaps(self) -> tuple[tuple[Expectation, Gap], ...]:
        """Everything that is missing, in the order of the packs."""
        return tuple((one, gap) for one in self.expectations for gap in self._gaps(one))

    @cached_property
    def rows_on(self) -> dict[str, list[Row]]:
        """Topic → the rows on it, those that do not apply among them. A mistyped topic is taken for the nearest."""
        found: dict[str, list[Row]] = {}
        for row in self.agreement.rows.values():
            if row.topic:
                found.setdefault(_meant(row.topic), []).append(row)
        return found

    @cached_property
    def sections_on(self) -> dict[str, list[Section]]:
        """Topic → the sections that answer it themselves: with prose, or with the reason why it does not apply."""
        found: dict[str, list[Section]] = {}
        for section in self.agreement.sections.values():
            if section.topic and (section.text.strip() or section.not_applicable):
                found.setdefault(_meant(section.topic), []).append(section)
        return found

    @cached_property
    def deciding(self) -> dict[str, list[Row]]:
        """Decision → the rows that take it, or say why it does not apply."""
        found: dict[str, list[Row]] = {}
        for row in self.agreement.rows.values():
            for decision in row.decides:
                found.setdefault(decision, []).append(row)
        return found

    def speaks_of(self, topic: str) -> bool:
        """Whether a row, or a section's prose, is on a topic, or says why it does not apply."""
        return topic in self.rows_on or topic in self.sections_on

    def is_excused(self, topic: str) -> bool:
        """Whether the agreement says only why a topic does not apply."""
        rows, sections = self.rows_on.get(topic, ()), self.sections_on.get(topic, ())
        return bool(rows or sections) and all(one.not_applicable for one in (*rows, *sections))

    def takes(self, decision: str) -> bool:
        """Whether a row takes a decision, says why it does not apply, or its topic is said not to apply.

        Prose alone may say it too: "Reprocessing is not permitted."
        """
        if decision in self.deciding:
            return True
        topic = decisions()[decision].topic
        rows, sections = self.rows_on.get(topic, ()), self.sections_on.get(topic, ())
        ruled_out = not rows and any(_RULED_OUT.search(section.text) for section in sections)
        return ruled_out or any(one.not_applicable for one in (*rows, *sections))

    def has_time(self, topic: str) -> bool:
        """Whether a row on a topic gives a time, or a section's prose does; `review` is that of the agreement."""
        if topic == "agreement-lifecycle" and "review" in self.agreement.data:
            return True
        rows = self.rows_on.get(topic, ())
        if any(row.within or row.notice or row.every or row.with_ for row in rows):
            return True
        return any(TIME_IN_PROSE.search(section.text) for section in self.sections_on.get(topic, ()))

    def says_precedence(self) -> bool:
        """Whether anything says which contract wins: the key, or a row or a section on it."""
        contract = self.agreement.data.get("commercial-contract")
        return (isinstance(contract, dict) and "precedence" in contract) or self.speaks_of(PRECEDENCE)

    def stated_at(self, topic: str) -> str:
        """The key at the top of the agreement that says in substance what a section on the topic would; else empty."""
        key = _STATED.get(topic, "")
        value: Any = self.agreement.data.get(key.split(".", maxsplit=1)[0]) if key else None
        if "." in key:
            value = value.get(key.partition(".")[2]) if isinstance(value, dict) else None
        return key if value else ""

    def _line(self, expectation: Expectation) -> Line:
        gaps = list(self._gaps(expectation))
        on = [row for topic in expectation.topics for row in self.rows_on.get(topic, ())]
        deciding = [row for decision in expectation.decisions for row in self.deciding.get(decision, ())]
        rows = list(dict.fromkeys(row.id for row in (*deciding, *(() if deciding else on))))
        sections = [section for topic in expectation.topics for section in self.sections_on.get(topic, ())]
        stated = [key for topic in expectation.topics if not self.speaks_of(topic) and (key := self.stated_at(topic))]
        answers: list[Row | Section] = [*(deciding or on), *sections]
        excused = bool(answers) and all(one.not_applicable for one in answers)
        ids = tuple(dict.fromkeys(section.id for section in sections))
        return Line(expectation, tuple(rows), ids, tuple(stated), tuple(gaps), excused)

    def _gaps(self, expectation: Expectation) -> Iterable[Gap]:
        if expectation.precedence:
            if not self.says_precedence():
                yield Gap("precedence", PRECEDENCE)
            return
        for topic in expectation.topics:
            if not self.speaks_of(topic) and not self.stated_at(topic):
                yield Gap("topic", topic)
        for decision in expectation.decisions:
            if not expectation.if_taken and not self.takes(decision):
                yield Gap("decision", decision)
        about = expectation.topic
        if (
            expectation.deadline is not None
            and self.speaks_of(about)
            and not self.has_time(about)
            and not self.is_excused(about)
        ):
            yield Gap("deadline", about)


# A topic that a key at the top of the agreement answers in substance; where it is there, a section is not missed much.
_STATED = {
    "parties-and-scope": "products",
    "definitions": "definitions",
    "responsibility-matrix": "sections",
    "contacts-communication": "contacts",
    "dispute-resolution": "escalation",
    "agreement-lifecycle": "review",
    "kpi-performance-review": "kpis",
    "record-retention": "records",
    PRECEDENCE: "commercial-contract.precedence",
}


def _meant(topic: str) -> str:
    return topic if topic in topics() else nearest_topic(topic) or topic
