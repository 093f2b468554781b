"""Rows that stand under another id: known by their content, where their id vanished or was given to another row."""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from qa_engine.changes.keyed import Keyed

ALIKE = 0.6
"""Two sentences with at least this share of words in common may be one, reworded, where all else in the row is the same."""


def renames(old: Keyed, new: Keyed, changed: Iterable[str]) -> dict[str, str]:
    """Old id → new id of rows whose content stands under another id; `changed` are the ids in both that differ.

    First whole rows, then near-identical ones: the same task in the same words with some other keys changed, or, of ids
    that vanished and appeared, all else the same and the task reworded. An id need not vanish: where a row was put in and
    those behind it took the next number, the rows are followed. What could be meant of two rows is not guessed.
    """
    gone = [row_id for row_id in old.rows if row_id not in new.rows]
    come = [row_id for row_id in new.rows if row_id not in old.rows]
    if not gone and not come:
        return {}
    differing = list(changed)
    if not (gone or differing) or not (come or differing):
        return {}
    if not _crosses((old, (*gone, *differing)), (new, (*come, *differing))):
        differing = []
        if not gone or not come:
            return {}
    before = {row_id: _said(old, row_id) for row_id in (*gone, *differing)}
    after = {row_id: _said(new, row_id) for row_id in (*come, *differing)}
    found = _matched(before, after, _whole)

    def other_task(row_id: str) -> bool:
        """Whether a row is gone or new, or is about something else now (a number that was given to another row)."""
        return row_id not in before or row_id not in after or before[row_id].get("do") != after[row_id].get("do")

    left = {row_id: said for row_id, said in before.items() if row_id not in found and other_task(row_id)}
    right = {row_id: said for row_id, said in after.items() if row_id not in found.values() and other_task(row_id)}
    by_task = _matched(left, right, lambda said: said.get("do", "").casefold() or None)
    found |= {one: other for one, other in by_task.items() if _mostly_the_same(before[one], after[other])}
    left = {row_id: before[row_id] for row_id in gone if row_id not in found}
    right = {row_id: after[row_id] for row_id in come if row_id not in found.values()}
    by_the_rest = _matched(left, right, _all_but_the_task)
    return found | {one: other for one, other in by_the_rest.items() if _reworded(before[one], after[other])}


def _crosses(before: tuple[Keyed, Iterable[str]], after: tuple[Keyed, Iterable[str]]) -> bool:
    """Whether a task of the one side stands on the other under another id: else no id of a task is followed."""
    ids: dict[str, str] = {}
    for row_id in before[1]:
        task = _task(before[0].rows[row_id])
        ids[task] = "" if task in ids else row_id
    return any(ids.get(_task(after[0].rows[row_id]), row_id) != row_id for row_id in after[1])


def _task(row: Any) -> str:
    do = row.get("do") if isinstance(row, dict) else None
    return " ".join(do.split()).casefold() if isinstance(do, str) else ""


def _said(keyed: Keyed, row_id: str) -> dict[str, Any]:
    """A row without what it follows: that may have been renamed as well."""
    return {key: value for key, value in keyed.row(row_id).items() if key not in ("after", "note")}


def _matched(
    before: dict[str, dict[str, Any]],
    after: dict[str, dict[str, Any]],
    sign: Callable[[dict[str, Any]], Hashable | None],
) -> dict[str, str]:
    """Rows with one sign, where it leaves no doubt which is which: as many before as after, taken in order."""
    signs: dict[Hashable, tuple[list[str], list[str]]] = {}
    for side, rows in enumerate((before, after)):
        for row_id, said in rows.items():
            if (mark := sign(said)) is not None:
                signs.setdefault(mark, ([], []))[side].append(row_id)
    return {
        one: other
        for ones, others in signs.values()
        if len(ones) == len(others) and not set(ones) & set(others)
        for one, other in zip(ones, others, strict=True)
    }


def _whole(said: dict[str, Any]) -> str | None:
    return json.dumps(said, sort_keys=True) if "do" in said else None


def _all_but_the_task(said: dict[str, Any]) -> str | None:
    rest = {key: value for key, value in said.items() if key != "do"}
    return json.dumps(rest, sort_keys=True) if len(rest) > 1 and "do" in said else None


def _mostly_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    keys = {*one, *other} - {"do"}
    alike = sum(1 for key in keys if one.get(key) == other.get(key))
    return 2 * alike >= len(keys)


def _reworded(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return SequenceMatcher(None, one["do"].split(), other["do"].split(), autojunk=False).ratio() >= ALIKE


def follower(renamed: dict[str, str]) -> Callable[[str], str]:
    """A function that gives a text with the ids of rows in it renamed, where they stand as words."""
    if not renamed:
        return lambda text: text
    ids = "|".join(re.escape(row_id) for row_id in sorted(renamed, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?<!\w\.)(?:{ids})(?![\w-])(?!\.\w)")
    return lambda text: pattern.sub(lambda match: renamed[match.group()], text)
