"""What others send: Word files of 300, 1,000 and 3,000 rows imported, as whole processes. Linear growth is what counts.

python -m benchmarks.intake [--rounds 5]

Four kinds of file: a plain matrix with tracked changes in it, a copy of a rendered agreement, that copy held against its
agreement, and the same after a negotiation in which two authors changed every seventh row and somebody edited every hundredth
without a trace. The table gives CPU seconds for each, and for each thousand rows.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import agreement
from benchmarks.measure import figures, in_turn

SIZES = (300, 1000, 3000)


def plain_matrix(rows: int) -> bytes:
    """A Word file with one table of so many rows; every seventh row has a tracked change."""
    from tests.intake.matrices import docx, table

    changed = (
        '<w:tc><w:p><w:del w:id="1" w:author="A"><w:r><w:delText>R</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="A"><w:r><w:t>A/R</w:t></w:r></w:ins></w:p></w:tc>'
    )
    body = (
        [
            f"{number // 40}.{number}",
            f"Record thing {number} within 5 days of receipt",
            changed if number % 7 == 3 else "R",
            "A",
            "C (in writing)",
        ]
        for number in range(1, rows + 1)
    )
    return docx(table([["No.", "Activity", "Sponsor", "CMO", "Laboratory"], *body]))


def negotiated(raw: bytes) -> bytes:
    """A copy of a rendered agreement after a negotiation."""
    from tests.intake.copies import Copy

    copy = Copy(raw)
    for number, (row_id, row) in enumerate(copy.rows().items()):
        if number % 100 == 50:
            copy.say_in(row, 1, f"Say something else in row {row_id}")
        elif number % 7 == 3:
            copy.say_in(row, 1, f"Do something else in row {row_id}", "Ann" if number % 2 else "Bo")
    return copy.bytes()


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    import qa_engine as qa

    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, "-m", "qa_engine", "import"]
        commands = {"python -c pass": [sys.executable, "-c", "pass"]}
        for size in SIZES:
            base, plain, copy, back = (
                Path(folder, f"{size}.{ending}") for ending in ("qa.yaml", "plain.docx", "copy.docx", "back.docx")
            )
            base.write_text(agreement(size), encoding="utf-8")
            plain.write_bytes(plain_matrix(size))
            qa.render(qa.load(base)).save(copy)
            back.write_bytes(negotiated(copy.read_bytes()))
            out = ["-o", str(Path(folder, "out.qa.yaml")), "--replace", "--format", "json"]
            commands[f"a plain matrix, {size} rows"] = [*ours, str(plain), *out]
            commands[f"a rendered agreement, {size} rows"] = [*ours, str(copy), *out]
            against = ["--base", str(base), "--format", "json"]
            commands[f"a copy against its agreement, {size} rows"] = [*ours, str(copy), *against]
            commands[f"a negotiated copy, {size} rows"] = [*ours, str(back), *against]
        print("| whole process | CPU s | CPU s a thousand rows | peak MiB | exit |")
        print("| --- | --- | --- | --- | --- |")
        for one in figures(in_turn(commands, rounds), "python -c pass"):
            size = next((size for size in SIZES if f" {size} rows" in one.name), 0)
            each = f"{one.cpu * 1000 / size:.2f}" if size else ""
            print(f"| {one.name} | {one.cpu:.2f} | {each} | {one.peak:.0f} | {', '.join(map(str, one.statuses))} |")


if __name__ == "__main__":
    main()
