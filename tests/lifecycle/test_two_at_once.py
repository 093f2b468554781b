"""Two heads of quality approve at the same moment, each on a machine of his or her own: nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from qa_engine.agreement.load import load
from qa_engine.lifecycle.verify import verify_agreement
from tests.conftest import ROOT
from tests.lifecycle.desk import desk

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 200

SIGNATORY = """
import sys
from datetime import datetime
from pathlib import Path
from qa_engine.ledger.signatures import Ed25519Key
from qa_engine.lifecycle import act
from qa_engine.lifecycle.situation import NotAllowed
from tests.lifecycle.desk import ANN, BO, private_key
person = {"ann": ANN, "bo": BO}[sys.argv[1]]
print("ready", flush=True)
for line in sys.stdin:
    path, expected, at = line.split()
    actor = act.Actor(person, datetime.fromisoformat(at), Ed25519Key(private_key(person.name)))
    try:
        print(act.approve(path, actor, expected=expected).record.hash, flush=True)
    except NotAllowed as refusal:
        print("refused", refusal, flush=True)
"""


def test_two_approvals_at_the_same_moment_both_land_or_one_is_told(tmp_path: Path) -> None:
    life = desk(tmp_path)
    signatories = [
        subprocess.Popen(
            [sys.executable, "-c", SIGNATORY, who],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        for who in ("ann", "bo")
    ]
    for process in signatories:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    life.submit()
    submitted = life.file.read_bytes(), life.ledger_file.read_bytes()
    order = f"{life.file} {life.hash} {life.now.isoformat()}\n"
    try:
        for number in range(ROUNDS):
            life.file.write_bytes(submitted[0])
            life.ledger_file.write_bytes(submitted[1])
            for process in signatories if number % 2 else reversed(signatories):
                assert process.stdin is not None
                process.stdin.write(order)
            told = [process.stdout.readline().strip() for process in signatories if process.stdout is not None]
            ledger = life.ledger
            assert ledger.whole, number
            assert all(line.startswith("sha256:") for line in told), told
            assert set(told) == {record.hash for record in ledger.records[1:]}, number
            assert ledger.records[0].line + b"\n" == submitted[1], number
            assert life.state("1.0") == "approved"
            assert "status: approved" in life.file.read_text(encoding="utf-8")
        assert verify_agreement(load(life.file), life.now.date()).holds
    finally:
        for process in signatories:
            process.kill()
            process.communicate()


def test_one_person_who_approves_twice_at_the_same_moment_is_told_once(tmp_path: Path) -> None:
    life = desk(tmp_path)
    life.submit()
    order = f"{life.file} {life.hash} {life.now.isoformat()}\n"
    twice = [
        subprocess.Popen(
            [sys.executable, "-c", SIGNATORY, "ann"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    told = [process.communicate(order)[0] for process in twice]
    assert sum("refused" in said for said in told) == 1
    assert [record.event for record in life.ledger.records] == ["submit", "approve"]
    assert life.state("1.0") == "in-review"
