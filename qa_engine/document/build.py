"""An agreement becomes a document."""

from __future__ import annotations

import gc
from itertools import chain
from typing import TYPE_CHECKING

from qa_engine.document.annex import coverage
from qa_engine.document.back import changes, exceptions, history, schedules, signatures
from qa_engine.document.blocks import Contents, Document, Heading, PageBreak, Portion
from qa_engine.document.chapters import Chapters
from qa_engine.document.choices import WHOLE
from qa_engine.document.front import definitions, kind_of, parties, products_and_scope, reading, title_page
from qa_engine.document.sections import Matrices, sections
from qa_engine.document.wall import decisions, notices
from qa_engine.document.words import Names, day, sentence, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.document.blocks import Block
    from qa_engine.document.choices import Choices
    from qa_engine.document.slots import Slot

MARKS = {
    "draft": "Draft",
    "in-review": "In review",
    "approved": "",
    "effective": "",
    "suspended": "Suspended",
    "superseded": "Superseded",
    "terminated": "Terminated",
}
"""Status → the word that every page bears."""

EXTRACT = "Extract"
ENOUGH_FOR_CONTENTS = 8
"""With fewer chapters a list of contents tells no more than a look."""


def build_document(agreement: Agreement, content_hash: str, choices: Choices = WHOLE) -> Document:
    """All that the document of an agreement says, in order.

    `content_hash` is `sha256:<64 hex digits>`. A document that is not in force bears its status on every page. Notes,
    `x-` keys and names of rules are not in it. No date comes from the clock.
    """
    names = Names(agreement)
    collecting = gc.isenabled()
    gc.disable()  # small tuples by the thousand that all live: the collector would only walk them again and again
    try:
        portions = tuple(_portions(agreement, names, content_hash, choices))
    finally:
        if collecting:
            gc.enable()
    mark = MARKS.get(agreement.status, MARKS["draft"])
    return Document(
        agreement.id,
        agreement.title,
        agreement.version,
        str(agreement.data.get("language") or "en"),
        content_hash,
        " · ".join(word for word in (EXTRACT if choices.party else "", mark) if word),
        _dated(agreement),
        portions,
        kind_of(names, choices),
        sentence(words(agreement.status)),
        day(str(agreement.data.get("effective") or "")),
    )


def _portions(agreement: Agreement, names: Names, content_hash: str, choices: Choices) -> Iterator[Portion]:
    body = tuple(
        Portion(slot, found)
        for slot, blocks in _body(agreement, names, content_hash, choices)
        if (found := tuple(blocks))
    )
    yield Portion("cover", tuple(title_page(agreement, names, choices)))
    chapters = sum(isinstance(block, Heading) and block.level == 1 for portion in body for block in portion.blocks)
    if chapters >= ENOUGH_FOR_CONTENTS:
        yield Portion("toc", (PageBreak("break:contents"), Contents("contents", "Contents")))
    for position, portion in enumerate(body):
        yield portion if position else portion._replace(blocks=(PageBreak("break:front"), *portion.blocks))


def _body(
    agreement: Agreement, names: Names, content_hash: str, choices: Choices
) -> Iterator[tuple[Slot, Iterator[Block]]]:
    matrices = Matrices(agreement, names, choices)
    chapters = Chapters(len(agreement.sections) + 1)
    shown = matrices.rows
    yield "parties", chain(parties(agreement, names), products_and_scope(agreement, names))
    yield "definitions", definitions(agreement)
    if agreement.rows:
        yield "reading", reading(agreement, matrices.qualifications)
    matrix = tuple(sections(agreement, matrices, choices))
    yield "matrix", _across(matrix, wide=matrices.wide)
    yield "notices", notices(agreement, names, shown, chapters)
    yield "decisions", decisions(agreement, names, shown, chapters)
    yield "schedules", schedules(agreement, names, choices.party, chapters)
    yield "exceptions", exceptions(agreement, names, shown, choices.party, choices.open_points)
    if choices.changes is not None:
        yield "changes", changes(choices.changes, shown)
    if not choices.party:
        yield "signatures", signatures(agreement, names, content_hash, choices.approvals)
    yield "history", history(agreement)
    if choices.coverage is not None:
        headings = {block.key for block in matrix if isinstance(block, Heading)}
        annex = coverage(agreement, choices.coverage, shown, headings)
        yield "coverage", chain((PageBreak("break:coverage"),), annex)


def _across(blocks: Iterable[Block], *, wide: bool) -> Iterator[Block]:
    """Blocks on pages that lie across, where they are wide."""
    if wide:
        yield PageBreak("break:sections", wide=True)
    yield from blocks
    if wide:
        yield PageBreak("break:behind-sections")


def _dated(agreement: Agreement) -> str:
    """The date of this version: from the history, else the day from which it is in force."""
    for entry in reversed(agreement.entries("history")):
        if entry.get("version") == agreement.version and entry.get("date"):
            return str(entry["date"])
    return str(agreement.data.get("effective") or "")
