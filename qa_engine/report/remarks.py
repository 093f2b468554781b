"""Changes as remarks beside a redline: the class of each, what it does, whom it concerns, and why it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.changes.change import ABSENT
from qa_engine.document.remarks import Remark, Words
from qa_engine.report.sentences import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.changes.assess import Judged, Verdict
    from qa_engine.changes.change import Change, ChangeSet, Operation
    from qa_engine.document.remarks import Look, Said
    from qa_engine.report.sentences import Sentence

_LOOKS: dict[str, Look] = {"gone": "gone", "out": "gone", "new": "new", "in": "new"}

_WIDTHS = {"scope-widened": "It takes in more than before.", "scope-narrowed": "It takes in less than before."}

_COLUMNS = {
    "raci-changed": ("party:", "holder:"),
    "deadline-changed": ("time",),
    "with-changed": ("time",),
    "via-changed": ("time",),
    "wording-changed": ("activity", "party:", "holder:"),
    "scope-changed": ("activity",),
    "activity-renamed": ("id",),
}
"""Kind → the columns of a matrix that show it; of any other, wherever the row changed."""

_CONTROL = {
    "id": "Document number",
    "version": "Version",
    "status": "Status",
    "effective": "Effective date",
    "expires": "Expiry date",
    "review": "Periodic review",
}
"""Key at the top → its label on the title page."""

_ENTRIES = {
    "products": "product:{}",
    "definitions": "definition:{}",
    "records": "record:{}",
    "kpis": "kpi:{}",
    "appendices": "appendix:{}",
    "contacts": "contact:{}/*",
    "signatories": "signature:{}/*",
    "escalation": "escalation:{}/*",
    "history": "version:{}/*",
}
"""Key at the top → how a table names an entry of it."""

_LISTS = {"scope": "scope:*", "waivers": "exception:*", "scheme": "reading:*", "commercial-contract": "control:*"}
"""Key at the top → where it is printed as a whole."""


def remarks(changes: ChangeSet, verdict: Verdict) -> tuple[Remark, ...]:
    """A remark for each change, in reading order."""
    teller = Teller(changes)
    reason = _reason(changes)
    return tuple(_remark(changes, judged, teller, reason) for judged in verdict.changes)


def _remark(changes: ChangeSet, judged: Judged, teller: Teller, reason: str) -> Remark:
    change = judged.change
    lines = tuple(line for line in _lines(judged, teller, reason) if line)
    places = tuple(
        dict.fromkeys(place for operation in change.operations for place in _places(operation, change, changes.renamed))
    )
    left: Said = ()
    if change.kind == "activity-moved":
        left = (Words("Moved, not taken out. ", "strong"), Words(f"Row {change.at} stands elsewhere now."))
    if change.kind == "section-moved":
        left = (Words("Moved, not taken out. ", "strong"), Words("The section stands elsewhere now."))
    return Remark(places, lines, _COLUMNS.get(change.kind, ()), left)


def _lines(judged: Judged, teller: Teller, reason: str) -> Iterator[Said]:
    change = judged.change
    yield (Words(f"{judged.cls.capitalize()} change", "strong"), Words(f" · {change.at}"))
    yield from (_said(told) for told in teller.sentences(change))
    yield from ((Words(_WIDTHS[what]),) for what in sorted({effect.what for effect in judged.effects} & _WIDTHS.keys()))
    if judged.affects:
        yield (Words(f"Concerns: {', '.join(teller.holder(party) for party in judged.affects)}."),)
    if judged.by_notice:
        yield (Words("It may be changed by notice, without a new approval."),)
    if reason:
        yield (Words(reason),)


def _said(told: Sentence) -> Said:
    first, *rest = told
    capital = first._replace(text=first.text[:1].upper() + first.text[1:]) if not first.role else first
    return tuple(Words(bit.text, _LOOKS.get(bit.role, "")) for bit in (capital, *rest) if bit.text)


def _reason(changes: ChangeSet) -> str:
    """What the history of the new agreement says of its version."""
    if changes.new.agreement is None or changes.new.version == changes.old.version:
        return ""
    for entry in changes.new.agreement.entries("history"):
        if entry.get("version") == changes.new.version and entry.get("reason"):
            number = f" ({entry['change-control']})" if entry.get("change-control") else ""
            return f"Reason for version {changes.new.version}: {entry['reason']}{number}"
    return ""


def _places(operation: Operation, change: Change, renamed: dict[str, str]) -> Iterator[str]:
    """Where a field is printed, the likeliest place first."""
    first, *rest = operation.route
    name = rest[0] if rest else ""
    if first == "rows":
        yield f"row:{change.at}"
        yield f"row:{name if operation.comes else renamed.get(name, name)}"
    elif first == "sections":
        if operation.field == "text":
            yield f"section:{name}/text/*"
        elif operation.field == "not-applicable":
            yield f"section:{name}/reason"
        yield f"section:{name}"
    elif first == "parties":
        yield f"party:{name}"
        yield f"about:{name}/*"
    elif first == "classes":
        family, members = name, rest[1:]
        yield from (f"class:{family}/{member}" for member in members)
        yield f"class:{family}/*"
        yield f"family:{family}"
    elif first in _CONTROL:
        yield f"control:{_CONTROL[first]}"
    elif first in _ENTRIES:
        names = [name] if name else _named(operation)
        yield from (_ENTRIES[first].format(one) for one in names)
        yield f"{_ENTRIES[first].partition(':')[0]}:*"
        yield f"chapter:{first}"
    elif first in _LISTS:
        yield _LISTS[first]


def _named(operation: Operation) -> list[str]:
    """The entries that differ, where all of them came or went together."""
    return [
        str(name)
        for value in (operation.after, operation.before)
        if value is not ABSENT and isinstance(value, dict)
        for name in value
    ]
