"""Run rules over agreements, files and folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.agreement.load import read
from qa_engine.agreement.own_keys import hold_own_keys
from qa_engine.check.context import Context
from qa_engine.check.severities import misnamed, with_severities
from qa_engine.check.waivers import covered_by
from qa_engine.coverage.against import packs_against
from qa_engine.finding import SEVERITIES, Finding, reading_order
from qa_engine.settings.own_keys import own_keys_schema
from qa_engine.settings.read import settings_for
from qa_engine.value import field, frozen, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from qa_engine.agreement.model import Agreement
    from qa_engine.check.rule import Rule
    from qa_engine.finding import Severity
    from qa_engine.packs.read import Loaded
    from qa_engine.settings.read import Settings

ENDING = ".qa.yaml"
"""What a folder is searched for."""


@frozen
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

    def with_findings(self, findings: Iterable[Finding]) -> Result:
        """The same check with other findings."""
        return replace(self, findings=tuple(findings))

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


@frozen
class Checked:
    """One file, checked: what was found in it, the packs it is held against, or the reason why it cannot be opened."""

    path: str
    findings: tuple[Finding, ...] = ()
    packs: dict[str, str] = field(default_factory=dict)
    unreadable: str = ""


def check_agreement(
    agreement: Agreement, rules: Sequence[Rule], on: date, packs: Loaded | None = None
) -> list[Finding]:
    """All findings on one agreement, waived ones marked, in reading order.

    `packs` are those that it names, where they have been read already. A rule that crashes becomes a finding of its own, and the others go on.
    """
    ctx = Context(agreement, on, {rule.name: rule for rule in rules}, packs)
    findings = [*agreement.findings, *ctx.packs.findings]
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
    except Exception as error:  # a rule of ours or of a company: the run goes on
        finding = ctx.finding(
            (), f"the rule {rule.name} could not judge this agreement ({type(error).__name__}: {error})"
        )
        return [
            replace(finding, rule="rule-crashed", severity="error", hint="please report this with the file", cites=())
        ]
    finally:
        ctx.rule = None


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """The agreement files that paths name, each once: files as named, folders searched for `*.qa.yaml`.

    Raises FileNotFoundError where a path is not there or a folder holds no agreement, PermissionError where a folder
    cannot be searched; the message says which.
    """
    found: dict[Path, None] = {}
    for given in paths:
        path, named = Path(given), str(given).replace(os.sep, "/")
        if not str(given):  # an empty word would be the folder that one stands in
            raise FileNotFoundError("an empty path names no agreement")
        if path.is_dir():
            inside = sorted(_search(path))
            if not inside:
                raise FileNotFoundError(f"no agreement in the folder '{named}': none of its files ends in {ENDING}")
            found.update(dict.fromkeys(inside))
        elif path.is_file() or path.is_symlink():
            found[path] = None
        elif path.exists():
            raise FileNotFoundError(f"'{named}' is no file that can be read")
        else:
            raise FileNotFoundError(f"there is no file or folder '{named}'")
    return list(found)


def _search(folder: Path) -> Iterable[Path]:
    for root, names in folders_below(folder):
        files = (root / name for name in names if name.endswith(ENDING))
        yield from (file for file in files if file.is_file() or file.is_symlink())


def folders_below(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """A folder and those below it, hidden ones left out, each with the names of its files.

    Raises PermissionError where one cannot be searched; the message says which.
    """

    def refuse(error: OSError) -> None:
        raise PermissionError(f"the folder '{error.filename}' cannot be searched: {error.strerror}")

    for root, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield Path(root), names


def check_files(files: Iterable[Path], rules: Sequence[Rule], on: date) -> Result:
    """Check files one by one. Never raises for what is in a file, nor where one cannot be opened (see `unreadable`)."""
    return together((check_file(file, rules, on) for file in files), on)


def check_file(file: Path, rules: Sequence[Rule], on: date) -> Checked:
    """Check one file."""
    try:
        agreement, settings = read(file), settings_for(file)
    except OSError as error:
        return Checked(file.as_posix(), unreadable=error.strerror or str(error))
    except RuntimeError as error:  # what Path.resolve raises for a link that leads to itself
        return Checked(file.as_posix(), unreadable=str(error))
    return check_read(agreement, settings, rules, on)


def check_read(agreement: Agreement, settings: Settings, rules: Sequence[Rule], on: date) -> Checked:
    """Check an agreement that was read, under the settings that hold for it."""
    packs = packs_against(agreement, settings)
    problem = hold_to_settings(agreement, settings)
    found = with_severities(check_agreement(agreement, rules, on, packs), settings)
    return Checked(
        agreement.path,
        (*settings.findings, *misnamed(settings, rules), *([problem] if problem is not None else []), *found),
        packs.versions,
    )


def hold_to_settings(agreement: Agreement, settings: Settings) -> Finding | None:
    """Hold the company's own keys of an agreement against the schema that the settings name; its findings get them.

    Gives the finding that says why there is no such schema, where there should be one.
    """
    schema, problem = own_keys_schema(settings)
    if schema is not None:
        hold_own_keys(agreement.resolved, schema)
    return problem


def together(checked: Iterable[Checked], on: date) -> Result:
    """What was found in several files as one result."""
    findings: dict[Finding, None] = {}  # what is wrong in a lower file is found from each file above it, and told once
    names: list[str] = []
    packs: dict[str, str] = {}
    unreadable: list[tuple[str, str]] = []
    for one in checked:
        if one.unreadable:
            unreadable.append((one.path, one.unreadable))
            continue
        names.append(one.path)
        packs.update(one.packs)
        findings.update(dict.fromkeys(one.findings))
    return Result(tuple(sorted(findings, key=reading_order)), tuple(names), on, packs, tuple(unreadable))
