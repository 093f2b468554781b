"""Each starter with one topic taken out: exactly that topic is missed, with the clause that asks for it."""

from __future__ import annotations

import sys
from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from qa_engine.agreement.build import build
from qa_engine.agreement.resolved import Resolved
from qa_engine.check.run import check_agreement
from qa_engine.coverage.answers import Coverage
from qa_engine.packs.read import packs_of
from qa_engine.rules.gaps.missing_topic import missing_topic
from qa_engine.starters.library import templates
from tests.starters.conftest import starter

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.packs.pack import Expectation


def without(agreement: Agreement, topic: str) -> Agreement:
    """The agreement without a row and without prose on a topic."""
    data: dict[str, Any] = deepcopy(agreement.data)
    for section in data["sections"].values():
        about = section.get("topic", "")
        activities = section.get("activities", {})
        for row_id in [one for one, row in activities.items() if row.get("topic", about) == topic]:
            del activities[row_id]
        if about == topic:
            del section["topic"]
    return build(Resolved(data, agreement.resolved.sources))


def expected(agreement: Agreement) -> dict[str, list[Expectation]]:
    """Topics that the packs of an agreement expect of it, with the expectations that ask for each."""
    found: dict[str, list[Expectation]] = {}
    for expectation in Coverage(agreement, packs_of(agreement).packs).expectations:
        for topic in expectation.topics:
            found.setdefault(topic, []).append(expectation)
    return found


@pytest.mark.parametrize("template", list(templates()))
def test_a_topic_that_is_taken_out_is_missed_and_no_other(template: str, capsys: pytest.CaptureFixture[str]) -> None:
    agreement = starter(template)
    topics = expected(agreement)
    caught = 0
    assert len(topics) >= 5
    for topic, expectations in topics.items():
        found = check_agreement(without(agreement, topic), (missing_topic,), date(2027, 1, 15))
        assert {one.place.at for one in found} == {topic}, (topic, [one.message for one in found])
        asked = {cite for expectation in expectations for cite in expectation.citations}
        assert found[0].cites and set(found[0].cites) <= asked, topic
        caught += 1
    with capsys.disabled():
        sys.stdout.write(f"\n{template}: {caught} of {len(topics)} topics caught")
