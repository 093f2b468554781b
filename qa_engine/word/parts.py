"""The parts of the file beside its body: footnotes, headers and footers, settings, properties."""

from __future__ import annotations

from qa_engine.word.identity import bookmark_name, guid
from qa_engine.word.ooxml import DECLARATION, W, escape, field, paragraph, run, runs
from qa_engine.word.styles import region_of

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_engine.document.blocks import Document, Text
    from qa_engine.word.manner import Manner
    from qa_engine.word.page import Page

HASH_DIGITS = 16
"""So many digits of the content hash stand in the footer."""

LONGEST_TITLE = 110
"""A longer title does not go into the header."""

_USER_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_SIGN = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'


def footnotes_part(notes: str) -> str:
    """`word/footnotes.xml`: the two rules that Word draws, then the notes."""
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    return f'{DECLARATION}<w:footnotes xmlns:w="{W}">{rules}{notes}</w:footnotes>'


def footnotes_xml(footnotes: Mapping[int, Text]) -> str:
    """The notes by their ids."""
    return "".join(
        f'<w:footnote w:id="{number}">{paragraph("FootnoteText", _SIGN + run(" ") + runs(words))}</w:footnote>'
        for number, words in footnotes.items()
    )


def comments_part(comments: str) -> str:
    """`word/comments.xml`."""
    return f'{DECLARATION}<w:comments xmlns:w="{W}">{comments}</w:comments>'


def header_part(document: Document, page: Page, *, first: bool = False) -> str:
    """A header: the title on the left, but not on the first page; on the right the mark, if there is one."""
    left = "" if first else run(document.title if len(document.title) <= LONGEST_TITLE else document.kind)
    mark = f"<w:r><w:tab/></w:r>{mark_run(document)}" if document.mark else ""
    content = paragraph("Header", left + mark, _right_tab(page))
    return f'{DECLARATION}<w:hdr xmlns:w="{W}">{content}</w:hdr>'


def mark_run(document: Document) -> str:
    """The mark that every page bears."""
    return run(document.mark, '<w:rStyle w:val="QAMark"/>')


def footer_part(document: Document, page: Page) -> str:
    """The footer: document number, version, start of the content hash, page X of Y."""
    pages = run("Page ") + field("PAGE", "1") + run(" of ") + field("NUMPAGES", "1")
    first = run(f"{document.id} · Version {document.version}") + "<w:r><w:tab/></w:r>" + pages
    content = paragraph("Footer", f"{first}<w:r><w:br/></w:r>{run(hash_line(document))}", _right_tab(page))
    return f'{DECLARATION}<w:ftr xmlns:w="{W}">{content}</w:ftr>'


def hash_line(document: Document) -> str:
    """The start of the content hash, as it stands on every page."""
    return f"Content hash {short_hash(document)}"


def short_hash(document: Document) -> str:
    """The first digits of the content hash."""
    return document.content_hash.removeprefix("sha256:")[:HASH_DIGITS]


def _right_tab(page: Page) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{page.text}"/></w:tabs>'


_PROTECTION = {
    "none": "",
    "negotiation": '<w:trackRevisions/><w:documentProtection w:edit="trackedChanges" w:enforcement="1"/>',
    "signing": '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>',
}


def protection(manner: Manner) -> str:
    """What of the settings keeps a copy for negotiation or for signing from being edited by mistake."""
    return _PROTECTION[manner.protect]


def settings_part(language: str, manner: Manner) -> str:
    """`word/settings.xml`."""
    return (
        f'{DECLARATION}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>{protection(manner)}'
        '<w:defaultTabStop w:val="567"/><w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/>'
        '<w:doNotHyphenateCaps/><w:characterSpacingControl w:val="doNotCompress"/>'
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
        f"<dc:title>{escape(document.title)}</dc:title><dc:subject>{escape(document.kind)}</dc:subject><dc:identifier>{escape(document.id)}</dc:identifier>"
        f"<cp:keywords>{document.content_hash.removeprefix('sha256:')}</cp:keywords>"
        f"<dc:language>{escape(region_of(document.language))}</dc:language>{date}{status}<cp:version>{escape(document.version)}</cp:version>"
        "</cp:coreProperties>"
    )


def app_part() -> str:
    """`docProps/app.xml`."""
    return (
        f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>qa-engine</Application></Properties>"
    )


def custom_part(document: Document, more: Mapping[str, str]) -> str:
    """`docProps/custom.xml`: what a copy is held against the agreement by."""
    properties = "".join(custom_properties(document, 2, more))
    return (
        f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        f' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{properties}</Properties>'
    )


def custom_properties(document: Document, first: int, more: Mapping[str, str]) -> list[str]:
    """The properties of ours, numbered from `first`; `more` are those of a redline."""
    values = {"qaHash": document.content_hash, "qaId": document.id, "qaVersion": document.version, **more}
    return [
        f'<property fmtid="{_USER_PROPERTIES}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), first)
    ]


AGREEMENT = "urn:qa-engine:agreement:1"
"""The namespace of what is embedded for whoever reads the file back."""


def embedded_part(document: Document, manner: Manner) -> str:
    """`customXml/item1.xml`: which bookmark is which row; with it, where that is asked for, the agreement as data.

    The data are the canonical content that the hash is over: no notes, no comments, nothing about the lifecycle.
    """
    rows = "".join([f'<row id="{escape(row.id)}" bookmark="{bookmark_name(row.key)}"/>' for row in document.rows])
    source = ""
    if manner.embed == "agreement":
        source = f'<source media="application/json">{escape(manner.agreement.decode("utf-8"))}</source>'
    return (
        f'{DECLARATION}<agreement xmlns="{AGREEMENT}" id="{escape(document.id)}" version="{escape(document.version)}"'
        f' hash="{document.content_hash}"><rows>{rows}</rows>{source}</agreement>'
    )


def embedded_properties_part(document: Document) -> str:
    """`customXml/itemProps1.xml`: the name under which Word keeps what is embedded."""
    name = guid(f"{AGREEMENT} {document.content_hash}")
    return (
        f'{DECLARATION}<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"'
        f' ds:itemID="{name}"><ds:schemaRefs><ds:schemaRef ds:uri="{AGREEMENT}"/></ds:schemaRefs></ds:datastoreItem>'
    )
