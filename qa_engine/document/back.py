"""What stands behind the sections: records, escalation, contacts, appendices, exceptions, changes, signatures, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.model import party_of
from qa_engine.agreement.period import read_period
from qa_engine.document.blocks import Heading, Paragraph, Run, Signature, SignatureTable, plain
from qa_engine.document.listing import lines, listing
from qa_engine.document.timing import every
from qa_engine.document.words import day, listed, moment, sentence

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from qa_engine.agreement.model import Agreement, Record, Waiver
    from qa_engine.document.blocks import Block, Cell, Text
    from qa_engine.document.chapters import Chapters
    from qa_engine.document.choices import Approval, Changes, OpenPoint
    from qa_engine.document.words import Names

    Rows = Iterable[tuple[str, tuple[Cell, ...]]]

    Entry = Mapping[str, Any]
    """An entry of the agreement's plain data."""

_SHOWN = {"contacts": "Contacts", "escalation": "Escalation", "kpis": "Performance measures"}
_EXCEPTIONS = (
    "The parties accept these departures from their usual practice, for the reasons given and no longer than to the day"
    " that is named."
)
_POINTS = (
    "These points stood in the agreement before it was kept in its present form. They are known, and stay as they are until"
    " the parties settle them."
)
_MARKS = "Words that are new stand in bold, words that were taken out in brackets."
_COUNTERPARTS = (
    "This agreement may be signed in counterparts, on paper or electronically; all signed counterparts together are one"
    " and the same agreement."
)
_CHANGES = {
    "by notice": "By notice, without a new approval of this agreement",
    "by amendment": "By amendment of this agreement",
}


def schedules(agreement: Agreement, names: Names, party: str, chapters: Chapters) -> Iterator[Block]:
    """Records, escalation, performance measures, contacts and appendices, numbered on from what stands before.

    With a `party` only what concerns it; a chapter of which nothing is left is left out, and its number with it.
    """
    data = agreement.data

    def chapter(key: str, heading: str, title: str, columns: tuple[str, ...], rows: Rows) -> Iterator[Block]:
        numbered = chapters.heading(key, heading)
        table = listing(key, title, columns, rows)
        if table.rows:
            yield numbered
            yield table
        else:
            del chapters.of[key]

    if agreement.records:
        kept = (
            (f"record:{record.name}", _record(record, names))
            for record in agreement.records.values()
            if _concerns(party, record.held_by, *record.copy_to, *record.from_)
        )
        title = "Records: who holds them, how long, who gets a copy"
        headings = ("Record", "Held by", "Kept for", "Copy to", "Comes from")
        yield from chapter("records", "Records and their keeping", title, headings, kept)
    if escalation := agreement.entries("escalation"):
        levels = (
            (f"escalation:{entry.get('level', '')}/{position}", _level(entry, names))
            for position, entry in enumerate(escalation, 1)
            if _concerns(party, *_texts(entry, "between"))
        )
        title = "Levels of escalation, from the first to the last"
        yield from chapter("escalation", _SHOWN["escalation"], title, ("Level", "Between", "Within", "For"), levels)
    kpis = {name: kpi for name, kpi in (data.get("kpis") or {}).items() if isinstance(kpi, dict)}
    if kpis:
        measures = (
            (f"kpi:{name}", _measure(name, kpi, names))
            for name, kpi in kpis.items()
            if _concerns(party, _word(kpi, "owner"))
        )
        title = "Performance measures with target and alert values"
        yield from chapter("kpis", _SHOWN["kpis"], title, ("Measure", "Target", "Alert", "Reported", "By"), measures)
    if contacts := agreement.entries("contacts"):
        reached = (
            (f"contact:{_holder(entry)}/{position}", _contact(entry, names))
            for position, entry in enumerate(contacts, 1)
        )
        columns = ("Party and function", "Name", "Reached by", "For")
        yield from chapter("contacts", _SHOWN["contacts"], "Persons and desks to reach", columns, reached)
    appendices = {name: item for name, item in (data.get("appendices") or {}).items() if isinstance(item, dict)}
    if appendices:
        listed_ = ((f"appendix:{name}", _appendix(name, item, chapters.of)) for name, item in appendices.items())
        title, parts = (
            "Appendices and the documents that they are",
            ("Appendix", "Title", "Document", "Version", "Changes"),
        )
        yield from chapter("appendices", "Appendices", title, parts, listed_)


def _concerns(party: str, *holders: str) -> bool:
    """Whether one of these holders is the party, or one of its functions; without a party everything is of concern."""
    return not party or any(party_of(holder) == party for holder in holders)


