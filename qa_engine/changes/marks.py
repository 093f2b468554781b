"""Conflicts in a text: both versions of the lines concerned between marks, as git writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.finding import Edit
from qa_engine.source import apply_edits, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_engine.source import Source

OURS, BETWEEN, THEIRS = "<<<<<<<", "=======", ">>>>>>>"


def marked(source: Source, edits: Sequence[Edit], labels: tuple[str, str]) -> str:
    """A text in which each stretch of lines that the edits change stands twice, as it is and as edited.

    What comes out is no YAML, whatever it was: a text that still reads as one is marked as a whole.
    """
    text = source.text
    line_break = "\r\n" if "\r\n" in text else "\n"
    # "a: b" would make a key of a mark
    names = [re.sub(r"[^\w./@~+-]+", "-", label).strip("-") or "side" for label in labels]

    def block(ours: str, theirs: str) -> str:
        sides = [side if not side or side.endswith(("\n", "\r")) else side + line_break for side in (ours, theirs)]
        marks = [f"{OURS} {names[0]}", BETWEEN, f"{THEIRS} {names[1]}"]
        return f"{marks[0]}{line_break}{sides[0]}{marks[1]}{line_break}{sides[1]}{marks[2]}{line_break}"

    parts: list[str] = []
    done = 0
    for start, end, inside in _stretches(source, edits):
        moved = [Edit(edit.path, edit.start - start, edit.end - start, edit.text) for edit in inside]
        parts += [text[done:start], block(text[start:end], apply_edits(text[start:end], moved))]
        done = end
    found = "".join([*parts, text[done:]])
    if done and parse(found, source.path).problems:
        return found
    return block(text, apply_edits(text, edits))


def _stretches(source: Source, edits: Sequence[Edit]) -> list[tuple[int, int, list[Edit]]]:
    """Whole lines around the edits, those that touch joined."""
    found: list[tuple[int, int, list[Edit]]] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        start, end = _lines_around(source, edit)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]), [*found[-1][2], edit])
        else:
            found.append((start, end, [edit]))
    return found


def _lines_around(source: Source, edit: Edit) -> tuple[int, int]:
    """The whole lines that an edit changes; none for lines that are put in between two others."""
    start = source.line_span(source.position(edit.start)[0])[0]
    whole = edit.start == start and edit.text.endswith(("\n", "\r"))
    if edit.start == edit.end and whole:
        return start, start
    line, column = source.position(edit.end)
    if column == 1 and edit.end > edit.start:
        return start, edit.end
    return start, source.line_span(line + 1)[0] if line < source.lines else len(source.text)
