"""Edits Word files in LibreOffice, as a counterparty would. Run by a Python that has LibreOffice's `uno`; reads jobs as JSON.

A job: {"in": FILE, "out": FILE, "through_odt": BOOL, "steps": [[NAME, ARGUMENTS …] …]}; see `_Document` for the steps.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]


def _property(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _url(path):
    return uno.systemPathToFileUrl(str(Path(path).resolve()))


class Office:
    """A LibreOffice of its own, with a profile of its own."""

    def __enter__(self):
        self._folder = tempfile.mkdtemp(prefix="qa-engine-")
        pipe = f"qa{os.getpid()}"
        profile = f"-env:UserInstallation=file://{self._folder}/profile"
        self._process = subprocess.Popen(
            [sys.argv[1], "--headless", "--norestore", "--nologo", profile, f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        here = uno.getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
        for _ in range(1500):
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:  # it is not up yet
                time.sleep(0.2)
        services = self.context.ServiceManager
        self.desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        self._dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", self.context)
        return self

    def __exit__(self, *_):
        with suppress(Exception):  # it may be gone already
            self.desktop.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def open(self, path):
        return self.desktop.loadComponentFromURL(_url(path), "_blank", 0, (_property("Hidden", True),))

    def command(self, document, name):
        self._dispatcher.executeDispatch(document.CurrentController.Frame, name, "", 0, ())

    def save(self, document, path, form="MS Word 2007 XML"):
        document.storeToURL(_url(path), (_property("FilterName", form),))

    def author(self, name):
        provider = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.configuration.ConfigurationProvider", self.context
        )
        data = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess",
            (_property("nodepath", "/org.openoffice.UserProfile/Data"),),
        )
        given, _, family = name.partition(" ")
        data.setPropertyValue("givenname", given)
        data.setPropertyValue("sn", family)
        data.commitChanges()


class _Document:
    """A document that is being edited; a row is named by the number in its first column, a cell by its column's letter."""

    def __init__(self, office, path):
        self._office = office
        self.inner = office.open(path)

    def author(self, name):
        self._office.author(name)

    def track(self, on):
        self.inner.setPropertyValue("RecordChanges", on)

    def replace(self, row, column, old, new):
        cell = self._cell(row, column)
        at = cell.String.find(old)
        assert at >= 0, (row, column, old, cell.String)
        cursor = cell.createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(at, False)
        cursor.goRight(len(old), True)
        cursor.String = new

    def delete_row(self, row):
        self._select(row)
        self._office.command(self.inner, ".uno:DeleteRows")

    def insert_row(self, behind, texts):
        table, number = self._find(behind)
        self._select(behind)
        self._office.command(self.inner, ".uno:InsertRowsAfter")
        for column, text in zip("ABCDEFGHIJ", texts, strict=False):
            if text:
                table.getCellByName(f"{column}{number + 1}").String = text

    def move_row(self, row, before):
        self._paste(row, before, ".uno:Cut")

    def copy_row(self, row, before):
        self._paste(row, before, ".uno:Copy")

    def comment(self, row, column, author, text):
        cell = self._cell(row, column)
        note = self.inner.createInstance("com.sun.star.text.textfield.Annotation")
        note.Author, note.Content = author, text
        cursor = cell.createTextCursor()
        cursor.gotoEnd(False)
        cell.insertTextContent(cursor, note, False)

    def accept_all(self):
        self._office.command(self.inner, ".uno:AcceptAllTrackedChanges")

    def reject_all(self):
        self._office.command(self.inner, ".uno:RejectAllTrackedChanges")

    def _paste(self, row, before, how):
        self._select(row)
        self._office.command(self.inner, ".uno:EntireRow")
        self._office.command(self.inner, how)
        self._select(before)
        self._office.command(self.inner, ".uno:PasteRowsBefore")

    def _find(self, row):
        for name in self.inner.TextTables.ElementNames:
            table = self.inner.TextTables.getByName(name)
            for cell in table.CellNames:
                if cell[0] == "A" and cell[1:].isdigit() and table.getCellByName(cell).String.strip() == row:
                    return table, int(cell[1:])
        raise KeyError(row)

    def _cell(self, row, column):
        table, number = self._find(row)
        return table.getCellByName(f"{column}{number}")

    def _select(self, row):
        table, number = self._find(row)
        cursor = table.getCellByName(f"A{number}").createTextCursor()
        self.inner.CurrentController.ViewCursor.gotoRange(cursor, False)


def main():
    with Office() as office:
        for job in json.load(sys.stdin):
            document = _Document(office, job["in"])
            for name, *arguments in job["steps"]:
                getattr(document, name)(*arguments)
            office.save(document.inner, job["out"])
            if job.get("through_odt"):
                office.save(document.inner, job["out"] + ".odt", "writer8")
            document.inner.close(True)
            if job.get("through_odt"):
                again = office.open(job["out"] + ".odt")
                office.save(again, job["out"])
                again.close(True)


main()
