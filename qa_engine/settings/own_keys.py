"""The company's JSON Schema of its own `x-` keys, as the settings name it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.settings.read import settings_finding

if TYPE_CHECKING:
    from qa_engine.finding import Finding
    from qa_engine.settings.read import Settings


def own_keys_schema(settings: Settings) -> tuple[dict[str, Any] | None, Finding | None]:
    """The schema as data, or a finding that says why there is none; neither where the settings name none."""
    named = settings.values.get("own-keys-schema")
    if named is None:
        return None, None
    file = Path(named.value)
    schema: Any = None
    try:
        schema = json.loads(file.read_text(encoding="utf-8"))
        reason = "" if isinstance(schema, dict) else "it holds no JSON object"
    except OSError as error:
        reason = f"it cannot be opened: {error.strerror}"
    except (ValueError, RecursionError) as error:
        reason = f"it is no JSON: {error}"
    if not reason:
        from jsonschema import Draft202012Validator, SchemaError

        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            reason = f"it is no JSON Schema: {error.message}"
    if reason:
        message = f"the schema of own keys '{file.name}' cannot be used: {reason}"
        return None, settings_finding(
            Path(named.path), named.line, "wrong-type", message, "name a JSON Schema file of the repository"
        )
    return schema, None
