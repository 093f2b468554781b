"""A company's own Word file as the template: found by names, filled in, and never executed."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from click.testing import CliRunner

from qa_engine.agreement.load import read, read_text
from qa_engine.cli.template import template as command
from qa_engine.document.build import build_document
from qa_engine.word.guard import Unfit
from qa_engine.word.lint import problems
from qa_engine.word.manner import Manner
from qa_engine.word.pour import poured
from qa_engine.word.standard import standard_template
from qa_engine.word.template_check import STYLES, lacks
from qa_engine.word.write import docx_bytes
from tests.conftest import ROOT
from tests.word.reading import HASH, W, Word, opened, said, with_rows
from tests.word.test_writing import five_parties

STANDARD = ROOT / "templates" / "standard.docx"
AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))
SMALL = with_rows("D-1: {do: Record it, raci: {borealis.qa: RA, aurora: I}, remark: Even small ones}").replace(
    "    activities:", "    text: |\n      One.\n      1. first\n      2. second\n    activities:"
)


def poured_into(template: bytes, text: str = SMALL, manner: Manner | None = None) -> Word:
    """The Word file of an agreement in a template; every one passes the lint."""
    content = poured(build_document(read_text(text), HASH), template, *([manner] if manner else []))
    assert problems(content) == []
    docx.Document(BytesIO(content))
    return opened(content)


def changed(template: bytes, **parts: str | bytes | None) -> bytes:
    """A template with parts put in another's place, or added, or taken out; `__` stands for a slash, `_dot_` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    target = BytesIO()
    with ZipFile(BytesIO(template)) as source, ZipFile(target, "w", ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = named.pop(name, source.read(name))
            if content is not None:
                out.writestr(name, content)
        for name, content in named.items():
            if content is not None:
                out.writestr(name, content)
    return target.getvalue()


def with_text(template: bytes, part: str, old: str, new: str) -> bytes:
    with ZipFile(BytesIO(template)) as source:
        content = source.read(part).decode()
    assert old in content, "nothing to change"
    return changed(template, **{part.replace("/", "__").replace(".", "_dot_"): content.replace(old, new)})


def body_of(inside: str) -> bytes:
    """The standard template with another text; its headers, footers and styles stay."""
    with ZipFile(BytesIO(standard_template())) as source:
        content = source.read("word/document.xml").decode()
    section = content[content.index("<w:sectPr") :]
    start = content[: content.index("<w:body>") + len("<w:body>")]
    return changed(standard_template(), word__document_dot_xml=start + inside + section)


def control(slot: str, inside: str) -> str:
    return f'<w:sdt><w:sdtPr><w:tag w:val="qa:slot:{slot}"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>'


def line(words: str, style: str = "BodyText") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'


# -- the standard template


def test_the_file_in_the_repository_is_what_the_script_builds() -> None:
    """`python templates/build_standard.py` writes it anew. Unpacked: another zlib packs otherwise."""
    assert opened(STANDARD.read_bytes()).parts == opened(standard_template()).parts
    assert [problem for problem in problems(standard_template()) if "a slot is left" not in problem] == []
    assert len(standard_template()) < 12_000


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name.split(".")[0])
def test_the_standard_template_changes_nothing(path: Path) -> None:
    document = build_document(read(path), HASH)
    plain, filled = opened(docx_bytes(document)), opened(poured(document, STANDARD.read_bytes()))
    assert filled.text() == plain.text()
    assert filled.rows == plain.rows
    for number in (1, 2):
        assert filled.text(f"word/header{number}.xml").strip() == plain.text(f"word/header{number}.xml").strip()
    assert filled.text("word/footer1.xml") == plain.text("word/footer1.xml")
    assert filled.parts["word/styles.xml"].count(b"<w:style ") == plain.parts["word/styles.xml"].count(b"<w:style ")


def test_the_standard_template_lacks_nothing() -> None:
    assert lacks(STANDARD.read_bytes()) == []
    with ZipFile(STANDARD) as archive:
        sheet = archive.read("word/styles.xml").decode()
    for _, name in STYLES:
        assert f'<w:name w:val="{name}"/>' in sheet


def test_the_same_template_gives_the_same_bytes() -> None:
    document = build_document(read_text(SMALL), HASH)
    assert poured(document, standard_template()) == poured(document, standard_template())


