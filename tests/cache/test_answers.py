"""The cache never gives a wrong answer: whatever changes, what is told is what a check without it would tell."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa_engine.cache import entry
from qa_engine.cache.engine import engine
from qa_engine.cache.folder import cache_folder
from qa_engine.cli.answer import asked
from tests.laws.test_hostile_input import SMALLEST

ROOT = Path(__file__).parents[2]
UPPER = "format: qa-engine/1\nextends: lower.qa.yaml\nid: U\ntitle: On top\nversion: '1.0'\n"


def told(folder: Path, *words: str, cache: Path | None = None, **environment: str) -> tuple[int, str, str]:
    """What the command says in a process of its own: exit status, standard output, standard error."""
    scrubbed = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "QA_ENGINE_"))}
    env = {**scrubbed, "QA_ENGINE_CACHE": str(cache or folder.parent / "cache"), **environment}
    ran = subprocess.run(
        [sys.executable, "-m", "qa_engine", *words],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / ".git").mkdir(parents=True)
    (folder / "lower.qa.yaml").write_text(SMALLEST, encoding="utf-8")
    (folder / "upper.qa.yaml").write_text(UPPER, encoding="utf-8")
    return folder


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.parent.rglob("cache/**/*") if path.is_file()]


CHANGES = {
    "the file": lambda folder: (folder / "upper.qa.yaml").write_text(UPPER + "language: en\nx: 1\n"),
    "what it extends": lambda folder: (folder / "lower.qa.yaml").write_text(SMALLEST.replace("RA", "R")),
    "what it extends is gone": lambda folder: (folder / "lower.qa.yaml").unlink(),
    "settings come": lambda folder: (folder / "qa-engine.toml").write_text("severty = 1\n"),
    "settings in pyproject come": lambda folder: (folder / "pyproject.toml").write_text("[tool.qa-engine]\nx = 1\n"),
    "a ledger comes": lambda folder: (folder / "upper.ledger.jsonl").write_text("{}\n"),
    "the repository is gone": lambda folder: (
        (folder / ".git").rename(folder.parent / "git"),
        (folder.parent / "qa-engine.toml").write_text("severty = 1\n"),
        (folder.parent / ".git").mkdir(),
    ),
    "a baseline comes": lambda folder: (folder / "qa-engine-baseline.json").write_text("[]"),
    "the settings add a pack": lambda folder: (folder / "qa-engine.toml").write_text(
        '[packs]\n"." = ["fda-qa-2016"]\n'
    ),
    "a file comes": lambda folder: (folder / "more.qa.yaml").write_text("format: 1\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_answer_changes(change: str, repository: Path) -> None:
    before = told(repository, "check", ".")
    assert before[0] == 0
    assert told(repository, "check", ".") == before
    CHANGES[change](repository)
    assert told(repository, "check", ".") == told(repository, "check", ".", "--no-cache") != before


def test_any_walk_of_changes_gives_what_a_check_without_a_cache_gives(repository: Path) -> None:
    """Random edits, files that come and go and come back; each time the answer is that of a check that keeps nothing."""
    luck = random.Random(7)  # the same walk each time, no secret
    texts = [SMALLEST, SMALLEST.replace("RA", "R"), UPPER, UPPER.replace("lower", "middle"), "", "[", "extends: x\n"]
    settings = ["", '[severity]\nidle-party = "off"\n', "x = 1\n", '[severity]\nmissing-accountable = "note"\n']
    names = ["lower.qa.yaml", "middle.qa.yaml", "upper.qa.yaml", "deep/upper.qa.yaml"]
    (repository / "deep").mkdir()
    for _ in range(14):
        kind = luck.randrange(4)
        if kind < 2:
            (repository / luck.choice(names)).write_text(luck.choice(texts), encoding="utf-8")
        elif kind == 2:
            (repository / luck.choice(["qa-engine.toml", "deep/qa-engine.toml"])).write_text(luck.choice(settings))
        else:
            (repository / luck.choice(names[1:])).unlink(missing_ok=True)
        words = luck.choice([["."], ["lower.qa.yaml"], ["deep", "."], ["--format", "json", "."]])
        assert told(repository, "check", *words) == told(repository, "check", "--no-cache", *words)
        assert told(repository, "check", *words) == told(repository, "check", "--no-cache", *words)


def test_a_kept_answer_is_given_before_anything_is_loaded(repository: Path) -> None:
    first = told(repository, "check", "lower.qa.yaml")
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "qa_engine", "check", "lower.qa.yaml"],
        cwd=repository,
        env={**os.environ, "QA_ENGINE_CACHE": str(repository.parent / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert (ran.returncode, ran.stdout) == first[:2]
    assert not {
        name for name in loaded if name.partition(".")[0] in ("click", "_ruamel_yaml", "pydantic_core", "json", "re")
    }
    assert {name for name in loaded if name.startswith("qa_engine")} <= {
        "qa_engine",
        *(f"qa_engine.{name}" for name in ("cache", "cache.engine", "cache.entry", "cache.folder", "cache.state")),
        *(f"qa_engine.{name}" for name in ("cli", "cli.answer", "cli.terminal")),
    }


@pytest.mark.parametrize("wrong", [b"", b"garbage", b"\xff\xfe\x00", None], ids=["empty", "garbage", "no text", "cut"])
def test_a_damaged_entry_is_as_if_there_were_none(wrong: bytes | None, repository: Path) -> None:
    right = told(repository, "check", ".")
    assert entries(repository)
    for path in entries(repository):
        raw = path.read_bytes()
        path.write_bytes(raw[:-2] if wrong is None else wrong)
    assert told(repository, "check", ".") == right
    assert told(repository, "check", ".") == right


def test_a_forged_entry_without_its_mark_counts_for_nothing(repository: Path) -> None:
    right = told(repository, "check", ".")
    for path in entries(repository):
        path.write_bytes(path.read_bytes().replace(b"nothing found", b"all is well!!"))
    assert told(repository, "check", ".") == right


def test_where_nothing_can_be_written_nothing_is_kept(repository: Path) -> None:
    right = told(repository, "check", ".", "--no-cache")
    assert entries(repository) == []
    file = repository.parent / "file"
    file.write_text("")
    assert told(repository, "check", ".", cache=file) == right
    assert told(repository, "check", ".", cache=Path("/dev/full")) == right
    assert told(repository, "check", ".", cache=Path("/proc/nowhere")) == right
    assert told(repository, "check", ".", cache=Path("/" + "x" * 300)) == right


def test_a_full_disk_leaves_no_half_of_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "day" / "entry"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        entry.write(str(path), {}, "text", now=0)
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    entry.write(str(path), {}, "text", now=0)
    assert entry.read(str(path)) == ({}, "text")


@pytest.mark.parametrize("text", ["", "\n", "a\n\nb", "x" * 100_000, "é中😀\ud800", "1\n2 3\n"])
def test_an_entry_is_read_as_it_was_written(text: str, tmp_path: Path) -> None:
    inputs = {"/a b": "-", "/é\udcff": "0" * 32, "/c/": "1" * 32}
    entry.write(str(tmp_path / "day" / "entry"), inputs, text, now=0)
    assert entry.read(str(tmp_path / "day" / "entry")) == (inputs, text)
    entry.write(str(tmp_path / "day" / "other"), {"/a": "?"}, text, now=0)
    assert entry.read(str(tmp_path / "day" / "other")) is None


def test_several_processes_at_once_say_the_same(repository: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(lambda _: told(repository, "check", "."), range(16)))
    assert len(answers) == 1
    assert not [path for path in entries(repository) if path.name.endswith(".part")]


def test_an_answer_is_for_one_day_and_one_engine(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    root = str(repository.parent / "cache")
    one = asked(["check", "."], root)
    monkeypatch.setattr("time.strftime", lambda _: "2031-01-01")
    other = asked(["check", "."], root)
    monkeypatch.setattr("qa_engine.cli.answer.engine", lambda *_, **__: "another")
    third = asked(["check", "."], root)
    assert one is not None
    assert other is not None
    assert third is not None
    assert len({one.path, other.path, third.path}) == 3
    assert asked(["check", ".", "--fix"], root) is None
    assert asked(["render", "a"], root) is None


def test_the_engine_is_known_by_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same content installed anew is the same engine; one changed letter is another."""
    code = tmp_path / "code"
    (code / "below").mkdir(parents=True)
    (code / "below" / "rule.py").write_text("a = 1\n")
    monkeypatch.setattr("qa_engine.cache.engine._PACKAGE", str(code))
    first = engine(str(tmp_path / "cache"), now=0)
    assert engine(str(tmp_path / "cache"), now=0) == first
    (code / "below" / "rule.py").unlink()
    (code / "below" / "rule.py").write_text("a = 1\n")
    assert engine(str(tmp_path / "cache"), now=0) == first
    (code / "below" / "rule.py").write_text("a = 2\n")
    assert engine(str(tmp_path / "cache"), now=0) != first


def test_days_that_are_over_are_removed_and_nothing_else(tmp_path: Path) -> None:
    entry.write(str(tmp_path / "2027-01-15" / "old"), {}, "text", now=0)
    (tmp_path / "kept").write_text("of somebody else")
    (tmp_path / "2027-01-14" / "below").mkdir(parents=True)
    for folder in ("2027-01-15", "2027-01-14"):
        os.utime(tmp_path / folder, (1, 1))
    entry.write(str(tmp_path / "2027-01-20" / "new"), {}, "text", now=entry.DAYS_KEPT * 86400 + 2)
    assert not (tmp_path / "2027-01-15").exists()
    assert (tmp_path / "2027-01-14" / "below").is_dir()
    assert (tmp_path / "kept").exists()


def test_where_the_cache_lies() -> None:
    assert cache_folder({"QA_ENGINE_CACHE": "/c"}).startswith("/c/")
    if sys.platform == "linux":
        assert cache_folder({"XDG_CACHE_HOME": "/x"}).startswith("/x/qa-engine/")
        assert cache_folder({"XDG_CACHE_HOME": "relative"}) == cache_folder({})
