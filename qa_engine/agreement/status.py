"""The line of a file that says its status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.finding import Edit
from qa_engine.source import replace_value

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement


def status_edit(agreement: Agreement, status: str) -> Edit:
    """The edit that makes the agreement's own file say `status:`; behind the version where it says nothing yet."""
    source = agreement.resolved.sources[0]
    if ("status",) in source.spans:
        return replace_value(source, ("status",), status)
    end = source.span(("version",))[1]
    if source.text[: source.span(("version",))[0]].lstrip().startswith("{"):
        return Edit(source.path, end, end, f", status: {status}")
    line = source.position(end)[0]
    rest = source.line_text(line)[source.position(end)[1] - 1 :]
    line_break = "\r\n" if "\r\n" in source.text else "\n"
    return Edit(source.path, end + len(rest), end + len(rest), f"{line_break}status: {status}")
