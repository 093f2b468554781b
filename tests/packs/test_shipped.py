"""The packs that come with the engine: clean, complete, and documented as they are."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa_engine.check.run import check_files
from qa_engine.cli.main import Refused, qa_engine
from qa_engine.packs.kept import PACK, as_written, kept, names, written
from qa_engine.packs.lists import decisions, topics
from qa_engine.packs.read import ENDING, read_pack, shipped, shipped_pack
from qa_engine.packs.vocabulary import BINDINGS
from qa_engine.report.json import check_json
from qa_engine.report.packs import page, rules_of
from qa_engine.report.text import closing_line
from qa_engine.rules import RULES

ROOT = Path(__file__).parents[2]
NINE = {
    "fda-qa-2016",
    "eu-gmp-7",
    "pics-pe009-7",
    "ich-q7-16",
    "ich-q10",
    "eu-gdp-7",
    "eu-atmp",
    "iso-13485-7.4",
    "practice",
}
EXPECTATIONS = [one for name in shipped() for one in shipped_pack(name).expectations]


def test_the_packs_that_were_asked_for_are_there() -> None:
    assert set(shipped()) >= NINE


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_pack_reads_clean_and_is_what_agreements_get(name: str) -> None:
    raw = files("qa_engine.packs").joinpath("data", name + ENDING).read_bytes()
    pack, findings = read_pack(raw, name + ENDING, None)
    assert findings == ()
    assert pack == shipped_pack(name)
    assert pack.id == name
    assert pack.version
    assert pack.about


@pytest.mark.parametrize("name", shipped())
def test_the_page_of_a_pack_is_made_from_the_pack(name: str) -> None:
    """`qa-engine packs NAME --format markdown > docs/packs/NAME.md` writes it anew."""
    assert (ROOT / "docs" / "packs" / f"{name}.md").read_text(encoding="utf-8") == page(shipped_pack(name))


def test_the_guide_names_every_pack() -> None:
    guide = (ROOT / "docs" / "packs" / "index.md").read_text(encoding="utf-8")
    assert {name for name in shipped() if f"({name}.md)" not in guide} == set()


@pytest.mark.parametrize("one", EXPECTATIONS, ids=lambda one: f"{one.pack}:{one.id}")
def test_an_expectation_says_all_that_a_reader_needs(one) -> None:  # type: ignore[no-untyped-def]
    assert one.says.endswith((".", ")"))
    assert one.cites
    assert one.binding in BINDINGS
    assert set(one.topics) <= set(topics())
    assert set(one.decisions) <= set(decisions())
    assert one.look_up or one.binding in ("practice", "template")
    assert set(rules_of(one)) <= {rule.name for rule in RULES}


def test_what_is_kept_from_memory_is_never_more_than_a_note() -> None:
    recalled = [one for one in EXPECTATIONS if one.recalled]
    assert len(recalled) > 40
    assert {one.severity for one in recalled} == {"note"}
    assert all("from memory" in cite for one in recalled for cite in one.citations)


def test_custom_says_that_it_is_no_law() -> None:
    practice = shipped_pack("practice")
    assert "not law" in practice.about
    assert {one.binding for one in practice.expectations} == {"practice", "template"}
    assert not any(one.severity == "error" or one.limit or one.held_by for one in practice.expectations)


def test_the_facts_that_the_rules_stand_on_are_in_the_packs() -> None:
    fda = {one.id: one for one in shipped_pack("fda-qa-2016").expectations}
    assert fda["cfr-21-211/211.22(a)-contract"].cites == ("21 CFR 211.22(a)",)
    alert = fda["cfr-21-314/314.81(b)(1)"].limit
    assert alert is not None
    assert (alert.within.value, alert.within.unit, alert.from_knowledge) == (3, "business day", True)
    eu = {one.id: one for one in shipped_pack("eu-gmp-7").expectations}
    report = eu["ema-qa-ch8/one-working-day"].limit
    assert report is not None
    assert not report.from_knowledge
    assert [str(period) for period in eu["eu-gmp-4/4.10-4.12"].keep] == [
        "1 year after expiry",
        "5 years after certification",
    ]


def test_the_kept_shape_is_that_of_the_definition() -> None:
    """`python -m qa_engine.packs.kept` writes it anew."""
    assert json.loads(PACK.path.read_text(encoding="utf-8")) == json.loads(json.dumps(PACK.compile()))


def test_the_pack_of_the_guide_reads_clean() -> None:
    guide = (ROOT / "docs" / "packs" / "index.md").read_text(encoding="utf-8")
    example = next(text for text in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL) if "pack-1" in text)
    pack, findings = read_pack(example, "our-policy.pack.yaml", None)
    assert findings == ()
    by_id = {one.id: one for one in pack.expectations}
    assert by_id["fda-qa-2016/audits"].severity == "error"
    assert "fda-qa-2016/risk-management-tools" not in by_id
    assert by_id["policy/recall"].held_by == ("contract-giver",)
    assert pack.stands_on == (("fda-qa-2016", "1"),)


def test_the_command_lists_and_shows_packs() -> None:
    def run(*arguments: str) -> str:
        return CliRunner().invoke(qa_engine, ["packs", *arguments]).output

    assert all(name in run() for name in NINE)
    assert "21 CFR 211.22(a)" in run("fda-qa-2016")
    assert run("ich-q10", "--format", "markdown") == page(shipped_pack("ich-q10"))
    with pytest.raises(Refused, match="did you mean 'eu-gmp-7'"):
        CliRunner().invoke(qa_engine, ["packs", "eu-gmp-8"], standalone_mode=False, catch_exceptions=False)


def test_reports_print_the_versions_of_the_packs() -> None:
    result = check_files([ROOT / "agreements" / "commercial-finished-dose.qa.yaml"], RULES, date(2027, 1, 15))
    assert result.packs == {"fda-qa-2016": "1", "eu-gmp-7": "1"}
    assert closing_line(result).startswith("1 agreement checked against eu-gmp-7 1, fda-qa-2016 1: ")
    assert json.loads(check_json(result, "0"))["packs"] == result.packs


@pytest.mark.parametrize("name", sorted(written()))
def test_what_is_kept_is_what_is_written(name: str) -> None:
    """`python -m qa_engine.packs.kept` writes it anew."""
    assert kept(name) == as_written(name)
    assert list(kept(name)) == list(as_written(name))  # order counts: it is that of reports


def test_nothing_else_is_kept() -> None:
    assert names() == set(written())
