"""The blocks of a document as the body of a Word file, with the footnotes and lists that they call for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qa_engine.document.blocks import (
    Contents,
    Heading,
    KeyValue,
    ListItem,
    Matrix,
    PageBreak,
    Paragraph,
    SignatureTable,
    Table,
    Title,
)
from qa_engine.word import tables
from qa_engine.word.identity import ControlIds, bookmark_name
from qa_engine.word.numbering import BULLETS
from qa_engine.word.ooxml import DECLARATION, R, W, bookmark, field, paragraph, run, runs
from qa_engine.word.page import UPRIGHT, WIDE
from qa_engine.word.widths import matrix_layout

if TYPE_CHECKING:
    from qa_engine.document.blocks import Block, Cell, Column, ColumnKind, Document, Text
    from qa_engine.word.page import Page
    from qa_engine.word.widths import MatrixLayout

_ROLES = {"body": "BodyText", "caption": "Caption", "legend": "QALegend"}
UNNUMBERED = '<w:ind w:left="0" w:firstLine="0"/>'
"""Headings hang behind their numbers; one without a number does not."""

FLAT = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
"""A paragraph that Word wants and nobody should see."""


class HeaderIds(NamedTuple):
    """Relation ids of the headers and footers of one kind of page."""

    first: str
    other: str
    footer: str


class Body:
    """Writes blocks one after the other and keeps count of what must be unique in a file.

    footnotes      the texts of the footnotes, in order
    lists          for each numbered list: depth and first number
    written_cells  cells of the matrix that have been written: kind, width, content → XML, and whether it may split
    """

    def __init__(self, document: Document, upright: HeaderIds, wide: HeaderIds) -> None:
        self._document = document
        self._headers = {False: upright, True: wide}
        self._wide = False
        self._first_section = True
        self._new_page = False  # the next paragraph starts one
        self._bookmarks = 0
        self._controls = ControlIds()
        self._layouts: dict[tuple[tuple[Column, ...], bool], MatrixLayout] = {}
        self._last_number: dict[int, int] = {}  # depth → the number that stood there last, while a list goes on
        self._lists_at: dict[int, int] = {}  # depth → the instance that is going on
        self.written_cells: dict[tuple[ColumnKind, int, Cell], tuple[str, bool]] = {}
        self.footnotes: list[Text] = []
        self.lists: list[tuple[int, int]] = []

    @property
    def page(self) -> Page:
        """The page that is being written on."""
        return WIDE if self._wide else UPRIGHT

    def xml(self) -> str:
        """`word/document.xml`."""
        blocks = self._document.blocks
        written = "".join(self._written(block, after) for block, after in zip(blocks, (*blocks[1:], None), strict=True))
        body = f"<w:body>{written}{self._section_properties()}</w:body>"
        return f'{DECLARATION}<w:document xmlns:w="{W}" xmlns:r="{R}">{body}</w:document>'

    def marked(self, key: str, content: str) -> str:
        """Content under the bookmark of a key."""
        self._bookmarks += 1
        return bookmark(bookmark_name(key), self._bookmarks, content)

    def control_id(self, key: str) -> int:
        """The id of a content control."""
        return self._controls.of(key)

    def footnote(self, words: Text) -> str:
        """A reference to a new footnote."""
        self.footnotes.append(words)
        reference = f'<w:footnoteReference w:id="{len(self.footnotes)}"/>'
        return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{reference}</w:r>'

    def matrix_layout(self, matrix: Matrix) -> MatrixLayout:
        """Columns and their widths, the same for all matrices of the document that have the same columns."""
        here = (matrix.columns, self._wide)
        if here not in self._layouts:
            blocks = self._document.blocks
            alike = [block for block in blocks if isinstance(block, Matrix) and block.columns == matrix.columns]
            self._layouts[here] = matrix_layout(
                matrix.columns, [row.cells for block in alike for row in block.rows], self.page.text
            )
        return self._layouts[here]

    def _written(self, block: Block, after: Block | None) -> str:
        if not isinstance(block, ListItem):
            self._last_number.clear()
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return paragraph(_ROLES[block.role], runs(block.text))
            case ListItem():
                return self._item(block)
            case Matrix():
                return tables.matrix(block, self) + self._gap(after)
            case Table():
                return tables.table(block, self.page.text) + self._gap(after)
            case KeyValue():
                return tables.key_value(block, self.page.text) + self._gap(after)
            case SignatureTable():
                return tables.signatures(block, self.page.text) + self._gap(after)
            case PageBreak():
                return self._break(block)
            case Title():
                return self._title(block)
            case Contents():
                return self._contents(block)

    def _gap(self, after: Block | None) -> str:
        # two tables that touch are one table to Word, and a table cannot end a section
        return "" if isinstance(after, Heading | Paragraph | ListItem) else paragraph("QACell", "", FLAT)

    def _heading(self, block: Heading) -> str:
        number = f"{run(block.number)}<w:r><w:tab/></w:r>" if block.number else ""
        indent = "" if block.number or block.level > 1 else UNNUMBERED
        return paragraph(
            f"Heading{block.level}", self.marked(block.key, number + run(block.text)), self._page_break() + indent
        )

    def _title(self, block: Title) -> str:
        between = "".join(paragraph("QABetween", runs(text)) for text in block.between)
        return paragraph("Subtitle", run(block.kind)) + paragraph("Title", run(block.text)) + between

    def _contents(self, block: Contents) -> str:
        headings = (one for one in self._document.blocks if isinstance(one, Heading) and one.level == 1)
        title = paragraph("TOCHeading", run(block.title), self._page_break())
        return title + "".join(_contents_line(heading) for heading in headings)

    def _item(self, block: ListItem) -> str:
        depth = block.depth
        if block.number is None:
            self._last_number.pop(depth, None)
            style, instance = "ListBullet", BULLETS
        else:
            if self._last_number.get(depth) != block.number - 1 or depth not in self._last_number:
                self.lists.append((depth, block.number))
                self._lists_at[depth] = BULLETS + len(self.lists)
            self._last_number[depth] = block.number
            style, instance = "ListNumber", self._lists_at[depth]
        for deeper in [known for known in self._last_number if known > depth]:
            del self._last_number[deeper]
        numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{instance}"/></w:numPr>'
        return paragraph(style, runs(block.text), numbered)

    def _page_break(self) -> str:
        """What makes a paragraph start a page, where one is due."""
        due, self._new_page = self._new_page, False
        return "<w:pageBreakBefore/>" if due else ""

    def _break(self, block: PageBreak) -> str:
        if block.wide == self._wide:
            self._new_page = True
            return ""
        properties = self._section_properties()
        self._wide, self._new_page = block.wide, False
        return f"<w:p><w:pPr>{FLAT}{properties}</w:pPr></w:p>"

    def _section_properties(self) -> str:
        headers = self._headers[self._wide]
        page = self.page
        across = ' w:orient="landscape"' if self._wide else ""
        title = "<w:titlePg/>" if self._first_section else ""
        references = [("header", "default", headers.other), ("footer", "default", headers.footer)]
        if self._first_section:
            references += [("header", "first", headers.first), ("footer", "first", headers.footer)]
        named = "".join(f'<w:{what}Reference w:type="{kind}" r:id="{name}"/>' for what, kind, name in references)
        self._first_section = False
        return (
            f'<w:sectPr>{named}<w:type w:val="nextPage"/><w:pgSz w:w="{page.width}" w:h="{page.height}"{across}/>'
            f'<w:pgMar w:top="{page.top}" w:right="{page.side}" w:bottom="{page.bottom}" w:left="{page.side}"'
            f' w:header="{page.edge}" w:footer="{page.edge}" w:gutter="0"/>{title}</w:sectPr>'
        )


def _contents_line(heading: Heading) -> str:
    """Number, title and page of a heading, linked to it."""
    name = bookmark_name(heading.key)
    number = f"{run(heading.number)}<w:r><w:tab/></w:r>" if heading.number else ""
    page = field(f"PAGEREF {name} \\h", stale=True)
    line = f"{number}{run(heading.text)}<w:r><w:tab/></w:r>{page}"
    link = f'<w:hyperlink w:anchor="{name}" w:history="1">{line}</w:hyperlink>'
    return paragraph("TOC1", link, "" if heading.number else UNNUMBERED)
