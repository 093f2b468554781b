"""An agreement laid out for comparison: everything by what it is known by, the rows of all sections side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from qa_engine.agreement.canonical import party_content, row_content, text_content, value_content, without_empty
from qa_engine.changes.fields import LISTS, NAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Same = Callable[[Any, Any], bool]

NULL = "\0null"
"""Stands for `null` in a file on top of another one, where it means "taken out"; no text of a file can be this."""

_DEFAULTS = {"scheme": "RACI", "status": "draft"}
_NOT_CONTENT = frozenset({"format", "sections"})
_OF_THE_FILE = frozenset({"extends", "base-version"})


class Alike(NamedTuple):
    """What two agreements hold alike, so that nobody need look into it.

    sections  ids of those that are the same in both, with the same rows in the same order
    rows      ids of those, in the other sections, that are the same in the same section of both
    """

    sections: Collection[str] = ()
    rows: Collection[str] = ()


NOTHING = Alike()


@dataclass(slots=True)
class Keyed:
    """Plain data of an agreement by identity; what is alike in another that it is compared with may be left aside.

    data      the plain data as it was read
    sections  section id → its data
    rows      row id → its data, of rows that are not alike
    homes     row id → the section it stands in, of all in sections that are not alike
    order     section id → row ids, both in the order in which they are printed, of the same sections
    whole     whether notes, `extends` and `null` count too: the file is compared, not what was agreed
    """

    data: dict[str, Any]
    whole: bool = False
    sections: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    _behind: dict[str, str | None] = field(default_factory=dict, repr=False)
    _said: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, data: dict[str, Any], *, whole: bool = False, but: Alike = NOTHING) -> Keyed:
        """Lay plain data out, all `but` what is known to be alike in another.

        With `whole`, all of the file counts; else what was agreed, so that the hash and this agree.
        """
        keyed = cls(_marked(data) if whole and "extends" in data else data, whole)
        keyed.sections = _sections(keyed.data)
        for section_id, section in keyed.sections.items():
            if section_id in but.sections:
                continue
            rows = {row_id: row for row_id, row in _activities(section).items() if row}
            keyed.order[section_id] = list(rows)
            keyed.homes.update(dict.fromkeys(rows, section_id))
            keyed.rows.update({row_id: row for row_id, row in rows.items() if row_id not in but.rows})
        return keyed

    def keys(self) -> list[str]:
        """The keys at the top that are compared."""
        left_out = _NOT_CONTENT if self.whole else _NOT_CONTENT | _OF_THE_FILE
        return [key for key in self.data if key not in left_out]

    def raw(self, key: str) -> Any:
        """What stands behind a key at the top, or what counts where it is absent."""
        value = self.data.get(key)
        return _DEFAULTS.get(key) if value is None else value

    def top(self, key: str) -> Any:
        """What stands behind a key at the top, by identity and in canonical form; None where nothing does."""
        return top_meaning(key, self.raw(key))

    def section(self, section_id: str) -> dict[str, Any]:
        """A section without its rows, in canonical form."""
        data = self.sections[section_id]
        if not isinstance(data, dict):
            return {NULL: NULL}
        said = {key: value for key, value in data.items() if key not in ("activities", "note")}
        if data.get("activities") == NULL:
            said["activities"] = NULL
        return without_empty({key: value_content(key, value) for key, value in said.items()} | self._note(data))

    def row(self, row_id: str) -> dict[str, Any]:
        """A row in canonical form; nobody may change it."""
        if row_id not in self._said:
            self._said[row_id] = self._row(self.rows[row_id])
        return self._said[row_id]

    def row_at(self, row_id: str, keys: Collection[str]) -> dict[str, Any]:
        """What stands behind some keys of a row that has keys, in canonical form."""
        data = self.rows[row_id]
        said = {key: data[key] for key in keys if key in data}
        return self._row(said) if self.whole else row_content(said)

    def _row(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            return {NULL: NULL}
        if not self.whole:
            return row_content(data)
        nulls = {key: value for key, value in data.items() if value == NULL}
        return row_content({key: value for key, value in data.items() if key not in nulls}) | nulls | self._note(data)

    def place(self, row_id: str) -> dict[str, str | None]:
        """Where a row stands: its section, and the row before it."""
        if not self._behind:
            for rows in self.order.values():
                self._behind.update(zip(rows, (None, *rows), strict=False))
        return {"section": self.homes[row_id], "behind": self._behind[row_id]}

    def _note(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"note": text_content(data["note"])} if self.whole and isinstance(data.get("note"), str) else {}


def alike(old: dict[str, Any], new: dict[str, Any], same: Same) -> Alike:
    """What the data of two agreements hold alike, told by `same`."""
    were, are = _sections(old), _sections(new)
    sections: set[str] = set()
    rows: set[str] = set()
    for name, section in are.items():
        if name not in were:
            continue
        before, after = _activities(were[name]), _activities(section)
        if same(were[name], section) and [*before] == [*after]:
            sections.add(name)
        else:
            rows.update([row_id for row_id, row in after.items() if row_id in before and same(before[row_id], row)])
    return Alike(sections, rows)


def _sections(data: dict[str, Any]) -> dict[str, Any]:
    sections = data.get("sections")
    return {name: said for name, said in sections.items() if said is not None} if isinstance(sections, dict) else {}


def _activities(section: Any) -> dict[str, Any]:
    """The rows of a section; none where it is a text, or `activities: null` on top of another file."""
    activities = section.get("activities") if isinstance(section, dict) else None
    return activities if isinstance(activities, dict) else {}


def top_meaning(key: str, raw: Any) -> Any:
    """What a key at the top holds, by identity and in canonical form; None for nothing."""
    if key in LISTS and isinstance(raw, list):
        return _gathered(key, raw)
    if (key in NAMED or key in LISTS) and not raw:
        return {}
    if raw is None or raw == NULL:
        return raw
    if key == "parties":
        return {party: _party(value) if isinstance(value, dict) else value for party, value in raw.items() if value}
    if key == "classes":
        return {family: value_content("definitions", members) for family, members in raw.items()}
    if key == "appendices":
        return {
            name: {field: value_content(field, item) for field, item in value.items()}
            if isinstance(value, dict)
            else value
            for name, value in raw.items()
            if value
        }
    value = value_content(key, raw)
    return None if value in ({}, [], "") else value


def _party(data: dict[str, Any]) -> dict[str, Any]:
    nulls = {key: value for key, value in data.items() if value == NULL}
    functions = (data.get("functions") or {}) if "functions" not in nulls else {}
    gone = {name: value for name, value in functions.items() if value == NULL}
    said = {key: value for key, value in data.items() if key not in nulls}
    if gone:
        said["functions"] = {name: value for name, value in functions.items() if name not in gone}
    meaning = party_content(said) | nulls
    return meaning | {"functions": meaning.get("functions", {}) | gone} if gone else meaning


def _gathered(key: str, entries: list[Any]) -> dict[str, Any]:
    """Entries of a list by what they are known by; where several are known by one name, that name gives a list of them."""
    found: dict[str, list[Any]] = {}
    for entry in entries:
        if isinstance(entry, dict):
            found.setdefault(text_content(LISTS[key](entry)), []).append(entry)
    return {
        name: value_content("", same[0]) if len(same) == 1 else value_content("", same) for name, same in found.items()
    }


def _marked(value: Any) -> Any:
    """The same data with a mark where `null` stands."""
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return NULL if value is None else value
