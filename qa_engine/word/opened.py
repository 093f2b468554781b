"""A Word file that others sent, opened: its parts as trees, its footnotes and properties. Nothing in it is ever run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qa_engine.word.guard import Package, Unfit, unpack
from qa_engine.word.ooxml import W

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.word.guard import Tree

_W = f"{{{W}}}"
_MAIN = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")
_FETCHING = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON|RD)\b",
)


@dataclass
class WordFile:
    """A Word file that has passed the guard; `main` is the name of the part that holds the text."""

    package: Package
    main: str

    @cached_property
    def document(self) -> Tree:
        """The root of the main part, with all tracked changes in it."""
        return self.package.tree(self.main)

    @cached_property
    def _related(self) -> dict[str, str]:
        return {
            relation.type: relation.target for relation in self.package.relations(self.main) if not relation.external
        }

    def part(self, kind: str) -> Tree | None:
        """The part that the text leads to by a relation of a kind (`footnotes`, `comments`); None without one."""
        name = self._related.get(kind)
        return self.package.tree(name) if name in self.package.parts else None

    @cached_property
    def notes(self) -> dict[str, str]:
        """The texts of footnotes (`footnote:2`) and endnotes (`endnote:2`)."""
        found: dict[str, str] = {}
        for kind in ("footnote", "endnote"):
            tree = self.part(f"{kind}s")
            for note in tree.iter(f"{_W}{kind}") if tree is not None else ():
                if note.get(f"{_W}type") in (None, "normal"):
                    words = " ".join(
                        "".join(str(text.text or "") for text in line.iter(f"{_W}t")) for line in note.iter(f"{_W}p")
                    )
                    found[f"{kind}:{note.get(f'{_W}id')}"] = " ".join(words.split())
        return found

    @cached_property
    def properties(self) -> dict[str, str]:
        """The custom properties of the file (`qaHash`, `qaId`, `qaVersion` in a file of ours)."""
        for relation in self.package.relations():
            if relation.type == "custom-properties" and relation.target in self.package.parts:
                tree = self.package.tree(relation.target)
                return {
                    item.get("name", ""): "".join(str(text) for text in item.itertext())
                    for item in tree
                    if item.get("name")
                }
        return {}

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What is in the file and is not read."""
        return tuple(dict.fromkeys((*self.package.warnings, *self._fetching_fields(), *self._unread())))

    def _unread(self) -> Iterator[str]:
        """Text that is in the file and that no reader of its paragraphs and tables meets."""
        if any(text.text for box in self.document.iter(f"{_W}txbxContent") for text in box.iter(f"{_W}t")):
            yield "the file holds text boxes, which are not read"
        if any(cell.find(f"{_W}tbl") is not None for cell in self.document.iter(f"{_W}tc")):
            yield "the file holds tables inside of cells, which are not read"
        if any(run.find(f"{_W}rPr/{_W}vanish") is not None for run in self.document.iter(f"{_W}r")):
            yield "the file holds hidden text, which is not read"

    def _fetching_fields(self) -> Iterator[str]:
        """Fields that would fetch something when Word works them out. They are text to us."""
        for item in self.document.iter(f"{_W}instrText", f"{_W}fldSimple"):
            said = item.get(f"{_W}instr") or item.text or ""
            if found := _FETCHING.search(str(said)):
                yield f"the file holds a field that fetches something from outside ({found[0]}); it is not worked out"


def open_word(raw: bytes) -> WordFile:
    """The bytes of a docx (or dotx) as a Word file.

    Raises `Unfit`, with one line that says why, where it is refused or is no Word file.
    """
    package = unpack(raw)
    for relation in package.relations():
        if relation.type == "officeDocument" and relation.target in package.parts:
            if not package.types.get(relation.target, _MAIN[0]).endswith(_MAIN):
                raise Unfit("the file is an Office file, but no Word document")
            return WordFile(package, relation.target)
    raise Unfit("the file is an archive, but no Word document: nothing in it leads to the text")
