"""Where a cursor stands, in a text that somebody is in the middle of typing. The cursor is the mark `|`."""

from __future__ import annotations

import pytest

from qa_engine.lsp.context import context_at

CASES = {
    "at the top": ("|", (), "key", ""),
    "a key at the top": ("format: x\nti|", (), "key", "ti"),
    "the value of a key": ("status: dr|", ("status",), "value", "dr"),
    "right behind the colon": ("status: |", ("status",), "value", ""),
    "behind a value": ("title: Some words |", ("title",), "value", "Some words "),
    "below a key": ("parties:\n  a|", ("parties",), "key", "a"),
    "below a row": (
        "sections:\n  s:\n    activities:\n      A-1:\n        wi|",
        ("sections", "s", "activities", "A-1"),
        "key",
        "wi",
    ),
    "back to a section": (
        "sections:\n  s:\n    activities:\n      A-1:\n        do: x\n    te|",
        ("sections", "s"),
        "key",
        "te",
    ),
    "a holder in braces": ("        raci: {bor|", ("raci",), "key", "bor"),
    "a second holder": ("raci: {a.qa: RA, b|", ("raci",), "key", "b"),
    "a function of a holder": ("raci: {a.q|", ("raci",), "key", "a.q"),
    "letters": ("raci: {a.qa: |", ("raci", "a.qa"), "value", ""),
    "letters behind a bracket": ("raci: {a.qa: C (ask, please), b: |", ("raci", "b"), "value", ""),
    "a quoted key in braces": ('raci: {"a": R, |', ("raci",), "key", ""),
    "a row in one line": ("      A-1: {do: Record it, raci: {a: R}, af|", ("A-1",), "key", "af"),
    "an inner brace in one line": ("      A-1: {do: Record it, raci: {a|", ("A-1", "raci"), "key", "a"),
    "a list in brackets": ("after: [DEV-01, DE|", ("after",), "item", "DE"),
    "a list of dashes": ("after:\n  - DEV|", ("after",), "item", "DEV"),
    "a dash below its key": ("contacts:\n- pa|", ("contacts",), "item", "pa"),
    "a key in an item": ("contacts:\n  - party: a\n    fun|", ("contacts",), "key", "fun"),
    "the value of a key in an item": ("contacts:\n  - party: a|", ("contacts", "party"), "value", "a"),
    "an item in braces": ("contacts:\n  - {party: a, function: |", ("contacts", "function"), "value", ""),
    "behind a closed brace": ("raci: {a: R}\naf|", (), "key", "af"),
    "over several lines": ("raci: {\n  a: R,\n  b|", ("raci",), "key", "b"),
    "below a brace that nobody closed": (
        "sections:\n  s:\n    raci: {a: R\n    text: x\n  t|",
        ("sections",),
        "key",
        "t",
    ),
    "prose is no YAML": ("text: |\n  Some prose: {with\n  more of: i|", ("text",), "text", "i"),
    "behind prose": ("sections:\n  s:\n    text: |\n      It's {open\n    ac|", ("sections", "s"), "key", "ac"),
    "behind a comment": ("# it's {\nti|", (), "key", "ti"),
    "an apostrophe in a value": ("title: It's ours\nst|", (), "key", "st"),
    "an open quote": ('title: "open\nst|', (), "key", "st"),
    "emoji before it": ("a: {remark: 😀中文, wi|", ("a",), "key", "wi"),
    "windows lines": ("parties:\r\n  a:\r\n    ro|", ("parties", "a"), "key", "ro"),
    "numbers as ids": ("activities:\n  5.10: {af|", ("activities", "5.10"), "key", "af"),
    "a quoted id": ('activities:\n  "5.10":\n    af|', ("activities", "5.10"), "key", "af"),
    "a record of several words": (
        "records:\n  Batch package: {held-by: |",
        ("records", "Batch package", "held-by"),
        "value",
        "",
    ),
    "a name of several words": ("needs: [Report, Batch pa|", ("needs",), "item", "Batch pa"),
    "a name in quotes": ('needs: "Batch pa|', ("needs",), "text", ""),
    "a colon in a word": ("title: a:b\nst|", (), "key", "st"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_cursor_stands_where_a_reader_would_say(case: str) -> None:
    text, route, place, typed = CASES[case]
    head, _, tail = text.rpartition("|")
    context = context_at(head + tail, len(head))
    assert (context.route, context.place, context.typed) == (route, place, typed)
    assert context.start == len(head) - len(typed)


def test_the_keys_beside_are_told() -> None:
    assert context_at("A-1: {do: x, raci: {a: R}, ", 27).beside == ("do", "raci")
