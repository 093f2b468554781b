"""The hooks of this repository, tried by pre-commit and by prek themselves, without network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa_engine.cli.main import COMMANDS
from tests.clients.programs import missing, program, scrubbed
from tests.laws.test_hostile_input import SMALLEST

ROOT = Path(__file__).parents[2]
RUNNERS = ("pre-commit", "prek")

UPPER = """\
format: qa-engine/1
extends: base.qa.yaml
id: UP-1
title: On top
version: "1.0"
sections:
  s:
    activities:
      DEV-01: null
      NEW-01: {do: Record a deviation, raci: {b: RA, a: I}}
"""


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@aurora.example", "-c", "core.hooksPath=/dev/null")
    return subprocess.run(
        ["git", *identity, *words], cwd=folder, env=scrubbed(), capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture(scope="session")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that an installation of the engine needs, as wheels in one folder."""
    folder = tmp_path_factory.mktemp("wheels")
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "-w", str(folder)]
    made = subprocess.run([*wheel, str(ROOT), "hatchling"], capture_output=True, text=True, env=scrubbed(), check=False)
    if made.returncode:
        missing(f"the wheels of what the engine stands on cannot be had: {made.stderr.strip()[-300:]}")
    next(folder.glob("qa_engine-*.whl")).unlink()  # the hook is to build it from the repository
    return folder


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as it lies here, committed to a repository of its own."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        missing("this is no git checkout")
    folder = tmp_path_factory.mktemp("engine")
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The engine as it lies here")
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of agreements: one, and one that stands on it."""
    folder = tmp_path / "agreements"
    folder.mkdir()
    (folder / "base.qa.yaml").write_text(SMALLEST, encoding="utf-8")
    (folder / "upper.qa.yaml").write_text(UPPER, encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Two agreements")
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the runners keep what they have installed; one for all tests, since they know it again."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(params=RUNNERS)
def hook(request: pytest.FixtureRequest, repository: Path, engine: Path, wheelhouse: Path, home: Path):  # type: ignore[no-untyped-def]
    """Run a hook of the engine in the repository of agreements; gives exit status and what was said."""
    runner = program(request.param)
    if request.param == "prek":
        program("uv")  # prek installs with it, and would download it
    unshared = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False)
    alone = ["unshare", "-rn"] if unshared.returncode == 0 else []
    environment = scrubbed(
        HOME=str(home),
        PATH=f"{Path(sys.executable).parent}:{scrubbed()['PATH']}",
        PRE_COMMIT_HOME=str(home / "pre-commit"),
        PREK_HOME=str(home / "prek"),
        QA_ENGINE_CACHE=str(repository.parent / "cache"),
        PIP_CONFIG_FILE="/dev/null",
        PIP_NO_INDEX="1",
        PIP_NO_CACHE_DIR="1",
        PIP_FIND_LINKS=str(wheelhouse),
        UV_OFFLINE="1",
        UV_NO_INDEX="1",
        UV_NO_CACHE="1",
        UV_FIND_LINKS=str(wheelhouse),
    )

    def run(name: str, *words: str) -> tuple[int, str]:
        command = [*alone, runner, "try-repo", str(engine), name, *words]
        ran = subprocess.run(
            command, cwd=repository, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        return ran.returncode, ran.stdout + ran.stderr

    return run


def test_a_change_below_is_held_against_what_stands_on_it(hook, repository: Path) -> None:  # type: ignore[no-untyped-def]
    (repository / "base.qa.yaml").write_text(SMALLEST.replace("DEV-01", "DEV-02"), encoding="utf-8")
    git(repository, "add", "--all")
    status, said = hook("qa-engine-check")
    assert status == 1, said
    assert "upper.qa.yaml:9:" in said
    (repository / "upper.qa.yaml").write_text(UPPER.replace("DEV-01", "DEV-02"), encoding="utf-8")
    git(repository, "add", "--all")
    status, said = hook("qa-engine-check")
    assert status == 0, said


def test_all_agreements_are_checked_when_a_ledger_changes(hook, repository: Path) -> None:  # type: ignore[no-untyped-def]
    (repository / "upper.ledger.jsonl").write_text("no record\n", encoding="utf-8")
    git(repository, "add", "--all")
    status, said = hook("qa-engine-check-all")
    assert status == 1, said
    assert "broken-ledger" in said
    assert "2 agreements checked" in said


@pytest.mark.skipif("fmt" not in COMMANDS, reason="the command fmt has not come yet")
def test_fmt_lays_out_what_changed(hook, repository: Path) -> None:  # type: ignore[no-untyped-def]
    text = SMALLEST.replace("b: RA", "b: A/R") + "# a comment that stays\n"
    (repository / "base.qa.yaml").write_text(text, encoding="utf-8")
    git(repository, "add", "--all")
    status, said = hook("qa-engine-fmt")
    assert status == 1, said  # a hook that changes a file has failed: people look, and add the file anew
    after = (repository / "base.qa.yaml").read_text(encoding="utf-8")
    assert "b: RA" in after
    assert "# a comment that stays" in after
    git(repository, "add", "--all")
    status, said = hook("qa-engine-fmt")
    assert status == 0, said
