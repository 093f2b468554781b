"""The blocks of a document as the body of a Word file, with the footnotes and lists that they call for."""

from __future__ import annotations

from itertools import pairwise

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
from qa_engine.named import NamedTuple
from qa_engine.word import contents, parts, signing, tables
from qa_engine.word.identity import ControlIds, bookmark_name
from qa_engine.word.manner import PLAIN
from qa_engine.word.numbering import Numbering
from qa_engine.word.ooxml import KEPT, bookmark, paragraph, run, runs
from qa_engine.word.widths import matrix_layout

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.document.blocks import Block, Column, ColumnKind, Document, Portion, Text
    from qa_engine.word.manner import Manner
    from qa_engine.word.page import Frame
    from qa_engine.word.tables import WrittenCells
    from qa_engine.word.widths import MatrixLayout

_ROLES = {"body": "BodyText", "clause": "QAClause", "caption": "Caption", "legend": "QALegend"}
UNNUMBERED = '<w:ind w:left="0" w:firstLine="0"/>'
"""Headings hang behind their numbers; one without a number does not."""

FLAT = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
"""A paragraph that Word wants and nobody should see."""


class Free(NamedTuple):
    """The first ids that are free in the file, and the ids of content controls that are not.

    Of tracked changes it is the last one that is taken.
    """

    bookmark: int = 1
    footnote: int = 1
    list: int = 1
    abstract_list: int = 1
    used_controls: frozenset[int] = frozenset()
    comment: int = 0
    change: int = 0


EMPTY = Free()
"""Of a file that holds nothing yet."""


