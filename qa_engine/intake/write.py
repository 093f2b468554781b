"""An imported agreement as YAML in canonical layout, with its proposals marked as such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.source.edit import quote_scalar
from qa_engine.source.render import entry, flow

if TYPE_CHECKING:
    from collections.abc import Iterator

PROPOSED = "  # proposed from the words"


def agreement_text(data: dict[str, Any], of: str, proposed: set[tuple[str, ...]]) -> str:
    """The text of an agreement file; `of` names the file it was made from, `proposed` are (row, key) pairs to be marked."""
    lines = [
        f"# Made from {' '.join(of.split())} by `qa-engine import`. Notes that start with `import:` say what was not understood;",
        "# what is marked as proposed is a guess from the words. Take both away as you settle them.",
    ]
    for key, value in data.items():
        if key == "sections":
            lines += ["", "sections:"]
            for name, section in value.items():
                lines += _section(name, section, proposed)
        elif key == "parties":
            lines += ["", *entry(key, value, "")]
        else:
            lines += entry(key, value, "")
    return "\n".join(lines) + "\n"


def _section(name: str, section: dict[str, Any], proposed: set[tuple[str, ...]]) -> Iterator[str]:
    yield f"  {quote_scalar(name)}:"
    for key, value in section.items():
        if key == "activities":
            yield "    activities:"
            for row_id, row in value.items():
                yield f"      {quote_scalar(row_id)}:"
                for row_key, item in row.items():
                    yield from _row_key(row_id, row_key, item, proposed)
        else:
            yield from entry(key, value, "    ")


def _row_key(row_id: str, key: str, value: Any, proposed: set[tuple[str, ...]]) -> Iterator[str]:
    if key == "raci":  # in one line, however long
        yield f"        raci: {flow(value)}"
        return
    first, *others = entry(key, value, "        ")
    yield first + (PROPOSED if (row_id, key) in proposed and not others else "")
    yield from others
