"""What stands behind the sections: records, escalation, measures, contacts, appendices, signatures, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.period import read_period
from qa_engine.document.blocks import NOTHING, Column, Heading, Signature, SignatureTable, Table, TableRow, plain
from qa_engine.document.timing import every
from qa_engine.document.words import day, listed, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.agreement.model import Agreement, Record
    from qa_engine.document.blocks import Block, Cell
    from qa_engine.document.words import Names

_SHOWN = {"contacts": "Contacts", "escalation": "Escalation", "kpis": "Performance measures"}
_CHANGES = {"by notice": "By notice, without a new approval of this agreement", "by amendment": "By amendment of this agreement"}


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
        yield _table(
            "records",
            "Records: who holds them, how long, who gets a copy",
            ("Record", "Held by", "Kept for", "Copy to", "Comes from"),
            ((f"record:{record.name}", _record(record, names)) for record in agreement.records.values()),
        )
    if escalation := agreement.entries("escalation"):
        yield numbers.heading("escalation", _SHOWN["escalation"])
        yield _table(
            "escalation",
            "Levels of escalation, from the first to the last",
            ("Level", "Between", "Within", "For"),
            ((f"escalation:{entry.get('level', '')}/{position}", _level(entry, names)) for position, entry in enumerate(escalation, 1)),
        )
    kpis = {name: kpi for name, kpi in (data.get("kpis") or {}).items() if isinstance(kpi, dict)}
    if kpis:
        yield numbers.heading("kpis", _SHOWN["kpis"])
        yield _table(
            "kpis",
            "Performance measures with target and alert values",
            ("Measure", "Target", "Alert", "Reported", "By"),
            ((f"kpi:{name}", _measure(name, kpi, names)) for name, kpi in kpis.items()),
        )
    if contacts := agreement.entries("contacts"):
        yield numbers.heading("contacts", _SHOWN["contacts"])
        yield _table(
            "contacts",
            "Persons and desks to reach",
            ("Party and function", "Name", "Reached by", "For"),
            ((f"contact:{_holder(entry)}/{position}", _contact(entry, names)) for position, entry in enumerate(contacts, 1)),
        )
    appendices = {name: item for name, item in (data.get("appendices") or {}).items() if isinstance(item, dict)}
    if appendices:
        yield numbers.heading("appendices", "Appendices")
        yield _table(
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
                    entry.get("name", ""),
                    entry.get("title", ""),
                    agreement.parties[entry["party"]].name if entry.get("party") in agreement.parties else entry.get("party", ""),
                    names.holder(_holder(entry)),
                    entry.get("meaning", ""),
                )
                for position, entry in enumerate(signatories, 1)
            ),
        )


def history(agreement: Agreement) -> Iterator[Block]:
    """The versions up to this one, and why they were made."""
    if entries := agreement.entries("history"):
        yield Heading("chapter:history", 1, "Document history")
        rows = (
            (
                f"version:{entry.get('version', '')}/{position}",
                (entry.get("version", ""), day(entry.get("date", "")), entry.get("reason", ""), entry.get("change-control", "")),
            )
            for position, entry in enumerate(entries, 1)
        )
        yield _table("history", "Versions of this document", ("Version", "Date", "Reason", "Change control"), rows)


def _table(key: str, title: str, headings: tuple[str, ...], rows: Iterable[tuple[str, tuple[str, ...]]]) -> Table:
    """A table of texts whose first column names the row; a column that no row fills is left out, an empty cell says so."""
    found = list(rows)
    used = [position for position in range(len(headings)) if position == 0 or any(cells[position] for _, cells in found)]
    columns = tuple(Column(headings[position].lower(), headings[position], "text" if position else "label") for position in used)
    return Table(
        key,
        title,
        columns,
        tuple(
            TableRow(row_key, tuple(_lines(cells[position]) for position in used))
            for row_key, cells in found
        ),
    )


def _lines(text: str) -> Cell:
    return tuple(plain(line) for line in text.split("\n")) if text else NOTHING


def _record(record: Record, names: Names) -> tuple[str, ...]:
    keep = listed((str(period) for period in record.keep), "or") + (", whichever is longer" if len(record.keep) > 1 else "")
    return (
        record.name,
        names.holder(record.held_by) if record.held_by else "",
        keep,
        names.holders(record.copy_to),
        names.holders(record.from_),
    )


def _texts(value: str | list[str | None] | None) -> list[str]:
    return [value] if isinstance(value, str) else [item for item in value or () if item]


def _level(entry: dict[str, object], names: Names) -> tuple[str, ...]:
    between = _texts(entry.get("between"))  # type: ignore[arg-type]  # the shape saw to it
    return (_word(entry, "level"), "\n".join(names.holder(holder) for holder in between), _period(_word(entry, "within")), _word(entry, "for"))


def _measure(name: str, kpi: dict[str, object], names: Names) -> tuple[str, ...]:
    period = read_period(_word(kpi, "every"))
    owner = _word(kpi, "owner")
    return (
        _word(kpi, "title") or sentence(name.replace("-", " ")),
        _word(kpi, "target"),
        _word(kpi, "alert"),
        sentence(every(period)) if period else "",
        names.holder(owner) if owner else "",
    )


def _contact(entry: dict[str, object], names: Names) -> tuple[str, ...]:
    name = "\n".join(said for said in (_word(entry, "name"), _word(entry, "title")) if said)
    reached = "\n".join(said for said in (_word(entry, "email"), _word(entry, "phone")) if said)
    return (names.holder(_holder(entry)), name, reached, sentence(", ".join(_texts(entry.get("for")))))  # type: ignore[arg-type]


def _appendix(name: str, item: dict[str, object], numbers: dict[str, str]) -> tuple[str, ...]:
    shown = _word(item, "lists")
    document = _word(item, "document")
    if shown:
        here = f"Section {numbers[shown]} of this agreement, {_SHOWN[shown]}" if shown in numbers else ""
        document = "\n".join(said for said in (document, here) if said)
    return (name, _word(item, "title"), document, _word(item, "version"), _CHANGES.get(_word(item, "changes"), ""))


def _holder(entry: dict[str, object]) -> str:
    return ".".join(part for part in (_word(entry, "party"), _word(entry, "function")) if part)


def _word(entry: dict[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _period(text: str) -> str:
    period = read_period(text) if text else None
    return sentence(str(period)) if period else ""
