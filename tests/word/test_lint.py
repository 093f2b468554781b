"""The lint finds what Word would call a damaged file: each fault is put into a sound file and must be named."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from qa_engine.agreement.load import read_text
from qa_engine.document.build import build_document
from qa_engine.word.lint import problems
from qa_engine.word.write import docx_bytes
from tests.word.reading import HASH, with_rows

ROWS = ("A-1: {do: One, raci: {borealis: RA}, remark: Note}", "A-2: {do: Two, raci: {aurora: RA}, remark: Note}")
SOUND = docx_bytes(build_document(read_text(with_rows(*ROWS)), HASH))
DOCUMENT = "word/document.xml"


def with_fault(name: str, old: str, new: str) -> bytes:
    """The sound file with one text replaced in one part, wherever it stands."""
    target = BytesIO()
    with ZipFile(BytesIO(SOUND)) as source, ZipFile(target, "w") as out:
        for part in source.namelist():
            content = source.read(part).decode()
            if part == name:
                assert old in content, "the fault has nothing to stand on"
                content = content.replace(old, new)
            out.writestr(part, content)
    return target.getvalue()


def test_a_sound_file_has_no_problem() -> None:
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (DOCUMENT, "</w:p></w:tc>", "</w:p><w:tbl/></w:tc>", "does not end in a paragraph"),
        (DOCUMENT, 'w:val="qa:row:A-2"', 'w:val="qa:row:A-1"', "tag qa:row:A-1 is there 2 times"),
        (DOCUMENT, '"qa_A_m2"', '"QA_A_m1"', "bookmark qa_a_m1 is there 2 times"),
        (DOCUMENT, '<w:bookmarkEnd w:id="1"/>', "", "bookmark 1 has no end"),
        (
            DOCUMENT,
            '<w:footnoteReference w:id="2"/>',
            '<w:footnoteReference w:id="1"/>',
            "footnote id 1 is there 2 times",
        ),
        (DOCUMENT, "<w:tblGrid><w:gridCol", '<w:tblGrid><w:gridCol w:w="9"/><w:gridCol', "a row covers"),
        (DOCUMENT, 'w:val="QAID"', 'w:val="Nowhere"', "style Nowhere is used and not defined"),
        (DOCUMENT, 'r:id="rIdFooter"', 'r:id="rIdGone"', "nothing is given for rIdGone"),
        (DOCUMENT, "</w:body>", "", "cannot be read"),
        ("word/footer1.xml", '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "", "a field is not whole"),
        (
            "word/footer1.xml",
            '<w:fldChar w:fldCharType="separate"/>',
            '<w:fldChar w:fldCharType="begin"/>',
            "a field is not whole",
        ),
        (DOCUMENT, "</w:sectPr>", '<w:pgSz w:w="1" w:h="1"/></w:sectPr>', "pgSz stands too late in sectPr"),
        (
            DOCUMENT,
            '<w:pStyle w:val="QAID"/>',
            '<w:ind w:left="0"/><w:pStyle w:val="QAID"/>',
            "pStyle stands too late in pPr",
        ),
        (
            DOCUMENT,
            '<w:footnoteReference w:id="2"/>',
            '<w:footnoteReference w:id="7"/>',
            "footnote 7 is referred to and not there",
        ),
        (
            DOCUMENT,
            '<w:pStyle w:val="QAID"/>',
            '<w:pStyle w:val="QAID"/><w:numPr><w:numId w:val="9"/></w:numPr>',
            "list 9 is used and not defined",
        ),
        (
            DOCUMENT,
            "<w:sectPr>",
            '<w:sdt><w:sdtPr><w:tag w:val="qa:slot:toc"/></w:sdtPr></w:sdt><w:sectPr>',
            "a slot is left: qa:slot:toc",
        ),
        (
            DOCUMENT,
            "<w:sectPr>",
            '<w:p><w:hyperlink w:anchor="gone"/></w:p><w:sectPr>',
            "a link leads to bookmark gone",
        ),
        (DOCUMENT, "<w:sectPr>", '<w:p><w:permStart w:id="1" w:edGrp="everyone"/></w:p><w:sectPr>', "has no end"),
        (
            DOCUMENT,
            "<w:sectPr>",
            '<w:p><w:ins w:id="1"/><w:del w:id="1" w:author="A"/></w:p><w:sectPr>',
            "id of a tracked change 1 is there 2 times",
        ),
        (DOCUMENT, "<w:sectPr>", '<w:p><w:ins w:id="1"/></w:p><w:sectPr>', "a tracked change without an author"),
        (
            DOCUMENT,
            '<w:p><w:pPr><w:pStyle w:val="QAID"/>',
            '<w:sdt/><w:p><w:pPr><w:pStyle w:val="QAID"/>',
            "a content control in a cell of row qa:row:A-1",
        ),
        (
            "word/numbering.xml",
            '<w:abstractNumId w:val="1"/>',
            '<w:abstractNumId w:val="8"/>',
            "stands on no kind of list",
        ),
        ("word/settings.xml", "<w:zoom", '<w:defaultTabStop w:val="1"/><w:zoom', "zoom stands too late in settings"),
        ("word/_rels/document.xml.rels", "styles.xml", "gone.xml", "leads to word/gone.xml, which is not there"),
        ("word/_rels/document.xml.rels", "styles.xml", "gone.xml", "no relation leads to word/styles.xml"),
        (
            "[Content_Types].xml",
            'PartName="/word/styles.xml"',
            'PartName="/word/gone.xml"',
            "word/styles.xml has no content type",
        ),
        ("word/styles.xml", 'w:styleId="QAID"', 'w:styleId="QACell"', "style QACell is defined 2 times"),
    ],
)
def test_a_fault_is_named(name: str, old: str, new: str, said: str) -> None:
    assert any(said in problem for problem in problems(with_fault(name, old, new))), problems(
        with_fault(name, old, new)
    )


def test_two_controls_with_one_id_are_named() -> None:
    with ZipFile(BytesIO(SOUND)) as archive:
        content = archive.read(DOCUMENT).decode()
    first, second = (part.split('"')[0] for part in content.split('<w:id w:val="')[1:3])
    found = problems(with_fault(DOCUMENT, f'<w:id w:val="{second}"/>', f'<w:id w:val="{first}"/>'))
    assert any("content control id" in problem for problem in found)


def test_a_name_that_is_there_twice_is_named() -> None:
    target = BytesIO(SOUND)
    with ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(DOCUMENT, "<a/>")
    assert any("word/document.xml is there 2 times" in problem for problem in problems(target.getvalue()))


def test_what_is_no_zip_is_named() -> None:
    assert problems(b"no zip") == ["not a zip: File is not a zip file"]
