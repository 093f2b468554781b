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


def test_the_library_loads_nothing_before_it_is_used() -> None:
    program = "import sys, qa_engine; sys.stderr.write(' '.join(m for m in sys.modules if m.startswith('qa_engine')))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr.split() == ["qa_engine"]
