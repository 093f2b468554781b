"""What an editor offers to mend: the fixes that findings carry, and all safe ones at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.check.fix import fix_text
from qa_engine.finding import Edit
from qa_engine.named import NamedTuple
from qa_engine.rules import RULES

if TYPE_CHECKING:
    from datetime import date

    from qa_engine.finding import Finding, Fix
    from qa_engine.lsp.desk import Desk, Sheet


class Offer(NamedTuple):
    """One thing to do about findings: a title, and the edits by file with offsets into its text as it lies open."""

    title: str
    edits: dict[Path, list[Edit]]
    safe: bool
    finding: Finding | None = None


def offers(desk: Desk, path: Path, findings: list[Finding]) -> list[Offer]:
    """The fixes of findings, safe ones first."""
    found = [_offer(desk, path, finding, finding.fix) for finding in findings if finding.fix is not None]
    return sorted((offer for offer in found if offer.edits), key=lambda offer: not offer.safe)


def mend_all(desk: Desk, path: Path, on: date) -> Offer | None:
    """All safe fixes of a file at once; None where there is nothing to mend."""
    sheet = desk.sheet(path)
    if sheet.source.problems:
        return None
    after, done = fix_text(sheet.source.text, path.as_posix(), RULES, on, unsafe=False, folder=path.parent)
    if not done:
        return None
    return Offer("Mend all that is safe to mend", {path: [_difference(path, sheet, after)]}, safe=True)


def _offer(desk: Desk, path: Path, finding: Finding, fix: Fix) -> Offer:
    title = fix.title if fix.safe else f"{fix.title} (confirm that this is meant)"
    edits: dict[Path, list[Edit]] = {}
    for edit in fix.edits:
        file = path if edit.path == path.as_posix() else Path(edit.path).resolve()
        try:
            desk.sheet(file)
        except OSError:
            return Offer(title, {}, fix.safe)
        edits.setdefault(file, []).append(edit)
    return Offer(title, edits, fix.safe, finding)


def _difference(path: Path, sheet: Sheet, after: str) -> Edit:
    """The one edit that makes a text another: all between what both begin and end with."""
    before = sheet.source.text
    start = next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )
    most = min(len(before), len(after)) - start
    end = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    return Edit(path.as_posix(), start, len(before) - end, after[start : len(after) - end])