# -- styles


def test_styles_are_found_by_their_names_whatever_their_ids_are() -> None:
    """In a German Word `heading 1` has the id `berschrift1`."""
    template = standard_template()
    for name in ("word/styles.xml",):
        with ZipFile(BytesIO(template)) as source:
            sheet = source.read(name).decode()
        sheet = (
            sheet.replace('"Heading1"', '"berschrift1"')
            .replace('"QAMatrix"', '"Tabelle7"')
            .replace('"QALetter"', '"x1"')
        )
        template = changed(template, word__styles_dot_xml=sheet)
    word = poured_into(template)
    styles = {item.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for item in word.tree().iter(W + tag)}
    assert {"berschrift1", "Tabelle7", "x1"} <= styles
    assert not {"Heading1", "QAMatrix", "QALetter"} & styles


def test_a_missing_style_is_made_and_an_id_that_is_taken_is_not_taken_again() -> None:
    with ZipFile(BytesIO(standard_template())) as source:
        sheet = source.read("word/styles.xml").decode()
    sheet = re.sub(r'<w:style w:type="paragraph" w:styleId="QACell">.*?</w:style>', "", sheet)
    other = '<w:style w:type="paragraph" w:styleId="QACell"><w:name w:val="Somebody else"/></w:style>'
    template = changed(standard_template(), word__styles_dot_xml=sheet.replace("</w:styles>", other + "</w:styles>"))
    assert any("'QA Cell' (text in tables)" in lack.what for lack in lacks(template))
    word = poured_into(template)
    names = {
        item.get(f"{W}styleId"): item.find(f"{W}name").get(f"{W}val")
        for item in word.tree("word/styles.xml").iter(f"{W}style")
    }
    assert (names["QACell"], names["QACellQa"]) == ("Somebody else", "QA Cell")
    assert any(item.get(f"{W}val") == "QACellQa" for item in word.tree().iter(f"{W}pStyle"))


def test_headings_that_the_template_counts_are_not_counted_twice() -> None:
    counted = '<w:keepLines/><w:numPr><w:numId w:val="1"/></w:numPr>'
    sheet = opened(standard_template()).parts["word/styles.xml"].decode()
    at = sheet.index('w:styleId="Heading1"')
    template = changed(
        standard_template(), word__styles_dot_xml=sheet[:at] + sheet[at:].replace("<w:keepLines/>", counted, 1)
    )
    assert any("numbers by itself" in lack.what for lack in lacks(template))
    word = poured_into(template)
    for paragraph in word.tree().iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") == "Heading1":
            assert paragraph.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val") == "0"


# -- slots


def test_parts_go_into_their_slots_and_the_rest_where_the_body_goes() -> None:
    template = body_of(
        line("Before") + control("signatures", line("x")) + line("Between") + control("body", line("x")) + line("After")
    )
    text = SMALL + "signatories: [{party: aurora, name: Ann}]\n"
    lines = [said(item) for item in poured_into(template, text).tree().find(f"{W}body").iter(f"{W}p")]
    order = [lines.index(words) for words in ("Before", "Signatures", "Between", "1\tDeviations", "After")]
    assert order == sorted(order)
    assert lines.count("Signatures") == 1


def test_a_slot_in_a_line_takes_the_line_and_one_in_a_table_goes_behind_it() -> None:
    inline = f"<w:p>{control('matrix', '<w:r><w:t>x</w:t></w:r>')}</w:p>"
    cell = f"<w:tc><w:tcPr/>{control('history', line('x'))}</w:tc>"
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>"
    template = body_of(inline + table + control("body", line("x")))
    assert any("stands in a table" in lack.what for lack in lacks(template))
    word = poured_into(template, SMALL + "history: [{version: '1.0', date: 2027-01-02, reason: First}]\n")
    lines = [said(item) for item in word.tree().find(f"{W}body").iter(f"{W}p")]
    assert lines.index("1\tDeviations") < lines.index("Document history") < lines.index("Quality Agreement")


