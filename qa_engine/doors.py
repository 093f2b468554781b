"""The doors of the library that lead through several rooms: check, graph, render."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

    from qa_engine.agreement.model import Agreement
    from qa_engine.check.run import Result


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


@dataclass(frozen=True, slots=True)
class Rendered:
    """A Word document in memory: `content` are the bytes of the .docx."""

    content: bytes

    def save(self, path: str | Path) -> None:
        """Write the file; a failed write leaves an older file of that name whole.

        Raises OSError where the folder is missing or cannot be written.
        """
        from qa_engine.word.save import save

        save(self.content, Path(path))


def render(agreement: Agreement) -> Rendered:
    """The agreement as a Word document: the same agreement gives the same bytes.

    A `Draft` mark stands on every page unless the agreement is approved.
    """
    from qa_engine.agreement.canonical import content_hash
    from qa_engine.document.build import build_document
    from qa_engine.word.write import docx_bytes

    approved = agreement.status in ("approved", "effective")
    return Rendered(docx_bytes(build_document(agreement, content_hash(agreement), approved=approved)))
