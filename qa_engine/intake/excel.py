"""Excel workbooks: the sheets as grids, each cell as it is shown. Formulas are never worked out: what counts is the value kept.

A workbook is an archive of XML like a Word file; the same guard looks it through, and nothing but the standard library
reads it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qa_engine.intake.material import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Block, Cell, GridRow, clean, grid
from qa_engine.pages.excel import KEPT
from qa_engine.word.guard import Unfit, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.word.guard import Package, Tree

_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes what XML has trouble with
_DATES = frozenset({14, 15, 16, 17, 22, 27, 30, 36, 45, 46, 47, 50, 57})
_DECIMALS = {2: 2, 4: 2, 10: 2, 39: 2, 40: 2}


def blocks_of_excel(raw: bytes) -> tuple[list[Block], list[str], dict[str, str]]:
    """The sheets of a workbook that are shown, in order; what was not read; the workbook's custom properties.

    Raises `Unfit`, with one line that says why, where the file is refused or is no workbook.
    """
    package = unpack(raw)
    main = next((one.target for one in package.relations() if one.type == "officeDocument"), "")
    if not main.startswith("xl/") or main not in package.parts:
        raise Unfit("the file is an Office file, but no Excel workbook")
    book = package.tree(main)
    targets = {relation.id: relation.target for relation in package.relations(main)}
    kinds = {relation.type: relation.target for relation in package.relations(main)}
    texts = list(_shared(package, kinds.get("sharedStrings", "")))
    looks = _Looks(package, kinds.get("styles", ""))
    early = book.find(f"{_X}workbookPr")
    from_1904 = early is not None and early.get("date1904") in ("1", "true")
    blocks: list[Block] = []
    warnings = list(package.warnings)
    properties: dict[str, str] = {}
    for sheet in book.iter(f"{_X}sheet"):
        name = clean(sheet.get("name", ""))
        target = targets.get(sheet.get(f"{_R}id", ""), "")
        if name == KEPT and target in package.parts:
            kept = {
                row.texts[0]: row.texts[1]
                for row in _rows(package.tree(target), name, texts, looks, from_1904)
                if len(row.cells) > 1
            }
            properties = {
                "qaId": kept.get("id", ""),
                "qaVersion": kept.get("version", ""),
                "qaHash": kept.get("hash", ""),
            }
        elif sheet.get("state", "visible") != "visible":
            warnings.append(f"the sheet '{name}' is hidden and was not read")
        elif "worksheet" in target.rsplit("/", 1)[0] and target in package.parts:
            rows = list(_rows(package.tree(target), name, texts, looks, from_1904))
            if any(cell.text for row in rows for cell in row.cells):
                blocks.append(grid(f"sheet '{name}'", rows))
    return blocks, warnings, _properties(package) | properties


def _properties(package: Package) -> dict[str, str]:
    for relation in package.relations():
        if relation.type == "custom-properties" and relation.target in package.parts:
            tree = package.tree(relation.target)
            return {item.get("name", ""): "".join(map(str, item.itertext())) for item in tree if item.get("name")}
    return {}


def _shared(package: Package, name: str) -> Iterator[str]:
    """The texts that cells share by number. Readings of Japanese words stand beside them and are left out."""
    if name in package.parts:
        for item in package.tree(name).iterfind(f"{_X}si"):
            yield _text(item)


def _text(item: Tree) -> str:
    said = "".join(str(text.text or "") for text in item.iterfind(f"{_X}t"))
    said += "".join(_raised(run) for run in item.iterfind(f"{_X}r"))
    return clean(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), said) if "_x" in said else said)


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _raised(run: Tree) -> str:
    said = "".join(str(text.text or "") for text in run.iterfind(f"{_X}t"))
    lift = run.find(f"{_X}rPr/{_X}vertAlign")
    return said.translate(_RAISED) if lift is not None and lift.get("val") == "superscript" else said


class _Looks:
    """Which formats show a date, how many decimals a number has, and which type is bold."""

    def __init__(self, package: Package, name: str) -> None:
        self.dates: set[int] = set()
        self.decimals: dict[int, int] = {}
        self.bold: set[int] = set()
        if name not in package.parts:
            return
        tree = package.tree(name)
        forms = {item.get("numFmtId", ""): item.get("formatCode", "") for item in tree.iter(f"{_X}numFmt")}
        fonts = [font.find(f"{_X}b") is not None for font in tree.iterfind(f"{_X}fonts/{_X}font")]
        for number, item in enumerate(tree.iterfind(f"{_X}cellXfs/{_X}xf")):
            form = item.get("numFmtId", "0")
            code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", forms.get(form, "")).lower()
            known = int(form) if form.isdigit() and len(form) < 6 else 0
            if known in _DATES or (code and re.search("[ymd]", code) and "general" not in code):
                self.dates.add(number)
            places = re.match(r"[#0,]*0\.(0+)", code)
            self.decimals[number] = len(places[1]) if places else _DECIMALS.get(known, -1)
            font = item.get("fontId", "0")
            if font.isdigit() and int(font) < len(fonts) and fonts[int(font)]:
                self.bold.add(number)


def _rows(sheet: Tree, name: str, texts: list[str], looks: _Looks, from_1904: bool) -> Iterator[GridRow]:
    cells: dict[int, dict[int, Cell]] = {}
    count = 0
    for row in sheet.iterfind(f"{_X}sheetData/{_X}row"):
        number = row.get("r", "")
        at = int(number) if number.isdigit() and len(number) < 8 else max(cells, default=0) + 1
        for item in row.iterfind(f"{_X}c"):
            column, own = _position(item.get("r", ""), at, max(cells.get(at, {}), default=0) + 1)
            text = _shown(item, texts, looks, from_1904)
            count += 1
            if count > MAX_CELLS or own > 20 * MAX_ROWS or (text and column > MAX_COLUMNS):
                raise Unfit(f"the sheet '{name}' has more cells than any matrix; the file is not read")
            if text and column <= MAX_COLUMNS:
                cells.setdefault(own, {})[column] = Cell(text, _style(item) in looks.bold)
    _merge(sheet, cells)
    hidden = {
        int(row.get("r", "0"))
        for row in sheet.iterfind(f"{_X}sheetData/{_X}row")
        if row.get("hidden") in ("1", "true") and row.get("r", "").isdigit()
    }
    for at in sorted(cells):
        held = cells[at]
        where = f"sheet '{name}', row {at}" + (" (hidden)" if at in hidden else "")
        yield GridRow(tuple(held.get(column, Cell()) for column in range(1, max(held) + 1)), where)


def _style(item: Tree) -> int:
    style = item.get("s", "0")
    return int(style) if style.isdigit() and len(style) < 7 else 0


def _position(reference: str, row: int, column: int) -> tuple[int, int]:
    """Column and row of a cell; where the cell does not say, the next one."""
    found = _REFERENCE.fullmatch(reference)
    return (_column(found[1]), int(found[2])) if found else (column, row)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _merge(sheet: Tree, cells: dict[int, dict[int, Cell]]) -> None:
    """Give every part of a merged cell the words of its first."""
    covered = 0
    for item in sheet.iterfind(f"{_X}mergeCells/{_X}mergeCell"):
        ends = _REFERENCE.findall(item.get("ref", ""))
        if len(ends) != 2:
            continue
        (left, top), (right, bottom) = ((_column(letters), int(row)) for letters, row in ends)
        first = cells.get(top, {}).get(left)
        covered += max(0, right - left + 1) * max(0, bottom - top + 1)
        if first is None or right > MAX_COLUMNS or covered > MAX_CELLS:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    beside = "left" if column > left else "above"
                    cells.setdefault(row, {})[column] = Cell(
                        first.text, first.bold, "left" if beside == "left" else "above"
                    )


def _shown(item: Tree, texts: list[str], looks: _Looks, from_1904: bool) -> str:
    """What a cell shows: its text, a number as people read it, a date in ISO form."""
    kind = item.get("t", "n")
    if kind == "inlineStr":
        inner = item.find(f"{_X}is")
        return _text(inner) if inner is not None else ""
    value = item.find(f"{_X}v")
    said = (value.text or "").strip() if value is not None else ""
    if kind == "s":
        return texts[int(said)] if said.isdigit() and int(said) < len(texts) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(said, said)
    if kind != "n" or not said:
        return clean(said)
    try:
        number = float(said)
    except ValueError:
        return clean(said)
    style = _style(item)
    if style in looks.dates and 1 <= number < 2_958_466:
        # day 60 of the first calendar is 29 February 1900, which there never was
        start = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
        return (start + timedelta(days=int(number))).isoformat()
    places = looks.decimals.get(style, -1)
    if places >= 0:
        return f"{number:.{places}f}"
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"
