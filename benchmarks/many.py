"""A portfolio in one run, and the memory of a very large file."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generate import clean
from benchmarks.measure import in_turn, run
from benchmarks.portfolio import write_portfolio
from benchmarks.table import Row, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.peers import Peers

FILES = 1_000
SAMPLE = 100
"""So many of the files the peer gets: it takes minutes for all."""


def rows(rounds: int, peers: Peers) -> Iterator[Row]:
    """The cases of this group."""
    from qa_engine import json_schema

    few = min(rounds, 3)
    with tempfile.TemporaryDirectory() as name:
        folder, schema = Path(name, "portfolio"), Path(name, "schema.json")
        folder.mkdir()
        write_portfolio(folder, FILES)
        schema.write_text(json.dumps(json_schema()), encoding="utf-8")
        some = [str(file) for file in sorted(folder.iterdir())[:SAMPLE]]
        commands = {"ours": [sys.executable, "-m", "qa_engine", "check", "-q", "--no-cache", "-j", "1", str(folder)]}
        if "check-jsonschema" in peers.versions:
            commands["peer"] = [peers.program("check-jsonschema"), "--schemafile", str(schema), *some]
        runs = in_turn(commands, few)
        if "peer" in runs:
            ours = [one.cpu / FILES for one in runs["ours"]]
            other = [one.cpu / SAMPLE for one in runs["peer"]]
            note = f"one core; the peer looks at the shape alone, of {SAMPLE} of the files"
            yield compared(
                "portfolio",
                f"{FILES:,} files of 150 to 300 rows",
                "check-jsonschema, a file",
                ours,
                other,
                faster=True,
                goal=20,
                note=note,
            )
        large = Path(name, "large.qa.yaml")
        large.write_text(clean(30_000), encoding="utf-8")
        peak = run([sys.executable, "-m", "qa_engine", "check", "--no-cache", str(large)]).peak
        size = large.stat().st_size / 1024 / 1024
        note = f"{peak:.0f} MiB for {size:.1f} MiB"
        yield compared("memory", "peak, check of 30,000 rows", "size of the file", [peak], [size], goal=60, note=note)
