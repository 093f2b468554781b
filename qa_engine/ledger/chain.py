"""A ledger as it stands on disk: its records, and whether each follows the one before.

What is wrong is a finding of the rule `broken-ledger`, placed in the ledger at the record and naming the value that
does not hold. A chain shows that a record was altered, taken out, put in or moved. It does not show that the last ones
were cut off, nor that the whole was written anew: that needs an anchor outside (see `anchor`).
"""

from __future__ import annotations

import errno
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.finding import Finding, Place
from qa_engine.ledger.record import Record, Unreadable, read_record
from qa_engine.value import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

RULE = "broken-ledger"

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

MAX_BYTES = 256 * 1024 * 1024
"""A longer ledger is refused."""

CLOCKS_APART = 300
"""Seconds by which a record may be dated before the one it follows: two machines never agree to the second."""


@frozen
class Ledger:
    """The records of a ledger in order.

    path       the file, with `/`; it need not be there
    records    those that could be read
    findings   what does not hold, in order; none in a whole ledger
    unfinished bytes of a last line that an interrupted write left behind; they were never acknowledged and do not count
    there      whether the file exists
    """

    path: str
    records: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()
    unfinished: bytes = b""
    there: bool = False

    @property
    def whole(self) -> bool:
        """Whether every record holds; an unfinished last line takes nothing from it."""
        return not self.findings

    @property
    def head(self) -> str:
        """The hash of the last record, which stands for all of them; empty in an empty ledger."""
        return self.records[-1].hash if self.records else ""

    def place(self, number: int) -> Place:
        """The place of a record in the file."""
        return _place(self.path, number)

    @property
    def interrupted(self) -> Finding | None:
        """The finding on an unfinished last line."""
        if not self.unfinished:
            return None
        return Finding(
            RULE,
            "warning",
            _place(self.path, len(self.records) + 1),
            "the last line of the ledger is not whole: a write was interrupted, or the end was cut off",
            "an interrupted record was never confirmed to anybody; the next command that writes takes it out",
        )


def read_ledger(path: str | Path, called: str = "") -> Ledger:
    """The ledger in a file, `called` as the user would name it; an empty one where there is none.

    Never raises for what is in the file; raises OSError where it cannot be opened.
    """
    file = Path(path)
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # a pipe would be waited for, a device read without end
            raise OSError(errno.EINVAL, "it is no file", file.as_posix())
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Ledger(called or file.as_posix())
    return ledger_in(raw, called or file.as_posix())


def ledger_in(raw: bytes, path: str) -> Ledger:
    """The ledger in the bytes of a file."""
    if len(raw) > MAX_BYTES:
        finding = Finding(
            RULE, "error", _place(path, 1), f"the ledger is longer than {MAX_BYTES >> 20} MiB and was not read"
        )
        return Ledger(path, findings=(finding,), there=True)
    if rewritten := _rewritten(raw, path):
        return Ledger(path, findings=(rewritten,), there=True)
    *lines, tail = raw.split(b"\n")
    if tail and _is_record(tail):  # all there but the line break
        lines, tail = [*lines, tail], b""
    records: list[Record] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, 1):
        try:
            records.append(read_record(line))
        except Unreadable as error:
            findings.append(_unreadable(path, number, line, str(error)))
    if not findings:
        findings = list(_chain(path, records))
    return Ledger(path, tuple(records), tuple(findings), tail, there=True)


def _rewritten(raw: bytes, path: str) -> Finding | None:
    """The finding on a file that a program has put into another form, though it changed no word of it."""
    if raw.startswith(_BYTE_ORDER_MARK):
        message = "an editor has saved the ledger with a byte order mark in front"
    elif raw.startswith(b'{"format":') and b'"}\r\n' in raw:
        message = "the line breaks of the ledger were changed to those of Windows, by git or an editor"
    else:
        return None
    hint = (
        "take the ledger from a copy that holds; so that git leaves it alone, `.gitattributes` says: "
        "*.ledger.jsonl -text -merge"
    )
    return Finding(RULE, "error", _place(path, 1), message, hint)


def _is_record(line: bytes) -> bool:
    try:
        record = read_record(line)
    except Unreadable:
        return False
    return record.sealed().hash == record.hash


def _chain(path: str, records: list[Record]) -> Iterator[Finding]:
    """What does not follow, record by record; one mistake gives one finding."""
    computed = [record.sealed().hash for record in records]
    moved = _moved(records)
    if moved:
        yield _broken(path, *moved, RESTORE)
    sound = [record.hash == hash_ for record, hash_ in zip(records, computed, strict=True)]
    for place, record in enumerate(records, 1):
        previous = records[place - 2] if place > 1 else None
        bound = {previous.hash, computed[place - 2]} if previous else {""}
        wrong = _altered(place, record, computed[place - 1], records[place : place + 1])
        if not wrong and not moved:
            # what an altered record says is not held against the others
            wrong = _alien(record, records[0]) if sound[0] else None
            wrong = wrong or _unlinked(record, previous, bound, records, place)
            wrong = wrong or (_misdated(record, previous) if sound[place - 2] else None)
        if wrong:
            yield _broken(path, place, *wrong)


