"""What holds: ledgers against everything they speak of, and documents against what was approved.

Is this Word file, this PDF, the content that the ledger shows as signed?
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.ledger.anchor import Anchor
    from qa_engine.ledger.fold import Version
    from qa_engine.lifecycle.verify import Verified
    from qa_engine.word.held import Said

ENDINGS = (".docx", ".pdf")

_IN_FORCE_OR_PAST = ("approved", "effective", "suspended", "superseded", "terminated")
_FOOTER = re.compile(r"Content hash ([0-9a-f]{16})\b")
_NAMED = re.compile(r"^(.+?) · Version (\d+\.\d+)\b", re.MULTILINE)
_PATIENCE = 60

PDF_LIMIT = (
    "a PDF names its version and the start of its content hash in the footer: that tells which approved text it "
    "claims to be, "
    "not that nobody changed a word of it; for that hold the Word file against the ledger, or sign the PDF itself"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """What holding a document against the ledgers gave.

    path     the document
    says     what it is, in one line
    state    what became of the version that it is: approved, effective, suspended, superseded or terminated; empty where
             it was never approved
    wrong    what does not hold, in order; none where it is the approved content
    limit    what this does not show; empty for a Word file
    """

    path: str
    says: str
    wrong: tuple[str, ...]
    limit: str = ""
    state: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against its being the approved content."""
        return not self.wrong


def verify(
    *paths: str | Path, on: date | None = None, anchors: Iterable[Anchor] = ()
) -> tuple[list[Verified], list[Copy]]:
    """Hold ledgers against themselves, keys, files and `anchors`, and documents (.docx, .pdf) against the ledgers.

    A path is an agreement, its ledger, a folder that is searched for agreements, or a document. A document is held
    against the agreements that are named beside it, else against those in its own folder. `on` is the day that is asked
    about; without it, today. Raises FileNotFoundError where a path is not there or a folder holds no agreement, OSError
    where a file cannot be opened, ValueError where a document cannot be read on this machine.
    """
    from qa_engine.agreement.load import read
    from qa_engine.check.run import find_files
    from qa_engine.ledger.where import agreement_path
    from qa_engine.lifecycle.verify import gone, verify_agreement

    day = on or date.today()
    named = [Path(path) for path in paths]
    documents = [path for path in named if path.suffix.lower() in ENDINGS]
    files = find_files([agreement_path(path) for path in named if path not in documents])
    kept = tuple(anchors)
    agreements = [read(file) for file in files]
    ledgers = [verify_agreement(agreement, day, kept) for agreement in agreements]
    folders = [path for path in named if path.is_dir()]
    if folders:  # one file says nothing of the others
        ledgers += gone({agreement.id for agreement in agreements}, kept, folders[0].as_posix())
    beside = files or [file for path in documents for file in sorted(path.parent.glob("*.qa.yaml"))]
    return ledgers, [verify_copy(path, [read(file) for file in beside], day) for path in documents]


def verify_copy(document: str | Path, agreements: Iterable[Agreement], on: date) -> Copy:
    """Hold a Word file or a PDF of ours against the ledgers of agreements.

    Raises OSError where the document cannot be opened, ValueError for another kind of file or where `pdftotext` is
    missing.
    """
    path = Path(document)
    raw = path.read_bytes()
    if path.suffix.lower() == ".pdf":
        return _pdf(path, agreements, on)
    if path.suffix.lower() != ".docx":
        raise ValueError(f"'{path.as_posix()}' is no Word file and no PDF")
    return _word(path.as_posix(), raw, agreements, on)


def _word(path: str, raw: bytes, agreements: Iterable[Agreement], on: date) -> Copy:
    from qa_engine.word.guard import Unfit
    from qa_engine.word.held import differences, said_in

    try:
        found = said_in(raw)
    except Unfit as error:
        return Copy(path, "a Word file", (str(error),))
    if not found.id or not found.hash:
        return Copy(
            path,
            "a Word file",
            ("it is no document of qa-engine: its properties name no agreement and no content hash",),
        )
    says = f"{found.id} version {found.version}"
    agreement, version, wrong = _approved(found.id, found.version, agreements, on)
    if version is None or agreement is None:
        return Copy(path, says, wrong)
    if found.hash != version.content_hash:
        wrong = (
            *wrong,
            f"its properties name the content {found.hash}, and version {version.version} was approved as "
            f"{version.content_hash}",
        )
    wrong = (*wrong, *_claimed(found.approvals, version))
    wanted, by_notice = _laid_out_like(found, version, agreement)
    return Copy(
        path,
        says,
        (*wrong, *(difference.message for difference in differences(wanted, found, by_notice=by_notice))),
        state=version.state,
    )