def test_words_go_into_headers_tables_and_lines_in_the_look_that_stands_there() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>old</w:t></w:r><w:r><w:t> more</w:t></w:r>"
    template = body_of(
        f"<w:p>{control('title', bold)}</w:p>" + control("effective", line("date")) + control("body", line("x"))
    )
    word = poured_into(template)
    first, second = list(word.tree().find(f"{W}body"))[:2]
    assert said(first) == "Supply of tablets"
    assert first.find(f"{W}r/{W}rPr/{W}b") is not None
    assert said(second) == "15 January 2027"
    assert "Content hash 0123456789abcdef" in word.text("word/footer1.xml")
    assert word.text("word/header2.xml").strip() == "Supply of tablets\tDraft"


def test_a_mark_that_is_not_there_leaves_nothing_behind() -> None:
    word = poured_into(standard_template(), SMALL.replace("language: en", "status: approved"))
    assert word.text("word/header1.xml").strip() == ""


def test_a_template_without_a_place_gets_the_agreement_at_its_end_on_a_new_page() -> None:
    template = body_of(line("Our preface"))
    assert any("no place for the agreement" in lack.what for lack in lacks(template))
    word = poured_into(template)
    first, second = list(word.tree().find(f"{W}body"))[:2]
    assert said(first) == "Our preface"
    assert second.find(f"{W}pPr/{W}pageBreakBefore") is not None


def test_without_header_and_footer_every_page_bears_mark_and_hash_all_the_same() -> None:
    bare = re.sub(
        r"<w:(header|footer)Reference [^>]*/>", "", opened(standard_template()).parts["word/document.xml"].decode()
    )
    template = changed(standard_template(), word__document_dot_xml=bare)
    word = poured_into(template)
    references = {item.get(f"{W}type") for item in word.tree().iter(f"{W}headerReference")}
    assert references == {"default", "first"}
    assert any("Draft" in word.text(name) for name in word.parts if "header" in name)
    assert any(
        "0123456789abcdef" in word.text(name) for name in word.parts if "footer" in name and name.endswith(".xml")
    )


def test_a_header_of_the_company_without_our_slots_stays_and_gets_a_line() -> None:
    header = f'<w:hdr xmlns:w="{W[1:-1]}">{line("Aurora Group", "Header")}</w:hdr>'
    footer = f'<w:ftr xmlns:w="{W[1:-1]}">{line("Confidential", "Footer")}</w:ftr>'
    parts = {"word__header1_dot_xml": header, "word__header2_dot_xml": header, "word__footer1_dot_xml": footer}
    template = changed(standard_template(), **parts)
    assert sum("without qa:slot" in lack.what for lack in lacks(template)) == 3
    word = poured_into(template)
    assert word.text("word/header2.xml").split("\n") == ["Aurora Group", "Draft"]
    assert word.text("word/footer1.xml").split("\n") == [
        "Confidential",
        "QA-1 · Version 1.0 · Content hash 0123456789abcdef",
    ]
    assert (
        poured_into(template, SMALL.replace("language: en", "status: effective")).text("word/header2.xml")
        == "Aurora Group"
    )


def test_an_unknown_slot_is_named_with_the_nearest_and_keeps_its_words() -> None:
    template = body_of(control("matrx", line("words")) + control("body", line("x")))
    assert any("did you mean qa:slot:matrix?" in lack.what for lack in lacks(template))
    assert "words" in poured_into(template).text()


def test_a_slot_in_a_slot_and_one_that_stands_there_twice_do_no_harm() -> None:
    template = body_of(control("body", control("matrix", line("x"))) + control("body", line("y")))
    assert "D-1" in poured_into(template).rows


# -- pages