Wrong = tuple[str, str]
RESTORE = "take the ledger from a copy that holds (`git log` shows who changed it), and find out why it was changed"
ONE_BRANCH = (
    "an order of events cannot be merged: keep the ledger of one branch whole, and do again what happened on the other"
)


def _broken(path: str, place: int, message: str, hint: str) -> Finding:
    return Finding(RULE, "error", _place(path, place), message, hint)


def _moved(records: list[Record]) -> tuple[int, str] | None:
    """All records are there, but not in their order: the first place that is wrong, and what to say."""
    numbers = [record.number for record in records]
    if numbers == sorted(numbers) or sorted(numbers) != list(range(1, len(numbers) + 1)):
        return None
    places = [place for place, number in enumerate(numbers, 1) if number != place]
    found = " and ".join(str(number) for number in (numbers[place - 1] for place in places[:2]))
    return places[
        0
    ], f"records {found} were put in another order: record {numbers[places[0] - 1]} stands in place {places[0]}"


def _altered(place: int, record: Record, computed: str, following: list[Record]) -> Wrong | None:
    if computed == record.hash:
        return None
    what = "a value of it was changed after it was written"
    if following and following[0].previous == computed:
        what = "its `hash` was changed after it was written"
    return (
        f"record {place} ({said(record)}) was altered: {what}; its `hash` says {short(record.hash)}, its text gives "
        f"{short(computed)}",
        RESTORE,
    )


def _alien(record: Record, first: Record) -> Wrong | None:
    if record.agreement == first.agreement:
        return None
    message = (
        f"record {record.number} ({said(record)}) is of another agreement: its `agreement` is {record.agreement}, "
        f"that of the ledger is {first.agreement}"
    )
    return message, RESTORE


def _unlinked(
    record: Record, previous: Record | None, bound: set[str], records: list[Record], place: int
) -> Wrong | None:
    """Why a record does not follow the one before: it stands twice, two branches met, one is missing, it was put in."""
    number = record.number
    expected = previous.number + 1 if previous else 1
    if record.previous in bound:
        if len(bound) > 1:  # the one before was altered
            return None
        return (
            (f"the record behind record {expected - 1} bears the `number` {number}", RESTORE)
            if number != expected
            else None
        )
    name = f"record {number} ({said(record)})"
    before = records[: place - 1]
    if any(one.hash == record.hash for one in before):
        return f"{name} stands in the ledger twice", RESTORE
    if any(one.hash == record.previous for one in before):
        after = next(one for one in before if one.hash == record.previous)
        return (
            f"{name} goes on from record {after.number}, and so does another before it: two branches were joined",
            ONE_BRANCH,
        )
    if number > expected:
        missing = f"record {expected} is" if number == expected + 1 else f"records {expected} to {number - 1} are"
        return f"{missing} missing before {name}: its `previous` is the hash of a record that is not there", RESTORE
    there = f"record {previous.number} has {short(previous.hash)}" if previous else "no record stands before it"
    return f"{name} does not follow the record before: its `previous` is {short(record.previous)}, and {there}", RESTORE


def _misdated(record: Record, previous: Record | None) -> Wrong | None:
    if previous is None or not earlier(record.when, previous.when):
        return None
    message = (
        f"record {record.number} ({said(record)}) is dated before the record it follows: its `at` is {record.at}, "
        f"that of record {previous.number} {previous.at}"
    )
    return message, RESTORE


def _unreadable(path: str, number: int, line: bytes, what: str) -> Finding:
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        message = f"line {number} of the ledger is {what}: events happened on both branches, each bound to its own past"
        hint = (
            "an order of events cannot be merged: keep the ledger of one branch whole (`git checkout --ours` or "
            "`--theirs`), and do again what happened on the other"
        )
    else:
        message = f"line {number} of the ledger is {what}" if line.strip() else f"line {number} of the ledger is empty"
        hint = RESTORE
    return Finding(RULE, "error", _place(path, number), message, hint)


def earlier(one: datetime, other: datetime) -> bool:
    """Whether a time lies before another by more than the clocks of two machines may be apart."""
    return (other - one).total_seconds() > CLOCKS_APART


def said(record: Record) -> str:
    """A record in a few words: `approve 2.0 by Ann Example`."""
    return f"{record.event} {record.version} by {record.by.name}"


def short(hash_: str) -> str:
    """The start of a hash, enough to tell it from another."""
    digits = hash_.removeprefix("sha256:")
    return f"{digits[:12]}…" if digits else "none"


def _place(path: str, place: int) -> Place:
    return Place(path, place, 1, place, 1, f"record {place}")
