"""What a change set is: nothing for nothing, turned around and back, and as a patch exactly what it says."""

from __future__ import annotations

from hypothesis import given

from qa_engine import content_hash
from qa_engine.agreement.canonical import content
from qa_engine.agreement.load import read_text
from qa_engine.changes.diff import compare, diff
from qa_engine.changes.gather import gathered
from qa_engine.changes.keyed import Keyed
from qa_engine.changes.patch import apply, invert
from tests.edits import Start, by_cases, pairs, starts
from tests.strategies import Data, agreements, to_yaml


@given(agreements())
def test_an_agreement_does_not_differ_from_itself(data: Data) -> None:
    assert diff(read_text(to_yaml(data)), read_text(to_yaml(data))).changes == ()


@by_cases
@given(starts())
def test_changes_put_in_give_the_new_agreement(start: Start) -> None:
    for pair in pairs(start):
        old, new = (read_text(to_yaml(data)) for data in pair)
        changes = diff(old, new)
        patched = read_text(apply(changes, old))
        assert [finding for finding in patched.findings if finding.blocks] == []
        assert content(patched) == content(new)
        assert content_hash(patched) == content_hash(new)
        assert diff(patched, new).changes == ()


@by_cases
@given(starts())
def test_what_is_left_aside_as_alike_hides_no_change(start: Start) -> None:
    for pair in pairs(start):
        old, new = (read_text(to_yaml(data)) for data in pair)
        before, after = Keyed.of(old.data), Keyed.of(new.data)
        assert diff(old, new).changes == gathered(compare(before, after), before, after)


@by_cases
@given(starts())
def test_changes_turned_around_lead_back(start: Start) -> None:
    for pair in pairs(start):
        old, new = (read_text(to_yaml(data)) for data in pair)
        changes = diff(old, new)
        back = invert(changes)
        assert invert(back) == changes
        patched = read_text(apply(back, new))
        assert content(patched) == content(old)


@by_cases
@given(starts())
def test_a_change_is_told_if_the_content_differs_and_each_kind_once_for_each_place(start: Start) -> None:
    for pair in pairs(start):
        old, new = (read_text(to_yaml(data)) for data in pair)
        changes = diff(old, new).changes
        if content_hash(old) != content_hash(new):
            assert changes
        assert len({(change.kind, change.at) for change in changes}) == len(changes)
        assert all(change.operations for change in changes)
        if content_hash(old) == content_hash(new):
            beside = {"contacts", "escalation", "kpis", "appendices", "status"}
            assert {change.operations[0].route[0] for change in changes} <= beside
