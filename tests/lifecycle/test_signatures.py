"""Signatures: what is signed, by what, and that other programs agree."""

from __future__ import annotations

import base64
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from qa_engine.ledger import ssh
from qa_engine.ledger.record import Record
from qa_engine.ledger.signatures import (
    PAYLOAD_TYPE,
    CannotSign,
    CannotVerify,
    Ed25519Key,
    SshKey,
    envelope,
    load_key,
    pae,
    signed,
    why_not,
)
from qa_engine.ledger.signers import read_signers
from tests.clients.programs import program
from tests.lifecycle.desk import ANN, START, desk, private_key


@pytest.fixture
def record() -> Record:
    return Record(
        1,
        "",
        "QA-1",
        "1.0",
        "approve",
        "sha256:0",
        ANN,
        START.isoformat(timespec="seconds"),
        meaning="Approves for quality",
    )


def test_the_pre_authentication_encoding_is_that_of_the_dsse_specification() -> None:
    assert (
        pae("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


def test_a_record_that_was_signed_holds_for_the_owner_of_the_key_alone(tmp_path: Path, record: Record) -> None:
    signers = read_signers(desk(tmp_path).folder / ".qa-engine" / "allowed_signers")
    made = signed(record, Ed25519Key(private_key(ANN.name)))
    assert why_not(made, signers) == ""
    for name in ("number", "agreement", "version", "content_hash", "at", "meaning", "reason", "previous", "engine"):
        other = 2 if name == "number" else "2027-01-12T09:00:00+01:00" if name == "at" else "other"
        assert "does not hold for this record" in why_not(replace(made, **{name: other}), signers), name  # type: ignore[arg-type]
    assert "does not hold for this record" in why_not(replace(made, details={"in-place-of": "x"}), signers)


def test_openssl_verifies_the_envelope(tmp_path: Path, record: Record) -> None:
    """An independent program, from nothing but the DSSE envelope and the public key."""
    openssl = program("openssl")
    made = envelope(signed(record, Ed25519Key(private_key(ANN.name))))
    payload = base64.b64decode(made["payload"])
    (tmp_path / "message").write_bytes(pae(made["payloadType"], payload))
    (tmp_path / "signature").write_bytes(base64.b64decode(made["signatures"][0]["sig"]))
    public = private_key(ANN.name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "public.pem").write_bytes(public)
    arguments = [
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "public.pem",
        "-rawin",
        "-in",
        "message",
        "-sigfile",
        "signature",
    ]
    assert subprocess.run([openssl, *arguments], cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "message").write_bytes(pae(made["payloadType"], payload + b" "))
    assert subprocess.run([openssl, *arguments], cwd=tmp_path, capture_output=True, check=False).returncode != 0
    assert made["payloadType"] == PAYLOAD_TYPE
    with pytest.raises(ValueError, match="not signed"):
        envelope(record)


def public_half(key: Path) -> str:
    return key.with_suffix(".pub").read_text(encoding="utf-8")


@pytest.fixture
def ssh_key(tmp_path: Path) -> Path:
    key = tmp_path / "ssh key"  # a blank, to see that no shell takes it apart
    subprocess.run(
        [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "Ann Example", "-f", str(key)], check=True
    )
    return key


def test_an_ssh_key_signs_through_ssh_keygen(tmp_path: Path, record: Record, ssh_key: Path) -> None:
    made = signed(record, SshKey(ssh_key))
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"aurora.qa {public_half(ssh_key)}", encoding="utf-8")
    assert made.signature is not None
    assert made.signature.kind == "ssh"
    assert why_not(made, read_signers(signers)) == ""
    assert "does not hold for this record" in why_not(replace(made, reason="other"), read_signers(signers))
    assert base64.b64decode(made.signature.value).startswith(b"-----BEGIN SSH SIGNATURE-----")


def test_an_ecdsa_key_will_do_for_ssh(tmp_path: Path, record: Record) -> None:
    key = tmp_path / "key"
    subprocess.run(
        [program("ssh-keygen"), "-q", "-t", "ecdsa", "-N", "", "-C", "Ann Example", "-f", str(key)], check=True
    )
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"aurora.qa {public_half(key)}", encoding="utf-8")
    assert why_not(signed(record, SshKey(key)), read_signers(signers)) == ""
    with pytest.raises(CannotSign, match="no ed25519 key"):
        load_key(key, lambda: b"")


