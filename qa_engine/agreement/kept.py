"""Validators kept compiled: `shape.json` beside a shape is that shape as data.

Importing pydantic and building the models takes longer than all the rest of a check. What pydantic makes of
the models in the end is plain data (a core schema), from which its Rust core builds the validator in a few
milliseconds. So that data is kept; `python -m qa_engine.agreement.kept` (for packs: `qa_engine.packs.kept`) writes it
anew after a change of `shape.py`, and a test fails while the two differ. There is one definition of each file format,
its `shape.py`, and one meaning.
"""

from __future__ import annotations

import json
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.unopened import compiled

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import SchemaValidator

_CONFIG: dict[str, Any] = {"regex_engine": "python-re", "strict": True, "extra_fields_behavior": "forbid"}

# parts of a core schema that do not bear on whether a value is taken
_SILENT = frozenset(
    {"metadata", "serialization", "serialization_alias", "config", "cls", "custom_init", "root_model", "model_name"}
)


def validation_core() -> Any:
    """pydantic's Rust core, without the Python package around it."""
    return compiled("pydantic_core", "pydantic_core._pydantic_core")


class KeptShape:
    """The shape of one file format: the pydantic model `name` in `module`, and the file that keeps it compiled."""

    def __init__(self, module: str, name: str, path: Path) -> None:
        self.module, self.name, self.path = module, name, path

    def _model(self) -> type[BaseModel]:
        """The definition itself; imports pydantic."""
        model: type[BaseModel] = getattr(import_module(self.module), self.name)
        return model

    def compile(self) -> dict[str, Any]:
        """The core schema of the model as plain data: models become their fields, functions their names."""
        compiled: dict[str, Any] = _as_data(self._model().__pydantic_core_schema__)
        return compiled

    def write(self) -> None:
        """Keep the model as it is now."""
        self.path.write_text(json.dumps(self.compile(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @cached_property
    def core_schema(self) -> dict[str, Any]:
        """The kept core schema, for those who ask which keys may stand where."""
        schema: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"), object_hook=_with_functions)
        return schema

    @cached_property
    def validator(self) -> SchemaValidator:
        """The validator of the format; its result is of no use, its errors are."""
        core = validation_core()
        try:
            validator: SchemaValidator = core.SchemaValidator(self.core_schema, _CONFIG)
        except core.SchemaError:  # a pydantic-core whose core schema has moved on: build from the definition, slower
            validator = core.SchemaValidator(self._model().__pydantic_core_schema__)
        return validator

    def keys_at(self, route: tuple[str | int, ...]) -> list[str]:
        """The keys that the format knows in the mapping at a route (as in an error's `loc`).

        Empty where any key may stand.
        """
        node: Any = self.core_schema
        definitions = {item["ref"]: item for item in node.get("definitions", [])}
        for step in (*route, None):
            while node["type"] in ("definitions", "default", "nullable", "definition-ref"):
                node = definitions[node["schema_ref"]] if node["type"] == "definition-ref" else node["schema"]
            if step is None:
                break
            if node["type"] == "tagged-union":
                node = node["choices"][step]
            elif node["type"] == "model-fields":
                by_alias = {field.get("validation_alias", name): field for name, field in node["fields"].items()}
                node = by_alias[step]["schema"]
            elif node["type"] == "dict":
                node = node["values_schema"]
            else:
                node = node["items_schema"]
        if node["type"] == "tagged-union":
            node = node["choices"]["mapping"]
        if node["type"] != "model-fields":
            return []
        return [field.get("validation_alias", name) for name, field in node["fields"].items()]


def _name(ref: str) -> str:
    """pydantic names a definition by its place in memory; the class is name enough."""
    return ref.partition(":")[0]


def _as_data(node: Any) -> Any:
    if isinstance(node, dict):
        if node.get("type") == "model":
            fields = _as_data(node["schema"])
            return {**fields, "ref": _name(node["ref"])} if "ref" in node else fields
        data = {key: _as_data(value) for key, value in node.items() if key not in _SILENT}
        data |= {key: _name(data[key]) for key in ("ref", "schema_ref") if key in data}
        return data
    if isinstance(node, list | tuple):
        return [_as_data(item) for item in node]
    return "@kind" if callable(node) else node


def kind(value: Any) -> str:
    """Which branch of `text or list or mapping` a value takes."""
    if isinstance(value, dict):
        return "mapping"
    return "list" if isinstance(value, list) else "text"


def _with_functions(node: dict[str, Any]) -> dict[str, Any]:
    if node.get("discriminator") == "@kind":
        node["discriminator"] = kind
    return node


AGREEMENT = KeptShape("qa_engine.agreement.shape", "Agreement", Path(__file__).with_name("shape.json"))
"""The shape of an agreement."""


if __name__ == "__main__":
    AGREEMENT.write()
