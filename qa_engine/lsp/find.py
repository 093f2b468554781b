"""Where a name is given, where it is spoken of, and how it is renamed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.agreement.expected import EXPECTED, ID, PARTY_ID, ROW_ID, SOME_TEXT
from qa_engine.lsp.names import Name
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.lsp.desk import Sheet
    from qa_engine.lsp.names import Mention
    from qa_engine.source import Span

_PATTERNS = {
    "row": ROW_ID,
    "party": PARTY_ID,
    "function": ID,
    "site": ID,
    "product": ID,
    "family": ID,
    "class": ID,
    "section": ID,
    "kpi": ID,
    "record": SOME_TEXT,
}
"""Kind → what a name of that kind must look like."""


class NotRenamedError(ValueError):
    """The name cannot be changed; the message says why in one line."""


class Spot(NamedTuple):
    """Characters of a file."""

    sheet: Sheet
    span: Span


def definitions(sheet: Sheet, offset: int) -> list[Spot]:
    """Where the name at an offset is given: in the lowest file first, then where files on top of it speak of it anew.

    At the value of `extends`, the file that it names.
    """
    lower = _extended(sheet, offset)
    if lower is not None:
        return [Spot(lower, (0, 0))]
    mention = sheet.mention_at(offset)
    if mention is None:
        return []
    name = sheet.known(mention.name)
    return [
        Spot(one, given.span)
        for one in reversed(sheet.lower)
        for given in one.mentions
        if given.defines and given.name == name
    ]


def references(sheet: Sheet, offset: int, *, declaration: bool = True) -> list[Spot]:
    """Where the name at an offset stands, in this file, in those that it stands on and in those that stand on them."""
    mention = sheet.mention_at(offset)
    if mention is None:
        return []
    name = sheet.known(mention.name)
    return [Spot(one, given.span) for one, given in _everywhere(sheet, name) if declaration or not given.defines]


def renamable(sheet: Sheet, offset: int) -> Mention:
    """The name at an offset that can be changed. Raises NotRenamedError."""
    mention = sheet.mention_at(offset)
    if mention is None:
        raise NotRenamedError("there is no name here")
    name = sheet.known(mention.name)
    if sheet.home(name) is None:
        raise NotRenamedError(f"'{name.id}' is not given in this agreement")
    return mention._replace(name=name)


def rename(sheet: Sheet, offset: int, to: str) -> list[tuple[Spot, str]]:
    """The edits that give a name another id, in the file that gives it and in all that stand on it.

    Raises NotRenamedError where the new id is none, is taken, or where the edits would change what is meant.
    """
    name = renamable(sheet, offset).name
    old = name.id.rpartition(".")[2] if name.kind in ("function", "class") else name.id
    pattern = _PATTERNS[name.kind]
    if not re.search(pattern, to) or to != to.strip():
        raise NotRenamedError(f"'{to}' cannot be an id here; write {EXPECTED[pattern]}")
    if to == old:
        return []
    _refuse_taken(sheet, name, to)
    edits = []
    for one, mention in _everywhere(sheet, name):
        if not mention.exact:
            line = one.source.position(mention.span[0])[0]
            raise NotRenamedError(
                f"{one.path.name}:{line}: '{old}' is written in a way that cannot be edited; write it plainly first"
            )
        edits.append((Spot(one, mention.span), _written(one, mention, to)))
    return edits


def _everywhere(sheet: Sheet, name: Name) -> Iterator[tuple[Sheet, Mention]]:
    """All mentions of a name, in its home and in all files that stand on that; without a home, in the chain of this file.

    A party's name stands in those of its functions too, which are mentions of the party by themselves.
    """
    home = sheet.home(name)
    for one in home.desk.family(home.path) if home is not None else sheet.lower:
        for mention in one.mentions:
            if one.known(mention.name) == name:
                yield one, mention


def _refuse_taken(sheet: Sheet, name: Name, to: str) -> None:
    home = sheet.home(name)
    owner, _, old = name.id.rpartition(".") if name.kind in ("function", "class") else ("", "", name.id)
    new = Name(name.kind, f"{owner}.{to}" if owner else to)
    for one in home.desk.family(home.path) if home is not None else ():
        for mention in one.mentions:
            if (
                mention.defines
                and mention.name.kind == new.kind
                and _alike(mention.name, new)
                and not _alike(mention.name, name)
            ):
                line = one.source.position(mention.span[0])[0]
                raise NotRenamedError(f"'{to}' is taken: {one.path.name}:{line}")
            if (
                name.kind == "function"
                and mention.name.kind == "function of all"
                and mention.name.id.endswith(f".{old}")
            ):
                line = one.source.position(mention.span[0])[0]
                said = f"`{mention.name.id}` in {one.path.name}:{line} stands for the function `{old}` of every party"
                raise NotRenamedError(f"{said}; rename it there and in all parties by hand")


def _alike(one: Name, other: Name) -> bool:
    """Row ids that differ only in case are one."""
    return one == other or (one.kind == other.kind == "row" and one.id.lower() == other.id.lower())


def _written(sheet: Sheet, mention: Mention, to: str) -> str:
    """An id as it is written at a place; the name of a record may need quotes where the old one had none."""
    start = mention.span[0]
    if mention.name.kind != "record":
        return to
    from qa_engine.source import quote_scalar

    quote = sheet.source.text[start - 1 : start]
    if quote == "'":
        return to.replace("'", "''")
    return quote_scalar(to) if quote != '"' else to.replace("\\", "\\\\").replace('"', '\\"')


def _extended(sheet: Sheet, offset: int) -> Sheet | None:
    route = ("extends",)
    if len(sheet.lower) < 2 or route not in sheet.source.spans:
        return None
    start, end = sheet.source.span(route)
    return sheet.lower[1] if start <= offset <= end else None
