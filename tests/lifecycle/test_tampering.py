"""What somebody might do to a ledger or its agreement, one thing each; `verify` names the record and the value."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from qa_engine.agreement.load import load
from qa_engine.ledger.record import read_record
from qa_engine.lifecycle import act
from qa_engine.lifecycle.situation import NotAllowed
from qa_engine.lifecycle.verify import verify_agreement
from tests.lifecycle.desk import AGREEMENT, ANN, BO, Desk, desk, public_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def life(tmp_path: Path) -> Desk:
    """An agreement in force: submitted, approved twice, enacted."""
    return desk(tmp_path).effective()


def lines(life: Desk) -> list[bytes]:
    return life.ledger_file.read_bytes().splitlines()


def write(life: Desk, records: list[bytes]) -> None:
    life.ledger_file.write_bytes(b"".join(line + b"\n" for line in records))


def found(life: Desk) -> list[tuple[str, str]]:
    """What verify says, as place and message."""
    verified = verify_agreement(load(life.file), life.now.date())
    assert not verified.holds
    return [(finding.place.at, finding.message) for finding in verified.findings]


def resealed(line: bytes, **values: object) -> bytes:
    """A record with other values and a hash that fits: what somebody writes who knows how records are made."""
    return replace(read_record(line), **values).sealed().line  # type: ignore[arg-type]


def rechained(records: list[bytes]) -> list[bytes]:
    """Records numbered and chained anew, signatures as they are: the most that somebody without a key can do."""
    chained: list[bytes] = []
    previous = ""
    for number, line in enumerate(records, 1):
        record = replace(read_record(line), number=number, previous=previous).sealed()
        chained.append(record.line)
        previous = record.hash
    return chained


def test_an_untouched_ledger_holds(life: Desk) -> None:
    assert verify_agreement(load(life.file), life.now.date()).findings == ()


def values_of(line: bytes) -> list[bytes]:
    """Every value in a record as it stands in the line."""
    values: list[bytes] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        else:
            values.append(json.dumps(value, ensure_ascii=False).encode())

    walk(json.loads(line))
    return list(dict.fromkeys(value for value in values if value != b'""'))


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_byte_changed_in_any_field_is_named(life: Desk, number: int) -> None:
    records = lines(life)
    for value in values_of(records[number - 1]):
        at = records[number - 1].index(value) + len(value) // 2
        byte = records[number - 1][at]
        other = byte ^ 1 if chr(byte ^ 1).isalnum() else byte ^ 2
        changed = records[number - 1][:at] + bytes([other]) + records[number - 1][at + 1 :]
        write(life, [*records[: number - 1], changed, *records[number:]])
        places = found(life)
        assert len(places) == 1, (value, places)
        assert places[0][0] == f"record {number}", (value, places)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_no_byte_of_a_ledger_can_change_unseen(life: Desk, number: int) -> None:
    records = lines(life)
    line = records[number - 1]
    for at in range(0, len(line), 1 + len(line) // 400):
        for other in (line[at] ^ 1, 0x20):
            if other == line[at]:
                continue
            write(life, [*records[: number - 1], line[:at] + bytes([other]) + line[at + 1 :], *records[number:]])
            assert not verify_agreement(load(life.file), life.now.date()).holds, (at, line[at : at + 20])


def test_a_value_changed_in_a_record_whose_hash_is_left_says_what_hash_the_text_gives(life: Desk) -> None:
    records = lines(life)
    write(life, [records[0], records[1].replace(b"Approves for quality", b"Approves for finance"), *records[2:]])
    (place, message), *more = found(life)
    assert place == "record 2"
    assert "approve 1.0 by Ann Example" in message
    assert "`hash`" in message
    assert more == []


def test_a_hash_changed_by_itself_is_told_from_a_changed_record(life: Desk) -> None:
    records = lines(life)
    digits = read_record(records[1]).hash.encode()
    write(life, [records[0], records[1].replace(digits, b"sha256:" + b"0" * 64), *records[2:]])
    assert [place for place, _ in found(life)] == ["record 2"]
    assert "its `hash` was changed" in found(life)[0][1]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_record_removed_is_named(life: Desk, number: int) -> None:
    records = lines(life)
    write(life, records[: number - 1] + records[number:])
    (_, message), *more = found(life)
    assert f"record {number} is missing before record {number + 1}" in message
    assert "`previous`" in message
    assert more == []


def test_a_record_removed_and_the_rest_chained_anew_breaks_the_signatures(life: Desk) -> None:
    records = lines(life)
    write(life, rechained([records[0], *records[2:]]))
    said = found(life)
    assert (
        "record 2",
        "record 2 (approve 1.0 by Bo Example) does not hold: its `signature` does not hold for this record: "
        "it was made over something else, or one of the two was changed",
    ) in said
    assert any(
        "record 3 (enact 1.0 by Ann Example) does not count: version 1.0 is in review" in message for _, message in said
    )


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (3, 4)])
def test_two_records_swapped_are_named(life: Desk, one: int, other: int) -> None:
    records = lines(life)
    records[one - 1], records[other - 1] = records[other - 1], records[one - 1]
    write(life, records)
    (_, message), *more = found(life)
    assert f"records {other} and {one} were put in another order" in message
    assert more == []


def test_two_records_swapped_and_chained_anew_break_their_signatures(life: Desk) -> None:
    records = lines(life)
    write(life, rechained([records[0], records[2], records[1], records[3]]))
    said = found(life)
    assert [place for place, message in said if "`signature` does not hold" in message] == ["record 2", "record 3"]


def test_a_record_copied_from_another_agreement_is_named(life: Desk, tmp_path: Path) -> None:
    other = desk(tmp_path / "other", text=AGREEMENT.replace("QA-2027-001", "QA-2027-002")).approved()
    records = lines(life)
    write(life, [*records[:3], resealed(lines(other)[2], number=4, previous=read_record(records[2]).hash)])
    (place, message), *_ = found(life)
    assert place == "record 4"
    assert "is of another agreement: its `agreement` is QA-2027-002, that of the ledger is QA-2027-001" in message


def test_an_approval_of_another_agreement_passed_off_as_ones_own_does_not_hold(tmp_path: Path) -> None:
    life = desk(tmp_path)
    life.submit()
    other = desk(tmp_path / "other", text=AGREEMENT.replace("QA-2027-001", "QA-2027-002")).approved()
    first = lines(life)[0]
    taken = resealed(
        lines(other)[1],
        agreement="QA-2027-001",
        previous=read_record(first).hash,
        content_hash=read_record(first).content_hash,
    )
    write(life, [first, taken])
    assert any(
        place == "record 2" and "its `signature` does not hold for this record" in message
        for place, message in found(life)
    )


def test_a_ledger_of_another_agreement_is_named(life: Desk, tmp_path: Path) -> None:
    other = desk(tmp_path / "other", text=AGREEMENT.replace("QA-2027-001", "QA-2027-002")).effective()
    life.ledger_file.write_bytes(other.ledger_file.read_bytes())
    assert any(
        "the ledger is of the agreement QA-2027-002, and the file is QA-2027-001" in message
        for _, message in found(life)
    )


def test_a_signature_moved_to_another_record_is_named(life: Desk) -> None:
    records = lines(life)
    moved = read_record(records[1]).signature
    write(life, rechained([*records[:3], resealed(records[3], signature=moved)]))
    assert [place for place, message in found(life) if "`signature` does not hold for this record" in message] == [
        "record 4"
    ]


def test_a_signature_made_in_another_name_is_named(life: Desk) -> None:
    records = lines(life)
    bo = read_record(records[2]).by
    write(life, rechained([records[0], resealed(records[1], by=bo), *records[3:]]))
    assert any(
        "is Ann Example's" in message or "may not sign for `borealis.qa`" in message for _, message in found(life)
    )


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ('valid-before="20270101Z"', "was not valid at 2027-01-11T09:02:00+01:00; it is valid until 2026-12-31"),
        ('valid-after="20270201Z"', "was not valid at 2027-01-11T09:02:00+01:00; it is valid from 2027-02-01"),
    ],
)
def test_a_key_out_of_its_validity_is_named(life: Desk, limit: str, said: str) -> None:
    file = life.folder / ".qa-engine" / "allowed_signers"
    file.write_text(
        f"aurora.qa {limit} {public_line(ANN.name)}\nborealis.qa {public_line(BO.name)}\n", encoding="utf-8"
    )
    assert [(place, said in message) for place, message in found(life)] == [("record 2", True)]


def test_a_key_that_is_not_allowed_is_named(life: Desk) -> None:
    file = life.folder / ".qa-engine" / "allowed_signers"
    file.write_text(f"aurora.qa {public_line(ANN.name)}\n", encoding="utf-8")
    assert [place for place, message in found(life) if "not among the allowed signers" in message] == ["record 3"]


def test_a_key_for_another_holder_is_named(life: Desk) -> None:
    file = life.folder / ".qa-engine" / "allowed_signers"
    file.write_text(f"aurora.qa {public_line(ANN.name)}\nborealis.prod {public_line(BO.name)}\n", encoding="utf-8")
    assert [place for place, message in found(life) if "may not sign for `borealis.qa`" in message] == ["record 3"]


def test_one_key_for_two_parties_is_named(tmp_path: Path) -> None:
    life = desk(tmp_path, text=AGREEMENT.replace("name: Bo Example, title", "name: Ann Example, title"))
    (life.folder / ".qa-engine" / "allowed_signers").write_text(
        f"aurora.qa,borealis.qa {public_line(ANN.name)}\n", encoding="utf-8"
    )
    life.submit()
    life.approve(ANN)
    life.approve(replace(ANN, party="borealis"))
    assert any("signed record 2 for `aurora` and this one for `borealis`" in message for _, message in found(life))
    with pytest.raises(NotAllowed):
        act.enact(life.file, life.actor(ANN), early="we cannot wait")


def test_the_agreement_changed_after_approval_is_named_with_its_rows(life: Desk) -> None:
    life.edit("within: 2 business days of discovery", "within: 3 business days of discovery")
    (_, message), *more = found(life)
    assert more == []
    assert "version 1.0 is approved, and the file has other content now" in message
    assert "DEV-02" in message
    assert "DEV-01" not in message


def test_a_telephone_number_that_changes_by_notice_voids_nothing(life: Desk) -> None:
    life.edit("+49 40 1", "+49 40 2")
    assert verify_agreement(load(life.file), life.now.date()).findings == ()


def test_the_version_reused_is_named(life: Desk) -> None:
    life.edit('version: "1.0"\nstatus: effective', 'version: "1.1"\nstatus: draft')
    life.edit("every: year", "every: quarter")
    life.approved()
    life.edit('version: "1.1"\nstatus: approved', 'version: "1.0"\nstatus: effective')
    life.edit("every: quarter", "every: month")
    assert any("the ledger shows version 1.0 as approved with other content" in message for _, message in found(life))


def test_content_that_is_not_what_was_hashed_is_named(life: Desk) -> None:
    records = lines(life)
    first = read_record(records[0])
    details = json.loads(json.dumps(first.details).replace("2 business days", "9 business days"))
    write(life, rechained([resealed(records[0], details=details), *records[1:]]))
    assert any(place == "record 1" and "its `content` gives" in message for place, message in found(life))


def test_a_submission_that_asks_for_fewer_approvals_is_named(life: Desk) -> None:
    records = lines(life)
    first = read_record(records[0])
    details = {**first.details, "needs": {"all": [{"holder": "aurora.qa", "name": "Ann Example"}]}}
    write(life, rechained([resealed(records[0], details=details), *records[1:]]))
    assert any(place == "record 1" and "`needs` ask for fewer approvals" in message for place, message in found(life))


def test_an_approval_without_a_signature_does_not_count(tmp_path: Path) -> None:
    life = desk(tmp_path).approved()
    records = lines(life)
    write(life, rechained([records[0], resealed(records[1], signature=None), records[2]]))
    assert life.state("1.0") == "in-review"
    assert any(place == "record 2" and "it is not signed" in message for place, message in found(life))


def test_a_version_enacted_without_its_approvals_does_not_count(tmp_path: Path) -> None:
    life = desk(tmp_path).effective()
    records = lines(life)
    write(life, rechained([records[0], records[1], records[3]]))
    assert life.state("1.0") == "in-review"
    assert any(
        "record 3 (enact 1.0 by Ann Example) does not count: version 1.0 is in review" in message
        for _, message in found(life)
    )


def test_the_ledger_taken_away_leaves_an_agreement_that_nobody_approved(life: Desk) -> None:
    life.ledger_file.unlink()
    assert [message for _, message in found(life)] == [
        "the file calls version 1.0 effective, and the ledger holds no approval of it"
    ]


def attacks() -> list[tuple[str, Callable[[list[bytes]], bytes]]]:
    return [
        ("nothing but a blank line", lambda records: b"\n".join([records[0], b"", *records[1:], b""])),
        ("no JSON", lambda records: b"\n".join([records[0], b"{", *records[1:], b""])),
        ("a list", lambda _: b"[]\n"),
        ("nested without end", lambda _: b"[" * 100_000 + b"\n"),
        ("a number of a thousand digits", lambda _: b"9" * 5000 + b"\n"),
        ("not a number", lambda records: records[0].replace(b'"number":1', b'"number":NaN') + b"\n"),
        ("a yes for a number", lambda records: records[0].replace(b'"number":1', b'"number":true') + b"\n"),
        ("half a character", lambda records: records[0].replace(b"Ann", b"\\ud800") + b"\n"),
        ("bytes that are no text", lambda _: b"\xff\xfe\x00\n"),
        ("a key twice", lambda records: records[0].replace(b'"number":1', b'"number":1,"number":1') + b"\n"),
        ("blanks between", lambda records: records[0].replace(b'"number":1', b'"number": 1') + b"\n"),
        ("another form", lambda records: records[0].replace(b"ledger-1", b"ledger-2") + b"\n"),
        ("a time without offset", lambda records: records[0].replace(b"+01:00", b"") + b"\n"),
        (
            "marks of a merge",
            lambda records: b"\n".join(
                [records[0], b"<<<<<<< HEAD", records[1], b"=======", records[2], b">>>>>>> x", b""]
            ),
        ),
    ]


@pytest.mark.parametrize(("attack"), attacks(), ids=lambda attack: attack[0])
def test_a_ledger_that_cannot_be_read_is_a_finding_and_never_a_crash(
    life: Desk, attack: tuple[str, Callable[[list[bytes]], bytes]]
) -> None:
    life.ledger_file.write_bytes(attack[1](lines(life)))
    assert found(life)
    with pytest.raises(NotAllowed):
        act.suspend(life.file, life.actor(ANN), reason="x")


def test_two_branches_that_git_left_in_conflict_are_explained(life: Desk) -> None:
    records = lines(life)
    life.ledger_file.write_bytes(
        b"\n".join([*records[:2], b"<<<<<<< HEAD", records[2], b"=======", records[3], b">>>>>>> other", b""])
    )
    verified = verify_agreement(load(life.file), life.now.date())
    assert "a mark that git leaves" in verified.findings[0].message
    assert "an order of events cannot be merged" in verified.findings[0].hint


def test_two_branches_that_were_joined_line_by_line_are_explained(tmp_path: Path) -> None:
    one = desk(tmp_path)
    one.submit()
    before = one.ledger_file.read_bytes()
    one.approve(ANN)
    ours = lines(one)[1]
    one.ledger_file.write_bytes(before)
    one.approve(BO)
    write(one, [before.rstrip(b"\n"), ours, lines(one)[1]])
    verified = verify_agreement(load(one.file), one.now.date())
    assert "two branches were joined" in verified.findings[0].message
    assert "an order of events cannot be merged" in verified.findings[0].hint
