"""A document becomes a Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.blocks import PageBreak
from qa_engine.word import package, parts
from qa_engine.word.body import Body, HeaderIds
from qa_engine.word.numbering import numbering_part
from qa_engine.word.package import Part
from qa_engine.word.page import UPRIGHT, WIDE
from qa_engine.word.styles import styles_part

if TYPE_CHECKING:
    from qa_engine.document.blocks import Document

_UPRIGHT = HeaderIds("rIdHeaderFirst", "rIdHeader", "rIdFooter")
_WIDE = HeaderIds("rIdHeaderFirst", "rIdHeaderWide", "rIdFooterWide")


def docx_bytes(document: Document) -> bytes:
    """A Word file that says the document. The same document gives the same bytes.

    Raises ValueError, naming the text, where a text holds a character that a Word file cannot hold.
    """
    body = Body(document, _UPRIGHT, _WIDE)
    written = body.xml()
    found = [
        Part("word/document.xml", package.DOCUMENT, written, "rId1"),
        Part("docProps/core.xml", package.CORE, parts.core_part(document), "rId2"),
        Part("docProps/app.xml", package.APP, parts.app_part(), "rId3"),
        Part("docProps/custom.xml", package.CUSTOM, parts.custom_part(document), "rId4"),
        Part("word/styles.xml", package.STYLES, styles_part(document.language), "rIdStyles"),
        Part("word/settings.xml", package.SETTINGS, parts.settings_part(document.language), "rIdSettings"),
        Part("word/numbering.xml", package.NUMBERING, numbering_part(body.lists), "rIdNumbering"),
        Part("word/footnotes.xml", package.FOOTNOTES, parts.footnotes_part(body.footnotes), "rIdFootnotes"),
        Part("word/header1.xml", package.HEADER, parts.header_part(document, UPRIGHT, first=True), _UPRIGHT.first),
        Part("word/header2.xml", package.HEADER, parts.header_part(document, UPRIGHT), _UPRIGHT.other),
        Part("word/footer1.xml", package.FOOTER, parts.footer_part(document, UPRIGHT), _UPRIGHT.footer),
    ]
    if any(isinstance(block, PageBreak) and block.wide for block in document.blocks):
        found.append(Part("word/header3.xml", package.HEADER, parts.header_part(document, WIDE), _WIDE.other))
        found.append(Part("word/footer2.xml", package.FOOTER, parts.footer_part(document, WIDE), _WIDE.footer))
    return package.package(found)