class Body:
    """Writes blocks one after the other and keeps count of what must be unique in a file.

    footnotes      the texts of the footnotes by their ids, in order
    numbering      the lists
    written_cells  cells of the matrices that have been written, by kind and width
    """

    def __init__(self, document: Document, frame: Frame, manner: Manner = PLAIN, free: Free = EMPTY) -> None:
        self.document = document
        self.manner = manner
        self._blocks = document.blocks
        self._frame = frame
        self._wide = False
        self._turns = False  # the next block lies on a page of the other kind
        self._new_page = False  # the next paragraph starts a page
        self.first_section = True
        self._bookmarks = free.bookmark - 1
        self._controls = ControlIds(free.used_controls)
        self._first_footnote = free.footnote
        self._layouts: dict[tuple[tuple[Column, ...], bool], MatrixLayout] = {}
        self._last_number: dict[int, int] = {}  # depth → the number that stood there last, while a list goes on
        self._lists_at: dict[int, int] = {}  # depth → the instance that is going on
        self._kept, self._kept_ends = _with_signatures(self._blocks, signing.height(manner))
        self._kept |= _above_tables(self._blocks)
        self.numbering = Numbering(free.list, free.abstract_list)
        self.written_cells: dict[tuple[ColumnKind, int], WrittenCells] = {}
        self.footnotes: dict[int, Text] = {}

    @property
    def text_width(self) -> int:
        """The width of text on the page that is being written on."""
        return self._frame.text_width(wide=self._wide)

    def write(self, portions: Iterable[Portion]) -> list[str]:
        """Parts of the document, block by block. A page that lies across at the end stays open: see `end`."""
        blocks = [block for portion in portions for block in portion.blocks]
        return [self._written(block, after) for block, after in zip(blocks, [*blocks[1:], None], strict=False)]

    def end(self) -> str:
        """The properties of the section that is open at the end of the file."""
        return self._frame.section(wide=self._wide, first=self.first_section)

    def start_page(self) -> None:
        """What comes next starts a page."""
        self._new_page = True

    def upright(self) -> str:
        """Close a page that lies across, where one is open: what a template puts behind it stands upright."""
        self._turns, self._new_page = self._wide, False
        return self._turned()

    def marked(self, key: str, content: str) -> str:
        """Content under the bookmark of a key."""
        self._bookmarks += 1
        return bookmark(bookmark_name(key), self._bookmarks, content)

    def control_id(self, key: str) -> int:
        """The id of a content control."""
        return self._controls.of(key)

    def footnote(self, words: Text) -> str:
        """A reference to a new footnote."""
        number = self._first_footnote + len(self.footnotes)
        self.footnotes[number] = words
        return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'

    def notes(self) -> str:
        """The footnotes that have been called for."""
        return parts.footnotes_xml(self.footnotes)

    def comments(self) -> str:
        """The comments: there are none."""
        return ""

    def properties(self) -> dict[str, str]:
        """What the file says of itself beside number, version and hash: nothing."""
        return {}

    def headed(self, old: str, new: str) -> str:
        """A header or footer, where another one stood before: the new one."""
        del old
        return new

    def matrix_layout(self, matrix: Matrix) -> MatrixLayout:
        """Columns and their widths, the same for all matrices of the document that have the same columns."""
        here = (matrix.columns, self._wide)
        if here not in self._layouts:
            alike = [block for block in self._blocks if isinstance(block, Matrix) and block.columns == matrix.columns]
            self._layouts[here] = matrix_layout(
                matrix.columns, [row.cells for block in alike for row in block.rows], self.text_width
            )
        return self._layouts[here]

    def _written(self, block: Block, after: Block | None) -> str:
        if isinstance(block, PageBreak):
            self._turns, self._new_page = block.wide != self._wide, True
            return ""
        turned = self._turned()
        if not isinstance(block, ListItem):
            self._last_number.clear()
        return turned + self._said(block, after)

    def _said(self, block: Block, after: Block | None) -> str:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return self._paragraph(block)
            case ListItem():
                return self._item(block)
            case Matrix():
                return tables.matrix(block, self, kept_end=id(block) in self._kept_ends) + self._gap(after)
            case Table():
                written = tables.table(block, self.text_width, kept_end=id(block) in self._kept_ends)
                return written + self._gap(after)
            case KeyValue():
                return tables.key_value(block, self.text_width) + self._gap(after)
            case SignatureTable():
                return signing.signatures(block, self) + self._gap(after)
            case Title():
                return self._title(block)
            case Contents():
                return self._contents(block)
        raise TypeError(f"a block that nobody writes: {block}")

    def _gap(self, after: Block | None) -> str:
        # two tables that touch are one table to Word, and a table cannot end a section
        return "" if isinstance(after, Heading | Paragraph | ListItem) else paragraph("QACell", "", FLAT)

    def _layout(self, block: Block) -> str:
        """What holds a paragraph to its page: it stays with the next, or starts a new one."""
        due, self._new_page = self._new_page, False
        return (KEPT if id(block) in self._kept else "") + ("<w:pageBreakBefore/>" if due else "")

    def _heading(self, block: Heading) -> str:
        number = f"{run(block.number)}<w:r><w:tab/></w:r>" if block.number else ""
        indent = "" if block.number or block.level > 1 else UNNUMBERED
        return paragraph(
            f"Heading{block.level}", self.marked(block.key, number + run(block.text)), self._layout(block) + indent
        )

    def _paragraph(self, block: Paragraph) -> str:
        layout = self._layout(block)
        if block.role == "clause":
            instance = self.numbering.clauses_of(block.number.rpartition(".")[0])
            layout += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{instance}"/></w:numPr>'
        return paragraph(_ROLES[block.role], runs(block.text), layout)

    def _title(self, block: Title) -> str:
        between = "".join(paragraph("QABetween", runs(text)) for text in block.between)
        kind = paragraph("Subtitle", run(block.kind), self._layout(block))
        return kind + paragraph("Title", run(block.text)) + between

    def _contents(self, block: Contents) -> str:
        headings = [one for one in self._blocks if isinstance(one, Heading) and one.level == 1]
        title = paragraph("TOCHeading", run(block.title), self._layout(block))
        return title + contents.listed(headings, self.manner)

    def _item(self, block: ListItem) -> str:
        depth = block.depth
        if block.number is None:
            self._last_number.pop(depth, None)
            style, instance = "ListBullet", self.numbering.bullets
        else:
            if self._last_number.get(depth) != block.number - 1 or depth not in self._last_number:
                self._lists_at[depth] = self.numbering.list_from(depth, block.number)
            self._last_number[depth] = block.number
            style, instance = "ListNumber", self._lists_at[depth]
        for deeper in [known for known in self._last_number if known > depth]:
            del self._last_number[deeper]
        numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{instance}"/></w:numPr>'
        return paragraph(style, runs(block.text), self._layout(block) + numbered)

    def _turned(self) -> str:
        """The end of a section, where the page turns between upright and across."""
        if not self._turns:
            return ""
        properties = self._frame.section(wide=self._wide, first=self.first_section)
        self._wide, self._turns, self._new_page, self.first_section = not self._wide, False, False, False
        return f"<w:p><w:pPr>{FLAT}{properties}</w:pPr></w:p>"


def _above_tables(blocks: tuple[Block, ...]) -> set[int]:
    """Paragraphs that say something about the table below them, at once or before the legend of its letters."""
    return {
        id(block)
        for block, after in pairwise(blocks)
        if isinstance(block, Paragraph)
        and (
            isinstance(after, _TABLES)
            or (block.role == "body" and isinstance(after, Paragraph) and after.role == "legend")
        )
    }


_TABLES = (Matrix, Table, KeyValue, SignatureTable)


HALF_A_PAGE = 8100
"""Signatures that take more room than this leave none for the end of a table above them."""


def _with_signatures(blocks: tuple[Block, ...], height: int) -> tuple[set[int], set[int]]:
    """What stands on the page of the signatures: paragraphs as a whole, and tables with their last rows.

    A page that holds nothing but signatures could be put behind any other document. `height` is that of one signature.
    """
    kept: set[int] = set()
    ends: set[int] = set()
    for position, block in enumerate(blocks):
        if isinstance(block, SignatureTable):
            before = position - 1
            while before >= 0 and isinstance(blocks[before], Paragraph | ListItem | Heading):
                kept.add(id(blocks[before]))
                before -= 1
            fits = len(block.signatures) * height <= HALF_A_PAGE
            if before >= 0 and fits and isinstance(blocks[before], Table | Matrix):
                ends.add(id(blocks[before]))
    return kept, ends
