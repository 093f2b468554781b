"""A change-control record in Markdown, ready to paste: what is known is filled in, what people must say is left open."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from qa_engine.report.changes import approval, closing, counted, section_of, subject_of
from qa_engine.report.sentences import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.changes.assess import Judged, Verdict
    from qa_engine.changes.change import ChangeSet
    from qa_engine.changes.expectations import Shift
    from qa_engine.report.sentences import Sentence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~])")
OPEN = "_to be filled in_"


def changes_markdown(changes: ChangeSet, verdict: Verdict, shift: Shift) -> str:
    """The record as Markdown text."""
    return "\n".join(_lines(changes, verdict, shift)) + "\n"


def _lines(changes: ChangeSet, verdict: Verdict, shift: Shift) -> Iterator[str]:
    teller = Teller(changes)
    title = changes.new.agreement.title if changes.new.agreement else ""
    yield f"# Change control record: {_text(changes.new.id)}, {_text(title)}"
    yield ""
    if not changes:
        yield f"Nothing changed between version {_text(changes.old.version)} and version {_text(changes.new.version)}."
        return
    yield "| | |"
    yield "| --- | --- |"
    for label, text in (
        ("Agreement", f"{changes.old.id} → {changes.new.id}" if changes.old.id != changes.new.id else changes.new.id),
        ("Version", f"{changes.old.version} → {changes.new.version}"),
        ("Content before", changes.old.hash),
        ("Content now", changes.new.hash),
        ("Changes", counted(verdict)),
        *closing(changes, verdict, shift, teller),
    ):
        yield f"| {label} | {_text(text)} |"
    yield f"| Change control number | {OPEN} |"
    yield ""
    yield "## Reason for the change"
    yield ""
    yield _reason(changes)
    yield ""
    yield "## What changes"
    for section, group in groupby(verdict.changes, key=lambda judged: section_of(changes, judged)):
        yield ""
        yield f"### {_text(section)}"
        yield ""
        yield "| Place | Class | Change | Concerns |"
        yield "| --- | --- | --- | --- |"
        for judged in group:
            yield _row(changes, judged, teller)
    yield ""
    yield "## Risk"
    yield ""
    yield f"- What could go wrong by this change, for the patient, the product and the data? {OPEN}"
    yield f"- Which procedures, trainings and other agreements have to follow? {OPEN}"
    if any(one.change.kind == "wording-changed" for one in verdict.changes):
        yield f"- Does the changed wording leave the meaning as it was? The author confirms: {OPEN}"
    yield ""
    yield "## Approval"
    yield ""
    yield f"Needed: {_text(approval(changes, verdict, teller))}."
    yield ""
    yield "| Who | Name | Date | Signature |"
    yield "| --- | --- | --- | --- |"
    for holder in verdict.approvals:
        yield f"| {_text(teller.holder(holder))} | | | |"


def _reason(changes: ChangeSet) -> str:
    """What the agreement's history says of the new version; else it is left open."""
    for entry in changes.new.agreement.entries("history") if changes.new.agreement else ():
        if entry.get("version") == changes.new.version and changes.new.version != changes.old.version:
            number = f" ({entry['change-control']})" if entry.get("change-control") else ""
            return _text(f"{entry.get('reason', '')}{number}") or OPEN
    return OPEN


def _row(changes: ChangeSet, judged: Judged, teller: Teller) -> str:
    subject = subject_of(changes, judged)
    place = f"**{_text(judged.change.at)}**" + (f" {_text(subject)}" if subject else "")
    told = "<br>".join(_sentence(one) for one in teller.sentences(judged.change))
    concerns = ", ".join(_text(teller.holder(party)) for party in judged.affects) or "–"
    return f"| {place} | {judged.cls} | {told} | {concerns} |"


def _sentence(told: Sentence) -> str:
    marks = {"": "{}", "gone": "~~{}~~", "out": "~~{}~~", "new": "**{}**", "in": "**{}**"}
    parts = []
    for bit in told:
        inner = bit.text.strip()
        if not inner:
            parts.append(" " if bit.text else "")
            continue
        start, end = (" " if bit.text[:1].isspace() else ""), (" " if bit.text[-1:].isspace() else "")
        parts.append(start + marks[bit.role].format(_text(inner)) + end)
    return "".join(parts)


def _text(text: str) -> str:
    """Text that stays itself in a cell of a Markdown table."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
