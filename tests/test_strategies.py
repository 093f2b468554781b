"""The random agreements that other tests stand on are what they promise to be."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings

from qa_engine.agreement.load import read_text
from qa_engine.source import parse
from tests.strategies import agreements, to_yaml


@given(agreements())
def test_random_agreements_are_valid_and_read_back_as_they_were_drawn(data: dict[str, Any]) -> None:
    text = to_yaml(data)
    assert parse(text, "random.qa.yaml").data == data
    assert read_text(text).findings == []


def test_every_key_of_a_row_and_every_letter_comes_up() -> None:
    keys: Counter[str] = Counter()
    letters: Counter[str] = Counter()

    @settings(max_examples=100, database=None, derandomize=True)
    @given(agreements())
    def look(data: dict[str, Any]) -> None:
        keys.update(list(data))
        for row in read_text(to_yaml(data)).rows.values():
            keys.update([key for key in row.__slots__ if getattr(row, key)])
            letters.update("".join(cell.letters for cell in row.raci.values()))

    look()
    of_rows = "do raci topic decides per within notice every with_ via when after needs produces signed_by may_delegate"
    at_top = "records escalation kpis contacts appendices signatories waivers history definitions scope review packs"
    assert set(f"{of_rows} {at_top} basis procedure remark not_applicable products classes".split()) <= set(keys)
    assert set(letters) == set("RSACIX")


def test_an_agreement_is_written_as_a_person_would() -> None:
    data = {
        "format": "qa-engine/1",
        "version": "2.1",
        "sections": {
            "deviations": {
                "text": "Deviations are handled\nin the quality system.\n",
                "activities": {
                    "DEV-01": {"do": "Record: every deviation", "raci": {"borealis.qa": "RA"}, "after": ["A", "5.1"]},
                },
            }
        },
        "contacts": [{"party": "borealis", "phone": "+49"}],
    }
    assert to_yaml(data) == (
        "format: qa-engine/1\n"
        'version: "2.1"\n'
        "sections:\n"
        "  deviations:\n"
        "    text: |\n"
        "      Deviations are handled\n"
        "      in the quality system.\n"
        "    activities:\n"
        "      DEV-01:\n"
        '        do: "Record: every deviation"\n'
        "        raci: {borealis.qa: RA}\n"
        '        after: [A, "5.1"]\n'
        "contacts:\n"
        '  - {party: borealis, phone: "+49"}\n'
    )
