"""Whose keys count: the file of allowed signers, in the format of OpenSSH (ssh-keygen(1), ALLOWED SIGNERS).

    ann.example@aurora.example,aurora.qa valid-after="20260101",valid-before="20290101" ssh-ed25519 AAAA… Ann Example

The principals name the holders that the key may sign for (`aurora.qa`; patterns with `*` and `?`, `!` for "but not").
What stands behind the key is the printed name of its one owner: a signature under another name does not hold.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from qa_engine.digest import sha256

NAMESPACE = "qa-engine"
"""What our signatures are for, so that none that was made for something else (git, a file) can stand in for one."""

DEFAULT = Path(".qa-engine", "allowed_signers")

_LINE = re.compile(
    r"""\s*(?P<principals>"[^"]*"|\S+)\s+
    (?:(?P<options>(?:[^\s"]|"[^"]*")+)\s+)??
    (?P<type>(?:sk-)?(?:ssh|ecdsa)-\S+)\s+(?P<key>\S+)(?:\s+(?P<name>.*))?\Z""",
    re.VERBOSE,
)
_OPTION = re.compile(r'([a-z-]+)(?:="([^"]*)")?(?:,|\Z)', re.IGNORECASE)
_TIME = re.compile(r"(\d{8})(\d{4}(?:\d\d)?)?(Z?)\Z", re.IGNORECASE)


class BadSigners(ValueError):
    """The file of allowed signers cannot be used; the message names the line and what to do."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One key: whom it may sign for, its owner's printed name, and from when until when it is valid (end exclusive)."""

    principals: tuple[str, ...]
    name: str
    key_type: str
    key: str
    valid_after: datetime | None = None
    valid_before: datetime | None = None
    namespaces: tuple[str, ...] = ()
    line: int = 0

    @property
    def fingerprint(self) -> str:
        """`SHA256:…`, as ssh-keygen -l shows it."""
        return fingerprint_of(base64.b64decode(self.key))

    def may_sign_for(self, holder: str) -> bool:
        """Whether a principal names the holder."""
        if any(_matches(holder, one[1:]) for one in self.principals if one.startswith("!")):
            return False
        return any(_matches(holder, one) for one in self.principals if not one.startswith("!"))

    def is_valid(self, when: datetime) -> bool:
        """Whether the key was valid at a time."""
        return (self.valid_after is None or when >= self.valid_after) and (
            self.valid_before is None or when < self.valid_before
        )

    @property
    def for_us(self) -> bool:
        """Whether the key may sign agreements at all."""
        return not self.namespaces or any(_matches(NAMESPACE, one) for one in self.namespaces)


def _matches(name: str, pattern: str) -> bool:
    """Patterns of OpenSSH know `*` and `?` and nothing else."""
    return fnmatchcase(name, pattern.replace("[", "[[]"))


def fingerprint_of(key: bytes) -> str:
    """The fingerprint of a public key in its SSH form."""
    return "SHA256:" + base64.b64encode(sha256(key).digest()).decode().rstrip("=")


def read_signers(path: Path | None) -> tuple[Signer, ...]:
    """The allowed signers in a file; none where there is no file.

    Raises BadSigners for a line that cannot be read, OSError where the file cannot be opened.
    """
    if path is None:
        return ()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise BadSigners(f"'{path.as_posix()}' is no text in UTF-8") from None
    signers = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                signers.append(_signer(line, number))
            except ValueError as error:
                raise BadSigners(f"{path.as_posix()}:{number}: {error}") from None
    return tuple(signers)


def _signer(line: str, number: int) -> Signer:
    match = _LINE.match(line)
    if match is None:
        raise ValueError(
            "a line holds: whom the key may sign for, options, the type of the key, the key, the name of its owner"
        )
    key_type, key, given = match["type"], match["key"], _options(match["options"] or "")
    try:
        blob = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("the key is not in base64") from None
    if not blob.startswith(len(key_type).to_bytes(4, "big") + key_type.encode()):
        raise ValueError(f"the key is not of the type {key_type}")
    return Signer(
        tuple(match["principals"].strip('"').split(",")),
        unicodedata.normalize("NFC", " ".join((match["name"] or "").split())),
        key_type,
        key,
        _time(given["valid-after"]) if "valid-after" in given else None,
        _time(given["valid-before"]) if "valid-before" in given else None,
        tuple(given["namespaces"].split(",")) if "namespaces" in given else (),
        number,
    )


def _options(text: str) -> dict[str, str]:
    options = {}
    done = 0
    for match in _OPTION.finditer(text):
        if match.start() != done or not match[0]:
            break
        options[match[1].lower()] = match[2] or ""
        done = match.end()
    if done != len(text):
        raise ValueError(f"the options '{text}' cannot be read")
    unknown = [name for name in options if name not in ("namespaces", "valid-after", "valid-before")]
    if unknown:
        # an option that limits a key and is not understood must not be passed over
        raise ValueError(f"the option '{unknown[0]}' is not known here")
    return options


def _time(text: str) -> datetime:
    """YYYYMMDD, with HHMM or HHMMSS behind; `Z` for UTC, else in the zone of the machine, as ssh-keygen reads it."""
    match = _TIME.match(text)
    if match is None:
        raise ValueError(f"'{text}' is no time; write it as 20270115 or 20270115123000Z")
    digits = match[1] + (match[2] or "").ljust(6, "0")
    try:
        when = datetime.strptime(digits, "%Y%m%d%H%M%S")  # the zone follows
    except ValueError:
        raise ValueError(f"'{text}' is no time that exists") from None
    return when.replace(tzinfo=UTC) if match[3] else when.astimezone()


def day_of(when: datetime | None, *, before: bool = False) -> str:
    """The day of a limit of validity for a message; of an end the last day that is still inside."""
    if when is None:
        return ""
    return (when - timedelta(seconds=1) if before else when).date().isoformat()


def find_signers(agreement: Path, root: Path) -> Path | None:
    """`.qa-engine/allowed_signers` in the nearest folder upward from an agreement, not above the repository `root`."""
    folder = agreement.resolve().parent
    while True:
        found = folder / DEFAULT
        if found.is_file():
            return found
        if folder in (root, folder.parent):
            return None
        folder = folder.parent
