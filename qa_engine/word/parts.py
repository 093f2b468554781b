"""The parts of the file beside its body: footnotes, headers and footers, settings, properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.front import KIND
from qa_engine.word.ooxml import DECLARATION, W, escape, field, paragraph, run, runs
from qa_engine.word.styles import region_of

if TYPE_CHECKING:
    from qa_engine.document.blocks import Document, Text
    from qa_engine.word.page import Page

HASH_DIGITS = 16
"""So many digits of the content hash stand in the footer."""

LONGEST_TITLE = 110
"""A longer title does not go into the header."""

_USER_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_SIGN = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'


def footnotes_part(footnotes: list[Text]) -> str:
    """`word/footnotes.xml`: the two rules that Word draws, then the notes."""
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    notes = "".join(
        f'<w:footnote w:id="{number}">{paragraph("FootnoteText", _SIGN + run(" ") + runs(words))}</w:footnote>'
        for number, words in enumerate(footnotes, 1)
    )
    return f'{DECLARATION}<w:footnotes xmlns:w="{W}">{rules}{notes}</w:footnotes>'


def header_part(document: Document, page: Page, *, first: bool = False) -> str:
    """A header: the title on the left, but not on the first page; on the right the mark, if there is one."""
    left = "" if first else run(document.title if len(document.title) <= LONGEST_TITLE else KIND)
    mark = (
        f'<w:r><w:tab/></w:r><w:r><w:rPr><w:rStyle w:val="QAMark"/></w:rPr><w:t>{escape(document.mark)}</w:t></w:r>'
        if document.mark
        else ""
    )
    content = paragraph("Header", left + mark, _right_tab(page))
    return f'{DECLARATION}<w:hdr xmlns:w="{W}">{content}</w:hdr>'


def footer_part(document: Document, page: Page) -> str:
    """The footer: document number, version, start of the content hash, page X of Y."""
    digits = document.content_hash.removeprefix("sha256:")[:HASH_DIGITS]
    pages = run("Page ") + field("PAGE", "1") + run(" of ") + field("NUMPAGES", "1")
    first = run(f"{document.id} · Version {document.version}") + "<w:r><w:tab/></w:r>" + pages
    content = paragraph("Footer", f"{first}<w:r><w:br/></w:r>{run(f'Content hash {digits}')}", _right_tab(page))
    return f'{DECLARATION}<w:ftr xmlns:w="{W}">{content}</w:ftr>'


def _right_tab(page: Page) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{page.text}"/></w:tabs>'


def settings_part(language: str) -> str:
    """`word/settings.xml`."""
    return (
        f'{DECLARATION}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
        '<w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/><w:doNotHyphenateCaps/>'
        '<w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="15"/></w:compat><w:themeFontLang w:val="{escape(region_of(language))}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def core_part(document: Document) -> str:
    """`docProps/core.xml`: title, number, version, language; dates of the agreement, never of the clock."""
    date = "".join(
        f'<dcterms:{when} xsi:type="dcterms:W3CDTF">{escape(document.dated)}T00:00:00Z</dcterms:{when}>'
        for when in ("created", "modified")
        if document.dated
    )
    status = f"<cp:contentStatus>{escape(document.mark)}</cp:contentStatus>" if document.mark else ""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title><dc:subject>{KIND}</dc:subject><dc:identifier>{escape(document.id)}</dc:identifier>"
        f"<dc:language>{escape(region_of(document.language))}</dc:language>{date}{status}<cp:version>{escape(document.version)}</cp:version>"
        "</cp:coreProperties>"
    )


def app_part() -> str:
    """`docProps/app.xml`."""
    return (
        f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>qa-engine</Application></Properties>"
    )


def custom_part(document: Document) -> str:
    """`docProps/custom.xml`: what a copy is held against the agreement by."""
    values = {"qaHash": document.content_hash, "qaId": document.id, "qaVersion": document.version}
    properties = "".join(
        f'<property fmtid="{_USER_PROPERTIES}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), 2)
    )
    return (
        f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        f' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{properties}</Properties>'
    )
