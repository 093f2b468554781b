"""The numbers of the chapters behind the sections, which go on counting."""

from __future__ import annotations

from qa_engine.document.blocks import Heading


class Chapters:
    """Gives out headings of level 1; `of` knows the number of each chapter that has been given out."""

    def __init__(self, start: int) -> None:
        self._next = start
        self.of: dict[str, str] = {}

    def heading(self, key: str, text: str) -> Heading:
        """The heading of the next chapter."""
        self.of[key] = str(self._next)
        self._next += 1
        return Heading(f"chapter:{key}", 1, text, self.of[key])
