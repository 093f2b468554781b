"""What is in force on a day, what comes next, what falls due; and the same as a calendar."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import icalendar
import pytest

import qa_engine as qa
from qa_engine.ledger.fold import fold
from qa_engine.lifecycle import act
from qa_engine.lifecycle.due import dues
from qa_engine.lifecycle.status import status_of
from qa_engine.report.ics import calendar_of
from qa_engine.report.status import status_json, status_text
from tests.lifecycle.desk import AGREEMENT, ANN, BO, Desk, desk

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def on(life: Desk, day: str):  # type: ignore[no-untyped-def]
    return status_of(qa.load(life.file), date.fromisoformat(day))


def test_a_draft_waits_to_be_submitted(tmp_path: Path) -> None:
    found = on(desk(tmp_path), "2027-01-01")
    assert (found.state, found.in_force, found.next_step, found.missing) == ("draft", "", "submit", ())


def test_a_version_in_review_names_whose_approval_is_missing(tmp_path: Path) -> None:
    life = desk(tmp_path)
    act.submit(life.file, life.actor(ANN), answer_within="15 business days")
    life.approve(ANN)
    found = on(life, "2027-01-20")
    assert (found.state, found.next_step) == ("in-review", "approve")
    assert found.missing == ("approval of `borealis.qa` (Bo Example)",)
    (due,) = found.dues
    assert (due.day, due.kind) == (
        date(2027, 2, 1),
        "approval",
    )  # 15 days that are business days in London and in Hamburg
    kept = life.ledger.records[0].details["calendar"]
    assert kept["regions"] == ["GB", "DE-HH"]
    assert kept["holidays"]


def test_a_site_that_is_closed_moves_the_day_to_answer_and_stands_on_record(tmp_path: Path) -> None:
    """Bo signs at a site that has its company holidays while the answer is waited for."""
    text = AGREEMENT.replace(
        "    functions: {qa: Quality Assurance, prod: Production}\n",
        "    sites: {hamburg: {name: Hamburg, closed: [2027-01-18/2027-01-22]}}\n"
        "    functions: {qa: {title: Quality Assurance, site: hamburg}, prod: Production}\n",
    )
    life = desk(tmp_path, text=text)
    done = act.submit(life.file, life.actor(ANN), answer_within="15 business days")
    assert done.record.details["answer-by"] == "2027-02-08", "a week later than without"
    assert done.record.details["calendar"]["closed"] == ["2027-01-18/2027-01-22"]


def test_an_approved_version_waits_for_its_day(tmp_path: Path) -> None:
    found = on(desk(tmp_path).approved(), "2027-01-20")
    assert (found.state, found.in_force, found.next_step, found.missing) == (
        "approved",
        "",
        "enact",
        ("its day, 2027-02-01",),
    )


def test_what_is_in_force_is_told_for_any_day(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    life.edit(
        'version: "1.0"\nstatus: effective\neffective: 2027-02-01',
        'version: "2.0"\nstatus: draft\neffective: 2028-02-01',
    )
    life.edit("within: 2 business days", "within: 3 business days")
    life.now = datetime.fromisoformat("2028-01-10T09:00:00+01:00")
    life.approved()
    life.now = datetime.fromisoformat("2028-02-01T09:00:00+01:00")
    act.enact(life.file, life.actor(BO))
    assert [on(life, day).in_force for day in ("2027-01-31", "2027-02-01", "2028-01-31", "2028-02-01")] == [
        "",
        "1.0",
        "1.0",
        "2.0",
    ]
    assert on(life, "2028-01-20").state == "approved"


def test_enacted_late_it_is_in_force_from_the_day_that_was_signed_for_and_never_before_the_signatures(
    tmp_path: Path,
) -> None:
    life = desk(tmp_path).approved()
    life.now = datetime.fromisoformat("2027-02-10T09:00:00+01:00")
    act.enact(life.file, life.actor(ANN))
    assert on(life, "2027-02-10").since == date(2027, 2, 1)
    late = desk(tmp_path / "late")
    late.now = datetime.fromisoformat("2027-03-10T09:00:00+01:00")
    late.approved()
    act.enact(late.file, late.actor(ANN))
    assert on(late, "2027-03-10").since == date(2027, 3, 10)


def test_a_suspended_version_stays_in_force_and_says_so(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    act.suspend(life.file, life.actor(BO), reason="Licence lost")
    found = on(life, "2027-02-02")
    assert (found.in_force, found.suspended, found.next_step) == ("1.0", True, "resume")


def test_after_the_end_the_duties_that_survive_are_told(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    act.terminate(life.file, life.actor(ANN), reason="Product ended", survives=("DEV-02", "deviations"))
    found = on(life, "2027-02-02")
    assert (found.in_force, found.next_step, found.survives) == ("", "", ("DEV-02", "deviations"))


def test_past_its_last_day_it_is_expired(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    assert not on(life, "2031-01-31").expired
    assert on(life, "2031-02-01").expired


def test_a_review_moves_the_next_one(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    assert on(life, "2028-01-01").next_review == date(2029, 2, 1)
    life.now = datetime.fromisoformat("2028-12-15T09:00:00+01:00")
    done = act.review(life.file, life.actor(BO), verdict="keep")
    assert on(life, "2029-01-01").next_review == date(2030, 12, 15)
    assert done.record.details == {"verdict": "keep", "next": "2030-12-15"}
    assert on(life, "2028-06-01").next_review == date(2029, 2, 1), "on an earlier day nobody knew of it"


def test_dates_come_from_the_version_in_force_and_not_from_the_draft(tmp_path: Path) -> None:
    text = (
        AGREEMENT
        + "waivers:\n  - {rule: handoff-gap, at: DEV-03, reason: Meets daily, by: aurora.qa, until: 2028-06-30}\n"
    )
    told = "raci: {borealis.qa: RA, aurora.qa: C, aurora.ra: I}\n        every: year"
    life = desk(tmp_path, text=text.replace(told, "raci: {aurora.ra: RA}\n        after: DEV-01\n        every: year"))
    life.effective()
    life.edit("expires: 2031-01-31", "expires: 2035-01-31")
    found = dues(qa.load(life.file), fold(life.ledger))
    assert [(due.kind, due.day.isoformat()) for due in found] == [
        ("waiver", "2028-06-30"),
        ("review", "2029-02-01"),
        ("expiry", "2031-01-31"),
    ]


def test_a_broken_ledger_says_nothing_but_that(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    life.ledger_file.write_bytes(life.ledger_file.read_bytes().replace(b"Bo Example", b"Bo Sample"))
    found = on(life, "2027-03-01")
    assert "was altered" in found.broken
    assert (found.in_force, found.dues) == ("", ())
    assert any(
        "does not hold" in "".join(text for text, _ in line) for line in status_text([found], date(2027, 3, 1), 90)
    )


def test_the_text_and_the_json_tell_it(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    found = [on(life, "2029-02-15")]
    lines = ["".join(text for text, _ in line) for line in status_text(found, date(2029, 2, 15), 30)]
    assert lines[1:] == [
        "    in force: version 1.0 since 2027-02-01",
        "    version 1.0: effective → review",
        "    next review: 2029-02-01, overdue",
        "1 agreement, 1 in force on 2029-02-15",
    ]
    data = json.loads(status_json(found, date(2029, 2, 15)))
    assert data["agreements"][0]["next_review"] == "2029-02-01"
    assert data["agreements"][0]["in_force"] == "1.0"


# the calendar


def events(life: Desk, day: str = "2027-03-01"):  # type: ignore[no-untyped-def]
    calendar = icalendar.Calendar.from_ical(calendar_of([on(life, day)], NOW))
    return {str(event["CATEGORIES"].to_ical(), "utf-8"): event for event in calendar.walk("VEVENT")}


def test_the_calendar_holds_every_date_with_alarms(tmp_path: Path) -> None:
    found = events(desk(tmp_path).effective())
    assert set(found) == {"review", "expiry"}
    review = found["review"]
    assert review["DTSTART"].dt == date(2029, 2, 1)
    assert "periodic review of version 1.0" in review["SUMMARY"]
    assert [alarm["TRIGGER"].dt for alarm in review.walk("VALARM")] == [
        timedelta(days=-90),
        timedelta(days=-30),
        timedelta(days=-7),
    ]


def test_an_event_keeps_its_id_and_counts_up_when_its_day_moves(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    before = events(life)["review"]
    life.now = datetime.fromisoformat("2028-12-15T09:00:00+01:00")
    act.review(life.file, life.actor(BO), verdict="keep")
    after = events(life, "2029-01-01")["review"]
    assert before["UID"] == after["UID"]
    assert after["DTSTART"].dt == date(2030, 12, 15)
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_two_agreements_never_share_an_id(tmp_path: Path) -> None:
    one = events(desk(tmp_path).effective())
    other = events(desk(tmp_path / "o", text=AGREEMENT.replace("QA-2027-001", "QA-2027-002")).effective())
    assert {str(event["UID"]) for event in one.values()}.isdisjoint(str(event["UID"]) for event in other.values())


def test_the_same_moment_gives_the_same_bytes(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    assert calendar_of([on(life, "2027-03-01")], NOW) == calendar_of([on(life, "2027-03-01")], NOW)


@pytest.mark.parametrize("title", ["Commas, semicolons; and \\ backslashes", "Ä very löng " + "title " * 40, "安 例"])
def test_odd_titles_survive_the_calendar(tmp_path: Path, title: str) -> None:
    life = desk(
        tmp_path,
        text=AGREEMENT.replace(
            "title: Manufacture of Examplinib tablets", f"title: {json.dumps(title, ensure_ascii=False)}"
        ),
    )
    assert title.strip() in str(events(life.effective())["review"]["DESCRIPTION"])


def test_a_step_out_of_turn_is_answered_with_the_one_that_is_due(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    with pytest.raises(act.NotAllowed) as early:
        act.resume(life.file, life.actor(BO), reason="Licence restored")
    assert early.value.hint == "it is in force, and nothing is suspended"
    act.suspend(life.file, life.actor(BO), reason="Licence lost")
    for step in (act.suspend, act.reopen):
        with pytest.raises(act.NotAllowed) as late:
            step(life.file, life.actor(BO), reason="Licence lost")
        assert late.value.hint
        assert "no version is in force" not in late.value.hint


def test_who_has_no_key_yet_is_told_how_to_make_one(tmp_path: Path) -> None:
    life = desk(tmp_path)
    life.submit()
    with pytest.raises(act.NotAllowed) as unsigned:
        act.approve(life.file, life.actor(ANN), expected=life.hash)
    assert "ssh-keygen -t ed25519" in unsigned.value.hint
