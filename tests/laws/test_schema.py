"""The JSON Schema for editors gives the verdict that the model gives."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from qa_engine import json_schema
from qa_engine.agreement.kept import AGREEMENT
from qa_engine.agreement.load import read_text
from qa_engine.source import parse
from qa_engine.source.write import dump
from tests.laws.full_agreement import FULL
from tests.routes import changed_at, every_route

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
SHAPE_RULES = {"wrong-type", "unknown-key", "missing-key"}


def by_model(data: Any) -> bool:
    return not [finding for finding in read_text(dump(data)).findings if finding.rule in SHAPE_RULES]


WHOLE = parse(FULL, "x").data
ROUTES = every_route(WHOLE)[1:]
VALUES = st.sampled_from(
    [
        None, True, 0, 1.5, "", " ", "text", "RA", "A/R", "Z", "X", "S (x)", "R (a) b", "2027-02-29", "2028-02-29", "0000-01-01",
        "1 day", "at once", "soon", "1 day before use", "every 2 years", "1 year after expiry", "US", "XX", "quality", "1.0", "1.10.1",
        "en-GB", "DE-HH", "each", "Upper", [], ["x"], [1], ["1 day"], {}, {"a": "x"}, {"critical": "1 day"}, {"do": "x"}, {"x-own": 1},
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    ["do", "raci", "with", "x-own", "x-", "Title", "A 1", "5.10", "each", "a", "title", "per", "not-applicable"]
)


@given(st.sampled_from(ROUTES), st.sampled_from(["put", "take", "add"]), KEYS, VALUES)
def test_the_schema_says_what_the_model_says(route: tuple[Any, ...], how: str, key: str, value: Any) -> None:
    data = changed_at(WHOLE, route, how, key, value)
    assert VALIDATOR.is_valid(data) == by_model(data), [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_has_a_description() -> None:
    bare = []

    def walk(node: Any, where: str) -> None:
        if isinstance(node, dict):
            for name, item in (node.get("properties") or {}).items():
                if isinstance(item, dict) and "const" not in item and "$defs" in where and not item.get("description"):
                    bare.append(f"{where}.{name}")
            for key, item in node.items():
                if key not in ("if", "then", "allOf", "patternProperties"):
                    walk(item, f"{where}.{key}")

    walk(SCHEMA, "")
    assert bare == []


def test_a_file_on_top_may_leave_out_and_take_out() -> None:
    on_top = {
        "format": "qa-engine/1",
        "extends": "a.qa.yaml",
        "id": "A1",
        "title": "Appendix",
        "version": "1.0",
        "sections": {
            "deviations": {"activities": {"DEV-02": {"within": {"critical": "4 hours of discovery"}}, "DEV-03": None}}
        },
    }
    assert VALIDATOR.is_valid(on_top)
    assert not VALIDATOR.is_valid({**on_top, "titel": "x"})
    without = copy.deepcopy(on_top)
    del without["extends"]
    assert not VALIDATOR.is_valid(without)


@pytest.mark.parametrize("scheme", ["RACI", "RASCI", "X"])
@pytest.mark.parametrize("cell", ["R", "S", "X", "r/a", "C (S is no letter here)"])
def test_letters_follow_the_scheme(scheme: str, cell: str) -> None:
    data = parse(FULL, "x").data
    data["scheme"] = scheme
    for row in data["sections"]["deviations"]["activities"].values():
        row["raci"] = {"aurora.qa": cell}
    assert VALIDATOR.is_valid(data) == by_model(data)


def test_the_kept_validator_is_that_of_the_shape() -> None:
    """`python -m qa_engine.agreement.kept` writes it anew."""
    import json

    assert json.loads(AGREEMENT.path.read_text(encoding="utf-8")) == json.loads(json.dumps(AGREEMENT.compile()))
