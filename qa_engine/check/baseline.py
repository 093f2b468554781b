"""Today's findings on record, so that only new ones fail: for agreements that were there before the rules.

`qa-engine-baseline.json` beside the agreements (at the repository's root, or the folder named) holds fingerprints with the rule,
the place by name and the message, so that people can read what they have let pass.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.beside import repository_of
from qa_engine.check.fingerprint import fingerprints
from qa_engine.check.run import ENDING
from qa_engine.check.severities import ALWAYS
from qa_engine.finding import Waived
from qa_engine.named import NamedTuple
from qa_engine.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_engine.agreement.model import Agreement
    from qa_engine.check.rule import Rule
    from qa_engine.finding import Finding

NAME = "qa-engine-baseline.json"
FORM = "qa-engine/baseline-1"
REASON = "in the baseline: it was there when the baseline was made"


class BadBaseline(ValueError):
    """The baseline is no baseline; the message says why."""


def baseline_of(file: Path) -> Path:
    """Where the baseline of an agreement file lies: at the root of its repository."""
    return repository_of(file.resolve()) / NAME


def read_baseline(path: Path) -> dict[str, dict[str, str]]:
    """Fingerprint → rule, path, at and message; empty where there is none. Raises BadBaseline for anything else."""
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadBaseline(f"'{path.as_posix()}' cannot be read: {error}") from None
    entries = data.get("findings") if isinstance(data, dict) and data.get("format") == FORM else None
    if not isinstance(entries, dict) or not all(isinstance(entry, dict) for entry in entries.values()):
        raise BadBaseline(f"'{path.as_posix()}' is no baseline of qa-engine; `qa-engine baseline` makes one")
    return entries


def relative(findings: Iterable[Finding], root: Path) -> list[Finding]:
    """The findings with paths from the repository's root: a baseline holds from whatever folder the command is run."""
    moved = []
    for finding in findings:
        path = Path(finding.place.path).resolve()
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        moved.append(replace(finding, place=replace(finding.place, path=name)))
    return moved


class Recorded(NamedTuple):
    """What a baseline became: how many findings are on record, how many of them are new, how many were taken out."""

    on_record: int
    new: int
    gone: int


def write_baseline(
    path: Path, findings: Iterable[Finding], checked: Iterable[Path], *, prune: bool = False
) -> Recorded:
    """Put findings on record, waived ones and those that nothing lets pass left out.

    `checked` are the agreements that the findings come from: what is on record for others stays. With `prune` nothing new
    comes on record, and what is mended is taken out. Raises BadBaseline where a record that is to be pruned is none.
    """
    root = path.parent
    try:
        before = read_baseline(path)
    except BadBaseline:
        if prune:
            raise
        before = {}
    mine = relative((one for one in findings if one.waived is None and one.rule not in ALWAYS), root)
    now: dict[str, dict[str, Any]] = {
        mark: {"rule": finding.rule, "path": finding.place.path, "at": finding.place.at, "message": finding.message}
        for mark, finding in zip(fingerprints(mine), mine, strict=True)
    }
    names = {file.resolve() for file in checked}
    kept = {
        mark: entry
        for mark, entry in before.items()
        if str(entry.get("path")).endswith(ENDING)
        and (root / str(entry["path"])).exists()
        and (root / str(entry["path"])).resolve() not in names
    }
    entries = kept | {mark: entry for mark, entry in now.items() if mark in before or not prune}
    text = json.dumps({"format": FORM, "findings": entries}, ensure_ascii=False, indent=1) + "\n"
    from qa_engine.source.save import save  # a check only reads

    save(text.encode("utf-8"), path)
    return Recorded(len(entries), len(entries.keys() - before.keys()), len(before.keys() - entries.keys()))


def on_record(agreement: Agreement, rules: Sequence[Rule]) -> list[Finding]:
    """The findings of an agreement that its baseline lets pass, of these rules and in reading order, whatever the day.

    Raises BadBaseline where there is no baseline, or none that can be read.
    """
    from qa_engine.check.run import check_agreement

    file = agreement.resolved.files[0]
    home = baseline_of(file) if file is not None else None
    if home is None or not home.exists():
        raise BadBaseline(f"there is no baseline for '{agreement.path}'; `qa-engine baseline` makes one")
    marked, _ = against(check_agreement(agreement, rules, date.min), read_baseline(home), home.parent)
    return [finding for finding in marked if finding.waived is not None and finding.waived.reason == REASON]


def against(
    findings: list[Finding], baseline: dict[str, dict[str, str]], root: Path
) -> tuple[list[Finding], list[dict[str, str]]]:
    """The findings, those in the baseline marked as accepted; and the entries of the baseline whose finding is gone.

    Only findings in the repository of the baseline are held against it.
    """
    if not baseline:
        return findings, []
    open_ = [finding for finding in findings if finding.waived is None and finding.rule not in ALWAYS]
    marks = dict(zip(map(id, open_), fingerprints(relative(open_, root)), strict=True))
    marked = [
        replace(finding, waived=Waived(REASON, (), "")) if marks.get(id(finding)) in baseline else finding
        for finding in findings
    ]
    present = set(marks.values())
    return marked, [entry for mark, entry in baseline.items() if mark not in present]
