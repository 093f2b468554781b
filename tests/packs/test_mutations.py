"""Take an agreement and remove each topic that its packs expect, in turn: that topic is missed, with its citation.

And no other. The agreements of the repository stand for the starters, which have such a test of their own.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qa_engine.agreement.build import build
from qa_engine.agreement.load import read
from qa_engine.check.run import check_agreement
from qa_engine.coverage.answers import Coverage
from qa_engine.packs.read import packs_of
from qa_engine.rules import RULES

FILES = sorted((Path(__file__).parents[2] / "agreements").glob("*.qa.yaml"))
MISSING_TOPIC = [rule for rule in RULES if rule.name == "missing-topic"]


def without(data: dict[str, Any], topic: str) -> dict[str, Any]:
    """The agreement without the rows and the prose on a topic."""
    data = copy.deepcopy(data)
    for identifier, section in list(data["sections"].items()):
        activities = section.get("activities") or {}
        inherited = section.get("topic")
        kept = {name: row for name, row in activities.items() if row.get("topic", inherited) != topic}
        if inherited == topic:
            section.pop("topic")
            section.pop("text", None)
            section.pop("not-applicable", None)
        if activities:
            section["activities"] = kept
        if not kept and not section.get("text") and not section.get("not-applicable"):
            del data["sections"][identifier]
    return data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_topic_that_is_taken_out_is_missed(path: Path, record_property: Any) -> None:
    agreement = read(path)
    expectations = Coverage(agreement, packs_of(agreement).packs).expectations
    topics = list(dict.fromkeys(topic for one in expectations for topic in one.topics))
    caught = 0
    for topic in topics:
        changed = build(replace(agreement.resolved, data=without(agreement.data, topic)))
        found = check_agreement(changed, MISSING_TOPIC, date(2027, 1, 15))
        assert [finding.place.at for finding in found] == [topic], topic
        cites = {cite for one in expectations for cite in one.citations if topic in one.topics}
        assert set(found[0].cites) <= cites
        assert found[0].cites
        caught += 1
    record_property("caught", caught)
    print(f"{path.name}: {caught} of {len(topics)} topics caught")  # noqa: T201  # the figure is asked for
    assert caught == len(topics) > 0
