"""A Word file to be signed: places, tags, signature lines, protection, and what it carries to be held against the source."""

from __future__ import annotations

import json
import struct
import zlib

import pytest

from qa_engine.agreement.canonical import canonical_json, content_hash
from qa_engine.agreement.load import read_text
from qa_engine.document.build import build_document
from qa_engine.word.lint import problems
from qa_engine.word.manner import Manner
from qa_engine.word.signing import line_picture
from qa_engine.word.write import docx_bytes
from tests.word.reading import HASH, W, Word, opened, rendered, said, with_rows

SIGNED = with_rows("D-1: {do: A, raci: {aurora: RA}, note: Internal words}") + (
    "contacts: [{party: aurora, name: Ann Example, email: ann@aurora.example}]\n"
    "signatories:\n"
    "  - {party: aurora, function: qa, name: Ann Example, title: Head of Quality, meaning: Approves for quality}\n"
    "  - {party: borealis, function: qa, name: Bo Example, title: Qualified Person, meaning: Approves}\n"
)
EMBEDDED = "{urn:qa-engine:agreement:1}"


def places(word: Word) -> list[list[str]]:
    """The rows of the table of signatures: the text of each cell."""
    table = list(word.tree().iter(f"{W}tbl"))[-1]
    return [
        ["\n".join(said(line) for line in cell.iter(f"{W}p")) for cell in row.iter(f"{W}tc")]
        for row in table.iter(f"{W}tr")
    ]


def test_a_signature_has_name_title_company_meaning_date_and_time() -> None:
    head, ann, bo = places(rendered(SIGNED))
    assert head[2:] == ["Meaning of the signature", "Signature", "Date and time"]
    assert ann == [
        "Ann Example\nHead of Quality",
        "Aurora Ltd\nSponsor Quality Assurance",
        "Approves for quality",
        "",
        "",
    ]
    assert bo[0] == "Bo Example\nQualified Person"


def test_signatures_stand_on_a_page_with_words_of_the_agreement() -> None:
    """Paragraphs above the table, and the last rows of a table above these, are kept with it."""
    word = rendered(SIGNED.replace("contacts: [", "contacts: [" + "{party: borealis, name: Nn}, " * 20))
    body = word.tree().find(f"{W}body")
    *before, contacts, heading, statement, counterparts, _table = [
        item for item in body if item.tag in (f"{W}p", f"{W}tbl") and (item.tag == f"{W}tbl" or said(item))
    ]
    assert [item.find(f"{W}pPr/{W}keepNext") is not None for item in (heading, statement, counterparts)] == [True] * 3
    kept = [row.find(f".//{W}keepNext") is not None for row in contacts.iter(f"{W}tr")]
    assert kept == [True] + [False] * (len(kept) - 3) + [True, True]  # the headings stay with the first row
    assert before


@pytest.mark.parametrize(
    ("esign", "signature", "date"),
    [
        ("docusign", "\\s1\\", "\\d1\\"),
        ("adobe", "{{Sig_es_:signer1:signature}}", "{{Dte_es_:signer1:date}}"),
        ("none", "", ""),
    ],
)
def test_tags_of_a_service_stand_in_one_run_each(esign: str, signature: str, date: str) -> None:
    word = rendered(SIGNED, manner=Manner(esign=esign))  # type: ignore[arg-type]
    assert places(word)[1][3:] == [signature, date]
    runs = [
        text for run in word.tree().iter(f"{W}r") if (text := "".join(part.text or "" for part in run.iter(f"{W}t")))
    ]
    assert [signature in runs, date in runs] == [esign != "none"] * 2
    colours = {item.get(f"{W}val") for item in word.tree().iter(f"{W}color")}
    assert ("FFFFFF" in colours) == (esign == "docusign")  # what the service leaves must not be seen
    assert not list(word.tree().iter(f"{W}vanish"))  # hidden text is dropped on the way to PDF


@pytest.mark.parametrize(
    ("esign", "words"),
    [("adobe", "{{Sig_es_:signer9:signature}}"), ("adobe", "a {{ b"), ("docusign", "see \\s1\\ there")],
)
@pytest.mark.parametrize("where", ["do: A", "title: Deviations", "name: Ann Example", "title: Supply of tablets"])
def test_text_that_a_service_would_take_for_its_tag_is_refused_and_named(esign: str, words: str, where: str) -> None:
    key, _, value = where.partition(": ")
    quoted = json.dumps(f"{value} {words}")
    agreement = read_text(SIGNED.replace(where, f"{key}: {quoted}", 1))
    document = build_document(agreement, HASH)
    with pytest.raises(ValueError, match="would be read by"):
        docx_bytes(document, Manner(esign=esign))  # type: ignore[arg-type]
    assert problems(docx_bytes(document)) == []  # without the service it is text like any other


