"""What `--set` fills: every name of every starter, whatever is written."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_engine.agreement.load import read_text
from qa_engine.check.run import check_agreement
from qa_engine.rules import RULES
from qa_engine.starters.build import starter_text
from qa_engine.starters.library import NoTemplateError, recipe, templates
from qa_engine.starters.names import UnknownNameError, UnusableValueError, defaults

NAMES = {
    "giver.name": "Ours Ltd",
    "giver.id": "ours",
    "giver.called": "Orderer",
    "acceptor.id": "theirs",
    "product.name": "Foo 5 mg",
}


@pytest.mark.parametrize("template", list(templates()))
def test_names_go_everywhere(template: str) -> None:
    text = starter_text(template, NAMES)
    agreement = read_text(text)
    assert [one.message for one in check_agreement(agreement, RULES, date(2027, 1, 15)) if one.severity != "note"] == []
    assert {"ours", "theirs"} <= agreement.parties.keys()
    assert agreement.parties["ours"].term == "Orderer"
    holders = {holder.partition(".")[0] for row in agreement.rows.values() for holder in row.raci}
    assert not {"giver", "acceptor"} & holders
    assert "Foo 5 mg" in agreement.title
    assert f"the {recipe(template)['parties']['giver']['called']} " not in text


SHAPED = {
    "effective": "2031-01-31",
    "expires": "2034-01-30",
    "version": "7.7",
    "review": "every 7 months",
    "language": "de",
}


@pytest.mark.parametrize("template", list(templates()))
def test_every_name_that_is_offered_is_set(template: str) -> None:
    values = {}
    for number, key in enumerate(defaults(recipe(template))):
        own_shape = "id%d" if key.endswith(".id") else "name %d"
        values[key] = SHAPED.get(key, "FR" if key.endswith(".calendar") else own_shape % number)
    agreement = read_text(starter_text(template, values))
    assert [one.message for one in agreement.findings] == []
    text = str(agreement.data)
    assert [key for key, value in values.items() if value not in text and not key.endswith((".mail", ".title"))] == []


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).filter(str.strip))
def test_whatever_is_written_is_read_back(name: str) -> None:
    try:
        text = starter_text("excipient", {"giver.name": name})
    except UnusableValueError:
        assert not name.isprintable()
        return
    agreement = read_text(text)
    assert [one.message for one in agreement.findings] == []
    assert agreement.parties["giver"].name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("value", ["", "  ", "two\nlines", "nul\0", "\x1b[31m"])
def test_a_value_that_cannot_be_printed_is_refused(value: str) -> None:
    with pytest.raises(UnusableValueError):
        starter_text("api", {"giver.name": value})


def test_two_parties_with_one_id_are_refused() -> None:
    with pytest.raises(UnusableValueError, match="one id"):
        starter_text("api", {"giver.id": "acceptor"})


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        starter_text("api", {"laboratory.name": "Lab"})
    with pytest.raises(NoTemplateError):
        starter_text("apis")
