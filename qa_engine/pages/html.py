"""A document as one HTML file: no script, nothing fetched, readable without style, printable, made for screen readers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

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
    plain,
)
from qa_engine.pages.style import CSS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.document.blocks import Block, Cell, Column, Document, MatrixRow, Signature, Text

_FROM_THE_RIGHT = ("ar", "fa", "he", "ur")
_NAMES = ("label", "what", "who", "id")
"""Kinds of a first column that name their row."""


def html_text(document: Document) -> str:
    """The document as the text of an HTML file. The same document gives the same text."""
    language = document.language
    direction = "rtl" if language[:2] in _FROM_THE_RIGHT else "ltr"
    control = f"{document.id} · Version {document.version}"
    mark = f'<p class="mark">{_said(document.mark)}</p>' if document.mark else ""
    digits = document.content_hash.removeprefix("sha256:")
    return (
        f'<!DOCTYPE html>\n<html lang="{_said(language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="qa-id" content="{_said(document.id)}">\n<meta name="qa-version" content="{_said(document.version)}">\n'
        f'<meta name="qa-hash" content="{_said(document.content_hash)}">\n'
        f"<title>{_said(document.title)} ({_said(control)})</title>\n<style>{CSS}{_margins(document)}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#agreement">Skip to the agreement</a>\n'
        f"<header>\n<p>{_said(control)}</p>{mark}\n</header>\n{_contents(document)}"
        f'<main id="agreement">\n{"".join(_main(document))}</main>\n'
        f"<footer>\n<p>{_said(control)}. Content hash (SHA-256) <code>{_said(digits)}</code></p>\n</footer>\n</body>\n</html>\n"
    )


def _margins(document: Document) -> str:
    """The margins of printed pages: the mark on top, number, version, hash and page below, as in the Word document."""
    control = f"{document.id} · Version {document.version} · Content hash {document.content_hash.removeprefix('sha256:')[:16]}"
    look = "font: 8pt Arial, sans-serif; color: #404a56;"
    mark = f"@top-right {{ content: {_quoted(document.mark.upper())}; {look} font-weight: bold; color: #9c1c1c; }}"
    below = f"@bottom-left {{ content: {_quoted(control)}; {look} }}"
    page = f"@bottom-right {{ content: 'Page ' counter(page) ' of ' counter(pages); {look} }}"
    return f"@page {{ {mark if document.mark else ''} {below} {page} }}\n"


def _quoted(text: str) -> str:
    """Text as a string of CSS: every character that could end it, or the style sheet, by its number."""
    written = "".join(
        letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):06x}"
        for letter in text
        if letter.isprintable()
    )
    return f"'{written}'"


def _said(text: str) -> str:
    return escape(text, quote=True)


def _contents(document: Document) -> str:
    headings = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    lines = "".join(
        f'<li><span class="no">{_said(heading.number)}</span> <a href="#{_said(heading.key)}">{_said(heading.text)}</a></li>\n'
        for heading in headings
    )
    return f'<nav aria-label="Contents">\n<p class="nav">Contents</p>\n<ul>\n{lines}</ul>\n</nav>\n' if lines else ""


def _main(document: Document) -> Iterator[str]:
    blocks = document.blocks
    wide = fresh = False
    items: list[ListItem] = []
    for block in blocks:
        if items and not isinstance(block, ListItem):
            yield _list(items)
            items = []
        match block:
            case PageBreak():
                if wide and not block.wide:
                    yield "</div>\n"
                if block.wide and not wide:
                    yield '<div class="wide">\n'
                fresh, wide = block.wide == wide, block.wide
            case ListItem():
                items.append(block)
            case Contents():
                fresh = False  # the list of contents stands before the agreement, as a landmark
            case _:
                yield _block(block, fresh=fresh)
                fresh = False
    if items:
        yield _list(items)
    if wide:
        yield "</div>\n"


def _block(block: Block, *, fresh: bool) -> str:
    page = " new-page" if fresh else ""
    match block:
        case Title():
            between = "".join(f"<p>{_runs(text)}</p>\n" for text in block.between)
            return f'<p class="kind">{_said(block.kind)}</p>\n<h1>{_said(block.text)}</h1>\n<div class="between">{between}</div>\n'
        case Heading():
            number = f'<span class="no">{_said(block.number)}</span> ' if block.number else ""
            level = block.level + 1
            return f'<h{level} id="{_said(block.key)}" class="chapter{page}">{number}{_said(block.text)}</h{level}>\n'
        case Paragraph():
            number = f'<span class="no">{_said(block.number)}</span> ' if block.number else ""
            return f'<p class="{block.role}{page}">{number}{_runs(block.text)}</p>\n'
        case KeyValue():
            rows = (
                f'<tr><th scope="row">{_said(entry.label)}</th><td>{_cell(entry.value)}</td></tr>\n'
                for entry in block.entries
            )
            return _table(block.title, "kv", (), rows)
        case Table():
            return _table(block.title, block.key, block.columns, (_row(block.columns, row.cells) for row in block.rows))
        case Matrix():
            rows = (_matrix_row(row, len(block.columns), block.columns) for row in block.rows)
            return _table(block.title, "matrix", block.columns, rows) + _notes(block)
        case SignatureTable():
            return _signatures(block)
    raise TypeError(f"a block that nobody writes: {block}")


def _runs(text: Text) -> str:
    written = []
    for run in text:
        said = "<br>".join(_said(run.text).splitlines()) if "\n" in run.text else _said(run.text)
        said = f"<b>{said}</b>" if run.bold else said
        said = f"<i>{said}</i>" if run.italic else said
        written.append(f'<a href="#{_said(run.link)}">{said}</a>' if run.link else said)
    return "".join(written)


def _cell(content: Cell) -> str:
    if len(content) == 1:
        return _runs(content[0])
    return "".join(f"<p>{_runs(text)}</p>" for text in content)


def _table(title: str, kind: str, columns: tuple[Column, ...], rows: Iterable[str]) -> str:
    """A table that can be scrolled sideways by itself, by keyboard too; its title is read out and not shown."""
    heads = "".join(
        f'<th scope="col" class="{column.kind}"><span>{_said(column.heading)}</span></th>' for column in columns
    )
    head = f"<thead><tr>{heads}</tr></thead>\n" if columns else ""
    return (
        f'<div class="scroll" role="region" aria-label="{_said(title)}" tabindex="0">\n<table class="{_said(kind)}">\n'
        f"<caption>{_said(title)}</caption>\n{head}<tbody>\n{''.join(rows)}</tbody>\n</table>\n</div>\n"
    )


def _row(columns: tuple[Column, ...], cells: tuple[Cell, ...]) -> str:
    written = [
        f'<td class="{column.kind}">{_cell(content)}</td>' for column, content in zip(columns, cells, strict=True)
    ]
    if columns[0].kind in _NAMES:
        written[0] = f'<th scope="row" class="{columns[0].kind}">{_cell(cells[0])}</th>'
    return f"<tr>{''.join(written)}</tr>\n"


def _matrix_row(row: MatrixRow, columns: int, heads: tuple[Column, ...]) -> str:
    sign = (
        f'<sup><a href="#note:{_said(row.id)}" aria-label="Remark on {_said(row.id)}">*</a></sup>'
        if row.footnote
        else ""
    )
    written = f'<th scope="row">{_said(row.id)}{sign}</th><td>{_cell(row.cells[1])}</td>'
    if row.reason:
        written += f'<td colspan="{columns - 2}">{_runs(row.reason)}</td>'
    else:
        for head, content in zip(heads[2:], row.cells[2:], strict=False):
            written += f'<td class="{head.kind}">{_cell(content)}</td>'
    return f'<tr id="{_said(row.key)}">{written}</tr>\n'


def _notes(block: Matrix) -> str:
    return "".join(
        f'<p class="note" id="note:{_said(row.id)}"><a href="#{_said(row.key)}">{_said(row.id)}</a>: {_runs(row.footnote)}</p>\n'
        for row in block.rows
        if row.footnote
    )


def _signatures(block: SignatureTable) -> str:
    heads = ("Printed name and title", "Company and function", "Meaning of the signature", "Signature", "Date and time")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    rows = "".join(_signature(one) for one in block.signatures)
    return (
        f'<div class="scroll" role="region" aria-label="{_said(block.title)}" tabindex="0">\n<table class="signatures">\n'
        f"<caption>{_said(block.title)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _signature(one: Signature) -> str:
    def lines(*texts: str) -> str:
        return _cell(tuple(plain(text) for text in texts if text))

    return (
        f'<tr><th scope="row">{lines(one.name, one.title)}</th><td>{lines(one.company, one.function)}</td>'
        f"<td>{lines(one.meaning)}</td><td>{lines(*one.signed)}</td>"
        f"<td>{lines(one.signed_at)}</td></tr>\n"
    )


def _list(items: list[ListItem]) -> str:
    """Items one after the other as lists in lists."""
    written: list[str] = []
    open_: list[str] = []  # the ends of the lists that are open
    for item in items:
        end = "</ol>" if item.number is not None else "</ul>"
        while len(open_) > item.depth + 1 or (len(open_) == item.depth + 1 and open_[-1] != end):
            written.append(f"</li>{open_.pop()}\n")
        if len(open_) == item.depth + 1:
            written.append("</li>\n")
        while len(open_) <= item.depth:
            written.append("<ol>" if end == "</ol>" else "<ul>")
            open_.append(end)
            if len(open_) <= item.depth:
                written.append("<li>")
        value = f' value="{item.number}"' if item.number is not None else ""
        written.append(f"<li{value}>{_runs(item.text)}")
    while open_:
        written.append(f"</li>{open_.pop()}\n")
    return "".join(written)
