"""What changes mean: the class of each and of the whole, the next version, who must approve, who is affected.

The judgement is a table, apart from the facts: a company overrides it in its settings. What the table does not know
counts as major.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qa_engine.agreement.canonical import changes_by_notice
from qa_engine.agreement.model import EACH, OTHER, party_of
from qa_engine.agreement.period import certainly_shorter, read_period
from qa_engine.agreement.versions import numbers_of
from qa_engine.changes.change import ABSENT
from qa_engine.changes.effects import DUTY, agreements_of, bound_by, effects_of, rows_of, steps_of
from qa_engine.changes.gather import letters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qa_engine.agreement.model import Agreement
    from qa_engine.agreement.period import Period
    from qa_engine.changes.change import Change, ChangeSet, Operation
    from qa_engine.changes.effects import Effect

Class = Literal["editorial", "minor", "major"]

CLASSES: tuple[Class, ...] = ("editorial", "minor", "major")
"""From the mildest to the gravest."""

TABLE: Mapping[str, Class] = {
    # a kind, or a kind and a case of it
    "activity-removed": "major",
    "raci-changed/duty": "major",
    "deadline-changed/looser": "major",
    "decision-changed": "major",
    "topic-changed": "major",
    "scope-changed": "major",
    "delegation-changed": "major",
    "scheme-changed": "major",
    "id-changed": "major",
    "party-changed/standing": "major",
    "sequence-changed": "major",
    "signed-by-changed": "major",
    "party-added": "major",
    "party-removed": "major",
    "product-added": "major",
    "product-removed": "major",
    "product-changed": "major",
    "section-removed": "major",
    "class-changed": "major",
    "kpi-changed": "major",
    "waiver-changed": "major",
    "record-changed/shorter": "major",
    "precedence-changed": "major",
    "activity-added": "minor",
    "raci-changed/voice": "minor",
    "deadline-changed/tighter": "minor",
    "record-changed/other": "minor",
    "records-changed": "minor",
    "basis-changed": "minor",
    "procedure-changed": "minor",
    "section-added": "minor",
    "prose-changed": "minor",
    "definition-changed": "minor",
    "signatory-changed": "minor",
    "term-changed": "minor",
    "party-changed/particulars": "minor",
    "with-changed": "minor",
    "escalation-changed": "minor",
    "appendix-changed": "minor",
    "wording-changed": "editorial",
    "activity-renamed": "editorial",
    "activity-moved": "editorial",
    "section-moved": "editorial",
    "contact-changed": "editorial",
    "via-changed": "editorial",
    "metadata-changed": "editorial",
}
"""Kind, or `kind/case` → class."""

_STANDING = frozenset({"role", "holds", "of", "approved"})
"""What a party is in the agreement and before the authorities."""

_NEVER_RAISES = frozenset({"version", "status", "history"})
"""Keys at the top that speak of the version itself."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A change with its class.

    effects   what it does to each party
    affects   the parties that it concerns, in their order
    by_notice it is in a part that may change without a new approval
    raises    whether it asks for a new version at all
    """

    change: Change
    cls: Class
    effects: tuple[Effect, ...]
    affects: tuple[str, ...]
    by_notice: bool
    raises: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all changes mean together.

    cls           the gravest class; None where nothing changed
    changes       each change, judged, in reading order
    next_version  the version that the changes ask for, counted from the old one; the old one where none is asked for
    approvals     holders whose approval is enough; of several that could give it, the first
    instead       others, any one of whom could approve instead (an editorial change needs only one)
    missing       parties that ought to approve and have no signatory from their quality unit
    affects       parties concerned
    """

    cls: Class | None
    changes: tuple[Judged, ...]
    old_version: str
    new_version: str
    next_version: str
    approvals: tuple[str, ...]
    instead: tuple[str, ...]
    missing: tuple[str, ...]
    affects: tuple[str, ...]

    @property
    def version_is_raised(self) -> bool:
        """Whether the new agreement bears a higher number than the old one."""
        return numbers_of(self.new_version) > numbers_of(self.old_version)

    @property
    def version_is_enough(self) -> bool:
        """Whether the number that the new agreement bears is at least the one that the changes ask for."""
        return numbers_of(self.new_version) >= numbers_of(self.next_version)


def assess(changes: ChangeSet, table: Mapping[str, Class] | None = None) -> Verdict:
    """Judge a change set.

    `table` holds what a company judges otherwise: kind, or `kind/case`, → class. Raises ValueError for changes that were
    read from a file: who is affected and who signs is told by the agreements.
    """
    old, new = agreements_of(changes)
    notice = changes_by_notice(old.data) & changes_by_notice(new.data)
    judged = tuple(_judged(changes, change, table or {}, notice) for change in changes.changes)
    cls = _gravest(one.cls for one in judged)
    asked = _gravest(one.cls for one in judged if one.raises)
    approvals, instead, missing = _approvals(new, asked)
    concerned = {party for one in judged for party in one.affects}
    return Verdict(
        cls,
        judged,
        old.version,
        new.version,
        _next(old.version, asked),
        approvals,
        instead,
        missing,
        tuple(party for party in dict.fromkeys((*new.parties, *old.parties)) if party in concerned),
    )


def class_of(kind: str, case: str, table: Mapping[str, Class]) -> Class:
    """The class of a kind, in the case of it that there is (or empty): the company's word first, then the table's."""
    for known in (table, TABLE):
        for name in (f"{kind}/{case}", kind):
            if name in known:
                return known[name]
    return "major"


