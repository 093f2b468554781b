"""Redlines of 300 and 3,000 rows after 20 edits for every 300, each in a fresh process, beside Docxodus.

    python -m benchmarks.redline [--rounds 5] [--rows 300 3000] [--docxodus PYTHON]

`redline` is the whole command: it reads both agreements, compares and judges them, and writes the file with its comments;
`render` is the same for the new one alone. `docxodus` compares two Word files that are there already; PYTHON is one with
`python-redlines[docxodus]` (an environment of its own: it is no dependency). All cells of what comes out are looked at, with
all changes accepted and all rejected, by the engine's own reader.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.edited import EDITS, edited
from benchmarks.measure import figures, in_turn

if TYPE_CHECKING:
    from collections.abc import Callable

DOCXODUS = """\
import sys
from pathlib import Path
from python_redlines import DocxodusEngine
made = DocxodusEngine().run_redline("Rita Moreau", Path(sys.argv[1]), Path(sys.argv[2]))[0]
Path(sys.argv[3]).write_bytes(made)
"""


def right(made: Path, old: Path, new: Path) -> str:
    """How many rows of tables a redline has as they have to be, accepted and rejected; `all` also speaks for the rest."""
    from qa_engine.word.opened import open_word
    from qa_engine.word.reading import Line, blocks_of
    from qa_engine.word.revisions import accepted, rejected

    def view(path: Path, how: Callable[[Any], Any] = lambda tree: tree) -> tuple[list[Any], list[str]]:
        file = open_word(path.read_bytes())
        blocks = blocks_of(file, how(file.document))
        lines = [block.text for block in blocks if isinstance(block, Line) and block.text]
        return [row.texts for block in blocks if not isinstance(block, Line) for row in block.rows], lines

    told = []
    for what, how, path in (("accepted", accepted, new), ("rejected", rejected, old)):
        (rows, lines), (wanted, wanted_lines) = view(made, how), view(path)
        same = (Counter(rows) & Counter(wanted)).total()
        exact = "all" if (rows, lines) == (wanted, wanted_lines) else f"{same} of {len(wanted)}"
        told.append(f"{what}: {exact}")
    return "; ".join(told)


def main() -> None:
    """Measure and print a table for each number of rows."""
    from benchmarks.generate import clean
    from qa_engine.agreement.load import read
    from qa_engine.doors import render

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, nargs="*", default=[300, 3000])
    parser.add_argument("--docxodus", metavar="PYTHON", default="")
    asked = parser.parse_args()
    if not asked.docxodus:
        print("Docxodus is not measured: name a Python that has python-redlines[docxodus] with --docxodus")
    for number in asked.rows:
        edits = EDITS * max(1, number // 300)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            old, new = folder / "old.qa.yaml", folder / "new.qa.yaml"
            text = clean(number)
            old.write_text(text, encoding="utf-8")
            new.write_text(edited(text, edits=edits), encoding="utf-8")
            for path in (old, new):
                render(read(path)).save(path.with_suffix(".docx"))
            script = folder / "docxodus.py"
            script.write_text(DOCXODUS, encoding="utf-8")
            render_new = [sys.executable, "-m", "qa_engine", "render", str(new)]
            commands = {
                "redline": [*render_new, "--redline", str(old), "-o", str(folder / "redline.docx")],
                "render": [*render_new, "-o", str(folder / "render.docx")],
            }
            if asked.docxodus:
                files = [str(old.with_suffix(".docx")), str(new.with_suffix(".docx")), str(folder / "docxodus.docx")]
                commands["docxodus"] = [asked.docxodus, str(script), *files]
            told = figures(in_turn(commands, asked.rounds), "redline")
            print(f"\n{number} rows, {edits} edits\n")
            print(
                "| fresh process | CPU s | peak MiB | × redline, median (least to most) | exit | rows that read right |"
            )
            print("| --- | --- | --- | --- | --- | --- |")
            for one in told:
                made = folder / f"{one.name}.docx"
                read_as = (
                    right(made, old.with_suffix(".docx"), new.with_suffix(".docx"))
                    if one.name != "render" and made.exists()
                    else "–"
                )
                status = ", ".join(map(str, one.statuses))
                print(
                    f"| {one.name} | {one.cpu:.3f} | {one.peak:.0f} | {one.ratio:.2f} ({one.least:.2f} to {one.most:.2f}) "
                    f"| {status} | {read_as} |"
                )


if __name__ == "__main__":
    main()
