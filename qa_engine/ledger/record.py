"""One record of a ledger, and the one way in which it is written.

A line is compact JSON. `previous` is the hash of the record before; `signature`, where there is one, stands next to
last and signs all that stands before it; `hash` stands last and is SHA-256 over the line without it. A line that is not
exactly as this module would write it does not count, so no byte of it can change unseen.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from qa_engine.digest import sha256
from qa_engine.value import field, frozen, replace

FORMAT = "qa-engine/ledger-1"

EVENTS = ("submit", "approve", "enact", "review", "suspend", "resume", "reopen", "supersede", "terminate")


@frozen
class Person:
    """Who acted: printed name, and the party and function that he or she acted for."""

    name: str
    party: str
    function: str = ""
    title: str = ""

    @property
    def holder(self) -> str:
        """`aurora.qa`, as holders are written in agreements."""
        return f"{self.party}.{self.function}" if self.function else self.party


@frozen
class Signature:
    """A signature over a record: how it was made (`ed25519` or `ssh`), by which key, and its bytes in base64."""

    kind: str
    key: str
    value: str


@frozen
class Record:
    """One event in the life of a version.

    number        counts from 1
    previous      hash of the record before, empty for the first
    agreement     id of the agreement
    version       the version that the event is about
    event         one of `EVENTS`
    content_hash  of that version, `sha256:` and 64 digits
    by            who
    at            when: ISO 8601 with seconds and offset
    meaning       what a signature means
    reason        why
    details       what belongs to this kind of event, as plain data
    engine        version of the program that wrote it
    signature     None where the event needs none
    hash          over all the rest
    """

    number: int
    previous: str
    agreement: str
    version: str
    event: str
    content_hash: str
    by: Person
    at: str
    meaning: str = ""
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    engine: str = ""
    signature: Signature | None = None
    hash: str = ""

    @property
    def when(self) -> datetime:
        """The time with its offset."""
        return datetime.fromisoformat(self.at)

    @property
    def signed_bytes(self) -> bytes:
        """What a signature is over: all but the signature and the hash."""
        return _compact(self._data())

    @property
    def hashed_bytes(self) -> bytes:
        """What the hash is over: all but the hash."""
        data = self._data()
        if self.signature is not None:
            data["signature"] = {"kind": self.signature.kind, "key": self.signature.key, "value": self.signature.value}
        return _compact(data)

    @property
    def line(self) -> bytes:
        """The record as it stands in the ledger, without the line break."""
        return self.hashed_bytes[:-1] + b',"hash":' + json.dumps(self.hash).encode() + b"}"

    def sealed(self) -> Record:
        """The same record with its hash."""
        return replace(self, hash=f"sha256:{sha256(self.hashed_bytes).hexdigest()}")

    def _data(self) -> dict[str, Any]:
        person = {"name": self.by.name, "party": self.by.party, "function": self.by.function, "title": self.by.title}
        data = {
            "format": FORMAT,
            "number": self.number,
            "previous": self.previous,
            "agreement": self.agreement,
            "version": self.version,
            "event": self.event,
            "content-hash": self.content_hash,
            "by": {key: value for key, value in person.items() if value},
            "at": self.at,
            "meaning": self.meaning,
            "reason": self.reason,
            "details": self.details,
            "engine": self.engine,
        }
        return {key: value for key, value in data.items() if value or key in ("number", "previous", "by")}


class Unreadable(ValueError):
    """A line is no record; the message says what it is instead."""


def read_record(line: bytes) -> Record:
    """The record in a line. Raises Unreadable where it is not one, or not written as a record is."""
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        raise Unreadable("a mark that git leaves where two branches could not be merged")
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(data, dict):
        raise Unreadable("no record")
    if data.get("format") != FORMAT:
        raise Unreadable(f"of a form that is not known here ('{data.get('format', '')}', and not '{FORMAT}')")
    record = _record(data)
    try:
        as_written = record.line
    except ValueError:  # half a character, or a number that is none
        as_written = b""
    if as_written != line:
        raise Unreadable("not written as a record is: something was added, left out, or stands in another order")
    return record


def _record(data: dict[str, Any]) -> Record:
    signature = data.get("signature")
    record = Record(
        _typed(data, "number", int),
        _typed(data, "previous", str),
        _typed(data, "agreement", str),
        _typed(data, "version", str),
        _typed(data, "event", str),
        _typed(data, "content-hash", str),
        _person(_typed(data, "by", dict)),
        _typed(data, "at", str),
        _typed(data, "meaning", str, ""),
        _typed(data, "reason", str, ""),
        _typed(data, "details", dict, {}),
        _typed(data, "engine", str, ""),
        _signature(signature) if signature is not None else None,
        _typed(data, "hash", str),
    )
    if record.event not in EVENTS:
        raise _unsound("event")
    if not _is_time(record.at):
        raise _unsound("at")
    return record


def _is_time(text: str) -> bool:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return False
    return when.tzinfo is not None and when.isoformat(timespec="seconds") == text


def _unsound(key: str) -> Unreadable:
    return Unreadable(f"without a sound value in `{key}`")


def _person(data: dict[str, Any]) -> Person:
    return Person(
        _typed(data, "name", str),
        _typed(data, "party", str),
        _typed(data, "function", str, ""),
        _typed(data, "title", str, ""),
    )


def _signature(data: Any) -> Signature:
    if not isinstance(data, dict):
        raise _unsound("signature")
    return Signature(_typed(data, "kind", str), _typed(data, "key", str), _typed(data, "value", str))


def _typed(data: dict[str, Any], key: str, kind: type, absent: Any = None) -> Any:
    value = data.get(key, absent)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _unsound(key)
    return value


def _compact(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
