"""A whole life: as the guide tells it, command by command; and that of a starter agreement from its first line."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import icalendar

import qa_engine as qa
from qa_engine.cli.main import run
from qa_engine.copies import verify
from qa_engine.ledger.chain import read_ledger
from qa_engine.ledger.record import Person
from qa_engine.ledger.signatures import Ed25519Key
from qa_engine.lifecycle import act
from qa_engine.lifecycle.act import Actor
from qa_engine.word.held import said_in
from qa_engine.word.opened import open_word
from qa_engine.word.revisions import revisions
from tests.lifecycle.desk import START, private_key, public_line
from tests.lifecycle.story import EXAMPLES, KEPT, PAGE, played

if TYPE_CHECKING:
    import pytest

    from qa_engine.ledger.record import Record


def test_the_guide_tells_what_the_commands_say() -> None:
    """`python -m tests.lifecycle.story` writes the guide and its examples anew."""
    text = PAGE.read_text(encoding="utf-8")
    told, files = played(text)
    assert without_heads(told) == without_heads(text)
    assert set(KEPT) == set(files)
    for name, content in files.items():
        if name.endswith(".docx"):
            # word by word; how a page is laid out is for others to hold
            assert said_in((EXAMPLES / name).read_bytes()) == said_in(content), name
        elif not name.endswith(".ledger.jsonl"):
            assert (EXAMPLES / name).read_bytes() == content, name


def without_heads(text: str) -> str:
    """The guide without the hashes of ledgers, which carry the versions of the program and of the holidays' data."""
    return re.sub(r"head [0-9a-f]{12}|^sha256:[0-9a-f]{64}", "…", text, flags=re.MULTILINE)


def test_every_file_of_the_story_lies_beside_the_guide_and_no_other() -> None:
    there = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*") if path.is_file()}
    assert there == {*KEPT, "acme-1.0.qa.yaml", "acme-2.0.qa.yaml", ".qa-engine/allowed_signers"}
    _, copies = verify(EXAMPLES / "acme.qa.yaml", EXAMPLES / "acme-1.0.docx", EXAMPLES / "acme-2.0.docx")
    assert [(copy.wrong, copy.state) for copy in copies] == [((), "superseded"), ((), "terminated")]
    redline = open_word((EXAMPLES / "acme-2.0-redline.docx").read_bytes())
    assert any(True for _ in revisions(redline.document)), "its changes are tracked"


def test_the_ledger_of_the_guide_is_the_one_that_is_kept_and_it_holds(tmp_path: Path) -> None:
    """Apart from the version of the program, which stands on each record, and the hashes that follow from it."""
    _, files = played(PAGE.read_text(encoding="utf-8"))
    (tmp_path / "acme.ledger.jsonl").write_bytes(files["acme.ledger.jsonl"])

    def told(records: tuple[Record, ...]) -> list[tuple[object, ...]]:
        return [
            (
                one.number,
                one.event,
                one.version,
                one.content_hash,
                one.by,
                one.at,
                one.meaning,
                one.reason,
                dict(one.details, calendar=None),
            )
            for one in records
        ]

    kept = read_ledger(EXAMPLES / "acme.ledger.jsonl")
    assert told(kept.records) == told(read_ledger(tmp_path / "acme.ledger.jsonl").records)
    (verified,), _ = verify(EXAMPLES / "acme.qa.yaml")
    assert verified.findings == ()
    assert [version.state for version in verified.history.versions.values()] == ["superseded", "terminated"]


def test_the_calendar_of_the_guide_can_be_read() -> None:
    calendar = icalendar.Calendar.from_ical((EXAMPLES / "dates.ics").read_bytes())
    assert {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")} == {
        "QA-2027-001: periodic review of version 2.0",
        "QA-2027-001: version 2.0 ends",
    }


def test_the_files_that_the_guide_names_are_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in set(re.findall(r"acme-\d\.\d\.qa\.yaml", text)):
        assert (EXAMPLES / name).is_file()
        findings = qa.check(EXAMPLES / name, on=START.date()).findings
        assert [finding.message for finding in findings if finding.severity == "error"] == []


def test_the_life_of_a_starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """new → check → submit → all approvals → enact → render → verify → change → approve → enact → review → terminate."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".qa-engine").mkdir()
    monkeypatch.chdir(tmp_path)
    file = Path("acme.qa.yaml")
    assert run(["new", str(file), "--template", "warehouse-3pl"]) == 0
    now = START

    def actor(person: Person) -> Actor:
        nonlocal now
        now += timedelta(minutes=1)
        return Actor(person, now, Ed25519Key(private_key(person.name)))

    def signatories() -> list[Person]:
        entries = qa.load(file).entries("signatories")
        return [
            Person(entry["name"], entry["party"], entry.get("function", ""), entry.get("title", ""))
            for entry in entries
        ]

    people = signatories()
    (tmp_path / ".qa-engine" / "allowed_signers").write_text(
        "".join(f"{one.holder} {public_line(one.name)}\n" for one in people), encoding="utf-8"
    )
    quality = next(one for one in people if qa.load(file).unit_of(one.holder) == "quality")
    assert not qa.check(file, on=now.date()).blocks()

    def approved() -> None:
        act.submit(file, actor(quality))
        for person in people:
            done = act.approve(file, actor(person), expected=qa.content_hash(qa.load(file)))
        assert done.state == "approved"

    approved()
    assert act.enact(file, actor(quality), early="The warehouse is needed now").state == "effective"
    first = Path("first.docx")
    qa.render(qa.load(file)).save(first)
    shutil.copy(file, "before.qa.yaml")
    text = file.read_text(encoding="utf-8")
    row = next(row for row in qa.load(file).rows.values() if row.within)
    changed = re.sub(rf"(?s)({re.escape(row.id)}:.*?within: )[^\n]+", r"\g<1>9 days of receipt", text, count=1)
    version = re.search(r'version: "(\d+)\.\d+"', changed)
    assert version is not None
    changed = changed.replace(version[0], f'version: "{int(version[1]) + 1}.0"', 1).replace(
        "status: effective", "status: draft", 1
    )
    file.write_text(changed, encoding="utf-8")
    assert run(["diff", "before.qa.yaml", str(file)]) == 1
    approved()
    act.enact(file, actor(quality), early="Agreed by both")
    act.review(file, actor(quality), verdict="keep")
    act.terminate(file, actor(quality), reason="The warehouse closes")
    (verified,), (copy,) = verify(file, first, on=now.date())
    assert verified.findings == ()
    assert copy.wrong == ()
    assert [one.state for one in verified.history.versions.values()] == ["superseded", "terminated"]
