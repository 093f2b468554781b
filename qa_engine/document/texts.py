"""Every text that a block says, paragraph by paragraph."""

from __future__ import annotations

from qa_engine.document.blocks import (
    Contents,
    Heading,
    KeyValue,
    ListItem,
    Matrix,
    Paragraph,
    SignatureTable,
    Table,
    Title,
    said,
)

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.document.blocks import Block


def texts_of(block: Block) -> Iterator[str]:
    """The texts of a block in the order in which they are read; what a screen reader says of a table comes first."""
    match block:
        case Title():
            yield from (block.kind, block.text, *map(said, block.between))
        case Contents():
            yield block.title
        case Heading():
            yield block.text
        case Paragraph() | ListItem():
            yield said(block.text)
        case KeyValue():
            yield block.title
            for entry in block.entries:
                yield from (entry.label, *map(said, entry.value))
        case Table():
            yield from (block.title, *(column.heading for column in block.columns))
            yield from (said(text) for row in block.rows for cell in row.cells for text in cell)
        case Matrix():
            yield from (block.title, *(column.heading for column in block.columns))
            for row in block.rows:
                yield from (said(text) for cell in row.cells for text in cell)
                yield from (said(text) for text in (row.reason, row.footnote) if text)
        case SignatureTable():
            yield block.title
            for one in block.signatures:
                yield from (one.name, one.title, one.company, one.function, one.meaning, *one.signed, one.signed_at)
