"""The JSON Schema of packs, for editors and for anyone who writes packs by program (draft 2020-12).

Made from `shape`, the one definition. A pack that stands on others may give an expectation of theirs with a few keys,
or take it out with `null`.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from qa_engine.agreement.schema import overlay, tidy

SCHEMA_ID = "urn:qa-engine:schema:pack-1"


def pack_schema() -> dict[str, Any]:
    """The schema as plain data."""
    from qa_engine.packs.shape import Pack

    schema = tidy(Pack.model_json_schema(by_alias=True))
    definitions: dict[str, Any] = schema.pop("$defs")
    pack = {key: value for key, value in schema.items() if key not in ("title", "description")}
    on_top = overlay(deepcopy(pack))
    on_top["required"] = [*pack["required"], "extends"]
    for key in on_top["required"]:
        on_top["properties"][key] = pack["properties"][key]
    overlays = {f"{name} on top": overlay(definition) for name, definition in deepcopy(definitions).items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Pack of expectations (qa-engine/pack-1)",
        "description": schema.get("description", ""),
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Pack on top"},
        "else": {"$ref": "#/$defs/Pack"},
        "$defs": {"Pack": pack, "Pack on top": on_top, **definitions, **overlays},
    }
