"""A workbook as bytes: the same each time, and without a file on disk on the way."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def workbook_bytes(book: Workbook) -> bytes:
    """The bytes of a workbook without charts and pictures. The same workbook gives the same bytes."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        _InMemory(book, archive).save()
    return _without_clock(target.getvalue())


class _InMemory(ExcelWriter):  # type: ignore[misc]  # openpyxl tells no types
    """Writes sheets into memory: openpyxl puts each into a temporary file first, and a full disk is a traceback there."""

    def write_worksheet(self, ws: Worksheet) -> None:
        sheet = BytesIO()
        ws._drawing = SpreadsheetDrawing()
        writer = WorksheetWriter(ws, sheet)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], sheet.getvalue())
        self.manifest.append(ws)


def _without_clock(raw: bytes) -> bytes:
    """The workbook without the clock: openpyxl writes the time of the day into it."""
    target = BytesIO()
    with ZipFile(BytesIO(raw)) as source, ZipFile(target, "w", ZIP_DEFLATED) as out:
        for name in ["[Content_Types].xml", *sorted(set(source.namelist()) - {"[Content_Types].xml"})]:
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            if name == "xl/styles.xml":
                content = re.sub(rb"<font>(.*?)</font>", _in_order, content)
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 0, 0
            out.writestr(entry, content)
    return target.getvalue()


_FONT = (b"b", b"i", b"strike", b"u", b"vertAlign", b"sz", b"color", b"name", b"family", b"charset", b"scheme")


def _in_order(font: re.Match[bytes]) -> bytes:
    """What a font says, in the order of the standard, which openpyxl does not keep."""
    said = re.findall(rb"<(\w+)[^>]*/>", font[1])
    whole = dict(zip(said, re.findall(rb"<\w+[^>]*/>", font[1]), strict=True))
    return b"<font>" + b"".join(whole[name] for name in sorted(whole, key=_FONT.index)) + b"</font>"
