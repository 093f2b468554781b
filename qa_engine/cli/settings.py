"""`qa-engine settings`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from qa_engine.cli.main import Refused
from qa_engine.cli.terminal import emit


@click.command(short_help="What the repository's settings say for a file, and where each value came from.")
@click.argument("path")
def settings(path: str) -> int:
    """Show the settings that hold for the agreement PATH, each with the file and line that it came from."""
    from qa_engine.check.severities import misnamed
    from qa_engine.report.width import printable
    from qa_engine.rules import RULES
    from qa_engine.settings.read import settings_for

    file = Path(path)
    if not file.exists():
        raise Refused(f"there is no file '{path}'; check the path")
    found = settings_for(file if file.is_file() else file / "agreement.qa.yaml")
    wrong = [*found.findings, *misnamed(found, RULES)]
    if not found.values and not wrong:
        emit([[("no settings: neither qa-engine.toml nor [tool.qa-engine] in a pyproject.toml upward of it", "dim")]])
    for key in sorted(found.values):
        value = found.values[key]
        emit(
            [[(f"{key} = {json.dumps(value.value, ensure_ascii=False)}", ""), (f"   {value.path}:{value.line}", "dim")]]
        )
    for finding in wrong:
        place = finding.place
        emit(
            [
                [
                    (f"{place.path}:{place.line}: ", "place"),
                    ("error: ", "error"),
                    (f"{printable(finding.message)} ", ""),
                    (f"({printable(finding.hint)})", "hint"),
                ]
            ]
        )
    return 1 if wrong else 0
