"""A redline of any two agreements: all accepted is the one, all rejected the other, and each change has its comment."""

from __future__ import annotations

from itertools import islice

from hypothesis import given, settings

import qa_engine as qa
from qa_engine.word.comments import comments_of
from qa_engine.word.lint import problems
from qa_engine.word.opened import open_word
from qa_engine.word.revisions import accepted, rejected
from tests.edits import CASES, Start, pairs, starts
from tests.strategies import to_yaml
from tests.word.views import view


@settings(max_examples=max(settings.default.max_examples // 20, 1))  # each is written three times and read four times
@given(starts())
def test_accepted_is_the_new_document_and_rejected_the_old_one(start: Start) -> None:
    for before, after in islice(pairs(start), 0, CASES, 3):
        old, new = qa.read_text(to_yaml(before)), qa.read_text(to_yaml(after))
        redline = qa.render(new, redline=old).content
        assert view(redline, accepted) == view(qa.render(new).content)
        assert view(redline, rejected) == view(qa.render(old).content)
        assert problems(redline) == []
        changes = qa.diff(old, new).changes
        moved = sum(change.kind.endswith("-moved") for change in changes)
        assert len(changes) <= len(comments_of(open_word(redline))) <= len(changes) + moved
