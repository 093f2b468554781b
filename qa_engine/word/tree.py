"""What is done to the elements of a tree, wherever they stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_engine.word.guard import Tree


def take_out(item: Tree) -> None:
    """Take an element out of its tree."""
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)


def put_in_place(item: Tree, made: Tree) -> None:
    """Put an element where another one stands, which goes."""
    parent = item.getparent()
    if parent is not None:
        parent.replace(item, made)
