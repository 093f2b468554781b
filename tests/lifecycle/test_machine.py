"""States and transitions as a model, driven against the real commands: nothing gets `effective` without its approvals.

The model knows who signed what since the text was frozen. Whatever the machine tries (acting in another's name, with
another's key, editing the file, its version or its status, writing records into the ledger by hand), a version is
approved or effective only if the model has seen the signatures on exactly this text, and `verify` finds out every
record that no command wrote.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qa_engine.agreement.canonical import content
from qa_engine.agreement.load import load
from qa_engine.cli.main import run
from qa_engine.ledger.append import writing
from qa_engine.ledger.fold import MOVES, fold
from qa_engine.ledger.record import Person, Record, Signature
from qa_engine.ledger.signatures import Ed25519Key
from qa_engine.lifecycle import act
from qa_engine.lifecycle.verify import verify_agreement
from tests.lifecycle.desk import ANN, BO, START, Desk, desk, private_key

PEOPLE = (
    ANN,
    BO,
    Person("Ann Example", "borealis", "qa"),
    Person("Eve Example", "aurora", "qa"),
    Person("Ann Example", "aurora", "ra"),
)
KEYS = ("Ann Example", "Bo Example", "Eve Example")
VERSIONS = ("1.0", "2.0", "3.0")
DEADLINES = (2, 3, 5)

BOTH = {"Ann Example", "Bo Example"}

people, keys = st.sampled_from(PEOPLE), st.sampled_from(KEYS)


class Life(RuleBasedStateMachine):
    """One agreement, whatever is done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        self.desk: Desk = desk(self.folder)
        self.version, self.deadline = "1.0", 2
        self.frozen: dict[str, str] = {}  # version → the content hash that was submitted
        self.signed: dict[str, set[str]] = {}  # version → who signed it since
        self.wanted: dict[str, int] = {}  # version → how many signatures its changes ask for
        self.approved: dict[str, int] = {}  # version → its deadline, in the order in which they were approved
        self.hashes: dict[str, set[str]] = {}  # version → all content that was ever approved under it
        self.enacted: list[str] = []
        self.verified = b""  # the ledger that was verified last
        eve = self.folder / "eve"
        eve.write_bytes(private_key("Eve Example").private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        self.desk.keys["Eve Example"] = eve

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize()
    def start(self) -> None:
        self.desk.now = START

    def is_signed(self, version: str) -> bool:
        """Whether those have signed that had to: both for a first text and for one that says something else."""
        return self.signed[version] <= BOTH and len(self.signed[version]) >= self.wanted[version]

    # what people do

    def _try(self, command: str, person: Person, *options: str) -> Record | None:
        """Types a command; gives the record that it left, or None where it was refused."""
        self.desk.now += timedelta(minutes=1)
        at = self.desk.now.isoformat(timespec="seconds")
        words = [command, str(self.desk.file), "--as", person.holder, "--by", person.name, "--at", at, *options]
        before = self._written()
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = run(words)
        if status == 1:
            assert "not done: " in said.getvalue()
            assert self._written() == before, "what is refused leaves no trace"
            return None
        assert status == 0, said.getvalue()
        added = self.desk.ledger.records[-1]
        assert self._written() == before + added.line + b"\n"
        state = self.desk.state(added.version)
        told = next(line for line in said.getvalue().splitlines() if f": record {added.number}, " in line)
        assert told.startswith(f"QA-2027-001 {added.version} is {state.replace('-', ' ')}")
        if load(self.desk.file).version == added.version:
            assert load(self.desk.file).status == state, "the file follows"
        return added

    def _written(self) -> bytes:
        return self.desk.ledger_file.read_bytes() if self.desk.ledger_file.exists() else b""

    @rule(times=st.integers(1, 4))
    def go_on_as_one_should(self, times: int) -> None:
        """The next steps of an orderly life, so that there is something to disturb."""
        for _ in range(times):
            state = self.desk.state(self.version)
            if state == "draft":
                self.submit(ANN)
            elif state == "in-review":
                for person in (ANN, BO):
                    if person.name not in self.signed[self.version]:
                        self.approve(person, person.name)
                        break
            elif state == "approved":
                self.enact(BO, "Supply would stop")
            else:
                self.draft_the_next_version()

    def draft_the_next_version(self) -> None:
        following = f"{int(self.version[0]) + 1}.0"
        if following in VERSIONS:
            self.meddle("version", following, "")
            self.meddle("deadline", "", DEADLINES[(DEADLINES.index(self.deadline) + 1) % len(DEADLINES)])

    @rule(
        kind=st.sampled_from(["submit", "approve", "enact", "reopen", "carry on"]),
        person=people,
        key=keys,
        odd=st.booleans(),
    )
    def try_something(self, kind: str, person: Person, key: str, odd: bool) -> None:
        """Any step, by anybody, with any key."""
        if kind == "submit":
            self.submit(person)
        elif kind == "approve":
            self.approve(person, key)
        elif kind == "enact":
            self.enact(person, "Supply would stop" if odd else "")
        elif kind == "reopen":
            self.reopen(person)
        else:
            self.carry_on(person, odd)

    def submit(self, person: Person) -> None:
        done = self._try("submit", person)
        if done:
            version = done.version
            assert self.frozen.get(version) is None
            assert person.holder in ("aurora.qa", "borealis.qa", "aurora.ra")
            self.frozen[version] = self.desk.hash
            self.signed[version] = set()
            # the deadline is all that ever changes: another one is a major or minor change, the same one a new number alone
            before = [deadline for other, deadline in self.approved.items() if other != version]
            self.wanted[version] = 1 if before and before[-1] == self.deadline else 2

    def approve(self, person: Person, key: str) -> None:
        done = self._try("approve", person, "--key", str(self.desk.keys[key]), "--yes")
        if not done:
            return
        version = done.version
        assert person in (ANN, BO)
        assert key == person.name
        assert self.desk.hash == self.frozen[version]
        assert person.name not in self.signed[version]
        self.signed[version].add(person.name)
        if len(self.signed[version]) == self.wanted[version]:
            event("a version was approved")
            assert self.desk.state(version) == "approved"
            self.approved.pop(version, None)
            self.approved[version] = self.deadline
            self.hashes.setdefault(version, set()).add(self.desk.hash)
        else:
            assert self.desk.state(version) == "in-review"

    def enact(self, person: Person, early: str) -> None:
        due = datetime.fromisoformat("2027-02-01T00:00:00+01:00")
        done = self._try("enact", person, "--early", early)
        if done:
            assert self.is_signed(done.version)
            assert self.desk.hash == self.frozen[done.version]
            assert early or self.desk.now >= due
            assert person.function == "qa"
            self.enacted.append(done.version)
            event(f"{len(set(self.enacted))} versions went into force")

    def reopen(self, person: Person) -> None:
        done = self._try("reopen", person, "--reason", "A mistake was found")
        if done:
            assert done.version not in self.enacted
            del self.frozen[done.version]
            self.signed[done.version] = set()
            self.approved.pop(done.version, None)

    def carry_on(self, person: Person, odd: bool) -> None:
        """One of the steps of a version in force, the one that its state and the moment suggest."""
        state = fold(self.desk.ledger).in_force
        step = "resume" if state and state.state == "suspended" else "suspend" if odd else "review"
        done = self._try(step, person, *(("--verdict", "keep") if step == "review" else ("--reason", "Licence")))
        if done:
            assert self.is_signed(done.version)
            assert person.function == "qa"

    @precondition(lambda self: len(self.enacted) > 1)
    @rule(kind=st.sampled_from(["terminate", "supersede"]), person=people)
    def end(self, kind: str, person: Person) -> None:
        more = ("--replaced-by", "QA-2028-002") if kind == "supersede" else ()
        done = self._try(kind, person, "--reason", "Product ended", *more)
        if done:
            assert self.is_signed(done.version)
            assert person.function == "qa"
            assert fold(self.desk.ledger).in_force is None

    @rule(days=st.integers(1, 30))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    # what people do to the file

    @rule(
        what=st.sampled_from(["version", "deadline", "status", "telephone"]),
        text=st.sampled_from([*VERSIONS, "draft", "in-review", "approved", "effective"]),
        deadline=st.sampled_from(DEADLINES),
    )
    def meddle(self, what: str, text: str, deadline: int) -> None:
        if what == "version" and text in VERSIONS:
            self.desk.edit(f'version: "{self.version}"', f'version: "{text}"')
            self.version = text
        elif what == "deadline":
            self.desk.edit(f"within: {self.deadline} business days", f"within: {deadline} business days")
            self.deadline = deadline
        elif what == "status" and text not in VERSIONS:
            self.desk.edit(f"status: {load(self.desk.file).status}", f"status: {text}")
        elif what == "telephone":
            before = self.desk.hash
            there = "+49 40 1" in self.desk.file.read_text(encoding="utf-8")
            self.desk.edit(*(("+49 40 1", "+49 40 2") if there else ("+49 40 2", "+49 40 1")))
            assert self.desk.hash == before

    # what nobody should do

    @precondition(lambda self: self.desk.ledger_file.exists())
    @rule(kind=st.sampled_from(sorted(MOVES)), person=people, version=st.sampled_from(VERSIONS), borrow=st.booleans())
    def write_into_the_ledger_by_hand(self, kind: str, person: Person, version: str, borrow: bool) -> None:
        """A signed record that hangs on the chain as it should, made without the key: `verify` names it."""
        before = self.desk.ledger_file.read_bytes()
        ledger = self.desk.ledger
        signatures = [record.signature for record in ledger.records if record.signature]
        known = fold(ledger).versions.get(version)
        made = Record(
            len(ledger.records) + 1,
            ledger.head,
            "QA-2027-001",
            version,
            kind,
            known.content_hash if known else self.desk.hash,
            person,
            self.desk.now.isoformat(timespec="seconds"),
            reason="x",
            details=self._details(kind),
            signature=signatures[0] if borrow and signatures else self._forged(person),
        )
        with writing(self.desk.ledger_file) as writer:
            writer.add(made)
        verified = verify_agreement(load(self.desk.file), self.desk.now.date())
        assert any(finding.place.at == f"record {made.number}" for finding in verified.findings)
        self.desk.ledger_file.write_bytes(before)

    def _forged(self, person: Person) -> Signature:
        return Signature("ed25519", Ed25519Key(private_key(person.name)).fingerprint, "AAAA")

    def _details(self, kind: str) -> dict[str, object]:
        if kind == "submit":
            return {"needs": {"all": [{"holder": "aurora.qa", "name": ""}]}, "content": content(load(self.desk.file))}
        return {"effective": self.desk.now.date().isoformat()} if kind == "enact" else {}

    # what always holds

    @invariant()
    def the_ledger_holds(self) -> None:
        ledger = self.desk.ledger
        assert ledger.whole
        assert fold(ledger).findings == []

    @invariant()
    def nothing_is_in_force_that_was_not_signed(self) -> None:
        history = fold(self.desk.ledger)
        for version in history.versions.values():
            if version.state in ("approved", "effective", "suspended"):
                assert self.is_signed(version.version)
                assert version.content_hash == self.frozen[version.version]
        assert sum(version.state in ("effective", "suspended") for version in history.versions.values()) <= 1

    @invariant()
    def no_number_stands_for_two_approved_texts(self) -> None:
        assert all(len(hashes) == 1 for hashes in self.hashes.values())

    @invariant()
    def what_the_commands_wrote_verifies(self) -> None:
        if self._written() == self.verified:
            return
        self.verified = self._written()
        verified = verify_agreement(load(self.desk.file), self.desk.now.date())
        assert [finding.message for finding in verified.findings if finding.rule == "broken-ledger"] == []


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=max(1, settings().max_examples // 8), stateful_step_count=40)


def test_the_machine_can_reach_every_state(tmp_path: Path) -> None:
    """The model is worth something only if the states that it guards can be reached."""
    reached = set()
    there = desk(tmp_path)
    reached.add(there.state("1.0"))
    there.submit()
    reached.add(there.state("1.0"))
    there.approve(ANN)
    there.approve(BO)
    reached.add(there.state("1.0"))
    act.enact(there.file, there.actor(ANN), early="Supply would stop")
    reached.add(there.state("1.0"))
    act.suspend(there.file, there.actor(BO), reason="Licence lost")
    reached.add(there.state("1.0"))
    act.resume(there.file, there.actor(BO), reason="Licence back")
    there.edit('version: "1.0"\nstatus: effective', 'version: "2.0"\nstatus: draft')
    there.edit("within: 2 business", "within: 3 business")
    there.approved()
    act.enact(there.file, there.actor(ANN), early="Supply would stop")
    reached.add(there.state("1.0"))
    act.terminate(there.file, there.actor(ANN), reason="Product ended", survives=("DEV-02",))
    reached.add(there.state("2.0"))
    assert reached == {"draft", "in-review", "approved", "effective", "suspended", "superseded", "terminated"}
