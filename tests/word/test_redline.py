"""The redline: all accepted is the new document and all rejected the old one; a comment on each change says what it means."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import qa_engine as qa
from qa_engine.agreement.model import Agreement
from qa_engine.word.comments import Comment, comments_of
from qa_engine.word.lint import problems
from qa_engine.word.opened import open_word
from qa_engine.word.revisions import accepted, authors, rejected, revisions
from qa_engine.word.standard import standard_template
from tests.word import changed
from tests.word.reading import W, opened
from tests.word.views import view


def redline(old: Agreement, new: Agreement, **asked: str) -> bytes:
    """The redline of two agreements; the laws hold for each, and the lint."""
    made = qa.render(new, redline=old, **asked).content  # type: ignore[arg-type]
    assert view(made, accepted, with_headers=True) == view(qa.render(new, **asked).content, with_headers=True)  # type: ignore[arg-type]
    assert view(made, rejected) == view(qa.render(old, **asked).content)  # type: ignore[arg-type]
    assert problems(made) == []
    return made


EDITED = changed.AGREEMENTS[-1]


def comments_in(docx: bytes) -> list[Comment]:
    return comments_of(open_word(docx))


@pytest.mark.parametrize("change", changed.CHANGES, ids=lambda change: change.__name__)
def test_accepted_is_the_new_document_and_rejected_the_old_one(change) -> None:  # type: ignore[no-untyped-def]
    old, new = changed.pair(changed.plain(EDITED), change)
    for before, after in ((old, new), (new, old)):
        told = qa.diff(before, after).changes
        moved = sum(one.kind.endswith("-moved") for one in told)
        assert told
        assert len(comments_in(redline(before, after))) == len(told) + moved  # it is said where it stood, too


@pytest.mark.parametrize("path", changed.AGREEMENTS, ids=lambda path: path.name.partition(".")[0])
def test_many_changes_at_once(path: Path) -> None:
    tree = opened(redline(*changed.many(path))).tree()
    names = {item.get(f"{W}name") for item in tree.iter(f"{W}bookmarkStart")}
    assert {item.get(f"{W}anchor") for item in tree.iter(f"{W}hyperlink")} <= names


def test_where_nothing_changed_it_is_the_document_itself() -> None:
    agreement = qa.read(EDITED)
    assert qa.render(agreement, redline=agreement).content == qa.render(agreement).content


def test_the_same_bytes_each_time_signed_and_dated_by_the_version() -> None:
    old, new = changed.many(EDITED)
    made = redline(old, new)
    assert made == qa.render(new, redline=old).content
    file = open_word(made)
    assert authors(file.document) == [f"{new.id} version 9.0"]
    assert {revision.date for revision in revisions(file.document)} == {"2031-05-05T00:00:00Z"}
    assert {(one.author, one.date) for one in comments_in(made)} == {(f"{new.id} version 9.0", "2031-05-05T00:00:00Z")}


def test_signed_and_dated_as_asked() -> None:
    old, new = changed.pair(changed.plain(EDITED), changed.deadline)
    made = qa.render(new, redline=old, author="Rita  Moreau", date="2027-01-15T10:00:00+01:00").content
    assert {(one.author, one.date) for one in revisions(open_word(made).document)} == {
        ("Rita Moreau", "2027-01-15T09:00:00Z")
    }
    assert b'w:initials="RM"' in opened(made).parts["word/comments.xml"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"date": "15.1.2027"}, "write one like 2027-01-15"),
        ({"author": "Rita\x01"}, "cannot hold"),
        ({"to": "html"}, "a Word file or a PDF"),
        ({"esign": "adobe"}, "not what is signed"),
        ({"paginate": True}, "pages of a redline"),
    ],
)
def test_what_a_redline_cannot_be_is_refused(asked: dict[str, Any], said: str) -> None:
    agreement = qa.read(EDITED)
    with pytest.raises(ValueError, match=said):
        qa.render(agreement, redline=agreement, **asked)


def test_a_change_of_words_is_tracked_word_by_word() -> None:
    old, new = changed.pair(changed.plain(EDITED), changed.words_of_a_row, changed.deadline)
    told = [(one.kind, one.text) for one in revisions(open_word(redline(old, new)).document) if one.names]
    assert ("inserted", ", and file it without delay") in told
    assert ("inserted", "3") in told
    assert not any("days" in text for _, text in told)


def test_a_comment_says_class_effect_and_reason_beside_the_words() -> None:
    data = changed.plain(EDITED)
    old, new = changed.pair(data, changed.deadline, changed.version)
    row = list(changed.matrices(data)[0])[2]
    (comment,) = [one for one in comments_in(redline(old, new)) if f"qa:row:{row}" in one.names]
    assert "3" in comment.about
    assert len(comment.about) < 80
    first, *others = comment.text.split("\n")
    assert first == f"Major change · {row}"
    assert any("3 business days of receipt" in line for line in others)
    assert any(line.startswith("Concerns: ") for line in others)
    assert others[-1] == "Reason for version 9.0: Yearly review (CC-1)"


def test_a_row_that_moved_is_said_to_have_moved_at_both_places() -> None:
    data = changed.plain(EDITED)
    old, new = changed.pair(data, changed.row_moved)
    row = list(changed.matrices(data)[0])[-1]
    made = redline(old, new)
    kinds = [one.kind for one in revisions(open_word(made).document) if row in one.text and "row" in one.kind]
    assert kinds[:2] == ["row deleted", "row inserted"]
    left, here = comments_in(made)
    assert left.text == f"Moved, not taken out. Row {row} stands elsewhere now."
    assert "Moves from the section" in here.text


def test_hostile_text_stays_text() -> None:
    old, new = changed.pair(changed.plain(EDITED), changed.hostile)
    made = redline(old, new)
    tree = opened(made).tree()
    words = "".join(item.text or "" for item in tree.iter(f"{W}t"))
    assert 'Print <w:p/> ]]> &amp; {{ 7 }} { DDEAUTO c:\\\\ "cmd" } \ufffc' in words
    assert "DDEAUTO" not in "".join(item.text or "" for item in tree.iter(f"{W}instrText"))
    assert "</w:footnote><w:ins w:id='1'/>" in opened(made).text("word/footnotes.xml")
    assert "Print <w:p/>" in opened(made).text("word/comments.xml")


def test_in_a_company_s_template(tmp_path: Path) -> None:
    template = tmp_path / "house.docx"
    template.write_bytes(standard_template())
    old, new = changed.many(EDITED)
    made = qa.render(new, redline=old, template=template).content
    assert problems(made) == []
    assert view(made, accepted) == view(qa.render(new, template=template).content)
    assert comments_in(made)


@pytest.mark.parametrize("asked", [{"party": ""}, {"columns": "function"}], ids=["extract", "by function"])
def test_an_extract_and_columns_by_function(asked: dict[str, str]) -> None:
    old, new = changed.many(EDITED)
    redline(old, new, **({"party": next(iter(old.parties))} if "party" in asked else asked))


@pytest.mark.parametrize(("before", "after"), list(pairwise(changed.AGREEMENTS))[:2], ids=["first", "second"])
def test_two_agreements_that_have_nothing_in_common(before: Path, after: Path) -> None:
    redline(qa.read(before), qa.read(after))
