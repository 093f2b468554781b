"""The table of docs/import.md: what became of each matrix of the corpus of real files.

    python -m tests.intake.figures            # writes the table anew

The corpus lies beside the repository where it is there at all; nothing of it is copied but these figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qa_engine.intake.answers import Answers
from qa_engine.intake.imported import imported

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "import.md"
CORPUS = ROOT.parent / "shared" / "corpus"
START, END = "<!-- figures: start -->", "<!-- figures: end -->"

_HEAD = (
    "| item | rows in | rows out | told of | letters | not understood | questions | taken for granted |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
)


def table(corpus: Path) -> str:
    """The table, a line for each item."""
    lines = []
    for folder in sorted(corpus.iterdir()):
        if folder.name.startswith(("raci-", "qa-")):
            (file,) = folder.iterdir()
            outcome = imported(file.read_bytes(), file.name, Answers()).outcome
            assert outcome.rows_in == outcome.rows_out + outcome.rows_reported
            counts = (
                outcome.rows_in,
                outcome.rows_out,
                outcome.rows_reported,
                outcome.letters,
                len(outcome.of("not-understood")),
                len(outcome.questions),
                len(outcome.of("guess")),
            )
            lines.append(f"| {folder.name} | {' | '.join(map(str, counts))} |\n")
    return _HEAD + "".join(lines)


def main() -> None:
    """Put the table between its marks in the page."""
    if not CORPUS.is_dir():
        sys.exit("the corpus of real files does not lie beside this repository")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{START}\n{table(CORPUS)}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