def test_tables_are_as_wide_as_the_text_of_the_template() -> None:
    template = with_text(standard_template(), "word/document.xml", 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')
    template = with_text(template, "word/document.xml", 'w:left="907"', 'w:left="1440"')
    for table in poured_into(template).tree().iter(f"{W}tbl"):
        assert sum(int(item.get(f"{W}w")) for item in table.iter(f"{W}gridCol")) == 12240 - 1440 - 907


def test_wide_matrices_turn_the_pages_of_the_template_and_turn_back() -> None:
    word = poured_into(standard_template(), five_parties())
    sections = list(word.tree().iter(f"{W}sectPr"))
    sizes = [(item.find(f"{W}pgSz").get(f"{W}w"), item.find(f"{W}pgSz").get(f"{W}h")) for item in sections]
    assert sizes == [("11906", "16838"), ("16838", "11906"), ("11906", "16838")]
    assert [item.find(f"{W}titlePg") is not None for item in sections] == [True, False, False]


# -- what others left in it


def without_rows(agreement: bytes) -> bytes:
    """A rendered agreement as somebody would make a template of it: no row is one of ours any more."""
    return with_text(agreement, "word/document.xml", 'w:val="qa:row:D-1"', 'w:val="old:row"')


def test_a_rendered_agreement_is_no_template() -> None:
    with pytest.raises(Unfit, match="no template; start from"):
        poured_into(docx_bytes(build_document(read_text(SMALL), HASH)))


def test_what_another_agreement_left_to_be_read_back_by_is_taken_out() -> None:
    old = build_document(read_text(SMALL), "sha256:" + "f" * 64)
    word = poured_into(without_rows(docx_bytes(old)))
    kept = [content for name, content in word.parts.items() if name.startswith(("customXml/", "docProps/"))]
    assert b"ffffffff" not in b"".join(kept)
    assert [name for name in word.parts if name.startswith("customXml/item") and "Props" not in name] == [
        "customXml/item1.xml"
    ]


def test_what_a_company_set_stays_and_what_is_ours_is_renewed() -> None:
    custom = (
        opened(docx_bytes(build_document(read_text(SMALL), "sha256:" + "f" * 64))).parts["docProps/custom.xml"].decode()
    )
    label = custom.replace('name="qaVersion"', 'name="MSIP_Label_Enabled"')
    document = build_document(read_text(SMALL), HASH)
    template = changed(without_rows(docx_bytes(document)), docProps__custom_dot_xml=label)
    again = poured(document, template)
    word = opened(again)
    assert b"MSIP_Label_Enabled" in word.parts["docProps/custom.xml"]
    assert word.parts["docProps/custom.xml"].count(b'name="qaHash"') == 1
    assert HASH.encode() in word.parts["docProps/custom.xml"]


def test_lists_and_footnotes_of_the_template_are_not_mixed_up_with_ours() -> None:
    template = without_rows(docx_bytes(build_document(read_text(SMALL), HASH)))  # it has lists, clauses and a footnote
    content = poured(build_document(read_text(SMALL.replace("D-1", "E-1")), HASH), template)
    assert problems(content) == []
    notes = [said(note).strip() for note in opened(content).tree("word/footnotes.xml")]
    assert notes == ["", "", "Even small ones", "Even small ones"]


def test_settings_are_made_over_for_the_copy() -> None:
    template = with_text(standard_template(), "word/settings.xml", "<w:zoom", '<w:zoom w:val="none"/><!--x--><w:zoom')
    template = with_text(standard_template(), "word/settings.xml", "<w:defaultTabStop", '<w:attachedTemplate r:id="rId1" '
                         'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/><w:defaultTabStop')  # fmt: skip
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="file:///C:\\Users\\jane\\acme.dotx" TargetMode="External"/></Relationships>'
    )
    template = changed(template, word___rels__settings_dot_xml_dot_rels=rels)
    word = poured_into(template, manner=Manner(protect="negotiation"))
    settings = word.tree("word/settings.xml")
    assert settings.find(f"{W}attachedTemplate") is None
    assert settings.find(f"{W}documentProtection").get(f"{W}edit") == "trackedChanges"
    assert b"jane" not in b"".join(word.parts.values())


def test_a_dotx_becomes_a_document() -> None:
    template = with_text(standard_template(), "[Content_Types].xml", "document.main+xml", "template.main+xml")
    word = poured_into(template)
    assert b"document.main+xml" in word.parts["[Content_Types].xml"]
    assert b"template.main" not in word.parts["[Content_Types].xml"]


def test_pictures_come_along() -> None:
    template = docx.Document()
    picture = BytesIO()
    from qa_engine.word.signing import line_picture

    picture.write(line_picture())
    picture.seek(0)
    template.sections[0].header.paragraphs[0].add_run().add_picture(picture)
    raw = BytesIO()
    template.save(raw)
    word = poured_into(raw.getvalue())
    assert line_picture() in word.parts.values()
    assert not any("thumbnail" in name for name in word.parts)


