"""The redline: all accepted is the new document and all rejected the old one; a comment on each change says what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

import qa_engine as qa
from qa_engine.agreement.model import Agreement
from qa_engine.word.comments import Comment, comments_of
from qa_engine.word.lint import problems
from qa_engine.word.opened import open_word
from qa_engine.word.revisions import accepted, rejected
from tests.word import changed
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
        moved = sum(one.kind == "activity-moved" for one in told)
        assert told
        assert len(comments_in(redline(before, after))) == len(told) + moved  # it is said where it stood, too


@pytest.mark.parametrize("path", changed.AGREEMENTS, ids=lambda path: path.name.partition(".")[0])
def test_many_changes_at_once(path: Path) -> None:
    old, new = changed.many(path)
    redline(old, new)
    redline(new, old)
