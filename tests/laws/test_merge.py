"""Merging loses nothing, invents nothing, and does not care who is first."""

from __future__ import annotations

from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import given

from qa_engine.agreement.load import read_text
from qa_engine.changes.change import ABSENT, Operation, renamed_in
from qa_engine.changes.diff import compare, diff
from qa_engine.changes.keyed import Keyed
from qa_engine.changes.merge import merge
from qa_engine.changes.patch import CannotApply, apply
from qa_engine.source import parse
from qa_engine.source.comments import comments_of
from qa_engine.source.write import dump
from tests.edits import Start, by_cases, pairs, starts, triples
from tests.laws.test_layout import sloppy
from tests.laws.test_spans import flow
from tests.strategies import to_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.source import Source
    from tests.strategies import Data


def sources(versions: Iterable[Data]) -> list[Source]:
    found = [parse(to_yaml(data), f"{number}.qa.yaml") for number, data in enumerate(versions)]
    assert all(not source.problems for source in found)
    return found


def keyed(source: Source) -> Keyed:
    assert source.problems == []
    return Keyed.of(source.data, whole=True)


def facts(operations: tuple[Operation, ...]) -> list[tuple[Any, ...]]:
    """What operations say, but for the order of sections and rows: what others put there or took away has a say in that."""
    return [
        (operation.route, operation.before is ABSENT, without_place(operation.after))
        for operation in operations
        if operation.route[-1] != "place"
    ]


def without_place(value: Any) -> Any:
    return value | {"place": value["place"].get("section")} if isinstance(value, dict) and "place" in value else value


def placed(operations: tuple[Operation, ...]) -> set[str]:
    """The rows that a side put where they are."""
    return {
        operation.route[1]
        for operation in operations
        if operation.route[0] == "rows" and (operation.comes or operation.field == "place")
    }


@by_cases
@given(starts())
def test_a_side_that_did_nothing_changes_nothing(start: Start) -> None:
    for pair in pairs(start):
        base, new = sources(pair)
        for ours, theirs in ((base, new), (new, base), (new, new)):
            result = merge(base, ours, theirs)
            assert result.conflicts == ()
            assert compare(keyed(parse(result.text, "x")), keyed(new)) == ()


@by_cases
@given(starts())
def test_every_edit_is_in_the_result_or_in_a_conflict_and_nothing_else_is(start: Start) -> None:
    for three in triples(start):
        base, ours, theirs = sources(three)
        result = merge(base, ours, theirs)
        edits = [compare(keyed(base), keyed(side)) for side in (ours, theirs)]
        if result.conflicts:
            assert parse(result.text, "x").problems
            continue
        renamed = {**renamed_in(edits[0]), **renamed_in(edits[1])}
        done = facts(compare(keyed(base), keyed(parse(result.text, "x")), renamed=renamed))
        wanted = [fact for side in edits for fact in facts(side)]
        assert [fact for fact in wanted if fact not in done] == []
        assert [fact for fact in done if fact not in wanted] == []


@by_cases
@given(starts())
def test_the_order_is_the_one_that_the_side_gave_which_moved_something(start: Start) -> None:
    for three in triples(start):
        base, ours, theirs = sources(three)
        result = merge(base, ours, theirs)
        edits = [compare(keyed(base), keyed(side)) for side in (ours, theirs)]
        if result.conflicts or any(operation.route[-1] == "id" for side in edits for operation in side):
            continue
        found = keyed(parse(result.text, "x"))
        for number, side in enumerate((ours, theirs)):
            others = placed(edits[1 - number])  # what both put in stands where the one or the other has it
            for section, rows in keyed(side).order.items():
                here = found.order.get(section, [])
                assert [row for row in here if row in rows and row not in others] == [
                    row for row in rows if row in here and row not in others
                ]