def test_real_files_can_be_templates(corpus: Path) -> None:
    document = build_document(read_text(SMALL), HASH)
    tried = 0
    for path in sorted(corpus.glob("docx-*/*.docx")):
        raw = path.read_bytes()
        try:
            content = poured(document, raw)
        except Unfit as refusal:
            assert "\n" not in str(refusal)
            continue
        assert set(problems(content)) - set(problems(raw)) == set(), path.name
        assert "D-1" in opened(content).rows
        tried += 1
    assert tried > 40


# -- nothing is executed, and what is dangerous is refused


@pytest.mark.parametrize(
    "code", ["{{ 7 * 7 }}", "{% for x in y %}", "&lt;&lt;title&gt;&gt;", "{{ ''.__class__.__mro__ }}"]
)
def test_code_in_a_template_is_text(code: str) -> None:
    template = body_of(line(code) + control("body", line("x")))
    assert any("looks like a field of another program" in lack.what for lack in lacks(template))
    assert code.replace("&lt;", "<").replace("&gt;", ">") in poured_into(template).text().splitlines()[0]


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_relation(kind: str, target: str) -> bytes:
    name = "word/_rels/document.xml.rels"
    new = f'<Relationship Id="rIdX" Type="{RELATION}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return with_text(standard_template(), name, "</Relationships>", new)


def with_field(instruction: str) -> bytes:
    run = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
    return body_of(f'{run}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>{control("body", line("x"))}')


REFUSED = {
    "macros": (lambda: changed(standard_template(), word__vbaProject_dot_bin=b"x"), "holds macros"),
    "macro-enabled": (
        lambda: with_text(standard_template(), "[Content_Types].xml", f"{'application/vnd.openxmlformats-officedocument.'}wordprocessingml.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
        "holds macros",
    ),
    "picture from afar": (lambda: with_relation("image", "http://evil.example/p.png"), "outside of it"),
    "template from afar": (lambda: with_relation("attachedTemplate", "http://evil.example/t.dotm"), "outside of it"),
    "another document": (lambda: with_relation("aFChunk", "x.html"), "altChunk"),
    "a command": (lambda: with_relation("hyperlink", "file:///c:/x.exe"), "no web address"),
    "zip bomb": (lambda: changed(standard_template(), word__bomb_dot_xml=b" " * 40_000_000), "zip bomb|more than is ever needed"),
    "entities": (lambda: with_text(standard_template(), "word/styles.xml", "<w:styles", '<!DOCTYPE x [<!ENTITY a "b">]><w:styles'), "document type definition"),
    "field that fetches": (lambda: with_field("DDEAUTO c:\\\\windows\\\\cmd.exe"), "fetches something"),
    "field in pieces": (lambda: with_field('INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT "c:\\x"'), "fetches something"),
    "field in a header": (
        lambda: with_text(standard_template(), "word/footer1.xml", " NUMPAGES ", " INCLUDEPICTURE http://x/p.png "), "fetches something",
    ),
    "embedded file": (lambda: changed(standard_template(), word__embeddings__o_dot_bin=b"x"), "embedded files"),
    "no file of Word": (lambda: b"hello", "damaged or is no Office file"),
    "half a file": (lambda: standard_template()[:3000], "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_dangerous_template_is_refused_in_one_line(what: str) -> None:
    make, said_ = REFUSED[what]
    raw = make()
    document = build_document(read_text(SMALL), HASH)
    with pytest.raises(Unfit, match=said_) as refusal:
        poured(document, raw)
    assert "\n" not in str(refusal.value)
    with pytest.raises(Unfit, match=said_):
        lacks(raw)


# -- the command


def test_the_command_says_what_a_template_lacks_and_writes_one(tmp_path: Path) -> None:
    runner, target = CliRunner(), tmp_path / "house.docx"
    made = runner.invoke(command, ["new", str(target)], standalone_mode=False)
    assert made.return_value == 0
    assert opened(target.read_bytes()).parts == opened(standard_template()).parts
    assert "lacks nothing" in runner.invoke(command, ["check", str(target)]).output
    target.write_bytes(body_of(line("{{ title }}")))
    said_ = runner.invoke(command, ["check", str(target)]).output
    assert "no place for the agreement" in said_
    assert "nothing is executed" in said_
    target.write_bytes(b"no file of Word")
    refused = runner.invoke(command, ["check", str(target)], standalone_mode=False)
    assert refused.return_value == 1
    assert "refused" in refused.output
