"""Offsets in a text and the positions that an editor speaks of.

The protocol counts lines and characters from 0, and characters in units of an encoding that client and server agree on: 16-bit
units unless they agree on another. An emoji is one character of a text, two units of UTF-16, four of UTF-8. Lines end with
`\\n`, `\\r\\n` or `\\r` and with nothing else (LSP 3.17, Text Documents).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

Units = Literal["utf-8", "utf-16", "utf-32"]

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Lines:
    """The lines of a text."""

    def __init__(self, text: str, units: Units = "utf-16") -> None:
        self.text = text
        self.units = units
        self.starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and character of an offset, both from 0."""
        line = bisect_right(self.starts, offset) - 1
        return line, self._width(self.text[self.starts[line] : offset])

    def offset(self, line: int, character: int) -> int:
        """The offset of a position; one behind the end of a line or of the text means that end, one in a letter its start."""
        if line >= len(self.starts):
            return len(self.text)
        content = self.line(line)
        if self.units == "utf-32" or content.isascii():
            return self.starts[line] + min(character, len(content))
        for count, letter in enumerate(content):
            character -= self._width(letter)
            if character < 0:
                return self.starts[line] + count
        return self.starts[line] + len(content)

    def line(self, line: int) -> str:
        """A line without its line break."""
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[line] : end].rstrip("\r\n")

    def _width(self, text: str) -> int:
        if self.units == "utf-32" or text.isascii():
            return len(text)
        if self.units == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
