"""Where the library of rows and the recipes lie, and what stands in them.

They are data that a company may read and change: `templates/starters/` of the repository, `data/` in an installed
wheel.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.named import NamedTuple
from qa_engine.source import parse

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ENDING = ".starter.yaml"
LISTS, COMPANIES = "lists.yaml", "companies.yaml"


class Library(NamedTuple):
    """What recipes draw on.

    sections   section id → title, topic, prose and rows
    lists      definitions, classes, records, kpis, escalation, functions and guides, each by name; the format's version
    companies  invented companies, by name
    """

    sections: dict[str, dict[str, Any]]
    lists: dict[str, Any]
    companies: dict[str, dict[str, Any]]


class NoTemplateError(KeyError):
    """There is no template of that name."""


@cache
def templates() -> dict[str, str]:
    """The names of all starters in order, each with the line that says what it is for."""
    names = sorted(item.name.removesuffix(ENDING) for item in _folder().iterdir() if item.name.endswith(ENDING))
    return {name: recipe(name)["about"] for name in names}


@cache
def recipe(name: str) -> dict[str, Any]:
    """What goes into one starter; nobody may change it. Raises NoTemplateError where there is none of that name."""
    item = _folder() / (name + ENDING)
    # a name comes from people: it must lead to a file of this folder and to no other
    if name not in {entry.name.removesuffix(ENDING) for entry in _folder().iterdir()} or not item.is_file():
        raise NoTemplateError(name)
    return _data(item)


@cache
def library() -> Library:
    """All rows and lists that recipes draw on."""
    sections: dict[str, dict[str, Any]] = {}
    folder = _folder() / "library"
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".yaml") and item.name not in (LISTS, COMPANIES):
            sections |= _data(item)
    return Library(sections, _data(folder / LISTS), _data(folder / COMPANIES))


def _folder() -> Traversable:
    installed = files("qa_engine.starters") / "data"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates" / "starters"


def _data(item: Traversable) -> dict[str, Any]:
    source = parse(item.read_bytes(), item.name)
    if source.problems or not isinstance(source.data, dict):  # shipped files; a test reads every one
        raise ValueError(f"{item.name}: {source.problems[0].message if source.problems else 'no mapping'}")
    return source.data
