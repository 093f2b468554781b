"""Whole processes, measured by what the operating system accounts for them: CPU seconds and peak memory.

Commands run in turn (A B C, A B C, …), so that a machine whose speed drifts drifts for all of them; ratios are taken round by
round, and the median of the ratios is what is quoted.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Run:
    """One finished process: CPU seconds (user and system), peak memory in MiB, exit status, and what it said."""

    cpu: float
    peak: float
    status: int
    said: str


def run(command: list[str]) -> Run:
    """Run a command to its end."""
    # an installed package has its byte code compiled; a variable that forbids keeping ours would measure the compiler
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {"CI": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env) as process:
        said = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode, said.decode())


def in_turn(commands: dict[str, list[str]], rounds: int) -> dict[str, list[Run]]:
    """All commands in turn, after one round that is not counted."""
    for command in commands.values():
        run(command)
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    return runs


@dataclass(frozen=True)
class Figure:
    """What is told of a case: medians, and the ratio to the base with its spread."""

    name: str
    cpu: float
    peak: float
    ratio: float
    least: float
    most: float
    statuses: tuple[int, ...]


def figures(runs: dict[str, list[Run]], base: str) -> list[Figure]:
    """Each case beside the base, round by round."""
    told = []
    for name, mine in runs.items():
        ratios = [one.cpu / other.cpu for one, other in zip(mine, runs[base], strict=True)]
        told.append(
            Figure(
                name,
                median(one.cpu for one in mine),
                median(one.peak for one in mine),
                median(ratios),
                min(ratios),
                max(ratios),
                tuple(sorted({one.status for one in mine})),
            )
        )
    return told
