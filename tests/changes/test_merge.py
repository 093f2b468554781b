"""Merging texts: comments stay, conflicts show both versions, and nothing that could be meant of two things is guessed."""

from __future__ import annotations

from qa_engine.agreement.load import read_text
from qa_engine.changes.diff import diff
from qa_engine.changes.merge import Merged, merge
from qa_engine.source import parse

BASE = """\
format: qa-engine/1
id: QA-1
title: Supply of tablets
version: "1.0"
parties:
  a: {name: Aurora Ltd, role: contract-giver, functions: {qa: Quality Assurance}}
  b: {name: Borealis GmbH, role: contract-acceptor, functions: {qa: Quality Assurance, prod: Production}}
  c: {name: Cargo SA, role: supplier}
sections:
  s:
    title: Deviations      # the heart of it
    activities:
      # who writes it down
      DEV-01:
        do: Record every deviation
        raci: {b.prod: R, b.qa: A, a.qa: I}
        within: {critical: 1 day, major: 3 days}
        per: deviation
      DEV-02: {do: Close a deviation, raci: {b.qa: RA}}   # at last
  t:
    title: Changes
    activities:
      CHG-01: {do: Approve a change, raci: {a.qa: RA}}
classes:
  deviation: {critical: Bad, major: Less bad}
"""


def merged(ours: str, theirs: str, base: str = BASE) -> Merged:
    return merge(parse(base, "base.yaml"), parse(ours, "ours.yaml"), parse(theirs, "theirs.yaml"))


