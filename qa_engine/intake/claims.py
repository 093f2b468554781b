"""Which row of a file is which row of the agreement: bookmark, content control, visible number, likeness, all weighed together.

A copied row carries the names of the row that it was copied from, a new row may inherit those of its neighbour: no single
sign decides, and what could be two is put to the user.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import TYPE_CHECKING

from qa_engine.intake.said import ACTIVITY, REASON
from qa_engine.named import NamedTuple
from qa_engine.word.identity import ROW_TAG, bookmark_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_engine.intake.said import SaidRow

BOOKMARK, TAG, NUMBER, TITLE, LIKENESS = 8.0, 4.0, 4.0, 1.0, 4.0
"""How much each sign weighs. A number is text that anybody can type, a title is inherited by rows that are put in beside."""

DECIDED = 100.0
"""What somebody has decided outweighs every sign."""

ALIKE = 0.75
"""Rows less alike than this are not taken for one because of their words."""

CLOSE = 0.4
"""Two claims to one row whose weights differ by less are a tie."""

_COPY = re.compile(r"(_Copy_\d+)+\Z")  # LibreOffice names the bookmark of a row so that was deleted and put back
_TITLE = "Row "
_NONE: Mapping[str, SaidRow] = MappingProxyType({})


class Claim(NamedTuple):
    """What a row of the file is: `id` in the agreement, empty for a new row; `by` the signs that say so.

    `rivals` are other rows that could as well be that row: who knows decides.
    """

    id: str
    by: tuple[str, ...] = ()
    rivals: tuple[SaidRow, ...] = ()


def claims_of(rows: Sequence[SaidRow], known: Sequence[SaidRow], settled: Mapping[str, SaidRow] = _NONE) -> list[Claim]:
    """For each row of a file, the row of the agreement that it is; `known` are the rows as they were sent.

    `settled` names rows of the agreement about which somebody has decided: the row of the file that each is, in whichever
    view it was shown.
    """
    by_id = {row.id: row for row in known}
    bookmarks = {bookmark_name(f"row:{row.id}").casefold(): row.id for row in known}
    signs = [_signs(row, by_id, bookmarks) for row in rows]
    claimed: dict[str, list[int]] = {}
    for at, found in enumerate(signs):
        for identifier in found:
            claimed.setdefault(identifier, []).append(at)
    weights: list[tuple[float, int, str]] = []
    for at, found in enumerate(signs):
        for identifier, said in found.items():
            contested = len(claimed[identifier]) > 1 or len(found) > 1
            likeness = alike(rows[at], by_id[identifier]) if contested else 1.0
            decided = DECIDED * alike(rows[at], settled[identifier]) if identifier in settled else 0.0
            weights.append((sum(said.values()) + LIKENESS * likeness + decided, at, identifier))
    owners: dict[str, tuple[int, float]] = {}
    taken: set[int] = set()
    rivals: dict[str, list[int]] = {}
    for weight, at, identifier in sorted(weights, key=lambda item: (-item[0], item[1])):
        if at in taken:
            continue
        if identifier in owners:
            owner, most = owners[identifier]
            if most - weight < CLOSE and rows[at].lines != rows[owner].lines and identifier not in settled:
                rivals.setdefault(identifier, []).append(at)
            continue
        owners[identifier] = (at, weight)
        taken.add(at)
    found_by = {at: identifier for identifier, (at, _) in owners.items()}
    _by_words(rows, known, found_by, signs)
    return [
        Claim(
            identifier,
            tuple(signs[at].get(identifier, {"likeness": 0.0})),
            tuple(rows[other] for other in rivals.get(identifier, ())),
        )
        if (identifier := found_by.get(at, ""))
        else Claim("")
        for at in range(len(rows))
    ]


def _signs(row: SaidRow, by_id: dict[str, SaidRow], bookmarks: dict[str, str]) -> dict[str, dict[str, float]]:
    """Row of the agreement → the signs by which a row of the file claims to be it, with their weights."""
    found: dict[str, dict[str, float]] = {}

    def sign(identifier: str | None, name: str, weight: float) -> None:
        if identifier in by_id:
            found.setdefault(str(identifier), {}).setdefault(name, weight)

    for name in row.names:
        sign(bookmarks.get(_COPY.sub("", name).casefold()), "bookmark", BOOKMARK)
        if name.startswith(ROW_TAG):
            sign(name.removeprefix(ROW_TAG), "content control", TAG)
        elif name.startswith(_TITLE):
            sign(name.removeprefix(_TITLE), "title of the content control", TITLE)
    sign(row.id, "number", NUMBER)
    return found


def _by_words(
    rows: Sequence[SaidRow],
    known: Sequence[SaidRow],
    found_by: dict[int, str],
    signs: Sequence[dict[str, dict[str, float]]],
) -> None:
    """Rows that bear no sign of any row, and rows of the agreement that nobody has claimed: by their words alone."""
    free = [row for row in known if row.id not in found_by.values()]
    bare = [at for at in range(len(rows)) if at not in found_by and not signs[at]]
    if not free or not bare or len(free) * len(bare) > 250_000:
        return
    pairs = sorted(
        ((likeness, at, row.id) for at in bare for row in free if (likeness := alike(rows[at], row)) >= ALIKE),
        key=lambda item: (-item[0], item[1]),
    )
    used: set[str] = set()
    for _, at, identifier in pairs:
        if at not in found_by and identifier not in used:
            found_by[at] = identifier
            used.add(identifier)


def alike(one: SaidRow, other: SaidRow) -> float:
    """How much two rows say the same, from 0 to 1; the activity weighs most."""
    left, right = _task(one), _task(other)
    if left == right:
        words = 1.0
    else:
        matcher = SequenceMatcher(None, left.split(), right.split(), autojunk=False)
        words = matcher.ratio() if matcher.real_quick_ratio() >= 0.5 else 0.0
    headings = {*one.lines, *other.lines}
    same = sum(_behind(one, heading) == _behind(other, heading) for heading in headings)
    return 0.8 * words + 0.2 * (same / len(headings) if headings else 1.0)


def _task(row: SaidRow) -> str:
    """What is to be done, in one line."""
    return " ".join((*row.lines.get(ACTIVITY, ())[:1], *row.lines.get(REASON, ()))).casefold()


def _behind(row: SaidRow, heading: str) -> tuple[str, ...]:
    """What a cell says; of the activity what stands below its first line."""
    return row.lines.get(heading, ())[heading == ACTIVITY :]
