"""Each kind of change at its place, with its class; and what is no change."""

from __future__ import annotations

import pytest

from qa_engine.agreement.load import NotAnAgreement, read_text
from qa_engine.changes.assess import TABLE, assess
from qa_engine.changes.change import ChangeSet
from qa_engine.changes.diff import diff
from qa_engine.changes.fields import ENTITIES
from tests.laws.full_agreement import FULL

OLD = read_text(FULL)


def changed(*edits: tuple[str, str]) -> ChangeSet:
    text = FULL
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    new_one = read_text(text)
    assert [finding.message for finding in new_one.findings if finding.blocks] == []
    return diff(OLD, new_one)


CASES = [
    # kind, at, class, what is edited
    ("activity-removed", "STE-01", "major", "    activities:\n      STE-01: {not-applicable: Not sterile}\n", ""),
    ("raci-changed", "DEV-01", "major", "borealis.qa: A, aurora.qa: I}", "borealis.qa: I, aurora.qa: A}"),
    ("raci-changed", "DEV-01", "major", "{borealis.prod: R, ", "{borealis.prod: RC, borealis.qp: R, "),
    ("raci-changed", "DEV-01", "minor", "borealis.qa: A, aurora.qa: I}", "borealis.qa: A, aurora.qa: C}"),
    ("raci-changed", "DEV-02", "minor", "aurora.qa: I (in writing)}", "aurora.qa: C (in writing)}"),
    ("deadline-changed", "DEV-02", "major", "{critical: 1 business day of", "{critical: 2 business days of"),
    ("deadline-changed", "DEV-02", "minor", "{critical: 1 business day of", "{critical: 4 hours of"),
    ("deadline-changed", "DEV-02", "major", "{critical: 1 business day of discovery, ", "{"),
    ("deadline-changed", "DEV-02", "minor", "major: 3 business days of discovery}", "major: 3 business days of discovery, minor: 1 week}"),
    ("deadline-changed", "DEV-02", "major", "{critical: 1 business day of discovery", "{critical: 1 business day of knowledge"),
    ("deadline-changed", "DEV-02", "major", "{critical: 1 business day of", "{critical: 3 days of"),
    ("deadline-changed", "DEV-03", "major", "notice: 30 days before", "notice: 20 days before"),
    ("deadline-changed", "DEV-03", "minor", "notice: 30 days before", "notice: 40 days before"),
    ("deadline-changed", "DEV-03", "major", "every: 2 years", "every: 3 years"),
    ("deadline-changed", "DEV-03", "minor", "every: 2 years", "every: 6 months"),
    ("deadline-changed", "DEV-03", "major", "        every: 2 years\n", ""),
    ("decision-changed", "DEV-01", "major", "decides: deviation-classification", "decides: deviation-closure"),
    ("topic-changed", "DEV-03", "major", "topic: deviation-management\n        every", "topic: complaints\n        every"),
    ("topic-changed", "deviations", "major", "topic: deviation-management\n    note", "topic: complaints\n    note"),
    ("scope-changed", "DEV-03", "major", "markets: [EU], products", "markets: [EU, US], products"),
    ("scope-changed", "DEV-02", "major", "        per: deviation\n        within: {critical: 1 business day of discovery, major: 3 business days of discovery}\n        with: {minor: Batch package}\n", "        per: deviation\n        not-applicable: Never\n        within: {critical: 1 business day of discovery, major: 3 business days of discovery}\n        with: {minor: Batch package}\n"),
    ("scope-changed", "sterility", "major", "Only oral solid forms are made under", "No sterile forms are made under"),
    ("scope-changed", "scope", "major", "stage: commercial", "stage: clinical"),
    ("delegation-changed", "DEV-03", "major", "may-delegate: borealis.qa", "may-delegate: borealis.qp"),
    ("id-changed", "id", "major", "\nid: ", "\nid: X-"),
    ("party-changed", "analytica", "major", "role: subcontractor", "role: supplier"),
    ("party-changed", "analytica", "major", "of: borealis", "of: aurora"),
    ("party-changed", "analytica", "major", "approved: 2026-03-01", "approved: 2026-03-02"),
    ("party-changed", "borealis", "major", "unit: quality, holds: [qualified-person]", "unit: quality, holds: [responsible-person]"),
    ("party-changed", "analytica", "minor", "name: Analytica Labs SA", "name: Analytica SA"),
    ("party-changed", "borealis", "minor", "qa: {title: Quality Assurance, unit: quality}", "qa: {title: Quality, unit: quality}"),
    ("sequence-changed", "DEV-02", "major", "after: DEV-01", "after: [DEV-01, DEV-03]"),
    ("signed-by-changed", "DEV-03", "major", "signed-by: [borealis.qa, aurora.qa]", "signed-by: aurora.qa"),
    ("product-changed", "exa-50", "major", "markets: [US, EU], kind", "markets: [US], kind"),
    ("product-changed", "exa-50", "major", "name: Examplinib 50 mg tablets", "name: Examplinib 60 mg tablets"),
    ("class-changed", "classes", "major", "critical: May affect patient safety", "critical: Affects patient safety"),
    ("class-changed", "classes", "major", "    minor: Does not affect the product\n", ""),
    ("kpi-changed", "kpis", "major", '">= 95 %"', '">= 90 %"'),
    ("waiver-changed", "waivers", "major", "until: 2027-06-30", "until: 2028-06-30"),
    ("record-changed", "records", "major", "5 years after certification", "4 years after certification"),
    ("record-changed", "records", "major", "  Investigation report: {held-by: borealis}\n", ""),
    ("record-changed", "records", "minor", "5 years after certification", "6 years after certification"),
    ("record-changed", "records", "minor", "copy-to: aurora, from", "copy-to: [aurora, borealis], from"),
    ("precedence-changed", "commercial-contract", "major", "precedence: quality-agreement", "precedence: commercial-contract"),
    ("activity-added", "STE-02", "minor", "      STE-01: {not-applicable: Not sterile}\n", "      STE-01: {not-applicable: Not sterile}\n      STE-02: {do: Do it, raci: {borealis: RA}}\n"),
    ("records-changed", "DEV-03", "minor", "needs: [Investigation report]", "needs: [Investigation report, Batch package]"),
    ("basis-changed", "DEV-02", "minor", "basis: [21 CFR 211.192, ", "basis: ["),
    ("procedure-changed", "DEV-02", "minor", "SOP-QA-012", "SOP-QA-013"),
    ("section-added", "more", "minor", "records:\n", "  more: {title: More}\nrecords:\n"),
    ("prose-changed", "deviations", "minor", "Deviations are handled", "Deviations are always handled"),
    ("definition-changed", "Batch package", "minor", "of one batch with its certificates", "of a batch with its certificates"),
    ("signatory-changed", "borealis.qp", "minor", "name: Bo Example", "name: Bo Other"),
    ("term-changed", "effective", "minor", "effective: 2027-01-15", "effective: 2027-02-15"),
    ("term-changed", "review", "minor", "review: every 24 months", "review: every 12 months"),
    ("with-changed", "DEV-02", "minor", "with: {minor: Batch package}", "with: {minor: Monthly report}"),
    ("escalation-changed", "escalation", "minor", "within: 2 business days, for", "within: 3 business days, for"),
    ("appendix-changed", "appendices", "minor", 'SPEC-0042, version: "4"', 'SPEC-0042, version: "5"'),
    ("wording-changed", "DEV-01", "editorial", "every deviation from", "each deviation from"),
    ("wording-changed", "DEV-02", "editorial", "I (in writing)", "I (by letter)"),
    ("wording-changed", "DEV-02", "editorial", "The clock starts at discovery.", "The clock starts with discovery."),
    ("wording-changed", "deviations", "editorial", "title: Deviations and investigations", "title: Deviations"),
    ("activity-renamed", "DEV-09", "editorial", "DEV-02:\n", "DEV-09:\n"),
    ("contact-changed", "borealis.qa", "editorial", "+49 40 1", "+49 40 2"),
    ("via-changed", "DEV-02", "editorial", "via: phone, confirmed by e-mail", "via: e-mail"),
    ("metadata-changed", "version", "editorial", '\nversion: "', '\nversion: "9'),
    ("metadata-changed", "status", "editorial", "status: draft", "status: in-review"),
    ("metadata-changed", "title", "editorial", "title: Commercial manufacture", "title: Clinical manufacture"),
    ("metadata-changed", "DEV-03", "editorial", "x-ticket: 1", "x-ticket: true"),
    ("metadata-changed", "history", "editorial", "reason: Second packaging line", "reason: Third packaging line"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "at", "cls", "old", "new"), CASES, ids=lambda value: str(value)[:24])
