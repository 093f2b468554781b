"""Writing to the terminal: colour where a terminal shows it and nobody forbade it, plain text elsewhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.report.text import Line

_STYLES = {
    "error": "bold red",
    "warning": "yellow",
    "note": "cyan",
    "place": "bold",
    "dim": "dim",
    "hint": "green",
    "heading": "bold",
}


def coloured() -> bool:
    """Whether to colour: a terminal, and neither NO_COLOR nor CI set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and not os.environ.get("CI")


def emit(lines: Iterable[list[Line]]) -> None:
    """Write lines of pieces to standard output."""
    if not coloured():
        sys.stdout.writelines("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
        return
    from rich.console import Console
    from rich.text import Text

    # Text objects, never markup: rich would eat "[bracketed]" words of an agreement
    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((text, _STYLES.get(role, "")) for text, role in line)))
