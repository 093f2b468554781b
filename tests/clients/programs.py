"""Programs that others made and that the tests drive as they are: found where they are installed, else the test says so.

With QA_ENGINE_CLIENTS=required, as in CI, one that is missing fails its test.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest


def program(name: str) -> str:
    """The path of a program; npm packages are looked for in QA_ENGINE_NPM, their folder of programs, first."""
    places = [os.environ.get("QA_ENGINE_NPM", ""), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    found = shutil.which(name, path=os.pathsep.join(filter(None, places)))
    return found or missing(f"'{name}' is not installed")


def missing(reason: str) -> NoReturn:
    """What a test needs is not there."""
    if os.environ.get("QA_ENGINE_CLIENTS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def scrubbed(**more: str) -> dict[str, str]:
    """The environment without what git, or a hook that runs these tests, has put there."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))} | more