@by_cases
@given(starts())
def test_who_is_first_does_not_matter(start: Start) -> None:
    for three in triples(start):
        base, ours, theirs = sources(three)
        one, other = merge(base, ours, theirs), merge(base, theirs, ours)
        assert len(one.conflicts) == len(other.conflicts)
        if not one.conflicts:
            assert compare(keyed(parse(one.text, "x")), keyed(parse(other.text, "x"))) == ()


@by_cases
@given(starts())
def test_a_conflict_shows_both_versions(start: Start) -> None:
    """Taking our side of every mark, or theirs, gives a sound text in which no edit of that side is missing."""
    for three in triples(start):
        base, ours, theirs = sources(three)
        result = merge(base, ours, theirs)
        if not result.conflicts:
            continue
        for number, side in enumerate((ours, theirs)):
            settled = keyed(parse(one_side(result.text, number), "x"))
            edits = [compare(keyed(base), keyed(each)) for each in (side, theirs if side is ours else ours)]
            disputed = [
                operation for conflict in result.conflicts for operation in (conflict.theirs, conflict.ours)[number]
            ]
            others = tuple(operation for operation in edits[1] if operation not in disputed)
            renamed = {**renamed_in(others), **renamed_in(edits[0])}
            done = facts(compare(keyed(base), settled, renamed=renamed))
            assert [fact for fact in facts((*edits[0], *others)) if fact not in done] == []


@by_cases
@given(starts())
def test_independent_edits_come_together_as_both_put_in_one_after_the_other(start: Start) -> None:
    for three in triples(start):
        base, ours, theirs = (read_text(to_yaml(data)) for data in three)
        mine, its = diff(base, ours), diff(base, theirs)
        if mine.renamed or its.renamed:  # to a patch a row is its id; only a merge knows what it was called
            continue
        result = merge(*(version.resolved.sources[0] for version in (base, ours, theirs)))
        if result.conflicts or {each.route for each in mine.operations} & {each.route for each in its.operations}:
            continue
        found = read_text(result.text)
        if not found.sections or len(found.parties) < 2:
            continue  # each side took out what the other had left: no agreement, and `check` says so
        for changes, onto in ((its, ours), (mine, theirs)):
            try:
                text = apply(changes, onto)
            except CannotApply:  # it stands behind a row that the other side took out or renamed
                continue
            assert facts(diff(found, read_text(text)).operations) == []


@by_cases
@given(starts())
def test_the_layout_of_a_version_does_not_matter_and_no_comment_goes_untold(start: Start) -> None:
    """Braces, odd indentation, comments anywhere: the merge means what it means for tidy versions."""
    luck = Random(start.seed)

    def hurried(data: Data) -> str:
        return sloppy(data, luck).lstrip("\n") + "\n"

    def windows(data: Data) -> str:
        return to_yaml(data).replace("\n", "\r\n")

    for three in islice(triples(start), 1, None, 2):
        tidy = sources(three)
        laid_out = [parse(luck.choice([hurried, hurried, flow, dump, windows])(data), "x") for data in three]
        if any(version.data != plain.data for version, plain in zip(laid_out, tidy, strict=True)):
            continue  # a comment fell into a text
        result, wanted = merge(*laid_out), merge(*tidy)
        assert [conflict.at for conflict in result.conflicts] == [conflict.at for conflict in wanted.conflicts]
        if not wanted.conflicts:
            assert compare(keyed(parse(result.text, "x")), keyed(parse(wanted.text, "x"))) == ()
        known = {said for _, said in comments_of(laid_out[0])} | {said for said, _ in result.left_out}
        for side in laid_out[1:]:
            assert [said for _, said in comments_of(side) if said not in known and said not in result.text] == []


def one_side(text: str, number: int) -> str:
    """The text with every conflict settled for one side."""
    lines, here = [], -1
    for line in text.splitlines(keepends=True):
        if line.startswith("<<<<<<< "):
            here = 0
        elif line.startswith("=======") and here == 0:
            here = 1
        elif line.startswith(">>>>>>> ") and here == 1:
            here = -1
        elif here in (-1, number):
            lines.append(line)
    return "".join(lines)
