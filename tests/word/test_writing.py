"""What comes out as a Word file, read back by its XML and by python-docx."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from hypothesis import given, settings

from qa_engine.agreement.load import read, read_text
from qa_engine.document.blocks import Document, Paragraph, Portion, plain
from qa_engine.document.build import build_document
from qa_engine.word.identity import MAX_BOOKMARK, bookmark_name, row_id_of
from qa_engine.word.lint import problems
from qa_engine.word.write import docx_bytes
from tests.conftest import ROOT
from tests.strategies import agreements, to_yaml
from tests.word.reading import HASH, SMALL, W, opened, rendered, said, with_rows

if TYPE_CHECKING:
    from pathlib import Path

AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))
ROW = (
    "DEV-01: {do: Record every deviation, raci: {borealis.qa: RA, aurora.qa: I}, within: 1 day of discovery,"
    " remark: Even small ones.}"
)


@pytest.fixture(params=AGREEMENTS, ids=lambda path: path.name.split(".")[0])
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_every_agreement_of_the_repository_comes_out_whole(path: Path) -> None:
    agreement = read(path)
    content = docx_bytes(build_document(agreement, HASH))
    assert problems(content) == []
    rows = opened(content).rows
    assert list(rows) == [row_id for section in agreement.sections.values() for row_id in section.rows]
    for row in agreement.rows.values():
        cells = rows[row.id]
        assert cells[0] == row.id
        assert row.do in cells[1]
        assert row.not_applicable.rstrip(".") in cells[-1]
        for cell in row.raci.values():
            assert any(cell.letters in shown and cell.words in shown for shown in cells[2:]), row.id


def test_nothing_internal_leaves_the_repository(path: Path) -> None:
    agreement = read(path)
    parts = opened(docx_bytes(build_document(agreement, HASH))).parts
    everything = b"".join(parts.values()).decode()

    def hidden(value: Any) -> list[str]:
        if isinstance(value, list):
            return [text for item in value for text in hidden(item)]
        if not isinstance(value, dict):
            return []
        own = [str(item) for key, item in value.items() if key == "note" or key.startswith("x-")]
        return own + [text for item in value.values() for text in hidden(item)]

    internal = [*hidden(agreement.data), *agreement.packs]
    assert [text for text in internal if text in everything] == []
    rules = {waiver.rule for waiver in agreement.waivers}
    assert [
        text for text in (*rules, "may-delegate", "signed-by", "not-applicable", "compliant") if text in everything
    ] == []


def test_python_docx_opens_it_and_reads_the_parties_back() -> None:
    content = docx_bytes(build_document(read_text(with_rows(ROW)), HASH))
    document = docx.Document(BytesIO(content))
    parties = document.tables[1]
    assert [cell.text for cell in parties.rows[1].cells] == ["Sponsor", "Aurora Ltd", "Contract giver"]
    assert document.core_properties.title == "Supply of tablets"
    assert document.core_properties.identifier == "QA-1"
    assert document.core_properties.version == "1.0"
    assert document.core_properties.created.isoformat() == "2027-01-15T00:00:00+00:00"
    styles = {style.name for style in document.styles}
    assert {
        "Title",
        "Heading 1",
        "Caption",
        "QA Matrix",
        "QA Cell",
        "QA ID",
        "QA Section Row",
        "List Bullet",
        "List Number",
    } <= styles


def test_a_row_carries_its_id_in_bookmark_content_control_and_column() -> None:
    word = rendered(with_rows(ROW))
    row = next(word.tree().iter(f"{W}sdt"))
    assert row.find(f"{W}sdtPr/{W}tag").get(f"{W}val") == "qa:row:DEV-01"
    assert row.find(f".//{W}bookmarkStart").get(f"{W}name") == "qa_DEV_m01"
    assert word.rows["DEV-01"][:2] == ["DEV-01", "Record every deviation"]
    assert not list(row.find(f"{W}sdtContent").iter(f"{W}sdt")), "a control inside a cell breaks tracked rows"


@pytest.mark.parametrize("row_id", ["DEV-01", "5.1", "5.10", "a_b-c.d", "m-", "_x".removeprefix("_"), "X" * 37])
def test_a_bookmark_gives_the_row_back(row_id: str) -> None:
    name = bookmark_name(f"row:{row_id}")
    assert row_id_of(name) == row_id
    assert len(name) <= MAX_BOOKMARK


def test_a_bookmark_that_would_be_too_long_is_shortened_and_says_so() -> None:
    one, other = (bookmark_name(f"row:{'-' * 0}A{'.' * 38}{end}") for end in "12")
    assert one != other
    assert row_id_of(one) is None
    assert max(len(one), len(other)) <= MAX_BOOKMARK
    assert row_id_of(bookmark_name("section:deviations")) is None


def test_header_rows_repeat_and_rows_stay_whole() -> None:
    table = next(rendered(with_rows(ROW)).tree().iter(f"{W}sdt")).getparent()
    assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))
    assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == "Responsibility matrix: Deviations"
    assert table.find(f"{W}tblPr/{W}tblLook").get(f"{W}firstRow") == "1"


def test_a_row_that_may_be_taller_than_a_page_may_split() -> None:
    row = next(
        rendered(with_rows(f"D-1: {{do: {'very long text ' * 400}, raci: {{borealis: RA}}}}")).tree().iter(f"{W}sdt")
    )
    assert row.find(f".//{W}cantSplit") is None


def test_the_footer_names_document_version_content_and_page() -> None:
    word = rendered(SMALL.replace("    activities:\n", "    text: Prose.\n"))
    footer = word.text("word/footer1.xml")
    assert footer.startswith("QA-1 · Version 1.0")
    assert "Content hash 0123456789abcdef" in footer
    fields = [item.text.strip() for item in word.tree("word/footer1.xml").iter(f"{W}instrText")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert HASH.encode() in word.parts["docProps/custom.xml"]


def test_a_draft_says_so_on_every_page_and_an_approved_document_does_not() -> None:
    draft, approved = rendered(with_rows(ROW)), rendered(with_rows(ROW), approved=True)
    headers = [name for name in draft.parts if "header" in name]
    assert len(headers) == 2
    assert all("Draft" in draft.text(name) for name in headers)
    assert not any("Draft" in approved.text(name) for name in headers)


def test_a_remark_is_a_footnote_of_its_row() -> None:
    word = rendered(with_rows(ROW, "DEV-02: {not-applicable: No need, remark: Second.}"))
    assert [said(note).strip() for note in word.tree("word/footnotes.xml")] == ["", "", "Even small ones.", "Second."]
    references = [item.get(f"{W}id") for item in word.tree().iter(f"{W}footnoteReference")]
    assert references == ["1", "2"]


def test_the_letters_are_explained_above_each_matrix() -> None:
    assert "R responsible · A accountable · C consulted · I informed" in rendered(with_rows(ROW)).text()
    crosses = with_rows("D-1: {do: Test, raci: {borealis: X}}").replace("language: en", "scheme: X")
    assert "X does it and answers for it" in rendered(crosses).text()


def test_the_language_of_the_agreement_is_that_of_the_text() -> None:
    styles = rendered(with_rows(ROW).replace("language: en", "language: de")).tree("word/styles.xml")
    assert styles.find(f".//{W}docDefaults//{W}lang").get(f"{W}val") == "de-DE"


def five_parties() -> str:
    more = "".join(
        f"  p{number}: {{name: Party {number}, role: supplier, called: Supplier {number}}}\n" for number in range(3)
    )
    row = "D-1: {do: A, raci: {aurora: RA, borealis: C, p0: I, p1: I, p2: I}, basis: EU GMP 7}"
    return (
        with_rows(row).replace("sections:", f"{more}sections:", 1) + "history: [{version: '1.0', date: 2027-01-02}]\n"
    )


def test_more_than_four_parties_lie_across_the_page() -> None:
    sizes = [item.get(f"{W}orient", "portrait") for item in rendered(five_parties()).tree().iter(f"{W}pgSz")]
    assert sizes == ["portrait", "landscape", "portrait"]
    assert [item.get(f"{W}orient") for item in rendered(with_rows(ROW)).tree().iter(f"{W}pgSz")] == [None]


def test_tables_fill_the_page_and_no_more(path: Path) -> None:
    tree = opened(docx_bytes(build_document(read(path), HASH))).tree()
    for table in tree.iter(f"{W}tbl"):
        assert sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) == 11906 - 2 * 907


def test_numbered_lists_keep_the_numbers_that_were_written() -> None:
    prose = "    text: |\n      3. third\n      4. fourth\n\n      Between.\n\n      1. first\n      3. third again\n"
    word = rendered(SMALL.replace("    activities:\n", prose))
    numbering = word.tree("word/numbering.xml")
    starts = {
        num.get(f"{W}numId"): num.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val")
        for num in numbering.iter(f"{W}num")
        if num.find(f"{W}lvlOverride") is not None
    }
    used = [item.get(f"{W}val") for item in word.tree().iter(f"{W}numId")]
    assert [starts.get(number, "clause") for number in used] == ["3", "3", "clause", "1", "3"]
    assert used[0] == used[1]
    clauses = [item.get(f"{W}val") for item in numbering.iter(f"{W}lvlText") if "." in item.get(f"{W}val")[:-1]]
    assert clauses == ["1.%1"]


HOSTILE = [
    "<w:p/> & ]]> \"quotes\" 'single' &amp; &#0;",
    "{{Sig_es_:signer1:signature}} {% for row in rows %}{{ row.__class__ }}{% endfor %}",
    "=1+1 { DDEAUTO c:\\windows\\system32\\cmd.exe } INCLUDETEXT \\h PAGE",
    "W" * 10_000,
    "שלום עולם \u202eevil\u202c مرحبا",
    "漢字かな交じり文 한국어",
    "🙂🏽 👨\u200d👩\u200d👧 \U0001f1ea\U0001f1fa",
    "a\u0301 e\u0308 \u200b zero width",
    "two\nlines\tand a tab",
    "  blanks   kept  ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_comes_out_as_text(text: str) -> None:
    agreement = read_text(with_rows(ROW))
    document = build_document(agreement, HASH)
    portions = (*document.portions, Portion("coverage", (Paragraph("hostile", plain(text)),)))
    changed = document._replace(id=text, title=text, version=text, portions=portions)
    content = docx_bytes(changed)
    assert problems(content) == []
    word = opened(content)
    assert said(list(word.tree().iter(f"{W}p"))[-1]) == text
    assert docx.Document(BytesIO(content)).core_properties.title == text
    assert text in word.text("word/footer1.xml")


def test_hostile_words_stay_inside_the_agreements_cells() -> None:
    for text in HOSTILE[:8]:
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        yaml = with_rows(f"H-1: {{do: {quoted}, raci: {{borealis: RA}}, remark: {quoted}, via: {quoted}}}").replace(
            "title: Deviations", f"title: {quoted}"
        )
        agreement = read_text(yaml)
        if agreement.findings:  # refused when it is read: invisible characters that turn text around
            continue
        word = rendered(yaml)
        assert word.rows["H-1"][1].startswith(agreement.rows["H-1"].do)


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_is_refused_and_not_dropped(character: str) -> None:
    portion = Portion("matrix", (Paragraph("p", plain(f"before{character}after")),))
    document = Document("QA-1", "Title", "1.0", "en", HASH, "", "", (portion,))
    with pytest.raises(ValueError, match="before"):
        docx_bytes(document)


@settings(max_examples=30)
@given(agreements())
def test_any_agreement_gives_a_file_without_fault_and_with_all_its_rows(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    content = docx_bytes(build_document(agreement, HASH))
    assert problems(content) == []
    assert list(opened(content).rows) == [row_id for section in agreement.sections.values() for row_id in section.rows]


PROGRAM = """
import sys
from hashlib import sha256
from qa_engine.agreement.load import read
from qa_engine.document.build import build_document
from qa_engine.word.write import docx_bytes
print(sha256(docx_bytes(build_document(read(sys.argv[1]), "sha256:" + "0" * 64))).hexdigest())
"""


def test_the_same_agreement_gives_the_same_bytes_whatever_the_run() -> None:
    path = next(path for path in AGREEMENTS if "commercial" in path.name)
    runs = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("42", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(path)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        runs.add(ran.stdout)
    assert len(runs) == 1


def test_writing_loads_no_library_that_it_does_not_need() -> None:
    program = PROGRAM + "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    ran = subprocess.run(
        [sys.executable, "-c", program, str(AGREEMENTS[0])], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"docx", "lxml", "networkx", "jinja2"} & set(ran.stdout.split()) == set()


WRITTEN = """
import os, sys
from hashlib import sha256
os.umask(int(sys.argv[2], 8))
import qa_engine as qa
agreement = qa.load(sys.argv[1])
asked = [("docx", {}), ("docx", {"template": sys.argv[3], "signature_lines": True, "columns": "function", "coverage": True})]
asked += [("html", {"coverage": True}), ("md", {}), ("xlsx", {}), ("xlsx", {"sheets": "sections"})]
for form, more in asked:
    target = os.path.join(sys.argv[4], "out." + form)
    qa.render(agreement, form, **more).save(target)
    with open(target, "rb") as file:
        print(form, sha256(file.read()).hexdigest())
