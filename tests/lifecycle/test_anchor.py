"""Anchors outside of the repository, by the programs that the guide names: a signed git tag, a time stamp after RFC 3161."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from qa_engine.copies import verify
from qa_engine.ledger.anchor import Anchor, anchor_of, read_anchors
from qa_engine.report.verify import verify_text
from tests.clients.programs import program, scrubbed
from tests.lifecycle.desk import AGREEMENT, desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lifecycle.desk import Desk


def heads(life: Desk) -> str:
    anchor = anchor_of(life.ledger)
    assert anchor is not None
    return f"Ledgers as they stood\n\n{anchor}\n"


def cut(life: Desk, keep: int) -> None:
    lines = life.ledger_file.read_bytes().splitlines(keepends=True)
    life.ledger_file.write_bytes(b"".join(lines[:keep]))


def found(life: Desk, text: str) -> list[str]:
    (verified,), _ = verify(life.file, on=life.now.date(), anchors=read_anchors(text))
    return [finding.message for finding in verified.findings]


def test_a_line_is_read_again_whatever_stands_around_it() -> None:
    anchor = Anchor("QA 2027/1 (draft)", 12, "sha256:" + "a" * 64)
    assert read_anchors(f"tag x\n\n# words\n{anchor}  \n-----BEGIN SSH SIGNATURE-----\nU1N\n") == (anchor,)
    assert read_anchors("nothing of the kind") == ()


def test_a_ledger_that_is_gone_altogether_is_seen(tmp_path: Path) -> None:
    life = desk(tmp_path).approved()
    text = heads(life)
    life.ledger_file.unlink()
    life.edit("status: approved", "status: draft")
    assert found(life, "") == []
    assert "the ledger ends at record 0, and at the anchor it had 3" in found(life, text)[0]


def test_an_agreement_that_was_taken_away_with_its_ledger_is_seen_where_its_folder_is_verified(tmp_path: Path) -> None:
    life = desk(tmp_path).approved()
    other = desk(tmp_path, "other", AGREEMENT.replace("QA-2027-001", "QA-2027-002")).approved()
    anchors = read_anchors(f"{heads(life)}{heads(other)}")
    folder = life.file.parent
    assert all(one.holds for one in verify(folder, on=life.now.date(), anchors=anchors)[0])
    other.file.unlink()
    other.ledger_file.unlink()
    still_there, lost = verify(folder, on=life.now.date(), anchors=anchors)[0]
    assert still_there.holds
    (finding,) = lost.findings
    assert finding.message == "at the anchor QA-2027-002 had a ledger of 3 records, and there is no such agreement here"
    said = "\n".join("".join(text for text, _ in line) for line in verify_text([still_there, lost], []))
    assert f"{folder.as_posix()}: no ledger, and there should be one" in said
    (one,), _ = verify(life.file, on=life.now.date(), anchors=anchors)
    assert one.holds, "a single file says nothing of the others"


def test_a_signed_tag_of_git_is_an_anchor(tmp_path: Path) -> None:
    git, keygen = program("git"), program("ssh-keygen")
    life = desk(tmp_path).approved()
    (life.folder / ".git").rmdir()
    key = tmp_path / "key"
    subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "signers").write_text(
        f"ann@aurora.example {key.with_suffix('.pub').read_text(encoding='utf-8')}", encoding="utf-8"
    )

    def run(*arguments: str) -> str:
        settings = {
            "user.name": "Ann",
            "user.email": "ann@aurora.example",
            "gpg.format": "ssh",
            "user.signingkey": str(key),
            "gpg.ssh.allowedSignersFile": str(tmp_path / "signers"),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        said = subprocess.run(
            [git, *options, *arguments],
            cwd=life.folder,
            env=scrubbed(HOME=str(tmp_path), GIT_CONFIG_NOSYSTEM="1"),
            capture_output=True,
            text=True,
            check=True,
        )
        return said.stdout

    run("init", "-q")
    run("add", ".")
    run("commit", "-q", "-m", "approved")
    (tmp_path / "heads.txt").write_text(heads(life), encoding="utf-8")
    run("tag", "-s", "ledgers-2027-01-11", "-F", str(tmp_path / "heads.txt"))
    run("tag", "-v", "ledgers-2027-01-11")
    kept = run("tag", "-l", "--format=%(contents)", "ledgers-2027-01-11")
    assert found(life, kept) == []
    cut(life, 2)
    assert any("its end was cut off" in message for message in found(life, kept))


def test_a_time_stamp_shows_that_the_lines_were_there(tmp_path: Path) -> None:
    """The commands of the guide, against an authority of our own."""
    openssl = program("openssl")
    life = desk(tmp_path).approved()
    (tmp_path / "heads.txt").write_text(heads(life), encoding="utf-8")
    (tmp_path / "tsa.cnf").write_text(
        "[req]\ndistinguished_name = name\nx509_extensions = stamping\nprompt = no\n[name]\nCN = Test stamps\n"
        "[stamping]\nextendedKeyUsage = critical,timeStamping\n"
        "[tsa]\ndefault_tsa = ours\n[ours]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\n"
        "digests = sha256\naccuracy = secs:1\ntsa_name = no\ness_cert_id_chain = no\n",
        encoding="utf-8",
    )
    (tmp_path / "serial").write_text("01\n", encoding="utf-8")

    def run(*arguments: str) -> int:
        environment = scrubbed(OPENSSL_CONF=str(tmp_path / "tsa.cnf"))
        return subprocess.run(
            [openssl, *arguments], cwd=tmp_path, env=environment, capture_output=True, check=False
        ).returncode

    certificate = ["-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.pem", "-days", "30"]
    assert run("req", "-x509", "-config", "tsa.cnf", *certificate) == 0
    assert run("ts", "-query", "-data", "heads.txt", "-sha256", "-cert", "-out", "heads.tsq") == 0
    stamp = ["-inkey", "tsa.key", "-signer", "tsa.pem", "-out", "heads.tsr"]
    assert run("ts", "-reply", "-config", "tsa.cnf", "-section", "ours", "-queryfile", "heads.tsq", *stamp) == 0
    verified = ["ts", "-verify", "-data", "heads.txt", "-in", "heads.tsr", "-CAfile", "tsa.pem"]
    assert run(*verified) == 0
    (tmp_path / "heads.txt").write_text(heads(life).replace(" 3 ", " 2 "), encoding="utf-8")
    assert run(*verified) != 0
