"""What a rule may look at: the agreement, its graph, the lists, the day. Read-only."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from qa_engine.agreement.model import EACH, OTHER, party_of
from qa_engine.agreement.resolved import file_name, place_of
from qa_engine.close import get_close_matches
from qa_engine.coverage.against import packs_against
from qa_engine.coverage.answers import Coverage
from qa_engine.finding import Finding, Related
from qa_engine.graph.duties import Duties
from qa_engine.graph.order import Order
from qa_engine.ledger.where import has_ledger
from qa_engine.packs.lists import decisions, topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from qa_engine.agreement.model import Agreement, Row, Waiver
    from qa_engine.check.rule import Rule
    from qa_engine.finding import Fix, Place, Severity
    from qa_engine.ledger.chain import Ledger
    from qa_engine.ledger.fold import History, Version
    from qa_engine.packs.lists import Decision, Topic
    from qa_engine.packs.read import Loaded
    from qa_engine.source import Route, Source, Span


class Context:
    """One agreement under check on one day.

    agreement  what was agreed
    on         the day that is asked about; rules never look at the clock
    known      names of all rules, for those that speak of rules
    used       positions of the waivers that covered something (set before the last stage)
    others     what was found before the last stage
    packs      the packs that the agreement names, as far as they could be read
    """

    def __init__(self, agreement: Agreement, on: date, known: dict[str, Rule], packs: Loaded | None = None) -> None:
        self.agreement = agreement
        self.on = on
        self.known = known
        self.used: frozenset[int] = frozenset()
        self.others: tuple[Finding, ...] = ()
        self.rule: Rule | None = None
        self.packs = packs_against(agreement) if packs is None else packs
        self._unbroken = not agreement.resolved.broken
        self._certain: dict[str, bool] = {}  # by row: what every second rule asks of each row is worked out once
        self._owners: dict[str, str] = {}

    @cached_property
    def coverage(self) -> Coverage:
        """What the agreement answers to the expectations of its packs."""
        return Coverage(self.agreement, self.packs.packs)

    @cached_property
    def duties(self) -> Duties:
        """Who does, answers, is asked and told, row by row."""
        return Duties(self.agreement)

    @cached_property
    def order(self) -> Order:
        """What waits for what."""
        return Order(self.agreement)

    @cached_property
    def has_ledger(self) -> bool:
        """Whether a ledger lies beside the agreement: the quick answer to most questions on its life."""
        file = self.agreement.resolved.files[0]
        return file is not None and has_ledger(file)

    @cached_property
    def ledger(self) -> Ledger:
        """The lifecycle records beside the agreement; an empty ledger where there are none."""
        from qa_engine.ledger.beside import ledger_of

        return ledger_of(self.agreement)

    @cached_property
    def history(self) -> History | None:
        """What the ledger says of each version; None where it does not hold, and so says nothing."""
        from qa_engine.ledger.beside import history_of

        return history_of(self.ledger)

    def differs(self, version: Version) -> bool:
        """Whether the agreement has other content than a version on its ledger."""
        from qa_engine.ledger.beside import differs

        return differs(self.agreement, version)

    @property
    def decisions(self) -> dict[str, Decision]:
        """All decisions that there are."""
        return decisions()

    @property
    def topics(self) -> dict[str, Topic]:
        """All topics that there are."""
        return topics()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows that apply, in order."""
        return tuple(row for row in self.agreement.rows.values() if not row.not_applicable)

    def rows_whose_letters(self, fit: Callable[[Row], bool]) -> list[Row]:
        """The rows that apply and whose letters are such; all rows with the same letters are asked as one."""
        return [row for rows in self._alike for row in (rows if fit(rows[0]) else ())]

    @cached_property
    def _alike(self) -> tuple[list[Row], ...]:
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            found.setdefault(id(row.raci), []).append(row)
        return tuple(found.values())

    @cached_property
    def notices(self) -> tuple[Row, ...]:
        """The rows that apply and pass word on, in order."""
        return tuple(row for row in self.rows if row.is_notice)

    def sound(self, row: Row, *keys: str) -> bool:
        """Whether none of these keys of a row was found broken: only then may a rule judge by them."""
        if self._unbroken:
            return True
        if row.route[:3] in self.agreement.resolved.broken:
            return False  # a file on top of the row's own speaks of these rows, and could not be read
        return not (row.broken and row.broken.intersection(keys))

    def knows_holders(self, row: Row) -> bool:
        """Whether it is certain who is in a row: its letters could all be read, and all its holders are declared.

        For whom `each` and `other` stand hangs on the roles of the parties.
        """
        known = self._certain.get(row.id)
        if known is None:
            known = self._certain[row.id] = (
                self.sound(row, "raci")
                and self.agreement.holders.issuperset(row.raci)
                and (self._roles_known or not any(party_of(holder) in (EACH, OTHER) for holder in row.raci))
            )
        return known

    @cached_property
    def _roles_known(self) -> bool:
        broken = self.agreement.resolved.broken
        return not any(route[:1] == ("parties",) and route[2:3] == ("role",) for route in broken)

    @cached_property
    def rows_lost(self) -> bool:
        """Whether the file holds rows that could not be read, or not all of a row: what they would say is not known.

        Rules that miss something in the whole of the rows stay silent then.
        """
        agreement = self.agreement
        for route in agreement.resolved.broken:
            if route == ("extends",):
                return True
            if route[:1] == ("sections",) and len(route) < 5 and route[2:3] in ((), ("activities",)):
                return True
        return any(
            finding.rule == "duplicate-key" and finding.place.at in {"sections", *agreement.sections, *agreement.rows}
            for finding in agreement.findings
        )

    def owner(self, row: Row) -> str:
        """The one holder that answers for a row.

        Empty where none does, several do, each does for its own part, or the letters leave a doubt: one could not be
        read, or names a holder that is not declared.
        """
        owner = self._owners.get(row.id)
        if owner is None:
            declared = self.agreement.holders.issuperset(row.holders_with("A"))
            owner = self._owners[row.id] = self.duties.owner(row) if declared and self.sound(row, "raci") else ""
        return owner

    def standing(self, one: Row, other: Row) -> tuple[Row, Row]:
        """Where a finding between two rows stands, and the row that it is related to.

        It stands at the row that waits for the other, else at the later one in the agreement.
        """
        one_waits = other.id in self.order.before(one.id)
        other_waits = one.id in self.order.before(other.id)
        if one_waits == other_waits:
            one_waits = self._position[one.id] > self._position[other.id]
        return (one, other) if one_waits else (other, one)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {row_id: index for index, row_id in enumerate(self.agreement.rows)}

    def rows_that_decide(self, decision: str) -> list[Row]:
        """The rows that take a decision, those that do not apply left out."""
        return self._deciders.get(decision, [])

    def may_decide(self, row: Row, decision: str) -> bool:
        """Whether a row takes a decision or may be meant to: what it decides could not be read, or is mistyped."""
        if decision in row.decides or not self.sound(row, "decides"):
            return True
        known = decisions()
        unknown = [name for name in row.decides if name not in known]
        return bool(unknown) and any(get_close_matches(name, known, 1) == [decision] for name in unknown)

    @cached_property
    def deciding(self) -> tuple[Row, ...]:
        """The rows that decide something or may be meant to, those that do not apply among them."""
        rows = self.agreement.rows.values()
        return tuple(row for row in rows if row.decides or not self.sound(row, "decides"))

    @cached_property
    def _deciders(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            for decision in row.decides:
                found.setdefault(decision, []).append(row)
        return found

    @cached_property
    def decided(self) -> tuple[str, ...]:
        """The decisions that rows take, in order of the agreement; names that are in no list too."""
        return tuple(self._deciders)

    def finding(
        self,
        route: Route,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        at: str | None = None,
        severity: Severity | None = None,
        related: Iterable[tuple[Route, str]] = (),
        cites: tuple[str, ...] | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of the rule that is running.

        `route` is where it stands (the value; its key with `key=True`; the nearest owner where nothing stands there);
        `related` gives other places, each with what it has to do with it (shown at the key of the place).
        """
        if self.rule is None:
            raise RuntimeError("findings are made while a rule runs")
        return Finding(
            self.rule.name,
            severity or self.rule.severity,
            self.agreement.place(route, key=key, at=at),
            message,
            hint,
            self.rule.cites if cites is None else cites,
            tuple(Related(self.agreement.place(other, key=True), said) for other, said in related),
            fix,
        )

    def finding_in(self, source: Source, span: Span, message: str, hint: str = "") -> Finding:
        """A finding about a stretch of text that is no value of its own."""
        if self.rule is None:
            raise RuntimeError("findings are made while a rule runs")
        place = place_of(source, span, file_name(source.path))
        return Finding(self.rule.name, self.rule.severity, place, message, hint, self.rule.cites)

    def texts(self, route: Route) -> Iterator[tuple[Route, str]]:
        """The text at a route, or the texts of the list there, each with its own route."""
        value = self.agreement.resolved.value(route)
        if isinstance(value, str):
            yield route, value
        elif isinstance(value, list):
            yield from (((*route, position), text) for position, text in enumerate(value) if isinstance(text, str))

    def raci_route(self, row: Row) -> Route:
        """Where the letters of a row stand."""
        return (*row.route, "raci")

    def waivers(self) -> Iterator[tuple[int, Waiver]]:
        """The waivers with their positions."""
        yield from enumerate(self.agreement.waivers)

    def place(self, route: Route) -> Place:
        """Where a value stands."""
        return self.agreement.place(route)
