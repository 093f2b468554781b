"""Put the JSON Schema where editors find it: a line at the head of one file, or the settings of VS Code for a folder.

Both are read by yaml-language-server, which VS Code (YAML by Red Hat), Neovim, Helix, Zed and others run.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from qa_engine.agreement.beside import repository_of
from qa_engine.agreement.schema import json_schema
from qa_engine.packs.schema import pack_schema
from qa_engine.source.save import save

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ".qa-engine"
AGREEMENTS, PACKS = "agreement.schema.json", "pack.schema.json"

_MODELINE = re.compile(r"^#[ \t]*yaml-language-server[ \t]*:[^\r\n]*", re.MULTILINE)
_HEAD = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*")
"""Comments and empty lines at the head of a file."""

_JSONC = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|[{}\[\],:]|[^\s"{}\[\],:/]+', re.DOTALL)
"""The words of JSON with comments, as VS Code writes its settings."""


class NotInstalledError(ValueError):
    """The settings cannot be edited safely; the message says what to write by hand."""


def install_for_file(file: Path) -> list[Path]:
    """Write the schema into the repository and a line that names it at the head of an agreement or a pack.

    Nothing else in the file changes; a line that names another schema is replaced. Gives the files that were written.
    Raises OSError where one cannot be.
    """
    real = file.resolve()
    schema = _write_schema(repository_of(real), PACKS if file.name.endswith(".pack.yaml") else AGREEMENTS)
    raw = real.read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    text = raw[len(mark) :].decode("utf-8")
    name = os.path.relpath(schema, real.parent).replace(os.sep, "/")
    line = f"# yaml-language-server: $schema={quote(name if name.startswith('../') else f'./{name}')}"
    head = _HEAD.match(text)
    found = _MODELINE.search(text, 0, head.end() if head else 0)
    if found:
        after = text[: found.start()] + line + text[found.end() :]
    else:
        line_break = "\r\n" if "\r\n" in text else "\n"
        after = line + line_break + text
    if after == text:
        return [schema]
    save(mark + after.encode("utf-8"), real)
    return [schema, file]


def install_for_folder(folder: Path) -> list[Path]:
    """Write the schemas into a folder, and into its VS Code settings for which files they are.

    What stands in the settings stays, comments too. Gives the files that were written. Raises NotInstalledError where the
    settings are such that only a person can edit them, OSError where a file cannot be written.
    """
    settings = folder / ".vscode" / "settings.json"
    text = settings.read_text(encoding="utf-8") if settings.exists() else "{\n}\n"
    for name, files in ((PACKS, "*.pack.yaml"), (AGREEMENTS, "*.qa.yaml")):
        text = _with_schema(text, f"./{FOLDER}/{name}", files)
    written = [_write_schema(folder, name) for name in (AGREEMENTS, PACKS)]
    settings.parent.mkdir(exist_ok=True)
    save(text.encode("utf-8"), settings)
    return [*written, settings]


def _write_schema(root: Path, name: str) -> Path:
    schema = json_schema() if name == AGREEMENTS else pack_schema()
    path = root / FOLDER / name
    path.parent.mkdir(exist_ok=True)
    save((json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode("utf-8"), path)
    return path


def _with_schema(text: str, schema: str, files: str) -> str:
    """The settings with one more entry under `yaml.schemas`."""
    entry = f"{json.dumps(schema)}: {json.dumps(files)}"
    by_hand = f'the settings of VS Code cannot be edited; write into them: "yaml.schemas": {{{entry}}}'
    words = [word for word in _JSONC.finditer(text) if not word[0].startswith(("//", "/*"))]
    if not words or words[0][0] != "{":
        raise NotInstalledError(by_hand)
    depth, inside = 0, None
    for here, after, value in zip(words, [*words[1:], None], [*words[2:], None, None], strict=False):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(here[0], 0)
        if depth == 1 and here[0] == '"yaml.schemas"' and after and after[0] == ":":
            if value is None or value[0] != "{":
                raise NotInstalledError(by_hand)
            inside = words.index(value)
    if depth:
        raise NotInstalledError(by_hand)
    if json.dumps(schema) in (word[0] for word in words[inside or 0 :]):
        return text
    opened = words[inside or 0]
    empty = words[(inside or 0) + 1][0] == "}"
    if inside is None:
        entry = f'"yaml.schemas": {{\n    {entry}\n  }}'
    indent = "  " if inside is None else "    "
    return f"{text[: opened.end()]}\n{indent}{entry}{'' if empty else ','}{text[opened.end() :]}"
