"""A repository with one agreement, two heads of quality and their keys: where lifecycle tests sit down to work."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from qa_engine.agreement.canonical import content_hash
from qa_engine.agreement.load import load
from qa_engine.ledger.chain import Ledger, read_ledger
from qa_engine.ledger.fold import fold
from qa_engine.ledger.record import Person
from qa_engine.ledger.signatures import Ed25519Key
from qa_engine.ledger.where import ledger_path
from qa_engine.lifecycle import act
from qa_engine.lifecycle.act import Actor, Done

if TYPE_CHECKING:
    from pathlib import Path

AGREEMENT = """\
format: qa-engine/1
id: QA-2027-001
title: Manufacture of Examplinib tablets
version: "1.0"
status: draft
effective: 2027-02-01
expires: 2031-01-31
review: every 24 months
parties:
  aurora:
    name: Aurora Therapeutics Ltd
    role: contract-giver
    called: Sponsor
    calendar: GB
    functions: {qa: Quality Assurance, ra: {title: Regulatory Affairs, unit: other}}
  borealis:
    name: Borealis Manufacturing GmbH
    role: contract-acceptor
    called: Manufacturer
    calendar: DE-HH
    functions: {qa: Quality Assurance, prod: Production}
sections:
  deviations:
    title: Deviations and investigations
    topic: deviation-management
    activities:
      DEV-01:
        do: Record and classify every deviation from the approved instructions
        raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}
      DEV-02:
        do: Notify the contract giver of a deviation
        raci: {borealis.qa: RA, aurora.qa: I}
        after: DEV-01
        within: 2 business days of discovery
      DEV-03:
        do: Review the trend of deviations
        raci: {borealis.qa: RA, aurora.qa: C, aurora.ra: I}
        every: year
contacts:
  - {party: aurora, function: qa, name: Ann Example, phone: "+44 1223 1"}
  - {party: borealis, function: qa, name: Bo Example, phone: "+49 40 1"}
appendices:
  A: {title: Contacts, lists: contacts, changes: by notice}
signatories:
  - {party: aurora, function: qa, name: Ann Example, title: Head of Quality, meaning: Approves for quality}
  - {party: borealis, function: qa, name: Bo Example, title: Head of Quality, meaning: Approves for quality}
"""

ANN = Person("Ann Example", "aurora", "qa", "Head of Quality")
BO = Person("Bo Example", "borealis", "qa", "Head of Quality")
START = datetime.fromisoformat("2027-01-11T09:00:00+01:00")


def private_key(name: str) -> Ed25519PrivateKey:
    """The same key for the same name: tests draw no random numbers."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def public_line(name: str) -> str:
    """Its public half as OpenSSH writes it, with the name of its owner."""
    return f"{private_key(name).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()} {name}"


def signers_text() -> str:
    return "".join(
        f'{person.holder} namespaces="qa-engine",valid-after="20260101Z",valid-before="20330101Z" '
        f"{public_line(person.name)}\n"
        for person in (ANN, BO)
    )


@dataclass
class Desk:
    """A repository on disk and the time on its clock."""

    folder: Path
    now: datetime = START
    name: str = "acme"
    keys: dict[str, Path] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "agreements" / f"{self.name}.qa.yaml"

    @property
    def ledger_file(self) -> Path:
        return ledger_path(self.file)

    @property
    def ledger(self) -> Ledger:
        return read_ledger(self.ledger_file)

    @property
    def hash(self) -> str:
        return content_hash(load(self.file))

    def state(self, version: str) -> str:
        return fold(self.ledger).state_of(version)

    def actor(self, person: Person, *, sign: bool = False) -> Actor:
        self.now += timedelta(minutes=1)
        return Actor(person, self.now, Ed25519Key(private_key(person.name)) if sign else None)

    def edit(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")

    def submit(self, person: Person = ANN) -> Done:
        return act.submit(self.file, self.actor(person))

    def approve(self, person: Person) -> Done:
        return act.approve(self.file, self.actor(person, sign=True), expected=self.hash)

    def approved(self) -> Desk:
        self.submit()
        self.approve(ANN)
        self.approve(BO)
        return self

    def effective(self) -> Desk:
        self.approved()
        self.now = max(self.now, datetime.fromisoformat("2027-02-01T09:00:00+01:00"))
        act.enact(self.file, self.actor(ANN))
        return self


def desk(folder: Path, name: str = "acme", text: str = AGREEMENT) -> Desk:
    """A new repository with one agreement, the list of allowed signers, and the keys as files outside of it."""
    (folder / "repo" / ".git").mkdir(parents=True, exist_ok=True)
    (folder / "repo" / ".qa-engine").mkdir(exist_ok=True)
    (folder / "repo" / ".qa-engine" / "allowed_signers").write_text(signers_text(), encoding="utf-8")
    (folder / "repo" / "agreements").mkdir(exist_ok=True)
    made = Desk(folder / "repo", name=name)
    made.file.write_text(text, encoding="utf-8")
    for person in (ANN, BO):
        path = folder / person.name.split()[0].lower()
        path.write_bytes(private_key(person.name).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        path.chmod(0o600)
        made.keys[person.name] = path
    return made
