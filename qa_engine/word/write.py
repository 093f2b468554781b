"""A document becomes a Word file."""

from __future__ import annotations

from qa_engine.document.blocks import PageBreak
from qa_engine.word import package, parts, signing
from qa_engine.word.body import EMPTY, Body
from qa_engine.word.manner import PLAIN
from qa_engine.word.ooxml import DECLARATION, R, W
from qa_engine.word.package import MAIN_PART, Part
from qa_engine.word.page import UPRIGHT, WIDE, HeaderIds, OwnPages
from qa_engine.word.styles import styles_part

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qa_engine.document.blocks import Document
    from qa_engine.word.body import Free
    from qa_engine.word.manner import Manner
    from qa_engine.word.page import Frame
    from qa_engine.word.redline import Redline

_UPRIGHT = HeaderIds("rIdHeaderFirst", "rIdHeader", "rIdFooter")
_WIDE = HeaderIds("rIdHeaderFirst", "rIdHeaderWide", "rIdFooterWide")
_DRAWING = ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def docx_bytes(document: Document, manner: Manner = PLAIN, redline: Redline | None = None) -> bytes:
    """A Word file that says the document; with a `redline`, and what became of another one. The same gives the same bytes.

    Raises ValueError, naming the text, where a text holds a character that a Word file cannot hold, or what the service
    that is asked for would take for its tag.
    """
    signing.refuse_tags(document, manner.esign)
    body = body_for(document, OwnPages(_UPRIGHT, _WIDE), manner, EMPTY, redline)
    written = body.write(redline.portions(document) if redline else document.portions)
    language = document.language
    styles = Part("word/styles.xml", package.STYLES, styles_part(language), "rIdStyles", MAIN_PART)
    settings = parts.settings_part(language, manner)

    def headed(of: Callable[[Document], str]) -> str:
        return body.headed(of(redline.old), of(document)) if redline else of(document)

    found = [
        Part(MAIN_PART, package.DOCUMENT, document_part(written, body.end(), manner), "rId1"),
        Part("docProps/core.xml", package.CORE, parts.core_part(document), "rId2"),
        Part("docProps/app.xml", package.APP, parts.app_part(), "rId3"),
        Part("docProps/custom.xml", package.CUSTOM, parts.custom_part(document, body.properties()), "rId4"),
        styles,
        Part("word/settings.xml", package.SETTINGS, settings, "rIdSettings", MAIN_PART),
        Part("word/numbering.xml", package.NUMBERING, body.numbering.part(), "rIdNumbering", MAIN_PART),
        Part("word/footnotes.xml", package.FOOTNOTES, parts.footnotes_part(body.notes()), "rIdFootnotes", MAIN_PART),
        Part(
            "word/header1.xml",
            package.HEADER,
            headed(lambda of: parts.header_part(of, UPRIGHT, first=True)),
            _UPRIGHT.first,
            MAIN_PART,
        ),
        Part(
            "word/header2.xml",
            package.HEADER,
            headed(lambda of: parts.header_part(of, UPRIGHT)),
            _UPRIGHT.other,
            MAIN_PART,
        ),
        Part(
            "word/footer1.xml",
            package.FOOTER,
            headed(lambda of: parts.footer_part(of, UPRIGHT)),
            _UPRIGHT.footer,
            MAIN_PART,
        ),
        *beside(document, manner),
    ]
    if any(isinstance(block, PageBreak) and block.wide for block in document.blocks):
        header, footer = headed(lambda of: parts.header_part(of, WIDE)), headed(lambda of: parts.footer_part(of, WIDE))
        found.append(Part("word/header3.xml", package.HEADER, header, _WIDE.other, MAIN_PART))
        found.append(Part("word/footer2.xml", package.FOOTER, footer, _WIDE.footer, MAIN_PART))
    if comments := body.comments():
        found.append(
            Part("word/comments.xml", package.COMMENTS, parts.comments_part(comments), "rIdComments", MAIN_PART)
        )
    return package.package(found)


def body_for(document: Document, frame: Frame, manner: Manner, free: Free, redline: Redline | None) -> Body:
    """What writes the blocks of a document, or these and what became of another one."""
    if redline is None:
        return Body(document, frame, manner, free)
    from qa_engine.word.redline import RedlineBody

    return RedlineBody(document, redline, frame, manner, free)


def document_part(body: Iterable[str], end: str, manner: Manner) -> list[str]:
    """`word/document.xml` around its body, with the properties of the last section at its end."""
    drawing = _DRAWING if manner.signature_lines else ""
    start = f'{DECLARATION}<w:document xmlns:w="{W}" xmlns:r="{R}"{drawing}><w:body>'
    return [start, *body, f"{end}</w:body></w:document>"]


def beside(document: Document, manner: Manner, number: int = 1) -> Iterator[Part]:
    """What a file carries beside its text: what is embedded, as item `number`, and the picture of a signature line."""
    if manner.embed != "none":
        item = f"customXml/item{number}.xml"
        yield Part(item, package.EMBEDDED, parts.embedded_part(document, manner), "rIdEmbedded", MAIN_PART)
        name, properties = f"customXml/itemProps{number}.xml", parts.embedded_properties_part(document)
        yield Part(name, package.EMBEDDED_PROPERTIES, properties, "rId1", item)
    if manner.signature_lines:
        name = "word/media/qa-signature-line.png"
        yield Part(name, package.PICTURE, signing.line_picture(), signing.LINE_PICTURE, MAIN_PART)
