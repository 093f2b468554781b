"""Inside one process: reading, checking, the graph, differences, merging, beside floors and peers; and how they grow.

    python -m benchmarks.inside ROWS ROUNDS [FOLDER-OF-PACKAGES]

writes the milliseconds of CPU time of each case, round by round, as JSON. The cases take turns; the garbage collector has
done its work before each and rests meanwhile.
"""

from __future__ import annotations

import gc
import itertools
import json
import subprocess
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any

from benchmarks.edited import edited
from benchmarks.generate import clean
from benchmarks.table import Row, compared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.peers import Peers

DAY = date(2027, 1, 15)
SIZES = (300, 3_000, 30_000)
SLOW = 3_000
"""Beyond so many rows, peers that take minutes are left out."""

LISTED = "dictdiffer, rows as a list"
"""It compares a list by position: from the first row that came or went on, every row differs."""


def cases(number: int) -> dict[str, Callable[[], Any]]:
    """What is measured, by name; each starts from texts or from agreements that were read and asked nothing yet."""
    import _ruamel_yaml as libyaml
    from ruamel.yaml.resolver import BaseResolver

    from qa_engine.agreement.load import read_text
    from qa_engine.changes.diff import diff
    from qa_engine.changes.merge import merge
    from qa_engine.check.run import check_agreement
    from qa_engine.graph.build import build
    from qa_engine.packs.read import packs_of
    from qa_engine.rules import RULES
    from qa_engine.source import parse

    text = clean(number)
    theirs, ours = edited(text), edited(text, seed=2)
    old, new = read_text(text), read_text(theirs)

    class Composer(libyaml.CParser, BaseResolver):  # type: ignore[misc]  # the parser in C ships no types
        """libyaml to nodes with marks, and nothing else: the floor of reading with places."""

        def __init__(self) -> None:
            libyaml.CParser.__init__(self, text)
            BaseResolver.__init__(self, loadumper=self)

    found: dict[str, Callable[[], Any]] = {
        "compose": lambda: Composer().get_single_node(),
        "parse": lambda: parse(text, "x"),
        "read": lambda: read_text(text),
        "check": lambda: check_agreement(old, RULES, DAY, packs_of(old)),
        "graph": lambda: build(old),
        "diff": lambda: diff(old, new),
    }
    if number <= SLOW:
        found["merge"] = lambda: merge(parse(text, "b"), parse(ours, "o"), parse(theirs, "t"))
    found |= _of_peers(old.data, new.data) if number < SLOW else {}
    return found


def _of_peers(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    found: dict[str, Callable[[], Any]] = {}
    before, after = _as_list(old), _as_list(new)
    try:
        import dictdiffer

        found["dictdiffer"] = lambda: list(dictdiffer.diff(old, new))  # the data as they are: keyed, its best case
        found[LISTED] = lambda: list(dictdiffer.diff(before, after))
    except ImportError:
        pass
    try:
        from deepdiff import DeepDiff
        from deepdiff.helper import CannotCompare

        def same(one: Any, other: Any, _: object = None) -> bool:
            try:
                return bool(one["id"] == other["id"])
            except (KeyError, TypeError):
                raise CannotCompare from None

        found["deepdiff"] = lambda: DeepDiff(before, after, iterable_compare_func=same)
    except ImportError:
        pass
    return found


def _as_list(data: dict[str, Any]) -> dict[str, Any]:
    """An agreement with its rows as a list of entries with ids, as most formats have them."""
    rows = [
        {"id": row_id, **row}
        for section in data["sections"].values()
        for row_id, row in (section.get("activities") or {}).items()
    ]
    return {**{key: value for key, value in data.items() if key != "sections"}, "rows": rows}


def timed(number: int, rounds: int) -> dict[str, list[float]]:
    """CPU milliseconds of each case, round by round; the first round is not counted."""
    known = cases(number)
    taken: dict[str, list[float]] = {name: [] for name in known}
    for turn in range(rounds + 1):
        for name, case in known.items():
            gc.collect()
            gc.disable()
            start = time.process_time_ns()
            case()
            spent = (time.process_time_ns() - start) / 1e6
            gc.enable()
            if turn:
                taken[name].append(spent)
    return taken


def measured(number: int, rounds: int, peers: Peers | None = None) -> dict[str, list[float]]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.inside", str(number), str(rounds)]
    done = subprocess.run([*command, *([str(peers.site)] if peers else [])], check=True, stdout=subprocess.PIPE)
    taken: dict[str, list[float]] = json.loads(done.stdout)
    return taken


def rows(rounds: int, peers: Peers) -> Iterator[Row]:
    """The cases of 300 rows, and how each grows with ten times the rows."""
    taken = {SIZES[0]: measured(SIZES[0], rounds, peers)}
    of, group = taken[SIZES[0]], "in process, 300 rows"
    yield compared(group, "read to data with places", "libyaml compose to nodes", of["parse"], of["compose"], goal=1.0)
    yield compared(group, "read, hold to the shape, build", "read to data with places", of["read"], of["parse"])
    yield compared(group, "check, all rules, two packs", "read, hold, build", of["check"], of["read"], goal=1.5)
    yield compared(group, "check, all rules, two packs", "read to data with places", of["check"], of["parse"])
    yield compared(group, "networkx graph of all", "read, hold, build", of["graph"], of["read"])
    note = "ours in canonical form, with moves and renames"
    for peer, goal in (("dictdiffer", 10), (LISTED, None), ("deepdiff", 300)):
        if peer in of:
            yield compared(group, "diff, 20 edits", peer, of["diff"], of[peer], faster=True, goal=goal, note=note)
    yield compared(group, "three-way merge of texts, 20 edits each", "read, hold, build", of["merge"], of["read"])
    for less, more in itertools.pairwise(SIZES):
        few = min(rounds, 3)
        taken[more] = measured(more, few)
        for case in ("parse", "read", "check", "graph", "diff", "merge"):
            if case in taken[more]:
                yield compared(
                    "growth", case, f"{more:,} rows to {less:,}", taken[more][case], taken[less][case][:few], goal=12
                )


def main() -> None:
    """Measure and print."""
    number, rounds, *site = sys.argv[1:]
    sys.path += site  # behind our own packages: peers bring others of theirs
    sys.stdout.write(json.dumps(timed(int(number), int(rounds))))


if __name__ == "__main__":
    main()
