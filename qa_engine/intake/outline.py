"""Responsibilities written as an indented outline: `[Section]`, an activity, below it `Holder: letters`."""

from __future__ import annotations

import re

from qa_engine.intake.material import Block, Cell, GridRow, Words, clean, grid

_SECTION = re.compile(r"\[([^\]]+)\]")
_DUTY = re.compile(r"\s+([^:\s][^:]*?)\s*:\s*([A-Za-z][A-Za-z /,]{0,12})\s*\Z")
_TITLE = re.compile(r"raci\s+(.+)", re.IGNORECASE)


def blocks_of_outline(text: str) -> list[Block]:
    """The outline as words and one grid, a column for each holder in the order in which they come."""
    title = ""
    activities: list[tuple[str, dict[str, str], str]] = []  # activity, holder → letters, place
    section = ""
    open_: tuple[str, dict[str, str], str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith(("//", "#")):
            continue
        if found := _TITLE.match(line):
            title = clean(found[1])
        elif found := _SECTION.match(line):
            section, open_ = clean(found[1]), None
            activities.append((section, {}, f"line {number}"))
        elif section and (duty := _DUTY.match(line)) and open_ is not None:
            open_[1][clean(duty[1])] = clean(duty[2])
        elif section and line[0] == " " and (open_ is None or open_[1] or len(line) - len(line.lstrip()) <= 2):
            open_ = (clean(line), {}, f"line {number}")
            activities.append(open_)
        elif open_ is not None:
            # words below an activity, before its duties, say more about it
            position = activities.index(open_)
            open_ = (f"{open_[0]}: {clean(line)}", open_[1], open_[2])
            activities[position] = open_
    holders = list(dict.fromkeys(holder for _, duties, _ in activities for holder in duties))
    if not holders:
        return []
    rows = [GridRow((Cell("Activity"), *map(Cell, holders)), "the outline")]
    for words, duties, where in activities:
        rows.append(
            GridRow((Cell(words, bold=not duties), *(Cell(duties.get(holder, "")) for holder in holders)), where)
        )
    return [*([Words(title, 1, "line 1")] if title else []), grid("the outline", rows)]
