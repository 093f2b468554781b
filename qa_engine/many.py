"""Many files: from the cache where nothing changed, and in several processes where that pays."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.check.cached import check_cached
from qa_engine.check.run import together
from qa_engine.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from datetime import date
    from multiprocessing.context import BaseContext

    from qa_engine.check.cached import Cache
    from qa_engine.check.inputs import Inputs
    from qa_engine.check.run import Checked, Result

    Answer = tuple[Checked, Inputs | None]

PAYS_FROM = 1024 * 1024
"""Bytes of agreements from which starting processes takes less time than it saves (see benchmarks/README.md)."""

CHUNK = 8
"""Files that a process takes at a time: enough that handing them over costs nothing, few enough that none waits long."""


def check_many(
    files: Sequence[Path],
    on: date,
    *,
    cache: Cache | None = None,
    processes: int = 1,
    told: Callable[[int], None] = lambda _: None,
) -> tuple[Result, Inputs | None]:
    """Check files, and say what the answer rests on (None: that cannot be told).

    Arguments: `processes` is the number of processes to use at most, `told` is called with the number of files that are
    done. The result does not depend on either.
    """
    inputs: Inputs = {}
    known = True

    def collect(answers: Iterable[Answer]) -> Iterator[Checked]:
        nonlocal known
        for count, (checked, rests_on) in enumerate(answers, 1):
            known = known and rests_on is not None
            for path, state in (rests_on or {}).items():
                known = known and inputs.setdefault(path, state) == state  # it changed while we were at it
            told(count)
            yield checked

    many = min(processes, len(files) // CHUNK) if _pays(files) else 1
    result = together(collect(_in_processes(files, on, cache, many) if many > 1 else _in_turn(files, on, cache)), on)
    return result, inputs if known else None


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pays(files: Sequence[Path]) -> bool:
    size = 0
    for file in files:
        try:
            size += file.stat().st_size
        except OSError:  # told of when it is checked
            continue
        if size >= PAYS_FROM:
            return True
    return False


def _in_turn(files: Iterable[str | Path], on: date, cache: Cache | None) -> Iterator[Answer]:
    return (check_cached(Path(file), RULES, on, cache) for file in files)


def _in_processes(files: Sequence[Path], on: date, cache: Cache | None, processes: int) -> Iterator[Answer]:
    """The answers in order of the files.

    Only so many chunks are under way that memory does not grow with the number of files.
    """
    from collections import deque
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting = deque([str(file) for file in files[start : start + CHUNK]] for start in range(0, len(files), CHUNK))
    try:
        pool = ProcessPoolExecutor(processes, mp_context=_context(), initializer=_leave_interrupts_to_the_parent)
    except (ImportError, NotImplementedError, OSError):  # a system that lets nobody start processes
        yield from _in_turn(files, on, cache)
        return
    under_way: deque[tuple[list[str], Future[list[Answer]]]] = deque()

    def hand_over() -> None:
        # a chunk waits until a process has taken it: where none is left to, it is still there
        under_way.append((waiting[0], pool.submit(_check_chunk, waiting[0], on, cache)))
        waiting.popleft()

    with pool:
        while waiting or under_way:
            try:
                while waiting and len(under_way) < 3 * processes:
                    hand_over()
                answers = under_way[0][1].result()
            except BrokenProcessPool:  # one was killed, for want of memory perhaps: this process goes on alone
                left = [*(chunk for chunk, _ in under_way), *waiting]
                yield from _in_turn((file for chunk in left for file in chunk), on, cache)
                return
            under_way.popleft()
            yield from answers


def _check_chunk(files: list[str], on: date, cache: Cache | None) -> list[Answer]:
    return list(_in_turn(files, on, cache))


def _leave_interrupts_to_the_parent() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _context() -> BaseContext:
    """Forking saves loading everything anew; off Linux, or where another thread runs, it could inherit a closed lock."""
    import multiprocessing
    import threading

    fork = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if fork else "spawn")
