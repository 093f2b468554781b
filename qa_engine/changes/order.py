"""Which entries of a sequence moved, and how sequences are put together again."""

from __future__ import annotations

from bisect import bisect
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
    stays: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    our_own: set[str],
    their_own: set[str],
    shared: set[str],
) -> list[str]:
    """One sequence from two that both start from `stays`, with what each side has put in or moved.

    `ours` and `theirs` are the sequences of the two sides, `our_own` and `their_own` the entries that a side placed; each
    stays behind the nearest entry before it that did not move. What both sides have placed (`shared`) holds the others
    apart where it stands alike on both; else it goes where it comes first. Where both sides placed something at one spot,
    the run whose first entry sorts first comes first. So it does not matter which side is ours.
    """
    own = (our_own - shared, their_own - our_own - shared)
    fixed = _fixed(stays, (ours, theirs), shared, own)
    runs = [_runs(sequence, placed_here, set(fixed)) for sequence, placed_here in zip((ours, theirs), own, strict=True)]
    found: list[str] = []
    for anchor in (None, *fixed):
        if anchor is not None:
            found.append(anchor)
        for run in sorted((side[anchor] for side in runs if anchor in side), key=lambda run: natural(run[0])):
            found += run
    return found


def _fixed(
    stays: Sequence[str],
    sequences: tuple[Sequence[str], Sequence[str]],
    shared: set[str],
    own: tuple[set[str], set[str]],
) -> list[str]:
    """What stays, and of what both have placed that which stands alike on both sides; the rest joins `own` of one side."""
    ours, theirs = ({entry: position for position, entry in enumerate(sequence)} for sequence in sequences)
    common = [entry for entry in stays if entry in ours and entry in theirs]
    off = moved(common, sorted(common, key=theirs.__getitem__))
    common = [entry for entry in common if entry not in off]
    lines = [[side[entry] for entry in common] for side in (ours, theirs)]
    for entry in sorted(shared, key=natural):
        spots = [bisect(line, side[entry]) for line, side in zip(lines, (ours, theirs), strict=True)]
        if spots[0] != spots[1]:
            own[spots.index(min(spots))].add(entry)
            continue
        common.insert(spots[0], entry)
        for line, side in zip(lines, (ours, theirs), strict=True):
            line.insert(spots[0], side[entry])
    found: list[str] = []
    rest = iter(stays)
    for entry in common:
        while entry not in shared and (following := next(rest)) != entry:
            found.append(following)
        found.append(entry)
    return [*found, *rest]


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
