"""LibreOffice, asked for what only a program that lays out pages can tell: a PDF, and the page of each heading.

It never writes the Word file that is handed out. Each run has a profile of its own that is thrown away, so it neither
waits for a window that is open nor reads anybody's settings, and nothing in a file is executed or fetched.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.word.complete import rows_on_pages, rows_with_words

if TYPE_CHECKING:
    from qa_engine.document.blocks import Document

TIMEOUT = 180.0
"""Seconds that a conversion may take."""

PDF = {
    "SelectPdfVersion": 2,  # PDF/A-2b
    "UseTaggedPDF": True,
    "ExportBookmarks": True,
    "UseLosslessCompression": True,
    "ReduceImageResolution": False,
}
"""What is asked of the PDF: for the archive, with the structure that a screen reader needs, headings as bookmarks."""

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun"><value>false</value></prop></item>
</oor:items>
"""


class OfficeError(RuntimeError):
    """LibreOffice is not there, or did not do what it was asked: one line that says what to do."""


def program() -> str:
    """The LibreOffice of this machine. Raises `OfficeError` where there is none."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    found = found or next((place for place in _PLACES if Path(place).exists()), None)
    if found is None:
        raise OfficeError(
            "LibreOffice is not installed, and PDF is made by it: install it (Debian and Ubuntu: apt install libreoffice-writer; "
            "else libreoffice.org), or write .docx or .html"
        )
    return found


def pdf_of(docx: bytes, *, timeout: float = TIMEOUT) -> bytes:
    """A Word file of ours as PDF/A-2b, laid out by LibreOffice.

    Raises `OfficeError` where LibreOffice is missing, takes longer than `timeout` seconds, gives nothing, or leaves rows out.
    """
    soffice = program()
    try:
        pdf = _converted(soffice, docx, timeout)
    except OSError as error:
        raise OfficeError(f"LibreOffice cannot work in '{tempfile.gettempdir()}': {error.strerror or error}") from None
    _refuse_losses(docx, pdf)
    return pdf


def _converted(soffice: str, docx: bytes, timeout: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="qa-engine-") as folder:
        profile = Path(folder, "profile", "user")
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = Path(folder, "document.docx")
        source.write_bytes(docx)
        options = {
            key: {"type": "boolean" if isinstance(value, bool) else "long", "value": str(value).lower()}
            for key, value in PDF.items()
        }
        command = [
            soffice,
            f"-env:UserInstallation={profile.parent.as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            *("--convert-to", f"pdf:writer_pdf_Export:{json.dumps(options)}"),
            *("--outdir", folder, str(source)),
        ]
        said = _ran(command, timeout)
        target = Path(folder, "document.pdf")
        if not target.is_file():
            raise OfficeError(f"LibreOffice made no PDF ({said or 'it gave no reason'}); try to open the .docx in it")
        return target.read_bytes()


def _refuse_losses(docx: bytes, pdf: bytes) -> None:
    there, shown = rows_with_words(docx), rows_on_pages(pdf)
    if shown is not None and shown < there:
        raise OfficeError(
            f"LibreOffice left {there - shown} of {there} rows of tables out of its PDF; write .docx and have Word or another "
            "version of LibreOffice make the PDF"
        )


def _ran(command: list[str], timeout: float) -> str:
    """Run a program and what it starts; end all of it where it takes too long. Gives the last line that it said."""
    apart = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    process = subprocess.Popen(  # noqa: S603  # the program is found on this machine, its arguments are ours
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **apart
    )
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            process.kill() if sys.platform == "win32" else os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise OfficeError(f"LibreOffice took longer than {timeout:.0f} s and was stopped") from None
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def pages_of(document: Document, pdf: bytes) -> dict[str, int]:
    """The page of each heading of level 1, by its key, as the bookmarks of the PDF say.

    Raises `OfficeError` where pypdf is missing or the bookmarks are not those of the document.
    """
    from io import BytesIO

    from qa_engine.document.blocks import Heading

    try:
        from pypdf import PdfReader
    except ImportError:
        raise OfficeError(
            "page numbers are read from the PDF with pypdf, which is not installed: pip install 'qa-engine[pdf]'"
        ) from None
    reader = PdfReader(BytesIO(pdf))
    marks = [item for item in reader.outline if not isinstance(item, list)]
    headings = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    if len(marks) != len(headings):
        raise OfficeError("the headings of the PDF are not those of the document; leave out --paginate")
    numbers = [reader.get_destination_page_number(mark) for mark in marks]
    return {heading.key: number + 1 for heading, number in zip(headings, numbers, strict=True) if number is not None}
