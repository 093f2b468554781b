"""What people change between two versions of an agreement: one function for each kind, on plain data."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from qa_engine.agreement.load import read, read_text
from qa_engine.agreement.model import Agreement
from tests.conftest import ROOT
from tests.strategies import to_yaml

Data = dict[str, Any]
AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))


def matrices(data: Data) -> list[Data]:
    """The rows of the sections that have some that apply."""
    found = [section["activities"] for section in data["sections"].values() if section.get("activities")]
    return [rows for rows in found if len(rows) > 3 and all("raci" in row for row in rows.values())]


def row(data: Data, section: int = 0, number: int = 1) -> Data:
    """A row."""
    return list(matrices(data)[section].values())[number]


def words_of_a_row(data: Data) -> None:
    row(data)["do"] += ", and file it without delay"


def letters(data: Data) -> None:
    said = row(data, 1)["raci"]
    first, other = list(data["parties"])[:2]
    said.clear()
    said.update({other: "X"} if data.get("scheme") == "X" else {first: "R", other: "A (in writing)"})


def deadline(data: Data) -> None:
    row(data, 0, 2)["within"] = "3 business days of receipt"


def remark(data: Data) -> None:
    row(data, 0, 0)["remark"] = "Since the last inspection"


def row_added(data: Data) -> None:
    rows = matrices(data)[0]
    items = list(rows.items())
    items.insert(
        1,
        (
            "NEW-01",
            {
                "do": "Keep a list of what is new",
                "raci": {next(iter(data["parties"])): "X" if data.get("scheme") == "X" else "RA"},
            },
        ),
    )
    rows.clear()
    rows.update(items)


def row_removed(data: Data) -> None:
    rows = matrices(data)[1]
    free = [name for name in rows if sum(name in str(value) for value in data["sections"].values()) == 1]
    del rows[free[-1] if free else list(rows)[-1]]


def row_moved(data: Data) -> None:
    here, there = matrices(data)[:2]
    name = list(here)[-1]
    there[name] = here.pop(name)


def row_turned_off(data: Data) -> None:
    rows = matrices(data)[1]
    name = list(rows)[1]
    rows[name] = {"topic": "reprocessing-rework", "not-applicable": "Nothing is reworked here"}


def row_renamed(data: Data) -> None:
    rows = matrices(data)[0]
    items = [(f"{name}x" if number == 3 else name, said) for number, (name, said) in enumerate(rows.items())]
    rows.clear()
    rows.update(items)


def prose(data: Data) -> None:
    section = next(section for section in data["sections"].values() if section.get("text"))
    section["text"] = (
        "A paragraph that **nobody** had.\n\n"
        + section["text"].replace(" the ", " that ", 1)
        + "\n\n1. One\n2. Two\n\n- and a point\n"
    )


def section_added(data: Data) -> None:
    items = list(data["sections"].items())
    items.insert(1, ("brand-new", {"title": "A new section", "text": "With a sentence.\n"}))
    data["sections"] = dict(items)


def section_removed(data: Data) -> None:
    del data["sections"][next(name for name, section in data["sections"].items() if not section.get("activities"))]


def section_moved(data: Data) -> None:
    first = next(iter(data["sections"]))
    data["sections"][first] = data["sections"].pop(first)


def title_of_a_section(data: Data) -> None:
    next(iter(data["sections"].values()))["title"] += " and more"


def party_renamed(data: Data) -> None:
    party = next(iter(data["parties"].values()))
    party |= {"name": "Nordwind Holding SE", "called": "Principal", "address": "Kai 1, Bergen, Norway"}


def party_added(data: Data) -> None:
    acceptor = next(name for name, party in data["parties"].items() if party["role"] == "contract-acceptor")
    data["parties"]["extra"] = {
        "name": "Extra GmbH",
        "role": "subcontractor",
        "of": acceptor,
        "functions": {"qa": "Quality Assurance"},
    }
    row(data, 1, 0)["raci"]["extra.qa"] = "X" if data.get("scheme") == "X" else "I"


def definitions(data: Data) -> None:
    data["definitions"] = {**(data.get("definitions") or {}), "Shipment": "What leaves the dock"}


def lists(data: Data) -> None:
    contacts, signatories = data["contacts"], data["signatories"]
    contacts[0]["name"] = "Ann Example"
    contacts.append(dict(contacts[0], name="Bob Example"))
    signatories.reverse()
    signatories.append(dict(signatories[0], name="Cy Example"))
    data["records"] = {
        **(data.get("records") or {}),
        "Training record": {"held-by": list(data["parties"])[1], "keep": "5 years"},
    }
    data["products"].pop(next(iter(data["products"]))) if len(data["products"]) > 1 else None


def lists_gone(data: Data) -> None:
    for key in ("escalation", "kpis", "contacts"):
        data.pop(key, None)


def version(data: Data) -> None:
    data["version"] = "9.0"
    data["history"].append(
        {"version": "9.0", "date": "2031-05-05", "reason": "Yearly review", "change-control": "CC-1"}
    )


def hostile(data: Data) -> None:
    said = row(data)
    said["do"] = 'Print <w:p/> ]]> &amp; {{ 7 }} { DDEAUTO c:\\\\ "cmd" } \ufffc \u202eabc אבג 中文 😀 ' + "x" * 10_000
    said["remark"] = "</w:footnote><w:ins w:id='1'/>"


CHANGES: tuple[Callable[[Data], None], ...] = (
    words_of_a_row, letters, deadline, remark, row_added, row_removed, row_moved, row_turned_off, row_renamed, prose,
    section_added, section_removed, section_moved, title_of_a_section, party_renamed, party_added, definitions, lists,
    lists_gone, version, hostile,
)  # fmt: skip


def pair(data: Data, *changes: Callable[[Data], None]) -> tuple[Agreement, Agreement]:
    """An agreement, and the same after some changes."""
    after = deepcopy(data)
    for change in changes:
        change(after)
    return read_text(to_yaml(data), "a.qa.yaml"), read_text(to_yaml(after), "a.qa.yaml")


def many(path: Path) -> tuple[Agreement, Agreement]:
    """An agreement, and the same with everything changed that does not take the ground from another change."""
    apart = (section_removed, lists_gone, row_removed, hostile)
    return pair(plain(path), *(change for change in CHANGES if change not in apart))


def plain(path: Path) -> Data:
    """The data of an agreement, with all that it stands on."""
    return {key: value for key, value in deepcopy(dict(read(path).data)).items() if key != "extends"}
