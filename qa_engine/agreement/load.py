"""Files and text → agreements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.agreement.build import build
from qa_engine.agreement.extends import resolve
from qa_engine.agreement.validate import validate
from qa_engine.source import parse, read_bytes

if TYPE_CHECKING:
    from qa_engine.agreement.extends import Read
    from qa_engine.agreement.model import Agreement
    from qa_engine.finding import Finding


class NotAnAgreement(ValueError):
    """The file holds mistakes that leave no agreement to speak of; `findings` names each with its place."""

    def __init__(self, findings: list[Finding]) -> None:
        first = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(f"{first.place.path}:{first.place.line}:{first.place.column}: {first.message}{more}")
        self.findings = findings


def read(path: str | Path) -> Agreement:
    """The agreement in a file as far as it can be read, with everything it extends.

    Its `findings` say what could not be read. Never raises for what is in a file;
    raises OSError where the file itself cannot be opened.
    """
    file = Path(path)
    return read_text(read_bytes(file), file.as_posix(), file.parent)


def read_text(
    text: str | bytes, path: str = "agreement.qa.yaml", folder: Path | None = None, read: Read = read_bytes
) -> Agreement:
    """The agreement in a text, named by `path`; with a `folder`, what it extends is read from there, by `read`."""
    resolved = resolve(parse(text, path), folder, read)
    validate(resolved)
    return build(resolved)


def load(path: str | Path) -> Agreement:
    """The agreement in a file that has no error of the group "The file".

    Raises NotAnAgreement, with the findings, where it has one; OSError where the file cannot be opened.
    """
    agreement = read(path)
    errors = [finding for finding in agreement.findings if finding.blocks]
    if errors:
        raise NotAnAgreement(errors)
    return agreement