def test_an_edit_is_one_change_of_its_kind_at_its_place(kind: str, at: str, cls: str, old: str, new: str) -> None:
    edits = [(old, new)]
    if kind == "activity-renamed":  # what refers to the row follows it
        edits.append(("after: [DEV-02]", "after: [DEV-09]"))
    changes = changed(*edits)
    assert [(change.kind, change.at) for change in changes.changes] == [(kind, at)]
    assert assess(changes).changes[0].cls == cls


def test_the_table_is_tried_out_whole() -> None:
    tried = {kind for kind, *_ in CASES} | {"activity-moved", "section-moved", "section-removed", "scheme-changed"}
    tried |= {f"{entity}-{what}" for entity in ENTITIES.values() for what in ("added", "removed")}
    assert {name.partition("/")[0] for name in TABLE} <= tried


def test_parties_products_and_sections_come_and_go() -> None:
    added = changed(
        ("  analytica:\n", "  delta: {name: Delta AG, role: supplier}\n  analytica:\n"),
        ("products:\n", "products:\n  exa-100: {name: Examplinib 100 mg}\n"),
    )
    assert [(one.change.kind, one.change.at, one.cls) for one in assess(added).changes] == [
        ("party-added", "delta", "major"),
        ("product-added", "exa-100", "major"),
    ]
    removed = changed(
        ("  sterility:\n    title: Sterile manufacture\n    not-applicable: Only oral solid forms are made under this agreement\n    activities:\n      STE-01: {not-applicable: Not sterile}\n", ""),
        ("scheme: RACI\n", "scheme: RASCI\n"),
    )  # fmt: skip
    assert [(one.change.kind, one.change.at, one.cls) for one in assess(removed).changes] == [
        ("scheme-changed", "scheme", "major"),
        ("section-removed", "sterility", "major"),
        ("activity-removed", "STE-01", "major"),
    ]


