"""Hostile and broken files: one clear line, nothing read further."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.intake.answers import Answers
from qa_engine.intake.imported import imported
from qa_engine.intake.opening import open_material
from qa_engine.word import guard
from qa_engine.word.guard import Unfit, unpack
from qa_engine.word.opened import open_word
from qa_engine.word.reading import blocks_of
from tests.intake.matrices import archive, cell, docx, relation, table, words, xlsx

FINE = docx(words("fine"))
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def encrypted(raw: bytes) -> bytes:
    """The same file with the flag of encryption on every entry."""
    found = bytearray(raw)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = found.find(sign)
        while at >= 0:
            found[at + offset] |= 1
            at = found.find(sign, at + 4)
    return bytes(found)


def lying(raw: bytes, size: int) -> bytes:
    """The same file, its list of contents giving another size for every entry."""
    found = bytearray(raw)
    at = found.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", found, at + 24, size)
        at = found.find(b"PK\x01\x02", at + 4)
    return bytes(found)


def doubled(name: str) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        import io

        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as file:
            for _ in range(2):
                file.writestr(name, TYPES)
        return held.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "damaged or is no Office file"),
        (b"PK\x03\x04", "damaged or is no Office file"),
        (FINE[: len(FINE) // 2], "damaged or is no Office file"),
        (FINE[:-10], "damaged or is no Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked with a password"),
        (encrypted(FINE), "encrypted"),
        (lying(FINE, 5), "damaged"),
        (archive({"a.xml": "<a/>"}), "no list of content types"),
        (archive({"[Content_Types].xml": TYPES, "../../etc/passwd": "x"}), "leads out of the file"),
        (archive({"[Content_Types].xml": TYPES, "/etc/passwd": "x"}), "leads out of the file"),
        (archive({"[Content_Types].xml": TYPES, "C:/a.xml": "x"}), "leads out of the file"),
        (archive({"[Content_Types].xml": TYPES, "word\\document.xml": "x"}), "leads out of the file"),
        (archive({"[Content_Types].xml": TYPES, "a.xml": "<a/>", "A.XML": "<a/>"}), "have the name"),
        (archive({"[Content_Types].xml": TYPES, **{f"{n}.xml": "<a/>" for n in range(guard.MAX_PARTS)}}), "parts"),
        (archive({"[Content_Types].xml": TYPES, "bomb.xml": b" " * (guard.RATIO_FROM + 1)}), "times its size"),
        (archive({"[Content_Types].xml": TYPES, "bomb.bin": b" " * (guard.MAX_PART + 1)}), "more than is ever needed"),
        (docx(words("x"), {"word/vbaProject.bin": b"\0"}), "macros"),
        (docx(words("x"), types='<Override PartName="/word/x.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'), "macros"),
        (docx(words("x"), relations=relation("image", "https://evil.example/x.png", external=True)), "outside of it"),
        (docx(words("x"), relations=relation("attachedTemplate", "https://evil.example/x.dotm", external=True)), "outside of it"),
        (docx(words("x"), relations=relation("attachedTemplate", r"\\evil\share\x.dotm", external=True)), "outside of it"),
        (docx(words("x"), relations=relation("attachedTemplate", "file://evil/share/x.dotm", external=True)), "outside of it"),
        (docx(words("x"), relations=relation("oleObject", "file:///c:/x.xls", external=True)), "outside of it"),
        (docx(words("x"), relations=relation("frame", "x.htm", external=True)), "outside of it"),
        (docx(words("x"), relations=relation("hyperlink", "javascript:alert(1)", external=True)), "no web address"),
        (docx(words("x"), relations=relation("hyperlink", "file:///etc/passwd", external=True)), "no web address"),
        (docx(words("x"), relations=relation("hyperlink", r"\\evil\share", external=True)), "no web address"),
        (docx(words("x"), {"word/afchunk.xml": "<a/>"}, relation("aFChunk", "afchunk.xml")), "altChunk"),
        (xlsx({"S": [["a"]]}, more={"xl/_rels/e.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation("externalLinkPath", "other.xlsx", external=True)}</Relationships>'}), "outside of it"),
        (docx("<w:p>"), "no XML"),
    ],
)  # fmt: skip
def test_what_is_off_is_refused_in_one_line(raw: bytes, says: str) -> None:
    with pytest.raises(Unfit) as error:
        for name in ("a.docx", "a.xlsx") if says == "outside of it" and b"xl/" in raw else ("a.docx",):
            open_material(raw, name)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 260


@pytest.mark.parametrize(
    "definition",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a PUBLIC "x" "https://evil.example/x.dtd">',
        "<!doctype a>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_definition_is_refused_in_every_encoding(definition: str, encoding: str) -> None:
    text = f'<?xml version="1.0"?>{definition}<w:document xmlns:w="x"/>'
    raw = archive({**_parts(FINE), "word/document.xml": text.encode(encoding)})
    with pytest.raises(Unfit, match="document type definition"):
        unpack(raw)


@pytest.mark.parametrize(
    "raw", [b"<?xml version='1.0' encoding='utf-7'?><a/>", b"\x4c\x6f\xa7\x94\x93", b"\xff\xfe\0\0<\0\0\0"]
)
def test_an_encoding_that_office_does_not_write_is_refused(raw: bytes) -> None:
    with pytest.raises(Unfit, match="encoding"):
        unpack(archive({**_parts(FINE), "word/more.xml": raw}))


def _parts(raw: bytes) -> dict[str, str | bytes]:
    import io

    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.raises(Unfit, match="have the name"):
        unpack(doubled("[Content_Types].xml"))


def test_overlapping_entries_are_refused() -> None:
    raw = bytearray(archive({"a.xml": "<a/>", "b.xml": "<b/>", "[Content_Types].xml": TYPES}))
    second = raw.find(b"PK\x01\x02", raw.find(b"PK\x01\x02") + 4)
    struct.pack_into("<L", raw, second + 42, 0)  # the second entry starts where the first one does
    with pytest.raises(Unfit, match="overlap|damaged"):
        unpack(bytes(raw))


def test_links_to_the_web_and_the_name_of_a_template_are_let_pass_and_never_followed() -> None:
    links = relation("hyperlink", "https://example.org/", external=True, identifier="a") + relation(
        "hyperlink", "mailto:qa@example.org", external=True, identifier="b"
    )
    template = relation("attachedTemplate", r"file:///C:\Templates\house.dotx", external=True, identifier="c")
    file = open_word(docx(words("text"), relations=links + template))
    assert file.warnings == ("the file names the template that it was made from, which is not opened",)


def test_fields_that_fetch_are_told_and_stay_text() -> None:
    field = "<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\calc.exe</w:instrText></w:r></w:p>"
    assert "DDEAUTO" in open_word(docx(field)).warnings[0]


def test_a_cell_over_millions_of_columns_costs_nothing() -> None:
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="50000000"/></w:tcPr><w:p/></w:tc>'
    blocks = blocks_of(open_word(docx(table([["a", wide]]))))
    assert sum(one.span for one in blocks[0].rows[0].cells) <= 64  # type: ignore[union-attr]
    with pytest.raises(Unfit, match="columns"):
        blocks_of(open_word(docx(table([[wide] * 10]))))


def test_a_table_larger_than_any_that_a_person_made_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_engine.word.reading.MAX_ROWS", 3)
    with pytest.raises(Unfit, match="rows"):
        blocks_of(open_word(docx(table([["a", "b"]] * 4))))


@pytest.mark.parametrize("name", ["a.doc", "a.docm", "a.pdf", "a.xlsm", "a.odt", "a", "a.exe"])
def test_other_kinds_of_files_are_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(Unfit, match="cannot be read|no ending"):
        open_material(b"x", name)


def test_huge_spans_in_html_and_wide_csv_are_refused() -> None:
    bomb = "<table>" + "<tr>" + "<td colspan=1000 rowspan=1000>x</td>" * 300 + "</tr></table>"
    with pytest.raises(Unfit, match=r"more than any matrix|more cells"):
        open_material(bomb.encode() * 5, "a.html")
    with pytest.raises(Unfit, match="more than any matrix"):
        open_material(("a," * 1000).encode(), "a.csv")


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_or_read_never_a_crash(raw: bytes) -> None:
    for name in ("a.docx", "a.xlsx", "a.csv", "a.md", "a.html", "a.dgmo"):
        try:
            imported(raw, name, Answers())
        except Unfit as error:
            assert "\n" not in str(error)


@given(st.integers(0, 10**9), st.binary(min_size=1, max_size=4))
def test_a_word_file_with_bytes_changed_anywhere_is_refused_or_read_never_a_crash(place: int, junk: bytes) -> None:
    raw = bytearray(docx(table([["Activity", "A GmbH", "B Ltd"], ["Do it", "R", "A"], [cell("Section", span=3)]])))
    at = place % len(raw)
    raw[at : at + len(junk)] = junk
    try:
        imported(bytes(raw), "a.docx", Answers())
    except Unfit as error:
        assert "\n" not in str(error)


HOSTILE = {
    "docx-poi-externalentityintext": "document type definition",
    "docx-poi-truncated62886": "damaged",
    "docx-poi-clusterfuzz-testcase-minimized-poifuzzer": "damaged",
}


@pytest.mark.parametrize(("item", "says"), HOSTILE.items())
def test_hostile_files_of_the_corpus_are_refused(corpus: Path, item: str, says: str) -> None:
    for file in (corpus / item).glob("*.docx"):
        with pytest.raises(Unfit, match=says):
            unpack(file.read_bytes())


def test_all_other_word_files_of_the_corpus_are_read(corpus: Path) -> None:
    files = [file for file in sorted(corpus.glob("docx-*/*.docx")) if file.parent.name not in HOSTILE]
    assert len(files) > 40
    for file in files:
        blocks_of(open_word(file.read_bytes()))
