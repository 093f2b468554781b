"""An agreement becomes a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.back import history, schedules, signatures
from qa_engine.document.blocks import Contents, Document, Heading, PageBreak
from qa_engine.document.front import definitions, parties, products_and_scope, reading, title_page
from qa_engine.document.sections import Matrices, sections
from qa_engine.document.words import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.document.blocks import Block

DRAFT = "Draft"
ENOUGH_FOR_CONTENTS = 8
"""With fewer chapters a list of contents tells no more than a look."""


def build_document(agreement: Agreement, content_hash: str, *, approved: bool = False) -> Document:
    """All that the document of an agreement says, in order.

    `content_hash` is `sha256:<64 hex digits>`; a document that is not `approved` bears the mark Draft on every page.
    Notes, `x-` keys, waivers and packs are not in it. No date comes from the clock.
    """
    return Document(
        agreement.id,
        agreement.title,
        agreement.version,
        str(agreement.data.get("language") or "en"),
        content_hash,
        "" if approved else DRAFT,
        _dated(agreement),
        tuple(_blocks(agreement)),
    )


def _blocks(agreement: Agreement) -> Iterator[Block]:
    names = Names(agreement)
    body = tuple(_body(agreement, names))
    yield from title_page(agreement, names)
    if sum(isinstance(block, Heading) and block.level == 1 for block in body) >= ENOUGH_FOR_CONTENTS:
        yield PageBreak("break:contents")
        yield Contents("contents", "Contents")
    yield PageBreak("break:front")
    yield from body


def _body(agreement: Agreement, names: Names) -> Iterator[Block]:
    matrices = Matrices(agreement, names)
    yield from parties(agreement, names)
    yield from products_and_scope(agreement, names)
    yield from definitions(agreement)
    if agreement.rows:
        yield from reading(agreement, matrices.qualifications)
    if matrices.wide:
        yield PageBreak("break:sections", wide=True)
    yield from sections(agreement, matrices)
    if matrices.wide:
        yield PageBreak("break:schedules")
    yield from schedules(agreement, names)
    yield from signatures(agreement, names)
    yield from history(agreement)


def _dated(agreement: Agreement) -> str:
    """The date of this version: from the history, else the day from which it is in force."""
    for entry in reversed(agreement.entries("history")):
        if entry.get("version") == agreement.version and entry.get("date"):
            return str(entry["date"])
    return str(agreement.data.get("effective") or "")
