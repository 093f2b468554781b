"""The annex that says where the agreement speaks of what guidelines and regulations expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.blocks import Heading, Paragraph, Run, plain
from qa_engine.document.listing import lines, listing
from qa_engine.document.references import rows_linked
from qa_engine.document.words import sentence, words

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.coverage.answers import Coverage, Line
    from qa_engine.document.blocks import Block, Text

_ABOUT = (
    "This annex helps to find where the agreement speaks of a subject that a guideline or regulation names. It is no part of"
    " what is agreed, and it does not say whether what is agreed is enough."
)


def coverage(agreement: Agreement, found: Coverage, shown: Container[str], headings: Container[str]) -> Iterator[Block]:
    """For each instrument its subjects, their clauses, and the rows and sections that speak of them.

    `shown` are the rows and `headings` the keys of the sections that the document holds: only these are links.
    """
    if not found.packs:
        return
    numbers = {section: str(number) for number, section in enumerate(agreement.sections, 1)}
    yield Heading("chapter:coverage", 1, "Annex: where to find what guidelines expect")
    yield Paragraph("coverage/about", plain(_ABOUT))
    for pack in found.packs:
        of_pack = [line for line in found.lines if line.expectation in pack.expectations]
        if of_pack:
            yield Heading(f"pack:{pack.id}", 2, pack.title)
            yield listing(
                f"coverage:{pack.id}",
                f"Subjects of {pack.title} and where they are found",
                ("Subject", "Clause", "Found in"),
                (
                    (
                        f"expectation:{pack.id}/{line.expectation.id}",
                        (
                            lines(line.expectation.title),
                            lines("; ".join(line.expectation.cites)),
                            lines(*_found_in(agreement, line, numbers, shown, headings)),
                        ),
                    )
                    for line in of_pack
                ),
            )


def _found_in(
    agreement: Agreement, line: Line, numbers: dict[str, str], shown: Container[str], headings: Container[str]
) -> Iterator[Text]:
    if line.rows:
        yield (Run("Row " if len(line.rows) == 1 else "Rows "), *rows_linked(line.rows, shown))
    for section in line.sections:
        title = agreement.sections[section].title
        key = f"section:{section}"
        yield (Run(f"Section {numbers[section]}, {title}", link=key if key in headings else ""),)
    for key in line.stated:
        yield plain(sentence(words(key.rpartition(".")[2])))
    if not (line.rows or line.sections or line.stated):
        yield plain("Not addressed")
