"""The standard template: our own look as a template, for a company to make its own of."""

from __future__ import annotations

from qa_engine.word import package, parts
from qa_engine.word.manner import PLAIN
from qa_engine.word.numbering import Numbering
from qa_engine.word.ooxml import DECLARATION, W, controlled, field, paragraph, run
from qa_engine.word.package import MAIN_PART, Part
from qa_engine.word.page import UPRIGHT, HeaderIds, OwnPages
from qa_engine.word.styles import styles_part
from qa_engine.word.template import SLOT
from qa_engine.word.write import document_part

_IDS = HeaderIds("rIdHeaderFirst", "rIdHeader", "rIdFooter")
_TAB = "<w:r><w:tab/></w:r>"
_RIGHT = f'<w:tabs><w:tab w:val="right" w:pos="{UPRIGHT.text}"/></w:tabs>'
_TITLE = "Standard template for quality agreements"


def standard_template() -> bytes:
    """`templates/standard.docx`. The same bytes on every machine with the same zlib."""
    body = "".join(
        _block(number, name, said)
        for number, (name, said) in enumerate(
            (
                ("cover", "The title page stands here: title, parties, document control."),
                ("toc", "The list of contents stands here."),
                ("body", "Here stands all that has no place of its own: sections, lists, signatures, history."),
            ),
            1,
        )
    )
    ends = OwnPages(_IDS, _IDS).section(wide=False, first=True)
    found = [
        Part(MAIN_PART, package.DOCUMENT, document_part([body], ends, PLAIN), "rId1"),
        Part("docProps/core.xml", package.CORE, _core(), "rId2"),
        Part("docProps/app.xml", package.APP, parts.app_part(), "rId3"),
        Part("word/styles.xml", package.STYLES, styles_part("en"), "rIdStyles", MAIN_PART),
        Part("word/settings.xml", package.SETTINGS, parts.settings_part("en", PLAIN), "rIdSettings", MAIN_PART),
        Part("word/numbering.xml", package.NUMBERING, Numbering().part(), "rIdNumbering", MAIN_PART),
        Part("word/footnotes.xml", package.FOOTNOTES, parts.footnotes_part(""), "rIdFootnotes", MAIN_PART),
        Part("word/header1.xml", package.HEADER, _header(first=True), _IDS.first, MAIN_PART),
        Part("word/header2.xml", package.HEADER, _header(first=False), _IDS.other, MAIN_PART),
        Part("word/footer1.xml", package.FOOTER, _footer(), _IDS.footer, MAIN_PART),
    ]
    return package.package(found)


def _block(number: int, name: str, said: str) -> str:
    return controlled(SLOT + name, f"Agreement: {name}", number, paragraph("BodyText", run(said)))


def _words(number: int, name: str, said: str, look: str = "") -> str:
    return controlled(SLOT + name, f"Agreement: {name}", number, run(said, look))


def _header(*, first: bool) -> str:
    left = "" if first else _words(11, "title", "Title of the agreement")
    mark = _words(12, "mark", "Draft", '<w:rStyle w:val="QAMark"/>')
    return f'{DECLARATION}<w:hdr xmlns:w="{W}">{paragraph("Header", left + _TAB + mark, _RIGHT)}</w:hdr>'


def _footer() -> str:
    control = f"{_words(21, 'id', 'QA-000')}{run(' · Version ')}{_words(22, 'version', '1.0')}"
    pages = run("Page ") + field("PAGE", "1") + run(" of ") + field("NUMPAGES", "1")
    digits = run("Content hash ") + _words(23, "hash", "0000000000000000")
    line = paragraph("Footer", f"{control}{_TAB}{pages}<w:r><w:br/></w:r>{digits}", _RIGHT)
    return f'{DECLARATION}<w:ftr xmlns:w="{W}">{line}</w:ftr>'


def _core() -> str:
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_TITLE}</dc:title><dc:language>en-GB</dc:language>'
        "</cp:coreProperties>"
    )
