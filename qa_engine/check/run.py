"""Run rules over agreements, files and folders."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qa_engine.agreement.load import read
from qa_engine.agreement.own_keys import hold_own_keys
from qa_engine.check.context import Context
from qa_engine.check.waivers import covered_by
from qa_engine.finding import SEVERITIES, Finding, reading_order
from qa_engine.settings.own_keys import own_keys_schema
from qa_engine.settings.read import settings_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from qa_engine.agreement.model import Agreement
    from qa_engine.check.rule import Rule
    from qa_engine.finding import Severity

ENDING = ".qa.yaml"
"""What a folder is searched for."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found.

    findings    in reading order, waived ones among them
    files       the files that were checked, as named
    on          the day that was asked about
    packs       the packs the agreements are held against, each with its version
    unreadable  files that could not be opened, each with the reason
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    on: date
    packs: dict[str, str]
    unreadable: tuple[tuple[str, str], ...] = ()

    @property
    def summary(self) -> dict[str, int]:
        """Counts by severity; waived findings count under `waived` alone."""
        counts = dict.fromkeys((*SEVERITIES, "waived"), 0)
        for finding in self.findings:
            counts["waived" if finding.waived else finding.severity] += 1
        return counts

    def blocks(self, *, strict: bool = False) -> bool:
        """Whether something blocks: an error that no waiver covers; with `strict` a warning too."""
        grave: tuple[Severity, ...] = ("error", "warning") if strict else ("error",)
        return any(finding.severity in grave and finding.waived is None for finding in self.findings)


def check_agreement(agreement: Agreement, rules: Sequence[Rule], on: date) -> list[Finding]:
    """All findings on one agreement, waived ones marked, in reading order.

    A rule that crashes becomes a finding of its own, and the others go on.
    """
    ctx = Context(agreement, on, {rule.name: rule for rule in rules})
    findings = [*agreement.findings]
    # where the file gave nothing to read, there is nothing to judge
    if agreement.rows or agreement.parties:
        for rule in rules:
            if rule.stage == "first" and (rule.in_scheme_x or agreement.scheme != "X"):
                findings += _run(rule, ctx)
        findings, ctx.used = covered_by(agreement, findings, ctx.known, on)
        ctx.others = tuple(findings)
        for rule in rules:
            if rule.stage == "last":
                findings += _run(rule, ctx)
    return sorted(findings, key=reading_order)


def _run(rule: Rule, ctx: Context) -> list[Finding]:
    ctx.rule = rule
    try:
        return list(rule.find(ctx))
    except Exception as error:  # noqa: BLE001  # a rule of ours or of a company: the run goes on
        finding = ctx.finding((), f"the rule {rule.name} could not judge this agreement ({type(error).__name__}: {error})")
        return [replace(finding, rule="rule-crashed", severity="error", hint="please report this with the file", cites=())]
    finally:
        ctx.rule = None


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """The agreement files that paths name, each once: files as named, folders searched for `*.qa.yaml`.

    Raises FileNotFoundError where a path is not there or a folder holds no agreement, PermissionError where a folder
    cannot be searched; the message says which.
    """
    found: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            inside = sorted(_search(path))
            if not inside:
                raise FileNotFoundError(f"no agreement in the folder '{path.as_posix()}': none of its files ends in {ENDING}")
            found.update(dict.fromkeys(inside))
        elif path.exists() or path.is_symlink():
            found[path] = None
        else:
            raise FileNotFoundError(f"there is no file or folder '{path.as_posix()}'")
    return list(found)


def _search(folder: Path) -> Iterable[Path]:
    def refuse(error: OSError) -> None:
        raise PermissionError(f"the folder '{error.filename}' cannot be searched: {error.strerror}")

    for root, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.endswith(ENDING):
                yield Path(root, name)


def with_severities(findings: Iterable[Finding], severities: dict[str, str]) -> list[Finding]:
    """The findings under the severities that a repository has set by rule; those of a rule that is off are left out."""
    if not severities:
        return list(findings)
    kept = (finding for finding in findings if severities.get(finding.rule) != "off")
    return [finding.with_severity(cast("Severity", severities.get(finding.rule, finding.severity))) for finding in kept]


def check_files(files: Iterable[Path], rules: Sequence[Rule], on: date) -> Result:
    """Check files one by one. Never raises for what is in a file, nor where one cannot be opened (see `unreadable`)."""
    findings: dict[Finding, None] = {}  # what is wrong in a lower file is found from each file above it, and told once
    names: list[str] = []
    packs: dict[str, str] = {}
    unreadable: list[tuple[str, str]] = []
    for file in files:
        try:
            agreement = read(file)
            settings = settings_for(file)
        except OSError as error:
            unreadable.append((file.as_posix(), error.strerror or str(error)))
            continue
        names.append(file.as_posix())
        packs.update(dict.fromkeys(agreement.packs, ""))
        findings.update(dict.fromkeys(settings.findings))
        schema, problem = own_keys_schema(settings)
        if problem is not None:
            findings[problem] = None
        if schema is not None:
            hold_own_keys(agreement.resolved, schema)
        found = check_agreement(agreement, rules, on)
        findings.update(dict.fromkeys(with_severities(found, settings.table("severity"))))
    return Result(tuple(sorted(findings, key=reading_order)), tuple(names), on, packs, tuple(unreadable))
