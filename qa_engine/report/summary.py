"""The changes since an earlier version as a document tells them: in words of the trade, none of the file or the tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.blocks import Run
from qa_engine.document.choices import Changes, Difference
from qa_engine.document.words import sentence, words
from qa_engine.report.sentences import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.change import Change, ChangeSet
    from qa_engine.document.blocks import Text
    from qa_engine.ledger.fold import Version
    from qa_engine.report.sentences import Sentence

_UNTOLD = frozenset({"topic-changed"})
"""Kinds of change that no document shows: topics are for those who look after the file."""

_TOLD_AT_THE_TOP = frozenset({"title", "language"})
"""Keys at the top that a document shows and tells changes of; number, history and own keys stand in it or in none."""

_PLACES = {
    "title": "Title page",
    "language": "Title page",
    "effective": "Title page",
    "expires": "Title page",
    "review": "Title page",
    "commercial-contract": "Title page",
    "scheme": "How to read the responsibility matrices",
    "scope": "Scope",
    "classes": "Classes",
    "definitions": "Definitions",
    "products": "Products",
    "records": "Records and their keeping",
    "escalation": "Escalation",
    "kpis": "Performance measures",
    "contacts": "Contacts",
    "appendices": "Appendices",
    "signatories": "Signatures",
    "waivers": "Accepted exceptions",
}
"""First key → the part of the document in which it stands."""


def since(before: Version | None, agreement: Agreement) -> Changes | None:
    """What changed in an agreement since a version on its ledger, for the document; None where there is none.

    Both are held as content: what may change by notice is no change.
    """
    if before is None:
        return None
    from qa_engine.agreement.canonical import content
    from qa_engine.agreement.recorded import agreement_of
    from qa_engine.changes.diff import diff

    return summary(diff(agreement_of(before.content, "before"), agreement_of(content(agreement), "now")))


def summary(changes: ChangeSet) -> Changes:
    """A change set for the document of the new agreement, change by change in reading order."""
    teller = Teller(changes)
    told = [
        Difference(_where(changes, change), text)
        for change in changes.changes
        if _is_shown(change)
        for text in _texts(teller, change)
    ]
    return Changes(changes.old.version, tuple(told), _reason(changes))


def _is_shown(change: Change) -> bool:
    if change.kind == "metadata-changed":
        return change.operations[0].route[0] in _TOLD_AT_THE_TOP
    return change.kind not in _UNTOLD


def _where(changes: ChangeSet, change: Change) -> str:
    """The id of a row, the heading of a section, the name of a party, or the part of the document."""
    first = change.operations[0].route[0]
    sides = [side.agreement for side in (changes.new, changes.old) if side.agreement is not None]
    if first == "rows":
        return change.at
    if first == "sections":
        return next((_section(one, change.section) for one in sides if change.section in one.sections), change.section)
    if first == "parties":
        return next((one.parties[change.at].name for one in sides if change.at in one.parties), change.at)
    if first == "definitions":
        return f"Definition of {change.at}"
    return _PLACES.get(first) or sentence(words(first))


def _section(agreement: Agreement, name: str) -> str:
    return f"Section {list(agreement.sections).index(name) + 1}, {agreement.sections[name].title}"


def _texts(teller: Teller, change: Change) -> Iterator[Text]:
    if change.kind == "waiver-changed":  # its names are those of rules
        yield from ((Run(text),) for text in _exceptions(change))
        return
    for told in teller.sentences(change):
        yield tuple(_runs(told))


def _exceptions(change: Change) -> Iterator[str]:
    for name in dict.fromkeys(operation.route[1] for operation in change.operations):
        mine = [operation for operation in change.operations if operation.route[1] == name]
        at = name.partition(" ")[2] or name
        what = "New" if mine[0].comes else "Taken out" if mine[0].goes else "Changed"
        yield f"{what}: the exception for {at}"


def _runs(told: Sentence) -> Iterator[Run]:
    """A sentence with a capital; what is new in bold, words that are taken out in brackets."""
    start, gone = True, False
    for text, role in told:
        inner = text.strip()
        if not inner:
            if text:
                yield Run(text)
            continue
        shown = sentence(inner) if start and not role else inner
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        before = " " if role == "new" and gone else before  # what took the place of words stands apart from them
        start, gone = False, role == "gone" and not after
        if role == "gone":
            yield Run(f"{before}[{shown}]{after}", italic=True)
        else:
            yield Run(f"{before}{shown}{after}", bold=role in ("new", "in"))


def _reason(changes: ChangeSet) -> str:
    """Why there is a new version, as its history says."""
    for entry in changes.new.agreement.entries("history") if changes.new.agreement else ():
        if entry.get("version") == changes.new.version != changes.old.version:
            number = f" ({entry['change-control']})" if entry.get("change-control") else ""
            return f"{entry.get('reason', '')}{number}".strip()
    return ""
