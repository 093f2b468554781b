"""Sign a record, and tell whether a signature holds.

What is signed is the DSSE pre-authentication encoding (PAE, github.com/secure-systems-lab/dsse) of the record: its type
and its bytes, so that a signature made for anything else is never one on a record. The record holds the hash of the one
before it, so that a signature moved to another place or another ledger does not hold there.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Protocol

from qa_engine.ledger import ssh
from qa_engine.ledger.record import Signature
from qa_engine.ledger.signers import day_of, fingerprint_of
from qa_engine.value import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from qa_engine.ledger.record import Record
    from qa_engine.ledger.signers import Signer

PAYLOAD_TYPE = "application/vnd.qa-engine.ledger-1+json"

_SSH_NAME_AND_LENGTHS = 19
"""So many bytes stand before the 32 of an ed25519 key in its SSH form (RFC 8709): its name, and two lengths."""

ED25519 = "ed25519"
SSH = "ssh"


class CannotSign(ValueError):
    """A signature could not be made; the message says why and what to do. It never holds key material."""


class CannotVerify(ValueError):
    """A signature could be neither confirmed nor refuted on this machine; the message says what is missing."""


class Key(Protocol):
    """A private key, or the way to one."""

    @property
    def fingerprint(self) -> str:
        """`SHA256:…` of its public half."""

    @property
    def public(self) -> str:
        """Its public half as OpenSSH writes it, type and key; empty where it is not at hand."""

    def sign(self, message: bytes) -> Signature:
        """A signature over a message."""


def pae(payload_type: str, payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def signed(record: Record, key: Key) -> Record:
    """The record with a signature on it. Raises CannotSign."""
    return replace(record, signature=key.sign(pae(PAYLOAD_TYPE, record.signed_bytes)))


def envelope(record: Record) -> dict[str, Any]:
    """A signed record as a DSSE envelope, for other programs that verify those.

    The signature of an `ed25519` record is the envelope's; that of an `ssh` record is an SSH signature over the same
    bytes.
    """
    if record.signature is None:
        raise ValueError("the record is not signed")
    return {
        "payload": base64.b64encode(record.signed_bytes).decode(),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [{"keyid": record.signature.key, "sig": record.signature.value}],
    }


def why_not(record: Record, signers: Iterable[Signer]) -> str:
    """Why the signature of a record does not hold: the value that is wrong, and how; nothing where it holds.

    It holds if an allowed key made it, whose owner is who the record says, that may sign for that holder, and was valid
    at the time of the record. Raises CannotVerify where this machine lacks what it takes.
    """
    signature = record.signature
    if signature is None:
        return "it bears no `signature`"
    known = [signer for signer in signers if signer.fingerprint == signature.key]
    if not known:
        return f"its `signature` is by the key {signature.key}, which is not among the allowed signers"
    reasons = [_not_entitled(record, signer) for signer in known]
    if all(reasons):
        return reasons[0]
    if not _holds(signature, pae(PAYLOAD_TYPE, record.signed_bytes), known[0]):
        return (
            "its `signature` does not hold for this record: it was made over something else, or one of the two was "
            "changed"
        )
    return ""


def _not_entitled(record: Record, signer: Signer) -> str:
    if not signer.for_us:
        return (
            f"the key {signer.fingerprint} is not allowed for agreements (`namespaces` in line {signer.line} of the "
            "allowed signers)"
        )
    if not signer.may_sign_for(record.by.holder):
        return (
            f"the key {signer.fingerprint} may not sign for `{record.by.holder}` (line {signer.line} of the allowed "
            "signers)"
        )
    if not signer.name:
        return (
            f"line {signer.line} of the allowed signers does not say who owns the key {signer.fingerprint}; put the "
            "printed name behind the key"
        )
    if signer.name != record.by.name:
        return f"the key {signer.fingerprint} is {signer.name}'s, and the record says `{record.by.name}`"
    if not signer.is_valid(record.when):
        span = " ".join(
            said
            for said in (
                f"from {day_of(signer.valid_after)}" if signer.valid_after else "",
                f"until {day_of(signer.valid_before, before=True)}" if signer.valid_before else "",
            )
            if said
        )
        return f"the key {signer.fingerprint} was not valid at {record.at}; it is valid {span}"
    return ""


def _holds(signature: Signature, message: bytes, signer: Signer) -> bool:
    try:
        value = base64.b64decode(signature.value, validate=True)
    except (binascii.Error, ValueError):
        return False
    if signature.kind == SSH:
        try:
            return ssh.verify(message, value, f"{signer.key_type} {signer.key}")
        except ssh.NoSshKeygen as error:
            raise CannotVerify(str(error)) from None
    if signature.kind != ED25519 or signer.key_type != "ssh-ed25519":
        return False
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        raise CannotVerify("signatures cannot be verified here; run: pip install 'qa-engine[sign]'") from None
    public = base64.b64decode(signer.key)[_SSH_NAME_AND_LENGTHS:]
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Ed25519Key:
    """An ed25519 private key in memory."""

    def __init__(self, private: Any) -> None:
        self._private = private

    @property
    def fingerprint(self) -> str:
        """`SHA256:…` of its public half."""
        return fingerprint_of(self._blob)

    @property
    def public(self) -> str:
        """`ssh-ed25519 AAAA…`."""
        return f"ssh-ed25519 {base64.b64encode(self._blob).decode()}"

    @property
    def _blob(self) -> bytes:
        raw, name = self._private.public_key().public_bytes_raw(), b"ssh-ed25519"
        return bytes(len(name).to_bytes(4, "big") + name + len(raw).to_bytes(4, "big") + raw)

    def sign(self, message: bytes) -> Signature:
        """A signature over a message."""
        return Signature(ED25519, self.fingerprint, base64.b64encode(self._private.sign(message)).decode())


def load_key(path: Path, passphrase: Callable[[], bytes]) -> Ed25519Key:
    """An ed25519 private key from a file in OpenSSH or PEM form; `passphrase` is asked only where the key has one.

    Raises CannotSign where the file holds no such key, OSError where it cannot be opened.
    """
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key
    except ImportError:
        raise CannotSign(
            "signing needs one more package; run: pip install 'qa-engine[sign]', or sign with --ssh-key"
        ) from None
    data = path.read_bytes()
    read: Any = load_ssh_private_key if b"BEGIN OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        try:
            private = read(data, None)
        except (TypeError, ValueError) as error:
            if "assword" not in str(error):
                raise
            private = read(data, passphrase())
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise CannotSign(
            f"'{path.as_posix()}' holds no private key that can be read, or the passphrase is wrong"
        ) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise CannotSign(
            f"'{path.as_posix()}' is no ed25519 key; use one (ssh-keygen -t ed25519), or sign with --ssh-key"
        )
    return Ed25519Key(private)


class SshKey:
    """A key that ssh-keygen signs with: a private key file, or a public one whose other half an agent holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self.fingerprint = ssh.fingerprint(path)
        except ssh.NoSshKeygen as error:
            raise CannotSign(str(error)) from None

    @property
    def public(self) -> str:
        """Type and key, from the public file; empty where there is none."""
        return ssh.public(self._path)

    def sign(self, message: bytes) -> Signature:
        """A signature over a message."""
        try:
            return Signature(SSH, self.fingerprint, base64.b64encode(ssh.sign(message, self._path)).decode())
        except ssh.NoSshKeygen as error:
            raise CannotSign(str(error)) from None
