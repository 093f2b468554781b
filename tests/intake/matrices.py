"""Word files and workbooks made by hand, for tests of what others send: as little as Office needs to open them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def archive(parts: dict[str, str | bytes]) -> bytes:
    """A zip of parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return held.getvalue()


def docx(body: str, more: dict[str, str | bytes] | None = None, relations: str = "", types: str = "") -> bytes:
    """A Word file with this body."""
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/'
            f'document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{_RELATION}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}">{relations}</Relationships>',
            **(more or {}),
        }
    )


def relation(kind: str, target: str, *, external: bool = False, identifier: str = "rId9") -> str:
    """A relation of the document."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{identifier}" Type="{_RELATION}/{kind}" Target="{target}"{mode}/>'


def words(text: str, *, bold: bool = False, style: str = "") -> str:
    """A paragraph."""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{named}<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def cell(text: str, *, span: int = 1, merge: str = "", bold: bool = False) -> str:
    """A cell, a paragraph for each line; `merge` is restart or continue."""
    properties = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + (
        f'<w:vMerge w:val="{merge}"/>' if merge else ""
    )
    return (
        f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(words(line, bold=bold) for line in text.split(chr(10)))}</w:tc>"
    )


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table; a cell is text, or the XML of a cell."""
    made = "".join(
        f"<w:tr>{''.join(one if one.startswith('<w:tc') else cell(one) for one in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def xlsx(
    sheets: dict[str, Sequence[Sequence[object]]],
    merges: Sequence[str] = (),
    more: dict[str, str | bytes] | None = None,
) -> bytes:
    """A workbook: numbers as numbers, texts in place; `merges` are ranges of the first sheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts: dict[str, str | bytes] = {}
    named, relations = [], []
    for number, (name, rows) in enumerate(sheets.items(), 1):
        lines = []
        for at, row in enumerate(rows, 1):
            cells = "".join(
                _excel_cell(f"{chr(64 + column)}{at}", value) for column, value in enumerate(row, 1) if value != ""
            )
            lines.append(f'<row r="{at}">{cells}</row>')
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges) if number == 1 else ""
        merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{space}"><sheetData>{"".join(lines)}</sheetData>{merged}</worksheet>'
        )
        named.append(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>')
        relations.append(
            f'<Relationship Id="rId{number}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{_RELATION}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{_RELATION}"><sheets>{"".join(named)}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}">{"".join(relations)}</Relationships>',
            **parts,
            **(more or {}),
        }
    )


def _excel_cell(reference: str, value: object) -> str:
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
