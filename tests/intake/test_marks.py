"""Cells as people write them: what is understood, and what is put to the user instead of being guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.intake.deadlines import deadline_in, deadline_of
from qa_engine.intake.legend import legends_of, meaning_of
from qa_engine.intake.marks import Conventions, looks_like_mark, read_mark
from qa_engine.intake.material import Words

KNOWN = Conventions(footnotes={"*": "if applicable", "1": "once a year"})


@pytest.mark.parametrize(
    ("text", "letters", "words"),
    [
        ("R", "R", ""),
        ("A/R", "RA", ""),
        ("A / R", "RA", ""),
        ("R/A", "RA", ""),
        ("A, R", "RA", ""),
        ("A,R", "RA", ""),
        ("R & A", "RA", ""),
        ("A R", "RA", ""),
        ("AR", "RA", ""),
        ("R\nA", "RA", ""),
        ("RACI", "RACI", ""),
        ("a/r", "RA", ""),
        ("i", "I", ""),
        ("(I)", "I", ""),
        ("R*", "R", "if applicable"),
        ("R1", "R", "once a year"),
        ("А", "A", ""),  # Cyrillic
        ("С/R", "RC", ""),  # Cyrillic
        ("Ｒ", "R", ""),
        ("Responsible", "R", ""),
        ("Accountable / Responsible", "RA", ""),
        ("Consulted (before the audit)", "C", "before the audit"),
        ("R (or delegated QP)", "R", "or delegated QP"),
        ("C, provide complete records", "C", "provide complete records"),
        ("R, notify before change; no unilateral change", "R", "notify before change; no unilateral change"),
        ("C / R (execute if contracted)", "RC", "execute if contracted"),
        ("A (final), R (draft)", "RA", "A: final; R: draft"),
        ("R: prepares", "R", "prepares"),
        ("R – prepares", "R", "prepares"),
        ("R investigate", "R", "investigate"),
        ("A for major changes", "A", "for major changes"),
        ("I if critical", "I", "if critical"),
    ],
)
def test_a_cell_is_understood(text: str, letters: str, words: str) -> None:
    mark = read_mark(text, KNOWN)
    assert (mark.letters, mark.words, mark.unknown) == (letters, words, "")


@pytest.mark.parametrize(
    "text",
    [
        "grant access; respond to findings",
        "define retention period",
        "A description of the process",  # an article, or Accountable
        "I will be told",
        "R or A",  # one of the two, and nobody says which
        "RA notification",  # Regulatory Affairs
        "CAR",
        "QA",
        "W",
        "X",  # a cross among letters
        "✓",
        "S",
        "TBD",
        "***",
        "Yes",
        "R†",  # a footnote that is not there
        "R2",
        "R. A",
        "Provider",
        "✗",
    ],
)
def test_a_cell_that_can_be_read_in_two_ways_is_not_read(text: str) -> None:
    assert read_mark(text, KNOWN).unknown


@pytest.mark.parametrize("text", ["", "-", "–", "—", "N/A", "n.a.", "NA", "none", "Not applicable", "☐", "."])
def test_a_cell_can_say_that_there_is_nothing(text: str) -> None:
    mark = read_mark(text, KNOWN)
    assert mark.absent
    assert not mark.letters
    assert not mark.unknown


def test_of_a_cell_that_is_half_understood_the_other_half_is_told() -> None:
    mark = read_mark("R/W", KNOWN)
    assert (mark.letters, mark.unknown) == ("R", "W")


def test_among_abbreviations_of_functions_ra_is_one() -> None:
    assert read_mark("RA", Conventions()).letters == "RA"
    assert read_mark("RA", Conventions(codes=True)).unknown == "RA"
    assert read_mark("R/A", Conventions(codes=True)).letters == "RA"


def test_the_users_words_come_before_all_others() -> None:
    own = Conventions({"R": "RA", "A": "signed-by", "Yes": "X", "W": "none", "L": "A+signed-by"})
    assert read_mark("R", own).letters == "RA"
    assert read_mark("A, in writing", own)[:3] == ("", True, "in writing")
    assert read_mark("yes", own).letters == "X"
    assert read_mark("R/W", own)[:4] == ("RA", False, "", "")
    assert read_mark("L", own)[:2] == ("A", True)


@given(st.text(max_size=30))
def test_any_text_is_understood_or_told_never_lost(text: str) -> None:
    mark = read_mark(text, KNOWN)
    assert mark.letters or mark.signed or mark.unknown or mark.absent
    looks_like_mark(text)


def test_letters_come_only_from_letters_that_stand_there() -> None:
    @given(st.text("RACIXS/,;&*() \n-abz", max_size=12))
    def check(text: str) -> None:
        mark = read_mark(text, KNOWN)
        assert set(mark.letters) <= set(text.upper())

    check()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("R = Responsible, A = Accountable, C = Consulted, I = Informed, W = Witness", {"R": "Responsible", "A": "Accountable", "C": "Consulted", "I": "Informed", "W": "Witness"}),
        ("R - Responsible, A - Accountable", {"R": "Responsible", "A": "Accountable"}),
        ("(R-Responsible, A-Accountable)", {"R": "Responsible", "A": "Accountable"}),
        ('"R" means responsible, "A" means approves', {"R": "responsible", "A": "approves"}),
        ("R responsible · A accountable", {"R": "responsible", "A": "accountable"}),
        ("Legend: R: Responsible | A: Accountable", {"R": "Responsible", "A": "Accountable"}),
    ],
)  # fmt: skip
def test_a_legend_is_found_in_words(text: str, says: dict[str, str]) -> None:
    assert legends_of([Words(text)])[0].says == says


def test_footnotes_are_told_from_letters() -> None:
    found = legends_of([Words("R = Review, A = Approval, - = Not Required, * = If applicable, † = Afterwards")])[0]
    assert found.footnotes == {"-": "Not Required", "*": "If applicable", "†": "Afterwards"}
    assert legends_of([Words("*R* = Responsible when leading a meeting")])[0].footnotes == {
        "R*": "Responsible when leading a meeting"
    }


@pytest.mark.parametrize(
    "text", ["The batch is released. A: see above.", "5.1 Deviations", "Well-known facts", "A-B testing and C"]
)
def test_prose_is_no_legend(text: str) -> None:
    assert not legends_of([Words(text)])


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("Responsible", "R"),
        ("performs and owns the activity", "R"),
        ("Accountable: delegates and signs off", "A"),
        ("approves", "signed-by"),
        ("Signatory", "signed-by"),
        ("Consulted", "C"),
        ("Provides input", "C"),
        ("kept informed", "I"),
        ("Supports", "S"),
        ("Not required", "none"),
        ("Witness", ""),
        ("Review", ""),
    ],
)
def test_the_words_of_a_legend_are_read_by_their_family(words: str, meaning: str) -> None:
    assert meaning_of(words) == meaning


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("Within twenty-four (24) hours of receipt", "within", "24 hours of receipt"),
        ("1 business day", "within", "1 business day"),
        ("At least 90 days before planned implementation", "notice", "90 days before planned implementation"),
        ("2 Business Days after discovery", "within", "2 business days of discovery"),
        ("no later than five working days following the audit", "within", "5 business days of audit"),
        ("annually", "every", "year"),
        ("Every two years", "every", "2 years"),
        ("Immediately upon discovery", "within", "at once of discovery"),
    ],
)
def test_a_deadline_is_understood(text: str, key: str, value: str) -> None:
    assert deadline_of(text) == (key, value)


@pytest.mark.parametrize(
    "text",
    [
        "promptly",
        "thirty (20) days",
        "30 days' notice",
        "90 days before implementation, prior written approval",
        "biannually",
        "24 hours or 3 days",
    ],
)
def test_a_deadline_that_is_more_or_less_than_one_is_not_read(text: str) -> None:
    assert deadline_of(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Notify the giver within 24 hours of discovery.", ("within", "24 hours of discovery")),
        ("Send it within two Business Days.", ("within", "2 business days")),
        ("Audit every 2 years", ("every", "2 years")),
        ("Notify at least 60 days before implementation", ("notice", "60 days before implementation")),
        ("Notify within 1 business day for critical", None),
        ("Within 24 hours by phone and within 3 days in writing", None),
        ("Keep for 10 years", None),
        ("Promptly", None),
    ],
)
def test_one_deadline_in_a_sentence_is_found_and_only_where_there_is_no_doubt(
    text: str, found: tuple[str, str] | None
) -> None:
    assert deadline_in(text) == found
