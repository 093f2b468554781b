"""The hooks of this repository, tried by pre-commit and by prek themselves, without network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    git(folder, "tag", "v0.1.0")
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


class Runner:
    """pre-commit or prek in the repository of agreements, cut off from the network where the system lets us."""

    def __init__(self, program: str, engine: Path, folder: Path, environment: dict[str, str]) -> None:
        self.program = program
        self.engine = engine
        self.folder = folder
        self.environment = environment
        unshared = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False)
        self._alone = ["unshare", "-rn"] if unshared.returncode == 0 else []

    def __call__(self, *words: str) -> tuple[int, str]:
        """What a command of the runner says: its exit status, and all of its words."""
        return self.command(self.program, *words)

    def command(self, *words: str) -> tuple[int, str]:
        """Likewise for another program."""
        ran = subprocess.run(
            [*self._alone, *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=1200,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    def configure(self, *hooks: str) -> None:
        """Name the hooks in the repository, as the page on CI does."""
        names = "".join(f"      - id: {hook}\n" for hook in hooks)
        (self.folder / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: {self.engine}\n    rev: v0.1.0\n    hooks:\n{names}", encoding="utf-8"
        )
        git(self.folder, "add", ".pre-commit-config.yaml")


@pytest.fixture(params=RUNNERS)
def runner(request: pytest.FixtureRequest, repository: Path, engine: Path, wheelhouse: Path, home: Path) -> Runner:
    found = program(request.param)
    if request.param == "prek":
        program("uv")  # prek installs with it, and would download it
    environment = scrubbed(
        HOME=str(home),
        PATH=f"{Path(sys.executable).parent}:{scrubbed()['PATH']}",
        PRE_COMMIT_HOME=str(home / "pre-commit"),
        PREK_HOME=str(home / "prek"),
        QA_ENGINE_CACHE=str(repository.parent / "cache"),
        GIT_CONFIG_GLOBAL="/dev/null",
        PIP_CONFIG_FILE="/dev/null",
        PIP_NO_INDEX="1",
        PIP_NO_CACHE_DIR="1",
        PIP_FIND_LINKS=str(wheelhouse),
        UV_OFFLINE="1",
        UV_NO_INDEX="1",
        UV_NO_CACHE="1",
        UV_FIND_LINKS=str(wheelhouse),
    )
    return Runner(found, engine, repository, environment)


def test_the_hooks_can_be_tried_without_being_named(runner: Runner, repository: Path) -> None:
    (repository / "base.qa.yaml").write_text(SMALLEST.replace("DEV-01", "DEV-02"), encoding="utf-8")
    git(repository, "add", "--all")
    status, said = runner("try-repo", str(runner.engine), "qa-engine-check")
    assert status == 1, said
    assert "upper.qa.yaml:9:" in said


def test_a_commit_that_breaks_what_stands_above_is_refused(runner: Runner, repository: Path) -> None:
    runner.configure("qa-engine-check")
    git(repository, "commit", "--quiet", "--message", "Hooks")
    assert runner("install")[0] == 0
    (repository / "base.qa.yaml").write_text(SMALLEST.replace("DEV-01", "DEV-02"), encoding="utf-8")
    commit = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@aurora.example", "commit", "-a", "-m", "A new number")
    status, said = runner.command(*commit)
    assert status == 1, said
    assert "upper.qa.yaml:9:" in said
    assert "Hooks" in git(repository, "log", "-1", "--format=%s")
    (repository / "upper.qa.yaml").write_text(UPPER.replace("DEV-01", "DEV-02"), encoding="utf-8")
    status, said = runner.command(*commit)
    assert status == 0, said
    assert "A new number" in git(repository, "log", "-1", "--format=%s")


def test_all_agreements_are_checked_when_a_ledger_changes(runner: Runner, repository: Path) -> None:
    runner.configure("qa-engine-check-all")
    (repository / "upper.ledger.jsonl").write_text("no record\n", encoding="utf-8")
    git(repository, "add", "--all")
    status, said = runner("run", "qa-engine-check-all")
    assert status == 1, said
    assert "broken-ledger" in said
    assert "2 agreements checked" in said


def test_fmt_lays_out_what_changed(runner: Runner, repository: Path) -> None:
    runner.configure("qa-engine-fmt")
    text = SMALLEST.replace("b: RA", "b: A/R") + "# a comment that stays\n"
    (repository / "base.qa.yaml").write_text(text, encoding="utf-8")
    git(repository, "add", "--all")
    status, said = runner("run", "qa-engine-fmt")
    assert status == 1, said  # a hook that changes a file has failed: people look, and add the file anew
    after = (repository / "base.qa.yaml").read_text(encoding="utf-8")
    assert "b: RA" in after
    assert "# a comment that stays" in after
    git(repository, "add", "--all")
    status, said = runner("run", "qa-engine-fmt")
    assert status == 0, said
