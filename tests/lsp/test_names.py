"""Going to a definition, finding references, renaming: across the file and what stands on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_engine.agreement.load import read_text
from qa_engine.check.run import check_agreement
from qa_engine.finding import Edit
from qa_engine.lsp.desk import Desk
from qa_engine.lsp.find import NotRenamedError, Spot, definitions, references, rename
from qa_engine.lsp.names import FREE, mentions
from qa_engine.rules import RULES
from qa_engine.source import apply_edits, parse
from tests.lsp.material import BASE, UPPER, at, desk
from tests.strategies import agreements, to_yaml

ON = date(2027, 1, 15)


def said(spots: list[Spot]) -> list[tuple[str, int, str]]:
    return [
        (
            spot.sheet.path.name.split(".")[0],
            spot.sheet.source.position(spot.span[0])[0],
            spot.sheet.source.text[slice(*spot.span)],
        )
        for spot in spots
    ]


@pytest.mark.parametrize(
    ("where", "what", "inside", "expected"),
    [
        ("base", "after: DEV-01", 9, [("base", 29, "DEV-01")]),
        ("upper", "after: DEV-03", 9, [("base", 36, "DEV-03")]),
        ("upper", "DEV-02: {", 2, [("base", 35, "DEV-02"), ("upper", 9, "DEV-02")]),
        ("upper", "{borealis.qa", 11, [("base", 16, "qa")]),
        ("upper", "{borealis.qa", 4, [("base", 12, "borealis")]),
        ("base", "deviation  Record", 3, [("base", 32, "Deviation record"), ("base", 44, "Deviation record")]),
        ("base", "sites: [hamburg", 10, [("base", 19, "hamburg")]),
        ("base", "per: deviation", 7, [("base", 23, "deviation")]),
        ("base", "[critical]", 3, [("base", 23, "critical")]),
        ("base", "at: DEV-03", 6, [("base", 36, "DEV-03")]),
        ("base", "products: exa-50", 12, [("base", 21, "exa-50")]),
        ("base", "function: qa", 11, [("base", 16, "qa")]),
        ("upper", "base.qa.yaml", 3, [("base", 1, "")]),
        ("base", "title: Supply", 8, []),
    ],
)
def test_a_name_leads_to_where_it_is_given(
    where: str, what: str, inside: int, expected: list[object], tmp_path: Path
) -> None:
    assert said(definitions(*at(desk(tmp_path), tmp_path, where, what, inside))) == expected


def test_all_places_of_a_name_are_found_in_all_files(tmp_path: Path) -> None:
    sheet, offset = at(desk(tmp_path), tmp_path, "upper", "{borealis.qa", 11)
    found = said(references(sheet, offset))
    assert [(file, line) for file, line, _ in found] == [("base", line) for line in (16, 31, 35, 38, 41, 46)] + [
        ("upper", 10)
    ]
    assert {text for _, _, text in found} == {"qa"}
    assert len(references(sheet, offset, declaration=False)) == len(found) - 1


def renamed(desk: Desk, folder: Path, where: str, what: str, inside: int, to: str) -> dict[str, str]:
    texts = {}
    edits: dict[Path, list[Edit]] = {}
    for spot, text in rename(*at(desk, folder, where, what, inside), to):
        edits.setdefault(spot.sheet.path, []).append(Edit("", *spot.span, text))
    for path, mine in edits.items():
        texts[path.name.split(".")[0]] = apply_edits(desk.read(path).decode(), mine)
    return texts


@pytest.mark.parametrize(
    ("where", "what", "inside", "to", "pairs"),
    [
        ("upper", "after: DEV-03", 9, "5.10", [("DEV-03", "5.10")]),
        ("base", "after: DEV-01", 9, "dev-01", [("DEV-01", "dev-01")]),
        ("upper", "NEW-01", 2, "NEW-02", [("NEW-01", "NEW-02")]),
        ("upper", "{borealis.qa", 3, "maker", [("borealis", "maker")]),
        ("base", "hamburg: {", 3, "kiel", [("hamburg", "kiel")]),
        ("base", "[critical]", 3, "grave", [("critical", "grave")]),
        ("base", "exa-50: {", 2, "exa", [("exa-50", "exa")]),
    ],
)
def test_a_name_is_renamed_everywhere_and_nothing_else_changes(
    where: str, what: str, inside: int, to: str, pairs: list[tuple[str, str]], tmp_path: Path
) -> None:
    texts = renamed(desk(tmp_path), tmp_path, where, what, inside, to)
    expected = {"base": BASE, "upper": UPPER}
    for old, new in pairs:
        expected = {name: text.replace(old, new) for name, text in expected.items()}
    for name, text in texts.items():
        assert text == expected[name]
    assert {name: text for name, text in expected.items() if text != {"base": BASE, "upper": UPPER}[name]} == texts


def test_a_function_is_renamed_for_its_party_alone(tmp_path: Path) -> None:
    texts = renamed(desk(tmp_path), tmp_path, "base", "function: qa", 11, "quality")
    assert "borealis.quality: A, aurora.qa: I" in texts["base"]
    assert "function: quality" in texts["base"]
    assert "functions: {qa: Quality Assurance, ra" in texts["base"]
    assert "{borealis.quality: RA, other: I}" in texts["upper"]


def test_a_record_of_another_spelling_is_renamed_too_and_quoted_where_it_must_be(tmp_path: Path) -> None:
    texts = renamed(desk(tmp_path), tmp_path, "base", "produces: Deviation record", 13, "Report: final")
    assert 'produces: "Report: final"' in texts["base"]
    assert 'needs: ["Report: final"]' in texts["base"]
    assert '"Report: final": {held-by' in texts["base"]


@pytest.mark.parametrize(
    ("what", "inside", "to", "reason"),
    [
        ("after: DEV-01", 9, "DEV-02", "taken: base.qa.yaml:35"),
        ("after: DEV-01", 9, "dev-02", "taken"),
        ("after: DEV-01", 9, "NEW-01", "taken: upper.qa.yaml:10"),
        ("after: DEV-01", 9, "A row", "cannot be an id"),
        ("after: DEV-01", 9, "DEV-09 ", "cannot be an id"),
        ("called: Sponsor", 9, "x", "no name here"),
        ("decides: deviation-classification", 12, "x", "not given in this agreement"),
        ("{aurora.qa: RA", 3, "each", "cannot be an id"),
        ("{aurora.qa: RA", 3, "borealis", "taken"),
        ("{aurora.qa: RA", 8, "ra", "taken"),
    ],
)
def test_what_cannot_be_renamed_says_why(what: str, inside: int, to: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(NotRenamedError, match=reason):
        rename(*at(desk(tmp_path), tmp_path, "base", what, inside), to)


def test_a_function_that_each_stands_for_is_left_to_people(tmp_path: Path) -> None:
    one = desk(tmp_path, upper=UPPER.replace("other: I", "other.qa: I"))
    with pytest.raises(NotRenamedError, match=r"other\.qa.*stands for the function `qa` of every party"):
        rename(*at(one, tmp_path, "base", "function: qa", 11), "quality")


def test_a_name_written_with_escapes_is_left_to_people(tmp_path: Path) -> None:
    one = desk(tmp_path, base=BASE.replace("after: DEV-01", r'after: "D\u0045V-01"'))
    with pytest.raises(NotRenamedError, match=r"base\.qa\.yaml:35.*write it plainly first"):
        rename(*at(one, tmp_path, "base", "DEV-01:", 2), "DEV-09")


def test_what_lies_open_counts_and_not_what_is_on_disk(tmp_path: Path) -> None:
    one = desk(tmp_path)
    one.put((tmp_path / "upper.qa.yaml").resolve(), "# a line more\n" + UPPER)
    texts = renamed(one, tmp_path, "base", "after: DEV-01", 9, "DEV-09")
    assert "upper" not in texts
    assert [
        line for file, line, _ in said(references(*at(one, tmp_path, "base", "DEV-03:", 2))) if file == "upper"
    ] == [11]


@settings(max_examples=60)
@given(agreements(), st.data())
def test_renaming_keeps_what_is_meant(agreement: object, data: st.DataObject) -> None:
    """Any free name of any agreement: afterwards the same findings stand, under the new name, and back again is the same text."""
    text = to_yaml(agreement)
    path = Path("/nowhere/a.qa.yaml")
    one = Desk()
    one.put(path, text)
    sheet = one.sheet(path)
    names = sorted(
        {mention.name for mention in sheet.mentions if mention.defines and mention.name.kind in FREE - {"record"}}
    )
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    offset = next(mention.span[0] for mention in sheet.mentions if mention.name == name and mention.defines)
    try:
        edits = rename(sheet, offset, "zzz-new")
    except NotRenamedError:
        return
    after = apply_edits(text, [Edit("", *spot.span, new) for spot, new in edits])
    before_rules = [finding.rule for finding in check_agreement(read_text(text), RULES, ON)]
    after_rules = [finding.rule for finding in check_agreement(read_text(after), RULES, ON)]
    assert sorted(before_rules) == sorted(after_rules)
    one.put(path, after)
    offset = next(
        mention.span[0]
        for mention in one.sheet(path).mentions
        if mention.defines and mention.name.id.endswith("zzz-new")
    )
    old = name.id.rpartition(".")[2] if name.kind in ("function", "class") else name.id
    back = apply_edits(after, [Edit("", *spot.span, new) for spot, new in rename(one.sheet(path), offset, old)])
    assert back == text


@given(agreements())
def test_every_mention_slices_to_its_name(agreement: object) -> None:
    text = to_yaml(agreement)
    for mention in mentions(parse(text, "a.qa.yaml")):
        written = text[slice(*mention.span)]
        if mention.exact and mention.name.kind != "record":
            assert mention.name.id == written or mention.name.id.endswith(f".{written}")