def test_a_signature_made_for_something_else_does_not_hold(tmp_path: Path, record: Record, ssh_key: Path) -> None:
    """A signature of git by the same key, over the very same bytes."""
    message = tmp_path / "message"
    message.write_bytes(pae(PAYLOAD_TYPE, record.signed_bytes))
    subprocess.run(
        [program("ssh-keygen"), "-q", "-Y", "sign", "-n", "git", "-f", str(ssh_key), str(message)], check=True
    )
    public = public_half(ssh_key).rpartition(" Ann")[0]
    assert not ssh.verify(message.read_bytes(), (tmp_path / "message.sig").read_bytes(), public)


def test_ssh_keygen_itself_verifies_what_we_wrote(tmp_path: Path, record: Record, ssh_key: Path) -> None:
    """With the same file of allowed signers, validity and all."""
    made = signed(record, SshKey(ssh_key))
    assert made.signature is not None
    (tmp_path / "signature").write_bytes(base64.b64decode(made.signature.value))
    (tmp_path / "signers").write_text(
        f'aurora.qa namespaces="qa-engine",valid-after="20260101" {public_half(ssh_key)}',
        encoding="utf-8",
    )
    said = subprocess.run(
        [
            program("ssh-keygen"),
            "-Y",
            "verify",
            "-f",
            "signers",
            "-I",
            "aurora.qa",
            "-n",
            "qa-engine",
            "-s",
            "signature",
        ],
        input=pae(PAYLOAD_TYPE, made.signed_bytes),
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


def test_without_ssh_keygen_a_signature_is_neither_good_nor_bad(
    record: Record, ssh_key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = signed(record, SshKey(ssh_key))
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"aurora.qa {public_half(ssh_key)}", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotVerify, match="ssh-keygen is not there"):
        why_not(made, read_signers(signers))
    with pytest.raises(CannotSign, match="ssh-keygen is not there"):
        SshKey(ssh_key)


@pytest.mark.parametrize("form", [PrivateFormat.OpenSSH, PrivateFormat.PKCS8])
def test_a_key_with_a_passphrase_asks_for_it_once(tmp_path: Path, form: PrivateFormat) -> None:
    file = tmp_path / "key"
    file.write_bytes(private_key("x").private_bytes(Encoding.PEM, form, BestAvailableEncryption(b"open sesame")))
    asked: list[int] = []

    def passphrase() -> bytes:
        asked.append(1)
        return b"open sesame"

    assert load_key(file, passphrase).fingerprint == Ed25519Key(private_key("x")).fingerprint
    assert asked == [1]
    with pytest.raises(CannotSign, match="the passphrase is wrong") as refused:
        load_key(file, lambda: b"wrong")
    assert "sesame" not in str(refused.value)


def test_a_file_that_is_no_key_says_so_and_shows_nothing_of_it(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n-----END OPENSSH PRIVATE KEY-----\n")
    with pytest.raises(CannotSign, match="holds no private key") as refused:
        load_key(file, lambda: b"")
    assert "secret" not in str(refused.value)
    with pytest.raises(CannotSign, match="no SSH key"):
        SshKey(file)


def test_fingerprints_are_those_of_ssh_keygen(tmp_path: Path) -> None:
    keygen = program("ssh-keygen")
    file = tmp_path / "key"
    file.write_bytes(private_key("x").private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    file.chmod(0o600)
    said = subprocess.run([keygen, "-l", "-f", str(file)], capture_output=True, text=True, check=True).stdout
    assert Ed25519Key(private_key("x")).fingerprint in said
    assert SshKey(file).fingerprint in said


def test_temporary_files_are_for_the_owner_alone(ssh_key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    real = ssh._run

    def look(arguments: list[str], *rest: bytes, **more: bool):  # type: ignore[no-untyped-def]
        seen.extend(
            stat.S_IMODE(Path(one).stat().st_mode) for one in arguments if "qa-engine-" in one and Path(one).is_file()
        )
        return real(arguments, *rest, **more)

    monkeypatch.setattr(ssh, "_run", look)
    made = ssh.sign(b"message", ssh_key)
    ssh.verify(b"message", made, public_half(ssh_key))
    assert seen == [0o600] * 3


def test_a_new_key_every_time_gives_another_signature_and_the_same_gives_the_same(record: Record) -> None:
    one, two = (signed(record, Ed25519Key(private_key(ANN.name))) for _ in range(2))
    assert one == two
    assert signed(record, Ed25519Key(Ed25519PrivateKey.generate())) != one
