"""Twenty edits of three hundred rows: twenty changes, each at its place, none else."""

from __future__ import annotations

import random

from qa_engine.agreement.load import read_text
from qa_engine.changes.diff import diff
from qa_engine.changes.patch import apply

HEAD = """\
format: qa-engine/1
id: QA-1
title: A long agreement
version: "1.0"
parties:
  a: {name: Aurora Ltd, role: contract-giver, functions: {qa: Quality Assurance}}
  b: {name: Borealis GmbH, role: contract-acceptor, functions: {qa: Quality Assurance, prod: Production}}
sections:
"""


def long_agreement(rows: int = 300) -> str:
    lines = [HEAD]
    for number in range(rows):
        if number % 20 == 0:
            lines.append(f"  s{number // 20}:\n    title: Section {number // 20}\n    activities:\n")
        lines.append(
            f"      R-{number:03}:  # row {number}\n"
            f"        do: Keep record {number} of the list\n"
            f"        raci: {{b.prod: R, b.qa: A, a.qa: I}}\n"
            f"        within: {number % 9 + 2} business days of receipt\n"
            f"        basis: [21 CFR 211.{number}, EU GMP 8.{number}]\n"
        )
    return "".join(lines)


def row(text: str, number: int) -> tuple[int, int]:
    """Where a row stands: from its id to the next row or section."""
    start = text.index(f"      R-{number:03}:")
    ends = [text.find(mark, start + 1) for mark in ("      R-", "\n  s")]
    found = [end for end in ends if end >= 0]
    return start, min(found, default=len(text))


def edited(text: str, number: int, old: str, new: str) -> str:
    start, end = row(text, number)
    part = text[start:end]
    assert old in part
    return text[:start] + part.replace(old, new, 1) + text[end:]


def twenty(text: str) -> tuple[str, set[tuple[str, str]]]:
    """The text after twenty edits, and the changes that they are."""
    expected: set[tuple[str, str]] = set()

    def note(kind: str, number: int) -> None:
        expected.add((kind, f"R-{number:03}"))

    for number in (5, 45, 85):
        text = edited(text, number, "b.qa: A, a.qa: I", "b.qa: I, a.qa: A")
        note("raci-changed", number)
    for number in (10, 50, 90):
        text = edited(text, number, "a.qa: I", "a.qa: C")
        note("raci-changed", number)
    for number in (15, 55, 95):
        text = edited(text, number, "business days", "weeks")
        note("deadline-changed", number)
    for number in (20, 60):
        text = edited(text, number, "Keep record", "Keep the record")
        note("wording-changed", number)
    for number in (25, 65, 105):
        text = edited(text, number, "basis: [", "basis: [ICH Q10, ")
        note("basis-changed", number)
    for number in (31, 71):
        start, end = row(text, number)
        text = text[:start] + text[end:]
        note("activity-removed", number)
    for number in (150, 190):
        start, _ = row(text, number)
        text = (
            text[:start]
            + f"      R-9{number}: {{do: Sign what is new in {number}, raci: {{a.qa: RA}}}}\n"
            + text[start:]
        )
        expected.add(("activity-added", f"R-9{number}"))
    start, end = row(text, 210)
    part, text = text[start:end], text[:start] + text[end:]
    start, _ = row(text, 218)
    text = text[:start] + part + text[start:]
    note("activity-moved", 210)
    text = edited(text, 250, "R-250:", "R-999:")
    expected.add(("activity-renamed", "R-999"))
    return text, expected


def test_twenty_edits_are_twenty_changes_each_at_its_place() -> None:
    old = long_agreement()
    new, expected = twenty(old)
    assert len(expected) == 20
    changes = diff(read_text(old), read_text(new))
    assert {(change.kind, change.at) for change in changes.changes} == expected
    assert len(changes.changes) == 20
    for change in changes.changes:
        place = changes.place(change)
        assert place is not None
        text = old if change.kind == "activity-removed" else new
        lines = text.splitlines()
        heads = [number for number, line in enumerate(lines, 1) if line.startswith(f"      {change.at}:")]
        assert heads[0] <= place.line <= heads[0] + 4


def test_the_same_agreement_laid_out_anew_has_no_changes() -> None:
    text = long_agreement()
    shuffled = text.replace("{b.prod: R, b.qa: A, a.qa: I}", "{a.qa: i, b.qa: a, b.prod: r}").replace(
        "  # row", "    # Row"
    )
    assert diff(read_text(text), read_text(shuffled)).changes == ()


def test_twenty_edits_put_in_leave_every_other_line_alone() -> None:
    old = long_agreement()
    new, _ = twenty(old)
    patched = apply(diff(read_text(old), read_text(new)), read_text(old))
    assert diff(read_text(patched), read_text(new)).changes == ()
    before, after = old.splitlines(), patched.splitlines()
    assert len(set(before) - set(after)) <= 14 + 2 * 5 + 1  # the edited lines, two rows of five that went, one new id
    assert sum("# row" in line for line in after) == 298


def test_the_order_of_edits_does_not_matter_to_what_is_told() -> None:
    old = read_text(long_agreement(60))
    luck = random.Random(7)
    ids = list(old.rows)
    for _ in range(20):
        number = luck.randrange(60)
        new = edited(long_agreement(60), number, "Keep record", "Keep the record")
        assert [change.at for change in diff(old, read_text(new)).changes] == [ids[number]]
