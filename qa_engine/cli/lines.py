"""What commands ask of the machine: the day, and the lines of files to quote."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.agreement.model import Agreement


def today() -> date:
    """The clock, looked up here and nowhere below."""
    return date.today()


def lines_of(known: dict[str, Agreement] | None = None) -> Callable[[str, int], str]:
    """A function that gives the text of a line of a file, from what was read already, else from disk."""
    from qa_engine.source import decode, read_bytes

    sources = {source.path: source for agreement in (known or {}).values() for source in agreement.resolved.sources}

    def line_of(path: str, line: int) -> str:
        if path not in sources:
            if not Path(path).is_file():  # a pipe would be waited for
                return ""
            try:
                sources[path] = decode(read_bytes(Path(path)), path)
            except OSError:
                return ""
        return sources[path].line_text(line)

    return line_of