def test_a_row_and_a_section_that_move_are_told_once() -> None:
    first = FULL[FULL.index("      DEV-01:\n") : FULL.index("      DEV-02:\n")]
    moved = changed((first, ""), ("  sterility:\n", f"{first}  sterility:\n"))
    assert [(change.kind, change.at) for change in moved.changes] == [("activity-moved", "DEV-01")]
    assert (moved.changes[0].before, moved.changes[0].after) == (
        {"section": "deviations", "behind": None},
        {"section": "deviations", "behind": "DEV-03"},
    )
    into_another = changed((first, ""), ("      STE-01:", f"{first}      STE-01:"))
    assert [(change.kind, change.at, change.section) for change in into_another.changes] == [
        ("activity-moved", "DEV-01", "sterility")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{borealis.qa: RA, aurora.qa: I (in writing)}", "{aurora.qa: I (in  writing), borealis.qa: A/R}"),
        ("1 business day of discovery", "1 business days of discovery"),
        ("basis: [21 CFR 211.192, EU GMP 8.16]", "basis:\n          - EU GMP 8.16\n          - 21 CFR 211.192"),
        ("after: DEV-01", "after: [DEV-01]  # a comment"),
        ("        note: internal\n", ""),
        ("        note: internal\n", "        note: something else\n"),
        ("status: draft\n", ""),
        ("qa: Quality Assurance", "qa: {title: Quality Assurance}"),
        ("Deviations are handled in the contract", "Deviations are handled\n      in the contract"),
        ("title: Deviations and investigations", 'title: "Deviations and investigations"'),
    ],
)
def test_what_means_the_same_is_no_change(old: str, new: str) -> None:
    assert changed((old, new)).changes == ()


def test_a_renamed_row_takes_its_references_along() -> None:
    changes = changed(
        ("      DEV-01:\n", "      DEV-10:\n"),
        ("after: DEV-01", "after: DEV-10"),
        ("The clock starts at discovery.", "The clock starts at discovery."),
    )
    assert [(change.kind, change.at, change.before, change.after) for change in changes.changes] == [
        ("activity-renamed", "DEV-10", "DEV-01", "DEV-10")
    ]


