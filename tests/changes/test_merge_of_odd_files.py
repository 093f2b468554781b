"""Merging what people really have: broken files, marks of an old conflict, Windows files, comments on lines that both edit."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from qa_engine.agreement.load import read_text
from qa_engine.cli.main import run
from tests.changes.test_merge import BASE, edit

OURS = edit(BASE, ("do: Close a", "do: End a"))
THEIRS = edit(BASE, ("major: 3 days", "major: 5 days"))
BOTH = edit(OURS, ("major: 3 days", "major: 5 days"))
BROKEN = edit(BASE, ("raci: {a.qa: RA}}", "raci: {a.qa: RA}"))
TWO_TITLES = edit(BASE, ("title: Supply of tablets\n", "title: Supply of tablets\ntitle: Supply\n"))
ROW = "      DEV-02: {do: Close a deviation, raci: {b.qa: RA}}   # at last\n"
MARKED = edit(BASE, (ROW, f"<<<<<<< ours\n{ROW}=======\n      DEV-02: null\n>>>>>>> theirs\n"))


def merged(folder: Path, *versions: str | bytes) -> tuple[int, str, bytes]:
    """Exit status, what was said, and what was written."""
    names = ("base", "ours", "theirs")
    for name, content in zip(names, versions, strict=True):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    files = [(folder / name).as_posix() for name in (*names, "out")]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = run(["merge", *files[:3], "-o", files[3], "--path", "a.qa.yaml"])
    return status, said.getvalue(), (folder / "out").read_bytes()


@pytest.mark.parametrize("odd", [BROKEN, TWO_TITLES, MARKED, "", b"\xff\xfe\x00\x01", b"a\0b", "- a list\n", "a: 1\n"])
@pytest.mark.parametrize("side", [0, 1, 2])
def test_what_has_no_meaning_is_never_merged_silently(tmp_path: Path, odd: str | bytes, side: int) -> None:
    versions: list[str | bytes] = [BASE, OURS, THEIRS]
    versions[side] = odd
    status, said, out = merged(tmp_path, *versions)
    assert status == 1
    assert out
    if odd or side:  # an empty base: there was none, and what the two made is at odds
        assert "cannot be merged by meaning" in said
        assert "a.qa.yaml (" in said
    else:
        assert "conflict: DEV-02" in said


@pytest.mark.parametrize("odd", [BROKEN, b"\xff\xfe\x00\x01", ""])
def test_what_both_have_and_nobody_can_read_is_no_merge(tmp_path: Path, odd: str | bytes) -> None:
    status, said, _ = merged(tmp_path, BASE, odd, odd)
    assert status == 1
    assert "cannot be merged by meaning" in said


def test_what_both_have_stands_whatever_it_was_before(tmp_path: Path) -> None:
    status, _, out = merged(tmp_path, BROKEN, OURS, OURS)
    assert (status, out.decode()) == (0, OURS)


def test_where_even_lines_cannot_be_merged_our_version_stays(tmp_path: Path) -> None:
    _, said, out = merged(tmp_path, BASE, OURS, b"\0\0")
    assert "it is our version as it was" in said
    assert out.decode() == OURS


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("its", ["\n", "\r\n"])
def test_our_line_ends_and_byte_order_mark_stay(tmp_path: Path, mark: str, line_break: str, its: str) -> None:
    ours, theirs = mark + OURS.replace("\n", line_break), mark + THEIRS.replace("\n", its)
    status, _, out = merged(tmp_path, mark + BASE, ours, theirs)
    assert status == 0
    assert out.decode() == mark + BOTH.replace("\n", line_break)


def test_a_last_line_without_an_end_is_no_conflict(tmp_path: Path) -> None:
    theirs = edit(THEIRS, ("major: Less bad}\n", "major: Worse}"))
    status, _, out = merged(tmp_path, BASE.rstrip("\n"), OURS.rstrip("\n"), theirs)
    assert status == 0
    assert read_text(out).data["classes"]["deviation"]["major"] == "Worse"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (OURS, edit(BASE, ("# at last", "# at very last"))),
        (edit(BASE, ("# at last", "# in the end")), edit(BASE, ("# at last", "# at very last"))),
        (BASE.replace(ROW, ""), edit(BASE, ("# at last", "# at very last"))),
    ],
)
def test_a_comment_that_finds_no_place_is_told(tmp_path: Path, ours: str, theirs: str) -> None:
    for one, other, side in ((ours, theirs, "theirs"), (theirs, ours, "ours")):
        status, said, out = merged(tmp_path, BASE, one, other)
        assert status == 0
        told = f"a comment is left out: # at very last  a.qa.yaml ({side}):19" in said
        assert told != ("# at very last" in out.decode())


def test_an_error_that_only_both_together_make_is_told(tmp_path: Path) -> None:
    without = edit(BASE, ("  c: {name: Cargo SA, role: supplier}\n", ""))
    asked = edit(BASE, ("raci: {b.prod: R, b.qa: A, a.qa: I}", "raci: {b.prod: R, b.qa: A, a.qa: I, c: I}"))
    for ours, theirs in ((without, asked), (asked, without)):
        status, said, _ = merged(tmp_path, BASE, ours, theirs)
        assert status == 0  # no edit is at odds with another one, and `check` refuses the file
        assert "[unknown-party]" in said or "[unknown-holder]" in said
        assert "neither side had this, and together they do" in said
    status, said, _ = merged(tmp_path, BASE, OURS, THEIRS)
    assert (status, said) == (0, "a.qa.yaml: merged by meaning, 1 change of theirs taken over\n")


def test_a_row_in_braces_and_the_same_row_line_by_line(tmp_path: Path) -> None:
    long = (
        "      DEV-02:\n        raci: {b.qa: RA}\n        do: Close a deviation\n        within: 2 days   # at last\n"
    )
    for ours, theirs in ((OURS, edit(BASE, (ROW, long))), (edit(BASE, (ROW, long)), OURS)):
        status, _, out = merged(tmp_path, BASE, ours, theirs)
        assert status == 0
        assert read_text(out).data["sections"]["s"]["activities"]["DEV-02"] == {
            "do": "End a deviation",
            "raci": {"b.qa": "RA"},
            "within": "2 days",
        }
