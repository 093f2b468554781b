"""The parts of a document, in the order in which they follow each other; a template may give one its own place."""

from __future__ import annotations

from typing import Literal, get_args

Slot = Literal[
    "cover",
    "toc",
    "parties",
    "definitions",
    "reading",
    "matrix",
    "notices",
    "decisions",
    "schedules",
    "exceptions",
    "changes",
    "signatures",
    "history",
    "coverage",
]

SLOTS: tuple[Slot, ...] = get_args(Slot)
