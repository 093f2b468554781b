"""What became of an import, told: for the terminal, as data, and as the questions that are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.intake.outcome import Item, Kind, Outcome

Line = tuple[str, str]
"""A piece of a line and how it looks; see `report.text`."""

FORMAT = "qa-engine/imported-1"

_HEADS: dict[Kind, tuple[str, str]] = {
    "left-out": ("Left out", "error"),
    "not-understood": ("Not understood", "error"),
    "guess": ("Taken for granted", "note"),
    "warning": ("In the file and not read", "warning"),
}
SHOWN = 40
"""So many things of a kind are told on the terminal; JSON has them all."""


def imported_text(outcome: Outcome, name: str, output: str) -> Iterator[list[Line]]:
    """An outcome as lines of pieces."""
    for matrix in outcome.matrices:
        title = f" ({matrix.title})" if matrix.title else ""
        yield [(f"{matrix.name}{title}: ", "place"), (f"{matrix.rows_in} rows below its headings", "")]
    for kind, (head, look) in _HEADS.items():
        items = outcome.of(kind)
        if items:
            yield [("", "")]
            yield [(f"{head} ({len(items)})", look)]
        for item in items[:SHOWN]:
            yield [("  ", ""), (_where(item), "place"), (f" {item.message}", ""), (_written(item), "dim")]
        if len(items) > SHOWN:
            yield [(f"  and {len(items) - SHOWN} more; --format json tells them all", "dim")]
    if outcome.questions:
        yield [("", "")]
        yield [(f"Questions ({len(outcome.questions)})", "warning")]
        for question in outcome.questions:
            yield [("  ", ""), (question.text, "")]
            yield [("    → ", "dim"), (_answer(question.about, question.key), "hint")]
    yield [("", "")]
    if outcome.data is None:
        yield [(f"{name}: nothing could be made of it: {outcome.refused}", "error")]
        return
    unread, left_out = len(outcome.of("not-understood")), len(outcome.of("left-out"))
    rows = f"{outcome.rows_in} rows in, {outcome.rows_out} rows out"
    if headings := outcome.rows_reported - left_out:
        rows += f", {headings} headings or empty"
    left = [
        *([f"{unread} cell{'' if unread == 1 else 's'} not understood"] if unread else []),
        *([f"{left_out} row{'' if left_out == 1 else 's'} left out"] if left_out else []),
    ]
    yield [
        (f"{output}: {rows}; {outcome.letters} letters", ""),
        (f"; {', '.join(left)}" if left else "", "error"),
    ]


def _where(item: Item) -> str:
    row = f" [{item.row}]" if item.row else ""
    return f"{item.where}{row}{f', {item.column}' if item.column else ''}:"


def _written(item: Item) -> str:
    text = " ".join(item.text.split())
    return f" — {text[:100]}" if text and text not in item.message else ""


def _answer(about: str, key: str) -> str:
    if about == "letters" and len(key) == 2 and set(key) <= set("RSACI"):
        return f'--letters "{key}={key}" where it is both, or "{key}=none" for a mark that says nothing here'
    return (
        f'--letters "{key}=R", or "{key}=none" for a mark that says nothing here'
        if about == "letters"
        else f"name the holder of '{key}'"
    )


def imported_json(outcome: Outcome, name: str, output: str) -> dict[str, Any]:
    """An outcome as data, for `--format json`."""
    return {
        "format": FORMAT,
        "file": name,
        "agreement": output if outcome.data is not None else None,
        "refused": outcome.refused or None,
        "rows": {"in": outcome.rows_in, "out": outcome.rows_out, "reported": outcome.rows_reported},
        "letters": {"understood": outcome.letters, "not_understood": len(outcome.of("not-understood"))},
        "matrices": [
            {
                "name": one.name,
                "title": one.title,
                "rows_in": one.rows_in,
                "rows_out": one.rows_out,
                "holders": list(one.holders),
            }
            for one in outcome.matrices
        ],
        **{kind.replace("-", "_"): [_told(item) for item in outcome.of(kind)] for kind in _HEADS},
        "questions": [{"about": one.about, "key": one.key, "text": one.text} for one in outcome.questions],
    }


def _told(item: Item) -> dict[str, str | None]:
    return {
        "where": item.where,
        "at": item.row or None,
        "column": item.column or None,
        "text": item.text or None,
        "message": item.message,
    }
