"""Markdown: headings, paragraphs, lists and pipe tables. What a table of GitHub is, is a table here."""

from __future__ import annotations

import html
import re

from qa_engine.intake.material import Block, Cell, GridRow, Words, clean, grid

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*\Z")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*?)</h\1>\s*\Z", re.IGNORECASE)
_RULER = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)*\|?\s*\Z")
_FENCE = re.compile(r"\s*(```|~~~)")
_LISTED = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]]{0,300})\]\([^)]{0,500}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_CODE = re.compile(r"`([^`]*)`")


def blocks_of_markdown(text: str) -> list[Block]:
    """Words and grids of a Markdown text; a table's rows are named by their lines."""
    blocks: list[Block] = []
    lines = text.split("\n")
    at = _behind_front_matter(lines, blocks)
    tables = 0
    while at < len(lines):
        line = lines[at]
        if _FENCE.match(line):
            at = _behind_fence(lines, at)
        elif _is_table(lines, at):
            tables += 1
            end = at
            while end < len(lines) and "|" in lines[end] and lines[end].strip():
                end += 1
            rows = [(number, line) for number, line in enumerate(lines[at:end], at + 1) if not _RULER.match(line)]
            blocks.append(
                grid(
                    f"table {tables}",
                    [GridRow(tuple(map(_cell, _split(line))), f"line {number}") for number, line in rows],
                )
            )
            at = end
        else:
            if words := _words(line, at + 1):
                blocks.append(words)
            at += 1
    return blocks


def _behind_front_matter(lines: list[str], blocks: list[Block]) -> int:
    """Where the text starts; a title in the front matter is its first heading."""
    if not lines or lines[0].strip() != "---":
        return 0
    for at, line in enumerate(lines[1:60], 1):
        if line.strip() == "---":
            return at + 1
        if line.startswith("title:"):
            blocks.append(Words(clean(line[6:].strip().strip("\"'")), 1, f"line {at + 1}"))
    blocks.clear()
    return 0


def _behind_fence(lines: list[str], at: int) -> int:
    return next((end + 1 for end in range(at + 1, len(lines)) if _FENCE.match(lines[end])), len(lines))


def _is_table(lines: list[str], at: int) -> bool:
    """A line of cells with a ruler below it, or two such lines where somebody left the ruler out."""
    line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    if "|" not in line or not line.strip():
        return False
    if _RULER.match(below) and "-" in below and "|" in below + line:
        return True
    cells = line.count("|")
    return cells >= 2 and below.count("|") == cells and bool(below.strip())


def _split(line: str) -> list[str]:
    """The cells of a line; `\\|` is a bar and no border."""
    inner = line.strip()
    inner = inner.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [part.replace("\\|", "|") for part in re.split(r"(?<!\\)\|", inner)]


def _cell(text: str) -> Cell:
    stripped = text.strip()
    bold = bool(re.fullmatch(r"(\*\*|__)(?:(?!\1).)+\1", stripped))
    return Cell(plain(text), bold)


def plain(text: str) -> str:
    """Words without the marks of Markdown for bold type, links, code and HTML; single stars stay, they may be footnote signs."""
    text = _BREAK.sub("\n", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub("", text) if "<" in text else text
    text = _STRONG.sub(r"\2", text)
    text = _CODE.sub(r"\1", text)
    return clean(html.unescape(_ESCAPE.sub(r"\1", text)))


def _words(line: str, number: int) -> Words | None:
    where = f"line {number}"
    if found := _HEADING.match(line):
        return Words(plain(found[2]), len(found[1]), where)
    if found := _HTML_HEADING.match(line):
        return Words(plain(found[2]), int(found[1]), where)
    if found := _LISTED.match(line):
        return Words(plain(found[1]), 0, where, listed=True)
    said = plain(line)
    return Words(said, 0, where) if said and said.strip("-=_* ") else None
