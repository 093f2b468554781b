"""LibreOffice as it is: PDF, page numbers, and what only pages can show."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa_engine.agreement.load import read, read_text
from qa_engine.cli.main import run
from qa_engine.document.build import build_document
from qa_engine.document.choices import Choices
from qa_engine.starters.build import starter_text
from qa_engine.word import office
from qa_engine.word.manner import Manner
from qa_engine.word.office import OfficeError, pages_of, pdf_of
from qa_engine.word.write import docx_bytes
from tests.clients.programs import program
from tests.conftest import ROOT
from tests.word.reading import HASH, W, opened, said, with_rows
from tests.word.test_template import with_text

if TYPE_CHECKING:
    from pypdf import PdfReader

    from qa_engine.document.blocks import Document

AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))
STARTERS = sorted(path.name.split(".")[0] for path in (ROOT / "templates" / "starters").glob("*.starter.yaml"))
LIVE = Manner(live_contents=True)


@pytest.fixture(autouse=True)
def _there() -> None:
    program("soffice")


def reader_of(pdf: bytes) -> PdfReader:
    from pypdf import PdfReader

    return PdfReader(BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in reader_of(pdf).pages]


@pytest.mark.parametrize("name", [*AGREEMENTS, *STARTERS], ids=lambda name: getattr(name, "name", name).split(".")[0])
def test_every_agreement_and_starter_becomes_a_pdf_without_an_empty_page(name: Path | str) -> None:
    agreement = read(name) if isinstance(name, Path) else read_text(starter_text(name))
    document = build_document(agreement, HASH)
    pdf = pdf_of(docx_bytes(document, LIVE))
    found = pages(pdf)
    for number, text in enumerate(found, 1):
        lines = [line for line in text.splitlines() if line.strip()]
        assert len(lines) > 5, f"page {number} of {name} is as good as empty: {lines}"
        assert "0123456789abcdef" in text
        assert "DRAFT" in text.upper()
    listed = "\n".join(found)
    for row in agreement.rows:
        assert row in listed
    signed = next(page for page in reversed(found) if "Meaning of the" in page)
    assert agreement.id in signed.partition("Meaning of the")[0]
    assert "may be signed in counterparts" in " ".join(signed.split())


def test_a_pdf_is_for_the_archive_tagged_and_bears_the_hash() -> None:
    agreement = read(AGREEMENTS[0])
    pdf = pdf_of(docx_bytes(build_document(agreement, HASH)))
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>B</pdfaid:conformance>", pdf)
    reader = reader_of(pdf)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert HASH.removeprefix("sha256:") in str(reader.metadata and reader.metadata.get("/Keywords"))


def test_a_pdf_has_what_pdf_a_asks_for_and_nothing_that_it_forbids() -> None:
    """ISO 19005-2: fonts inside of the file, a colour profile, no encryption, no scripts, nothing embedded or fetched."""
    reader = reader_of(pdf_of(docx_bytes(build_document(read(AGREEMENTS[0]), HASH), LIVE)))
    assert not reader.is_encrypted
    root = reader.trailer["/Root"]
    assert [intent.get_object()["/S"] for intent in root["/OutputIntents"]] == ["/GTS_PDFA1"]
    assert root["/OutputIntents"][0].get_object()["/DestOutputProfile"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert not {"/AA", "/JavaScript"} & set(root)
    assert "/JavaScript" not in root.get("/Names", {})
    for page in reader.pages:
        for font in page["/Resources"].get_object().get("/Font", {}).values():
            whole = font.get_object()
            parts = [whole, *(one.get_object() for one in whole.get("/DescendantFonts", []))]
            described = [one["/FontDescriptor"].get_object() for one in parts if "/FontDescriptor" in one]
            assert described
            assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one) for one in described)
        actions = [note.get_object().get("/A", {}) for note in page.get("/Annots", [])]
        assert not [one for one in actions if one.get("/S") in ("/JavaScript", "/Launch")]


def test_without_room_to_work_in_the_message_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(OfficeError, match=r"LibreOffice cannot work in '.*gone': No such file"):
        pdf_of(b"")


def test_page_numbers_are_those_of_libreoffice() -> None:
    pytest.importorskip("pypdf")
    document = build_document(read(ROOT / "agreements" / "contract-laboratory.qa.yaml"), HASH)
    pdf = pdf_of(docx_bytes(document, LIVE))
    numbers = pages_of(document, pdf)
    word = opened(docx_bytes(document, Manner(pages=numbers)))
    shown = {}
    for paragraph in word.tree().iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") == "TOC1":
            title, _, page = said(paragraph).rpartition("\t")
            shown[title.rpartition("\t")[2]] = int(page)
    found = pages(pdf)
    assert shown
    for title, page in shown.items():
        assert title in found[page - 1], title
    assert not any(item.get(f"{W}dirty") for item in word.tree().iter(f"{W}fldChar"))


@pytest.mark.parametrize("signatories", [1, 3, 6])
@pytest.mark.parametrize("contacts", [0, 22, 24, 26, 28, 30])
def test_signatures_never_stand_alone_on_a_page(signatories: int, contacts: int) -> None:
    text = with_rows("D-1: {do: A, raci: {aurora: RA}}")
    if contacts:
        text += "contacts:\n" + "".join(f"  - {{party: aurora, name: Person {number}}}\n" for number in range(contacts))
    text += "signatories:\n" + "".join(
        f"  - {{party: aurora, name: Signer {number}}}\n" for number in range(signatories)
    )
    found = pages(pdf_of(docx_bytes(build_document(read_text(text), HASH))))
    signed = [page for page in found if "Signer" in page]
    assert len(signed) == 1
    before = signed[0].partition("Signatures")[0]
    assert "Person" in before or not contacts
    assert "QA-1" in signed[0].partition("Signer")[0]


def test_wide_pages_and_functions_convert() -> None:
    document = build_document(read(AGREEMENTS[1]), HASH, Choices(by_function=True))
    sizes = {
        (round(page.mediabox.width), round(page.mediabox.height))
        for page in reader_of(pdf_of(docx_bytes(document))).pages
    }
    assert sizes == {(595, 842), (842, 595)}


def test_no_row_is_lost_where_headings_alone_would_fit_above_a_footnote() -> None:
    """LibreOffice 7.4 left out ten rows of this one when its matrices' headings did not stay with the row below."""
    raw = docx_bytes(_with_more_parties(), LIVE)
    assert _lost(pages(pdf_of(raw)), raw) == []


