"""`qa-engine schema`."""

from __future__ import annotations

import json
import sys

import click


@click.command(short_help="The JSON Schema of the format, for editors.")
def schema() -> int:
    """Print the JSON Schema of the format (draft 2020-12), with a description on every key."""
    from qa_engine.agreement.schema import json_schema

    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")
    return 0
