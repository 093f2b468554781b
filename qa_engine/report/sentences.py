"""A change in words: what moved to whom, what got shorter, which words are new. One or more sentences for each change.

A sentence is a tuple of pieces. Words that are gone from a text or new in it need a mark wherever they are shown; of a
whole thing that is taken out or put in the sentence itself says so. How that looks is for each form of report to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from qa_engine.changes.change import ABSENT
from qa_engine.changes.effects import steps_of
from qa_engine.changes.gather import letters_of
from qa_engine.changes.words import word_diff
from qa_engine.document.words import Names, day, listed, words
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa_engine.changes.change import Change, ChangeSet, Operation
    from qa_engine.changes.effects import Step


class Bit(NamedTuple):
    """A piece of a sentence: plain, words gone from a text or new in it, or a whole thing taken out or put in."""

    text: str
    role: Literal["", "gone", "new", "out", "in"] = ""


Sentence = tuple[Bit, ...]

CONTEXT = 40
"""Characters of unchanged text around a change of words; more is left out."""

VERBS = {
    "A": ("answers for it", "no longer answers for it", "answered for it"),
    "X": ("does it and answers for it", "no longer does it, nor answers for it", "did it and answered for it"),
    "R": ("does it", "no longer does it", "did it"),
    "S": ("supports it", "no longer supports it", "supported it"),
    "C": ("is asked", "is no longer asked", "was asked"),
    "I": ("is told", "is no longer told", "was told"),
}
"""Letter → what its holder does now, does no longer, did before; the gravest letter first."""

_KEYS = {"within": "deadline", "notice": "notice", "every": "interval"}
_LABELS = {
    "after": "waits for",
    "needs": "needs",
    "produces": "hands on",
    "basis": "basis",
    "procedure": "procedure",
    "signed-by": "signed by",
    "may-delegate": "may be given to",
    "packs": "held against",
    "with": "handed over with",
    "via": "channel",
    "per": "classes of",
    "copy-to": "copy to",
    "held-by": "held by",
    "from": "comes from",
    "keep": "kept for",
    "holds": "legal capacity",
    "excludes": "not covered",
}
_HOLDERS = frozenset({"signed-by", "may-delegate", "copy-to", "held-by", "between", "owner", "by"})
_CLOSED = frozenset({"holds", "role", "services", "kind", "stage", "precedence", "changes"})
"""Keys whose values are words of a closed list."""
_DATES = frozenset({"effective", "expires", "approved", "until", "date"})


class Teller:
    """Tells the changes of one change set; names are those of the new agreement, of the old one for who is gone."""

    def __init__(self, changes: ChangeSet) -> None:
        self.changes = changes
        self._new = Names(changes.new.agreement) if changes.new.agreement else None
        self._old = Names(changes.old.agreement) if changes.old.agreement else None

    def sentences(self, change: Change) -> list[Sentence]:
        """One change in words."""
        tell: Callable[[Change], Iterator[Sentence]] = getattr(self, f"_{change.kind.replace('-', '_')}", self._fields)
        return list(tell(change)) or list(self._fields(change))

    def message(self, change: Change) -> str:
        """One change as plain text in one line; what is gone and new stands in marks."""
        return "; ".join(plain(told) for told in self.sentences(change))

    # names

    def holder(self, holder: str) -> str:
        """A holder as printed."""
        party = holder.partition(".")[0]
        new = self.changes.new.agreement
        names = self._new if self._new and (new is None or party in new.parties or not self._old) else self._old
        names = names or self._new
        return names.holder(holder) if names else holder

    def holders(self, holders: list[str]) -> str:
        """Holders as printed, in a row of words."""
        return listed(self.holder(holder) for holder in holders)

    def function(self, holder: str) -> str:
        """The title of a holder's function."""
        names = self._new or self._old
        return names.function(holder) if names else holder.partition(".")[2]

    def subject(self, change: Change) -> str:
        """What a row that came or went is about."""
        return _about(self._row(change))

    def _row(self, change: Change) -> dict[str, Any]:
        value = change.after if change.after is not None else change.before
        return value if isinstance(value, dict) else {}

    # rows

    def _raci_changed(self, change: Change) -> Iterator[Sentence]:
        before, after = change.before or {}, change.after or {}
        for letter, (now, no_longer, _) in VERBS.items():
            lost = _losers(letter, before, after)
            won = _losers(letter, after, before)
            if letter in "AXR" and lost and won:
                what = {"A": "accountability", "R": "the work", "X": "the cross"}[letter]
                yield _say(f"{what} moves from {self.holders(lost)} to {self.holders(won)}")
                continue
            if won:
                yield _say(f"{self.holders(won)} {plural(now, won)} now")
            if lost:
                yield _say(f"{self.holders(lost)} {plural(no_longer, lost)}")

    def _deadline_changed(self, change: Change) -> Iterator[Sentence]:
        for step in steps_of(change):
            yield _say(_step(step))

    def _activity_added(self, change: Change) -> Iterator[Sentence]:
        yield (Bit("new: "), Bit(_about(self._row(change)), "in"), *self._who(change))

    def _activity_removed(self, change: Change) -> Iterator[Sentence]:
        yield (Bit("taken out: "), Bit(_about(self._row(change)), "out"), *self._who(change))

    def _who(self, change: Change) -> Sentence:
        """Who does a row that came or went, and who answers for it."""
        raci = self._row(change).get("raci", {})
        said: list[str] = []
        for letters in ("A", "X", "R"):
            holders = [holder for holder, cell in raci.items() if letters in letters_of(cell)]
            if holders and not (
                letters == "R" and said and holders == [one for one in raci if "A" in letters_of(raci[one])]
            ):
                said.append(
                    f"{self.holders(holders)} {plural(VERBS[letters][0 if change.after is not None else 2], holders)}"
                )
        return (Bit(f" ({', '.join(said)})"),) if said else ()

    def _activity_renamed(self, change: Change) -> Iterator[Sentence]:
        others = len(
            {operation.route[:2] for operation in change.operations if operation.route[1:2] != (str(change.before),)}
        )
        follow = (
            f"; {others} reference{'' if others == 1 else 's'} to it follow{'s' if others == 1 else ''}"
            if others
            else ""
        )
        yield _say(f"row {change.before} is {change.after} now{follow}")

    def _activity_moved(self, change: Change) -> Iterator[Sentence]:
        old, new = change.before["section"], change.after["section"]
        if old != new:
            yield _say(f"moves from the section {self._section(old)} to {self._section(new)}")
            inherited = [
                self._topic(side, section) for side, section in ((self.changes.old, old), (self.changes.new, new))
            ]
            row = self.changes.new.agreement.rows.get(change.at) if self.changes.new.agreement else None
            if inherited[0] != inherited[1] and row is not None and row.topic == inherited[1]:
                yield _say(f"with the section its topic: {inherited[0] or 'none'} → {inherited[1] or 'none'}")
        else:
            yield _say(
                f"stands behind {change.after['behind']} now"
                if change.after["behind"]
                else "stands first in its section now"
            )

    def _topic(self, side: Any, section: str) -> str:
        return side.agreement.sections[section].topic if side.agreement and section in side.agreement.sections else ""

    def _section(self, section: str) -> str:
        for side in (self.changes.new, self.changes.old):
            if side.agreement and section in side.agreement.sections:
                return f"'{side.agreement.sections[section].title}'"
        return section

    def _topic_changed(self, change: Change) -> Iterator[Sentence]:
        yield _say(_from_to("topic", _title("topics", change.before), _title("topics", change.after)))

    def _decision_changed(self, change: Change) -> Iterator[Sentence]:
        before, after = ([_title("decisions", name) for name in value or []] for value in (change.before, change.after))
        yield from _lists("decides", before, after)

    # sections, parties and the rest

    def _section_added(self, change: Change) -> Iterator[Sentence]:
        yield (Bit("new section: "), Bit(str(self._row(change).get("title") or change.at), "in"))

    def _section_removed(self, change: Change) -> Iterator[Sentence]:
        yield (Bit("section taken out: "), Bit(str(self._row(change).get("title") or change.at), "out"))

    def _section_moved(self, change: Change) -> Iterator[Sentence]:
        behind = change.after["behind"]
        yield _say(
            f"the section stands behind {self._section(behind)} now" if behind else "the section stands first now"
        )

    def _party_added(self, change: Change) -> Iterator[Sentence]:
        party = self._row(change)
        yield (
            Bit("new party: "),
            Bit(str(party.get("name", change.at)), "in"),
            Bit(f", {words(str(party.get('role', '')))}"),
        )

    def _party_removed(self, change: Change) -> Iterator[Sentence]:
        party = self._row(change)
        yield (
            Bit("party taken out: "),
            Bit(str(party.get("name", change.at)), "out"),
            Bit(f", {words(str(party.get('role', '')))}"),
        )

    def _product_added(self, change: Change) -> Iterator[Sentence]:
        yield (Bit("new product: "), Bit(str(self._row(change).get("name", change.at)), "in"))

    def _product_removed(self, change: Change) -> Iterator[Sentence]:
        yield (Bit("product taken out: "), Bit(str(self._row(change).get("name", change.at)), "out"))

    def _fields(self, change: Change) -> Iterator[Sentence]:
        """Any other kind: field by field."""
        for operation in change.operations:
            if operation.route[-1] not in ("place", "id") or operation.route[0] != "rows":
                yield from self._field(operation, change)

    def _field(self, operation: Operation, change: Change) -> Iterator[Sentence]:
        route, before, after = operation.route, operation.before, operation.after
        label = self._label(route, change)
        key = route[-1]
        if key == "not-applicable":
            yield from _not_applicable(before, after)
        elif route[0] == "rows" and route[2] == "when":
            yield from self._narrowing(route[3:], before, after)
        elif isinstance(before, list) or isinstance(after, list):
            if any(isinstance(item, dict) for value in (before, after) if isinstance(value, list) for item in value):
                yield _say(_from_to(label, self._item(key, before), self._item(key, after)))
                return
            old, new = ([self._item(key, item) for item in _items(value)] for value in (before, after))
            yield from _lists(label, old, new)
        elif isinstance(before, str) and isinstance(after, str) and _is_prose(key, before, after):
            yield (Bit(f"{label}: " if label else ""), *_trimmed(word_diff(before, after)))
        else:
            yield _say(_from_to(label, self._item(key, before), self._item(key, after)))

    def _narrowing(self, steps: tuple[str, ...], before: Any, after: Any) -> Iterator[Sentence]:
        """What a row is narrowed to: one dimension, or all of them where it was or is not narrowed at all."""
        if not steps:
            found = {dimension: None for value in (before, after) if isinstance(value, dict) for dimension in value}
            for dimension in found:
                old, new = (
                    value.get(dimension, ABSENT) if isinstance(value, dict) else ABSENT for value in (before, after)
                )
                yield from self._narrowing((dimension,), old, new)
            return
        old_, new_ = (
            ", ".join(self._scope(steps[0], str(item)) for item in _items(value)) for value in (before, after)
        )
        name = words(steps[0])
        if not old_:
            yield _say(f"applies now only to {name}: {new_}")
        elif not new_:
            yield _say(f"no longer narrowed to {name}: {old_}")
        else:
            yield _say(f"applies to {name}: {old_} → {new_}")

    def _scope(self, dimension: str, item: str) -> str:
        """What a row is narrowed to, as printed: a product and a site by their names, a class and a service in words."""
        agreement = self.changes.new.agreement or self.changes.old.agreement
        if dimension == "products" and agreement and item in agreement.products:
            return agreement.products[item].name
        if dimension == "sites" and agreement:
            return next(
                (
                    site.name or item
                    for party in agreement.parties.values()
                    for site in party.sites.values()
                    if site.id == item
                ),
                item,
            )
        return item if dimension == "markets" else words(item)

    def _item(self, key: str, value: Any) -> str:
        if value is ABSENT:
            return ""
        if key in _HOLDERS and isinstance(value, str):
            return self.holder(value)
        if key in _CLOSED and isinstance(value, str):
            return words(value)
        return day(value) if key in _DATES and isinstance(value, str) else _said(value)

    def _label(self, route: tuple[str, ...], change: Change) -> str:
        """What a field is called, as far as the place of the change does not say it."""
        first, *rest = route
        if first == "rows":
            if route[2] == "raci":
                return f"words at {self.holder(route[3])}" if len(route) > 3 else "letters"
            return "" if route[2] == "do" else _called(route[2:])
        if first == "sections":
            return "" if route[2] == "text" else _called(route[2:])
        if first in ("contacts", "signatories"):
            return " ".join(
                [{"contacts": "contact", "signatories": "signatory"}[first], _called(tuple(rest[1:]))]
            ).strip()
        if first in ("parties", "products", "definitions"):
            return _called(tuple(rest[1:])) or ("" if first == "definitions" else first)
        del change
        return _called((first,) if not rest else tuple(rest) if first not in ("scope", "history") else route)


