"""What changes mean: versions, approvals, and what each party gains and loses."""

from __future__ import annotations

import pytest

import qa_engine as qa
from qa_engine.agreement.load import read_text
from qa_engine.changes.assess import Verdict, assess
from qa_engine.changes.effects import Effect
from qa_engine.changes.expectations import shift
from tests.changes.test_kinds import OLD, changed
from tests.laws.full_agreement import FULL

VERSION = OLD.version
MAJOR, MINOR = VERSION.split(".")
SIGNED = FULL.replace(
    "signatories:\n",
    "signatories:\n  - {party: borealis, function: qa, name: Cy Example, title: Head of Quality, meaning: Approves}\n",
)


def verdict(*edits: tuple[str, str]) -> Verdict:
    return assess(changed(*edits))


def test_the_doors_of_the_library() -> None:
    found = qa.assess(qa.diff(OLD, read_text(FULL)))
    assert (found.cls, found.next_version, found.approvals, found.changes) == (None, VERSION, (), ())


@pytest.mark.parametrize(
    ("edit", "next_version", "approvals"),
    [
        (("topic: deviation-management\n    note", "topic: complaints\n    note"), f"{int(MAJOR) + 1}.0", ("aurora.qa", "borealis.qp")),
        (("Deviations are handled", "Deviations are always handled"), f"{MAJOR}.{int(MINOR) + 1}", ("aurora.qa", "borealis.qp")),
        (("every deviation from", "each deviation from"), f"{MAJOR}.{int(MINOR) + 1}", ("aurora.qa",)),
    ],
)  # fmt: skip
def test_the_class_gives_the_next_version_and_who_approves(
    edit: tuple[str, str], next_version: str, approvals: tuple[str, ...]
) -> None:
    found = verdict(edit)
    assert (found.next_version, found.approvals) == (next_version, approvals)
    assert found.instead == (("borealis.qp",) if len(approvals) == 1 else ())
    assert not found.version_is_enough


def test_a_version_status_or_history_entry_alone_raises_nothing() -> None:
    found = verdict(
        ("status: draft", "status: approved"), (f'\nversion: "{VERSION}"', f'\nversion: "{MAJOR}.{int(MINOR) + 1}"')
    )
    assert (found.cls, found.next_version, found.approvals) == ("editorial", VERSION, ())
    assert found.version_is_raised
    assert found.version_is_enough


def test_what_may_change_by_notice_asks_for_nothing() -> None:
    found = verdict(("+49 40 1", "+49 40 2"))
    assert (found.cls, found.next_version, found.approvals) == ("editorial", VERSION, ())
    assert found.changes[0].by_notice


def test_a_version_that_is_raised_by_too_little_is_seen() -> None:
    raised = (f'\nversion: "{VERSION}"', f'\nversion: "{MAJOR}.{int(MINOR) + 1}"')
    minor = verdict(raised, ("Deviations are handled", "Deviations are always handled"))
    assert minor.version_is_enough
    major = verdict(raised, ("decides: deviation-classification", "decides: deviation-closure"))
    assert major.version_is_raised
    assert not major.version_is_enough


def test_a_company_judges_otherwise_and_an_unknown_kind_is_major() -> None:
    changes = changed(("Deviations are handled", "Deviations are always handled"))
    assert assess(changes, {"prose-changed": "major"}).cls == "major"
    told = changed(("borealis.qa: A, aurora.qa: I}", "borealis.qa: A, aurora.qa: C}"))
    assert assess(told, {"raci-changed": "editorial"}).cls == "editorial"
    assert assess(told, {"raci-changed/duty": "editorial"}).cls == "minor"
    from qa_engine.changes.assess import class_of

    assert class_of("moon-changed", "", {}) == "major"


def test_all_signatories_approve_a_major_change_and_who_is_missing_is_said() -> None:
    old = read_text(SIGNED)
    new = read_text(SIGNED.replace("decides: deviation-classification", "decides: deviation-closure"))
    assert assess(qa.diff(old, new)).approvals == ("borealis.qa", "aurora.qa", "borealis.qp")
    without = SIGNED.replace(
        "  - {party: aurora, function: qa, name: Ann Example, title: Head of Quality, meaning: Approves for quality}\n",
        "",
    )
    found = assess(qa.diff(read_text(without), read_text(without.replace("are handled", "are always handled"))))
    assert found.missing == ("aurora",)


def test_a_duty_moves_from_one_party_to_the_other() -> None:
    found = verdict(("borealis.qa: A, aurora.qa: I}", "borealis.qa: I, aurora.qa: A}"))
    assert found.affects == ("aurora", "borealis")
    assert set(found.changes[0].effects) == {
        Effect("aurora", "duty-gained", "A", "aurora.qa", ("borealis.qa",)),
        Effect("borealis", "duty-lost", "A", "borealis.qa", ("aurora.qa",)),
        Effect("borealis", "voice-gained", "I", "borealis.qa", ("aurora.qa",)),
        Effect("aurora", "voice-lost", "I", "aurora.qa", ("borealis.qa",)),
    }


def test_a_duty_moves_within_a_company() -> None:
    effects = verdict(("{borealis.prod: R, ", "{borealis.qp: R, ")).changes[0].effects
    assert effects == (Effect("borealis", "duty-moved", "R", "borealis.qp", ("borealis.prod",)),)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("{critical: 1 business day of", "{critical: 4 hours of", "deadline-tightened"),
        ("{critical: 1 business day of", "{critical: 2 business days of", "deadline-loosened"),
        ("{critical: 1 business day of", "{critical: 1 day of", "deadline-changed"),
        ("notice: 30 days before", "notice: 40 days before", "deadline-tightened"),
        ("every: 2 years", "every: 3 years", "deadline-loosened"),
        ("markets: [EU], products", "markets: [EU, US], products", "scope-widened"),
        (", markets: [EU], products", ", products", "scope-widened"),
        ("stage: commercial", "stage: clinical", "scope-changed"),
        ("services: [manufacture, packaging, testing, storage]", "services: [manufacture]", "scope-narrowed"),
    ],
)
def test_in_which_direction_it_goes(old: str, new: str, what: str) -> None:
    effects = [effect for one in verdict((old, new)).changes for effect in one.effects]
    assert effects
    assert {effect.what for effect in effects if not effect.what.startswith("wait")} == {what}


def test_who_is_told_waits_longer_where_the_deadline_of_another_party_gets_longer() -> None:
    (one,) = verdict(("{critical: 1 business day of", "{critical: 2 business days of")).changes
    assert one.effects == (
        Effect("aurora", "wait-lengthened", holder="within critical"),
        Effect("borealis", "deadline-loosened", holder="within critical"),
    )
    assert one.affects == ("aurora", "borealis")


def test_an_expectation_that_is_lost_is_named() -> None:
    text = FULL.replace("packs: [fda-qa-2016, eu-gmp-7]", "packs: [fda-qa-2016]")
    assert "packs: [fda-qa-2016]" in text
    old = read_text(text)
    new = read_text(
        text.replace("    topic: deviation-management\n    note", "    note").replace(
            "        topic: deviation-management\n", ""
        )
    )
    found = shift(qa.diff(old, new))
    assert any("deviation" in " ".join(one.topics) for one in found.lost)
    back = shift(qa.diff(new, old))
    assert back.answered == found.lost


def test_stored_changes_cannot_be_judged_without_the_agreements() -> None:
    from qa_engine.changes.stored import from_data, to_data

    stored = from_data(to_data(changed(("every deviation from", "each deviation from"))))
    with pytest.raises(ValueError, match="read from a file"):
        assess(stored)
