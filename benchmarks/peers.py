"""The programs that the engine is held against, in an environment of their own, as pip installs them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("check-jsonschema", "deepdiff", "dictdiffer", "docxtpl", "python-redlines[docxodus]")
"""docxtpl brings python-docx."""


class Peers:
    """An environment with the peers; `versions` says what could be had of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        if not self.python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        for package in PACKAGES:  # one by one: that one cannot be had takes nothing from the others
            subprocess.run([str(self.python), "-m", "pip", "install", "-q", package], check=False, capture_output=True)
        listed = subprocess.run(
            [str(self.python), "-m", "pip", "list", "--format", "freeze"], check=True, capture_output=True, text=True
        )
        found = dict(line.split("==", 1) for line in listed.stdout.splitlines() if "==" in line)
        names = [package.partition("[")[0] for package in PACKAGES]
        self.versions = {name: found[name] for name in (*names, "python-docx") if name in found}

    @property
    def site(self) -> Path:
        """Where its packages lie."""
        return next((self.folder / "lib").glob("python3*/site-packages"))

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.folder / "bin" / name)
