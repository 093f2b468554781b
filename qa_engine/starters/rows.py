"""A section and its rows, from the words of the library to those of one agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.named import NamedTuple
from qa_engine.starters.pick import markets_of, row_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.starters.cast import Cast
    from qa_engine.starters.pick import Picked
    from qa_engine.starters.words import Words

ROW_KEYS = (
    "do", "raci", "topic", "decides", "per", "within", "notice", "every", "with", "via", "when", "after", "needs",
    "produces", "signed-by", "may-delegate", "basis", "procedure", "remark", "not-applicable",
)  # fmt: skip
"""The keys of a row, in the order in which people read them."""


class Maker(NamedTuple):
    """What it takes to make rows of an agreement: `ids` are library → agreement, `rows` those that were picked."""

    full: dict[str, Any]
    cast: Cast
    words: Words
    ids: dict[str, str]
    rows: dict[str, dict[str, Any]]


def section(identifier: str, picked: Picked, maker: Maker) -> dict[str, Any]:
    """One section as the agreement holds it. Raises ValueError where nothing is in it."""
    said = picked.section
    made: dict[str, Any] = {"title": maker.words.put(said["title"])}
    topic = said.get("topic", "")
    if topic:
        made["topic"] = topic
    if "text" in said:
        made["text"] = maker.words.put(said["text"], maker.ids)
    if picked.rows:
        made["activities"] = {maker.ids[row_id]: _row(row_id, topic, maker) for row_id in picked.rows}
    if len(made) == 1:
        raise ValueError(f"section {identifier} has neither prose nor rows")
    return made


def listed(value: str | Iterable[str]) -> list[str]:
    """One text or several as a list of its own."""
    return [value] if isinstance(value, str) else list(value)


def _row(row_id: str, topic: str, maker: Maker) -> dict[str, Any]:
    row = maker.rows[row_id]
    made: dict[str, Any] = {}
    for key in ROW_KEYS:
        if key not in row:
            continue
        value = row[key]
        if key in ("do", "remark", "not-applicable"):
            value = maker.words.put(value, maker.ids)
        elif key == "raci":
            cells = maker.cast.cells(row_id, value)
            value = {holder: maker.words.put(cell) for holder, cell in cells.items()}
        elif key == "signed-by":
            value = maker.cast.holders(maker.full["signatories"] if value == "signatories" else value)
        elif key == "may-delegate":
            value = maker.cast.holders(value)
        elif key == "when":
            value = _narrowed(value, maker.full)
        elif key == "after":
            value = [maker.ids[one] for one in _waits(row_id, maker)]
        elif key == "needs":
            value = [name for name in value if _is_made(name, maker)]
        elif key == "basis":
            value = [cite for cite in value if cite.startswith(tuple(maker.full["instruments"]))]
        elif key == "topic" and value == topic:
            continue
        if value:
            made[key] = value[0] if key == "after" and len(value) == 1 else value
    return made


def _narrowed(when: dict[str, Any], full: dict[str, Any]) -> dict[str, Any]:
    """`when` without what narrows nothing here: all of the markets."""
    return {key: value for key, value in when.items() if key != "markets" or markets_of(full) - set(value)}


def _is_made(record: str, maker: Maker) -> bool:
    return any(record in listed(row.get("produces", ())) for row in maker.rows.values())


def _waits(row_id: str, maker: Maker) -> list[str]:
    """The rows that a row waits for; where one of them is not here, those that it would have waited for."""
    found: dict[str, None] = {}
    todo = listed(maker.rows[row_id]["after"])
    for one in todo:  # grows while it is read
        if one in maker.rows:
            found[one] = None
        else:
            todo += [other for other in _after(one, maker) if other not in todo]
    return [one for one in found if not any(one in _all_before(other, maker) for other in found)]


def _after(row_id: str, maker: Maker) -> list[str]:
    return listed((maker.rows.get(row_id) or row_of(row_id)).get("after", ()))


def _all_before(row_id: str, maker: Maker) -> list[str]:
    todo = _after(row_id, maker)
    for one in todo:  # grows while it is read
        todo += [other for other in _after(one, maker) if other not in todo]
    return todo
