"""What a document says: blocks made of an agreement, without any Word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from qa_engine.agreement.load import read, read_text
from qa_engine.agreement.model import party_of
from qa_engine.document.blocks import (
    NOTHING,
    Heading,
    KeyValue,
    ListItem,
    Matrix,
    MatrixRow,
    Paragraph,
    Run,
    Table,
    said,
)
from qa_engine.document.build import build_document
from qa_engine.document.prose import blocks_of, runs_of
from qa_engine.document.words import day, listed
from qa_engine.graph.duties import Duties
from tests.conftest import ROOT
from tests.strategies import agreements, to_yaml
from tests.word.reading import HASH, SMALL, with_rows

AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))


def matrix_of(text: str) -> Matrix:
    return next(block for block in build_document(read_text(text), HASH).blocks if isinstance(block, Matrix))


def row_of(*rows: str, before: str = "") -> dict[str, list[str]]:
    """Column key → paragraphs, of the first row."""
    matrix = matrix_of(with_rows(*rows).replace("sections:", f"{before}sections:", 1))
    return cells_of(matrix, matrix.rows[0])


def cells_of(matrix: Matrix, row: MatrixRow) -> dict[str, list[str]]:
    return {column.key: [said(text) for text in cell] for column, cell in zip(matrix.columns, row.cells, strict=False)}


def test_a_cell_gives_letters_first_then_functions_and_words() -> None:
    row = row_of(
        "D-1: {do: Record it, raci: {borealis.qa: A, borealis.prod: R, aurora.qa: C (hosts the audit), aurora: I}}"
    )
    assert row["party:borealis"] == ["R Production", "A Quality Assurance"]
    assert row["party:aurora"] == ["C Quality Assurance (hosts the audit)", "I"]


def test_letters_are_bold_so_that_they_stand_out_without_colour() -> None:
    matrix = matrix_of(with_rows("D-1: {do: Record it, raci: {borealis.qa: RA}}"))
    assert matrix.rows[0].cells[2] == ((Run("RA", bold=True), Run(" Quality Assurance")),)


def test_each_and_other_are_written_out_for_every_party() -> None:
    row = row_of("D-1: {do: Tell the others, raci: {each: RA, other: I}}")
    assert row["party:aurora"] == row["party:borealis"] == ["RA for its own part", "I where another party acts"]
    row = row_of("D-1: {do: Keep a system, raci: {each.qa: RA}}")
    assert row["party:aurora"] == ["RA Quality Assurance, for its own part"]


def test_other_is_a_plain_letter_where_one_party_acts() -> None:
    assert row_of("D-1: {do: Tell the others, raci: {borealis.qa: RA, other: I}}")["party:aurora"] == ["I"]


def test_two_crosses_are_each_for_its_own_part() -> None:
    text = with_rows("D-1: {do: Keep data, raci: {aurora: X, borealis: X}}").replace("language: en", "scheme: X")
    matrix = matrix_of(text)
    assert cells_of(matrix, matrix.rows[0])["party:aurora"] == ["X for its own part"]


def test_only_parties_with_a_letter_get_a_column_and_an_empty_cell_says_so() -> None:
    text = with_rows("D-1: {do: A, raci: {aurora: RA}}", "D-2: {do: B, raci: {borealis: RA}}").replace(
        "sections:", "  third: {name: Third, role: other}\nsections:", 1
    )
    matrix = matrix_of(text)
    assert [column.key for column in matrix.columns] == ["id", "activity", "party:aurora", "party:borealis"]
    assert matrix.rows[0].cells[3] == NOTHING


def test_a_holder_that_nobody_declared_is_shown_and_not_dropped() -> None:
    row = row_of("D-1: {do: A, raci: {zed.qa: R, borealis.xx: A}}")
    assert row["party:zed"] == ["R qa"]
    assert row["party:borealis"] == ["A xx"]


def test_parties_that_share_a_word_are_told_apart() -> None:
    text = with_rows("D-1: {do: A, raci: {one: R, two: I}}").replace(
        "sections:", "  one: {name: Uno SA, role: supplier}\n  two: {name: Due SA, role: supplier}\nsections:", 1
    )
    assert [column.heading for column in matrix_of(text).columns if column.kind == "party"] == [
        "Supplier Uno SA",
        "Supplier Due SA",
    ]


CLASSES = "classes: {deviation: {critical: Bad, major: Middling, minor: Small}}\n"


@pytest.mark.parametrize(
    ("keys", "said_"),
    [
        ("within: 3 business days of discovery", ["Within 3 business days of discovery"]),
        ("within: 1 working day of discovery", ["Within 1 business day of discovery"]),
        ("within: at once of discovery", ["At once, counted from discovery"]),
        ("within: at once", ["At once"]),
        ("within: 5 days, after: [D-2, D-3]", ["Within 5 days of completion of D-2 and D-3"]),
        ("within: 5 days", ["Within 5 days"]),
        ("notice: 30 days before the audit", ["At least 30 days before the audit"]),
        ("every: 2 years", ["Every 2 years"]),
        ("every: month", ["Every month"]),
        ('via: "phone, confirmed by e-mail"', ["By phone, confirmed by e-mail"]),
        ("with: Monthly report", ["With Monthly report"]),
        (
            "per: deviation, via: phone, within: {major: 3 days of discovery, critical: 1 day of discovery},"
            " with: {minor: Batch package}",
            [
                "Critical: within 1 day of discovery",
                "Major: within 3 days of discovery",
                "Minor: with Batch package",
                "By phone",
            ],
        ),
        ("basis: EU GMP 8.16", ["–"]),
    ],
)
def test_deadlines_are_read_out_in_words(keys: str, said_: list[str]) -> None:
    rows = (f"D-1: {{do: Tell, raci: {{borealis: RA}}, {keys}}}", "D-2: {do: B, every: year}", "D-3: {do: C}")
    assert row_of(*rows, before=CLASSES)["time"] == said_


def test_references_stand_in_one_order_whatever_the_order_of_the_keys() -> None:
    row = row_of(
        "D-1: {do: Decide, raci: {borealis: RA}, procedure: {borealis: SOP-1}, basis: [21 CFR 211.192, EU GMP 8.16],"
        " after: D-2, signed-by: [borealis.qa, aurora], may-delegate: borealis.prod, produces: Report,"
        " needs: [Data, File], decides: change-approval}",
        "D-2: {do: B}",
    )
    assert row["references"] == [
        "After: D-2",
        "Needs: Data; File",
        "Decides: Approval of a change",
        "Produces: Report",
        "Signed by: Maker Quality Assurance; Sponsor",
        "May be given to: Maker Production",
        "Basis: 21 CFR 211.192; EU GMP 8.16",
        "Procedure: Maker SOP-1",
    ]


def test_a_condition_stands_in_italics_under_the_activity() -> None:
    before = CLASSES + "products: {exa: {name: Examplinib 50 mg}}\n"
    rows = (
        "D-1: {do: Decide, raci: {borealis: RA}, when: {deviation: [critical, major], markets: EU, products: exa}}",
    )
    matrix = matrix_of(with_rows(*rows).replace("sections:", f"{before}sections:", 1))
    assert matrix.rows[0].cells[1] == (
        (Run("Decide"),),
        (Run("Only: critical or major deviation; EU; Examplinib 50 mg", italic=True),),
    )


def test_what_does_not_apply_gives_its_reason_in_place_of_letters() -> None:
    matrix = matrix_of(
        with_rows("D-1: {topic: packaging, not-applicable: Nothing is packed.}", "D-2: {do: A, raci: {aurora: RA}}")
    )
    assert said(matrix.rows[0].cells[1][0]) == "Packaging operations"
    assert said(matrix.rows[0].reason) == "Not applicable: Nothing is packed"


def test_a_matrix_without_a_letter_still_has_columns_to_be_filled() -> None:
    assert [column.heading for column in matrix_of(with_rows("D-1: {not-applicable: No}")).columns][2:] == [
        "Sponsor",
        "Maker",
    ]


def test_sections_are_numbered_from_one_and_schedules_go_on_counting() -> None:
    text = (
        SMALL.replace("    activities:\n", "  other: {title: Other, not-applicable: None here}\n")
        + "records: {Report: {held-by: aurora}}\n"
    )
    headings = [
        block for block in build_document(read_text(text), HASH).blocks if isinstance(block, Heading) and block.number
    ]
    assert [(heading.number, heading.text) for heading in headings] == [
        ("1", "Deviations"),
        ("2", "Other"),
        ("3", "Records and their keeping"),
    ]


def test_every_key_is_there_once() -> None:
    for path in AGREEMENTS:
        keys: list[str] = []
        for block in build_document(read(path), HASH).blocks:
            keys.append(block.key)
            if isinstance(block, Matrix | Table):
                keys += [row.key for row in block.rows]
            if isinstance(block, KeyValue):
                keys += [entry.key for entry in block.entries]
        doubled = {key for key in keys if keys.count(key) > 1}
        assert {key for key in doubled if not key.startswith("party:")} == set(), (
            path.name
        )  # on the title page and as a heading


@given(agreements())
def test_the_letters_of_each_party_are_those_that_the_graph_knows(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    duties = Duties(agreement)
    for block in build_document(agreement, HASH).blocks:
        for row in block.rows if isinstance(block, Matrix) else ():
            if row.reason:
                continue
            for column, cell in zip(block.columns, row.cells, strict=True):
                if column.kind == "party":
                    shown = {letter for text in cell for letter in text[0].text if text[0].bold}
                    party = column.key.removeprefix("party:")
                    known = (
                        duty.letters for duty in duties.of(agreement.rows[row.id]) if party_of(duty.holder) == party
                    )
                    assert shown == {letter for letters in known for letter in letters}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("plain", [Run("plain")]),
        ("a **b** c", [Run("a "), Run("b", bold=True), Run(" c")]),
        ("*a*", [Run("a", italic=True)]),
        ("***a***", [Run("a", bold=True, italic=True)]),
        ("**a *b* c**", [Run("a ", bold=True), Run("b", bold=True, italic=True), Run(" c", bold=True)]),
        ("2 * 3 * 4 and ** too", [Run("2 * 3 * 4 and ** too")]),
        ("**never closed", [Run("**never closed")]),
        ("*a **b* c**", [Run("a **b", italic=True), Run(" c**")]),
        ("", [Run("")]),
    ],
)
def test_bold_and_italic(text: str, runs: list[Run]) -> None:
    assert list(runs_of(text)) == runs


def test_stars_without_end_take_no_time() -> None:
    assert "".join(run.text for run in runs_of("*a" * 50_001)).count("a") == 50_001


def test_paragraphs_and_lists() -> None:
    text = "One\ntwo\n\n- a\n  more of a\n- b\n  1. inner\n  2. inner too\n- c\n\nLast - not a list\n3. third\n"
    found = [
        (block.number, block.depth, said(block.text)) if isinstance(block, ListItem) else said(block.text)
        for block in blocks_of(text, "section:s/text")
    ]
    assert found == [
        "One two",
        (None, 0, "a more of a"),
        (None, 0, "b"),
        (1, 1, "inner"),
        (2, 1, "inner too"),
        (None, 0, "c"),
        "Last - not a list",
        (3, 0, "third"),
    ]
    assert all(isinstance(block, Paragraph | ListItem) for block in blocks_of(text, "k"))


def test_days_and_lists_in_words() -> None:
    assert day("2027-01-05") == "5 January 2027"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert listed([]) == ""