def _with_more_parties() -> Document:
    text = (ROOT / "agreements" / "commercial-finished-dose.qa.yaml").read_text(encoding="utf-8")
    more = "".join(
        f"  {name}: {{name: {name} AG, role: supplier, called: {name}}}\n" for name in ("Carrier", "Consultant")
    )
    text = text.replace("parties:\n", f"parties:\n{more.lower().replace('called: c', 'called: C')}", 1)
    text = text.replace("tannhof.qa: I}", "tannhof.qa: I, carrier: I, consultant: C}", 1)
    return build_document(read_text(text), HASH)


def _lost(found: list[str], raw: bytes) -> list[str]:
    """Rows of a Word file that no line of the pages starts with."""
    starts = {line.split(" ", 1)[0] for page in found for line in page.splitlines()}
    return [row for row in opened(raw).rows if row not in starts]


def test_a_pdf_that_lacks_rows_is_refused() -> None:
    """The very document whose rows LibreOffice 7.4 loses; another version may lay it out whole, and then is believed."""
    kept = '<w:pStyle w:val="QAHeading"/><w:keepNext/>'
    raw = with_text(
        docx_bytes(_with_more_parties(), LIVE), "word/document.xml", kept, kept.replace("<w:keepNext/>", "")
    )
    try:
        pdf = pdf_of(raw)
    except OfficeError as error:
        assert re.match(r"LibreOffice left 10 of \d+ rows of tables out of its PDF; write \.docx", str(error))
    else:
        assert _lost(pages(pdf), raw) == []


def test_hostile_text_is_text_in_the_pdf_too() -> None:
    words = "{ INCLUDETEXT /etc/passwd } =cmd|' /C calc'!A0 <script>alert(1)</script>"
    text = with_rows(f'D-1: {{do: "{words}", raci: {{aurora: RA}}}}')
    found = " ".join(" ".join(pages(pdf_of(docx_bytes(build_document(read_text(text), HASH))))).split())
    assert "INCLUDETEXT /etc/passwd" in found
    assert "root:" not in found


def test_the_command_writes_a_pdf_and_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    target = tmp_path / "out.pdf"
    assert run(["render", str(AGREEMENTS[0]), "-o", str(target)]) == 0
    assert target.read_bytes().startswith(b"%PDF-")
    assert list(place.iterdir()) == []


def test_without_libreoffice_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(office, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["render", str(AGREEMENTS[0]), "-o", str(tmp_path / "out.pdf")]) == 2
    said_ = capsys.readouterr().err
    assert "LibreOffice is not installed" in said_
    assert ".docx or .html" in said_
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for LibreOffice")
@pytest.mark.parametrize(
    ("script", "said_"),
    [
        ("sleep 600 & echo $! >> pids; wait", "longer than 1 s"),
        ("echo something is wrong; exit 1", "something is wrong"),
    ],
)
def test_a_libreoffice_that_does_not_do_its_work_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said_: str
) -> None:
    fake = tmp_path / "soffice"
    fake.write_text(f"#!/bin/sh\ncd {tmp_path}; echo $$ >> pids\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(fake))
    with pytest.raises(OfficeError, match=said_):
        pdf_of(b"", timeout=1)
    for pid in (tmp_path / "pids").read_text().split():
        status = Path("/proc", pid, "status")  # gone, or ended and not yet buried
        assert not status.exists() or "State:\tZ" in status.read_text()
