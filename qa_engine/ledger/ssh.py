"""Signatures by `ssh-keygen -Y`: keys in files, in an agent, or on a token. Fixed arguments, never a shell."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from qa_engine.ledger.signers import NAMESPACE

_PATIENCE = 120
"""Seconds for a person to type a passphrase or touch a token."""


class NoSshKeygen(RuntimeError):
    """ssh-keygen is not there, or could not do it; the message is one line and holds no key material."""


def fingerprint(key: Path) -> str:
    """`SHA256:…` of a key file, private or public."""
    said = _run(["-l", "-E", "sha256", "-f", os.fspath(key)])
    words = said.stdout.decode("utf-8", "replace").split()
    if said.returncode or len(words) < 2 or not words[1].startswith("SHA256:"):
        raise NoSshKeygen(f"'{key.as_posix()}' is no SSH key that ssh-keygen can read")
    return words[1]


def public(key: Path) -> str:
    """Type and key of the public half, from the file that ssh-keygen lays beside a private one; empty without it."""
    file = key if key.suffix == ".pub" else Path(f"{key}.pub")
    try:
        return " ".join(file.read_text(encoding="utf-8").split()[:2])
    except (OSError, UnicodeDecodeError):
        return ""


def sign(message: bytes, key: Path) -> bytes:
    """An SSH signature over a message, in its armour."""
    with tempfile.TemporaryDirectory(prefix="qa-engine-") as folder:  # mode 0700
        file = _private(Path(folder, "message"), message)
        # ssh-keygen asks for a passphrase on the terminal by itself
        said = _run(["-q", "-Y", "sign", "-f", os.fspath(key), "-n", NAMESPACE, os.fspath(file)], interactive=True)
        made = Path(folder, "message.sig")
        if said.returncode or not made.is_file():
            raise NoSshKeygen(
                f"ssh-keygen could not sign with '{key.as_posix()}'; is the key there, and its passphrase right?"
            )
        return made.read_bytes()


def verify(message: bytes, signature: bytes, public_key: str) -> bool:
    """Whether a signature over a message was made by this key for our purpose. Whose key it is, is judged elsewhere."""
    with tempfile.TemporaryDirectory(prefix="qa-engine-") as folder:
        allowed = _private(Path(folder, "allowed"), f"signer {public_key}\n".encode())
        made = _private(Path(folder, "signature"), signature)
        arguments = ["-Y", "verify", "-f", os.fspath(allowed), "-I", "signer", "-n", NAMESPACE, "-s", os.fspath(made)]
        return _run(arguments, message).returncode == 0


def _private(file: Path, content: bytes) -> Path:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
    return file


def _run(
    arguments: list[str], message: bytes = b"", *, interactive: bool = False
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  # fixed program, a list of arguments, no shell
            ["ssh-keygen", *arguments],  # noqa: S607  # where it lies differs from system to system
            input=None if interactive else message,
            stdout=subprocess.PIPE,
            stderr=None if interactive else subprocess.DEVNULL,  # it asks for a touch there
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise NoSshKeygen("ssh-keygen is not there; install OpenSSH 8.2 or later") from None
    except subprocess.TimeoutExpired:
        raise NoSshKeygen("ssh-keygen did not come to an end") from None
