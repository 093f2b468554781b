"""How wide text stands on a terminal, and what of it can be shown there."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Columns that a text takes: East Asian wide characters two, combining marks none (Unicode UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def printable(text: str) -> str:
    """Text with every character that a terminal would obey rather than show made visible (escape codes, direction marks)."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else " " if character in "\t\xa0" else f"<U+{ord(character):04X}>"
        for character in text
    )
