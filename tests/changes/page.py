"""Runs the commands of docs/changes.md, and writes what they say into it: `python -m tests.changes.page`."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from qa_engine.cli.main import run
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "changes.md"
EXAMPLES = ROOT / "docs" / "examples" / "changes"

_BLOCK = re.compile(r"^```console\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def played(page: str, folder: Path) -> str:
    """The page with what its commands say now, run one after the other in a folder with the examples."""
    for example in EXAMPLES.iterdir():
        shutil.copy(example, folder)
    subprocess.run(["git", "init", "-q", folder], check=True)
    with contextlib.chdir(folder):
        return _BLOCK.sub(lambda block: f"```console\n{_said(block.group(1))}```\n", page).replace(f"{folder}/", "")


def _said(block: str) -> str:
    lines = []
    for line in block.splitlines():
        if line.startswith("$ qa-engine "):
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                run(shlex.split(line)[2:])
            lines += [line, *said.getvalue().rstrip("\n").split("\n")]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as room:
        PAGE.write_text(played(PAGE.read_text(encoding="utf-8"), Path(room)), encoding="utf-8")
