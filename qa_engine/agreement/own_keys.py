"""A company's own `x-` keys, held against the company's own JSON Schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.resolved import Resolved
    from qa_engine.source import Route


def hold_own_keys(resolved: Resolved, schema: dict[str, Any]) -> None:
    """Put a finding on record for each `x-` key that does not satisfy the schema.

    The schema speaks of an object with `x-` keys; every mapping of the agreement that has any is held against it.
    Nothing is fetched: a `$ref` to anything outside of the schema is a finding.
    """
    holders = list(_with_own_keys(resolved.data, ()))
    if not holders:
        return
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    registry: Registry[Any] = Registry()
    validator = Draft202012Validator(schema, registry=registry)
    for route, own in holders:
        try:
            errors = sorted(validator.iter_errors(own), key=lambda error: [str(step) for step in error.absolute_path])
        except Unresolvable as unresolvable:
            message = f"the schema of own keys refers to what is not there: {unresolvable}"
            resolved.find("wrong-type", (*route, next(iter(own))), message, key=True)
            return
        for error in errors:
            for key in _not_allowed(error):
                message = f"the company's schema of own keys knows no `{key}` here"
                resolved.find(
                    "wrong-type",
                    (*route, *error.absolute_path, key),
                    message,
                    "see the schema that the settings name",
                    key=True,
                )
            if error.validator == "additionalProperties":
                continue
            here = (*route, *error.absolute_path)
            key = next((str(step) for step in error.absolute_path), next(iter(own)))
            resolved.find(
                "wrong-type",
                here,
                f"`{key}` does not fit the company's schema of own keys: {error.message}",
                "see the schema that the settings name",
            )


def _not_allowed(error: Any) -> list[str]:
    """The keys that `additionalProperties: false` refuses, which the error itself names only in its words."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
        return []
    known, patterns = error.schema.get("properties", {}), error.schema.get("patternProperties", {})
    return [
        key for key in error.instance if key not in known and not any(re.search(pattern, key) for pattern in patterns)
    ]


def _with_own_keys(value: Any, route: Route) -> Iterator[tuple[Route, dict[str, Any]]]:
    if isinstance(value, dict):
        own = {key: item for key, item in value.items() if key.startswith("x-")}
        if own:
            yield route, own
        for key, item in value.items():
            if not key.startswith("x-"):
                yield from _with_own_keys(item, (*route, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _with_own_keys(item, (*route, position))
