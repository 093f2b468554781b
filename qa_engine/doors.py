"""The doors of the library that lead through several rooms: check, coverage, graph, render."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.value import frozen

if TYPE_CHECKING:
    from typing import Literal

    import networkx as nx

    from qa_engine.agreement.model import Agreement
    from qa_engine.check.run import Result
    from qa_engine.coverage.answers import Coverage
    from qa_engine.coverage.table import PackTable
    from qa_engine.document.blocks import Document
    from qa_engine.document.choices import Changes, Choices, OpenPoint
    from qa_engine.pages.excel import Sheets
    from qa_engine.word.manner import Embed, Esign, Manner, Protect
    from qa_engine.word.redline import Redline

    Form = Literal["docx", "pdf", "html", "xlsx", "md"]


def check(*paths: str | Path, on: date | None = None) -> Result:
    """Findings for agreements and for folders, which are searched for `*.qa.yaml`.

    `on` is the day that is asked about (waivers, reviews); without it, today.
    Never raises for what is in a file; a file that cannot be opened is listed in `Result.unreadable`.
    Raises FileNotFoundError where a path is not there or a folder holds no agreement.
    """
    from qa_engine.check.run import check_files, find_files
    from qa_engine.rules import RULES

    return check_files(find_files(paths), RULES, on or date.today())


def graph(agreement: Agreement) -> nx.MultiDiGraph[str]:
    """The responsibility graph of an agreement as a networkx graph."""
    from qa_engine.graph.build import build

    return build(agreement)


def coverage(agreement: Agreement) -> tuple[PackTable, ...]:
    """What the packs of an agreement expect, expectation by expectation, and what answers it.

    A pack that is not there, or what is wrong in one, is left out; `check` names it.
    """
    from qa_engine.coverage.against import packs_against
    from qa_engine.coverage.table import table

    return table(agreement, packs_against(agreement).packs)


@frozen
class Rendered:
    """A rendered agreement in memory: `content` are the bytes of the file."""

    content: bytes

    def save(self, path: str | Path) -> None:
        """Write the file; a failed write leaves an older file of that name whole.

        Raises OSError where the folder is missing or cannot be written.
        """
        from qa_engine.source.save import save

        save(self.content, Path(path))


def render(
    agreement: Agreement,
    to: Form = "docx",
    *,
    template: str | Path | None = None,
    columns: str = "",
    party: str = "",
    coverage: bool = False,
    baseline: bool = False,
    changes: Changes | None = None,
    protect: Protect = "none",
    esign: Esign = "none",
    signature_lines: bool = False,
    embed: Embed = "ids",
    paginate: bool = False,
    sheets: Sheets = "one",
    redline: Agreement | None = None,
    author: str = "",
    date: str = "",
) -> Rendered:
    """The agreement as a Word document, or as PDF, HTML, Excel or Markdown of the same.

    The same agreement gives the same bytes, but for PDF and page numbers, which LibreOffice works out. A mark stands on
    every page of one that is not in force (`Draft`, `Superseded`); the approvals on its ledger stand on the signature page.

    columns   of the matrices: `party` or `function`; empty: as the settings say, else by party
    party     only what concerns this party: an extract
    coverage  with an annex that says where the expectations of the packs are answered
    baseline  with the points that the repository's baseline lets pass, beside the accepted exceptions
    changes   for a summary of them; absent, those since the version that the ledger shows as approved before; an extract
              has none
    template  a company's docx or dotx (Word and PDF); `protect`, `esign`, `signature_lines`, `embed` and `paginate` see
              `word.manner`; `sheets` of Excel: one, or one for each section
    redline   an older agreement: what differs from it stands as tracked changes with comments (Word and PDF), by an
              `author` (else the number and version of this one) at a `date` (ISO day, or time in UTC; else the day of this
              version)

    Raises CannotVerify where there are approvals and their signatures cannot be verified on this machine; KeyError for a party that is not there, OSError where the template cannot be read, and ValueError, in one line
    that says what to do, where it is refused or a text cannot be written; `OfficeError` and `NoExcelError` (RuntimeError)
    where a program or a library that the form needs is missing.
    """
    from qa_engine.agreement.canonical import content_hash
    from qa_engine.document.build import build_document
    from qa_engine.document.choices import Choices
    from qa_engine.lifecycle.approvals import approved_before, as_recorded

    if party and party not in agreement.parties:
        raise KeyError(party)
    before = approved_before(agreement) if changes is None and not party else None
    if before is not None:
        from qa_engine.report.summary import since

        changes = since(before, agreement)
    by_function = (columns or _columns_in_settings(agreement)) == "function"
    agreement, approvals = as_recorded(agreement)
    points = _open_points(agreement) if baseline else ()
    choices = Choices(by_function, party, _coverage(agreement) if coverage else None, changes, approvals, points)
    document = build_document(agreement, content_hash(agreement), choices)
    held_against = None
    if redline is not None:
        _refuse_redline(to, protect, esign, signature_lines=signature_lines, paginate=paginate)
        held_against = _redline(redline, agreement, choices, author, date or document.dated)
    if to == "html":
        from qa_engine.pages.html import html_text

        return Rendered(html_text(document).encode("utf-8"))
    if to == "md":
        from qa_engine.pages.markdown import markdown_text

        return Rendered(markdown_text(document).encode("utf-8"))
    if to == "xlsx":
        from qa_engine.pages.excel import xlsx_bytes

        return Rendered(xlsx_bytes(document, sheets))
    from qa_engine.agreement.canonical import canonical_json
    from qa_engine.word.manner import Manner

    source = canonical_json(agreement) if embed == "agreement" else b""
    manner = Manner(protect, esign, signature_lines, embed, source)
    raw = Path(template).read_bytes() if template is not None else None
    if to == "pdf" or paginate:
        from qa_engine.word.office import pages_of, pdf_of

        pdf = pdf_of(_word(document, manner._replace(live_contents=True), raw, held_against))
        if to == "pdf":
            return Rendered(pdf)
        manner = manner._replace(pages=pages_of(document, pdf))
    return Rendered(_word(document, manner, raw, held_against))


def _word(document: Document, manner: Manner, template: bytes | None, redline: Redline | None = None) -> bytes:
    if template is None:
        from qa_engine.word.write import docx_bytes

        return docx_bytes(document, manner, redline)
    from qa_engine.word.pour import poured

    return poured(document, template, manner, redline)


def _refuse_redline(to: Form, protect: Protect, esign: Esign, *, signature_lines: bool, paginate: bool) -> None:
    """A redline is for reading and negotiating: nobody signs it, and its pages are not those of the agreement."""
    if to not in ("docx", "pdf"):
        raise ValueError("a redline is a Word file or a PDF; write one of these, or ask diff for the changes")
    if protect == "signing" or esign != "none" or signature_lines:
        raise ValueError("a redline is not what is signed; leave out what is for signing, or leave out the redline")
    if paginate:
        raise ValueError("the pages of a redline are not those of the agreement; leave out the page numbers")


def _redline(old: Agreement, new: Agreement, choices: Choices, author: str, date: str) -> Redline:
    from datetime import UTC, datetime

    from qa_engine.agreement.canonical import content_hash
    from qa_engine.changes.assess import assess
    from qa_engine.changes.diff import diff
    from qa_engine.document.build import build_document
    from qa_engine.document.compare import Known
    from qa_engine.lifecycle.approvals import approved_before, as_recorded
    from qa_engine.report.remarks import remarks
    from qa_engine.report.summary import since
    from qa_engine.settings.read import settings_for
    from qa_engine.word.ooxml import escape
    from qa_engine.word.redline import Redline

    changes = diff(old, new)
    verdict = assess(changes, settings_for(Path(new.path)).table("assessment"))
    told = None if choices.party else since(approved_before(old), old)
    old, approvals = as_recorded(old)
    coverage = None if choices.coverage is None else _coverage(old)
    chosen = choices._replace(approvals=approvals, coverage=coverage, changes=told)
    document = build_document(old, content_hash(old), chosen)
    if date:
        try:
            at = datetime.fromisoformat(date)
        except ValueError:
            raise ValueError(f"'{date}' is no date; write one like 2027-01-15 or 2027-01-15T09:30:00Z") from None
        at = at.astimezone(UTC) if at.tzinfo else at
        date = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    author = " ".join(author.split()) or f"{new.id} version {new.version}"
    escape(author)  # which raises where a Word file cannot hold it
    moves = {"activity-moved": "row", "section-moved": "section"}
    moved = frozenset(f"{moves[one.kind]}:{one.at}" for one in changes.changes if one.kind in moves)
    return Redline(document, author, date, remarks(changes, verdict), Known(changes.renamed, moved))


def _open_points(agreement: Agreement) -> tuple[OpenPoint, ...]:
    """What a baseline lets pass, in words: what is wrong with a file, and what a day brings about, is for no document."""
    from qa_engine.check.baseline import on_record
    from qa_engine.document.choices import OpenPoint
    from qa_engine.rules import RULES

    rules = {rule.name: rule for rule in RULES if rule.group not in ("file", "lifecycle")}
    found = on_record(agreement, tuple(rules.values()))
    return tuple(
        OpenPoint(
            one.place.at, rules[one.rule].summary.replace("A pack", "A guideline").replace("a pack", "a guideline")
        )
        for one in found
        if one.rule in rules
    )


def _columns_in_settings(agreement: Agreement) -> str:
    from qa_engine.settings.read import settings_for

    return str(settings_for(Path(agreement.path)).get("columns") or "party")


def _coverage(agreement: Agreement) -> Coverage:
    from qa_engine.coverage.against import packs_against
    from qa_engine.coverage.answers import Coverage

    return Coverage(agreement, packs_against(agreement).packs)
