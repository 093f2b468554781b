"""Start-up is the price of a hook: nothing is imported that the command does not use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"pydantic", "networkx", "docx", "lxml", "jsonschema", "rich", "rfc8785"}


def imported_by(*arguments: str) -> set[str]:
    """Top-level modules that are loaded after a command ran."""
    program = (
        "import sys; sys.argv[1:] = sys.argv[1:]\n"
        "import qa_engine.__main__ as door\n"
        "try: door.main()\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join({name.split('.')[0] for name in sys.modules}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(ran.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--version"], {*HEAVY, "click", "ruamel", "dataclasses"}),
        (["--help"], {*HEAVY, "ruamel", "pydantic_core"}),
        (
            ["check", "--no-cache", "agreements/contract-laboratory.qa.yaml"],
            {
                *HEAVY,
                "multiprocessing",
                "pygls",
                "asyncio",
                "click",
                "dataclasses",
                "inspect",
                "hashlib",
                "typing_extensions",
                "difflib",
                "locale",
            },
        ),
        (["check", "agreements", "--format", "json", "--no-cache"], HEAVY),
        (["check", "agreements/contract-laboratory.qa.yaml"], HEAVY),
        (["show", "agreements/api-supply.qa.yaml"], HEAVY),
        (["rules"], {*HEAVY, "pydantic_core"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_only_what_it_uses(arguments: list[str], unwanted: set[str]) -> None:
    assert imported_by(*arguments) & unwanted == set()


def test_rendering_loads_nothing_that_signs_verifies_or_tells_changes(tmp_path: Path) -> None:
    loaded = imported_by("render", "agreements/contract-laboratory.qa.yaml", "-o", str(tmp_path / "agreement.docx"))
    unwanted = {*HEAVY, "dataclasses", "hashlib", "subprocess", "tempfile", "zipfile"}
    assert loaded & unwanted == {"rfc8785"}  # the hash of the content is printed


def test_writing_a_word_file_loads_only_what_it_uses() -> None:
    program = (
        "import sys\n"
        "from qa_engine.document.blocks import Column, Document, Heading, Matrix, MatrixRow, Paragraph, Portion, plain\n"
        "from qa_engine.word.write import docx_bytes\n"
        "columns = (Column('id', 'No.', 'id'), Column('activity', 'Activity'), Column('party:a', 'A', 'party'))\n"
        "row = MatrixRow('row:R-1', 'R-1', ((plain('R-1'),), (plain('Review \u2013 release'),), (plain('RA'),)))\n"
        "matrix = Matrix('matrix', 'Rows', columns, (row,))\n"
        "blocks = (Heading('section:s', 1, 'S', '1'), Paragraph('p', plain('Of rows')), matrix)\n"
        "portions = (Portion('matrix', blocks),)\n"
        "made = docx_bytes(Document('B', 'T', '1.0', 'en', 'sha256:' + '0' * 64, '', '', portions))\n"
        "assert made.startswith(b'PK')\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    # without site-packages, whose own start-up files load what they like
    ran = subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name for name in ran.stderr.split() if name.startswith("qa_engine.")}
    unwanted = {
        *HEAVY,
        "typing",
        "dataclasses",
        "hashlib",
        "json",
        "zipfile",
        "pathlib",
        "urllib",
    }
    assert {name.split(".")[0] for name in ran.stderr.split()} & unwanted == set()
    rooms = {name.split(".")[1] for name in loaded}
    assert rooms == {"digest", "document", "named", "pattern", "word"}
    assert {name for name in loaded if name.startswith("qa_engine.document.")} == {"qa_engine.document.blocks"}


def test_the_library_loads_nothing_before_it_is_used() -> None:
    program = "import sys, qa_engine; sys.stderr.write(' '.join(m for m in sys.modules if m.startswith('qa_engine')))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr.split() == ["qa_engine"]
