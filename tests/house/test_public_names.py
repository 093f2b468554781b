"""The public surface: every name is there, has one home, and says what it is."""

from __future__ import annotations

import inspect

import pytest

import qa_engine


def test_all_names_are_listed_once_and_sorted() -> None:
    assert sorted(set(qa_engine.__all__)) == sorted(qa_engine.__all__)
    assert set(qa_engine._HOMES) | {"__version__"} == set(qa_engine.__all__)


@pytest.mark.parametrize("name", sorted(qa_engine._HOMES))
def test_a_public_name_has_a_home_and_a_docstring(name: str) -> None:
    value = getattr(qa_engine, name)
    assert value.__module__ == qa_engine._HOMES[name]
    assert inspect.getdoc(value)


def test_a_name_that_is_not_there_says_so() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = qa_engine.chekc