def _called(steps: tuple[str, ...]) -> str:
    return " ".join(_LABELS.get(step) or (words(step) if step.islower() else step) for step in steps)


def _losers(letter: str, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The holders that had a letter and have it no longer."""
    return [
        holder
        for holder, cell in before.items()
        if letter in letters_of(cell) and letter not in letters_of(after.get(holder))
    ]


def _is_prose(key: str, before: str, after: str) -> bool:
    """Whether two texts are compared word by word: a date, a number or a name stands better as a whole."""
    return key not in _DATES and max(len(before.split()), len(after.split())) > 4


def plain(told: Sentence) -> str:
    """A sentence as text; words that are gone stand in [- -], new ones in {+ +}."""
    marks = {"gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks.get(bit.role, "{}").format(bit.text) for bit in told)


def _say(text: str) -> Sentence:
    return (Bit(text),)


def plural(verb: str, holders: list[str]) -> str:
    """A verb for one holder, or for several (`other` are several)."""
    if len(holders) == 1 and not holders[0].startswith("other"):
        return verb
    several = {"does": "do", "answers": "answer", "supports": "support", "is": "are", "was": "were"}
    return " ".join(several.get(word, word) for word in verb.split())


def _about(row: dict[str, Any]) -> str:
    return " ".join(str(row.get("do") or row.get("not-applicable") or "").split())


def _step(step: Step) -> str:
    key = _KEYS[step.key] + (f" for {words(step.member)}" if step.member else "")
    old, new = (_amount(step.key, text) for text in (step.before, step.after))
    if not step.before:
        return f"new {key}: {new}"
    if not step.after:
        return f"{key} taken away: {old}"
    shorter = {
        ("within", "tightened"): "gets shorter",
        ("within", "loosened"): "gets longer",
        ("notice", "tightened"): "gets longer",
        ("notice", "loosened"): "gets shorter",
        ("every", "tightened"): "gets shorter",
        ("every", "loosened"): "gets longer",
    }.get((step.key, step.direction), "changes")
    return f"{key} {shorter}: {old} → {new}"


def _amount(key: str, text: str) -> str:
    return f"every {text.removeprefix('1 ')}" if key == "every" and text else text


def _not_applicable(before: Any, after: Any) -> Iterator[Sentence]:
    if before is ABSENT:
        yield (Bit("does not apply any more: "), Bit(str(after), "in"))
    elif after is ABSENT:
        yield (Bit("applies now; before it did not: "), Bit(str(before), "out"))
    else:
        yield (Bit("why it does not apply: "), *_trimmed(word_diff(before, after)))


def _lists(label: str, before: list[str], after: list[str]) -> Iterator[Sentence]:
    """What is gone from a list and what is new in it."""
    gone, new = [item for item in before if item not in after], [item for item in after if item not in before]
    if gone and new and (len(gone) == len(new) == 1 or len(gone) == len(before)):
        yield _say(f"{label}: {', '.join(gone)} → {', '.join(new)}")
        return
    if new:
        yield (Bit(f"{label}, {'also ' if len(before) > len(gone) else ''}new: "), Bit(", ".join(new), "in"))
    if gone:
        yield (Bit(f"{label}, no longer: "), Bit(", ".join(gone), "out"))


def _from_to(label: str, before: str, after: str) -> str:
    start = f"{label}: " if label else ""
    if not before:
        return f"{start}{after} (new)"
    return f"{start}{before} → {after}" if after else f"{start}{before} (taken out)"


def _trimmed(pieces: tuple[Any, ...]) -> Iterator[Bit]:
    """Pieces of a text with long stretches that stayed cut to what stands beside a change."""
    last = len(pieces) - 1
    for position, (what, text) in enumerate(pieces):
        shown = " ".join(text.split()) if "\n" in text else text
        shown = (
            (" " if text[:1].isspace() else "") + shown.strip() + (" " if text[-1:].isspace() and text.strip() else "")
        )
        if what == "same" and len(shown) > 2 * CONTEXT:
            head = "" if position == 0 else shown[:CONTEXT].rsplit(" ", 1)[0]
            tail = "" if position == last else shown[-CONTEXT:].split(" ", 1)[-1]
            shown = f"{head} … {tail}" if head and tail else f"{head} …" if head else f"… {tail}"
        yield Bit(shown, "" if what == "same" else what)


def _items(value: Any) -> list[Any]:
    return [] if value is ABSENT else value if isinstance(value, list) else [value]


def _said(value: Any) -> str:
    """Any value in one line."""
    if value is ABSENT or value is None:
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{words(key) if key.islower() else key} {_said(item)}" for key, item in value.items())
    if isinstance(value, list):
        return (
            "; ".join(_said(item) for item in value)
            if any(isinstance(item, dict) for item in value)
            else ", ".join(map(_said, value))
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())


def _title(kind: Literal["topics", "decisions"], name: Any) -> str:
    from qa_engine.packs import lists

    if not name:
        return ""
    known = (lists.topics() if kind == "topics" else lists.decisions()).get(name)
    return known.title if known else words(str(name))
