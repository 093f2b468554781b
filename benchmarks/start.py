"""Whole processes: what a hook pays for a start, for a check of one file of 300 rows, and for a check where nothing changed."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generate import clean
from benchmarks.measure import in_turn
from benchmarks.table import Row, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.peers import Peers


def rows(rounds: int, peers: Peers) -> Iterator[Row]:
    """The cases of this group."""
    from qa_engine import json_schema

    with tempfile.TemporaryDirectory() as folder:
        file, schema = Path(folder, "bench.qa.yaml"), Path(folder, "schema.json")
        file.write_text(clean(300), encoding="utf-8")
        schema.write_text(json.dumps(json_schema()), encoding="utf-8")
        ours = [sys.executable, "-m", "qa_engine"]
        commands = {
            "pass": [sys.executable, "-c", "pass"],
            "version": [*ours, "--version"],
            "help": [*ours, "--help"],
            "cold": [*ours, "check", "--no-cache", str(file)],
            "cached": [*ours, "check", str(file)],
        }
        if "check-jsonschema" in peers.versions:
            commands["peer"] = [peers.program("check-jsonschema"), "--schemafile", str(schema), str(file)]
        runs = in_turn(commands, rounds)
    wrong = {name for name, done in runs.items() if any(one.status for one in done)}
    if wrong:
        raise RuntimeError(f"these did not end well: {', '.join(sorted(wrong))}")
    cpu = {name: [one.cpu for one in done] for name, done in runs.items()}
    start, group = "`python -c pass`", "start"
    yield compared(group, "`--version`", start, cpu["version"], cpu["pass"], goal=2.5)
    yield compared(group, "`--help`", start, cpu["help"], cpu["pass"])
    yield compared(group, "check, 300 rows, no cache", start, cpu["cold"], cpu["pass"])
    yield compared(group, "check, 300 rows, nothing changed", start, cpu["cached"], cpu["pass"])
    if "peer" in cpu:
        peer, note = "check-jsonschema", "the peer looks at the shape alone"
        yield compared(
            group, "check, 300 rows, no cache", peer, cpu["cold"], cpu["peer"], faster=True, goal=5, note=note
        )
        yield compared(
            group, "check, 300 rows, nothing changed", peer, cpu["cached"], cpu["peer"], faster=True, goal=20, note=note
        )