def test_signature_lines_name_who_is_to_sign() -> None:
    word = rendered(SIGNED, manner=Manner(signature_lines=True))
    office, vml = "{urn:schemas-microsoft-com:office:office}", "{urn:schemas-microsoft-com:vml}"
    lines = list(word.tree().iter(f"{office}signatureline"))
    assert [line.get(f"{office}suggestedsigner") for line in lines] == ["Ann Example", "Bo Example"]
    assert [line.get(f"{office}suggestedsigneremail") for line in lines] == ["ann@aurora.example", None]
    assert len({line.get("id") for line in lines}) == 2
    assert len(list(word.tree().iter(f"{vml}shapetype"))) == 1
    assert word.parts["word/media/qa-signature-line.png"] == line_picture()


def test_the_picture_of_a_signature_line_is_a_sound_png() -> None:
    raw = line_picture()
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    at, pixels = 8, b""
    while at < len(raw):
        (length,), kind = struct.unpack(">L", raw[at : at + 4]), raw[at + 4 : at + 8]
        data = raw[at + 8 : at + 8 + length]
        assert struct.unpack(">L", raw[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        pixels += data if kind == b"IDAT" else b""
        at += 12 + length
    assert len(zlib.decompress(pixels)) == 120 * (1 + 240 // 8)


def test_a_copy_for_negotiation_tracks_every_edit() -> None:
    settings = rendered(SIGNED, manner=Manner(protect="negotiation")).tree("word/settings.xml")
    assert settings.find(f"{W}trackRevisions") is not None
    assert settings.find(f"{W}documentProtection").get(f"{W}edit") == "trackedChanges"
    assert rendered(SIGNED).tree("word/settings.xml").find(f"{W}documentProtection") is None


def test_a_copy_for_signing_can_be_written_on_where_it_is_signed_alone() -> None:
    word = rendered(SIGNED, manner=Manner(protect="signing"))
    assert word.tree("word/settings.xml").find(f"{W}documentProtection").get(f"{W}edit") == "readOnly"
    tree = word.tree()
    places_ = list(tree.iter(f"{W}permStart"))
    assert [item.get(f"{W}edGrp") for item in places_] == ["everyone"] * 4
    table = list(tree.iter(f"{W}tbl"))[-1]
    assert all(table in item.iterancestors() for item in places_)


def test_a_file_carries_which_bookmark_is_which_row() -> None:
    word = rendered(SIGNED)
    root = word.tree("customXml/item1.xml")
    assert root.tag == f"{EMBEDDED}agreement"
    assert (root.get("id"), root.get("version"), root.get("hash")) == ("QA-1", "1.0", HASH)
    assert [(row.get("id"), row.get("bookmark")) for row in root.iter(f"{EMBEDDED}row")] == [("D-1", "qa_D_m1")]
    assert root.find(f"{EMBEDDED}source") is None


def test_the_agreement_is_embedded_only_where_that_is_asked_for_and_without_notes() -> None:
    agreement = read_text(SIGNED)
    document = build_document(agreement, content_hash(agreement))
    word = opened(docx_bytes(document, Manner(embed="agreement", agreement=canonical_json(agreement))))
    source = word.tree("customXml/item1.xml").find(f"{EMBEDDED}source").text
    assert source is not None
    assert json.loads(source)["id"] == "QA-1"
    from hashlib import sha256

    assert f"sha256:{sha256(source.encode()).hexdigest()}" == content_hash(agreement)
    assert b"Internal words" not in b"".join(word.parts.values())
    bare = opened(docx_bytes(document, Manner(embed="none")))
    assert not any(name.startswith("customXml/") for name in bare.parts)
    assert document.content_hash.encode() in bare.parts["docProps/custom.xml"]


@pytest.mark.parametrize(
    "manner",
    [
        Manner(protect="signing", esign="adobe", embed="none"),
        Manner(protect="negotiation", esign="docusign"),
        Manner(protect="signing", signature_lines=True),
    ],
    ids=str,
)
def test_what_is_asked_for_goes_together(manner: Manner) -> None:
    assert rendered(SIGNED, manner=manner)  # the lint looks at each
