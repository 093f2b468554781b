"""Apply the fixes that findings carry: span edits, and only those that make a file better and nothing worse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_engine.agreement.load import read_text
from qa_engine.check.fingerprint import fingerprints
from qa_engine.check.run import check_agreement
from qa_engine.source import apply_edits, decode, read_bytes
from qa_engine.source.save import save

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from qa_engine.check.rule import Rule
    from qa_engine.finding import Finding

ROUNDS = 10
"""A fix may uncover another (a key that is read now holds loose letters); after so many rounds it stops."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One finding whose fix was applied."""

    finding: Finding

    @property
    def title(self) -> str:
        """What was done."""
        return self.finding.fix.title if self.finding.fix else ""


def fix_text(
    text: str, path: str, rules: Sequence[Rule], on: date, *, unsafe: bool, folder: Path | None
) -> tuple[str, list[Fixed]]:
    """The text with its fixes applied, and what was applied, in order.

    A fix counts only if its finding is gone afterwards and no new one has come; one that does worse is left out. Only edits
    of this very file are made: what stands in a lower file is fixed there.
    """
    done: list[Fixed] = []
    for _ in range(ROUNDS):
        findings = _findings(text, path, rules, on, folder)
        wanted = [finding for finding in findings if _fixable(finding, path, unsafe=unsafe)]
        better, applied = _applied(text, path, rules, on, folder, findings, wanted)
        if not applied:
            break
        text = better
        done += [Fixed(finding) for finding in applied]
    return text, done


def fix_files(
    files: Iterable[Path], rules: Sequence[Rule], on: date, *, unsafe: bool = False
) -> list[tuple[Path, list[Fixed]]]:
    """Fix files where they lie; gives for each one that changed what was done. A failed write leaves the old file whole.

    Raises OSError where a file cannot be written.
    """
    changed = []
    for file in files:
        try:
            raw = read_bytes(file)
        except OSError:  # the check that follows tells of it
            continue
        source = decode(raw, file.as_posix())
        if source.problems:
            continue
        text, done = fix_text(source.text, file.as_posix(), rules, on, unsafe=unsafe, folder=file.parent)
        if done:
            mark = b"\xef\xbb\xbf" if source.byte_order_mark else b""
            save(mark + text.encode("utf-8"), file)
            changed.append((file, done))
    return changed


def _findings(text: str, path: str, rules: Sequence[Rule], on: date, folder: Path | None) -> list[Finding]:
    return check_agreement(read_text(text, path, folder), rules, on)


def _fixable(finding: Finding, path: str, *, unsafe: bool) -> bool:
    fix = finding.fix
    return (
        fix is not None
        and (fix.safe or unsafe)
        and finding.waived is None
        and all(edit.path == path for edit in fix.edits)
    )


def _applied(
    text: str,
    path: str,
    rules: Sequence[Rule],
    on: date,
    folder: Path | None,
    findings: list[Finding],
    wanted: list[Finding],
) -> tuple[str, list[Finding]]:
    """All wanted fixes at once where that does no harm, else half of them and the other half, down to single ones."""
    if not wanted:
        return text, []
    before = set(fingerprints(findings))
    gone = set(fingerprints(findings)) - set(fingerprints([finding for finding in findings if finding not in wanted]))
    try:
        better = apply_edits(text, [edit for finding in wanted if finding.fix for edit in finding.fix.edits])
    except ValueError:  # two of them overlap
        better = text
    if better != text:
        after = set(fingerprints(_findings(better, path, rules, on, folder)))
        if after <= before and not after & gone:
            return better, wanted
    if len(wanted) == 1:
        return text, []
    half = len(wanted) // 2
    first, done = _applied(text, path, rules, on, folder, findings, wanted[:half])
    if done:  # offsets have moved: the rest has its turn in the next round
        return first, done
    return _applied(text, path, rules, on, folder, findings, wanted[half:])
