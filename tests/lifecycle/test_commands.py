"""The commands of a life, as people type them: what they print, what they refuse, with which exit status."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from qa_engine.cli.main import run
from qa_engine.ledger.anchor import read_anchors
from qa_engine.ledger.record import Person
from qa_engine.lifecycle import act
from tests.clients.programs import program
from tests.conftest import ROOT
from tests.lifecycle.desk import AGREEMENT, ANN, BO, Desk, desk, private_key, public_line

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    there = desk(tmp_path)
    monkeypatch.chdir(there.folder)
    return there


class Shell:
    """Runs commands and keeps what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str], life: Desk) -> None:
        self.capsys, self.life = capsys, life

    def __call__(self, *arguments: object) -> int:
        self.capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        self.out, self.err = said.out, said.err
        return status

    def act(self, command: str, person: Person, *more: object, on: str = "2027-01-11T09:00:00+01:00") -> int:
        return self(command, "agreements/acme.qa.yaml", "--as", person.holder, "--at", on, *more)

    def sign(self, person: Person, *more: object) -> int:
        return self.act("approve", person, "--key", self.life.keys[person.name], *more)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], life: Desk) -> Shell:
    return Shell(capsys, life)


def test_a_life_by_commands(shell: Shell, life: Desk) -> None:
    assert shell.act("submit", ANN, "--answer-within", "15 business days") == 0
    assert shell.out == (
        "QA-2027-001 1.0 is in review: record 1, submit by Ann Example at 2027-01-11T09:00:00+01:00\n"
        "    → approve, waiting for approval of `aurora.qa` (Ann Example); approval of `borealis.qa` (Bo Example)\n"
    )
    assert shell.sign(ANN, "--yes") == 0
    assert "content hash: sha256:" in shell.out
    assert "still needed: `aurora.qa` (Ann Example), `borealis.qa` (Bo Example)" in shell.out
    assert "changes: first version" in shell.out
    assert "signs: Ann Example for `aurora.qa`, Approves for quality" in shell.out
    assert shell.sign(BO, "--yes") == 0
    assert shell.out.endswith(
        "QA-2027-001 1.0 is approved: record 3, approve by Bo Example at 2027-01-11T09:00:00+01:00\n"
        "    → enact, waiting for its day, 2027-02-01\n"
    )
    assert shell.act("enact", ANN) == 1
    assert "not done: version 1.0 is to be in force from 2027-02-01, and it is 2027-01-11" in shell.out
    assert "--early REASON" in shell.out
    assert shell("enact", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--on", "2027-02-01") == 0
    assert shell("status", "agreements", "--on", "2027-02-02") == 0
    assert "in force: version 1.0 since 2027-02-01" in shell.out
    assert shell("verify", "agreements", "--on", "2027-02-02") == 0
    assert "4 records, all of them hold" in shell.out
    assert shell("check", "agreements", "--on", "2027-02-02") == 0
    assert "status: effective" in life.file.read_text(encoding="utf-8")
    assert {record.details.get("clock") for record in life.ledger.records} == {"given"}


def test_what_is_signed_shows_warnings_exceptions_and_changes(shell: Shell, life: Desk) -> None:
    life.effective()
    life.edit('version: "1.0"\nstatus: effective', 'version: "2.0"\nstatus: draft')
    life.edit("within: 2 business days of discovery", "within: 3 business days of discovery")
    waived = (
        "  - {rule: handoff-gap, at: DEV-03, reason: They meet every day,"
        " by: [aurora.qa, borealis.qa], until: 2028-06-30}\n"
    )
    life.edit("raci: {borealis.qa: RA, aurora.qa: C, aurora.ra: I}\n", "raci: {aurora.ra: RA}\n        after: DEV-01\n")
    life.file.write_text(life.file.read_text(encoding="utf-8") + "waivers:\n" + waived, encoding="utf-8")
    life.edit(
        "DEV-02:\n", "DEV-04: {do: Agree the date promptly, raci: {borealis.qa: RA, aurora.qa: I}}\n      DEV-02:\n"
    )
    life.submit()
    shell(
        "approve",
        "agreements/acme.qa.yaml",
        "--as",
        "aurora.qa",
        "--key",
        life.keys[ANN.name],
        "--at",
        "2027-02-02T09:00:00+01:00",
        "--yes",
    )
    assert "DEV-03: They meet every day (by aurora.qa, borealis.qa, until 2028-06-30) [handoff-gap]" in shell.out
    assert "changes since version 1.0:" in shell.out
    assert ", major" in shell.out
    assert "DEV-02: " in shell.out
    assert "[major]" in shell.out
    assert "open warnings:" in shell.out


def test_errors_are_shown_and_nothing_is_signed(shell: Shell, life: Desk) -> None:
    life.submit()
    before = life.ledger_file.read_bytes()
    life.edit(
        "raci: {borealis.qa: RA, aurora.qa: I}\n        after: DEV-01",
        "raci: {borealis.qa: R, aurora.qa: I}\n        after: DEV-01",
    )
    assert shell.sign(ANN, "--yes") == 1
    assert "was submitted with other content than the file has now" in shell.out
    life.edit("status: in-review", "status: draft")
    life.ledger_file.unlink()
    assert shell.act("submit", ANN) == 1
    assert "[missing-accountable]" in shell.out
    assert "not done: 1 error stands against it" in shell.out
    life.ledger_file.write_bytes(before)


def test_a_file_that_cannot_be_read_says_so(shell: Shell, life: Desk) -> None:
    life.edit("title: Manufacture", "titel: Manufacture")
    assert shell.act("submit", ANN) == 1
    assert "[unknown-key]" in shell.out
    assert shell.sign(ANN, "--yes") == 1


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["submit", "nowhere.qa.yaml", "--as", "aurora.qa"], 2, "there is no file 'nowhere.qa.yaml'"),
        (["submit", "agreements", "--as", "aurora.qa"], 2, "is a folder"),
        (["submit", "agreements/acme.qa.yaml"], 2, "Missing option '--as'"),
        (
            ["submit", "agreements/acme.qa.yaml", "--as", "aurora.ra"],
            2,
            "names nobody for 'aurora.ra'; it names aurora.qa (Ann Example), borealis.qa (Bo Example)",
        ),
        (
            ["submit", "agreements/acme.qa.yaml", "--as", "aurora.qc", "--by", "X"],
            1,
            "functions of aurora: qa, ra",
        ),
        (["enact", "agreements/acme.qa.yaml", "--as", "aurora.qa"], 1, "submit it, then have it approved"),
        (
            ["submit", "agreements/acme.qa.yaml", "--as", "nobody.qa", "--by", "X"],
            1,
            "`nobody.qa` is no party or function",
        ),
        (["submit", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--at", "2027-01-01"], 2, "has no offset"),
        (["submit", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--at", "soon"], 2, "'soon' is no time"),
        (
            ["submit", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--answer-within", "soon"],
            1,
            "'soon' is no period",
        ),
        (["approve", "agreements/acme.qa.yaml", "--as", "aurora.qa"], 1, "to approve is to sign"),
        (
            ["approve", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--key", "nowhere"],
            2,
            "the key 'nowhere' cannot be opened",
        ),
        (
            ["approve", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--key", "agreements/acme.qa.yaml"],
            2,
            "holds no private key",
        ),
        (
            ["approve", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--key", "a", "--ssh-key", "b"],
            2,
            "name one key",
        ),
        (["suspend", "agreements/acme.qa.yaml", "--as", "aurora.qa"], 1, "needs a reason"),
        (["suspend", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--reason", "x"], 1, "no version is in force"),
        (
            ["review", "agreements/acme.qa.yaml", "--as", "aurora.qa", "--verdict", "like"],
            2,
            "Invalid value for '--verdict'",
        ),
        (["suspend", "agreements/acme.qa.yaml", "--as", "Sponsor.qa", "--reason", "x"], 1, "no version is in force"),
        (["status", "nowhere"], 2, "there is no file or folder 'nowhere'"),
        (["verify", "nowhere"], 2, "there is no file or folder 'nowhere'"),
        (["verify", "agreements", "--anchor", "nowhere"], 2, "there is no file 'nowhere'"),
        (["verify", "agreements", "--anchor", "agreements/acme.qa.yaml"], 2, "holds no line of `verify --heads`"),
    ],
)
def test_what_cannot_be_done_says_why_in_one_line(shell: Shell, arguments: list[str], status: int, said: str) -> None:
    assert shell(*arguments) == status
    assert said in (shell.err if status == 2 else shell.out)
    assert "Traceback" not in shell.out + shell.err


def test_a_step_that_is_refused_leaves_no_ledger_behind(shell: Shell, life: Desk) -> None:
    shell.act("enact", ANN)
    assert not life.ledger_file.exists()


def test_one_signs_with_an_ed25519_key_and_the_other_through_ssh_keygen(shell: Shell, life: Desk) -> None:
    program("ssh-keygen")
    life.submit()
    assert shell.sign(ANN, "--yes") == 0
    assert shell.act("approve", BO, "--ssh-key", life.keys[BO.name], "--yes") == 0
    kinds = [record.signature.kind for record in life.ledger.records if record.signature]
    assert kinds == ["ed25519", "ssh"]
    assert shell("verify", "agreements", "--on", "2027-01-12") == 0
    assert life.state("1.0") == "approved"


def test_a_delegate_signs_in_the_place_of_the_signatory_and_says_by_what_right(shell: Shell, life: Desk) -> None:
    life.submit()
    delegate = Person("Cy Example", "aurora", "qa")
    key = life.folder.parent / "cy"
    key.write_bytes(private_key("Cy Example").private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    signers = life.folder / ".qa-engine" / "allowed_signers"
    signers.write_text(
        signers.read_text(encoding="utf-8") + f"aurora.qa {public_line('Cy Example')}\n", encoding="utf-8"
    )
    by = ("--by", "Cy Example", "--key", key, "--yes")
    assert shell.act("approve", delegate, *by) == 1
    assert "the signatory for `aurora.qa` is Ann Example, not Cy Example" in shell.out
    assert shell.act("approve", delegate, *by, "--in-place-of", "Ann Example") == 1
    assert "a delegate signs under a written delegation" in shell.out
    assert (
        shell.act("approve", delegate, *by, "--in-place-of", "Ann Example", "--reason", "Delegation DEL-2027-003") == 0
    )
    life.approve(BO)
    assert life.state("1.0") == "approved"
    assert shell("verify", "agreements", "--on", "2027-01-12") == 0


def test_nobody_signs_with_the_key_of_another(shell: Shell, life: Desk) -> None:
    life.submit()
    assert shell.act("approve", ANN, "--key", life.keys[BO.name], "--yes") == 1
    assert "the signature would not hold" in shell.out
    assert "may not sign for `aurora.qa`" in shell.out


def test_without_a_list_of_signers_nobody_can_approve(shell: Shell, life: Desk) -> None:
    life.submit()
    (life.folder / ".qa-engine" / "allowed_signers").unlink()
    assert shell.sign(ANN, "--yes") == 1
    assert "there is no list of allowed signers" in shell.out
    line = f"aurora.qa {public_line(ANN.name)}"
    assert f"adds this line, if the key is Ann Example's: {line}" in shell.out
    (life.folder / ".qa-engine" / "allowed_signers").write_text(f"{line}\n", encoding="utf-8")
    assert shell.sign(ANN, "--yes") == 0, "and with that line it goes"


def test_the_settings_may_name_the_list_of_signers(shell: Shell, life: Desk) -> None:
    life.submit()
    (life.folder / "quality").mkdir()
    (life.folder / ".qa-engine" / "allowed_signers").rename(life.folder / "quality" / "signers")
    (life.folder / "qa-engine.toml").write_text('allowed-signers = "quality/signers"\n', encoding="utf-8")
    assert shell.sign(ANN, "--yes") == 0


def test_a_day_that_is_past_is_said_before_anybody_signs(shell: Shell, life: Desk) -> None:
    life.submit()
    late = ("--key", life.keys[ANN.name], "--yes")
    assert shell.act("approve", ANN, *late, on="2027-03-01T09:00:00+01:00") == 0
    assert "to be in force from: 2027-02-01; that day is past, so from the day of the last signature" in shell.out


def test_rows_that_nobody_knows_do_not_survive_and_the_nearest_are_named(shell: Shell, life: Desk) -> None:
    life.effective()
    end = ("--reason", "Product ended", "--survives")
    assert shell.act("terminate", ANN, *end, "deviation", on="2027-03-01T09:00:00+01:00") == 1
    assert "did you mean deviations?" in shell.out
    assert shell.act("terminate", ANN, *end, "records", on="2027-03-01T09:00:00+01:00") == 1
    assert "sections: deviations" in shell.out


def test_an_old_document_is_genuine_and_said_to_be_old(shell: Shell, life: Desk) -> None:
    life.effective()
    assert shell("render", life.file, "-o", "acme.docx") == 0
    act.terminate(life.file, life.actor(ANN), reason="Product ended")
    assert shell("verify", life.file, "acme.docx", "--on", "2027-02-02") == 0
    assert "acme.docx: QA-2027-001 version 1.0, terminated; it says what was approved" in shell.out
    assert shell("verify", life.file, "acme.docx", "--on", "2027-02-02", "--format", "json") == 0
    assert json.loads(shell.out)["documents"][0]["state"] == "terminated"


def test_a_clock_that_runs_behind_is_refused(shell: Shell) -> None:
    shell.act("submit", ANN, on="2027-01-11T09:00:00+01:00")
    assert shell.act("reopen", ANN, "--reason", "x", on="2027-01-11T08:00:00+01:00") == 1
    assert "a record is not dated before the one it follows" in shell.out
    assert shell.act("reopen", ANN, "--reason", "x", on="2027-01-11T08:58:00+01:00") == 0, (
        "two clocks may be minutes apart"
    )


def _approving(life: Desk) -> list[str]:
    """The command by which Ann approves, for a process of its own."""
    path, key = "agreements/acme.qa.yaml", str(life.keys[ANN.name])
    program = [sys.executable, "-m", "qa_engine"]
    return [*program, "approve", path, "--as", "aurora.qa", "--key", key, "--at", "2027-01-12T09:00:00+01:00"]


def test_asking_without_a_terminal_signs_nothing(life: Desk) -> None:
    life.submit()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        _approving(life),
        cwd=life.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "there is no terminal to ask on" in ran.stderr
    assert "content hash: sha256:" in ran.stdout
    assert len(life.ledger.records) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is a matter of POSIX here")
@pytest.mark.parametrize(("answer", "records"), [("yes", 2), ("y", 1), ("", 1)])
def test_on_a_terminal_only_yes_signs(life: Desk, answer: str, records: int) -> None:
    life.submit()
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    pipe = subprocess.PIPE
    command = _approving(life)
    process = subprocess.Popen(command, cwd=life.folder, env=environment, stdin=theirs, stdout=pipe, stderr=pipe)
    os.write(ours, f"{answer}\n".encode())
    _, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert b"Type yes to sign" in err
    assert len(life.ledger.records) == records
    assert process.returncode == (0 if records == 2 else 1)


def test_verify_as_json_and_heads(shell: Shell, life: Desk) -> None:
    life.effective()
    assert shell("verify", "agreements", "--format", "json", "--on", "2027-02-02") == 0
    data = json.loads(shell.out)
    assert data["holds"] is True
    assert [one["for"] for one in data["ledgers"][0]["versions"][0]["approvals"]] == ["aurora.qa", "borealis.qa"]
    assert shell("verify", "agreements", "--heads", "--on", "2027-02-02") == 0
    (anchor,) = read_anchors(shell.out)
    assert (anchor.agreement, anchor.number, anchor.hash) == ("QA-2027-001", 4, life.ledger.head)


def test_a_tail_that_was_cut_off_is_seen_only_against_an_anchor(shell: Shell, life: Desk) -> None:
    life.effective()
    act.suspend(life.file, life.actor(BO), reason="The site has lost its licence")
    shell("verify", "agreements", "--heads", "--on", "2027-02-02")
    (life.folder / "heads.txt").write_text(
        f"Ledgers of 2 February 2027\n\n{shell.out}-----BEGIN SSH SIGNATURE-----\n", encoding="utf-8"
    )
    lines = life.ledger_file.read_bytes().splitlines(keepends=True)
    life.ledger_file.write_bytes(b"".join(lines[:4]))
    life.edit("status: suspended", "status: effective")
    assert shell("verify", "agreements", "--on", "2027-02-02") == 0, (
        "by itself a ledger does not show that its end is gone"
    )
    assert shell("verify", "agreements", "--anchor", "heads.txt", "--on", "2027-02-02") == 1
    assert "the ledger ends at record 4, and at the anchor it had 5" in shell.out


def test_a_history_written_anew_is_seen_against_an_anchor(shell: Shell, life: Desk) -> None:
    life.effective()
    shell("verify", "agreements", "--heads", "--on", "2027-02-02")
    (life.folder / "heads.txt").write_text(shell.out, encoding="utf-8")
    life.ledger_file.unlink()
    life.file.write_text(AGREEMENT, encoding="utf-8")
    life.effective()
    assert shell("verify", "agreements", "--anchor", "heads.txt", "--on", "2027-02-02") == 1
    assert "record 4 is another than at the anchor" in shell.out


def test_verify_names_what_does_not_hold_and_ends_with_one(shell: Shell, life: Desk) -> None:
    life.effective()
    life.ledger_file.write_bytes(life.ledger_file.read_bytes().replace(b"Bo Example", b"Bo Sample"))
    assert shell("verify", "agreements", "--on", "2027-02-02") == 1
    assert "agreements/acme.ledger.jsonl: 4 records, and not all of them hold" in shell.out
    assert "agreements/acme.ledger.jsonl:1: record 1 (submit 1.0 by Ann Example) was altered" in shell.out


def test_a_calendar_is_written_and_read_again(shell: Shell, life: Desk) -> None:
    import icalendar

    life.effective()
    assert shell("status", "agreements", "--ics", "dates.ics", "--on", "2027-02-02") == 0
    calendar = icalendar.Calendar.from_ical((life.folder / "dates.ics").read_bytes())
    assert len(calendar.walk("VEVENT")) == 2
    assert shell("status", "agreements", "--ics", "nowhere/dates.ics", "--on", "2027-02-02") == 2
    assert "cannot be written" in shell.err


def test_a_status_line_that_is_not_there_is_put_in(shell: Shell, life: Desk) -> None:
    life.edit("status: draft\n", "")
    life.edit('version: "1.0"', 'version: "1.0"  # the first')
    assert shell.act("submit", ANN) == 0
    assert 'version: "1.0"  # the first\nstatus: in-review\neffective:' in life.file.read_text(encoding="utf-8")
    assert shell("check", "agreements", "--on", "2027-01-12") == 0


def test_nothing_but_the_status_of_a_file_is_touched(shell: Shell, life: Desk) -> None:
    text = "\ufeff" + AGREEMENT.replace("\n", "\r\n").replace("status: draft", "status:   draft   # as of today")
    life.file.write_bytes(text.encode())
    life.file.chmod(0o640)
    assert shell.act("submit", ANN) == 0
    assert life.file.read_bytes() == text.replace("status:   draft", "status:   in-review").encode()
    assert life.file.stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_written_leaves_the_record_and_says_so(
    shell: Shell, life: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "read-only file system")

    monkeypatch.setattr(act, "save", refuse)
    assert shell.act("submit", ANN) == 0
    assert "the record is safe" in shell.err
    assert life.state("1.0") == "in-review"
    monkeypatch.undo()
    shell("check", life.file, "--on", "2027-01-12")
    assert "[wrong-status]" in shell.out
    assert shell("check", life.file, "--on", "2027-01-12", "--fix") == 0
    assert "status: in-review" in life.file.read_text(encoding="utf-8")
