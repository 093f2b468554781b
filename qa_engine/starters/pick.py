"""Which sections and rows of the library go into a starter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.named import NamedTuple
from qa_engine.starters.library import library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.starters.cast import Cast

OUTSIDE = "outside"
"""The section that says what does not apply."""

_SAID_OUTSIDE = {
    "title": "What does not apply",
    "text": "These topics were considered and left out, each for the reason given.",
}


class Picked(NamedTuple):
    """One section of a starter: what the library and the recipe say of it, and its rows by the ids of the library."""

    section: dict[str, Any]
    rows: dict[str, dict[str, Any]]


def pick(full: dict[str, Any], cast: Cast) -> dict[str, Picked]:
    """The sections of a recipe with their rows, in order; the recipe's changes are in the rows.

    Raises ValueError where the recipe leaves out or changes what it does not have, or takes a row twice.
    """
    picked: dict[str, Picked] = {}
    changes = full.get("changes", {})
    for identifier, own in full["sections"].items():
        section = {**library().sections.get(identifier, {}), **(own or {})}
        found = {**section.get("rows", {}), **{row_id: row_of(row_id) for row_id in section.get("also", ())}}
        left_out = section.get("without", ())
        if set(left_out) - found.keys():
            raise ValueError(f"section {identifier} leaves out what it does not have: {', '.join(left_out)}")
        taken = all_rows(picked)
        rows = {}
        for row_id, row in found.items():
            changed = {key: value for key, value in {**row, **changes.get(row_id, {})}.items() if value is not None}
            if row_id in left_out or not _fits(changed, full, cast):
                continue
            if row_id in taken:
                raise ValueError(f"row {row_id} is taken twice")
            rows[row_id] = changed
        picked[identifier] = Picked(section, rows)
    unused = changes.keys() - all_rows(picked).keys()
    if unused:
        raise ValueError(f"rows are changed that are not taken: {', '.join(sorted(unused))}")
    reasons = full.get("not-applicable")
    if reasons:
        outside = {f"OUT-{number:02}": row for number, row in enumerate(_outside(reasons), 1)}
        picked[OUTSIDE] = Picked(_SAID_OUTSIDE, outside)
    return picked


def all_rows(picked: dict[str, Picked]) -> dict[str, dict[str, Any]]:
    """All rows of a starter by the ids of the library, in order."""
    return {row_id: row for one in picked.values() for row_id, row in one.rows.items()}


def numbered(picked: dict[str, Picked]) -> dict[str, str]:
    """Ids of the library → ids without gaps: a reader who meets DEV-01 and DEV-03 looks for DEV-02."""
    counts: dict[str, int] = {}
    ids = {}
    for row_id in all_rows(picked):
        prefix = row_id.rsplit("-", 1)[0]
        counts[prefix] = counts.get(prefix, 0) + 1
        ids[row_id] = f"{prefix}-{counts[prefix]:02}"
    return ids


def row_of(row_id: str) -> dict[str, Any]:
    """A row of the library with its topic. Raises ValueError where there is none of that id."""
    for section in library().sections.values():
        if row_id in section.get("rows", {}):
            row: dict[str, Any] = section["rows"][row_id]
            return row if "topic" in row else {**row, "topic": section["topic"]}
    raise ValueError(f"the library has no row {row_id}")


def markets_of(full: dict[str, Any]) -> set[str]:
    """The markets of all products."""
    return {market for product in full["products"].values() for market in product["markets"]}


def _fits(row: dict[str, Any], full: dict[str, Any], cast: Cast) -> bool:
    """Whether a row is for this starter: somebody answers for it, its markets are there, and its conditions hold."""
    if not cast.answered(row.get("raci", {})):
        return False
    markets = markets_of(full)
    if "markets" in row.get("when", {}) and not markets & set(row["when"]["markets"]):
        return False
    facts = {
        "markets": markets,
        "kind": {kind for product in full["products"].values() for kind in product["kind"]},
        "stage": {full["scope"]["stage"]},
    }
    return all(_holds(key, asked, facts, cast) for key, asked in row.get("if", {}).items())


def _holds(key: str, asked: list[str], facts: dict[str, set[str]], cast: Cast) -> bool:
    """One condition: `parties` are parts that somebody plays, `apart` parts of different parties, the rest facts."""
    if key == "parties":
        return all(map(cast.player, asked))
    if key == "apart":
        return len(set(map(cast.player, asked))) == len(asked)
    return bool(facts[key.removeprefix("unless-")] & set(asked)) != key.startswith("unless-")


def _outside(reasons: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for topic, said in reasons.items():
        more = dict(said) if isinstance(said, dict) else {"reason": said}
        yield {"topic": more.pop("topic", topic), "not-applicable": more.pop("reason"), **more}
