"""Changes as a patch: stored and read back, put into a text, refused where they do not fit, and on top of another file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import qa_engine as qa
from qa_engine.agreement.load import read_text
from qa_engine.changes.patch import CannotApply, apply, invert
from qa_engine.changes.stored import SCHEMA, from_data, to_data
from tests.changes.test_kinds import OLD, changed
from tests.laws.full_agreement import FULL

EDITS = (
    ("borealis.qa: A, aurora.qa: I}", "borealis.qa: I, aurora.qa: A}"),
    ("      DEV-02:\n", "      DEV-09:\n"),
    ("after: [DEV-02]", "after: [DEV-09]"),
    ("      STE-01: {not-applicable: Not sterile}\n", "      STE-02: {do: Do it, raci: {borealis: RA}}\n"),
    ("x-ticket: 1", "x-ticket: true"),
)


def test_a_change_set_is_stored_and_comes_back() -> None:
    changes = changed(*EDITS)
    Draft202012Validator.check_schema(SCHEMA)
    data = json.loads(json.dumps(to_data(changes)))
    Draft202012Validator(SCHEMA).validate(data)
    back = from_data(data)
    assert back == changes
    assert (back.old.hash, back.new.hash) == (changes.old.hash, changes.new.hash)
    patched = read_text(apply(back, OLD))
    assert qa.content_hash(patched) == back.new.hash
    assert qa.content_hash(read_text(apply(invert(back), patched))) == back.old.hash


@pytest.mark.parametrize(
    "data", [None, {}, {"format": "qa-engine/diff-2"}, {"format": "qa-engine/diff-1", "changes": [1]}]
)
def test_what_is_no_change_set_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="no change set"):
        from_data(data)


def test_comments_and_layout_stay_where_a_patch_does_not_touch_them() -> None:
    text = FULL.replace("      DEV-03:\n", "      # decided on Mondays\n      DEV-03:\n").replace(
        "kpis:", "kpis:  # watched"
    )
    changes = changed(
        ("via: phone, confirmed by e-mail", "via: e-mail"), ("major: 3 business days of", "major: 2 business days of")
    )
    patched = apply(changes, read_text(text))
    before, after = text.splitlines(), patched.splitlines()
    assert len(before) == len(after)
    assert [(one, other) for one, other in zip(before, after, strict=True) if one != other] == [
        (
            "        within: {critical: 1 business day of discovery, major: 3 business days of discovery}",
            "        within: {critical: 1 business day of discovery, major: 2 business days of discovery}",
        ),
        ("        via: phone, confirmed by e-mail", "        via: e-mail"),
    ]


def test_a_patch_for_another_text_is_refused() -> None:
    changes = changed(("via: phone, confirmed by e-mail", "via: e-mail"))
    with pytest.raises(CannotApply, match="DEV-02 via"):
        apply(changes, read_text(FULL.replace("via: phone, confirmed by e-mail", "via: letter")))
    with pytest.raises(CannotApply, match="DEV-02"):
        apply(changes, read_text(FULL.replace("DEV-02", "DEV-22")))


LOWER = """\
format: qa-engine/1
id: QA-1
title: Supply
version: "1.0"
parties:
  a: {name: Aurora Ltd, role: contract-giver}
  b: {name: Borealis GmbH, role: contract-acceptor}
sections:
  s:
    title: Deviations
    activities:
      DEV-01: {do: Record every deviation, raci: {b: RA, a: I}, within: 3 days of discovery}
      DEV-02: {do: Close a deviation, raci: {b: RA}}
"""
UPPER = """\
format: qa-engine/1
extends: lower.qa.yaml
base-version: "1.0"
id: QA-1-A
title: Appendix   # not yet signed
version: "1.0"
sections:
  s:
    activities:
      DEV-03: {do: Sign a deviation, raci: {a: RA}}
"""


def read_in(folder: Path, upper: str) -> qa.Agreement:
    (folder / "lower.qa.yaml").write_text(LOWER, encoding="utf-8")
    return read_text(upper, "upper.qa.yaml", folder)


@pytest.mark.parametrize(
    "edit",
    [
        ("DEV-03: {do", "DEV-01: {within: 1 day of discovery}\n      DEV-03: {do"),
        ("DEV-03: {do", "DEV-02: null\n      DEV-03: {do"),
        ("DEV-03: {do: Sign", "DEV-03: {do: Approve"),
        ("{a: RA}}\n", "{a: RA}}\n      DEV-04: {do: Keep the record, raci: {b: RA}}\n"),
        ("sections:\n", "parties:\n  c: {name: Cargo, role: supplier}\nsections:\n"),
        ("DEV-03: {do", "DEV-01: {raci: {a: C}}\n      DEV-03: {do"),
    ],
)
def test_changes_of_an_agreement_on_top_of_another_go_into_its_own_file(tmp_path: Path, edit: tuple[str, str]) -> None:
    assert edit[0] in UPPER
    old, new = read_in(tmp_path, UPPER), read_in(tmp_path, UPPER.replace(*edit, 1))
    assert [finding.message for finding in new.findings if finding.blocks] == []
    text = apply(qa.diff(old, new), old)
    assert "# not yet signed" in text
    assert qa.content_hash(read_in(tmp_path, text)) == qa.content_hash(new)


def test_a_change_says_which_file_it_came_from(tmp_path: Path) -> None:
    old = read_in(tmp_path, UPPER)
    (tmp_path / "lower.qa.yaml").write_text(LOWER.replace("3 days", "2 days"), encoding="utf-8")
    new = read_text(UPPER.replace("Sign", "Approve"), "upper.qa.yaml", tmp_path)
    changes = qa.diff(old, new)
    assert {(change.at, changes.place(change).path) for change in changes.changes} == {  # type: ignore[union-attr]
        ("DEV-01", "lower.qa.yaml"),
        ("DEV-03", "upper.qa.yaml"),
    }


def test_the_order_of_rows_of_a_lower_file_cannot_be_changed_from_above(tmp_path: Path) -> None:
    old = read_in(tmp_path, UPPER)
    rows = [line for line in LOWER.splitlines(keepends=True) if "DEV-0" in line]
    (tmp_path / "lower.qa.yaml").write_text(LOWER.replace("".join(rows), "".join(reversed(rows))), encoding="utf-8")
    new = read_text(UPPER, "upper.qa.yaml", tmp_path)
    changes = qa.diff(old, new)
    assert [change.kind for change in changes.changes] == ["activity-moved"]
    with pytest.raises(CannotApply, match="stands on another file"):
        apply(changes, read_in(tmp_path, UPPER))
