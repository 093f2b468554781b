"""Writing to the terminal: colour where a terminal shows it and nobody forbade it, plain text elsewhere."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # an answer from the cache comes through here: `typing` costs as much as the start of Python
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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

_BAR = 40
"""Characters of a progress bar."""

_FEW = 20
"""So many are done before anybody wonders."""


def coloured() -> bool:
    """Whether to colour: a terminal, and neither NO_COLOR nor CI set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and not os.environ.get("CI")


def plain(lines: Iterable[list[Line]]) -> str:
    """Lines of pieces as text without colour."""
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)


def emit(lines: Iterable[list[Line]]) -> None:
    """Write lines of pieces to standard output."""
    if not coloured():
        sys.stdout.write(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    # Text objects, never markup: rich would eat "[bracketed]" words of an agreement
    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((text, _STYLES.get(role, "")) for text, role in line)))


def progress(total: int, what: str) -> Callable[[int], None]:
    """A bar on standard error that is told how many of `total` are done, and goes when all are.

    Silent where nobody looks at a terminal, in CI, and for few.
    """
    stream = sys.stderr
    if total < _FEW or not stream.isatty() or os.environ.get("CI") or os.environ.get("TERM") == "dumb":
        return lambda _: None
    shown = -1

    def told(done: int) -> None:
        nonlocal shown
        if done * _BAR // total != shown:
            shown = done * _BAR // total
            stream.write(
                f"\r{'█' * shown}{'░' * (_BAR - shown)} {done} of {total} {what}" if done < total else "\r\033[K"
            )
            stream.flush()

    return told
