"""A real repository: the drivers are installed, branches are merged by meaning, history is shown by meaning."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa_engine.git.drivers import install, uninstall
from qa_engine.git.revisions import Revision, read_revision, split
from qa_engine.git.run import GitError
from tests.laws.full_agreement import FULL

ROOT = Path(__file__).parents[2]
FILE = "agreements/full.qa.yaml"
UPPER = """\
format: qa-engine/1
extends: full.qa.yaml
base-version: "{}"
id: QA-A1
title: Appendix
version: "1.0"
signatories:
  - {{party: aurora, function: qa}}
"""


def environment() -> dict[str, str]:
    """The environment without what git sets for a hook, and with a name for the commits."""
    names = {
        "GIT_AUTHOR_NAME": "Ann",
        "GIT_AUTHOR_EMAIL": "ann@example.org",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    names |= {"GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org", "PYTHONPATH": str(ROOT), "CI": "1"}
    return {**{name: value for name, value in os.environ.items() if not name.startswith("GIT_")}, **names}


def run(folder: Path, *arguments: str, status: int = 0) -> str:
    done = subprocess.run(
        arguments, cwd=folder, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def git(folder: Path, *arguments: str, status: int = 0) -> str:
    return run(folder, "git", *arguments, status=status)


def engine(folder: Path, *arguments: str, status: int = 0) -> str:
    return run(folder, sys.executable, "-m", "qa_engine", *arguments, status=status)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "agreements").mkdir()
    commit(tmp_path, FULL, "first")
    return tmp_path


def commit(folder: Path, text: str, message: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def two_branches(folder: Path, ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    git(folder, "checkout", "-q", "-b", "side")
    commit(folder, FULL.replace(*theirs), "theirs")
    git(folder, "checkout", "-q", "main")
    commit(folder, FULL.replace(*ours), "ours")


def test_git_merges_two_edits_of_one_line_by_meaning(repository: Path) -> None:
    two_branches(
        repository,
        ("critical: 1 business day of", "critical: 4 hours of"),
        ("major: 3 business days", "major: 2 business days"),
    )
    git(repository, "merge", "side", "-m", "without the driver", status=1)
    git(repository, "merge", "--abort")
    engine(repository, "git", "install")
    assert "merged by meaning" in git(repository, "merge", "side", "-m", "with the driver")
    text = (repository / FILE).read_text(encoding="utf-8")
    assert "within: {critical: 4 hours of discovery, major: 2 business days of discovery}" in text


def test_a_true_conflict_stops_git_and_the_file_is_refused(repository: Path) -> None:
    two_branches(
        repository,
        ("major: 3 business days", "major: 1 business day"),
        ("major: 3 business days", "major: 2 business days"),
    )
    engine(repository, "git", "install")
    said = git(repository, "merge", "side", "-m", "conflict", status=1)
    assert "conflict: DEV-02" in said
    text = (repository / FILE).read_text(encoding="utf-8")
    assert text.count("<<<<<<< ours") == text.count(">>>>>>> theirs") == 1
    assert "UU" in git(repository, "status", "--porcelain")
    assert "a merge has left a conflict here" in engine(repository, "check", FILE, status=1)


def test_history_is_shown_in_lines_that_people_read(repository: Path) -> None:
    commit(
        repository,
        FULL.replace("critical: 1 business day of", "critical: 4 hours of").replace(
            "A, aurora.qa: I}", "A, aurora.qa: C}"
        ),
        "second",
    )
    engine(repository, "git", "install")
    shown = git(repository, "log", "-p", "-1")
    assert "-DEV-02 within critical: 1 business day of discovery\n" in shown
    assert "+DEV-02 within critical: 4 hours of discovery\n" in shown
    assert "+DEV-01 raci aurora.qa: C\n" in shown
    commit(
        repository,
        (repository / FILE).read_text(encoding="utf-8").replace("scheme: RACI\n", "scheme: RACI   # the usual\n"),
        "a comment",
    )
    assert not [
        line
        for line in git(repository, "log", "-p", "-1").splitlines()
        if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")
    ]


def test_the_drivers_are_taken_out_again(repository: Path) -> None:
    config, attributes = repository / ".git" / "config", repository / ".git" / "info" / "attributes"
    attributes.parent.mkdir(exist_ok=True)
    attributes.write_text("*.txt text\n", encoding="utf-8")
    before = config.read_text(encoding="utf-8")
    for _ in range(2):
        install(repository, "qa-engine")
    drivers = "*.qa.yaml diff=qa-engine merge=qa-engine\n*.ledger.jsonl -text -merge\n"
    assert attributes.read_text(encoding="utf-8") == f"*.txt text\n{drivers}"
    assert uninstall(repository)
    assert not uninstall(repository)
    assert config.read_text(encoding="utf-8") == before
    assert attributes.read_text(encoding="utf-8") == "*.txt text\n"
    assert git(repository, "status", "--porcelain") == ""


def test_the_command_takes_the_drivers_out(repository: Path) -> None:
    engine(repository, "git", "install")
    assert "qa-engine" in git(repository, "config", "--local", "--get-regexp", r"^(merge|diff)\.")
    assert "as any text again" in engine(repository / "agreements", "git", "uninstall")
    git(repository, "config", "--local", "--get-regexp", r"^(merge|diff)\.", status=1)
    assert "nothing to take out" in engine(repository, "git", "uninstall")


def test_names_that_look_like_options_and_names_with_blanks_are_merged(repository: Path) -> None:
    names = ("agreements/--help.qa.yaml", "agreements/a b's.qa.yaml", "-o.qa.yaml")

    def write(text: str) -> None:
        for name in names:
            (repository / name).write_text(text, encoding="utf-8")
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "next")

    engine(repository, "git", "install")
    write(FULL)
    git(repository, "checkout", "-q", "-b", "side")
    write(FULL.replace("major: 3 business days", "major: 2 business days"))
    git(repository, "checkout", "-q", "main")
    write(FULL.replace("critical: 1 business day of", "critical: 4 hours of"))
    said = git(repository, "merge", "side", "-m", "together")
    for name in names:
        assert f"{name}: merged by meaning" in said
        assert "critical: 4 hours of discovery, major: 2 business" in (repository / name).read_text(encoding="utf-8")


def test_outside_of_a_repository_it_says_so(tmp_path: Path) -> None:
    assert "not a git repository" in engine(tmp_path, "git", "install", status=2)


def test_a_revision_is_compared_with_a_file(repository: Path) -> None:
    commit(repository, FULL.replace("via: phone", "via: letter"), "second")
    for old in (f"HEAD~1:{FILE}", f"main~1:{FILE}", f"HEAD^{{/first}}:{FILE}"):
        assert "channel: " in engine(repository, "diff", old, FILE, status=1)
    engine(repository, "diff", f"HEAD:{FILE}", FILE)
    assert "channel: " in engine(repository / "agreements", "diff", "HEAD~1:full.qa.yaml", "full.qa.yaml", status=1)
    assert "channel: " in engine(repository / "agreements", "diff", "HEAD~1:./full.qa.yaml", f"HEAD:{FILE}", status=1)


def test_what_an_agreement_extends_is_read_from_the_same_revision(repository: Path) -> None:
    version = next(line.split('"')[1] for line in FULL.splitlines() if line.startswith("version:"))
    (repository / "agreements" / "upper.qa.yaml").write_text(UPPER.format(version), encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "an appendix")
    commit(repository, FULL.replace("via: phone", "via: letter"), "the lower file")
    said = engine(repository, "diff", "HEAD~1:agreements/upper.qa.yaml", "HEAD:agreements/upper.qa.yaml", status=1)
    assert "channel: " in said
    assert "HEAD:agreements/full.qa.yaml:" in said


@pytest.mark.parametrize(
    "revision", ["--output=stolen", "-h", "--help", "nope", "HEAD~99", "", "a\nb", "HEAD --output=stolen"]
)
def test_a_revision_is_never_taken_for_an_option(repository: Path, revision: str) -> None:
    with pytest.raises(GitError):
        Revision.of(revision, repository)
    if revision and "\n" not in revision:
        said = engine(repository, "diff", "--", f"{revision}:{FILE}", FILE, status=2)
        assert "no revision" in said or "cannot be looked up" in said
    assert not (repository / "stolen").exists()


@pytest.mark.parametrize("path", ["missing.qa.yaml", "agreements", "../out.qa.yaml", "/etc/passwd", "a\nb", "--help"])
def test_a_path_that_is_no_file_of_the_revision_is_refused(repository: Path, path: str) -> None:
    with pytest.raises(GitError, match="is no file of the revision"):
        read_revision(f"HEAD:{path}", repository)


def test_a_name_is_split_at_the_first_colon_outside_of_braces() -> None:
    assert split("HEAD~1:a/b.qa.yaml") == ("HEAD~1", "a/b.qa.yaml")
    assert split("HEAD^{/fix: it}:a.qa.yaml") == ("HEAD^{/fix: it}", "a.qa.yaml")
    assert [split(name) for name in ("a.qa.yaml", ":a.qa.yaml", "HEAD:")] == [None, None, None]
