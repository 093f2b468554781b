"""What an editor is told about a place: completion, explanation, findings, fixes, the outline."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.lsp.complete import choices
from qa_engine.lsp.context import context_at
from qa_engine.lsp.desk import Desk
from qa_engine.lsp.diagnose import marks
from qa_engine.lsp.explain import explained
from qa_engine.lsp.find import NotRenamedError, definitions, references, rename
from qa_engine.lsp.format import known_at
from qa_engine.lsp.mend import mend_all, offers
from qa_engine.lsp.outline import folds, outline
from qa_engine.source import apply_edits
from tests.lsp.material import BASE, MARK, UPPER, at, desk

ON = date(2027, 1, 15)


def offered(folder: Path, name: str, old: str, new: str) -> dict[str, str]:
    """What is offered at the mark in `new`, which stands in place of `old`: label → what would be written."""
    one = desk(folder)
    path = (folder / f"{name}.qa.yaml").resolve()
    text = {"base": BASE, "upper": UPPER}[name].replace(old, new)
    assert text.count(MARK) == 1
    offset = text.index(MARK)
    one.put(path, text.replace(MARK, ""))
    found = choices(one.sheet(path), offset)
    assert found.end == offset
    return {choice.label: choice.text for choice in found.items}


@pytest.mark.parametrize(
    ("name", "old", "new", "there", "absent"),
    [
        ("base", "raci: {aurora.qa: RA, borealis.qa: C}", "raci: {aurora.qa: RA, ‸", {"borealis.qa": "borealis.qa: ", "each": "each: "}, {"aurora.qa"}),
        ("base", "raci: {aurora.qa: RA, borealis.qa: C}", "raci: {aurora.qa: ‸", {"RA": "RA", "I": "I"}, {"S", "aurora"}),
        ("base", "after: DEV-01, per", "after: ‸, per", {"DEV-01": "DEV-01", "DEV-03": "DEV-03"}, set()),
        ("base", "after: [DEV-01, 'DEV-02']", "after:\n          - DEV‸", {"DEV-02": "DEV-02"}, set()),
        ("base", "needs: [deviation  Record]", "needs: [Dev‸", {"Deviation record": "Deviation record"}, set()),
        ("base", "decides: deviation-classification", "decides: ‸", {"change-approval": "change-approval"}, set()),
        ("base", "topic: deviation-management", "topic: dev‸", {"deviation-management": "deviation-management"}, set()),
        ("base", "within: {critical: 1 day}", "within: {‸", {"critical": "critical: ", "minor": "minor: "}, set()),
        ("base", "when: {deviation: [critical]", "when: {‸", {"deviation": "deviation: ", "markets": "markets: "}, set()),
        ("base", "when: {deviation: [critical]", "when: {deviation: [‸", {"critical": "critical", "minor": "minor"}, set()),
        ("base", "sites: [hamburg]", "sites: ‸", {"hamburg": "hamburg"}, set()),
        ("base", "        after: [DEV-01, 'DEV-02']", "        af‸", {"after": "after: ", "within": "within: "}, {"do", "raci"}),
        ("base", "role: contract-giver", "role: ‸", {"contract-giver": "contract-giver"}, set()),
        ("base", "packs: [eu-gmp-7]", "packs: [‸]", {"fda-qa-2016": "fda-qa-2016"}, set()),
        ("base", "function: qa,", "function: ‸,", {"qa": "qa", "prod": "prod"}, set()),
        ("base", "rule: handoff-gap", "rule: hand‸", {"handoff-gap": "handoff-gap"}, {"unknown-key"}),
        ("base", "at: DEV-03", "at: ‸", {"DEV-03": "DEV-03", "aurora": "aurora", "exa-50": "exa-50"}, set()),
        ("base", "services: [manufacture]", "services: [‸]", {"packaging": "packaging"}, set()),
        ("base", 'version: "1.0"\n', 'version: "1.0"\nst‸\n', {"status": "status: "}, {"version"}),
        ("base", "remark: 中文😀", "rem‸", {"remark": "remark: "}, set()),
        ("base", "do: Notify the giver 😀, raci: {borealis.qa: RA", "do: Notify the giver 😀, raci: {bor‸", {"borealis.prod": "borealis.prod: "}, set()),
        ("base", "do: Close it", "do‸: Close it", {"do": "do"}, set()),
        ("upper", "extends: base.qa.yaml", "extends: ‸", {"base.qa.yaml": "base.qa.yaml"}, {"upper.qa.yaml"}),
        ("upper", "after: DEV-03", "after: ‸", {"DEV-03": "DEV-03", "NEW-01": "NEW-01"}, set()),
        ("upper", "raci: {borealis.qa: RA, other: I}", "raci: {‸", {"borealis.qa": "borealis.qa: "}, set()),
        ("upper", "within: {critical: 4 hours}", "within: {‸", {"minor": "minor: "}, set()),
        ("base", "do: Close it", "do: Close ‸", {}, {"each", "do"}),
    ],
)  # fmt: skip
def test_what_could_stand_here_is_offered(
    name: str, old: str, new: str, there: dict[str, str], absent: set[str], tmp_path: Path
) -> None:
    found = offered(tmp_path, name, old, new)
    assert there.items() <= found.items()
    assert not absent & found.keys()


@given(
    st.integers(0, len(BASE)),
    st.sampled_from(["", "{", "[", '"', "'", ": ", "- ", ",", "\n", "|", "}", "#", "&", "😀"]),
)
def test_completion_copes_with_any_cursor_in_any_broken_text(offset: int, broken: str) -> None:
    one = Desk()
    path = Path("/nowhere/base.qa.yaml")
    one.put(path, BASE[:offset] + broken + BASE[offset:])
    found = choices(one.sheet(path), offset + len(broken))
    assert 0 <= found.start <= found.end


@given(st.text(st.sampled_from("a:-{}[],\"'|>#\n  \r😀"), max_size=60), st.data())
def test_the_context_of_any_text_can_be_told(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    context = context_at(text, offset)
    assert text[context.start : offset] == context.typed


def test_the_format_knows_what_stands_where() -> None:
    row = known_at(("sections", "s", "activities", "A-1"), on_top=False)
    assert {"do", "raci", "within"} <= row.keys.keys()
    assert known_at(("sections", "s", "activities", "A-1", "raci"), on_top=True).about.startswith("Holder → letters")
    assert "EU" in known_at(("products", "p", "markets", 0), on_top=False).words
    assert known_at(("contacts", 1), on_top=False).keys.keys() >= {"party", "email"}
    assert known_at(("nowhere",), on_top=False) == ({}, (), "")


@pytest.mark.parametrize(
    ("name", "what", "inside", "words"),
    [
        ("upper", "{borealis.qa", 11, ["Contract acceptor, Quality Assurance", "quality unit", "Accountable in 3 rows", "- DEV-01 Record every deviation"]),
        ("upper", "{borealis.qa", 3, ["Borealis GmbH"]),
        ("base", "after: DEV-01", 10, ["**DEV-01** Record every deviation", "R Contract acceptor, Production", "is waited for by DEV-02"]),
        ("upper", "DEV-02: {", 2, ["within critical: 4 hours", "waits for DEV-01"]),
        ("upper", "other: I", 2, ["The other parties", "Sponsor, Contract acceptor"]),
        ("base", "decides: deviation-classification", 12, ["Class of a deviation", "taken in DEV-01 by Contract acceptor, Quality Assurance"]),
        ("base", "topic: deviation-management", 12, ["usually in the section"]),
        ("base", "packs: [eu-gmp-7", 9, ["expectations"]),
        ("base", "rule: handoff-gap", 8, ["handoff-gap", "Source:"]),
        ("base", "deviation  Record", 3, ["**Deviation record**", "held by Contract acceptor", "produced by DEV-01", "needed by DEV-03"]),
        ("base", "[critical]", 3, ["**critical** (deviation): May harm a patient"]),
        ("base", "sites: [hamburg", 10, ["Hamburg plant"]),
        ("base", "signed-by", 3, ["`signed-by` · Holders whose signature the row needs"]),
    ],
)  # fmt: skip
def test_a_place_is_explained(name: str, what: str, inside: int, words: list[str], tmp_path: Path) -> None:
    found = explained(*at(desk(tmp_path), tmp_path, name, what, inside), [])
    assert found is not None
    for word in words:
        assert word in found[0]


def test_a_finding_is_explained_with_its_rule(tmp_path: Path) -> None:
    one = desk(tmp_path, base=BASE.replace("borealis.qa: A,", "borealis.qa: C,"))
    path = (tmp_path / "base.qa.yaml").resolve()
    mark = next(mark for mark in marks(one, path, ON) if mark.finding.rule == "missing-accountable")
    text, _ = explained(*at(one, tmp_path, "base", "borealis.qa: C, aurora", 3), [mark.finding]) or ("", None)
    assert "**error**: row DEV-01: nobody answers" in text
    assert "**missing-accountable** (error):" in text
    assert "Source:" in text


def test_findings_are_those_of_check_and_stand_where_the_editor_counts(tmp_path: Path) -> None:
    from qa_engine.check.run import check_file
    from qa_engine.rules import RULES

    text = BASE.replace("Notify the giver 😀, raci: {borealis.qa: RA", "Notify the giver 😀, raci: {borealis.qa: R")
    one = desk(tmp_path, base=text)
    path = (tmp_path / "base.qa.yaml").resolve()
    found = marks(one, path, ON)
    assert [mark.finding for mark in found] == [
        one for one in check_file(path, RULES, ON).findings if one.waived is None
    ]
    mark = next(mark for mark in found if mark.finding.rule == "missing-accountable")
    (line, character), (_, end) = mark.place
    units = text.splitlines()[line].encode("utf-16-le")
    assert units[2 * character : 2 * end].decode("utf-16-le") == '{borealis.qa: R, "aurora.qa": I}'


def test_a_finding_in_a_lower_file_is_shown_where_that_is_named(tmp_path: Path) -> None:
    one = desk(tmp_path, base=BASE.replace("borealis.qa: A,", "borealis.qa: C,"))
    path = (tmp_path / "upper.qa.yaml").resolve()
    mark = next(mark for mark in marks(one, path, ON) if mark.finding.rule == "missing-accountable")
    assert mark.place == ((1, 9), (1, 21))
    assert mark.message.startswith("base.qa.yaml, line 31: row DEV-01")
    assert mark.related[0][0].name == "base.qa.yaml"


def test_what_a_baseline_holds_and_what_is_waived_is_not_shown(tmp_path: Path) -> None:
    from qa_engine.check.baseline import baseline_of, write_baseline
    from qa_engine.check.run import check_file
    from qa_engine.rules import RULES

    one = desk(tmp_path, base=BASE.replace("borealis.qa: A,", "borealis.qa: C,"))
    path = (tmp_path / "base.qa.yaml").resolve()
    assert marks(one, path, ON)
    write_baseline(baseline_of(path), check_file(path, RULES, ON).findings, [path])
    assert marks(one, path, ON) == []


def test_a_fix_is_offered_and_does_what_it_says(tmp_path: Path) -> None:
    one = desk(tmp_path, base=BASE.replace("borealis.qa: RA, ", "borealis.qa: A/R, "))
    path = (tmp_path / "base.qa.yaml").resolve()
    found = offers(one, path, [mark.finding for mark in marks(one, path, ON)])
    assert [offer.safe for offer in found] == [True]
    assert apply_edits(one.sheet(path).source.text, found[0].edits[path]) == BASE


def test_all_that_is_safe_is_mended_by_one_edit(tmp_path: Path) -> None:
    wrong = BASE.replace("borealis.qa: RA, ", "borealis.qa: A/R, ").replace("title: Deviations", "titel: Deviations")
    one = desk(tmp_path, base=wrong)
    path = (tmp_path / "base.qa.yaml").resolve()
    everything = mend_all(one, path, ON)
    assert everything is not None
    assert apply_edits(wrong, everything.edits[path]) == BASE
    one.put(path, BASE)
    assert mend_all(one, path, ON) is None


def test_the_outline_has_sections_and_rows_and_folds_them(tmp_path: Path) -> None:
    sheet, _ = at(desk(tmp_path), tmp_path, "base", "called: Sponsor")
    top = {part.name: part for part in outline(sheet.source)}
    rows = top["sections"].parts[0].parts
    assert (rows[0].name, rows[0].detail) == ("DEV-01", "Record every deviation")
    assert [part.name for part in top["parties"].parts[1].parts] == ["qa", "prod", "hamburg"]
    lines = sheet.source.text.splitlines()
    folded = {(lines[first - 1].strip(), lines[last - 1].strip()) for first, last in folds(sheet.source)}
    assert ("deviations:", "when: {deviation: [critical], sites: [hamburg], products: exa-50}") in folded
    assert ("DEV-01:", "remark: 中文😀") in folded
    assert not any(head.startswith("DEV-02") for head, _ in folded)
    for part in (*top.values(), *rows):
        assert part.span[0] <= part.name_span[0] <= part.name_span[1] <= part.span[1]


@given(st.lists(st.tuples(st.integers(0, len(BASE)), st.integers(0, 40), st.sampled_from(["", "{", "}", "[", ":", "- ", '"', "\n", "null", "x"])), max_size=4), st.integers(0, len(BASE)))  # fmt: skip
def test_no_broken_text_makes_anything_raise(wounds: list[tuple[int, int, str]], offset: int) -> None:
    text = BASE
    for start, length, put in wounds:
        text = text[:start] + put + text[start + length :]
    one = Desk()
    path = Path("/nowhere/base.qa.yaml")
    one.put(path, text)
    sheet = one.sheet(path)
    offset = min(offset, len(text))
    explained(sheet, offset, [])
    definitions(sheet, offset)
    references(sheet, offset)
    with suppress(NotRenamedError):
        rename(sheet, offset, "new")
    choices(sheet, offset)
    outline(sheet.source)
    folds(sheet.source)
    for mark in marks(one, path, ON):
        assert mark.place[0] <= mark.place[1]
