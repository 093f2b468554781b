"""All cases in one run, each beside its floor or its peers.

    python -m benchmarks [--rounds 7] [--only start inside documents many] [--out FOLDER]

Prints the table and writes `results.md` and `results.json` into the folder. The peers are installed into an environment of
their own, once.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import documents, inside, many, start
from benchmarks.peers import Peers
from benchmarks.table import Row, markdown

GROUPS = {"start": start.rows, "inside": inside.rows, "documents": documents.rows, "many": many.rows}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Every case beside its floor or its peers."
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="*", choices=GROUPS, default=list(GROUPS))
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir(), "qa-engine-peers"))
    given = parser.parse_args()
    peers = Peers(given.peers)
    found: list[Row] = []
    for group in given.only:
        for row in GROUPS[group](given.rounds, peers):
            found.append(row)
            sys.stderr.write(
                f"{row.group}: {row.case}: {row.ratio:.2f} {'× faster than' if row.faster else '×'} {row.against}\n"
            )
    where = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    told = markdown(found, peers.versions, where)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "results.md").write_text(told, encoding="utf-8")
    data = {"where": where, "peers": peers.versions, "rows": [{**row._asdict(), "met": row.met} for row in found]}
    (given.out / "results.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(told)


if __name__ == "__main__":
    main()
