"""A change set as plain data and back: what `diff --format json` writes can be put into an agreement later."""

from __future__ import annotations

from typing import Any

from qa_engine.changes.change import ABSENT, Change, ChangeSet, Operation, Side

FORMAT = "qa-engine/diff-1"


def to_data(changes: ChangeSet) -> dict[str, Any]:
    """A change set as plain data (JSON); `SCHEMA` says what it looks like."""
    return {
        "format": FORMAT,
        "old": _side(changes.old),
        "new": _side(changes.new),
        "changes": [change_to_data(change) for change in changes.changes],
    }


def change_to_data(change: Change) -> dict[str, Any]:
    """One change as plain data."""
    return {
        "kind": change.kind,
        "at": change.at,
        "section": change.section or None,
        "before": change.before,
        "after": change.after,
        "operations": [_operation(operation) for operation in change.operations],
    }


def from_data(data: Any) -> ChangeSet:
    """A change set from plain data. Raises ValueError where the data is none."""
    from jsonschema import Draft202012Validator

    error = next(iter(Draft202012Validator(SCHEMA).iter_errors(data)), None)
    if error is not None:
        raise ValueError(
            f"this is no change set: {'.'.join(map(str, error.absolute_path)) or 'the whole'}: {error.message}"
        )
    old, new = (Side(data[side]["id"], data[side]["version"], None, data[side]["hash"]) for side in ("old", "new"))
    changes = tuple(
        Change(
            change["kind"],
            change["at"],
            change["section"] or "",
            change["before"],
            change["after"],
            tuple(
                Operation(tuple(one["route"]), one.get("before", ABSENT), one.get("after", ABSENT))
                for one in change["operations"]
            ),
        )
        for change in data["changes"]
    )
    return ChangeSet(old, new, changes)


def _side(side: Side) -> dict[str, str]:
    return {"id": side.id, "version": side.version, "hash": side.hash}


def _operation(operation: Operation) -> dict[str, Any]:
    values = {"before": operation.before, "after": operation.after}
    return {"route": list(operation.route), **{key: value for key, value in values.items() if value is not ABSENT}}


_TEXT: dict[str, Any] = {"type": "string"}
_SIDE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "version", "hash"],
    "properties": {
        "id": {"type": "string", "description": "Document number of the agreement."},
        "version": {"type": "string", "description": "The version that it bears."},
        "hash": {"type": "string", "pattern": "^(sha256:[0-9a-f]{64})?$", "description": "Its content hash."},
    },
}
_CLASS: dict[str, Any] = {"enum": ["editorial", "minor", "major"]}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:qa-engine:schema:diff-1",
    "title": "Changes between two quality agreements (qa-engine/diff-1)",
    "type": "object",
    "required": ["format", "old", "new", "changes"],
    "properties": {
        "format": {"const": FORMAT},
        "old": _SIDE,
        "new": _SIDE,
        "summary": {
            "type": "object",
            "description": "What the changes mean together; absent where nobody judged them.",
            "required": ["class", "changes", "next_version", "approvals"],
            "properties": {
                "class": {
                    "anyOf": [_CLASS, {"type": "null"}],
                    "description": "The gravest class; null where nothing changed.",
                },
                "changes": {"type": "integer"},
                "next_version": _TEXT,
                "version_is_enough": {"type": "boolean"},
                "approvals": {"type": "array", "items": _TEXT, "description": "Holders whose approval is enough."},
                "instead": {
                    "type": "array",
                    "items": _TEXT,
                    "description": "Others, any one of whom could approve instead.",
                },
                "missing": {
                    "type": "array",
                    "items": _TEXT,
                    "description": "Parties without a signatory who could approve.",
                },
                "affects": {"type": "array", "items": _TEXT},
                "answered": {
                    "type": "array",
                    "items": _TEXT,
                    "description": "Expectations of packs answered only now.",
                },
                "lost": {"type": "array", "items": _TEXT, "description": "Expectations of packs no longer answered."},
            },
        },
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind", "at", "section", "before", "after", "operations"],
                "properties": {
                    "kind": {"type": "string", "description": "What kind of change it is, such as raci-changed."},
                    "at": {
                        "type": "string",
                        "description": "The row, party, product, section or definition, or the key at the top.",
                    },
                    "section": {"type": ["string", "null"]},
                    "class": _CLASS,
                    "before": {"description": "What stood there, as far as it differs; null where nothing did."},
                    "after": {"description": "What stands there now; null where nothing does."},
                    "message": _TEXT,
                    "affects": {"type": "array", "items": _TEXT},
                    "effects": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["party", "what"],
                            "properties": {
                                "party": _TEXT,
                                "what": _TEXT,
                                "letter": _TEXT,
                                "holder": _TEXT,
                                "other": {"type": "array", "items": _TEXT},
                            },
                        },
                    },
                    "by_notice": {"type": "boolean", "description": "It may change without a new approval."},
                    "path": _TEXT,
                    "line": {"type": "integer"},
                    "operations": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["route"],
                            "properties": {
                                "route": {"type": "array", "minItems": 1, "items": _TEXT},
                                "before": {},
                                "after": {},
                            },
                            "additionalProperties": False,
                        },
                    },
                },
            },
        },
    },
}
"""The JSON Schema (draft 2020-12) of a stored change set, and of `diff --format json`, which says more of each change."""
