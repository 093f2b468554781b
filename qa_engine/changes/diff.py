"""One walk over two agreements: what differs, by what things are, not by where they stand.

The walk compares plain data first and looks closer only where it differs, so that a few edits of a long agreement cost
little more than comparing it with itself. What is no change for the content hash is no change here; beyond the hash it
also sees the status and what may change by notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.jcs import jcs_bytes
from qa_engine.agreement.load import NotAnAgreement
from qa_engine.changes.change import ABSENT, ChangeSet, Operation, Side
from qa_engine.changes.fields import is_own_key
from qa_engine.changes.gather import gathered
from qa_engine.changes.keyed import Keyed
from qa_engine.changes.order import moved
from qa_engine.changes.renames import renames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.change import Route
    from qa_engine.source import Source


def diff(old: Agreement, new: Agreement) -> ChangeSet:
    """What changed from one agreement to another, with everything that they extend.

    Raises NotAnAgreement where either holds an error of the group "The file": of what cannot be read nobody can say that
    it did not change.
    """
    for agreement in (old, new):
        errors = [finding for finding in agreement.findings if finding.blocks]
        if errors:
            raise NotAnAgreement(errors)
    own_keys = any(_has_own_keys(source) for agreement in (old, new) for source in agreement.resolved.sources)
    before, after = Keyed.of(old.data), Keyed.of(new.data)
    operations = compare(before, after, exact=own_keys)
    changes = gathered(operations, before, after)
    return ChangeSet(Side(old.id, old.version, old), Side(new.id, new.version, new), changes)


def _has_own_keys(source: Source) -> bool:
    text = source.text
    at = text.find("x-")
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():  # most are the middle of a word
            return any(key.startswith("x-") for key in source.keys)
        at = text.find("x-", at + 2)
    return False


def compare(
    old: Keyed, new: Keyed, *, exact: bool = True, renamed: dict[str, str] | None = None
) -> tuple[Operation, ...]:
    """All fields that differ.

    With `exact`, `true` and 1 under a company's own keys are told apart, which costs time. `renamed` gives old id → new id
    of rows where that is known; else they are found by their content.
    """
    operations = list(_at_the_top(old, new, exact))
    operations += _sections(old, new, exact)
    operations += _rows(old, new, exact, renamed)
    return tuple(operations)


def _alike(one: Any, other: Any, exact: bool) -> bool:
    """Whether two pieces of plain data are surely the same. To Python, 1 equals true."""
    return bool(one == other) and not (exact and repr(one) != repr(other))


def _at_the_top(old: Keyed, new: Keyed, exact: bool) -> Iterator[Operation]:
    for key in dict.fromkeys((*old.keys(), *new.keys())):
        if not _alike(old.raw(key), new.raw(key), exact):
            before, after = (ABSENT if value is None else value for value in (old.top(key), new.top(key)))
            yield from _differences((key,), before, after)


def _sections(old: Keyed, new: Keyed, exact: bool) -> Iterator[Operation]:
    common = [name for name in new.sections if name in old.sections]
    stand_elsewhere = moved([name for name in old.sections if name in new.sections], common)
    was_behind, is_behind = _behind(list(old.sections)), _behind(list(new.sections))
    for name in old.sections:
        if name not in new.sections:
            yield Operation(("sections", name), old.section(name) | {"place": {"behind": was_behind[name]}}, ABSENT)
    for name in new.sections:
        if name not in old.sections:
            yield Operation(("sections", name), ABSENT, new.section(name) | {"place": {"behind": is_behind[name]}})
            continue
        if not _alike(_own_part(old, name), _own_part(new, name), exact):
            yield from _differences(("sections", name), old.section(name), new.section(name))
        if name in stand_elsewhere:
            yield Operation(("sections", name, "place"), {"behind": was_behind[name]}, {"behind": is_behind[name]})


def _own_part(keyed: Keyed, name: str) -> Any:
    """A section without its rows."""
    section = keyed.sections[name]
    return {**section, "activities": section.get("activities") is None} if isinstance(section, dict) else section


def _rows(old: Keyed, new: Keyed, exact: bool, renamed: dict[str, str] | None) -> Iterator[Operation]:
    were = old.rows
    differing = [
        row_id
        for row_id, row in new.rows.items()
        if row_id in were and (were[row_id] != row or (exact and not _alike(were[row_id], row, exact)))
    ]
    renamed = renames(old, new, differing) if renamed is None else renamed
    pairs = pairs_of(old, new, renamed)
    for row_id in old.rows:
        if row_id not in pairs:
            yield Operation(("rows", row_id), old.row(row_id) | {"place": old.place(row_id)}, ABSENT)
    for row_id, now in renamed.items():
        yield Operation(("rows", row_id, "id"), row_id, now)
    for row_id in (*renamed, *(row_id for row_id in differing if pairs.get(row_id) == row_id)):
        yield from _differences(("rows", row_id), *_where_they_differ(old, row_id, new, pairs[row_id], exact))
    for row_id in _moved_rows(old, new, pairs):
        yield Operation(("rows", row_id, "place"), old.place(row_id), new.place(pairs[row_id]))
    kept = set(pairs.values())
    for row_id in new.rows:
        if row_id not in kept:
            yield Operation(("rows", row_id), ABSENT, new.row(row_id) | {"place": new.place(row_id)})


def _where_they_differ(
    old: Keyed, was: str, new: Keyed, now: str, exact: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two versions of a row in canonical form, without the keys that surely hold the same."""
    before, after = old.rows[was], new.rows[now]
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return old.row(was), new.row(now)
    keys = {key for key in (*before, *after) if not _alike(before.get(key), after.get(key), exact)}
    return old.row_at(was, keys), new.row_at(now, keys)


def pairs_of(old: Keyed, new: Keyed, renamed: dict[str, str]) -> dict[str, str]:
    """Old id → new id of the rows that both have, given those that were renamed."""
    if not renamed:
        return {row_id: row_id for row_id in old.rows if row_id in new.rows}
    taken = set(renamed.values())
    same = {
        row_id: row_id for row_id in old.rows if row_id in new.rows and row_id not in renamed and row_id not in taken
    }
    return same | renamed


def _moved_rows(old: Keyed, new: Keyed, pairs: dict[str, str]) -> list[str]:
    """The rows, by their old id, that stand in another section or elsewhere among the others of theirs."""
    if old.order == new.order:
        return []
    found = []
    for section, rows in old.order.items():
        now = new.order.get(section, [])
        if rows == now and all(pairs.get(row_id) == row_id for row_id in rows):
            continue
        here = [pairs[row_id] for row_id in rows if row_id in pairs and new.homes[pairs[row_id]] == section]
        common = set(here)
        elsewhere = moved(here, [row_id for row_id in now if row_id in common])
        found += [
            row_id
            for row_id in rows
            if row_id in pairs and (pairs[row_id] in elsewhere or new.homes[pairs[row_id]] != section)
        ]
    return found


def _behind(sequence: list[str]) -> dict[str, str | None]:
    return dict(zip(sequence, (None, *sequence), strict=False))


def _differences(route: Route, before: Any, after: Any) -> Iterator[Operation]:
    """The smallest fields that differ: mappings are looked into, anything else is one value."""
    if is_own_key(route):
        if before is ABSENT or after is ABSENT or jcs_bytes(before) != jcs_bytes(after):
            yield Operation(route, before, after)
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in (*before, *(key for key in after if key not in before)):
            yield from _differences((*route, key), before.get(key, ABSENT), after.get(key, ABSENT))
    elif before != after:
        yield Operation(route, before, after)
