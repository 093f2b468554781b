"""The JSON Schema of the format, for editors and for anyone who writes agreements by program (draft 2020-12).

Made from `shape`, the one definition, plus what the shape alone cannot say: letters by scheme, values by class, and
that a file which extends another may leave out what the lower one brings.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from qa_engine.agreement.expected import EXPECTED
from qa_engine.agreement.validate import BY_CLASS
from qa_engine.agreement.vocabulary import SCHEMES

SCHEMA_ID = "urn:qa-engine:schema:1"


def json_schema() -> dict[str, Any]:
    """The schema as plain data."""
    from qa_engine.agreement.shape import Agreement

    schema = tidy(Agreement.model_json_schema(by_alias=True))
    definitions: dict[str, Any] = schema.pop("$defs")
    agreement = {key: value for key, value in schema.items() if key not in ("title", "description")}
    _row_conditions(definitions["Row"])
    overlays = {f"{name} on top": overlay(definition) for name, definition in deepcopy(definitions).items()}
    on_top = overlay(deepcopy(agreement))
    on_top["required"] = ["format", "extends", "id", "title", "version"]
    for key in on_top["required"]:
        on_top["properties"][key] = agreement["properties"][key]
    agreement["properties"].pop("base-version", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Quality agreement (qa-engine/1)",
        "description": schema.get("description", ""),
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Agreement on top"},
        "else": {"$ref": "#/$defs/Agreement"},
        "allOf": [_letters(scheme) for scheme in SCHEMES],
        "$defs": {"Agreement": agreement, "Agreement on top": on_top, **definitions, **overlays},
    }


def tidy(node: Any) -> Any:
    """Without pydantic's own titles and null defaults; `x-` keys allowed where keys are known; text for hovers."""
    if isinstance(node, list):
        return [tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {
        key: ({name: tidy(item) for name, item in value.items()} if key in ("properties", "$defs") else tidy(value))
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }
    if "patternProperties" in out:  # names that people choose: only those that fit
        out["additionalProperties"] = False
    if "properties" in out:
        out["patternProperties"] = {"^x-": {"description": "A key of your own company."}}
    if out.get("description") and "properties" not in out:
        out["markdownDescription"] = out["description"]
    if isinstance(out.get("pattern"), str) and out["pattern"] in EXPECTED:  # yaml-language-server shows it
        out["patternErrorMessage"] = f"write {EXPECTED[out['pattern']]}"
    return out


def _row_conditions(row: dict[str, Any]) -> None:
    """What a row needs beside the shape of each key."""
    row["anyOf"] = [{"required": ["do"]}, {"required": ["not-applicable"]}]
    row["allOf"] = [
        {"if": {"properties": {key: {"type": "object"}}, "required": [key]}, "then": {"required": ["per"]}}
        for key in BY_CLASS
    ]


def _letters(scheme: str) -> dict[str, Any]:
    """Cells hold only the letters of the agreement's scheme."""
    letters = SCHEMES[scheme] + SCHEMES[scheme].lower()
    pattern = rf"^[\s/{letters}]*(\((.|\n)*\))?\s*$"
    said = f"scheme {scheme} has the letters {', '.join(SCHEMES[scheme])}"
    cell = {"type": "string", "pattern": pattern, "patternErrorMessage": said}
    raci = {"properties": {"raci": {"type": ["object", "null"], "additionalProperties": cell}}}
    rows = {"properties": {"activities": {"type": ["object", "null"], "additionalProperties": raci}}}
    where: dict[str, Any] = {"properties": {"scheme": {"const": scheme}}}
    if scheme != "RACI":  # the scheme that counts where none is named
        where["required"] = ["scheme"]
    return {
        "if": {**where, "not": {"required": ["extends"]}},
        "then": {"properties": {"sections": {"additionalProperties": rows}}},
    }


def overlay(node: Any) -> Any:
    """The same, for a file on top of another: nothing is required, and `null` takes out."""
    if isinstance(node, list):
        return [overlay(item) for item in node]
    if not isinstance(node, dict):
        return node
    out: dict[str, Any] = {}
    for key, value in node.items():
        if key == "minProperties" or ("properties" in node and key in ("required", "anyOf", "allOf")):
            continue
        if key == "$ref":
            out[key] = f"{value} on top"
        elif key == "properties":
            out[key] = {name: _or_null(overlay(item)) for name, item in value.items()}
        elif key == "patternProperties":
            out[key] = {
                pattern: item if pattern == "^x-" else _or_null(overlay(item)) for pattern, item in value.items()
            }
        elif key == "additionalProperties" and isinstance(value, dict):
            out[key] = _or_null(overlay(value))
        else:
            out[key] = overlay(value)
    return out


def _or_null(schema: Any) -> Any:
    described = {
        key: schema[key] for key in ("description", "markdownDescription") if isinstance(schema, dict) and key in schema
    }
    return {"anyOf": [schema, {"type": "null"}], **described}
