"""Which entries of a sequence moved, and how sequences are put together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.source.sequence import longest_in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The fewest entries that stand elsewhere among the others; both sequences hold the same entries, each once."""
    if list(old) == list(new):
        return set()
    position = {entry: index for index, entry in enumerate(old)}
    stays = longest_in_order([position[entry] for entry in new])
    return {entry for entry in new if position[entry] not in stays}


def placed(stays: Iterable[str], behind: Mapping[str, str | None]) -> list[str]:
    """A sequence from the entries that stay in order and those that stand each behind another one (None: first).

    Raises ValueError where an entry stands behind one that is not there.
    """
    following = {other: entry for entry, other in behind.items()}
    found: list[str] = []
    for anchor in (None, *stays):
        last = anchor
        if last is not None:
            found.append(last)
        while last in following:
            last = following.pop(last)
            found.append(last)
    if following:
        missing = ", ".join(f"{entry} (behind {other})" for other, entry in following.items())
        raise ValueError(f"no place for {missing}")
    return found


def woven(
    stays: Sequence[str], ours: Sequence[str], theirs: Sequence[str], our_own: set[str], their_own: set[str]
) -> list[str]:
    """One sequence from two that both start from `stays`, with what each side has put in or moved.

    `ours` and `theirs` are the sequences of the two sides, `our_own` and `their_own` the entries that a side placed; each
    stays behind the nearest entry before it that did not move. Where both sides placed something at one spot, the
    run whose first entry sorts first comes first, whichever side it is from.
    """
    fixed = set(stays)
    runs = [_runs(sequence, own, fixed) for sequence, own in ((ours, our_own), (theirs, their_own - our_own))]
    found: list[str] = []
    for anchor in (None, *stays):
        if anchor is not None:
            found.append(anchor)
        for run in sorted((side[anchor] for side in runs if anchor in side), key=lambda run: natural(run[0])):
            found += run
    return found


def _runs(sequence: Sequence[str], own: set[str], fixed: set[str]) -> dict[str | None, list[str]]:
    """What a side placed, by the fixed entry before it."""
    runs: dict[str | None, list[str]] = {}
    anchor: str | None = None
    for entry in sequence:
        if entry in own:
            runs.setdefault(anchor, []).append(entry)
        elif entry in fixed:
            anchor = entry
    return runs


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key in which 5.10 comes behind 5.9."""
    parts: list[tuple[int, int | str]] = []
    for character in name:
        if character.isascii() and character.isdigit():
            if parts and parts[-1][0] == 0:
                parts[-1] = (0, int(parts[-1][1]) * 10 + int(character))
            else:
                parts.append((0, int(character)))
        elif parts and parts[-1][0] == 1:
            parts[-1] = (1, str(parts[-1][1]) + character)
        else:
            parts.append((1, character))
    return tuple(parts)
