"""What a hook pays: start-up and a check of one 300-row file, as whole processes, beside `python -c pass`.

python -m benchmarks.run [--rounds 15]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import agreement
from benchmarks.measure import figures, in_turn


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "bench.qa.yaml")
        file.write_text(agreement(300), encoding="utf-8")
        ours = [sys.executable, "-m", "qa_engine"]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "qa-engine --version": [*ours, "--version"],
            "qa-engine --help": [*ours, "--help"],
            "qa-engine check, 300 rows": [*ours, "check", "--no-cache", str(file)],
            "qa-engine check, nothing changed": [*ours, "check", str(file)],
            "qa-engine render, 300 rows": [*ours, "render", str(file), "-o", str(Path(folder, "bench.docx"))],
        }
        print("| whole process | CPU s | peak MiB | × python -c pass, median (least to most) | exit |")
        print("| --- | --- | --- | --- | --- |")
        for one in figures(in_turn(commands, rounds), "python -c pass"):
            status = ", ".join(map(str, one.statuses))
            print(
                f"| {one.name} | {one.cpu:.3f} | {one.peak:.0f} | {one.ratio:.1f} ({one.least:.1f} to {one.most:.1f}) | {status} |"
            )


if __name__ == "__main__":
    main()
