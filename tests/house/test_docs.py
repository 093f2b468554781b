"""The documents say what the program does."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from qa_engine.agreement.load import read_text
from qa_engine.cli.main import COMMANDS
from qa_engine.report.rules import page
from qa_engine.rules import RULES

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def test_the_page_of_rules_is_made_from_the_rules() -> None:
    """`qa-engine rules --format markdown > docs/rules.md` writes it anew."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == page(RULES)


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text[text.index("## Commands") : text.index("## Where to read on")]
    assert {name for name in COMMANDS if not re.search(rf"\b{name}\b", table)} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_pictures_of_the_readme_are_small_and_told_in_words() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(pictures) == 2
    for told, name in pictures:
        assert len(told.split()) > 10, name
        raw = (ROOT / name).read_bytes()
        assert raw.startswith(b"\x89PNG")
        assert len(raw) < 150_000, name


def test_the_smallest_agreement_of_the_guide_checks_clean() -> None:
    from qa_engine.check.run import check_agreement

    text = (ROOT / "docs" / "writing-an-agreement.md").read_text(encoding="utf-8")
    smallest = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0]
    findings = check_agreement(read_text(smallest), RULES, date(2027, 1, 15))
    assert [finding for finding in findings if finding.severity != "note"] == []
    assert len(smallest.splitlines()) <= 12


def test_the_readme_shows_what_check_really_says() -> None:
    from click.testing import CliRunner

    from qa_engine.cli.main import qa_engine

    said = (
        CliRunner()
        .invoke(qa_engine, ["check", (ROOT / "docs/examples/first-draft.qa.yaml").as_posix(), "--on", "2027-01-15"])
        .output
    )
    assert said.replace(f"{ROOT.as_posix()}/", "") in (ROOT / "README.md").read_text(encoding="utf-8")
