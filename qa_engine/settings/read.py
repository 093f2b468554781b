"""Settings of a repository: `qa-engine.toml`, or `[tool.qa-engine]` in `pyproject.toml`, found upward from a file.

    own-keys-schema = "schemas/own-keys.schema.json"   # what the company's `x-` keys must satisfy
    allowed-signers = "quality/allowed_signers"        # whose signatures count (OpenSSH format)
    columns = "function"                               # the columns of the document: party or function

    [severity]
    idle-function = "off"                              # error, warning, note or off, by rule

    [packs]
    "agreements/us" = ["fda-qa-2016"]                  # packs that agreements below a folder are held against as well

    [assessment]
    prose-changed = "major"                            # the class of a kind of change: major, minor or editorial

    [calendars]
    DE-HH = ["2027-10-31"]                             # further days that are no business days, by calendar

All files upward count, to the repository (the nearest folder upward with `.git`); the nearest one wins, key by key. Paths in
a settings file are relative to it and must not leave the repository.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.beside import repository_of
from qa_engine.agreement.expected import CALENDAR, CLOSURE
from qa_engine.close import get_close_matches
from qa_engine.finding import Finding, Place
from qa_engine.named import NamedTuple
from qa_engine.settings.kinds import KINDS
from qa_engine.value import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAMES = ("qa-engine.toml", "pyproject.toml")

SEVERITIES = ("error", "warning", "note", "off")
CLASSES = ("major", "minor", "editorial")
COLUMNS = ("party", "function")

PATHS = frozenset({"own-keys-schema", "allowed-signers"})
TABLES: dict[str, str] = {
    "severity": "a table of rules, each with error, warning, note or off",
    "packs": "a table of folders, each with a list of packs",
    "assessment": "a table of kinds of change, each with major, minor or editorial",
    "calendars": "a table of calendars (GB, DE-HH), each with a list of dates or ranges",
}
KEYS = (*sorted(PATHS), "columns", *TABLES)


@frozen
class Value:
    """A value, and the settings file and line that it came from. A path is absolute and inside the repository."""

    value: Any
    path: str
    line: int


class FolderPack(NamedTuple):
    """A pack that the settings add for a folder: its name, or its path beside the settings file that names it, and the line."""

    name: str
    file: Path
    line: int


@frozen
class Settings:
    """What holds for a file.

    values    key (in tables `table.key`) → value and where it came from; a folder is written from the repository's root
    findings  what is wrong in the settings
    folders   those that `packs` names, also where they are not there
    """

    values: dict[str, Value] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    folders: tuple[Path, ...] = ()

    def get(self, key: str) -> Any:
        """The value of a key at the top; None where nothing sets it."""
        value = self.values.get(key)
        return value.value if value is not None else None

    def table(self, name: str) -> dict[str, Any]:
        """A table with its keys; empty where nothing sets it."""
        head = f"{name}."
        return {key.removeprefix(head): value.value for key, value in self.values.items() if key.startswith(head)}

    def packs_for(self, file: Path) -> tuple[FolderPack, ...]:
        """The packs that the settings add for an agreement file, by the folders that it lies in."""
        real = file.resolve()
        root = repository_of(real)
        return tuple(
            FolderPack(name, Path(value.path), value.line)
            for key, value in self.values.items()
            if key.startswith("packs.") and real.is_relative_to(root / key.removeprefix("packs."))
            for name in value.value
        )


def settings_files(file: Path) -> Iterator[Path]:
    """Where settings for an agreement file may lie, the nearest first; they need not be there."""
    real = file.resolve()
    root = repository_of(real)
    for folder in real.parents:
        yield from (folder / name for name in NAMES)
        if folder == root:
            return


def settings_for(file: Path) -> Settings:
    """The settings that hold for an agreement file. Never raises for what is in them."""
    root = repository_of(file.resolve())
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    folders: list[Path] = []
    for path in settings_files(file):
        if path.is_file():
            for key, value in _read(path, root, findings, folders).items():
                values.setdefault(key, value)
    return Settings(values, tuple(findings), tuple(folders))


def _read(path: Path, root: Path, findings: list[Finding], folders: list[Path]) -> dict[str, Value]:
    """The settings of one file, flat; nothing for a pyproject.toml that has none."""
    import tomllib

    own = path.name == "qa-engine.toml"
    try:
        text = path.read_text(encoding="utf-8")
        if not own and "qa-engine" not in text:
            return {}
        data = tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        if own:  # a broken pyproject.toml is its owner's affair
            findings.append(
                settings_finding(path, 1, "wrong-type", f"the settings cannot be read: {error}", "mend the TOML")
            )
        return {}
    if not own:
        tool = data.get("tool")
        data = tool.get("qa-engine", {}) if isinstance(tool, dict) else {}
    flat: dict[str, Value] = {}
    for key, value in data.items():
        line = _line(text, key)
        if key not in KEYS:
            hint = _meant(key, KEYS)
            if own and key == "tool":
                hint = "here the keys stand at the top; `[tool.qa-engine]` is for pyproject.toml"
            findings.append(settings_finding(path, line, "unknown-key", f"the settings know no key `{key}`", hint))
        elif key in TABLES:
            flat |= _table(path, root, text, key, value, findings, folders)
        elif key in PATHS:
            target = _inside(root, path, value)
            if target is None:
                message = f"`{key}` is not the path of a file in this repository"
                findings.append(
                    settings_finding(path, line, "wrong-type", message, "write it relative to this settings file")
                )
            else:
                flat[key] = Value(str(target), path.as_posix(), line)
        elif value in COLUMNS:
            flat[key] = Value(value, path.as_posix(), line)
        else:
            findings.append(
                settings_finding(
                    path, line, "wrong-type", f"`{key}` cannot be {value!r}", f"one of: {', '.join(COLUMNS)}"
                )
            )
    return flat


def _table(
    path: Path, root: Path, text: str, name: str, value: Any, findings: list[Finding], folders: list[Path]
) -> dict[str, Value]:
    def wrong(line: int, rule: str, message: str, hint: str) -> None:
        findings.append(settings_finding(path, line, rule, message, hint))

    flat: dict[str, Value] = {}
    if not isinstance(value, dict):
        wrong(_line(text, name), "wrong-type", f"`{name}` is no table", f"write {TABLES[name]}")
        return flat
    for key, item in value.items():
        line = _line(text, key)
        if name == "assessment" and key not in KINDS:
            wrong(line, "unknown-key", f"there is no kind of change `{key}`", _meant(key, KINDS))
        elif not _fits(name, key, item):
            wrong(line, "wrong-type", f"`{key}` in `{name}` cannot be {item!r}", f"write {TABLES[name]}")
        elif name == "packs":
            folder = _inside(root, path, key)
            folders += [folder] if folder is not None else []
            if folder is None or not folder.is_dir():
                hint = "write a folder relative to this settings file"
                wrong(line, "wrong-type", f"there is no folder `{key}` in this repository", hint)
            else:
                flat[f"packs.{folder.relative_to(root).as_posix()}"] = Value(item, path.as_posix(), line)
        else:
            flat[f"{name}.{key}"] = Value(item, path.as_posix(), line)
    return flat


def _inside(root: Path, path: Path, value: Any) -> Path | None:
    """What a path in a settings file leads to; None where it leads out of the repository, or is no path."""
    if not isinstance(value, str) or "\0" in value:
        return None
    try:
        target = (path.parent / value).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return None
    return target if target.is_relative_to(root) else None


def _meant(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key, tuple(known), 1)
    return f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"


def _fits(table: str, key: str, value: Any) -> bool:
    if table in ("severity", "assessment"):
        return value in (SEVERITIES if table == "severity" else CLASSES)
    listed = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if table == "calendars":
        return listed and bool(re.match(CALENDAR, key)) and all(_is_closure(item) for item in value)
    return listed


def _is_closure(text: str) -> bool:
    first, _, last = text.partition("/")
    return bool(re.match(CLOSURE, text)) and (not last or first <= last)


def _line(text: str, key: str) -> int:
    """The line on which a key stands, as far as TOML read without places lets it be told."""
    match = re.search(rf"^\s*(?:\[\s*(?:[\w.-]+\.)?)?[\"']?{re.escape(key)}[\"']?\s*[=\]]", text, re.MULTILINE)
    return text.count("\n", 0, match.end()) + 1 if match else 1


def settings_finding(path: Path, line: int, rule: str, message: str, hint: str) -> Finding:
    """A finding about a settings file; TOML is read without places, so it stands at a line."""
    return Finding(rule, "error", Place(path.as_posix(), line, 1, line, 1, path.name), message, hint)
