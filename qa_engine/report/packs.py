"""Packs as people read them: the list, one in the terminal, and the page that the documentation holds of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.packs.vocabulary import BINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.packs.pack import Condition, Expectation, Pack
    from qa_engine.report.text import Line


def listing(packs: Sequence[Pack]) -> Iterator[list[Line]]:
    """All packs: name, version, how much they expect, title."""
    wide = max(len(pack.id) for pack in packs)
    for pack in packs:
        size = f"{len(pack.expectations)} expectation{'' if len(pack.expectations) == 1 else 's'}"
        yield [(f"{pack.id:<{wide}}  {pack.version:<4}", ""), (f"{size:<18}", "dim"), (pack.title, "")]


def explain(pack: Pack) -> Iterator[list[Line]]:
    """One pack: what it is, and each expectation with its clause."""
    yield [(f"{pack.id} {pack.version}", "heading"), (f"  {pack.title}", "")]
    for line in pack.about.splitlines():
        yield [(f"  {line}", "")]
    for one in pack.expectations:
        yield [("", "")]
        yield [(one.title, "heading"), (f"  {', '.join(one.citations)}", "dim")]
        if one.says:
            yield [(f"  {one.says}", "")]
        yield [(f"  {one.severity}", one.severity), (f": {'; '.join(asked(one))}", ""), (f"  [{one.id}]", "dim")]


def asked(one: Expectation) -> tuple[str, ...]:
    """What an agreement must hold to answer an expectation, in a few words each."""
    said = [] if one.precedence else [f"topic {' and '.join(one.topics)}"]
    if one.decisions:
        said.append(f"decision {' and '.join(one.decisions)}{' where a row takes it' if one.if_taken else ''}")
    if one.held_by:
        where = "" if one.every_row else " in one row at least"
        said.append(f"held by {' or '.join(one.held_by)}{where}")
    if one.deadline:
        usual = f" (by custom: {one.deadline.customary})" if one.deadline.customary else ""
        law = f" (by law: {one.deadline.by_law})" if one.deadline.by_law else ""
        said.append(f"a time{usual}{law}")
    if one.limit:
        start = "first knowledge" if one.limit.from_knowledge else "confirmation"
        said.append(f"clock of {one.limit.within} from {start}")
    if one.keep:
        of = f" of {' or '.join(one.keep_of)}" if one.keep_of else ""
        said.append(f"records{of} kept {' and '.join(str(period) for period in one.keep)}")
    if one.precedence:
        said.append("says which contract wins")
    if one.linked:
        said.append(f"holder of {' and '.join(one.linked)} tied to the site")
    return tuple(said)


def rules_of(one: Expectation) -> tuple[str, ...]:
    """The rules of `check` that hold an agreement against an expectation."""
    found = {
        "missing-precedence": one.precedence,
        "missing-topic": not one.precedence,
        "missing-decision": bool(one.decisions) and not one.if_taken,
        "missing-deadline": one.deadline is not None,
        "not-delegable": bool(one.held_by),
        "deadline-chain": one.limit is not None and one.limit.from_knowledge,
        "short-retention": bool(one.keep),
        "unlinked-holder": bool(one.linked),
    }
    return tuple(name for name, holds in found.items() if holds)


def page(pack: Pack) -> str:
    """One pack as a Markdown page; `docs/packs/<id>.md` is this text."""
    recalled = sum(one.recalled for one in pack.expectations)
    seen = len(pack.expectations) - recalled
    source = f" The text itself: <{pack.look_up}>." if pack.look_up else ""
    out = [
        f"# {pack.id}",
        "",
        f"{pack.title}. Version {pack.version}; {BINDINGS[pack.binding]}.",
        "",
        f"{' '.join(pack.about.split())}{source}",
        "",
        f"{len(pack.expectations)} expectations: {seen} seen in a source, {recalled} kept from memory, which are never "
        "more than notes. In own words, not the words of the instrument; not legal advice.",
        "",
        f"Made from the pack itself: `qa-engine packs {pack.id} --format markdown > docs/packs/{pack.id}.md`.",
        "",
        "| expectation | what it says | what answers it | rules | citation | severity | confidence |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in pack.expectations:
        where = f" [look up]({one.look_up})" if one.look_up else ""
        binding = "" if one.binding == pack.binding else f" ({BINDINGS[one.binding]})"
        cells = (
            f"**{one.title}** `{one.id}`",
            one.says,
            "; ".join((*asked(one), *_narrowed(one))),
            ", ".join(f"`{name}`" for name in rules_of(one)),
            f"{', '.join(one.cites)}{binding}{where}",
            one.severity,
            "from memory" if one.recalled else "seen",
        )
        out.append(f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join([*out, ""])


def _narrowed(one: Expectation) -> Iterator[str]:
    if one.when.narrows:
        yield f"only for {_in_words(one.when)}"
    if one.unless.narrows:
        yield f"not for {_in_words(one.unless)}"


def _in_words(condition: Condition) -> str:
    return ", ".join(f"{key} {' or '.join(names)}" for key, names in condition._asdict().items() if names)
