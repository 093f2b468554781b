"""A file that others sent, opened by its ending: every kind of table becomes the same material."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from qa_engine.intake.material import Block, Grid, Material, Words
from qa_engine.word.guard import MAX_FILE, Unfit

if TYPE_CHECKING:
    from collections.abc import Callable

ENDINGS = (".docx", ".dotx", ".xlsx", ".xltx", ".csv", ".tsv", ".md", ".markdown", ".html", ".htm", ".txt", ".dgmo")

_HINTS = {
    ".doc": "save it as docx in Word",
    ".docm": "it may hold macros; save it as docx in Word",
    ".xls": "save it as xlsx in Excel",
    ".xlsm": "it may hold macros; save it as xlsx in Excel",
    ".pdf": "ask for the Word or Excel file it was made from",
    ".odt": "save it as docx in LibreOffice",
    ".ods": "save it as xlsx in LibreOffice",
    ".rtf": "save it as docx in Word",
}


def open_material(raw: bytes, name: str) -> Material:
    """The bytes of a file as material; `name` says by its ending what it is.

    Raises `Unfit`, with one line that says why and what to do, where it cannot be read.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        hint = _HINTS.get(ending, f"known: {', '.join(ENDINGS)}")
        raise Unfit(
            f"a file that ends in '{ending}' cannot be read; {hint}" if ending else f"the file has no ending; {hint}"
        )
    if len(raw) > MAX_FILE:
        raise Unfit(f"the file is larger than {MAX_FILE // 1024 // 1024} MiB; send the matrix alone")
    if ending in (".docx", ".dotx"):
        from qa_engine.intake.word_file import material_of_word
        from qa_engine.word.opened import open_word

        return material_of_word(open_word(raw))
    if ending in (".xlsx", ".xltx"):
        from qa_engine.intake.excel import blocks_of_excel

        blocks, warnings, properties = blocks_of_excel(raw)
        return Material("xlsx", blocks, warnings, properties)
    text, warnings = _decoded(raw)
    return Material(ending[1:], _reader(ending)(text), warnings)


def _reader(ending: str) -> Callable[[str], list[Block]]:
    if ending in (".csv", ".tsv"):
        from qa_engine.intake.delimited import blocks_of_csv

        return blocks_of_csv
    if ending in (".html", ".htm"):
        from qa_engine.intake.html import blocks_of_html

        return blocks_of_html
    if ending == ".dgmo":
        from qa_engine.intake.outline import blocks_of_outline

        return blocks_of_outline
    from qa_engine.intake.markdown import blocks_of_markdown

    return blocks_of_markdown


def _decoded(raw: bytes) -> tuple[str, list[str]]:
    """Bytes as text: UTF-8, UTF-16 with its mark, else what Windows calls ANSI."""
    warnings: list[str] = []
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
            warnings.append("the file is not UTF-8 and was read as Windows text (cp1252): look at accented letters")
    if "\x00" in text:
        raise Unfit("the file is no text: it holds zero bytes")
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


__all__ = ["ENDINGS", "Grid", "Words", "open_material"]