def edit(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_edits_of_different_keys_of_one_row_go_together_and_comments_stay() -> None:
    ours = edit(BASE, ("critical: 1 day", "critical: 2 days"), ("# at last", "# at long last"))
    theirs = edit(
        BASE, ("major: 3 days", "major: 5 days"), ("do: Record every", "do: Write down every"), ("id: QA-1", "id: QA-2")
    )
    result = merged(ours, theirs)
    assert result.conflicts == ()
    assert result.text == edit(
        ours, ("major: 3 days", "major: 5 days"), ("do: Record every", "do: Write down every"), ("id: QA-1", "id: QA-2")
    )
    assert [(change.kind, change.at) for change in result.taken] == [
        ("id-changed", "id"),
        ("deadline-changed", "DEV-01"),
        ("wording-changed", "DEV-01"),
    ]


def test_a_new_row_comes_with_its_comments() -> None:
    theirs = edit(
        BASE,
        (
            "  t:\n",
            "      # new since the audit\n      DEV-03:\n        do: Trend   # monthly\n        raci: {b.qa: RA}\n  t:\n",
        ),
    )
    ours = edit(
        BASE,
        ("do: Close a", "do: End a"),
        ("      DEV-02:", "      DEV-02a: {do: Look at it, raci: {b.qa: RA}}\n      DEV-02:"),
    )
    result = merged(ours, theirs)
    assert result.conflicts == ()
    assert "      # new since the audit\n      DEV-03:\n        do: Trend   # monthly\n" in result.text
    assert list(read_text(result.text).rows) == ["DEV-01", "DEV-02a", "DEV-02", "DEV-03", "CHG-01"]


def test_rows_that_both_put_at_one_spot_both_stay_in_the_order_of_their_numbers() -> None:
    ours = edit(BASE, ("  t:\n", "      DEV-10: {do: Ours, raci: {b.qa: RA}}\n  t:\n"))
    theirs = edit(BASE, ("  t:\n", "      DEV-9: {do: Theirs, raci: {b.qa: RA}}\n  t:\n"))
    for one, other in ((ours, theirs), (theirs, ours)):
        result = merged(one, other)
        assert result.conflicts == ()
        assert list(read_text(result.text).rows) == ["DEV-01", "DEV-02", "DEV-9", "DEV-10", "CHG-01"]


def test_a_row_that_both_put_in_stands_in_one_place_whoever_is_first() -> None:
    new, own = ("      NEW-1: {do: Trend, raci: {b.qa: RA}}\n", "      {}: {{do: Sign {}, raci: {{b.qa: RA}}}}\n")
    first, last = "      DEV-02: {do: Close", "  t:\n"
    cases = {
        ("DEV-01", "NEW-1", "DEV-02"): (edit(BASE, (first, new + first)), edit(BASE, (last, new + last))),
        ("DEV-01", "DEV-02", "ZED-1", "NEW-1", "BEE-1"): (
            edit(BASE, (last, own.format("ZED-1", "z") + new + last)),
            edit(BASE, (last, new + own.format("BEE-1", "b") + last)),
        ),
    }
    for wanted, (ours, theirs) in cases.items():
        for one, other in ((ours, theirs), (theirs, ours)):
            result = merged(one, other)
            assert result.conflicts == ()
            assert list(read_text(result.text).rows) == [*wanted, "CHG-01"]


def test_two_edits_of_one_value_are_a_conflict_that_shows_both_and_names_both_places() -> None:
    ours, theirs = edit(BASE, ("major: 3 days", "major: 2 days")), edit(BASE, ("major: 3 days", "major: 5 days"))
    result = merged(ours, theirs)
    (conflict,) = result.conflicts
    assert (conflict.at, conflict.ours[0].after, conflict.theirs[0].after) == ("DEV-01", "2 days", "5 days")
    assert (conflict.our_place.path, conflict.our_place.line) == ("ours.yaml", 17)
    assert (conflict.their_place.path, conflict.their_place.line) == ("theirs.yaml", 17)
    marked = """\
<<<<<<< ours
        within: {critical: 1 day, major: 2 days}
=======
        within: {critical: 1 day, major: 5 days}
>>>>>>> theirs
"""
    assert result.text == BASE.replace("        within: {critical: 1 day, major: 3 days}\n", marked)
    (finding,) = [finding for finding in read_text(result.text).findings if finding.blocks]
    assert "a merge has left a conflict here" in finding.message
    assert finding.place.line == 17


def test_a_row_that_one_side_took_out_and_the_other_changed_is_a_conflict() -> None:
    without = edit(BASE, ("      DEV-02: {do: Close a deviation, raci: {b.qa: RA}}   # at last\n", ""))
    changed = edit(BASE, ("do: Close a", "do: End a"))
    for ours, theirs in ((without, changed), (changed, without)):
        result = merged(ours, theirs)
        assert [conflict.at for conflict in result.conflicts] == ["DEV-02"]
        assert "do: End a deviation" in result.text
        assert parse(result.text, "x").problems


def test_two_sides_that_give_the_duty_to_two_parties_do_not_make_two_owners() -> None:
    ours = edit(BASE, ("{b.prod: R, b.qa: A, a.qa: I}", "{b.prod: R, b.qa: I, a.qa: A}"))
    theirs = edit(BASE, ("{b.prod: R, b.qa: A, a.qa: I}", "{b.prod: R, b.qa: I, a.qa: I, c: A}"))
    assert [conflict.at for conflict in merged(ours, theirs).conflicts] == ["DEV-01"]
    told = edit(BASE, ("{b.prod: R, b.qa: A, a.qa: I}", "{b.prod: R, b.qa: A, a.qa: I, c: I}"))
    result = merged(ours, told)
    assert result.conflicts == ()
    assert "raci: {b.prod: R, b.qa: I, a.qa: A, c: I}" in result.text


def test_an_edit_follows_a_row_that_the_other_side_renamed_and_moved() -> None:
    row = "      DEV-02: {do: Close a deviation, raci: {b.qa: RA}}   # at last\n"
    ours = edit(BASE, (row, ""), ("      CHG-01:", f"{row.replace('DEV-02', 'CLO-01')}      CHG-01:"))
    theirs = edit(BASE, ("raci: {b.qa: RA}}   # at last", "raci: {b.qa: RA, a.qa: I}}   # at last"))
    for one, other in ((ours, theirs), (theirs, ours)):
        result = merged(one, other)
        assert result.conflicts == ()
        assert "CLO-01: {do: Close a deviation, raci: {b.qa: RA, a.qa: I}}   # at last\n      CHG-01" in result.text


def test_two_rows_that_got_one_id_are_a_conflict() -> None:
    ours = edit(BASE, ("  t:\n", "      DEV-03: {do: Ours, raci: {b.qa: RA}}\n  t:\n"))
    theirs = edit(BASE, ("  t:\n", "      DEV-03: {do: Theirs, raci: {b.qa: RA}}\n  t:\n"))
    result = merged(ours, theirs)
    assert [conflict.at for conflict in result.conflicts] == ["DEV-03"]
    assert "Ours" in result.text
    assert "Theirs" in result.text


def test_internal_notes_and_the_base_of_an_appendix_are_merged_too() -> None:
    upper = 'format: qa-engine/1\nextends: lower.qa.yaml\nbase-version: "1.0"\nid: A\ntitle: T\nversion: "1.0"\nsections:\n  s:\n    activities:\n      DEV-01: {within: 1 day}\n'
    ours = edit(upper, ("DEV-01: {within: 1 day}", "DEV-01: {within: 1 day, note: ask them}\n      DEV-02: null"))
    theirs = edit(upper, ('base-version: "1.0"', 'base-version: "1.1"'), ("within: 1 day", "within: 2 days"))
    result = merged(ours, theirs, upper)
    assert result.conflicts == ()
    assert result.text == edit(
        ours, ('base-version: "1.0"', 'base-version: "1.1"'), ("within: 1 day", "within: 2 days")
    )


def test_a_line_merge_is_taken_where_it_means_the_same() -> None:
    ours, theirs = (
        edit(BASE, ("# at last", "# ours")),
        edit(BASE, ("major: 3 days", "major: 5 days"), ("# the heart of it", "# theirs")),
    )
    by_lines = edit(ours, ("major: 3 days", "major: 5 days"), ("# the heart of it", "# theirs"))
    sources = [parse(text, "x") for text in (BASE, ours, theirs)]
    assert merge(*sources, by_lines=by_lines).text == by_lines
    wrong = edit(by_lines, ("5 days", "6 days"))
    assert merge(*sources, by_lines=wrong).text == edit(ours, ("major: 3 days", "major: 5 days"))


def test_without_a_common_base_what_both_have_is_kept_and_what_differs_is_a_conflict() -> None:
    ours, theirs = BASE, edit(BASE, ("do: Close a", "do: End a"), ("title: Supply of tablets", "title: Supply"))
    result = merged(ours, theirs, "")
    assert {conflict.at for conflict in result.conflicts} == {"title", "DEV-02"}
    assert merged(BASE, BASE, "").text == BASE


def test_windows_line_ends_stay() -> None:
    ours = edit(BASE, ("critical: 1 day", "critical: 2 days")).replace("\n", "\r\n")
    theirs = edit(
        BASE, ("major: 3 days", "major: 5 days"), ("  t:\n", "      DEV-03: {do: Trend, raci: {b.qa: RA}}\n  t:\n")
    )
    result = merged(ours, theirs)
    assert result.conflicts == ()
    assert result.text.count("\n") == result.text.count("\r\n")
    wanted = read_text(edit(theirs, ("critical: 1 day", "critical: 2 days")))
    assert diff(wanted, read_text(result.text)).changes == ()
