"""All changes of a redline accepted, and all rejected, in LibreOffice: the new document and the old one, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qa_engine as qa
from qa_engine.word.opened import open_word
from tests.clients.test_libreoffice_copies import in_office, texts_of
from tests.word import changed

# LibreOffice 7.4 keeps the cells of a column that came or went, and gives notes other numbers where there are comments.
APART = (
    changed.section_removed,
    changed.row_removed,
    changed.lists_gone,
    changed.hostile,
    changed.party_added,
    changed.remark,
)
TOGETHER: tuple[Callable[[changed.Data], None], ...] = tuple(one for one in changed.CHANGES if one not in APART)
GOING: tuple[Callable[[changed.Data], None], ...] = (changed.section_removed, changed.row_removed, changed.lists_gone)


@pytest.mark.parametrize("path", changed.AGREEMENTS[::3], ids=lambda path: path.name.partition(".")[0])
def test_accepted_and_rejected_in_libreoffice(path: Path, tmp_path: Path) -> None:
    data = changed.plain(path)
    for row in (row for section in data["sections"].values() for row in (section.get("activities") or {}).values()):
        row.pop("remark", None)
    jobs, expected = [], []
    for number, changes in enumerate((TOGETHER, GOING)):
        old, new = changed.pair(data, *changes)
        made = {"redline": qa.render(new, redline=old), "old": qa.render(old), "new": qa.render(new)}
        for name, rendered in made.items():
            rendered.save(tmp_path / f"{number}-{name}.docx")
        for name, steps in (("redline", [["accept_all"]]), ("redline", [["reject_all"]]), ("new", []), ("old", [])):
            out = tmp_path / f"{number}-{name}-{len(jobs)}.docx"
            jobs.append({"in": str(tmp_path / f"{number}-{name}.docx"), "out": str(out), "steps": steps})
            expected.append(out)
    in_office(*jobs)
    said = [words(out) for out in expected]
    for start in (0, 4):
        accepted, rejected, new_one, old_one = said[start : start + 4]
        assert accepted == new_one
        assert rejected == old_one


def words(path: Path) -> list[Any]:
    """Paragraphs that say something and the cells of tables, as a file has them that LibreOffice wrote."""
    return texts_of(open_word(path.read_bytes()))
