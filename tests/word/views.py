"""What a Word file says with all tracked changes accepted, or all rejected: every paragraph and cell, with its notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from qa_engine.word.guard import Tree
from qa_engine.word.opened import open_word
from tests.word.reading import W, opened


def view(docx: bytes, how: Callable[[Tree], Tree] = lambda tree: tree, *, with_headers: bool = False) -> list[Any]:
    """Paragraphs that say something, and tables as rows of cells of paragraphs, in order; then headers and footers."""
    file = open_word(docx)
    notes = file.part("footnotes")
    told = {} if notes is None else {item.get(f"{W}id"): item for item in how(notes).iter(f"{W}footnote")}

    def said(paragraph: Tree) -> str:
        words = []
        for item in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}footnoteReference"):
            if item.getparent().tag != f"{W}r":  # type: ignore[union-attr]
                continue
            if item.tag == f"{W}footnoteReference":
                words.append("[" + "/".join(said(line) for line in told[item.get(f"{W}id")].iter(f"{W}p")) + "]")
            else:
                words.append({f"{W}t": item.text or "", f"{W}tab": "\t"}.get(item.tag, "\n"))
        return "".join(words)

    def blocks(holder: Tree) -> Iterator[Any]:
        for item in holder:
            if item.tag == f"{W}p" and said(item):
                yield said(item)
            elif item.tag == f"{W}tbl":
                yield folded(
                    [
                        [[said(line) for line in cell.iter(f"{W}p")] for cell in row.iter(f"{W}tc")]
                        for row in item.iter(f"{W}tr")
                    ]
                )
            elif item.tag == f"{W}sdt":
                yield from blocks(item.find(f"{W}sdtContent"))  # type: ignore[arg-type]

    body = how(file.document).find(f"{W}body")
    assert body is not None
    parts = opened(docx)
    headed = [parts.tree(name) for name in sorted(parts.parts) if name.startswith(("word/header", "word/footer"))]
    return [*blocks(body), *([list(blocks(how(part))) for part in headed] if with_headers else ())]


Rows = list[list[list[str]]]


def folded(rows: Rows) -> Rows:
    """A matrix whose references stand under the activity: whether they have a column is a matter of room."""
    columns = len(rows[0]) if rows else 0
    if not rows or rows[0][-1] != ["References"]:
        return rows
    found = []
    for row in rows:
        more = row[-1] if row[-1] not in (["–"], ["References"]) else []
        found.append([row[0], row[1] + more, *row[2:-1]] if len(row) == columns else row)
    return found
