"""Topics: the nearest to a word, and the one that a sentence is probably about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qa_engine.agreement.load import read, read_text
from qa_engine.check.run import check_agreement
from qa_engine.packs.lists import nearest_topic, topics
from qa_engine.packs.suggest import suggest_topic
from qa_engine.rules.gaps.row_without_topic import row_without_topic
from qa_engine.source import apply_edits

AGREEMENTS = sorted((Path(__file__).parents[2] / "agreements").glob("*.qa.yaml"))
AGREEMENT = """\
format: qa-engine/1
id: A
title: A
version: "1.0"
packs: [practice]
parties: {a: {name: A, role: contract-giver}, b: {name: B, role: contract-acceptor}}
sections:
  rows:
    activities:
      DEV-01: {do: Notify A of a deviation, raci: {b: RA, a: I}}
      CMP-01:
        do: Investigate the complaint
        raci: {b: RA, a: C}
      OTH-01: {do: Wear a hat, raci: {b: RA}}
"""


def test_every_topic_has_synonyms_and_no_two_share_one() -> None:
    assert len(topics()) == 97
    synonyms = [synonym for topic in topics().values() for synonym in topic.synonyms]
    assert all(topic.synonyms for topic in topics().values())
    assert sorted({synonym for synonym in synonyms if synonyms.count(synonym) > 1}) == []
    assert all(synonym == synonym.lower() for synonym in synonyms)


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("recall", "recall"),
        ("recal", "recall"),
        ("deviations", "deviation-management"),
        ("Change_Contol", "change-control"),
        ("OOS", "oos-investigation"),
        ("serialisation", "serialization"),
        ("track and trace", "product-tracing"),
        ("annual product review", "product-quality-review"),
        ("Stability programme", "stability"),
        ("xyz", ""),
    ],
)
def test_the_nearest_topic(word: str, topic: str) -> None:
    assert nearest_topic(word) == topic


def test_a_suggestion_is_mostly_what_the_authors_of_our_agreements_chose() -> None:
    """The words were collected with these agreements in view, so this is a floor and no measurement."""
    agreements = [read(path) for path in AGREEMENTS if "japan" not in path.name]
    rows = [(agreement, row) for agreement in agreements for row in agreement.rows.values() if row.do and row.topic]
    said = [(suggest_topic(row.do, agreement.sections[row.section].title), row.topic) for agreement, row in rows]
    spoken = [(guess, topic) for guess, topic in said if guess]
    assert len(spoken) / len(said) > 0.9
    assert sum(guess == topic for guess, topic in spoken) / len(spoken) > 0.85


def test_the_suggestion_is_an_unsafe_fix_that_says_nothing_else() -> None:
    agreement = read_text(AGREEMENT)
    findings = check_agreement(agreement, [row_without_topic], date(2027, 1, 15))
    assert [(one.place.at, one.severity, one.fix is not None and one.fix.safe) for one in findings] == [
        ("DEV-01", "note", False),
        ("CMP-01", "note", False),
    ]
    edits = [edit for one in findings if one.fix for edit in one.fix.edits]
    fixed = read_text(apply_edits(AGREEMENT, edits))
    assert fixed.findings == []
    assert {row.id: row.topic for row in fixed.rows.values()} == {
        "DEV-01": "deviation-management",
        "CMP-01": "complaints",
        "OTH-01": "",
    }
    assert check_agreement(fixed, [row_without_topic], date(2027, 1, 15)) == []
    assert (
        check_agreement(read_text(AGREEMENT.replace("packs: [practice]\n", "")), [row_without_topic], date(2027, 1, 15))
        == []
    )
