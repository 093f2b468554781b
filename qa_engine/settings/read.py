"""Settings of a repository: `qa-engine.toml`, or `[tool.qa-engine]` in `pyproject.toml`, found upward from a file.

    own-keys-schema = "schemas/own-keys.schema.json"   # what the company's `x-` keys must satisfy

The search ends at the repository (the nearest folder upward with `.git`). A path in the settings is relative to their file
and must not leave the repository.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from qa_engine.agreement.beside import repository_of
from qa_engine.finding import Finding, Place

NAMES = ("qa-engine.toml", "pyproject.toml")
KEYS = ("own-keys-schema",)


@dataclass(frozen=True)
class Settings:
    """What holds for a file: `own_keys_schema` is a JSON Schema as data or None; `findings` what is wrong in the settings."""

    own_keys_schema: dict[str, Any] | None = None
    findings: tuple[Finding, ...] = ()


def settings_for(file: Path) -> Settings:
    """The settings that hold for an agreement file. Never raises for what is in them."""
    real = file.resolve()
    root = repository_of(real)
    folder = real.parent
    while True:
        for name in NAMES:
            found = folder / name
            if found.is_file() and (settings := _read(found, root)) is not None:
                return settings
        if folder == root or folder.parent == folder:
            return Settings()
        folder = folder.parent


def _read(path: Path, root: Path) -> Settings | None:
    """The settings in one file; None for a pyproject.toml that has none."""
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # a broken pyproject.toml is its owner's affair, unless it speaks of us
        if path.name != "qa-engine.toml":
            return None
        return Settings(findings=(_finding(path, "", "", "wrong-type", f"the settings cannot be read: {error}", "mend the TOML"),))
    if path.name == "pyproject.toml":
        data = data.get("tool", {}).get("qa-engine")
        if data is None:
            return None
    findings = []
    for key in data:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(KEYS)}"
            findings.append(_finding(path, text, key, "unknown-key", f"the settings know no key `{key}`", hint))
    schema, problem = _own_keys_schema(path, root, data.get("own-keys-schema"))
    if problem:
        findings.append(_finding(path, text, "own-keys-schema", "wrong-type", problem, "name a JSON Schema file of the repository"))
    return Settings(schema, tuple(findings))


def _own_keys_schema(path: Path, root: Path, name: Any) -> tuple[dict[str, Any] | None, str]:
    if name is None:
        return None, ""
    if not isinstance(name, str):
        return None, "`own-keys-schema` is not the path of a file"
    target = (path.parent / name).resolve()
    if not target.is_relative_to(root):
        return None, f"'{name}' leads out of the repository"
    try:
        schema = json.loads(target.read_text(encoding="utf-8"))
    except OSError as error:
        return None, f"'{name}' cannot be opened: {error.strerror}"
    except (ValueError, RecursionError) as error:
        return None, f"'{name}' is no JSON: {error}"
    if not isinstance(schema, dict):
        return None, f"'{name}' is no JSON Schema"
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return None, f"'{name}' is no JSON Schema: {error.message}"
    return schema, ""


def _finding(path: Path, text: str, key: str, rule: str, message: str, hint: str) -> Finding:
    match = re.search(rf"^\s*{re.escape(key)}\s*=", text, re.MULTILINE) if key else None
    line = text.count("\n", 0, match.end()) + 1 if match else 1
    return Finding(rule, "error", Place(path.as_posix(), line, 1, line, 1, path.name), message, hint)