def exceptions(
    agreement: Agreement, names: Names, shown: Container[str], party: str, points: Iterable[OpenPoint]
) -> Iterator[Block]:
    """What the parties accept though it departs from what is usual, on the record: where, why, by whom, until when.

    Behind it the points that were there before anybody looked for them, where that is asked for.
    """
    rows = [
        (f"exception:{position}", _exception(agreement, waiver, names, shown))
        for position, waiver in enumerate(agreement.waivers, 1)
        if not party or waiver.at in shown
    ]
    open_ = [
        (f"point:{position}", _open_point(agreement, point, names, shown))
        for position, point in enumerate(points, 1)
        if not party or point.at in shown
    ]
    if rows or open_:
        yield Heading("chapter:exceptions", 1, "Accepted exceptions")
    if rows:
        yield Paragraph("exceptions/about", plain(_EXCEPTIONS))
        columns = ("Where", "What", "Reason", "Accepted by", "Until")
        yield listing("exceptions", "Accepted exceptions with their reasons", columns, rows)
    if open_:
        yield Heading("chapter:points", 2, "Points left as they were")
        yield Paragraph("points/about", plain(_POINTS))
        yield listing("points", "Points left as they were", ("Where", "What", "Point"), open_)


def _open_point(agreement: Agreement, point: OpenPoint, names: Names, shown: Container[str]) -> tuple[Cell, ...]:
    return _place(agreement, point.at, names, shown), _what(agreement, point.at), lines(point.words)


def _place(agreement: Agreement, at: str, names: Names, shown: Container[str]) -> Cell:
    """The id of a row as a link; the heading of a section; the name of whatever else it is."""
    if at in agreement.rows:
        return ((Run(at, link=f"row:{at}" if at in shown else ""),),)
    return lines(agreement.sections[at].title if at in agreement.sections else names.holder(at))


def _what(agreement: Agreement, at: str) -> Cell:
    return lines(agreement.rows[at].do if at in agreement.rows else "")


def _exception(agreement: Agreement, waiver: Waiver, names: Names, shown: Container[str]) -> tuple[Cell, ...]:
    return (
        _place(agreement, waiver.at, names, shown),
        _what(agreement, waiver.at),
        lines(waiver.reason),
        lines(*(names.holder(holder) for holder in waiver.by)),
        lines(day(waiver.until)),
    )


def changes(found: Changes, shown: Container[str]) -> Iterator[Block]:
    """What changed since the last approved version."""
    yield Heading("chapter:changes", 1, f"Changes since version {found.since}")
    if found.reason:
        yield Paragraph("changes/reason", plain(f"Reason: {found.reason}"))
    if any(isinstance(change.words, tuple) and any(run.italic for run in change.words) for change in found.differences):
        yield Paragraph("changes/marks", plain(_MARKS), "legend")
    if not found.differences:
        yield Paragraph("changes/none", plain("Nothing of the content has changed."))
        return
    rows = (
        (
            f"change:{position}",
            (
                ((Run(change.at, link=f"row:{change.at}" if change.at in shown else ""),),),
                lines(change.words),
                lines(change.reason),
            ),
        )
        for position, change in enumerate(found.differences, 1)
    )
    yield listing("changes", f"Changes since version {found.since}", ("Where", "Change", "Reason"), rows)


def signatures(agreement: Agreement, names: Names, content_hash: str, approvals: Iterable[Approval]) -> Iterator[Block]:
    """Room for the signatures that the agreement needs, under a statement of what is signed.

    The statement names the agreement, so that the page of signatures says what it belongs to.
    """
    entries = agreement.entries("signatories")
    if not entries:
        return
    emails = {
        (_word(entry, "party"), _word(entry, "name")): _word(entry, "email") for entry in agreement.entries("contacts")
    }
    given = list(approvals)
    yield Heading("chapter:signatures", 1, "Signatures")
    yield Paragraph("signatures/statement", tuple(_statement(agreement, content_hash)))
    yield Paragraph("signatures/counterparts", plain(_COUNTERPARTS))
    yield SignatureTable(
        "signatures",
        "Signatures",
        tuple(
            Signature(
                f"signature:{_holder(entry)}/{position}",
                _word(entry, "name"),
                _word(entry, "title"),
                _company(agreement, _word(entry, "party")),
                names.holder(_holder(entry)),
                _word(entry, "meaning"),
                emails.get((_word(entry, "party"), _word(entry, "name")), ""),
                *_approved(entry, given),
            )
            for position, entry in enumerate(entries, 1)
        ),
    )


