"""What stands behind the sections: records, escalation, measures, contacts, appendices, signatures, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.period import read_period
from qa_engine.document.blocks import Heading, Signature, SignatureTable
from qa_engine.document.listing import lines, listing
from qa_engine.document.timing import every
from qa_engine.document.words import day, listed, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qa_engine.agreement.model import Agreement, Record
    from qa_engine.document.blocks import Block, Cell
    from qa_engine.document.words import Names

    Entry = Mapping[str, Any]
    """An entry of the agreement's plain data."""

_SHOWN = {"contacts": "Contacts", "escalation": "Escalation", "kpis": "Performance measures"}
_CHANGES = {
    "by notice": "By notice, without a new approval of this agreement",
    "by amendment": "By amendment of this agreement",
}


class _Numbers:
    """Headings of level 1 go on counting where the sections end."""

    def __init__(self, start: int) -> None:
        self._next = start
        self.of: dict[str, str] = {}

    def heading(self, key: str, text: str) -> Heading:
        self.of[key] = str(self._next)
        self._next += 1
        return Heading(f"chapter:{key}", 1, text, self.of[key])


def schedules(agreement: Agreement, names: Names) -> Iterator[Block]:
    """Records, escalation, performance measures, contacts and appendices, numbered on from the sections."""
    numbers = _Numbers(len(agreement.sections) + 1)
    data = agreement.data
    if agreement.records:
        yield numbers.heading("records", "Records and their keeping")
        yield listing(
            "records",
            "Records: who holds them, how long, who gets a copy",
            ("Record", "Held by", "Kept for", "Copy to", "Comes from"),
            ((f"record:{record.name}", _record(record, names)) for record in agreement.records.values()),
        )
    if escalation := agreement.entries("escalation"):
        yield numbers.heading("escalation", _SHOWN["escalation"])
        yield listing(
            "escalation",
            "Levels of escalation, from the first to the last",
            ("Level", "Between", "Within", "For"),
            (
                (f"escalation:{entry.get('level', '')}/{position}", _level(entry, names))
                for position, entry in enumerate(escalation, 1)
            ),
        )
    kpis = {name: kpi for name, kpi in (data.get("kpis") or {}).items() if isinstance(kpi, dict)}
    if kpis:
        yield numbers.heading("kpis", _SHOWN["kpis"])
        yield listing(
            "kpis",
            "Performance measures with target and alert values",
            ("Measure", "Target", "Alert", "Reported", "By"),
            ((f"kpi:{name}", _measure(name, kpi, names)) for name, kpi in kpis.items()),
        )
    if contacts := agreement.entries("contacts"):
        yield numbers.heading("contacts", _SHOWN["contacts"])
        yield listing(
            "contacts",
            "Persons and desks to reach",
            ("Party and function", "Name", "Reached by", "For"),
            (
                (f"contact:{_holder(entry)}/{position}", _contact(entry, names))
                for position, entry in enumerate(contacts, 1)
            ),
        )
    appendices = {name: item for name, item in (data.get("appendices") or {}).items() if isinstance(item, dict)}
    if appendices:
        yield numbers.heading("appendices", "Appendices")
        yield listing(
            "appendices",
            "Appendices and the documents that they are",
            ("Appendix", "Title", "Document", "Version", "Changes"),
            ((f"appendix:{name}", _appendix(name, item, numbers.of)) for name, item in appendices.items()),
        )


def signatures(agreement: Agreement, names: Names) -> Iterator[Block]:
    """Room for the signatures that the agreement needs."""
    if signatories := agreement.entries("signatories"):
        yield Heading("chapter:signatures", 1, "Signatures")
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
                )
                for position, entry in enumerate(signatories, 1)
            ),
        )


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
    here = f"Section {numbers[shown]} of this agreement, {_SHOWN[shown]}" if shown in numbers else ""
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