"""


def test_every_form_is_the_same_bytes_whatever_seed_zone_language_and_umask(tmp_path: Path) -> None:
    path = next(path for path in AGREEMENTS if "laboratory" in path.name)
    template = ROOT / "templates" / "standard.docx"
    runs = set()
    for seed, zone, language, umask in (
        ("0", "UTC", "C", "022"),
        ("1", "Asia/Tokyo", "C.UTF-8", "077"),
        ("42", "America/New_York", "tr_TR.UTF-8", "000"),
    ):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "SOURCE_DATE_EPOCH": seed}
        ran = subprocess.run(
            [sys.executable, "-c", WRITTEN, str(path), umask, str(template), str(tmp_path)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        runs.add(ran.stdout)
    assert len(runs) == 1, runs
    assert runs.pop().count("\n") == 6


# -- for those who do not see it


def test_title_language_captions_and_header_rows_are_there_for_a_screen_reader(path: Path) -> None:
    word = opened(docx_bytes(build_document(read(path), HASH)))
    core = word.tree("docProps/core.xml")
    assert core.findtext("{http://purl.org/dc/elements/1.1/}title") == read(path).title
    assert core.findtext("{http://purl.org/dc/elements/1.1/}language") == "en-GB"
    assert word.tree("word/styles.xml").find(f".//{W}docDefaults//{W}lang") is not None
    for table in word.tree().iter(f"{W}tbl"):
        properties = table.find(f"{W}tblPr")
        assert properties.find(f"{W}tblCaption").get(f"{W}val")
        look = properties.find(f"{W}tblLook")
        flagged = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert flagged[0] == (look.get(f"{W}firstRow") == "1")
        assert not any(flagged[1:])  # one row of headings, at the top
        assert look.get(f"{W}firstRow") == "1" or look.get(f"{W}firstColumn") == "1"
        # no merged headings: each stands over one column; nothing is merged downwards
        assert not list(table.iter(f"{W}vMerge"))
        heading = next(table.iter(f"{W}tr"))
        assert not flagged[0] or not list(heading.iter(f"{W}gridSpan"))
        assert not list(table.iter(f"{W}tbl"))[1:]  # and no table in a table


def test_headings_captions_legends_and_rows_of_headings_stay_with_what_follows(path: Path) -> None:
    word = opened(docx_bytes(build_document(read(path), HASH)))
    kept = {
        style.get(f"{W}styleId")
        for style in word.tree("word/styles.xml").iter(f"{W}style")
        if style.find(f"{W}pPr/{W}keepNext") is not None
    }
    assert {"Heading1", "Heading2", "Caption", "QALegend"} <= kept
    used = {item.get(f"{W}val") for item in word.tree().iter(f"{W}pStyle")}
    assert {"Heading1", "Caption", "QALegend"} <= used
    for row in word.tree().iter(f"{W}tr"):
        if row.find(f"{W}trPr/{W}tblHeader") is not None:
            assert all(line.find(f"{W}pPr/{W}keepNext") is not None for line in row.iter(f"{W}p"))
