"""Writes the ledgers that lie beside fixtures: `python -m tests.rules.ledgers`.

A ledger is what the commands wrote while the agreement still had its approved text; the fixture is what became of it.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.lifecycle import act
from tests.lifecycle.desk import ANN, BO, Desk, desk

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent


def keep(rule: str, fixture: str, text: str, life: Callable[[Desk], object]) -> None:
    """The ledger of a life that an agreement with this text leads, beside a fixture."""
    with tempfile.TemporaryDirectory() as folder:
        there = desk(Path(folder), text=text)
        life(there)
        (HERE / rule / f"{fixture}.ledger.jsonl").write_bytes(there.ledger_file.read_bytes())


def approved_text(rule: str, fixture: str, *edits: tuple[str, str]) -> str:
    """The text of a fixture as it was before these edits, each given as it stands now, and as it was."""
    text = (HERE / rule / f"{fixture}.qa.yaml").read_text(encoding="utf-8")
    for now, was in edits:
        assert now in text, (rule, fixture, now)
        text = text.replace(now, was)
    return text


def reviewed(there: Desk) -> None:
    there.effective()
    there.now = datetime.fromisoformat("2028-12-04T10:00:00+01:00")
    act.review(there.file, there.actor(BO), verdict="keep")


def suspended(there: Desk) -> None:
    there.effective()
    act.suspend(there.file, there.actor(ANN), reason="The site has lost its licence")


DRAFT = ("status: effective", "status: draft")


def main() -> None:
    keep("overdue-review", "good-reviewed", approved_text("overdue-review", "good-reviewed", DRAFT), reviewed)
    keep("overdue-review", "bad-reviewed", approved_text("overdue-review", "bad-reviewed", DRAFT), reviewed)
    keep(
        "review-due",
        "good-suspended",
        approved_text("review-due", "good-suspended", ("status: suspended", "status: draft")),
        suspended,
    )
    keep("unapproved", "bad-half", approved_text("unapproved", "bad-half", ("status: approved", "status: draft")), half)
    keep("unapproved", "good", approved_text("unapproved", "good", DRAFT), Desk.effective)
    keep("wrong-status", "bad", approved_text("wrong-status", "bad"), Desk.submit)
    keep(
        "wrong-status",
        "good",
        approved_text("wrong-status", "good", ("status: in-review", "status: draft")),
        Desk.submit,
    )
    was = ("within: 4 business days of discovery", "within: 2 business days of discovery")
    keep("changed-after-approval", "bad", approved_text("changed-after-approval", "bad", DRAFT, was), Desk.effective)
    in_review = ("status: in-review", "status: draft")
    keep(
        "changed-after-approval",
        "bad-in-review",
        approved_text("changed-after-approval", "bad-in-review", in_review, was),
        Desk.submit,
    )
    number = ("+44 1223 2", "+44 1223 1")
    keep(
        "changed-after-approval",
        "good-by-notice",
        approved_text("changed-after-approval", "good-by-notice", DRAFT, number),
        Desk.effective,
    )
    for fixture in ("bad", "good"):
        text = approved_text("version-not-raised", fixture, *versions(fixture), was)
        keep("version-not-raised", fixture, text, Desk.effective)
    keep(
        "version-not-raised",
        "bad-lower",
        approved_text("version-not-raised", "bad-lower", ('version: "0.9"', 'version: "1.0"')),
        Desk.effective,
    )
    keep("version-not-raised", "bad-reused", approved_text("version-not-raised", "bad-reused", was), reused)
    keep("broken-ledger", "bad", approved_text("broken-ledger", "bad", DRAFT), altered)
    keep("broken-ledger", "bad-removed", approved_text("broken-ledger", "bad-removed", DRAFT), removed)
    keep("broken-ledger", "bad-interrupted", approved_text("broken-ledger", "bad-interrupted", DRAFT), interrupted)
    keep("broken-ledger", "good", approved_text("broken-ledger", "good", DRAFT), Desk.effective)


def versions(fixture: str) -> tuple[tuple[str, str], ...]:
    return ((f'version: "{"1.1" if fixture == "bad" else "2.0"}"', 'version: "1.0"'),)


def half(there: Desk) -> None:
    there.submit()
    there.approve(ANN)


def reused(there: Desk) -> None:
    there.effective()
    there.edit('version: "1.0"', 'version: "2.0"')
    there.edit("status: effective", "status: draft")
    there.edit("within: 2 business days", "within: 3 business days")
    there.approved()


def altered(there: Desk) -> None:
    there.effective()
    there.ledger_file.write_bytes(
        there.ledger_file.read_bytes().replace(b"2027-01-11T09:02:00", b"2027-01-10T09:02:00")
    )


def removed(there: Desk) -> None:
    there.effective()
    lines = there.ledger_file.read_bytes().splitlines(keepends=True)
    there.ledger_file.write_bytes(b"".join([lines[0], *lines[2:]]))


def interrupted(there: Desk) -> None:
    there.effective()
    there.ledger_file.write_bytes(there.ledger_file.read_bytes() + b'{"format":"qa-engine/ledger-1","numb')


if __name__ == "__main__":
    main()
