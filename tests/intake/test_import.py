"""Matrices in every layout that people use: what comes out, and what is told instead of being guessed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.agreement.load import read_text
from qa_engine.intake.answers import Answers, NoAnswer, answers_text, meaning_as_kept, read_answers, read_letters_option
from qa_engine.intake.imported import Imported, import_file, imported
from qa_engine.intake.outcome import Outcome
from tests.intake.matrices import cell, docx, table, words, xlsx

HEAD = "| No. | Activity | Sponsor | CMO |\n|---|---|---|---|\n"


def take(content: str | bytes, name: str = "m.md", **letters: str) -> Imported:
    raw = content.encode() if isinstance(content, str) else content
    found = imported(raw, name, Answers({mark: meaning_as_kept(meaning) for mark, meaning in letters.items()}))
    outcome = found.outcome
    assert outcome.rows_in == outcome.rows_out + outcome.rows_reported
    if found.text:
        agreement = read_text(found.text)
        assert agreement.findings == []
        assert agreement.data == outcome.data
    return found


def rows(found: Imported) -> dict[str, dict[str, Any]]:
    assert found.outcome.data is not None, found.outcome.refused
    return {
        row_id: row
        for section in found.outcome.data["sections"].values()
        for row_id, row in section.get("activities", {}).items()
    }


def raci(found: Imported) -> dict[str, dict[str, str]]:
    return {row_id: row.get("raci", {}) for row_id, row in rows(found).items()}


def told(outcome: Outcome, kind: str) -> list[str]:
    return [f"{item.row or item.text}: {item.message}" for item in outcome.items if item.kind == kind]


def test_a_plain_matrix_keeps_numbers_letters_and_words() -> None:
    found = take(HEAD + "| 5.1 | Provide specifications | R | C (in writing) |\n| 5.10 | Make the batch | I | A/R |\n")
    assert raci(found) == {"5.1": {"sponsor": "R", "cmo": "C (in writing)"}, "5.10": {"sponsor": "I", "cmo": "RA"}}
    assert found.outcome.data is not None
    assert found.outcome.data["parties"] == {
        "sponsor": {"name": "Sponsor", "role": "contract-giver"},
        "cmo": {"name": "CMO", "role": "contract-acceptor"},
    }
    assert not found.outcome.blocks


def test_section_rows_become_sections_in_each_of_their_looks() -> None:
    body = docx(
        table(
            [
                ["No.", "Activity", "Sponsor", "CMO"],
                [cell("1 Deviations", span=4)],
                ["1.1", "Record deviations", "I", "RA"],
                ["2", cell("Changes", bold=True), "", ""],
                ["2.1", "Propose a change", "A", "R"],
                ["2.2", "An activity that nobody has", "", ""],
                ["2.3", "Close a change", "I", "RA"],
            ]
        )
    )
    found = take(body, "m.docx")
    assert found.outcome.data is not None
    sections = found.outcome.data["sections"]
    assert {name: list(section["activities"]) for name, section in sections.items()} == {
        "deviations": ["1.1"],
        "changes": ["2.1", "2.2", "2.3"],
    }
    assert found.outcome.rows_out == 4


def test_merged_cells_reach_down_and_a_cell_over_two_holders_is_asked() -> None:
    body = docx(
        table(
            [
                ["Activity", "Sponsor", "CMO", "Lab"],
                ["Record", cell("R", merge="restart"), "A", "I"],
                ["Close", cell("", merge="continue"), "A", "I"],
                ["Approve", cell("R/A", span=2), "I"],
            ]
        )
    )
    found = take(body, "m.docx")
    assert [held.get("sponsor") for held in raci(found).values()] == ["R", "R", None]
    assert len(told(found.outcome, "not-understood")) == 2


def test_a_table_that_goes_on_after_a_page_is_one_matrix_and_its_headings_are_no_rows() -> None:
    head = ["Activity", "Sponsor", "CMO"]
    body = docx(
        table([head, ["Record", "R", "A"], head, ["Close", "A", "R"]])
        + words("continued")
        + table([head, ["Audit", "RA", "C"]])
        + words("continued")
        + table([["Test", "C", "RA"]])
    )
    found = take(body, "m.docx")
    assert [row["do"] for row in rows(found).values()] == ["Record", "Close", "Audit", "Test"]
    assert (found.outcome.rows_in, found.outcome.rows_out, found.outcome.rows_reported) == (6, 4, 2)


def test_letters_over_columns_and_holders_in_cells() -> None:
    text = "| Activity | Responsible | Accountable | Consulted | Informed |\n|-|-|-|-|-|\n| Close | CMO QA, CMO Production | CMO QA | | Sponsor QA |\n"
    found = take(text)
    (held,) = raci(found).values()
    assert held == {"cmo.qa": "RA", "cmo.production": "R", "sponsor.qa": "I"}


def test_functions_stand_under_their_party_in_two_heading_rows() -> None:
    rows_ = [
        ["Activity", "Sponsor", "", "CMO", ""],
        ["", "QA", "RA", "QA", "Production"],
        ["Close", "A", "I", "R", "C"],
    ]
    found = take(xlsx({"Matrix": rows_}, merges=["B1:C1", "D1:E1", "A1:A2"]), "m.xlsx")
    (held,) = raci(found).values()
    assert held == {"sponsor.qa": "A", "sponsor.ra": "I", "cmo.qa": "R", "cmo.production": "C"}


def test_crosses_alone_are_the_scheme_x_and_among_letters_they_are_asked() -> None:
    found = take(HEAD + "| 1 | Record | x | |\n| 2 | Close | | ✓ |\n")
    assert found.outcome.data is not None
    assert found.outcome.data["scheme"] == "X"
    assert raci(found) == {"1": {"sponsor": "X"}, "2": {"cmo": "X"}}
    mixed = take(HEAD + "| 1 | Record | R | A |\n| 2 | Close | X | A |\n")
    assert mixed.outcome.data is not None
    assert "scheme" not in mixed.outcome.data
    assert [question.key for question in mixed.outcome.questions] == ["X"]
    assert raci(take(HEAD + "| 1 | Record | R | A |\n| 2 | Close | X | A |\n", X="RA"))["2"] == {
        "sponsor": "RA",
        "cmo": "A",
    }


def test_supporting_needs_a_legend_and_makes_it_rasci() -> None:
    matrix = HEAD + "| 1 | Record | RA | S |\n"
    assert [question.key for question in take(matrix).outcome.questions] == ["S"]
    found = take("# A RASCI matrix\n" + matrix)
    assert found.outcome.data is not None
    assert found.outcome.data["scheme"] == "RASCI"
    assert raci(found)["1"] == {"sponsor": "RA", "cmo": "S"}


def test_a_legend_in_which_a_approves_makes_signatures_and_the_doer_answers() -> None:
    legend = 'Here "R" means responsible, "C" means consulted, "A" means approves.\n\n'
    found = take(legend + HEAD + "| 1 | Record | A, before use | R |\n| 2 | Share | R (define) | C / R (execute) |\n")
    assert rows(found)["1"]["raci"] == {"cmo": "RA"}
    assert rows(found)["1"]["signed-by"] == ["sponsor"]
    assert rows(found)["1"]["remark"] == "Sponsor: before use"
    # two perform the second row: which of them answers nobody says
    assert rows(found)["2"]["raci"] == {"sponsor": "R (define)", "cmo": "RC (execute)"}
    assert "who" in told(found.outcome, "not-understood")[0] or "answers" in told(found.outcome, "not-understood")[0]


def test_a_legend_that_gives_a_letter_a_meaning_of_its_own_is_asked() -> None:
    found = take(HEAD + "| 1 | Record | R | A |\n\n*R = Review, A = Accountable*\n")
    assert raci(found)["1"] == {"cmo": "A"}
    assert "Review" in found.outcome.questions[0].text
    assert rows(found)["1"]["note"].startswith("import: Sponsor:")


def test_a_legend_of_other_words_is_asked_letter_by_letter() -> None:
    found = take(
        "R = Review, A = Approve, P = Prepare\n\n| Task | Sponsor | CMO |\n|---|---|---|\n"
        "| Write the protocol | **A**/R | P |\n| Write the report | A | P, R¹ |\n\n¹ together with QC\n"
    )
    assert [question.key for question in found.outcome.questions] == ["R", "P"]
    assert [row.get("signed-by") for row in rows(found).values()] == [["sponsor"], ["sponsor"]]
    assert "by the legend A ('Approve') is read as signed-by" in "".join(told(found.outcome, "guess"))
    assert "together with QC" in rows(found)["RES-02"]["remark"]
    answered = take(
        "R = Review, A = Approve, P = Prepare\n\n| Task | Sponsor | CMO |\n|---|---|---|\n"
        "| Write the protocol | **A**/R | P |\n| Write the report | A | P, R¹ |\n\n¹ together with QC\n",
        R="C",
        P="RA",
    )
    assert not answered.outcome.questions
    assert raci(answered) == {
        "RES-01": {"sponsor": "C", "cmo": "RA"},
        "RES-02": {"cmo": "RAC (together with QC)"},
    }


def test_house_conventions_translate() -> None:
    found = take(HEAD + "| 1 | Record | A | R |\n| 2 | Watch | W | R |\n", R="RA", A="signed-by", W="none")
    assert rows(found)["1"]["raci"] == {"cmo": "RA"}
    assert rows(found)["1"]["signed-by"] == ["sponsor"]
    assert rows(found)["2"]["raci"] == {"cmo": "RA"}
    assert not found.outcome.blocks


def test_cells_that_name_holders_are_read_once_the_user_has_said_what_they_give() -> None:
    matrix = "| Domain | SaaS | PaaS |\n|-|-|-|\n" + "".join(
        f"| Domain {n} | Provider | Customer* |\n| More {n} | Shared | N/A |\n" for n in range(3)
    )
    unread = take(matrix)
    assert unread.outcome.data is None
    assert {question.key for question in unread.outcome.questions} == {"Provider", "Customer", "Shared"}
    assert unread.outcome.rows_reported == 6
    found = take(
        matrix + "\n\\* = critical\n", Provider="provider:RA", Customer="customer:RA", Shared="provider:R+customer:R"
    )
    held = list(rows(found).values())
    assert held[0] == {"do": "Domain 0: SaaS", "raci": {"provider": "RA"}}
    assert held[1] == {"do": "Domain 0: PaaS", "raci": {"customer": "RA (critical)"}}
    assert held[3]["not-applicable"]


def test_deadlines_in_a_column_and_in_words() -> None:
    text = "| Activity | Sponsor | CMO | Timing | Basis | Comment |\n|-|-|-|-|-|-|\n"
    text += "| Notify a deviation | I | RA | within 1 business day of discovery | 21 CFR 211.192; EU GMP 8.16 | by e-mail |\n"
    text += "| Notify a recall | I | RA | promptly | | |\n| Send the certificate within 5 days of testing | I | RA | | | |\n"
    found = take(text)
    first, second, third = rows(found).values()
    assert first["within"] == "1 business day of discovery"
    assert first["basis"] == ["21 CFR 211.192", "EU GMP 8.16"]
    assert first["remark"] == "Comment: by e-mail"
    assert "within" not in second
    assert second["remark"] == "Timing: promptly"
    assert third["within"] == "5 days of testing"
    assert "within: 5 days of testing  # proposed from the words" in found.text
    assert len(told(found.outcome, "not-understood")) == 1


def test_topics_and_decisions_are_proposed_and_marked() -> None:
    found = take(HEAD + "| 1 | Final batch disposition / release to market | RA | C |\n")
    assert "topic: final-release  # proposed from the words" in found.text
    assert "decides: final-release  # proposed from the words" in found.text


def test_a_number_that_is_taken_or_cannot_be_an_id_becomes_another_one_and_that_is_told() -> None:
    found = take(
        HEAD + "| 1 | Record | R | A |\n| 1 | Close | R | A |\n| AC-01 (a) | Test | R | A |\n| | Keep | R | A |\n"
    )
    assert list(rows(found)) == ["1", "1-2", "AC-01-a", "RES-01"]
    assert len([item for item in found.outcome.items if item.kind == "guess" and "number" in item.message]) == 2


def test_numbers_in_front_of_activities_are_their_ids() -> None:
    found = take(
        "| Activity | Sponsor | CMO |\n|-|-|-|\n| 5.1 Record deviations | I | RA |\n| 5.2 Close deviations | A | R |\n"
    )
    assert {row_id: row["do"] for row_id, row in rows(found).items()} == {
        "5.1": "Record deviations",
        "5.2": "Close deviations",
    }


def test_numbers_that_word_counts_itself_are_ids() -> None:
    numbered = '<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p></w:tc>'
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    from tests.intake.matrices import relation

    body = docx(
        table([["No.", "Activity", "Sponsor", "CMO"], *([numbered, f"Do {n}", "R", "A"] for n in range(3))]),
        {"word/numbering.xml": numbering},
        relation("numbering", "numbering.xml"),
    )
    assert list(rows(take(body, "m.docx"))) == ["5.1", "5.2", "5.3"]


def test_rows_that_are_placeholders_or_say_nothing_are_left_out_and_told() -> None:
    found = take(HEAD + "| 1 | Record | R | A |\n| | [Additional rows] | | |\n| 3 | | R | A |\n| | | | |\n")
    assert list(rows(found)) == ["1"]
    assert found.outcome.rows_reported == 3
    assert len(found.outcome.of("left-out")) == 2
    assert "was left out" in found.text


def test_a_row_where_nothing_applies_says_so() -> None:
    found = take(HEAD + "| 1 | Record | R | A |\n| 2 | Sterilise | N/A | N/A |\n| 3 | Dry | - | R |\n")
    assert rows(found)["2"] == {"do": "Sterilise", "not-applicable": "Marked as not applicable in the original"}
    assert raci(found)["3"] == {"cmo": "R"}


def test_a_footnote_of_word_goes_with_its_cell_or_becomes_a_remark() -> None:
    from tests.intake.matrices import relation

    note = '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    sign = '<w:tc><w:p><w:r><w:t>{}</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:tc>'
    body = docx(
        table([["Activity", "Sponsor", "CMO"], [sign.format("Record"), sign.format("R"), "A"]]),
        {"word/footnotes.xml": note.format("Only for product A")},
        relation("footnotes", "footnotes.xml"),
    )
    (row,) = rows(take(body, "m.docx")).values()
    assert row["raci"]["sponsor"] == "R (Only for product A)"
    assert row["remark"] == "Only for product A"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ("no,activity,mark\n1,Record,X\n2,Close,X\n", "m.csv", "whose they are cannot be recovered"),
        ("# Plan\n\nNo table at all.\n", "m.md", "there is no table"),
        ("a,b\n1,2\n", "m.csv", "responsibility marks"),
        ("Owner\n\nMaker\n\n" + "X\n\nActivity\n\n" * 9, "m.md", "lines of their own"),
        ("| Role | Minor | Major |\n|-|-|-|\n| Head | R | A |\n| Owner | A | A |\n", "m.md", "roles stand in the rows"),
        ("| Activity | | |\n|-|-|-|\n| Record | R | A |\n", "m.md", "whose"),
    ],
)
def test_a_file_whose_owners_cannot_be_recovered_is_refused_with_that_reason(
    content: str, name: str, says: str
) -> None:
    found = take(content, name)
    assert found.text == ""
    assert says in found.outcome.refused


def test_every_kind_of_file_gives_the_same_matrix() -> None:
    plain = [["Activity", "Sponsor", "CMO"], ["Record deviations", "I", "A/R"], ["Release", "RA", "C (propose)"]]
    lines = "\n".join("| " + " | ".join(row) + " |" for row in (plain[0], ["---"] * 3, *plain[1:]))
    html = (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in plain)
        + "</table>"
    )
    outline = "raci Plan\nroles\n  Sponsor\n\n[Plan]\n  Record deviations\n    Sponsor: I\n    CMO: A R\n"
    made = [
        take(lines, "m.md"),
        take("\n".join(",".join(row) for row in plain), "m.csv"),
        take("\r\n".join(";".join(row) for row in plain).encode("utf-8-sig"), "m.csv"),
        take("\n".join("\t".join(row) for row in plain), "m.tsv"),
        take(html, "m.html"),
        take(docx(table(plain)), "m.docx"),
        take(xlsx({"Matrix": plain}), "m.xlsx"),
    ]
    expected = [{"sponsor": "I", "cmo": "RA"}, {"sponsor": "RA", "cmo": "C (propose)"}]
    for found in made:
        assert list(raci(found).values()) == expected
    assert list(raci(take(outline, "m.dgmo")).values()) == expected[:1]


def test_html_tables_with_merged_cells_and_what_is_not_shown() -> None:
    text = (
        "<h2>Deviations</h2><script>| R | A |</script><style>x</style><table><thead><tr><th rowspan=2>Activity<th colspan=2>Sponsor"
        "<th rowspan=2>CMO</tr><tr><th>QA<th>RA</tr></thead><tr><td>Record<td rowspan=2>A<td>I<td>R</tr><tr><td>Close<td>I<td>R</tr></table>"
    )
    found = take(text, "m.html")
    assert list(raci(found).values()) == [{"sponsor.qa": "A", "sponsor.ra": "I", "cmo": "R"}] * 2


def test_excel_shows_numbers_as_people_see_them_and_leaves_out_hidden_sheets() -> None:
    rows_ = [
        ["Matrix of duties"],
        [],
        ["No", "Activity", "Sponsor", "CMO"],
        [1, "Record", "I", "RA"],
        [2.5, "Close", "A", "R"],
    ]
    found = take(xlsx({"Duties": rows_}), "m.xlsx")
    assert list(rows(found)) == ["1", "2.5"]
    assert found.outcome.data is not None
    assert next(iter(found.outcome.data["sections"].values()))["title"] == "Matrix of duties"


def test_a_whole_document_holds_other_tables_and_they_are_no_rows() -> None:
    text = (
        "# Plan\n\n| Risk | Rating |\n|-|-|\n| R-01 | H |\n\n## Duties\n\n"
        + HEAD
        + "| 1 | Record | R | A |\n\n| Name | Title |\n|-|-|\n| A. Be | Head |\n"
    )
    found = take(text)
    assert found.outcome.rows_in == 1
    assert found.outcome.data is not None
    assert list(found.outcome.data["sections"]) == ["duties"]


def test_tracked_changes_are_read_as_accepted_and_that_is_said() -> None:
    changed = '<w:tc><w:p><w:del w:author="B"><w:r><w:delText>R</w:delText></w:r></w:del><w:ins w:author="B"><w:r><w:t>A</w:t></w:r></w:ins></w:p></w:tc>'
    found = take(docx(table([["Activity", "Sponsor", "CMO"], ["Record", changed, "R"]])), "m.docx")
    assert list(raci(found).values()) == [{"sponsor": "A", "cmo": "R"}]
    assert "tracked changes of B" in found.outcome.of("warning")[0].message


def test_letters_option_and_answers_refuse_what_means_nothing(tmp_path: Path) -> None:
    assert read_letters_option("R=RA, A=signed-by,M/C=mirant:RA+contractor:C") == {
        "R": "RA",
        "A": "signed-by",
        "M/C": "mirant:RA+contractor:C",
    }
    for bad in ("R", "R=", "R=Z", "R=RA+x:R", "=R", "R=x:", "R=X:R Q"):
        with pytest.raises(NoAnswer):
            read_letters_option(bad)
    file = tmp_path / "m.import.yaml"
    answers = Answers({"W": "none", "grant access": "C"}, {"CMO QA": "borealis.qa"})
    file.write_text(answers_text(answers, "m.md"), encoding="utf-8")
    assert read_answers(file) == answers
    for bad_text in (
        "a: 1",
        "format: qa-engine/import-1\nletters: [R]\n",
        "format: qa-engine/import-1\nletters: {R: Q}\n",
        "{",
        "format: qa-engine/import-1\nholders: {x: 'Not An Id'}\n",
    ):
        file.write_text(bad_text, encoding="utf-8")
        with pytest.raises(NoAnswer):
            read_answers(file)


def test_holders_can_be_named_by_the_user(tmp_path: Path) -> None:
    file = tmp_path / "m.md"
    file.write_text(HEAD + "| 1 | Record | R | A |\n", encoding="utf-8")
    found = import_file(file, holders={"Sponsor": "aurora.qa", "CMO": "borealis"})
    assert raci(found)["1"] == {"aurora.qa": "R", "borealis": "A"}
    assert json.dumps(found.outcome.data)


WORDS = st.text("abcdefg hijk|,;:-*()[]{}#&\"'é中RACI/0123\n", max_size=20)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=8))
def test_no_row_is_lost_in_silence_whatever_stands_in_the_cells(body: Sequence[tuple[str, ...]]) -> None:
    found = imported(
        docx(table([["No.", "Activity", "Sponsor", "CMO"], ["1", "Record", "R", "A"], *body])), "m.docx", Answers()
    )
    outcome = found.outcome
    assert outcome.rows_in == outcome.rows_out + outcome.rows_reported
    if found.text:
        assert outcome.rows_in == len(body) + 1
        assert [finding.message for finding in read_text(found.text).findings if finding.severity == "error"] == []
