"""What a repository sets: which file wins, what holds for which folder, and what means nothing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import qa_engine as qa
from qa_engine.changes.assess import TABLE
from qa_engine.check.cached import Cache, check_cached
from qa_engine.check.run import check_files
from qa_engine.check.severities import ALWAYS
from qa_engine.cli.main import qa_engine
from qa_engine.finding import Finding
from qa_engine.rules import RULES
from qa_engine.settings.kinds import KINDS
from qa_engine.settings.read import KEYS, settings_for
from tests.laws.test_hostile_input import SMALLEST

ON = date(2027, 1, 15)
PACK = """\
format: qa-engine/pack-1
id: our-policy
version: "1"
title: Our policy
binding: policy
expectations:
  change:
    title: Change control
    topic: change-control
    severity: error
    says: Who approves changes is written down
    cites: [QP-001 4.2]
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for folder in ("agreements/us", "agreements/eu"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.qa.yaml").write_text(SMALLEST, encoding="utf-8")
    return tmp_path


def found(repository: Path, file: str = "agreements/us/a.qa.yaml") -> list[Finding]:
    return list(check_files([repository / file], RULES, ON).findings)


def run(*words: str) -> Result:
    return CliRunner().invoke(qa_engine, list(words), standalone_mode=False)


def test_packs_are_for_a_folder_and_what_lies_below(repository: Path) -> None:
    (repository / "qa-engine.toml").write_text('[packs]\n"agreements/us" = ["fda-qa-2016"]\n', encoding="utf-8")
    here, there = repository / "agreements/us/a.qa.yaml", repository / "agreements/eu/a.qa.yaml"
    assert check_files([here], RULES, ON).packs.keys() >= {"fda-qa-2016"}
    assert not check_files([there], RULES, ON).packs
    assert {one.rule for one in found(repository)} - {one.rule for one in found(repository, "agreements/eu/a.qa.yaml")}
    assert [table.pack for table in qa.coverage(qa.load(here))] == ["fda-qa-2016"]
    assert qa.coverage(qa.load(there)) == ()


def test_a_pack_of_one_s_own_lies_beside_the_settings_that_name_it(repository: Path) -> None:
    (repository / "agreements" / "qa-engine.toml").write_text('[packs]\nus = ["./policy/our.pack.yaml"]\n')
    (repository / "agreements" / "policy").mkdir()
    (repository / "agreements" / "policy" / "our.pack.yaml").write_text(PACK, encoding="utf-8")
    missing = [one for one in found(repository) if one.rule == "missing-topic"]
    assert [(one.place.at, "our-policy" in one.message) for one in missing] == [("change-control", True)]


def test_an_answer_that_was_kept_rests_on_the_packs_of_the_settings(repository: Path, tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"), "engine", 0)
    file, settings = repository / "agreements/us/a.qa.yaml", repository / "agreements" / "qa-engine.toml"
    pack = repository / "agreements" / "our.pack.yaml"

    def told() -> list[Finding]:
        kept, inputs = check_cached(file, RULES, ON, cache)
        assert inputs is not None
        assert check_cached(file, RULES, ON, cache) == (kept, inputs)
        assert kept.findings == check_files([file], RULES, ON).findings or set(kept.findings) == set(
            check_files([file], RULES, ON).findings
        )
        return list(kept.findings)

    before = told()
    pack.write_text(PACK, encoding="utf-8")
    settings.write_text('[packs]\nus = ["./our.pack.yaml"]\neast = ["./our.pack.yaml"]\n')
    with_pack = told()
    assert with_pack != before
    (repository / "agreements" / "east").mkdir()  # a folder that was named and not there
    assert told() != with_pack
    mild = PACK.replace("severity: error", "severity: note")
    pack.write_text(mild, encoding="utf-8")
    assert {one.severity for one in told() if one.rule == "missing-topic"} == {"note"}


def test_the_nearest_file_wins_key_by_key_and_each_value_tells_where_it_came_from(repository: Path) -> None:
    (repository / "pyproject.toml").write_text(
        '[tool.qa-engine]\ncolumns = "function"\n[tool.qa-engine.severity]\nidle-party = "off"\nmissing-accountable = "note"\n'
    )
    (repository / "agreements" / "us" / "qa-engine.toml").write_text('[severity]\nmissing-accountable = "warning"\n')
    ran = run("settings", str(repository / "agreements" / "us" / "a.qa.yaml"))
    assert ran.return_value == 0
    root, near = repository / "pyproject.toml", repository / "agreements" / "us" / "qa-engine.toml"
    assert ran.output.splitlines() == [
        f'columns = "function"   {root}:2',
        f'severity.idle-party = "off"   {root}:4',
        f'severity.missing-accountable = "warning"   {near}:2',
    ]


def test_settings_above_the_repository_are_not_read(repository: Path) -> None:
    inner = repository / "agreements" / "us"
    (repository / "qa-engine.toml").write_text("severty = 1\n")
    (inner / ".git").mkdir()
    assert settings_for(inner / "a.qa.yaml").findings == ()


@pytest.mark.parametrize(
    ("settings", "rule", "said", "hint"),
    [
        ('[severity]\nmissing-acountable = "off"\n', "unknown-key", "no rule `missing-acountable`", "missing-accountable"),
        ('[severity]\nyaml-syntax = "off"\n', "wrong-type", "`yaml-syntax` cannot be set", "take the line out"),
        ('[assessment]\nprose-chnged = "major"\n', "unknown-key", "`prose-chnged`", "prose-changed"),
        ('[packs]\nagrements = ["eu-gmp-7"]\n', "wrong-type", "no folder `agrements`", "relative"),
        ('[packs]\n"/" = ["eu-gmp-7"]\n', "wrong-type", "no folder", "relative"),
        ('[packs]\n"." = ["eu-gmp-77"]\n', "unknown-pack", "no pack 'eu-gmp-77'", "eu-gmp-7"),
        ('[packs]\n"." = ["./our.pack.yaml"]\n', "unknown-pack", "our.pack.yaml", ""),
        ('[packs]\n"." = ["../../our.pack.yaml"]\n', "unknown-pack", "our.pack.yaml", ""),
        ('[tool.qa-engine]\n', "unknown-key", "no key `tool`", "pyproject.toml"),
        ('own-keys-schema = "\\u0000"\n', "wrong-type", "no", "relative"),
        ("severity = 3\n", "wrong-type", "no table", "write"),
        ("columns = []\n", "wrong-type", "columns", "party"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_an_error_at_its_line_with_the_way_out(
    settings: str, rule: str, said: str, hint: str, repository: Path
) -> None:
    file = repository / "qa-engine.toml"
    file.write_text(settings, encoding="utf-8")
    (one,) = [one for one in found(repository) if one.place.path == file.as_posix()]
    assert (one.rule, one.severity, one.place.line) == (rule, "error", settings.count("\n"))
    assert said in one.message
    assert hint in one.hint
    if rule != "unknown-pack":
        ran = run("settings", str(repository / "agreements"))
        assert ran.return_value == 1
        assert said in ran.output


def test_no_settings_let_pass_what_cannot_be_read(repository: Path) -> None:
    (repository / "qa-engine.toml").write_text('[severity]\nyaml-syntax = "off"\n', encoding="utf-8")
    (repository / "agreements/us/a.qa.yaml").write_text("a: [", encoding="utf-8")
    assert "yaml-syntax" in {one.rule for one in found(repository) if one.blocks}


def test_the_kinds_that_may_be_classed_are_those_that_changes_know() -> None:
    assert set(KINDS) == {*TABLE, *(name.partition("/")[0] for name in TABLE)}


def test_the_page_on_settings_holds(repository: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (repository / "qa-engine.toml").write_text(block, encoding="utf-8")
    (repository / "our-policy.pack.yaml").write_text(PACK, encoding="utf-8")
    (repository / "schemas").mkdir()
    (repository / "schemas" / "own-keys.schema.json").write_text("{}", encoding="utf-8")
    assert not [one for one in found(repository) if one.place.path.endswith((".toml", ".pack.yaml"))]
    named = {line.partition(" ")[0].partition(".")[0] for line in run("settings", str(repository)).output.splitlines()}
    named |= {key.partition(".")[0] for key in settings_for(repository / "agreements/us/a.qa.yaml").values}
    assert named == set(KEYS)
    assert all(f"`{rule}`" in page for rule in ALWAYS)
