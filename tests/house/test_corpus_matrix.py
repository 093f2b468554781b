"""A real template that nobody here wrote: 20 rows of a giver and acceptor matrix, read by their leading letters."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import qa_engine as qa

OWNERLESS = {
    "5.1",
    "5.2",
    "5.5",
    "5.6",
    "5.7",
    "5.8",
    "5.11",
    "5.12",
    "5.13",
    "5.14",
    "5.15",
    "5.16",
    "5.18",
    "5.19",
    "5.20",
}
"""The rows of the template in which no cell starts with A."""


def leading_letters(cell: str) -> str:
    """`C / R (execute if contracted)` → `C/R`; a cell of words alone has none."""
    match = re.match(r"\s*([RACI](?:\s*/\s*[RACI])*)(?=[\s,(]|\Z)", cell)
    return re.sub(r"\s", "", match[1]) if match else ""


def test_the_rows_without_an_accountable_are_named_and_no_others(corpus: Path, tmp_path: Path) -> None:
    with (corpus / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["agreement_id"] == "qa-giver-acceptor-template" and row["section"] == "5. Responsibility matrix"
        ]
    assert len(rows) == 20
    activities = {}
    for row in rows:
        cells = {"giver": leading_letters(row["sponsor_mark"]), "acceptor": leading_letters(row["cmo_mark"])}
        activities[row["row_no"]] = {
            "do": row["activity"],
            "raci": {holder: letters for holder, letters in cells.items() if letters},
        }
    agreement = {
        "format": "qa-engine/1",
        "id": "TEMPLATE",
        "title": "Giver and acceptor",
        "version": "1.0",
        "parties": {
            "giver": {"name": "Giver", "role": "contract-giver"},
            "acceptor": {"name": "Acceptor", "role": "contract-acceptor"},
        },
        "sections": {"matrix": {"title": "Responsibility matrix", "activities": activities}},
    }
    file_ = tmp_path / "template.qa.yaml"
    file_.write_text(json.dumps(agreement), encoding="utf-8")
    loaded = qa.load(file_)
    assert {"5.1", "5.10", "5.2", "5.20"} <= set(loaded.rows)
    assert len(loaded.rows) == 20
    found = [
        finding for finding in qa.check(file_, on=date(2027, 1, 15)).findings if finding.rule == "missing-accountable"
    ]
    assert {finding.place.at for finding in found} == OWNERLESS
    assert len(found) == 15
