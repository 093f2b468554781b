"""A document as Markdown (with the tables of GitHub), for where nothing else can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.document.blocks import (
    Contents,
    Heading,
    KeyValue,
    ListItem,
    Matrix,
    PageBreak,
    Paragraph,
    Run,
    SignatureTable,
    Table,
    Title,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.document.blocks import Block, Cell, Document, MatrixRow, Text

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def markdown_text(document: Document) -> str:
    """The document as Markdown. Words of people come out as words: what would be Markdown in them is escaped."""
    control = f"{document.id} · Version {document.version}" + (f" · {document.mark}" if document.mark else "")
    parts = [part for block in document.blocks if (part := _block(block))]
    digits = document.content_hash.removeprefix("sha256:")
    return _together([*parts, "---", f"{_said(control)} · Content hash (SHA-256) `{digits}`"])


def _together(parts: list[str]) -> str:
    """Blocks with a blank line between them, items of a list without."""
    written = ""
    for before, part in zip(["", *parts], parts, strict=False):
        written += ("" if not before else "\n" if _ITEM.match(before) and _ITEM.match(part) else "\n\n") + part
    return written + "\n"


_ITEM = re.compile(r" *(-|\d+\.) ")


def _said(text: str) -> str:
    """Text in one line, with nothing in it that Markdown would read."""
    return " ".join(_SPECIAL.sub(r"\\\1", text).split("\n")).replace("\t", " ").replace("\r", " ")


def _line(text: str) -> str:
    """Text at the start of a line, where a hyphen or a number would start a list."""
    return _AT_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)


def _runs(text: Text) -> str:
    return "".join(map(_run, text))


def _run(run: Run) -> str:
    said = _said(run.text)
    stars = "**" * run.bold + "*" * run.italic
    inner = said.strip()
    if stars and inner:  # stars must hug the words
        start, end = said[: len(said) - len(said.lstrip())], said[len(said.rstrip()) :]
        return f"{start}{stars}{inner}{stars}{end}"
    return said


def _cell(content: Cell) -> str:
    return "<br>".join(_runs(text) for text in content)


def _block(block: Block) -> str:
    match block:
        case Title():
            between = "".join(f"\n\n{_runs(text)}" for text in block.between)
            return f"{_said(block.kind)}\n\n# {_said(block.text)}{between}"
        case Heading():
            return f"{'#' * (block.level + 1)} {_said(f'{block.number} {block.text}'.strip())}"
        case Paragraph():
            said = _line(_runs(block.text))
            number = f"{_said(block.number)} " if block.number else ""
            return f"{number}{said}" if block.role != "caption" else f"**{_runs(block.text)}**"
        case ListItem():
            sign = "-" if block.number is None else f"{block.number}."
            return f"{'   ' * block.depth}{sign} {_line(_runs(block.text))}"
        case KeyValue():
            lines = ((f"**{_said(entry.label)}**", _cell(entry.value)) for entry in block.entries)
            return _table((block.title, ""), lines)
        case Table():
            return _table((column.heading for column in block.columns), (map(_cell, row.cells) for row in block.rows))
        case Matrix():
            rows = (_matrix_row(row, len(block.columns)) for row in block.rows)
            return _table((column.heading for column in block.columns), rows) + "".join(_notes(block))
        case SignatureTable():
            heads = ("Printed name and title", "Company and function", "Meaning", "Signature", "Date and time")
            signed = (
                [
                    _lines(one.name, one.title),
                    _lines(one.company, one.function),
                    _lines(one.meaning),
                    _lines(*one.signed),
                    _lines(one.signed_at),
                ]
                for one in block.signatures
            )
            return _table(heads, signed)
        case Contents() | PageBreak():
            return ""


def _lines(*texts: str) -> str:
    return _cell(tuple(plain(text) for text in texts if text))


def _matrix_row(row: MatrixRow, columns: int) -> Iterator[str]:
    sign = "\\*" if row.footnote else ""
    yield f"**{_said(row.id)}**{sign}"
    yield _cell(row.cells[1])
    if row.reason:
        yield _runs(row.reason)
        yield from [""] * (columns - 3)
    else:
        yield from map(_cell, row.cells[2:])


def _notes(block: Matrix) -> Iterator[str]:
    yield from (f"\n\n\\* {_said(row.id)}: {_runs(row.footnote)}" for row in block.rows if row.footnote)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = [_said(head) for head in heads]
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