def _statement(agreement: Agreement, content_hash: str) -> Iterator[Run]:
    yield Run("Each person who signs here signs version ")
    yield Run(agreement.version, bold=True)
    yield Run(" of quality agreement ")
    yield Run(agreement.id, bold=True)
    yield Run(f", “{agreement.title}”, with the meaning that stands beside the name. ")
    yield Run(f"The content that is signed has the SHA-256 hash {content_hash.removeprefix('sha256:')}.")


def _approved(entry: Entry, approvals: list[Approval]) -> tuple[tuple[str, ...], str]:
    """What is on record of this signatory's approval, and when it was given."""
    name = _word(entry, "name")
    for approval in approvals:
        if approval.holder == _holder(entry) and (
            "" in (approval.name, name) or name in (approval.name, approval.in_place_of)
        ):
            return tuple(_signed(approval, entry)), moment(approval.at)
    return (), ""


def _signed(approval: Approval, entry: Entry) -> Iterator[str]:
    """Name and meaning of a signature that was given, as far as they do not stand beside it, and the key."""
    by = f" by {approval.name}" if approval.name not in ("", _word(entry, "name")) else ""
    yield f"Approved{by}"
    if approval.in_place_of:
        yield f"In place of {approval.in_place_of}" + (f": {approval.reason}" if approval.reason else "")
    if approval.meaning not in ("", _word(entry, "meaning")):
        yield approval.meaning
    if approval.key:
        yield f"Key {approval.key}"


def _company(agreement: Agreement, party: str) -> str:
    return agreement.parties[party].name if party in agreement.parties else party


def history(agreement: Agreement) -> Iterator[Block]:
    """The versions up to this one, and why they were made."""
    if entries := agreement.entries("history"):
        yield Heading("chapter:history", 1, "Document history")
        rows = (
            (
                f"version:{entry.get('version', '')}/{position}",
                (
                    lines(_word(entry, "version")),
                    lines(day(_word(entry, "date"))),
                    lines(_word(entry, "reason")),
                    lines(_word(entry, "change-control")),
                ),
            )
            for position, entry in enumerate(entries, 1)
        )
        yield listing("history", "Versions of this document", ("Version", "Date", "Reason", "Change control"), rows)


def _record(record: Record, names: Names) -> tuple[Cell, ...]:
    longer = ", whichever is longer" if len(record.keep) > 1 else ""
    return (
        lines(record.name),
        lines(names.holder(record.held_by) if record.held_by else ""),
        lines(listed((str(period) for period in record.keep), "or") + longer),
        lines(names.holders(record.copy_to)),
        lines(names.holders(record.from_)),
    )


def _level(entry: Entry, names: Names) -> tuple[Cell, ...]:
    period = read_period(_word(entry, "within"))
    return (
        lines(_word(entry, "level")),
        lines(*(names.holder(holder) for holder in _texts(entry, "between"))),
        lines(sentence(str(period)) if period else ""),
        lines(_word(entry, "for")),
    )


def _measure(name: str, kpi: Entry, names: Names) -> tuple[Cell, ...]:
    period = read_period(_word(kpi, "every"))
    owner = _word(kpi, "owner")
    return (
        lines(_word(kpi, "title") or sentence(name.replace("-", " "))),
        lines(_word(kpi, "target")),
        lines(_word(kpi, "alert")),
        lines(sentence(every(period)) if period else ""),
        lines(names.holder(owner) if owner else ""),
    )


def _contact(entry: Entry, names: Names) -> tuple[Cell, ...]:
    return (
        lines(names.holder(_holder(entry))),
        lines(_word(entry, "name"), _word(entry, "title")),
        lines(_word(entry, "email"), _word(entry, "phone")),
        lines(sentence(", ".join(_texts(entry, "for")))),
    )


def _appendix(name: str, item: Entry, numbers: dict[str, str]) -> tuple[Cell, ...]:
    shown = _word(item, "lists")
    here: Text = ()
    if shown in numbers:
        here = (Run(f"Section {numbers[shown]} of this agreement, {_SHOWN[shown]}", link=f"chapter:{shown}"),)
    return (
        lines(name),
        lines(_word(item, "title")),
        lines(_word(item, "document"), here),
        lines(_word(item, "version")),
        lines(_CHANGES.get(_word(item, "changes"), "")),
    )


def _holder(entry: Entry) -> str:
    return ".".join(part for part in (_word(entry, "party"), _word(entry, "function")) if part)


def _word(entry: Entry, key: str) -> str:
    """The text under a key; empty where there is none."""
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _texts(entry: Entry, key: str) -> list[str]:
    """The texts under a key, without what could not be read."""
    value = entry.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
