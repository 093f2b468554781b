"""What is known at the moment in which somebody wants to move a version on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.agreement.beside import repository_of
from qa_engine.agreement.canonical import content_hash
from qa_engine.agreement.recorded import agreement_of
from qa_engine.ledger.signers import find_signers, read_signers
from qa_engine.settings.read import settings_for

if TYPE_CHECKING:
    from datetime import date, datetime

    from qa_engine.agreement.model import Agreement
    from qa_engine.finding import Finding
    from qa_engine.ledger.chain import Ledger
    from qa_engine.ledger.fold import History, Version
    from qa_engine.ledger.record import Person
    from qa_engine.ledger.signers import Signer
    from qa_engine.settings.read import Settings


class NotAllowed(ValueError):
    """The event may not happen: the message says why, `hint` what to do, `findings` what stands against it."""

    def __init__(self, message: str, hint: str = "", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.findings = findings


@dataclass
class Situation:
    """The file, the ledger and the moment.

    agreement  the file as it is
    ledger     whole, and locked where something is to be written
    history    what the ledger says of each version
    known      the version that is concerned, as the ledger knows it; None where it was never submitted
    by, at     who, and when
    early      why the version goes into force before its day; empty where it does not
    """

    agreement: Agreement
    ledger: Ledger
    history: History
    known: Version | None
    by: Person
    at: datetime
    early: str = ""

    @property
    def on(self) -> date:
        """The day."""
        return self.at.date()

    @property
    def file(self) -> Path:
        """The agreement's file."""
        return Path(self.agreement.path)

    @cached_property
    def settings(self) -> Settings:
        """What the repository sets."""
        return settings_for(self.file)

    @cached_property
    def signers(self) -> tuple[Signer, ...]:
        """Whose keys count. Raises BadSigners."""
        return read_signers(signers_file(self.file, self.settings))

    @cached_property
    def hash(self) -> str:
        """The content hash of the file."""
        return content_hash(self.agreement)

    @cached_property
    def concerned(self) -> Agreement:
        """The agreement of the version that is concerned: as it was submitted, else the file."""
        if self.known is None or not self.known.content:
            return self.agreement
        return agreement_of(self.known.content, self.ledger.path)


def signers_file(agreement: Path, settings: Settings) -> Path | None:
    """The file of allowed signers that holds for an agreement: as the settings name it, else the nearest one upward."""
    named = settings.get("allowed-signers")
    if isinstance(named, str):
        return Path(named)
    return find_signers(agreement, repository_of(agreement.resolve()))
