"""Edits of a rendered agreement as Word writes them: with tracking and without, for tests that need no office program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WHEN = "2026-02-01T09:00:00Z"
Tree = etree._Element


class Copy:
    """A Word file that is being edited."""

    def __init__(self, raw: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            self.parts = {name: file.read(name) for name in file.namelist()}
        self.tree = etree.fromstring(self.parts["word/document.xml"])
        self._ids = 9000

    def bytes(self) -> bytes:
        """The file as it is now."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in (self.parts | {"word/document.xml": etree.tostring(self.tree)}).items():
                file.writestr(name, content)
        return held.getvalue()

    def row(self, row_id: str) -> Tree:
        """A row of a matrix by its content control."""
        for control in self.tree.iter(f"{W}sdt"):
            tag = control.find(f"{W}sdtPr/{W}tag")
            if tag is not None and tag.get(f"{W}val") == f"qa:row:{row_id}":
                return next(control.iter(f"{W}tr"))
        raise KeyError(row_id)

    def rows(self) -> dict[str, Tree]:
        """All rows of matrices by their content controls."""
        found: dict[str, Tree] = {}
        for control in self.tree.iter(f"{W}sdt"):
            tag = control.find(f"{W}sdtPr/{W}tag")
            if tag is not None and tag.get(f"{W}val", "").startswith("qa:row:"):
                found[tag.get(f"{W}val", "").removeprefix("qa:row:")] = next(control.iter(f"{W}tr"))
        return found

    def cell(self, row_id: str, column: int) -> Tree:
        """A cell of a row; the activity is column 1."""
        return self.row(row_id).findall(f"{W}tc")[column]

    def _mark(self, tag: str, author: str) -> Tree:
        self._ids += 1
        return etree.Element(f"{W}{tag}", {f"{W}id": str(self._ids), f"{W}author": author, f"{W}date": WHEN})

    def say(self, row_id: str, column: int, text: str, author: str = "") -> None:
        """Put other words into the first paragraph of a cell: tracked for an author, else without a trace."""
        self.say_in(self.row(row_id), column, text, author)

    def say_in(self, row: Tree, column: int, text: str, author: str = "") -> None:
        """The same in a row at hand."""
        paragraph = row.findall(f"{W}tc")[column].find(f"{W}p")
        assert paragraph is not None
        new = etree.Element(f"{W}r")
        etree.SubElement(new, f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = text
        if author:
            self._mark_runs(paragraph, "del", author)
        else:
            for run in [item for item in paragraph if item.tag in (f"{W}r", f"{W}ins", f"{W}hyperlink")]:
                paragraph.remove(run)
        if author:
            come = self._mark("ins", author)
            come.append(new)
            new = come
        paragraph.append(new)

    def delete(self, row_id: str, author: str = "") -> None:
        """Delete a row."""
        row = self.row(row_id)
        if author:
            self._mark_row(row, "del", author)
        else:
            control = next(row.iterancestors(f"{W}sdt"))
            control.getparent().remove(control)  # type: ignore[union-attr]

    def insert(self, behind: str, texts: list[str], author: str = "", *, named: bool = False) -> None:
        """Put a row in behind another; `named`: it carries the names of that one, as a copied row does."""
        row = self.row(behind)
        made = deepcopy(row)
        if not named:
            for item in [*made.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
                item.getparent().remove(item)  # type: ignore[union-attr]
        for cell, text in zip(made.findall(f"{W}tc"), texts, strict=False):
            for extra in cell.findall(f"{W}p")[1:]:
                cell.remove(extra)
            paragraph = cell.find(f"{W}p")
            assert paragraph is not None
            for run in [item for item in paragraph if item.tag in (f"{W}r", f"{W}hyperlink", f"{W}ins", f"{W}del")]:
                paragraph.remove(run)
            run = etree.SubElement(paragraph, f"{W}r")
            etree.SubElement(run, f"{W}t").text = text
        if author:
            self._mark_row(made, "ins", author)
        row.addnext(made)  # inside the same content control, as Word and LibreOffice do

    def copy(self, row_id: str, behind: str, author: str) -> None:
        """Copy a row with everything that it carries."""
        made = deepcopy(next(self.row(row_id).iterancestors(f"{W}sdt")))
        self._mark_row(next(made.iter(f"{W}tr")), "ins", author)
        next(self.row(behind).iterancestors(f"{W}sdt")).addnext(made)

    def move(self, row_id: str, behind: str, author: str = "") -> None:
        """Move a row: tracked, it is deleted here and put in there."""
        control = next(self.row(row_id).iterancestors(f"{W}sdt"))
        if author:
            made = deepcopy(control)
            self._mark_row(next(made.iter(f"{W}tr")), "ins", author)
            self._mark_row(next(control.iter(f"{W}tr")), "del", author)
            next(self.row(behind).iterancestors(f"{W}sdt")).addnext(made)
        else:
            next(self.row(behind).iterancestors(f"{W}sdt")).addnext(control)

    def _mark_row(self, row: Tree, tag: str, author: str) -> None:
        properties = row.find(f"{W}trPr")
        if properties is None:
            properties = etree.Element(f"{W}trPr")
            row.insert(0, properties)
        if tag == "ins":  # what is pasted is the text as it is shown, without the changes that it bore
            etree.strip_elements(row, f"{W}del", with_tail=False)
            etree.strip_tags(row, f"{W}ins")
        properties.append(self._mark(tag, author))
        for paragraph in row.iter(f"{W}p"):
            self._mark_runs(paragraph, tag, author)
            self._mark_end(paragraph, tag, author)

    def _mark_end(self, paragraph: Tree, tag: str, author: str) -> None:
        """Mark the end of a paragraph, as Word does with those of a row that comes or goes."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            paragraph.insert(0, properties)
        look = properties.find(f"{W}rPr")
        if look is None:
            look = etree.SubElement(properties, f"{W}rPr")
        look.insert(0, self._mark(tag, author))

    def _mark_runs(self, paragraph: Tree, tag: str, author: str) -> None:
        """Mark all runs of a paragraph, in links and in the insertions of others too, as Word and LibreOffice do."""
        for run in [*paragraph.iter(f"{W}r")]:
            if next(run.iterancestors(f"{W}del"), None) is not None:
                continue
            inserted = next(run.iterancestors(f"{W}ins"), None)
            if tag == "del" and inserted is not None and inserted.get(f"{W}author") == author:
                inserted.remove(run)  # who takes out what he put in himself leaves no trace of it
                continue
            mark = self._mark(tag, author)
            run.addprevious(mark)
            mark.append(run)
            if tag == "del":
                for words in run.iter(f"{W}t"):
                    words.tag = f"{W}delText"

    def strip(self, *tags: str) -> None:
        """Take names away: `bookmarkStart`, `sdt` …; what a content control holds stays."""
        for item in [*self.tree.iter(*(f"{W}{tag}" for tag in tags))]:
            parent = item.getparent()
            assert parent is not None
            place = parent.index(item)
            content = item.find(f"{W}sdtContent")
            parent[place : place + 1] = list(content) if content is not None else []

    def comment(self, row_id: str, column: int, author: str, text: str) -> None:
        """A comment on the first paragraph of a cell."""
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        self.parts["word/comments.xml"] = (
            f'<w:comments {space}><w:comment w:id="7" w:author="{author}" w:date="{WHEN}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
            "</w:comment></w:comments>"
        ).encode()
        relation = (
            b'<Relationship Id="rIdComments" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" '
            b'Target="comments.xml"/></Relationships>'
        )
        name = "word/_rels/document.xml.rels"
        self.parts[name] = self.parts[name].replace(b"</Relationships>", relation)
        kind = b'<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>'
        self.parts["[Content_Types].xml"] = self.parts["[Content_Types].xml"].replace(b"</Types>", kind)
        paragraph = self.cell(row_id, column).find(f"{W}p")
        assert paragraph is not None
        paragraph.insert(1, etree.Element(f"{W}commentRangeStart", {f"{W}id": "7"}))
        etree.SubElement(paragraph, f"{W}commentRangeEnd", {f"{W}id": "7"})
        etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}commentReference", {f"{W}id": "7"})


def edited(raw: bytes, edit: Callable[[Copy], None]) -> bytes:
    """A file after an edit."""
    copy = Copy(raw)
    edit(copy)
    return copy.bytes()