def _judged(changes: ChangeSet, change: Change, table: Mapping[str, Class], notice: set[str]) -> Judged:
    by_notice = change.operations[0].route[0] in notice
    cls: Class = "editorial" if by_notice else class_of(change.kind, case_of(change), table)
    route = change.operations[0].route
    raises = not by_notice and not (change.kind == "metadata-changed" and route[0] in _NEVER_RAISES)
    effects = effects_of(changes, change)
    return Judged(change, cls, effects, _affects(changes, change, effects), by_notice, raises)


def case_of(change: Change) -> str:
    """Which case of its kind a change is; empty where its kind has none."""
    if change.kind == "raci-changed":
        return "duty" if any(_duty(value.before) != _duty(value.after) for value in change.operations) else "voice"
    if change.kind == "deadline-changed":
        directions = {step.direction for step in steps_of(change)}
        return (
            "tighter"
            if directions <= {"tightened"}
            else "looser"
            if directions <= {"tightened", "loosened"}
            else "unclear"
        )
    if change.kind == "party-changed":
        standing = any(
            operation.route[2] in _STANDING or operation.route[-1] == "holds" for operation in change.operations
        )
        return "standing" if standing else "particulars"
    if change.kind == "record-changed":
        return "shorter" if any(_kept_shorter(operation) for operation in change.operations) else "other"
    return ""


def _duty(value: object) -> dict[str, set[str]]:
    """Holder → R, A and X in what a `raci-changed` has before or after."""
    cells = value if isinstance(value, dict) else {"": value}
    held = {holder: set(letters_of(cell)) & set(DUTY) for holder, cell in cells.items()}
    return {holder: letters for holder, letters in held.items() if letters}


def _kept_shorter(operation: Operation) -> bool:
    """Whether a record is kept shorter than before, or not at all, or for a time that cannot be compared."""
    route, before, after = operation.route, operation.before, operation.after
    if after is ABSENT and len(route) == 2:
        return True
    if len(route) < 3 or route[2] != "keep" or before is ABSENT:
        return False
    if not isinstance(before, list) or not isinstance(after, list):
        return True
    old, new = ([period for text in texts if (period := read_period(text))] for texts in (before, after))
    # of several the longest counts: each time of old must be reached by one of now
    return not all(any(_reaches(period, other) for period in new) for other in old)


def _reaches(period: Period, other: Period) -> bool:
    same_clock = (period.link, period.event) == (other.link, other.event)
    return period == other or (same_clock and certainly_shorter(other, period))


def _affects(changes: ChangeSet, change: Change, effects: tuple[Effect, ...]) -> tuple[str, ...]:
    """The parties that a change concerns."""
    old, new = agreements_of(changes)
    route = change.operations[0].route
    found: set[str] = set()
    if change.kind == "metadata-changed":
        return ()
    if route[0] == "rows":
        before, after = rows_of(changes, change)
        if change.kind == "raci-changed":
            found = _named_in(change, new)
        found |= {effect.party for effect in effects}
        if not found:
            found = {party_of(holder) for row in (before, after) if row for holder in row.raci} - {EACH, OTHER}
    elif route[0] in ("parties", "signatories", "contacts"):
        found = {party_of(change.at)}
    elif route[0] == "sections":
        found = _in_section(old, change.section) | _in_section(new, change.section) or bound_by(new)
    else:
        found = bound_by(new) | bound_by(old)
    return tuple(party for party in dict.fromkeys((*new.parties, *old.parties)) if party in found)


def _named_in(change: Change, agreement: Agreement) -> set[str]:
    """The parties of the cells that changed; `each` and `other` are all that act."""
    holders = {
        party_of(holder) for value in (change.before, change.after) if isinstance(value, dict) for holder in value
    }
    return (holders - {EACH, OTHER}) | ({*agreement.acting} if holders & {EACH, OTHER} else set())


def _in_section(agreement: Agreement, section: str) -> set[str]:
    rows = agreement.sections[section].rows if section in agreement.sections else ()
    return {party_of(holder) for row in rows for holder in agreement.rows[row].raci} - {EACH, OTHER}


def _gravest(classes: Iterable[Class]) -> Class | None:
    return max(classes, key=CLASSES.index, default=None)


def _next(version: str, cls: Class | None) -> str:
    """Major: the next whole number; minor and editorial: the next decimal; none: the same."""
    numbers = numbers_of(version)
    if cls is None or len(numbers) != 2:
        return version
    return f"{numbers[0] + 1}.0" if cls == "major" else f"{numbers[0]}.{numbers[1] + 1}"


def _approvals(agreement: Agreement, cls: Class | None) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Who must approve, who could instead, and which parties lack somebody who can."""
    signatories = list(dict.fromkeys(_holder(entry) for entry in agreement.entries("signatories")))
    quality = [holder for holder in signatories if agreement.unit_of(holder) == "quality"]
    parties = [
        party.id for party in agreement.parties.values() if party.role in ("contract-giver", "contract-acceptor")
    ]
    missing = tuple(party for party in parties if not any(party_of(holder) == party for holder in quality))
    of_both = tuple(holder for party in parties for holder in quality if party_of(holder) == party)
    if cls is None:
        return (), (), ()
    if cls == "major":
        return tuple(signatories), (), missing
    return (of_both, (), missing) if cls == "minor" else (of_both[:1], of_both[1:], () if of_both else missing)


def _holder(entry: dict[str, str]) -> str:
    return f"{entry['party']}.{entry['function']}" if entry.get("function") else entry["party"]
