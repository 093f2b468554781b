"""What could stand where the cursor is: keys of the format, words of its lists, and the names of the agreement."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.letters import ORDER
from qa_engine.agreement.model import EACH, OTHER
from qa_engine.agreement.vocabulary import LETTER_MEANINGS, SCHEMES, SERVICES
from qa_engine.check.run import ENDING
from qa_engine.lsp.context import context_at
from qa_engine.lsp.format import known_at
from qa_engine.named import NamedTuple
from qa_engine.packs.lists import decisions, topics
from qa_engine.packs.read import shipped, shipped_pack
from qa_engine.rules import RULES
from qa_engine.source import quote_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from qa_engine.agreement.model import Agreement
    from qa_engine.lsp.context import Context
    from qa_engine.lsp.desk import Sheet


_PER = re.compile(r"\bper:\s*([a-z][a-z0-9-]*)")


class Choice(NamedTuple):
    """One thing that could stand at the cursor.

    kind    key, word, letters, or what bears the name (row, party, function, topic …)
    label   as people read it, `text` as it is written; `detail` says what it is in a few words, `about` at length
    """

    kind: str
    label: str
    text: str
    detail: str = ""
    about: str = ""


class Choices(NamedTuple):
    """What could stand at a cursor, in order; the characters `start` to `end` are what has been typed of it."""

    start: int
    end: int
    items: tuple[Choice, ...] = ()


def choices(sheet: Sheet, offset: int) -> Choices:
    """What could stand at an offset of a file."""
    text = sheet.source.text
    context = context_at(text, offset)
    agreement = sheet.repaired(offset)
    colon = "" if text[offset : offset + 2].lstrip(" ").startswith(":") else ": "
    keys = _keys(agreement, context) if context.place in ("key", "item") else ()
    values = _values(sheet, agreement, context) if context.place in ("value", "item") else ()
    found: dict[str, Choice] = {}
    for choice in (*values, *(key._replace(text=quote_scalar(key.text) + colon) for key in keys)):
        found.setdefault(choice.label, choice)
    return Choices(context.start, offset, tuple(found.values()))


def _values(sheet: Sheet, agreement: Agreement, context: Context) -> Iterator[Choice]:
    """What the value of the last key may be."""
    route = context.route
    last, owner = (route[-1], route[-2] if len(route) > 1 else "") if route else ("", "")
    if last == "extends":
        yield from _files(sheet.path)
    elif owner == "raci":
        yield from _letters(agreement)
    elif owner == "authorised":
        yield from _parties(agreement)
    elif owner == "when":
        yield from _narrowed(agreement, last)
    elif last in _VALUES:
        yield from _VALUES[last](agreement)
    known = known_at(route, on_top="extends" in agreement.data)
    yield from (Choice("word", word, quote_scalar(word), "", known.about) for word in known.words)


def _keys(agreement: Agreement, context: Context) -> Iterator[Choice]:
    """Keys that are not there yet."""
    route = context.route
    last = route[-1] if route else ""
    there = {*context.beside, *_there(agreement, route)} - {context.typed}
    named: Iterable[Choice] = ()
    if last == "raci":
        named = chain(_holders(agreement), _everybody())
    elif last == "procedure":
        named = chain(_parties(agreement), _functions(agreement))
    elif last in ("within", "notice", "every", "with", "via"):
        named = _classes(agreement, _family(agreement, context))
    elif last == "when":
        dimensions = (
            ("products", "some products"),
            ("sites", "some sites"),
            ("markets", "some markets"),
            ("services", "some services"),
        )
        named = chain((Choice("key", name, name, said) for name, said in dimensions), _families(agreement))
    elif last == "records":
        named = _records(agreement)
    yield from (choice for choice in named if choice.label not in there)
    known = known_at(route, on_top="extends" in agreement.data)
    yield from (Choice("key", key, key, "", about) for key, about in known.keys.items() if key not in there)


def _there(agreement: Agreement, route: tuple[str, ...]) -> Iterable[str]:
    """The keys that the mapping at a route has in the file itself."""
    value: Any = agreement.resolved.sources[0].data
    for step in route:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else ()


def _family(agreement: Agreement, context: Context) -> str:
    """The family of the row around the cursor; a row that is being typed in one line is not in the agreement yet."""
    typed = _PER.search(context.line)
    row = (
        agreement.rows.get(context.route[3]) if context.route[:1] == ("sections",) and len(context.route) > 3 else None
    )
    return typed[1] if typed else row.per if row else ""


def _holders(agreement: Agreement) -> Iterator[Choice]:
    yield from _functions(agreement)
    yield from _parties(agreement)


def _parties(agreement: Agreement) -> Iterator[Choice]:
    for party in agreement.parties.values():
        yield Choice("party", party.id, party.id, f"{party.term}: {party.name}")


def _functions(agreement: Agreement) -> Iterator[Choice]:
    for party in agreement.parties.values():
        for function in party.functions.values():
            name = f"{party.id}.{function.id}"
            yield Choice("function", name, name, agreement.name_of(name))


def _function_ids(agreement: Agreement) -> Iterator[Choice]:
    for party in agreement.parties.values():
        for function in party.functions.values():
            yield Choice("function", function.id, function.id, function.title)


def _everybody() -> Iterator[Choice]:
    yield Choice("all", EACH, EACH, "every giver, acceptor, subcontractor and supplier, each for its own part")
    yield Choice("all", OTHER, OTHER, "all those that are not the one acting")


def _letters(agreement: Agreement) -> Iterator[Choice]:
    letters = SCHEMES.get(agreement.scheme, "RACI")
    both = ["RA"] if "R" in letters else []
    for cell in (*both, *(letter for letter in ORDER if letter in letters)):
        yield Choice("letters", cell, cell, "; ".join(LETTER_MEANINGS[letter] for letter in cell))


def _rows(agreement: Agreement) -> Iterator[Choice]:
    return (
        Choice("row", row.id, quote_scalar(row.id), row.do or row.not_applicable) for row in agreement.rows.values()
    )


def _records(agreement: Agreement) -> Iterator[Choice]:
    names = dict.fromkeys(chain(agreement.records, *((*row.produces, *row.needs) for row in agreement.rows.values())))
    makers = {name: row.id for row in agreement.rows.values() for name in row.produces}
    return (
        Choice("record", name, quote_scalar(name), f"row {makers[name]} produces it" if name in makers else "")
        for name in names
    )


def _decisions(_: Agreement) -> Iterator[Choice]:
    return (Choice("decision", one.id, one.id, one.title) for one in decisions().values())


def _topics(_: Agreement) -> Iterator[Choice]:
    return (
        Choice("topic", one.id, one.id, one.title, f"Usually in the section {one.section}.")
        for one in topics().values()
    )


def _families(agreement: Agreement) -> Iterator[Choice]:
    return (Choice("family", family, family, ", ".join(members)) for family, members in agreement.classes.items())


def _classes(agreement: Agreement, family: str) -> Iterator[Choice]:
    return (Choice("class", member, member, said) for member, said in agreement.classes.get(family, {}).items())


def _narrowed(agreement: Agreement, dimension: str) -> Iterator[Choice]:
    if dimension == "products":
        yield from (Choice("product", product.id, product.id, product.name) for product in agreement.products.values())
    elif dimension == "sites":
        yield from _sites(agreement)
    elif dimension == "markets":
        yield from (Choice("word", market, market) for market in agreement.markets)
    elif dimension == "services":
        yield from (Choice("word", service, service) for service in SERVICES)
    else:
        yield from _classes(agreement, dimension)


def _sites(agreement: Agreement) -> Iterator[Choice]:
    return (Choice("site", site.id, site.id, site.name) for site in agreement.sites.values())


def _packs(_: Agreement) -> Iterator[Choice]:
    return (Choice("pack", name, name, shipped_pack(name).title, shipped_pack(name).about) for name in shipped())


def _rules(_: Agreement) -> Iterator[Choice]:
    return (Choice("rule", rule.name, rule.name, rule.summary) for rule in RULES if rule.waivable)


def _ids(agreement: Agreement) -> Iterator[Choice]:
    """What a waiver's `at` may name."""
    yield from _rows(agreement)
    yield from _parties(agreement)
    yield from (Choice("product", product.id, product.id, product.name) for product in agreement.products.values())
    yield from (Choice("section", section.id, section.id, section.title) for section in agreement.sections.values())


def _files(path: Path) -> Iterator[Choice]:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.name.endswith(ENDING) and entry != path)
    except OSError:
        return
    yield from (Choice("file", name, quote_scalar(name)) for name in names)


_VALUES = {
    "after": _rows,
    "at": _ids,
    "between": _holders,
    "by": _holders,
    "copy-to": _holders,
    "decides": _decisions,
    "from": _holders,
    "function": _function_ids,
    "held-by": _holders,
    "may-delegate": _holders,
    "needs": _records,
    "of": _parties,
    "owner": _holders,
    "packs": _packs,
    "party": _parties,
    "per": _families,
    "produces": _records,
    "rule": _rules,
    "signed-by": _holders,
    "site": _sites,
    "topic": _topics,
}
"""Key → the names that its value may be."""
