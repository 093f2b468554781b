"""Real matrices that nobody here wrote: no row lost in silence, no wrong letter. See docs/import.md for the figures."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from qa_engine.agreement.load import read_text
from qa_engine.intake.answers import Answers, read_letters_option
from qa_engine.intake.imported import Imported, imported
from qa_engine.word.guard import Unfit
from tests.intake.figures import PAGE, table

ITEMS = (
    "qa-giver-acceptor-template",
    "raci-ai-srm-deployment",
    "raci-algosup-team7",
    "raci-dgmo-dsl",
    "raci-iso9001-fwornle",
    "raci-packt-xlsx",
    "raci-pmtools-01-project-management-plan-example",
    "raci-pmtools-03-clinical-trial-project-plan",
    "raci-pmtools-05-change-control-procedure",
    "raci-pmtools-07-computer-system-change-control",
    "raci-pmtools-09-computer-system-validation-protoco",
    "raci-pmtools-11-validation-master-plan",
    "raci-pmtools-13-software-test-plan",
    "raci-pmtools-15-hybrid-quality-management-template",
    "raci-pmtools-17-communication-plan-template",
    "raci-saudi-ai-governance",
    "raci-stephnrl-github-w365",
)


def of(corpus: Path, item: str, letters: str = "", name: str = "*") -> Imported:
    (file,) = (corpus / item).glob(name)
    return imported(file.read_bytes(), file.name, Answers(read_letters_option(letters)))


def rows(found: Imported) -> dict[str, dict]:  # type: ignore[type-arg]
    data = found.outcome.data or {"sections": {}}
    return {
        row_id: row for section in data["sections"].values() for row_id, row in section.get("activities", {}).items()
    }


def test_every_item_of_the_corpus_is_named_here(corpus: Path) -> None:
    assert {path.name for path in corpus.iterdir() if path.name.startswith(("raci-", "qa-"))} == set(ITEMS)


def test_the_figures_of_the_page_are_those_of_the_corpus(corpus: Path) -> None:
    assert table(corpus) in PAGE.read_text(encoding="utf-8"), "python -m tests.intake.figures writes them anew"


@pytest.mark.parametrize("item", ITEMS)
def test_rows_in_are_rows_out_and_rows_reported(corpus: Path, item: str) -> None:
    found = of(corpus, item)
    outcome = found.outcome
    assert outcome.rows_in > 0
    assert outcome.rows_in == outcome.rows_out + outcome.rows_reported
    told = sum(entry.kind == "left-out" or "heading of the rows" in entry.message for entry in outcome.items)
    assert told == outcome.rows_reported  # each of them by name
    if found.text:
        agreement = read_text(found.text)
        assert agreement.findings == []
        assert len(agreement.rows) == outcome.rows_out


def plain_letters(cell: str) -> set[str]:
    """The letters of a cell, read in the simplest way that there is: single capitals before any words."""
    head = re.split(r"[(,:]\s*[a-z]|\(", cell.replace("**", ""))[0]
    return set(re.findall(r"(?<![A-Za-z])[RACI](?![A-Za-z])", head))


def tables_of(text: str) -> list[list[list[str]]]:
    """The pipe tables of a text as rows of cells."""
    found: list[list[list[str]]] = [[]]
    for line in text.splitlines():
        if line.count("|") >= 2:
            cells = [part.strip() for part in line.strip().strip("|").split("|")]
            if not all(re.fullmatch(r":?-+:?", part) for part in cells):
                found[-1].append(cells)
        elif found[-1]:
            found.append([])
    return [table for table in found if table]


def expected_of(corpus: Path, item: str) -> dict[str, dict[str, set[str]]]:
    """Activity → heading → letters, read without anything of ours."""
    (file,) = (corpus / item).glob("*")
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as held:
            tables = [list(csv.reader(held))]
    else:
        tables = tables_of(file.read_text(encoding="utf-8"))
    expected: dict[str, dict[str, set[str]]] = {}
    for head, *body in tables:
        marks = [cell for row in body for cell in row[1:] if cell]
        letters = sum(bool(re.fullmatch(r"[RACIW](\s?[/,]\s?[RACI])?[*†]?", cell.replace("**", ""))) for cell in marks)
        if (len(head) > 3 and letters > 0.7 * len(marks)) or (len(head) == 3 and file.suffix == ".csv"):
            for row in body:
                held = {name: plain_letters(cell) for name, cell in zip(head[1:], row[1:], strict=False)}
                if any(held.values()):
                    expected[row[0].replace("**", "")] = {name: found for name, found in held.items() if found}
    return expected


OTHERWISE = {"qa-giver-acceptor-template", "raci-ai-srm-deployment", "raci-dgmo-dsl", "raci-packt-xlsx"}
"""Items whose letters are held against something else below."""


@pytest.mark.parametrize("item", [item for item in ITEMS if item not in OTHERWISE])
def test_no_letter_is_wrong(corpus: Path, item: str) -> None:
    found = of(corpus, item)
    assert found.outcome.data is not None
    names = {identifier: party["name"] for identifier, party in found.outcome.data["parties"].items()}
    expected = expected_of(corpus, item)
    got = {
        row["do"]: {names[holder]: set(cell.partition(" ")[0]) for holder, cell in row.get("raci", {}).items()}
        for row in rows(found).values()
    }
    assert got
    for activity, held in got.items():
        assert held == dict(expected[activity].items()), activity
    left_out = " ".join(entry.text for entry in found.outcome.of("left-out"))
    assert {activity for activity in expected if activity not in got and activity not in left_out} == set()


def test_the_workbook_says_what_it_shows(corpus: Path) -> None:
    found = of(corpus, "raci-packt-xlsx")
    assert rows(found)["5"] == {
        "do": "Sprint Planning",
        "raci": {"tpm": "R", "sdm": "A", "pm-t": "I", "lead-sde": "C", "sde": "C", "business": "I"},
    }
    assert rows(found)["2"]["raci"]["tpm"] == "A"


def test_the_outline_says_what_it_says(corpus: Path) -> None:
    found = of(corpus, "raci-dgmo-dsl")
    assert [row["raci"] for row in rows(found).values()] == [
        {"cap": "A", "nav": "R", "qm": "C"},
        {"qm": "RA", "cap": "C", "crew": "I"},
        {"bos": "A", "crew": "R"},
        {"nav": "RA", "cap": "C"},
    ]


def test_the_agreement_template_has_the_letters_of_the_list_of_rows(corpus: Path) -> None:
    """Its legend says that A approves: A is a signature then, and who performs and owns an activity answers for it."""
    found = of(corpus, "qa-giver-acceptor-template")
    got = rows(found)
    with (corpus / "rows.csv").open(encoding="utf-8", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["agreement_id"] == "qa-giver-acceptor-template"]
    checked = 0
    for row in listed:
        identifier = row["row_no"] if row["section"].startswith("5.") else f"{row['row_no']}-2"
        if not re.fullmatch(r"5\.\d+(-2)?", identifier) or identifier not in got:
            continue
        held = got[identifier]
        marks = {"contract-giver": row["sponsor_mark"], "contract-acceptor": row["cmo_mark"]}
        performing = sum("R" in plain_letters(mark) for mark in marks.values())
        for holder, mark in marks.items():
            letters = plain_letters(mark)
            wanted = {"R", "A"} if "R" in letters and performing == 1 else letters & {"R"}
            assert set(held.get("raci", {}).get(holder, "").partition(" ")[0]) == wanted | letters & {"C", "I"}
            assert (holder in held.get("signed-by", [])) == ("A" in letters)
            checked += 1
    assert checked >= 40
    unread = {entry.text for entry in found.outcome.of("not-understood")}
    assert {"grant access; respond to findings", "define retention period"} <= unread


LEAD = "M=mirant:RA, C=contractor:RA, M/C=mirant:RA+contractor:C, C/M=contractor:RA+mirant:C"


def test_a_contract_whose_cells_name_the_parties_is_read_once_that_is_said(corpus: Path) -> None:
    asked = of(corpus, "edgar-mirant-epc-dickerson", name="matrix.csv")
    assert asked.outcome.data is None
    assert {question.key for question in asked.outcome.questions} == {"M", "C", "M/C", "C/M"}
    found = of(corpus, "edgar-mirant-epc-dickerson", LEAD, "matrix.csv")
    got = {row["do"]: row.get("raci", {}) for row in rows(found).values()}
    with (corpus / "rows.csv").open(encoding="utf-8", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["agreement_id"] == "edgar-mirant-epc-dickerson"]
    assert len(listed) == len(got) == 350
    for row in listed:
        held = got[row["activity"].replace(" — ", ": ")]
        wanted = {}
        for holder, mark in (("mirant", row["sponsor_mark"]), ("contractor", row["cmo_mark"])):
            if mark != "NA" and mark:
                wanted[holder] = "C" if "support" in mark else "RA"
        assert held == wanted


@pytest.mark.parametrize("item", ["edgar-century-cfc-checklist", "edgar-century-sprung-checklist"])
@pytest.mark.parametrize("name", ["activities.csv", "exhibit_flattened.txt"])
def test_a_checklist_whose_columns_were_lost_is_refused_with_that_reason(corpus: Path, item: str, name: str) -> None:
    found = of(corpus, item, name=name)
    assert found.outcome.data is None
    assert "whose they are cannot be recovered" in found.outcome.refused


@pytest.mark.parametrize("item", ["edgar-clauses-dev", "edgar-mirant-epc-fgd-redacted", "crm-cloudgov-cis-xlsx"])
def test_what_holds_no_matrix_of_duties_is_refused(corpus: Path, item: str) -> None:
    found = of(corpus, item)
    assert found.outcome.data is None
    assert found.outcome.refused
    assert found.outcome.rows_in == found.outcome.rows_reported


def test_word_files_of_the_corpus_that_hold_no_matrix_say_so(corpus: Path) -> None:
    for file in sorted(corpus.glob("docx-*/*.docx")):
        try:
            outcome = imported(file.read_bytes(), file.name, Answers()).outcome
        except Unfit:
            continue
        assert outcome.rows_in == outcome.rows_out + outcome.rows_reported
        assert outcome.data is None, file.name
