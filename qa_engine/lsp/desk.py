"""What lies open in the editor: texts that may not be saved, and what is read from them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from qa_engine.agreement.load import read_text
from qa_engine.check.dependents import with_those_above
from qa_engine.lsp.lines import Lines
from qa_engine.lsp.names import FREE, Name, mentions
from qa_engine.source import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from qa_engine.agreement.model import Agreement
    from qa_engine.lsp.lines import Units
    from qa_engine.lsp.names import Mention
    from qa_engine.source import Source


class Desk:
    """The texts that an editor has open, by file; every other file is read from disk.

    `units` is what the editor counts characters in.
    """

    def __init__(self, units: Units = "utf-16") -> None:
        self.units = units
        self.texts: dict[Path, str] = {}
        self._sheets: dict[Path, Sheet] = {}

    def put(self, path: Path, text: str) -> None:
        """A text was opened or changed."""
        self.texts[path] = text
        self._sheets.clear()  # what stands on it reads otherwise too

    def close(self, path: Path) -> None:
        """A text was closed: what is on disk counts again."""
        self.texts.pop(path, None)
        self._sheets.clear()

    def changed_on_disk(self) -> None:
        """Some file was saved, by whomever."""
        self._sheets.clear()

    def read(self, path: Path) -> bytes:
        """The content of a file as it lies open, else as it is on disk. Raises OSError where it cannot be had."""
        text = self.texts.get(path)
        return read_bytes(path) if text is None else text.encode("utf-8", "surrogatepass")

    def sheet(self, path: Path) -> Sheet:
        """One file. Raises OSError where it is neither open nor on disk."""
        if path not in self._sheets:
            self._sheets[path] = Sheet(self, path, self.read(path))
        return self._sheets[path]

    def family(self, path: Path) -> list[Sheet]:
        """A file and all those of its repository that stand on it."""
        files = with_those_above([path], self.read)
        return [self.sheet(file.resolve()) for file in files]


class Sheet:
    """One file, and what is read from it when it is asked for."""

    def __init__(self, desk: Desk, path: Path, raw: bytes) -> None:
        self.desk = desk
        self.path = path
        self.raw = raw

    @cached_property
    def agreement(self) -> Agreement:
        """The agreement with all that it extends, as far as it can be read."""
        return read_text(self.raw, self.path.as_posix(), self.path.parent, self.desk.read)

    @property
    def source(self) -> Source:
        """The file by itself."""
        return self.agreement.resolved.sources[0]

    @cached_property
    def lines(self) -> Lines:
        """Its lines, as the editor counts them."""
        return Lines(self.source.text, self.desk.units)

    @cached_property
    def mentions(self) -> list[Mention]:
        """The names in it."""
        rows = self.agreement.rows
        return mentions(self.source, lambda row: rows[row].per if row in rows else "")

    @cached_property
    def lower(self) -> list[Sheet]:
        """This file and those that it stands on, downwards."""
        files = [file for file in self.agreement.resolved.files if file is not None]
        return [self, *(self.desk.sheet(file) for file in files[1:])]

    def repaired(self, offset: int) -> Agreement:
        """The agreement for somebody who is in the middle of a line: where the text cannot be read, without that line.

        Where that cannot be read either, nothing is in it.
        """
        if self.source.data is not None:
            return self.agreement
        line, _ = self.lines.position(offset)
        start, end = self.lines.starts[line], self.lines.starts[line] + len(self.lines.line(line))
        text = self.source.text[:start] + " " * (end - start) + self.source.text[end:]
        return read_text(text, self.path.as_posix(), self.path.parent, self.desk.read)

    def mention_at(self, offset: int) -> Mention | None:
        """The name at an offset; its end counts, since that is where a cursor stands behind a word."""
        found = [mention for mention in self.mentions if mention.span[0] <= offset <= mention.span[1]]
        return max(found, key=lambda mention: mention.span[0], default=None)

    def known(self, name: Name) -> Name:
        """A name with its kind: what a waiver's `at` names is a row, a party, a product, a section or a decision."""
        if name.kind != "place":
            return name
        agreement = self.agreement
        kinds = (
            ("row", agreement.rows),
            ("party", agreement.parties),
            ("product", agreement.products),
            ("section", agreement.sections),
        )
        return Name(next((kind for kind, ids in kinds if name.id in ids), "decision"), name.id)

    def home(self, name: Name) -> Sheet | None:
        """The lowest file of those that this one stands on in which a name is given; None where none does."""
        giving = [sheet for sheet in self.lower if any(one.defines and one.name == name for one in sheet.mentions)]
        return giving[-1] if giving and name.kind in FREE else None
