"""The file of allowed signers, read as ssh-keygen reads it and a little more strictly."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from qa_engine.ledger.signers import BadSigners, find_signers, read_signers
from tests.lifecycle.desk import public_line

if TYPE_CHECKING:
    from pathlib import Path

KEY = public_line("Ann Example")


def read(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    file = tmp_path / "allowed_signers"
    file.write_text(text, encoding="utf-8")
    return read_signers(file)


def test_a_line_says_for_whom_until_when_and_whose(tmp_path: Path) -> None:
    (signer,) = read(
        tmp_path,
        '# our keys\n\nann@aurora.example,aurora.qa namespaces="qa-engine,git",'
        f'valid-after="20260101Z",valid-before="20270630120000Z" {KEY}\n',
    )
    assert signer.name == "Ann Example"
    assert signer.may_sign_for("aurora.qa")
    assert not signer.may_sign_for("borealis.qa")
    assert signer.for_us
    assert signer.is_valid(datetime(2026, 1, 1, tzinfo=UTC))
    assert not signer.is_valid(datetime(2027, 6, 30, 12, tzinfo=UTC))
    assert signer.fingerprint.startswith("SHA256:")
    assert signer.line == 3


def test_patterns_and_exceptions(tmp_path: Path) -> None:
    (signer,) = read(tmp_path, f"aurora.*,!aurora.ra {KEY}\n")
    assert signer.may_sign_for("aurora.qa")
    assert not signer.may_sign_for("aurora.ra")
    assert not signer.may_sign_for("borealis.qa")


def test_a_key_for_something_else_is_not_for_us(tmp_path: Path) -> None:
    (signer,) = read(tmp_path, f'aurora.qa namespaces="git" {KEY}\n')
    assert not signer.for_us


@pytest.mark.parametrize("name", ["Pieter 't Hooft", "Sean O'Brien", "Dr Ann Example (QA)", "Ána Exámple", "安 例"])
def test_names_as_people_have_them(tmp_path: Path, name: str) -> None:
    (signer,) = read(tmp_path, f"aurora.qa {KEY.removesuffix('Ann Example')}{name}\n")
    assert signer.name == name


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("aurora.qa", "a line holds"),
        (f"aurora.qa cert-authority {KEY}", "the option 'cert-authority' is not known here"),
        (f'aurora.qa valid-after="soon" {KEY}', "'soon' is no time"),
        (f'aurora.qa valid-after="20271301" {KEY}', "no time that exists"),
        ("aurora.qa ssh-ed25519 AAAA!", "not in base64"),
        ("aurora.qa ssh-ed25519 AAAAB3NzaC1yc2E= x", "not of the type ssh-ed25519"),
        (f'aurora.qa valid-after="20270101"x {KEY}', "cannot be read"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(BadSigners, match=f"allowed_signers:2: .*{said}"):
        read(tmp_path, f"# first\n{line}\n")


def test_the_nearest_file_upward_counts_and_none_above_the_repository(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    folder = tmp_path / "repo" / "a" / "b"
    folder.mkdir(parents=True)
    for place in (tmp_path, tmp_path / "repo", tmp_path / "repo" / "a"):
        (place / ".qa-engine").mkdir()
    outside, root, near = (
        place / ".qa-engine" / "allowed_signers" for place in (tmp_path, tmp_path / "repo", tmp_path / "repo" / "a")
    )
    outside.write_text("", encoding="utf-8")
    assert find_signers(folder / "x.qa.yaml", tmp_path / "repo") is None
    root.write_text("", encoding="utf-8")
    assert find_signers(folder / "x.qa.yaml", tmp_path / "repo") == root
    near.write_text("", encoding="utf-8")
    assert find_signers(folder / "x.qa.yaml", tmp_path / "repo") == near
