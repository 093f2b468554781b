"""Word diffs: their pieces make both texts again."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qa_engine.changes.words import word_diff

TEXTS = st.lists(
    st.sampled_from(["notify", "the", "Sponsor", "of", "a", "deviation", ",", "\n", " ", "é", "5.10", "don't"])
).map("".join)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(text for what, text in pieces if what != "new") == before
    assert "".join(text for what, text in pieces if what != "gone") == after
    assert all(text for _, text in pieces)
    assert all(one.what != other.what for one, other in pairwise(pieces))


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert [what for what, _ in word_diff(text, text)] == (["same"] if text else [])


def test_words_are_whole() -> None:
    assert [tuple(piece) for piece in word_diff("Notify the contract giver", "Notify the Sponsor")] == [
        ("same", "Notify the "),
        ("gone", "contract giver"),
        ("new", "Sponsor"),
    ]
