"""A company's portfolio: a thousand agreements of 150 to 300 rows, checked in one run, beside check-jsonschema on the same files.

    python -m benchmarks.portfolio [--files 1000] [--rounds 3]

Each agreement is one of the starters with rows of its own behind it, so all rules and packs have their say and find nothing.
check-jsonschema knows the shape alone; it is installed into an environment of its own, and gets a tenth of the files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.measure import Run, run
from qa_engine import json_schema
from qa_engine.agreement.load import read_text
from qa_engine.starters.build import starter_text
from qa_engine.starters.library import templates

ROOMS = (
    "sampling booth",
    "archive",
    "water system",
    "cold store",
    "granulation suite",
    "packaging line",
    "microscope",
    "balance",
)


def write_portfolio(folder: Path, files: int, *, seed: int = 1) -> int:
    """Write agreements of 150 to 300 rows into a folder; gives the number of their rows. The same arguments give the same texts."""
    luck = random.Random(seed)
    starters = [(text, len(read_text(text).rows)) for text in map(starter_text, templates())]
    total = 0
    for number in range(files):
        text, rows = starters[number % len(starters)]
        more = luck.randint(0, max(0, 300 - rows))
        head, tail = text.split("\nrecords:", 1)
        section = ["  local-terms:", "    title: Local terms", "    topic: training", "    activities:"]
        section += [
            f"      LOC-{row:03d}: {{do: Keep the log of {luck.choice(ROOMS)} number {row}, raci: {{acceptor.qa: RA, giver.qa: C}}}}"
            for row in range(1, more + 1)
        ]
        body = "\n".join(section) + "\n" if more else ""
        content = f"{head}\n{body}\nrecords:{tail}".replace("id: QA-", f"id: QA-{number:04d}-", 1)
        (folder / f"agreement-{number:04d}.qa.yaml").write_text(content, encoding="utf-8")
        total += rows + more
    return total


def timed(command: list[str], **environment: str) -> tuple[Run, float]:
    """A process run to its end, and the seconds that it took by the clock on the wall."""
    os.environ.update(environment)
    start = time.perf_counter()
    done = run(command)
    return done, time.perf_counter() - start


def peer(folder: Path) -> list[str]:
    """check-jsonschema in an environment of its own, as pip installs it; empty where that cannot be had."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        if subprocess.run([str(python), "-m", "pip", "install", "-q", "check-jsonschema"], check=False).returncode:
            return []
    return [str(folder / "bin" / "check-jsonschema")]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="A portfolio of agreements, checked in one run.")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir(), "qa-engine-peers"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "portfolio")
        folder.mkdir()
        rows = write_portfolio(folder, given.files)
        quarter = Path(name, "quarter")
        quarter.mkdir()
        write_portfolio(quarter, max(1, given.files // 4))
        some = sorted(folder.iterdir())[: max(1, given.files // 10)]
        schema = Path(name, "schema.json")
        schema.write_text(json.dumps(json_schema()), encoding="utf-8")
        ours = [sys.executable, "-m", "qa_engine", "check", "-q"]
        cases: dict[str, tuple[list[str], int]] = {
            "one process": ([*ours, "--no-cache", "-j", "1", str(folder)], given.files),
            "one process, a quarter of the files": (
                [*ours, "--no-cache", "-j", "1", str(quarter)],
                max(1, given.files // 4),
            ),
            "a process for each core": ([*ours, "--no-cache", str(folder)], given.files),
            "again, another report (findings kept)": ([*ours, "--format", "json", str(folder)], given.files),
            "again, the same command (answer kept)": ([*ours, str(folder)], given.files),
        }
        environment = {"QA_ENGINE_CACHE": str(Path(name, "cache"))}
        timed([*ours, str(folder)], **environment)  # fills the cache
        checker = peer(given.peers)
        if checker:
            cases["check-jsonschema, shape alone"] = (
                [*checker, "--schemafile", str(schema), *map(str, some)],
                len(some),
            )
            print(subprocess.run([*checker, "--version"], capture_output=True, text=True, check=True).stdout.strip())
        measured: dict[str, list[tuple[Run, float]]] = {case: [] for case in cases}
        for _ in range(given.rounds):
            for case, (command, _) in cases.items():
                more = []
                if case.startswith(
                    "again, another"
                ):  # a day of its own: the answer of the round before is not to be given
                    more = ["--on", f"2027-01-{len(measured[case]) + 1:02d}"]
                    timed([*ours, str(folder), *more], **environment)
                measured[case].append(timed([*command, *more], **environment))
        print(f"{given.files} agreements, {rows} rows, {os.cpu_count()} cores\n")
        print("| case | files | CPU ms a file | wall ms a file | peak MiB of a process | exit |")
        print("| --- | --- | --- | --- | --- | --- |")
        for case, runs in measured.items():
            files = cases[case][1]
            cpu, wall = (
                median(values) / files * 1000 for values in ([one.cpu for one, _ in runs], [took for _, took in runs])
            )
            peak = median(one.peak for one, _ in runs)
            print(f"| {case} | {files} | {cpu:.1f} | {wall:.1f} | {peak:.0f} | {runs[0][0].status} |")


if __name__ == "__main__":
    main()
