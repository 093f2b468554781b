"""`qa-engine schema`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from qa_engine.cli.main import Refused


@click.command(short_help="The JSON Schema of the format, for editors.")
@click.argument("path", required=False)
@click.option("--pack", is_flag=True, help="The schema of packs (*.pack.yaml) instead of that of agreements.")
@click.option(
    "--install", is_flag=True, help="Put it where editors find it, for the file or folder PATH (default: here)."
)
def schema(path: str | None, pack: bool, install: bool) -> int:
    """Print the JSON Schema of the format (draft 2020-12), with a description on every key.

    With --install, write it into the repository: for a file PATH together with a line at its head that names the schema
    (Neovim, Helix, Zed, VS Code); for a folder together with the settings of VS Code.
    """
    if install:
        return _install(Path(path or "."))
    if path is not None:
        raise click.UsageError("PATH goes with --install")
    if pack:
        from qa_engine.packs.schema import pack_schema as made
    else:
        from qa_engine.agreement.schema import json_schema as made

    sys.stdout.write(json.dumps(made(), ensure_ascii=False, indent=1) + "\n")
    return 0


def _install(path: Path) -> int:
    from qa_engine.lsp.schema_files import NotInstalledError, install_for_file, install_for_folder

    if not path.exists():
        raise Refused(f"there is no file or folder '{path.as_posix()}'; check the path")
    try:
        written = install_for_folder(path) if path.is_dir() else install_for_file(path)
    except NotInstalledError as error:
        raise Refused(str(error)) from None
    except UnicodeDecodeError:
        raise Refused(f"'{path.as_posix()}' is not UTF-8; save it as UTF-8 first") from None
    for file in written:
        sys.stdout.write(f"{file.as_posix()}\n")
    return 0
