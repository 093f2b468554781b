"""What every SARIF 2.1.0 log of ours has in common: the log itself, messages, places, paths."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from qa_engine.finding import Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "qaEngine/v1"

_LINK = re.compile(r"\[(?=[^\[\]]*\]\()|\](?=\()")


def log(run: dict[str, Any]) -> str:
    """One run as SARIF text. Columns count Unicode code points."""
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{**run, "columnKind": "unicodeCodePoints"}]}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def driver(engine: str, rules: list[dict[str, Any]]) -> dict[str, Any]:
    """The tool: qa-engine in a version, and its rules."""
    return {"driver": {"name": "qa-engine", "version": engine, "semanticVersion": engine, "rules": rules}}


def name_of(rule: str) -> dict[str, str]:
    """The readable name of a rule, where it differs from the rule itself (the validator asks for both)."""
    return {"name": "".join(word.capitalize() for word in rule.split("-"))} if "-" in rule else {}


def message(text: str) -> dict[str, str]:
    """A message that a viewer shows as it is: braces would be places for arguments (section 3.11.5), `[a](b)` a link (3.11.6)."""
    text = _LINK.sub(lambda bracket: f"\\{bracket.group()}", text)
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def location(place: Place) -> dict[str, Any]:
    """A place; ends are exclusive (section 3.30.7)."""
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri(place.path)}, "region": region},
        "logicalLocations": [{"name": place.at}],
    }


def uri(path: str) -> str:
    """A path as a URI reference: relative as given, absolute as a file URI (RFC 3986, section 4.2; RFC 8089)."""
    if re.match(r"[A-Za-z]:/", path):  # a drive of Windows
        return f"file:///{path[:2]}{quote(path[2:])}"
    absolute = PurePosixPath(path).is_absolute()
    return ("file://" if absolute else "") + quote(path.encode("utf-8", "surrogateescape"))
