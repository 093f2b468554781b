"""One walk over two agreements: what differs, by what things are, not by where they stand.

The walk compares plain data first and looks closer only where it differs, so that a few edits of a long agreement cost
little more than comparing it with itself. What is no change for the content hash is no change here; beyond the hash it
also sees the status and what may change by notice.
"""

from __future__ import annotations

from operator import eq
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.load import NotAnAgreement
from qa_engine.changes.change import ABSENT, ChangeSet, Operation, Side
from qa_engine.changes.fields import is_own_key
from qa_engine.changes.gather import gathered
from qa_engine.changes.keyed import Keyed, alike
from qa_engine.changes.order import moved
from qa_engine.changes.renames import renames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.change import Route
    from qa_engine.changes.keyed import Same


def diff(old: Agreement, new: Agreement) -> ChangeSet:
    """What changed from one agreement to another, with everything that they extend.

    Raises NotAnAgreement where either holds an error of the group "The file": of what cannot be read nobody can say that
    it did not change.
    """
    for agreement in (old, new):
        errors = [finding for finding in agreement.findings if finding.blocks]
        if errors:
            raise NotAnAgreement(errors)
    same = exactly if old.resolved.own_keys or new.resolved.own_keys else eq
    common = alike(old.data, new.data, same)
    before, after = Keyed.of(old.data, but=common), Keyed.of(new.data, but=common)
    operations = compare(before, after, same)
    changes = gathered(operations, before, after)
    return ChangeSet(Side(old.id, old.version, old), Side(new.id, new.version, new), changes)


def exactly(one: Any, other: Any) -> bool:
    """Whether two pieces of plain data are surely the same. To Python, 1 equals true; a company's own keys may hold either."""
    return bool(one == other) and repr(one) == repr(other)


def compare(
    old: Keyed, new: Keyed, same: Same = exactly, *, renamed: dict[str, str] | None = None
) -> tuple[Operation, ...]:
    """All fields that differ; what is the `same` is not looked into.

    `renamed` gives old id → new id of rows where that is known; else they are found by their content.
    """
    operations = list(_at_the_top(old, new, same))
    operations += _sections(old, new, same)
    operations += _rows(old, new, same, renamed)
    return tuple(operations)


def _at_the_top(old: Keyed, new: Keyed, same: Same) -> Iterator[Operation]:
    for key in dict.fromkeys((*old.keys(), *new.keys())):
        if not same(old.data.get(key), new.data.get(key)):
            before, after = (ABSENT if value is None else value for value in (old.top(key), new.top(key)))
            yield from _differences((key,), before, after)


def _sections(old: Keyed, new: Keyed, same: Same) -> Iterator[Operation]:
    were, are = list(old.sections), list(new.sections)
    common = [name for name in were if name in new.sections]
    stand_elsewhere = moved(common, [name for name in are if name in old.sections])
    was_behind, is_behind = ({}, {}) if were == are else (_behind(were), _behind(are))
    for name in were:
        if name not in new.sections:
            yield Operation(("sections", name), old.section(name) | {"place": {"behind": was_behind[name]}}, ABSENT)
    for name in are:
        if name not in old.sections:
            yield Operation(("sections", name), ABSENT, new.section(name) | {"place": {"behind": is_behind[name]}})
            continue
        if name in new.order and not same(_own_part(old, name), _own_part(new, name)):
            yield from _differences(("sections", name), old.section(name), new.section(name))
        if name in stand_elsewhere:
            yield Operation(("sections", name, "place"), {"behind": was_behind[name]}, {"behind": is_behind[name]})


def _own_part(keyed: Keyed, name: str) -> Any:
    """A section without its rows."""
    section = keyed.sections[name]
    return {**section, "activities": section.get("activities") is None} if isinstance(section, dict) else section


def _rows(old: Keyed, new: Keyed, same: Same, renamed: dict[str, str] | None) -> Iterator[Operation]:
    were = old.rows
    differing = [row_id for row_id, row in new.rows.items() if row_id in were and not same(were[row_id], row)]
    renamed = renames(old, new, differing) if renamed is None else renamed
    pairs = pairs_of(old, new, renamed)
    for row_id in old.rows:
        if row_id not in pairs:
            yield Operation(("rows", row_id), old.row(row_id) | {"place": old.place(row_id)}, ABSENT)
    for row_id, now in renamed.items():
        yield Operation(("rows", row_id, "id"), row_id, now)
    for row_id in (*renamed, *(row_id for row_id in differing if pairs.get(row_id) == row_id)):
        yield from _differences(("rows", row_id), *_where_they_differ(old, row_id, new, pairs[row_id], same))
    for row_id, now in _moved_rows(old, new, renamed):
        yield Operation(("rows", row_id, "place"), old.place(row_id), new.place(now))
    kept = set(pairs.values())
    for row_id in new.rows:
        if row_id not in kept:
            yield Operation(("rows", row_id), ABSENT, new.row(row_id) | {"place": new.place(row_id)})


def _where_they_differ(old: Keyed, was: str, new: Keyed, now: str, same: Same) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two versions of a row in canonical form, without the keys that surely hold the same."""
    before, after = old.rows[was], new.rows[now]
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return old.row(was), new.row(now)
    keys = [key for key in before | after if not same(before.get(key), after.get(key))]
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


def _moved_rows(old: Keyed, new: Keyed, renamed: dict[str, str]) -> list[tuple[str, str]]:
    """The rows, by their old and new id, that stand in another section or elsewhere among the others of theirs."""
    found = []
    taken = set(renamed.values())
    for section, rows in old.order.items():
        if not renamed and rows == new.order.get(section):
            continue
        kept = {was: renamed.get(was, was) for was in rows if was in renamed or (was in new.homes and was not in taken)}
        here = [now for now in kept.values() if new.homes[now] == section]
        common = set(here)
        elsewhere = moved(here, [now for now in new.order.get(section, ()) if now in common])
        if elsewhere or len(here) < len(kept):
            found += [(was, now) for was, now in kept.items() if now in elsewhere or new.homes[now] != section]
    return found


def _behind(sequence: list[str]) -> dict[str, str | None]:
    return dict(zip(sequence, (None, *sequence), strict=False))


def _differences(route: Route, before: Any, after: Any) -> list[Operation]:
    """The smallest fields that differ: mappings are looked into, anything else is one value."""
    if route[-1].startswith("x-") and is_own_key(route):
        same = before is not ABSENT and after is not ABSENT and _canonical_json(before) == _canonical_json(after)
    elif isinstance(before, dict) and isinstance(after, dict):
        found = []
        for key in before | after:
            was, now = before.get(key, ABSENT), after.get(key, ABSENT)
            if was is not now:
                found += _differences((*route, key), was, now)
        return found
    else:
        same = before == after
    return [] if same else [Operation(route, before, after)]


def _canonical_json(value: Any) -> bytes:
    import rfc8785

    return bytes(rfc8785.dumps(value))
