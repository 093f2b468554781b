"""The library of rows and the recipes: every row is worded once and used, and every word of it means something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa_engine.agreement.letters import is_canonical
from qa_engine.packs.lists import decisions, topics
from qa_engine.packs.read import shipped
from qa_engine.starters.build import build
from qa_engine.starters.library import library, recipe, templates
from qa_engine.starters.names import filled
from qa_engine.starters.rows import ROW_KEYS

ROOT = Path(__file__).parents[2]
WANTED = {
    "drug-product-us", "drug-product-eu", "drug-product-us-eu", "api", "contract-laboratory", "packaging-serialization",
    "sterile-biologic", "cell-gene-therapy", "clinical-cdmo", "excipient", "warehouse-3pl", "medical-device",
}  # fmt: skip
ROWS = [
    (row_id, row, section.get("topic", ""))
    for section in library().sections.values()
    for row_id, row in section.get("rows", {}).items()
]


def test_all_starters_are_there_and_say_what_they_are_for() -> None:
    assert set(templates()) == WANTED
    assert all(len(about) > 20 for about in templates().values())


def test_a_row_stands_in_the_library_once() -> None:
    ids = [row_id for row_id, _, _ in ROWS]
    assert len(ids) == len(set(ids))
    worded = [re.sub(r"\W+", " ", row["do"]).casefold() for _, row, _ in ROWS if "do" in row]
    assert [words for words in worded if worded.count(words) > 1] == []


def test_every_row_of_the_library_is_in_some_starter() -> None:
    used: set[str] = set()
    for template in templates():
        full = filled(recipe(template), {})
        sections = full["sections"]
        for identifier, given in sections.items():
            own = given or {}
            section = library().sections.get(identifier, {})
            used |= ({*section.get("rows", {})} - {*own.get("without", ())}) | {*own.get("also", ())}
    assert {row_id for row_id, _, _ in ROWS} - used == set()


def empty(value: object, route: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Where a mapping holds a key with nothing behind it: most often half a sentence after a comma without quotes."""
    if isinstance(value, list):
        return [found for item in value for found in empty(item, route)]
    if not isinstance(value, dict):
        return []
    return [
        found
        for key, item in value.items()
        for found in ([(*route, key)] if item is None else empty(item, (*route, key)))
    ]


@pytest.mark.parametrize("template", sorted(WANTED))
def test_no_comma_cuts_a_sentence_of_a_recipe_in_two(template: str) -> None:
    meant = {("sections", identifier) for identifier in recipe(template)["sections"]}
    meant |= {("changes", row_id, key) for row_id in recipe(template).get("changes", {}) for key in ROW_KEYS}
    assert set(empty(recipe(template))) - meant == set()
    assert {key for row in recipe(template).get("changes", {}).values() for key in row} <= set(ROW_KEYS)


def test_no_comma_cuts_a_sentence_of_the_library_in_two() -> None:
    assert empty(library().sections) + empty(library().lists) + empty(library().companies) == []


@pytest.mark.parametrize(("row_id", "row", "topic"), ROWS, ids=[row_id for row_id, _, _ in ROWS])
def test_a_row_of_the_library_is_well_formed(row_id: str, row: dict[str, object], topic: str) -> None:
    assert set(row) <= {*ROW_KEYS, "if"}
    assert row.get("topic", topic) in topics()
    taken = row.get("decides", [])
    assert {*([taken] if isinstance(taken, str) else taken)} <= decisions().keys()  # type: ignore[misc]
    if "not-applicable" in row:
        return
    raci = row["raci"]
    assert isinstance(raci, dict)
    assert all(is_canonical(cell) for cell in raci.values()), row_id
    assert sum("A" in cell.partition(" ")[0] for cell in raci.values()) == 1, row_id
    assert str(row["do"])[0].isupper() and not str(row["do"]).endswith("."), row_id


@pytest.mark.parametrize("template", sorted(WANTED))
def test_a_recipe_names_packs_that_there_are_and_fills_every_placeholder(template: str) -> None:
    data = build(filled(recipe(template), {}), template).data
    assert set(data["packs"]) <= set(shipped())
    assert "$" not in str(data)


def test_the_wheel_takes_the_library_along() -> None:
    """The installed package reads `data/` beside its modules; the build puts the folder there."""
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["templates/starters"] == "qa_engine/starters/data"
    assert (ROOT / "templates" / "starters" / "library").is_dir()
    assert "templates" in settings["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
