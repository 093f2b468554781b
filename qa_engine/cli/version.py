"""`qa-engine version`."""

from __future__ import annotations

import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import version as installed

import click

from qa_engine import __version__


@click.command(short_help="The version, and those of the libraries beside it.")
def version() -> int:
    """Print the version of qa-engine, of Python and of every library that it stands on: what a report of a mistake needs."""
    lines = [
        f"qa-engine {__version__}",
        f"Python {platform.python_version()} ({platform.system()} {platform.machine()})",
    ]
    names = {
        match[0]: "extra ==" in text for text in requires("qa-engine") or () if (match := re.match(r"[\w.-]+", text))
    }
    for name, optional in sorted(names.items()):
        try:
            lines.append(f"{name} {installed(name)}")
        except PackageNotFoundError:
            lines.append(f"{name} not installed{' (optional)' if optional else ''}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
