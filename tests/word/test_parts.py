"""The parts of a document beyond its sections: the wall, extracts, columns by function, exceptions, changes, annex, marks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from qa_engine.agreement.load import read, read_text
from qa_engine.coverage.answers import Coverage
from qa_engine.document.blocks import Block, Heading, KeyValue, Matrix, Paragraph, SignatureTable, Table, said
from qa_engine.document.build import build_document
from qa_engine.document.choices import WHOLE, Approval, Changes, Choices, Difference
from qa_engine.document.texts import texts_of
from qa_engine.packs.read import packs_of
from tests.conftest import ROOT
from tests.strategies import agreements, to_yaml
from tests.word.reading import HASH, SMALL, with_rows

AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))
COMMERCIAL = ROOT / "agreements" / "commercial-finished-dose.qa.yaml"


def blocks_of(text: str, choices: Choices = WHOLE) -> tuple[Block, ...]:
    return build_document(read_text(text), HASH, choices).blocks


def table_of(text: str, key: str, choices: Choices = WHOLE) -> list[list[str]]:
    """The cells of a table as texts, its headings first."""
    found = next(block for block in blocks_of(text, choices) if isinstance(block, Table) and block.key == key)
    rows = [["\n".join(map(said, cell)) for cell in row.cells] for row in found.rows]
    return [[column.heading for column in found.columns], *rows]


def has(text: str, key: str, choices: Choices = WHOLE) -> bool:
    return any(block.key == key for block in blocks_of(text, choices))


# -- the wall


def test_notices_say_who_tells_whom_what_by_when_and_how() -> None:
    text = with_rows(
        "D-1: {do: Notify the Sponsor of a deviation, raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I, aurora: I},"
        " per: deviation, within: {critical: 1 day of discovery}, with: {minor: Monthly report}, via: phone}",
        "D-2: {do: Record it, raci: {borealis.qa: RA}}",
        "D-3: {do: Inform the other parties of an inspection, raci: {each: RA, other: I}, within: 2 days of notice}",
    ).replace("sections:", "classes: {deviation: {critical: Bad, minor: Small}}\nsections:", 1)
    assert table_of(text, "notices") == [
        ["From", "To", "What", "By when", "How", "Row"],
        [
            "Maker Production",
            "Sponsor Quality Assurance; Sponsor",
            "Notify the Sponsor of a deviation",
            "Critical: within 1 day of discovery",
            "Minor: with Monthly report\nBy phone",
            "D-1",
        ],
        [
            "Each party",
            "The other parties",
            "Inform the other parties of an inspection",
            "Within 2 days of notice",
            "–",
            "D-3",
        ],
    ]


def test_a_function_of_each_party_is_called_by_its_title() -> None:
    text = with_rows(
        "D-1: {do: Inform the other parties of an inspection, raci: {each.qa: RA, other.qa: I}, within: 2 days}"
    )
    assert table_of(text, "notices")[1][:2] == ["Each party Quality Assurance", "The other parties Quality Assurance"]


def test_where_no_letter_says_who_is_told_the_sentence_does_and_nobody_guesses() -> None:
    rows = (
        "D-1: {do: Notify the Sponsor of a result, raci: {borealis: X}}",
        "D-2: {do: Send it to the warehouse, raci: {borealis: X}}",
        "D-3: {do: Tell the other party, raci: {each: X}}",
    )
    text = with_rows(*rows).replace("language: en", "scheme: X")
    assert [row[1] for row in table_of(text, "notices")] == ["To", "Sponsor", "–", "The other parties"]


def test_decision_rights_name_the_owner_for_each_case_and_stand_together() -> None:
    text = with_rows(
        "C-1: {do: Approve a major change, raci: {aurora.qa: RA, borealis.qa: C}, decides: change-approval, when: {change: major}}",
        "D-1: {do: Close it, raci: {borealis.qa: RA}, decides: deviation-closure}",
        "C-2: {do: Approve a minor one, raci: {borealis.qa: RA}, decides: change-approval, when: {change: minor}}",
        "R-1: {decides: import-release, not-applicable: Nothing is imported}",
    ).replace("sections:", "classes: {change: {major: A, minor: B}}\nsections:", 1)
    assert table_of(text, "decisions") == [
        ["Decision", "For", "Decided by", "Asked before", "Row"],
        ["Approval of a change", "Major change", "Sponsor Quality Assurance", "Maker Quality Assurance", "C-1"],
        ["Approval of a change", "Minor change", "Maker Quality Assurance", "–", "C-2"],
        ["Closure of a deviation", "All cases", "Maker Quality Assurance", "–", "D-1"],
        ["Release after importation", "All cases", "Not applicable; the row gives the reason", "–", "R-1"],
    ]


def test_every_notice_and_every_decision_of_our_agreements_is_on_the_wall() -> None:
    for path in AGREEMENTS:
        agreement = read(path)
        blocks = {block.key: block for block in build_document(agreement, HASH).blocks if isinstance(block, Table)}
        told = [row.key.removeprefix("notice:") for row in blocks["notices"].rows]
        assert told == [row.id for row in agreement.rows.values() if row.is_notice and not row.not_applicable]
        taken = {row.key.removeprefix("decision:") for row in blocks["decisions"].rows}
        assert taken == {f"{name}/{row.id}" for row in agreement.rows.values() for name in row.decides}


# -- sections


def test_paragraphs_of_a_section_bear_numbers_and_lists_do_not() -> None:
    prose = "    text: |\n      One.\n\n      Two:\n      - item\n\n      Three.\n"
    text = SMALL.replace("    activities:\n", prose + "  other: {title: Other, text: Only.}\n")
    numbered = [
        (block.number, said(block.text)) for block in blocks_of(text) if isinstance(block, Paragraph) and block.number
    ]
    assert numbered == [("1.1", "One."), ("1.2", "Two:"), ("1.3", "Three."), ("2.1", "Only.")]


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        ("draft", "Draft"),
        ("in-review", "In review"),
        ("approved", ""),
        ("effective", ""),
        ("suspended", "Suspended"),
        ("superseded", "Superseded"),
        ("terminated", "Terminated"),
    ],
)
def test_what_is_not_in_force_says_so_on_every_page(status: str, mark: str) -> None:
    text = with_rows("D-1: {do: A, raci: {aurora: RA}}").replace("language: en", f"status: {status}")
    assert build_document(read_text(text), HASH).mark == mark
    assert "Extract" in build_document(read_text(text), HASH, Choices(party="aurora")).mark


# -- columns by function


def test_by_function_a_section_has_the_columns_that_it_needs() -> None:
    text = with_rows(
        "D-1: {do: A, raci: {borealis.prod: R, borealis.qa: A, aurora: I (by phone)}}",
        "D-2: {do: B, raci: {each.qa: RA}}",
    )
    matrix = next(block for block in blocks_of(text, Choices(by_function=True)) if isinstance(block, Matrix))
    assert [column.heading for column in matrix.columns] == [
        "No.",
        "Activity",
        "Sponsor",
        "Sponsor Quality Assurance",
        "Maker Quality Assurance",
        "Maker Production",
    ]
    cells = [["; ".join(map(said, cell)) for cell in row.cells[2:]] for row in matrix.rows]
    assert cells == [["I (by phone)", "–", "A", "R"], ["–", "RA for its own part", "RA for its own part", "–"]]


def test_many_functions_get_columns_of_letters_alone_and_the_words_stand_under_the_activity() -> None:
    functions = ", ".join(f"f{number}: Function {number}" for number in range(12))
    letters = ", ".join(f"borealis.f{number}: C (asks)" for number in range(12))
    text = with_rows(f"D-1: {{do: A, raci: {{aurora: RA, {letters}}}}}").replace("prod: Production", functions)
    matrix = next(block for block in blocks_of(text, Choices(by_function=True)) if isinstance(block, Matrix))
    assert {column.kind for column in matrix.columns[2:]} == {"function"}
    assert [said(text) for text in matrix.rows[0].cells[3]] == ["C"]
    assert said(matrix.rows[0].cells[1][1]).startswith("Maker Function 0; Maker Function 1")
    assert said(matrix.rows[0].cells[1][1]).endswith(": asks")


# -- extracts


def test_an_extract_holds_what_concerns_the_party_under_the_numbers_of_the_whole() -> None:
    text = with_rows("D-1: {do: A, raci: {borealis: RA}}", "D-2: {do: B, raci: {borealis: RA, aurora: I}, after: D-1}")
    text += "  other: {title: Other, activities: {O-1: {do: C, raci: {borealis: RA}}}}\n"
    text += "  last: {title: Last, activities: {L-1: {do: D, raci: {each: RA}}}}\n"
    text += "records: {Report: {held-by: borealis}}\ncontacts: [{party: borealis, name: Bo, for: [all]}]\n"
    text += "signatories: [{party: aurora, name: Ann}]\n"
    extract = build_document(read_text(text), HASH, Choices(party="aurora"))
    assert [row.id for row in extract.rows] == ["D-2", "L-1"]
    headings = [(block.number, block.text) for block in extract.blocks if isinstance(block, Heading) and block.number]
    assert headings == [("1", "Deviations"), ("3", "Last"), ("5", "Contacts")]
    assert not any(isinstance(block, SignatureTable) for block in extract.blocks)
    assert "extract for the Sponsor" in extract.kind
    assert extract.rows[0].cells[-1][0][1].link == ""  # D-1 is not in it: nothing to lead to


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name.split(".")[0])
def test_no_link_leads_nowhere(path: Any) -> None:
    agreement = read(path)
    for choices in (WHOLE, Choices(by_function=True), *(Choices(party=party) for party in agreement.parties)):
        blocks = build_document(
            agreement, HASH, choices._replace(coverage=Coverage(agreement, packs_of(agreement).packs))
        ).blocks
        keys = {block.key for block in blocks if isinstance(block, Heading)}
        keys |= {row.key for block in blocks if isinstance(block, Matrix) for row in block.rows}
        for block in blocks:
            rows = block.rows if isinstance(block, Table | Matrix) else ()
            links = {run.link for row in rows for cell in row.cells for text in cell for run in text if run.link}
            assert links <= keys


# -- exceptions, changes, coverage, signatures


def test_accepted_exceptions_give_reason_names_and_day_and_no_name_of_a_rule() -> None:
    text = with_rows("D-1: {do: Record it, raci: {aurora: RA}}") + (
        "waivers: [{rule: handoff-gap, at: D-1, reason: They sit together, by: [aurora.qa, borealis.qa], until: 2027-06-30}]\n"
    )
    assert table_of(text, "exceptions") == [
        ["Where", "What", "Reason", "Accepted by", "Until"],
        ["D-1", "Record it", "They sit together", "Sponsor Quality Assurance\nMaker Quality Assurance", "30 June 2027"],
    ]
    assert "handoff" not in " ".join(text for block in blocks_of(text) for text in texts_of(block))
    assert not has(with_rows("D-1: {do: A}"), "chapter:exceptions")


def test_changes_since_the_last_approved_version_are_given_in_words() -> None:
    text = with_rows("D-1: {do: Record it, raci: {aurora: RA}}")
    changes = Changes("1.0", (Difference("D-1", "New", "Inspection"), Difference("contacts", "A new name")))
    assert table_of(text, "changes", Choices(changes=changes)) == [
        ["Where", "Change", "Reason"],
        ["D-1", "New", "Inspection"],
        ["contacts", "A new name", "–"],
    ]
    assert has(text, "changes/none", Choices(changes=Changes("1.0", ())))


def test_the_annex_says_where_to_look_and_never_that_it_is_enough() -> None:
    agreement = read(COMMERCIAL)
    document = build_document(agreement, HASH, Choices(coverage=Coverage(agreement, packs_of(agreement).packs)))
    annex = next(portion for portion in document.portions if portion.slot == "coverage")
    tables = [block for block in annex.blocks if isinstance(block, Table)]
    assert len(tables) == len(agreement.packs)
    ours = [text for block in annex.blocks for text in texts_of(block) if not isinstance(block, Table)]
    own = " ".join([*ours, *(column.heading for block in tables for column in block.columns)]).lower()
    assert "it does not say whether what is agreed is enough" in own
    for word in ("complian", "conform", "passed", "fulfil", "satisf", "covered"):
        assert word not in own
    assert any("SUB-02" in text for block in tables for text in texts_of(block))


def test_the_signature_page_names_what_is_signed_and_shows_what_is_on_record() -> None:
    text = with_rows("D-1: {do: A, raci: {aurora: RA}}") + (
        "contacts: [{party: aurora, name: Ann, email: ann@aurora.example}]\n"
        "signatories: [{party: aurora, function: qa, name: Ann, title: Head, meaning: Approves}, {party: borealis, name: Bo}]\n"
    )
    approval = Approval("aurora.qa", "Ann", "2027-01-10T12:00:00Z", "SHA256:abc", "Approves")
    blocks = blocks_of(text, Choices(approvals=(approval,)))
    statement = next(
        said(block.text) for block in blocks if isinstance(block, Paragraph) and block.key == "signatures/statement"
    )
    assert "version 1.0 of quality agreement QA-1, “Supply of tablets”" in statement
    assert HASH.removeprefix("sha256:") in statement
    counterparts = next(
        said(block.text) for block in blocks if isinstance(block, Paragraph) and "counterparts" in block.key
    )
    assert "signed in counterparts" in counterparts
    table = next(block for block in blocks if isinstance(block, SignatureTable))
    ann, bo = table.signatures
    assert (ann.name, ann.title, ann.company, ann.function) == (
        "Ann",
        "Head",
        "Aurora Ltd",
        "Sponsor Quality Assurance",
    )
    assert (ann.meaning, ann.email) == ("Approves", "ann@aurora.example")
    assert ann.signed == ("Approved", "Key SHA256:abc")
    assert ann.signed_at.startswith("10 January 2027")
    assert (bo.signed, bo.signed_at) == ((), "")


@settings(max_examples=40)
@given(agreements())
def test_any_agreement_becomes_a_document_in_every_way(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    for choices in (Choices(by_function=True), *(Choices(party=party) for party in list(agreement.parties)[:2])):
        document = build_document(agreement, HASH, choices)
        assert document.portions[0].slot == "cover"
        for block in document.blocks:
            assert all(isinstance(text, str) for text in texts_of(block))
            if isinstance(block, Table):
                assert all(len(row.cells) == len(block.columns) for row in block.rows)
            if isinstance(block, KeyValue):
                assert block.entries
