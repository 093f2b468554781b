"""The words of a document that a template can have in a place of its own: in a header, on a cover, in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.words import day
from qa_engine.word.parts import short_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.document.blocks import Document

SLOT_WORDS: dict[str, Callable[[Document], str]] = {
    "title": lambda document: document.title,
    "kind": lambda document: document.kind,
    "id": lambda document: document.id,
    "version": lambda document: document.version,
    "status": lambda document: document.status,
    "effective": lambda document: document.effective,
    "date": lambda document: day(document.dated),
    "mark": lambda document: document.mark,
    "hash": short_hash,
    "whole-hash": lambda document: document.content_hash.removeprefix("sha256:"),
}
"""Slot → what is said there. `hash` are the digits that stand on every page, `mark` is the word for what is not in force."""
