"""Whatever stands in a pack, nothing raises; and the JSON Schema says what the reader says."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from qa_engine.packs.read import build, read_pack
from qa_engine.packs.schema import pack_schema
from qa_engine.source import parse
from qa_engine.source.write import dump
from tests.routes import changed_at, every_route

FULL = """\
format: qa-engine/pack-1
id: our-policy
version: "3"
title: Our policy
about: |
  What we ask for.
binding: policy
look-up: https://intranet.example/policy
when: {stage: [commercial]}
unless: {kind: [device]}
expectations:
  policy/release:
    title: Release
    topic: [final-release, site-disposition]
    says: Who releases.
    cites: [SOP-QA-012 4.2, 21 CFR 211.22(a)]
    binding: law
    severity: error
    confidence: recalled
    look-up: https://intranet.example
    when: {markets: [US, EU], kind: [sterile], services: [packaging], stage: [clinical]}
    unless: {kind: [api]}
    decision: [final-release, field-alert]
    only-if-taken: yes
    held-by: [contract-giver, qualified-person, site-operator]
    held-in: one-row
    delegable: no
    may-be-waived: yes
    deadline: {customary: 1 day, by-law: 3 days}
    limit: {within: 3 business days of receipt, counts-from: knowledge}
    keep: [1 year after expiry, 5 years after certification]
    keep-of: [batch]
    linked: [marketing-authorisation]
  policy/precedence: {title: Precedence, topic: precedence-supply-agreement, precedence: stated}
"""
VALIDATOR = Draft202012Validator(pack_schema())
SHAPE_RULES = {"wrong-type", "unknown-key", "missing-key"}


WHOLE = parse(FULL, "x").data
ROUTES = every_route(WHOLE)[1:]
# fmt: off
VALUES = st.sampled_from(
    [
        None, True, 0, 1.5, "", " ", "text", "US", "note", "yes", "no", "recall", "1 day of use", "1 year after expiry",
        [], ["x"], ["recall"], ["US"], {}, {"a": "x"}, {"customary": "1 day"}, {"markets": ["US"]}, {"x-own": 1},
        {"title": "T"},
    ]
)
# fmt: on
KEYS = st.sampled_from(["topic", "severity", "x-own", "Title", "when", "extends", "note", "policy/other", "a b"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abc /-{}[]:", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["topic", "when", "keep", "a", "title", "limit", "deadline"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def test_a_full_pack_reads_clean() -> None:
    pack, findings = read_pack(FULL, "p.pack.yaml", None)
    assert findings == ()
    assert [one.id for one in pack.expectations] == ["policy/release", "policy/precedence"]
    assert VALIDATOR.is_valid(parse(FULL, "x").data)


@given(st.sampled_from(ROUTES), st.sampled_from(["put", "take", "add"]), KEYS, VALUES)
def test_the_schema_says_what_the_reader_says(route: tuple[Any, ...], how: str, key: str, value: Any) -> None:
    data = changed_at(WHOLE, route, how, key, value)
    if "extends" in data or route[-1] == "decision":
        return  # what a lower pack brings, and that a limit belongs to a decision, a schema cannot say
    _, findings = read_pack(dump(data), "p.pack.yaml", None)
    clean = not [finding for finding in findings if finding.rule in SHAPE_RULES]
    assert VALIDATOR.is_valid(data) == clean, [error.message for error in VALIDATOR.iter_errors(data)]


@given(st.sampled_from(ROUTES), st.sampled_from(["put", "add"]), KEYS, ANYTHING)
def test_a_changed_pack_never_raises(route: tuple[Any, ...], how: str, key: str, value: Any) -> None:
    pack, findings = read_pack(dump(changed_at(WHOLE, route, how, key, value)), "p.pack.yaml", None)
    assert all(one.topics for one in pack.expectations)
    assert all(finding.place.path == "p.pack.yaml" and finding.place.line >= 1 for finding in findings)


@given(ANYTHING)
def test_anything_at_all_never_raises(value: Any) -> None:
    read_pack(dump({"format": "qa-engine/pack-1", "expectations": value}), "p.pack.yaml", None)
    read_pack(dump(value), "p.pack.yaml", None)


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_arbitrary_bytes_never_raise(raw: bytes) -> None:
    read_pack(raw, "p.pack.yaml", None)


def test_an_empty_pack_expects_nothing() -> None:
    assert build({}, ()).expectations == ()