def _laid_out_like(found: Said, version: Version, agreement: Agreement) -> tuple[Said, set[str]]:
    """What the approved content says in the layout of a copy, and the names of what changes by notice.

    A column for each party or for each function is no difference in content, nor is a summary of changes.
    """
    from qa_engine.word.held import said_in
    from qa_engine.word.identity import bookmark_name

    summed_up = bookmark_name("chapter:changes") in found.chapters
    layouts = []
    for by_function in (False, True):
        approved, by_notice = _as_approved(version, agreement, with_changes=summed_up, by_function=by_function)
        layouts.append(said_in(approved))
        if layouts[-1].columns == found.columns:
            return layouts[-1], by_notice
    return layouts[0], by_notice


def _claimed(approvals: Iterable[tuple[str, str]], version: Version) -> Iterator[str]:
    """Approvals that a signature page shows and the ledger does not hold."""
    held = {
        (name, record.signature.key)
        for record in version.approvals
        if record.signature is not None
        for name in (record.by.name, record.details.get("in-place-of"))
    }
    for name, key in approvals:
        if (name, key) not in held:
            yield f"its signature page shows an approval beside {name} with the key {key}, and the ledger holds none"


def _as_approved(
    version: Version, agreement: Agreement, *, with_changes: bool, by_function: bool
) -> tuple[bytes, set[str]]:
    """The approved content as a Word file, with what changes by notice as the file has it; and the names of that.

    The summary of changes is no content: it stands in it where the copy has one, and is then held against that.
    """
    from qa_engine.agreement.canonical import changes_by_notice
    from qa_engine.agreement.recorded import agreement_of
    from qa_engine.document.build import build_document
    from qa_engine.document.choices import Choices
    from qa_engine.ledger.beside import history_of, ledger_of
    from qa_engine.report.summary import since
    from qa_engine.word.write import docx_bytes

    approved = agreement_of(version.content, agreement.path)
    history = history_of(ledger_of(agreement)) if with_changes else None
    choices = Choices(by_function, changes=since(history.approved_before(version), approved) if history else None)
    by_notice = changes_by_notice(approved.data)
    approved.data.update({part: agreement.data[part] for part in by_notice if part in agreement.data})
    return docx_bytes(build_document(approved, version.content_hash, choices)), by_notice


def _approved(
    identifier: str, number: str, agreements: Iterable[Agreement], on: date
) -> tuple[Agreement | None, Version | None, tuple[str, ...]]:
    """The agreement and version that a document names, if the ledger shows it as approved; else why not."""
    from qa_engine.ledger.beside import ledger_of
    from qa_engine.lifecycle.verify import verify_agreement

    # a draft of it may lie beside it, under the same number and without a ledger
    known = sorted((one for one in agreements if one.id == identifier), key=lambda one: not ledger_of(one).there)
    if not known:
        return None, None, (f"no agreement {identifier} lies beside it; name its file, too",)
    verified: Verified = verify_agreement(known[0], on)
    version = verified.history.versions.get(number)
    if version is None or version.state not in _IN_FORCE_OR_PAST:
        state = verified.history.state_of(number).replace("-", " ")
        return known[0], None, (f"version {number} of {identifier} is not approved: the ledger shows it as {state}",)
    broken = tuple(
        f"the ledger does not hold: {finding.message}"
        for finding in verified.findings
        if finding.place.path == verified.ledger.path
    )
    return known[0], version, broken


def _pdf(path: Path, agreements: Iterable[Agreement], on: date) -> Copy:
    text = _text_of(path)
    digits, named = set(_FOOTER.findall(text)), set(_NAMED.findall(text))
    if len(digits) != 1 or len(named) != 1:
        return Copy(
            path.as_posix(),
            "a PDF",
            ("it is no document of qa-engine: no footer names one version and one content hash",),
            PDF_LIMIT,
        )
    identifier, number = named.pop()
    found = digits.pop()
    agreement, version, wrong = _approved(identifier.strip(), number, agreements, on)
    if agreement is not None and version is not None and not version.content_hash.startswith(f"sha256:{found}"):
        wrong = (
            *wrong,
            f"its footer bears the content hash {found}, and version {number} was approved as {version.content_hash}"
            f"{_as_the_file(found, agreement, version)}",
        )
    state = version.state if version is not None else ""
    return Copy(path.as_posix(), f"{identifier.strip()} version {number}", wrong, PDF_LIMIT, state)


def _as_the_file(digits: str, agreement: Agreement, version: Version) -> str:
    """What a PDF differs in that was made from the file as it is now."""
    from qa_engine.agreement.canonical import content_hash
    from qa_engine.rules.lifecycle.recorded import what_differs

    if not content_hash(agreement).startswith(f"sha256:{digits}"):
        return ""
    return f"; it is what the file says now, which differs in {what_differs(agreement, version)}"


def _text_of(path: Path) -> str:
    try:
        said = subprocess.run(  # noqa: S603  # fixed program, a list of arguments, no shell
            ["pdftotext", "-q", "-enc", "UTF-8", os.fspath(path.resolve()), "-"],  # noqa: S607
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise ValueError("to read a PDF takes the program pdftotext (poppler-utils), which is not there") from None
    except subprocess.TimeoutExpired:
        raise ValueError(f"pdftotext did not come to an end with '{path.as_posix()}'") from None
    return said.stdout.decode("utf-8", "replace")
