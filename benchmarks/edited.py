"""Edits of an agreement, as a negotiation makes them: words, letters, what a row hands on, rows that come."""

from __future__ import annotations

import random
import re

EDITS = 20


def edited(text: str, *, edits: int = EDITS, seed: int = 1) -> str:
    """The text of `generate.clean` with so many edits in rows of its own; the same arguments give the same text.

    Raises ValueError where it has too few such rows.
    """
    luck = random.Random(seed)
    lines = text.split("\n")
    rows = [number for number, line in enumerate(lines) if re.match(r"      LOC-\d+:$", line)]
    if len(rows) - 2 < edits:
        raise ValueError(f"{len(rows)} rows of its own are too few for {edits} edits")
    chosen = sorted(luck.sample(rows[1:-1], edits), reverse=True)
    for edit, at in enumerate(chosen):
        kind = edit % 5
        if kind == 0:
            lines[at + 1] = (
                lines[at + 1].replace("        do: ", "        do: Carefully ").replace("Carefully R", "Carefully r")
            )
        elif kind == 1:
            lines[at + 2] = lines[at + 2].replace("giver.qa: C", "giver.qa: I")
        elif kind == 2:
            lines[at + 2] += "\n        produces: [Copy for the other side]"
        elif kind == 3:
            lines[at + 2] = lines[at + 2].replace("acceptor.prod: R", "acceptor.qc: R")
        else:
            lines[at:at] = [
                f"      NEW-{edit:03d}:",
                f"        do: Answer question number {edit} of the other side",
                "        raci: {acceptor.qa: RA, giver.qa: I}",
            ]
    return "\n".join(lines)
