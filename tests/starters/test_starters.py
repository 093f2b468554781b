"""Each starter as its author gets it: clean from the first minute, complete, and a document for the other side."""

from __future__ import annotations

from datetime import date

import pytest

from qa_engine.agreement.load import read_text
from qa_engine.check.run import check_agreement
from qa_engine.coverage.answers import Coverage
from qa_engine.doors import render
from qa_engine.packs.lists import topics
from qa_engine.packs.read import packs_of
from qa_engine.rules import RULES
from qa_engine.starters.build import starter_text
from qa_engine.starters.library import templates
from qa_engine.word.lint import problems
from tests.starters.conftest import starter

TEMPLATES = list(templates())
TODAY = date(2027, 1, 15)
OURS = """
format: qa-engine/1
extends: "{extends}"
base-version: "{base}"
id: QA-7
title: Ours
version: "1.0"
parties:
  giver: {{name: Ours Ltd}}
sections:
  deviations:
    activities:
      DEV-01: {{do: Record every deviation}}
"""


@pytest.mark.parametrize("template", TEMPLATES)
def test_check_finds_no_error_and_no_warning(template: str) -> None:
    found = check_agreement(starter(template), RULES, TODAY)
    assert [(one.rule, one.place.at, one.message) for one in found if one.severity != "note"] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_has_to_be_waived(template: str) -> None:
    assert starter(template).waivers == ()


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_is_a_whole_agreement(template: str) -> None:
    agreement = starter(template)
    assert len(agreement.rows) >= (120 if template.startswith("drug-product") else 60)
    assert len(agreement.sections) >= 14
    for key in ("definitions", "classes", "records", "escalation", "kpis", "contacts", "appendices", "signatories"):
        assert agreement.data.get(key), key


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_core_topic_has_an_answer(template: str) -> None:
    agreement = starter(template)
    answered = {one.topic for one in (*agreement.rows.values(), *agreement.sections.values())}
    assert {topic for topic, known in topics().items() if known.core} - answered == set()


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_expectation_of_its_packs_is_answered(template: str) -> None:
    agreement = starter(template)
    lines = Coverage(agreement, packs_of(agreement).packs).lines
    assert len(lines) >= 15
    assert [line.expectation.id for line in lines if line.state == "gap"] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_word_file_has_nothing_wrong(template: str) -> None:
    assert problems(render(starter(template)).content) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_template_gives_the_same_tidy_text(template: str) -> None:
    text = starter_text(template)
    assert text == starter_text(template)
    assert all(line.isprintable() and line == line.rstrip() for line in text.split("\n"))
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert max(len(line) for line in text.split("\n") if line.lstrip().startswith("#")) <= 120


@pytest.mark.parametrize("template", TEMPLATES)
def test_addresses_are_of_a_kind_that_answers_nobody(template: str) -> None:
    contacts = starter(template).data["contacts"]
    assert all(entry["email"].endswith(".example") for entry in contacts)


@pytest.mark.parametrize("template", TEMPLATES)
def test_rows_are_numbered_without_gaps(template: str) -> None:
    """Who meets DEV-01 and DEV-03 looks for DEV-02."""
    counts: dict[str, int] = {}
    for row_id in starter(template).rows:
        prefix, number = row_id.rsplit("-", 1)
        counts[prefix] = counts.get(prefix, 0) + 1
        assert int(number) == counts[prefix], row_id


def test_an_agreement_may_stand_on_a_template() -> None:
    text = OURS.format(extends="template:drug-product-us", base="1.0")
    agreement = read_text(text)
    assert [finding.message for finding in agreement.findings] == []
    assert agreement.parties["giver"].name == "Ours Ltd"
    assert agreement.rows["DEV-01"].do == "Record every deviation"
    assert len(agreement.rows) == len(starter("drug-product-us").rows)
    assert agreement.resolved.place(agreement.rows["DEV-02"].route).path == "template:drug-product-us"


@pytest.mark.parametrize(
    ("extends", "says"),
    [
        ("template:drug-product-uk", "did you mean 'template:drug-product-us'?"),
        ("template:", "there are api"),
        ("template:../starters/api", "there are api"),
        ("template:library/lists", "there are api"),
    ],
)
def test_a_template_that_is_not_there_is_said_to_be_missing(extends: str, says: str) -> None:
    agreement = read_text(OURS.format(extends=extends, base="1.0"))
    (finding,) = [one for one in agreement.findings if one.rule == "bad-extends"]
    assert "there is no template" in finding.message
    assert says in finding.hint


def test_a_template_of_another_version_is_told() -> None:
    assert [one.rule for one in read_text(OURS.format(extends="template:api", base="0.9")).findings] == ["bad-extends"]
