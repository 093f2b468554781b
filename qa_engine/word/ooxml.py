"""WordprocessingML as strings: text, runs, paragraphs, cells, rows, tables.

Everything that comes from people goes through `escape`, so it stands in a document as text and never as structure.
"""

from __future__ import annotations

from qa_engine.pattern import pattern
from qa_engine.word.identity import bookmark_name

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_engine.document.blocks import Text

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

KEPT = "<w:keepNext/>"
"""Stays on the page of the next paragraph."""

# what XML 1.0 cannot hold at all, and lone surrogates, which no encoding can
_IMPOSSIBLE = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MARKUP = pattern('[&<>"\r]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_BREAK = pattern("(\r\n|\n|\r|\t)")


def _plain(text: str) -> bool:
    """Whether a text is XML as it stands, without a break or a tab: nearly every one is, and this is told at once."""
    return text.isprintable() and not ("&" in text or "<" in text or ">" in text or '"' in text)


def escape(text: str) -> str:
    """Text for an XML node or attribute. Raises ValueError, naming the text, for a character that XML cannot hold."""
    if _plain(text):
        return text
    if _IMPOSSIBLE.search(text):
        raise ValueError(f"a Word document cannot hold every character of {text[:80]!r}")
    return _MARKUP.sub(lambda found: _ENTITIES[found[0]], text) if _MARKUP.search(text) else text


def text(words: str) -> str:
    """The inside of a run: words, with line breaks and tabs as Word writes them."""
    if _plain(words):
        return f'<w:t xml:space="preserve">{words}</w:t>'
    if not _BREAK.search(words):
        return f'<w:t xml:space="preserve">{escape(words)}</w:t>'
    parts = (
        "<w:tab/>"
        if part == "\t"
        else "<w:br/>"
        if part[:1] in ("\n", "\r")
        else f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in _BREAK.split(words)
        if part
    )
    return "".join(parts)


def run(words: str, look: str = "") -> str:
    """A run; `look` is the inside of its properties."""
    return f"<w:r><w:rPr>{look}</w:rPr>{text(words)}</w:r>" if look else f"<w:r>{text(words)}</w:r>"


def runs(words: Text, strong: str = "<w:b/>", look: str = "") -> str:
    """The runs of a text. `strong` is the look of what is bold, `look` is put behind the look of every run."""
    return "".join(
        [
            linked(part.link, run(part.text, (strong if part.bold else "") + ("<w:i/>" if part.italic else "") + look))
            if part.link
            else run(part.text, (strong if part.bold else "") + ("<w:i/>" if part.italic else "") + look)
            for part in words
        ]
    )


def linked(key: str, content: str) -> str:
    """Runs that lead to the row or heading of a key."""
    return f'<w:hyperlink w:anchor="{bookmark_name(key)}" w:history="1">{content}</w:hyperlink>'


def paragraph(style: str, content: str, more: str = "") -> str:
    """A paragraph in a style; `more` are further paragraph properties, in the order of the standard."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def field(instruction: str, shown: str = "", *, stale: bool = False) -> str:
    """A field with the result that it had last; a stale one is worked out again when Word opens the file.

    `instruction` is ours alone: no text of people ever stands in it.
    """
    return field_start(instruction, stale=stale) + (run(shown) if shown else "") + field_end()


def field_start(instruction: str, *, stale: bool = False) -> str:
    """The start of a field, up to its result."""
    dirty = ' w:dirty="true"' if stale else ""
    asked = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r>{asked}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """The end of a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmark(name: str, identifier: int, content: str) -> str:
    """Content under a bookmark."""
    return f'<w:bookmarkStart w:id="{identifier}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{identifier}"/>'


def cell(width: int, content: str, *, span: int = 1, more: str = "") -> str:
    """A cell of a width in twips; its content is one paragraph at least; `more` are further properties."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{more}</w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], *, heading: bool = False, splits: bool = False, height: int = 0) -> str:
    """A row.

    It stays whole on a page unless it `splits`; a `heading` is repeated on each page; `height` is the least, in twips.
    """
    return f"{row_start(heading=heading, splits=splits, height=height)}{''.join(cells)}{ROW_END}"


def row_start(*, heading: bool = False, splits: bool = False, height: int = 0) -> str:
    """The start of a row, up to its cells."""
    properties = (
        ("" if splits else "<w:cantSplit/>")
        + (f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else "")
        + ("<w:tblHeader/>" if heading else "")
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>" if properties else "<w:tr>"


ROW_END = "</w:tr>"


def controlled(tag: str, alias: str, identifier: int, content: str) -> str:
    """Content inside a content control that carries a tag."""
    return f"{control_start(tag, alias, identifier)}{content}{CONTROL_END}"


def control_start(tag: str, alias: str, identifier: int) -> str:
    """The start of a content control, up to its content."""
    names = f'<w:alias w:val="{escape(alias)}"/><w:tag w:val="{escape(tag)}"/><w:id w:val="{identifier}"/>'
    return f"<w:sdt><w:sdtPr>{names}</w:sdtPr><w:sdtContent>"


CONTROL_END = "</w:sdtContent></w:sdt>"


def table(title: str, widths: Sequence[int], rows: Iterable[str], *, first_row: bool, first_column: bool) -> str:
    """A table of fixed column widths in twips; `first_row` and `first_column` say which of them are headings.

    `title` is what a screen reader says of it. The rows may come in pieces.
    """
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    named = escape(title)
    look = 0x0600 + 0x20 * first_row + 0x80 * first_column
    start = (
        '<w:tbl><w:tblPr><w:tblStyle w:val="QAMatrix"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{look:04X}" w:firstRow="{first_row:d}" w:lastRow="0"'
        f' w:firstColumn="{first_column:d}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{named}"/><w:tblDescription w:val="{named}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    return "".join([start, *rows, "</w:tbl>"])
