"""An Excel workbook: text that is text, ids that stay, the same bytes every time."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings

from qa_engine.agreement.load import read, read_text
from qa_engine.document.build import build_document
from qa_engine.pages.excel import KEPT, LONGEST, NoExcelError, xlsx_bytes
from tests.conftest import ROOT
from tests.strategies import agreements, to_yaml
from tests.word.reading import HASH, with_rows
from tests.word.test_writing import HOSTILE

openpyxl = pytest.importorskip("openpyxl")
AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))
ROWS = (
    "D-1: {do: Record it, raci: {borealis.qa: RA, aurora: I (by phone)}, within: 1 day of discovery, remark: Mind this}",
    "D-2: {not-applicable: Nothing is made}",
)


def book_of(text: str, **more: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(xlsx_bytes(build_document(read_text(text), HASH), **more)))


def rows_of(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_matrix_stands_on_one_sheet_with_its_sections() -> None:
    sheet = book_of(with_rows(*ROWS))["Matrix"]
    assert rows_of(sheet) == [
        ["No.", "Section", "Activity", "Sponsor", "Maker", "When and how", "Remark"],
        [
            "D-1",
            "1 Deviations",
            "Record it",
            "I (by phone)",
            "RA Quality Assurance",
            "Within 1 day of discovery",
            "Mind this",
        ],
        ["D-2", "1 Deviations", None, "Not applicable: Nothing is made", None, None, None],
    ]
    assert sheet.auto_filter.ref == "A1:G3"
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"


def test_or_a_sheet_for_each_section_under_a_name_that_excel_takes() -> None:
    text = (
        with_rows(*ROWS)
        + "  other:\n    title: 'A/B: what? [long] "
        + "x" * 40
        + "'\n    activities: {O-1: {do: A, raci: {aurora: RA}}}\n"
    )
    text += (
        "  more:\n    title: 'A B  what   long  " + "x" * 40 + "'\n    activities: {P-1: {do: A, raci: {aurora: RA}}}\n"
    )
    names = book_of(text, sheets="sections").sheetnames
    assert "1 Deviations" in names
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert len({name.lower() for name in names}) == len(names)
    assert len(names) == 6


def test_ids_are_locked_and_the_rest_can_be_written_on() -> None:
    sheet = book_of(with_rows(*ROWS))["Matrix"]
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter and not sheet.protection.sort
    assert [cell.protection.locked for cell in sheet[2]] == [True] + [False] * 6
    assert all(cell.protection.locked for cell in sheet[1])


def test_a_hidden_sheet_says_which_version_it_is() -> None:
    sheet = book_of(with_rows(*ROWS))[KEPT]
    assert sheet.sheet_state == "veryHidden"
    assert rows_of(sheet) == [["id", "QA-1"], ["version", "1.0"], ["hash", HASH], ["row", "D-1"], ["row", "D-2"]]


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', *HOSTILE[:4], *HOSTILE[4:8]],
)
def test_no_text_is_a_formula(words: str) -> None:
    quoted = words.replace("'", "''").replace("\u202e", "").replace("\u202c", "")
    text = with_rows(f"D-1: {{do: '{quoted}', raci: {{aurora: RA}}}}")
    raw = xlsx_bytes(build_document(read_text(text), HASH))
    with ZipFile(BytesIO(raw)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    cell = openpyxl.load_workbook(BytesIO(raw))["Matrix"]["C2"]
    assert cell.data_type == "s"
    assert cell.value == read_text(text).rows["D-1"].do
    assert cell.quotePrefix == words.startswith(("=", "+", "-", "@"))


def test_what_excel_would_read_as_a_letter_is_escaped() -> None:
    raw = xlsx_bytes(build_document(read_text(with_rows("D-1: {do: a_x0041_b, raci: {aurora: RA}}")), HASH))
    with ZipFile(BytesIO(raw)) as archive:
        assert any(b"a_x005F_x0041_b" in archive.read(name) for name in archive.namelist())


def test_a_text_that_does_not_go_into_a_cell_is_refused_and_named() -> None:
    document = build_document(read_text(with_rows(f"D-1: {{do: {'word ' * 7000}, raci: {{aurora: RA}}}}")), HASH)
    with pytest.raises(ValueError, match=f"holds {LONGEST}"):
        xlsx_bytes(document)


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name.split(".")[0])
@pytest.mark.parametrize("sheets", ["one", "sections"])
def test_every_agreement_has_all_its_rows_and_the_same_bytes_every_time(
    path: Path, sheets: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = read(path)
    document = build_document(agreement, HASH)
    raw = xlsx_bytes(document, sheets)
    import datetime as clock

    import openpyxl.writer.excel as writer

    class Later(clock.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return clock.datetime(2099, 1, 1, tzinfo=tz)

    monkeypatch.setattr(writer.datetime, "datetime", Later)
    assert xlsx_bytes(document, sheets) == raw
    book = openpyxl.load_workbook(BytesIO(raw))
    found = {cell.value for sheet in book if sheet.title != KEPT for (cell,) in sheet.iter_rows(max_col=1)}
    assert set(agreement.rows) <= found


def test_without_openpyxl_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(NoExcelError, match=r"qa-engine\[excel\]"):
        xlsx_bytes(build_document(read_text(with_rows("D-1: {do: A, raci: {aurora: RA}}")), HASH))


@settings(max_examples=15)
@given(agreements())
def test_any_agreement_becomes_a_workbook(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    book = openpyxl.load_workbook(BytesIO(xlsx_bytes(build_document(agreement, HASH))))
    if agreement.rows:
        assert [cell.value for cell in book["Matrix"]["A"]][1:] == [
            row for section in agreement.sections.values() for row in section.rows
        ]
