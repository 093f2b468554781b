"""Changes for people on a terminal: section by section, or what they mean to one party in about ten lines."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.changes.assess import CLASSES
from qa_engine.changes.effects import rows_of
from qa_engine.report.sentences import VERBS, Teller, plain, plural
from qa_engine.report.width import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.changes.assess import Judged, Verdict
    from qa_engine.changes.change import ChangeSet
    from qa_engine.changes.effects import Effect
    from qa_engine.changes.expectations import Shift
    from qa_engine.report.sentences import Sentence
    from qa_engine.report.text import Line

ROLES = {"major": "error", "minor": "warning", "editorial": "note"}
_WIDE = max(map(len, CLASSES))
_FEW = 3
"""So many changes of one sort are told to a party one by one; more are counted."""


def changes_text(changes: ChangeSet, verdict: Verdict, shift: Shift) -> Iterator[list[Line]]:
    """All changes as lines of pieces, in reading order of the new agreement; then what they mean together."""
    yield _title(changes)
    if not changes:
        yield [("nothing changed", "")]
        return
    yield [(f"version {_step(changes)}, {counted(verdict)}", "dim")]
    teller = Teller(changes)
    for section, group in groupby(verdict.changes, key=lambda judged: section_of(changes, judged)):
        yield [("", "")]
        yield [(printable(section), "heading")]
        for (at, subject), judged in groupby(group, key=lambda judged: (judged.change.at, subject_of(changes, judged))):
            yield [(f"  {printable(at)}", "place"), (f"  {printable(subject)}" if subject else "", "dim")]
            for one in judged:
                yield from _told(changes, one, teller)
    yield [("", "")]
    for label, text in closing(changes, verdict, shift, teller):
        yield [(f"{label}: ", "heading"), (text, "")]


def _told(changes: ChangeSet, one: Judged, teller: Teller) -> Iterator[list[Line]]:
    place = changes.place(one.change)
    where = f"  {place.path}:{place.line}" if place else ""
    head = f"    {one.cls:<{_WIDE}}  "
    for told in teller.sentences(one.change):
        yield [(head, ROLES[one.cls]), *_pieces(told), (where, "dim")]
        head, where = " " * len(head), ""


def _pieces(told: Sentence) -> Iterator[Line]:
    """A sentence for a terminal: in colour, and words that are gone or new in marks, for where no colour is."""
    marks = {"gone": "[-{}-]", "new": "{{+{}+}}"}
    yield from ((printable(marks.get(bit.role, "{}").format(bit.text)), _COLOURS[bit.role]) for bit in told)


_COLOURS = {"": "", "gone": "error", "new": "hint", "out": "error", "in": "hint"}


def _title(changes: ChangeSet) -> list[Line]:
    title = changes.new.agreement.title if changes.new.agreement else ""
    return [(printable(changes.new.id), "heading"), (f"  {printable(title)}", "")]


def _step(changes: ChangeSet) -> str:
    if changes.old.version == changes.new.version:
        return f"{changes.old.version} on both sides"
    return f"{changes.old.version} → {changes.new.version}"


def counted(verdict: Verdict) -> str:
    """`4 changes: 1 major, 3 minor`."""
    counts = {cls: sum(one.cls == cls for one in verdict.changes) for cls in reversed(CLASSES)}
    total = len(verdict.changes)
    return f"{total} change{'' if total == 1 else 's'}: " + ", ".join(
        f"{count} {cls}" for cls, count in counts.items() if count
    )


def section_of(changes: ChangeSet, judged: Judged) -> str:
    """The heading under which a change is told."""
    section = judged.change.section
    for side in (changes.new, changes.old):
        if section and side.agreement and section in side.agreement.sections:
            return side.agreement.sections[section].title
    return section or (
        "Records, contacts, signatures" if judged.change.operations[0].route[0] in _BACK else "The agreement"
    )


_BACK = frozenset({"records", "escalation", "kpis", "contacts", "appendices", "signatories", "waivers", "history"})


def subject_of(changes: ChangeSet, judged: Judged) -> str:
    """What a row is about, or who a party is, where the change itself does not say it."""
    kind, at, first = judged.change.kind, judged.change.at, judged.change.operations[0].route[0]
    if kind.endswith(("-added", "-removed")):
        return ""
    for side in (changes.new, changes.old):
        if side.agreement and first == "rows" and at in side.agreement.rows:
            return side.agreement.rows[at].do
        if side.agreement and first == "parties" and at in side.agreement.parties:
            return side.agreement.parties[at].name
    return ""


def closing(changes: ChangeSet, verdict: Verdict, shift: Shift, teller: Teller) -> Iterator[tuple[str, str]]:
    """What the changes mean together, as label and text."""
    enough = "" if verdict.version_is_enough else f"; the file bears {verdict.new_version}, which is too low"
    none = verdict.next_version == verdict.old_version
    yield "Class", f"{verdict.cls}" if verdict.cls else "none"
    yield "Next version", "no new one is needed" if none else f"{verdict.next_version}{enough}"
    yield "Approval", approval(changes, verdict, teller)
    if verdict.affects:
        yield "Concerns", ", ".join(teller.holder(party) for party in verdict.affects)
    for label, expectations in (("No longer answered", shift.lost), ("Answered now", shift.answered)):
        if expectations:
            yield label, "; ".join(f"{one.title} ({one.pack}: {', '.join(one.cites)})" for one in expectations)
    if any(one.change.kind == "wording-changed" for one in verdict.changes):
        yield "To confirm", "the author states that the changed wording leaves the meaning as it was"


def approval(changes: ChangeSet, verdict: Verdict, teller: Teller) -> str:
    """Who must approve, in words."""
    if verdict.next_version == verdict.old_version:
        return "none is needed"
    names: dict[str, str] = {}
    for entry in changes.new.agreement.entries("signatories") if changes.new.agreement else ():
        holder = f"{entry['party']}.{entry['function']}" if entry.get("function") else str(entry["party"])
        names.setdefault(holder, str(entry.get("name", "")))
    said = [teller.holder(one) + (f" ({names[one]})" if names.get(one) else "") for one in verdict.approvals]
    others = [teller.holder(one) + (f" ({names[one]})" if names.get(one) else "") for one in verdict.instead]
    found = ", ".join(said)
    if others:
        found += f", or instead {' or '.join(others)}"
    if verdict.missing:
        lacking = ", ".join(teller.holder(party) for party in verdict.missing)
        found += f"{'; ' if found else ''}no signatory from the quality unit of {lacking}"
    return found or "the agreement names no signatory"


# One party's view


def party_text(changes: ChangeSet, verdict: Verdict, party: str) -> Iterator[list[Line]]:
    """What the changes mean to one party: what it gains and loses, its deadlines, whether it must approve."""
    teller = Teller(changes)
    mine = [one for one in verdict.changes if party in one.affects]
    name = f"{teller.holder(party)} ({party})"
    yield _title(changes)
    if not mine:
        count = len(verdict.changes)
        none = f"none of the {count} changes concerns you" if changes else "nothing changed"
        none = "the one change does not concern you" if count == 1 else none
        yield [(f"{printable(name)}: ", "heading"), (none, "")]
        return
    major = sum(one.cls == "major" for one in mine)
    told = f"{len(mine)} of {len(verdict.changes)} changes concern you, {major} of them major"
    yield [(f"{printable(name)}: ", "heading"), (told, "")]
    felt: set[int] = set()
    for heading, whats in _GROUPS:
        lines = []
        for one in mine:
            effects = [
                effect
                for effect in one.effects
                if effect.party == party and effect.what in whats and not _goes_without_saying(effect, one)
            ]
            if effects:
                felt.add(id(one))
                added = one.change.kind == "activity-added"
                subject = teller.subject(one.change) if added else subject_of(changes, one)
                texts = _to_you(one, effects, teller, owned=_owned(changes, one))
                lines += [(one.change.at, text, subject) for text in texts]
        yield from _few(heading, lines)
    others: dict[str, list[str]] = {}
    for one in mine:
        if id(one) not in felt:
            others.setdefault(one.change.kind.rpartition("-")[0].replace("-", " "), []).append(one.change.at)
    if others:
        also = "; ".join(
            f"{kind} ({', '.join(places[:4])}{' …' if len(places) > 4 else ''})" for kind, places in others.items()
        )
        yield [("Also: ", "heading"), (printable(also), "")]
    asked = [one for one in verdict.approvals if party_of(one) == party]
    could = [one for one in verdict.instead if party_of(one) == party]
    if asked:
        yield [("Your approval is needed: ", "heading"), (printable(teller.holders(asked)), "")]
    elif could:
        yield [("Your approval would do instead: ", "heading"), (printable(teller.holders(could)), "")]
    else:
        yield [("Your approval is not needed", "")]


_GROUPS = (
    ("You gain", ("duty-gained",)),
    ("You lose", ("duty-lost",)),
    ("Moves within your company", ("duty-moved",)),
    ("Your deadlines", ("deadline-tightened", "deadline-loosened", "deadline-changed")),
    ("What others do for you", ("wait-lengthened", "wait-shortened", "wait-changed")),
    ("Asked and told", ("voice-gained", "voice-lost")),
    ("Scope", ("scope-widened", "scope-narrowed", "scope-changed")),
)


def _goes_without_saying(effect: Effect, one: Judged) -> bool:
    """Whether a holder is no longer asked or told of what it does or answers for itself from now on."""
    return effect.what == "voice-lost" and any(
        other.what in ("duty-gained", "duty-moved") and other.holder == effect.holder for other in one.effects
    )


def _few(heading: str, lines: list[tuple[str, str, str]]) -> Iterator[list[Line]]:
    if lines:
        yield [(heading, "heading")]
    for at, text, subject in lines[:_FEW]:
        yield [(f"  {printable(at)}", "place"), (f"  {printable(text)}", ""), (f"  {printable(_cut(subject))}", "dim")]
    if len(lines) > _FEW:
        more = ", ".join(dict.fromkeys(at for at, _, _ in lines[_FEW:]))
        yield [(f"  and {len(lines) - _FEW} more: {_cut(printable(more), 80)}", "dim")]


def _cut(text: str, room: int = 60) -> str:
    return text if len(text) <= room else f"{text[:room].rsplit(' ', 1)[0]} …"


def _owned(changes: ChangeSet, one: Judged) -> bool:
    """Whether somebody answers for the row of a change after it; of what is no row, or is gone, nothing is missing."""
    _, row = rows_of(changes, one.change)
    return row is None or any({"A", "X"} & set(cell.letters) for cell in row.raci.values())


def _to_you(one: Judged, effects: list[Effect], teller: Teller, *, owned: bool) -> Iterator[str]:
    """Effects of one change on one party, in words to the one who feels them; `owned`: somebody answers for the row now."""
    if effects[0].what.startswith(("deadline", "wait")):
        yield from (plain(told) for told in teller.sentences(one.change))
        return
    if effects[0].what.startswith("scope"):
        width = {"scope-widened": "takes in more: ", "scope-narrowed": "takes in less: ", "scope-changed": ""}[
            effects[0].what
        ]
        yield width + teller.message(one.change)
        return
    gone = effects[0].what.endswith("-lost")
    holders: dict[str, list[Effect]] = {}
    for effect in effects:
        holders.setdefault(effect.holder, []).append(effect)
    removed = f": taken out, '{_cut(teller.subject(one.change), 40)}'" if one.change.kind == "activity-removed" else ""
    for holder, its in holders.items():
        who = "you" if "." not in holder else f"your {teller.function(holder)}"
        verbs = " and ".join(VERBS[effect.letter][2 if gone else 0] for effect in its)
        verbs = verbs if who != "you" else plural(verbs, ["other"])
        others = teller.holders(list(dict.fromkeys(other for effect in its for other in effect.other)))
        told = f"{who} {verbs} before" if gone else f"{who} {verbs} now"
        if gone and not owned and any(effect.letter in "AX" for effect in its):
            others = others or "nobody"
        yield told + removed + (f"; {'now' if gone else 'before'}: {others}" if others else "")
