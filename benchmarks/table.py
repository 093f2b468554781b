"""What is told of all cases: ratios within one run, each with its spread and the goal that it is held to."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Row(NamedTuple):
    """One case: `ratio` says how many times what it is held `against` it takes, or (`faster`) how many times faster it is.

    goal  the ratio that is aimed at: at most, or at least where `faster`; None where there is none
    note  what a reader has to know
    """

    group: str
    case: str
    against: str
    ratio: float
    least: float
    most: float
    faster: bool = False
    goal: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.ratio >= self.goal if self.faster else self.ratio <= self.goal


def compared(
    group: str,
    case: str,
    against: str,
    ours: Sequence[float],
    others: Sequence[float],
    *,
    faster: bool = False,
    goal: float | None = None,
    note: str = "",
) -> Row:
    """Two cases round by round: the median of the ratios, the least and the most."""
    pairs = list(zip(ours, others, strict=True))
    ratios = [other / one if faster else one / other for one, other in pairs]
    return Row(group, case, against, median(ratios), min(ratios), max(ratios), faster, goal, note)


def markdown(rows: Iterable[Row], versions: dict[str, str], where: str) -> str:
    """All rows as one table."""
    said = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines = [
        f"Measured on {where}; CPU time, medians of ratios within one run (least to most). Peers: {said or 'none'}.",
        "",
        "| group | case | against | ratio | goal | reached | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        how = "× faster" if row.faster else "×"
        goal = "" if row.goal is None else f"{'≥' if row.faster else '≤'} {row.goal:g} {how}"
        met = {None: "", True: "yes", False: "**no**"}[row.met]
        ratio = f"{_short(row.ratio)} {how} ({_short(row.least)} to {_short(row.most)})"
        lines.append(f"| {row.group} | {row.case} | {row.against} | {ratio} | {goal} | {met} | {row.note} |")
    return "\n".join(lines) + "\n"


def _short(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"
