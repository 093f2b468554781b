"""`qa-engine lsp`."""

from __future__ import annotations

import click

from qa_engine.cli.main import Refused


@click.command(short_help="The language server, for editors.")
@click.option("--stdio", is_flag=True, hidden=True, help="What it does anyway; some editors say it.")
def lsp(stdio: bool) -> int:  # noqa: ARG001  # what it says is what is done anyway
    """Serve an editor over standard input and output: findings as you type, completion, hover, renaming, fixes.

    An editor starts this, not a person; docs/editors.md says how. It needs the extra `lsp`: pip install 'qa-engine[lsp]'.
    """
    try:
        from qa_engine.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise Refused("the language server needs pygls; install it with: pip install 'qa-engine[lsp]'") from None
    serve()
    return 0