def test_a_renamed_row_that_was_also_changed_is_no_new_row() -> None:
    changes = changed(
        ("      DEV-01:\n", "      DEV-10:\n"),
        ("after: DEV-01", "after: DEV-10"),
        ("borealis.qa: A, aurora.qa: I}", "borealis.qa: I, aurora.qa: A}"),
    )
    assert [(change.kind, change.at) for change in changes.changes] == [
        ("raci-changed", "DEV-10"),
        ("activity-renamed", "DEV-10"),
    ]


def test_rows_behind_a_new_one_that_take_the_next_number_are_followed() -> None:
    rows = {f"5.{number}": f"Keep record number {number} of the list" for number in range(1, 12)}
    old = _numbered(rows)
    said = list(rows.values())
    new = _numbered({f"5.{number}": text for number, text in enumerate([*said[:3], "Sign what is new", *said[3:]], 1)})
    changes = diff(old, new).changes
    assert [(change.kind, change.at) for change in changes if change.kind != "activity-renamed"] == [
        ("activity-added", "5.4")
    ]
    assert {(change.before, change.after) for change in changes if change.kind == "activity-renamed"} == {
        (f"5.{number}", f"5.{number + 1}") for number in range(4, 12)
    }


def _numbered(rows: dict[str, str]):  # type: ignore[no-untyped-def]
    lines = "".join(f'      "{row}": {{do: {text}, raci: {{a: RA}}}}\n' for row, text in rows.items())
    return read_text(
        'format: qa-engine/1\nid: Q\ntitle: T\nversion: "1.0"\nparties:\n  a: {name: A, role: contract-giver}\n'
        "  b: {name: B, role: contract-acceptor}\nsections:\n  s:\n    activities:\n" + lines
    )


def test_before_and_after_hold_only_what_differs() -> None:
    changes = changed(
        ("{borealis.prod: R, borealis.qa: A, aurora.qa: I}", "{borealis.prod: R, borealis.qa: I, aurora.qa: A}"),
        ("major: 3 business days of", "major: 2 business days of"),
    )
    assert [(change.before, change.after) for change in changes.changes] == [
        ({"borealis.qa": "A", "aurora.qa": "I"}, {"borealis.qa": "I", "aurora.qa": "A"}),
        (
            {"within": {"major": "3 business days of discovery"}},
            {"within": {"major": "2 business days of discovery"}},
        ),
    ]


def test_a_place_is_that_of_the_new_file_and_of_the_old_one_for_what_is_gone() -> None:
    changes = changed(
        ("\nlanguage: en", "\n# a line more\nlanguage: en"),
        ("via: phone, confirmed by e-mail", "via: e-mail"),
        ("      STE-01: {not-applicable: Not sterile}\n", "      STE-02: {not-applicable: Not sterile at all}\n"),
    )
    lines = {change.kind: changes.place(change).line for change in changes.changes}  # type: ignore[union-attr]
    old, new = OLD.resolved.sources[0].text, changes.new.agreement.resolved.sources[0].text  # type: ignore[union-attr]
    assert new.splitlines()[lines["via-changed"] - 1].strip() == "via: e-mail"
    assert old.splitlines()[lines["activity-removed"] - 1].strip().startswith("STE-01")
    assert new.splitlines()[lines["activity-added"] - 1].strip().startswith("STE-02")


def test_a_section_that_is_gone_is_told_behind_all_that_went_from_the_one_before_it() -> None:
    head = FULL[: FULL.index("sections:")]
    rows = "".join(f"      R-{number}: {{do: Keep record {number}}}\n" for number in range(5))
    first = f"sections:\n  first:\n    title: First\n    activities:\n{rows}"
    old = read_text(f"{head}{first}  second:\n    title: Second\n    activities:\n      S-1: {{do: Sign}}\n")
    new = read_text(f"{head}sections:\n  first:\n    title: First\n")
    told = [change.at for change in diff(old, new).changes]
    assert told == [*(f"R-{number}" for number in range(5)), "second", "S-1"]


def test_what_cannot_be_read_is_not_compared() -> None:
    with pytest.raises(NotAnAgreement):
        diff(OLD, read_text(FULL.replace("scheme: RACI", "scheme: RACY")))
