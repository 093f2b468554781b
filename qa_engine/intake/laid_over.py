"""A view of a negotiated file, laid over the agreement that was sent: only what differs from what was printed is read."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.expected import ROW_ID
from qa_engine.agreement.load import read_text
from qa_engine.intake.claims import claims_of
from qa_engine.intake.holders import slug
from qa_engine.intake.printed import ACTS, QUALIFIED, TIMES, NotSaid, Printed, differences
from qa_engine.intake.said import ACTIVITY, REASON, REMARK, TIME
from qa_engine.named import NamedTuple
from qa_engine.word.identity import bookmark_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qa_engine.agreement.model import Agreement
    from qa_engine.intake.claims import Claim
    from qa_engine.intake.said import Said, SaidRow

_NONE: Mapping[str, SaidRow] = MappingProxyType({})


class NotCarried(NamedTuple):
    """A change that cannot be said in the agreement: where it stands (a row's id, or the words of a place), before and after."""

    at: str
    column: str
    before: str
    after: str
    reason: str


@dataclass(slots=True)
class View:
    """A view of the file as an agreement.

    data         the agreement's data with what the view says
    claims       what each row of the view is, in order; `ids` the id that it has in `data`
    not_carried  what could not be said
    ties         row of the agreement → the row of the file that was taken for it, and those that could as well be it
    """

    data: dict[str, Any]
    claims: list[Claim] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    not_carried: list[NotCarried] = field(default_factory=list)
    ties: dict[str, tuple[SaidRow, ...]] = field(default_factory=dict)

    def agreement(self, path: str) -> Agreement:
        """The agreement that the view makes; its places mean nothing."""
        import json

        return read_text(json.dumps(self.data, ensure_ascii=False), path)


def laid_over(sent: Agreement, printed_as: Said, view: Said, settled: Mapping[str, SaidRow] = _NONE) -> View:
    """What a view of a file makes of the agreement that was sent; `printed_as` is what was printed of it.

    `settled` are rows about which somebody has decided; see `claims_of`.
    """
    found = View(deepcopy(_plain(sent.data)))
    reader = Printed(sent)
    by_function = not set(printed_as.parties) <= set(reader.parties)
    known = reader.holders if by_function else reader.parties
    parties = {heading: known[heading] for heading in (*printed_as.parties, *view.parties) if heading in known}
    for heading in view.parties:
        if heading not in parties:
            found.not_carried.append(
                NotCarried("the headings", heading, "", heading, "a column that the agreement has no party for")
            )
    found.claims = claims_of(view.rows, printed_as.rows, settled)
    before = {row.id: row for row in printed_as.rows}
    sections = dict(_sections(sent, printed_as, view, found))
    rows = {
        row_id: row
        for section in found.data["sections"].values()
        for row_id, row in (section.get("activities") or {}).items()
    }
    taken = {claim.id.casefold() for claim in found.claims if claim.id}
    order: dict[str, dict[str, Any]] = {name: {} for name in found.data["sections"]}
    for row, claim in zip(view.rows, found.claims, strict=True):
        if claim.rivals:
            found.ties[claim.id] = (row, *claim.rivals)
        if claim.id:
            data = _changed(rows[claim.id], before[claim.id], row, reader, parties, found)
            identifier = _renumbered(claim.id, row.id, taken, before)
        else:
            data = _new(row, reader, parties, found)
            identifier = _made(row.id, _before(found.ids), taken, before)
        taken.add(identifier.casefold())
        found.ids.append(identifier)
        order[sections[row.section]][identifier] = data
    for name, activities in order.items():
        section = found.data["sections"][name]
        if activities or section.get("activities"):
            section["activities"] = activities
            if not activities:
                del section["activities"]
    return found


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in ("extends", "base-version")}


def _before(ids: Sequence[str]) -> str:
    return ids[-1] if ids else ""


def _renumbered(identifier: str, number: str, taken: set[str], before: Mapping[str, SaidRow]) -> str:
    """The id of a row that the file has: its own, or another number where somebody gave it a free one."""
    free = (
        number != identifier
        and re.fullmatch(ROW_ID, number)
        and number not in before
        and number.casefold() not in taken
    )
    return number if free else identifier


def _made(number: str, above: str, taken: set[str], before: Mapping[str, SaidRow]) -> str:
    """An id for a new row: its number where that is free, else the next one of the rows around it."""
    known = {identifier.casefold() for identifier in before} | taken
    if re.fullmatch(ROW_ID, number) and number.casefold() not in known:
        return number
    match = re.fullmatch(r"(?P<stem>.*?)(?P<count>\d+)", above or number)
    stem, width = (match["stem"], len(match["count"])) if match else ((above or number or "NEW") + "-", 2)
    count = int(match["count"]) + 1 if match else 1
    while f"{stem}{count:0{width}d}".casefold() in known:
        count += 1
    made = f"{stem}{count:0{width}d}"
    return made if re.fullmatch(ROW_ID, made) else f"NEW-{count:02d}"


def _sections(sent: Agreement, printed_as: Said, view: Said, found: View) -> Iterator[tuple[int, str]]:
    """Position of a section in the view → its id; titles and prose that differ go into the data."""
    names = list(sent.sections)
    marks = {bookmark_name(f"section:{name}").casefold(): name for name in names}
    titles = {section.title: name for name, section in sent.sections.items()}
    used = {row.section for row in view.rows}
    left = dict(zip(names, (section for section in printed_as.sections if section.title in titles), strict=False))
    taken: set[str] = set()
    last = ""
    for position, section in enumerate(view.sections):
        marked = next((marks[mark.casefold()] for mark in section.names if mark.casefold() in marks), "")
        name = marked or titles.get(section.title, "")
        if not name and position in used:
            name = _by_rows(position, view, found, sent) or last
            if not name:
                name = slug(section.title, "section")
                found.data["sections"][name] = {"title": section.title or "New section"}
        if not name:
            continue
        last = name
        yield position, name
        if name in taken or name not in sent.sections:
            continue
        taken.add(name)
        if section.title and marked and section.title != sent.sections[name].title:
            found.data["sections"][name]["title"] = section.title
        was = left.get(name)
        if was is not None and was.prose != section.prose and view.prose:
            _prose(sent, name, was.prose, section.prose, found)


def _by_rows(position: int, view: Said, found: View, sent: Agreement) -> str:
    """The section that most rows below a heading come from."""
    homes = [
        sent.rows[claim.id].section
        for row, claim in zip(view.rows, found.claims, strict=True)
        if row.section == position and claim.id
    ]
    return max(set(homes), key=homes.count) if homes else ""


def _prose(sent: Agreement, name: str, before: list[str], after: list[str], found: View) -> None:
    text = sent.sections[name].text
    plain = text and not re.search(r"[*_]|^\s*(-|\d+[.)])\s", text, re.MULTILINE)
    if plain or (not text and after):
        found.data["sections"][name]["text"] = "\n\n".join(after) + "\n"
        if not after:
            del found.data["sections"][name]["text"]
        return
    reason = "prose with lists or emphasis is carried over by hand"
    found.not_carried.append(NotCarried(name, "prose", "\n".join(before), "\n".join(after), reason))


def _new(row: SaidRow, reader: Printed, parties: dict[str, str], found: View) -> dict[str, Any]:
    """The data of a row that was put in; what no row can say of it is told."""
    from dataclasses import replace

    lines = dict(row.lines)
    for heading in (*parties, TIME, ACTIVITY):
        one = replace(row, lines={key: lines[key] for key in (ACTIVITY, heading) if key in lines})
        try:
            reader.row(one, parties)
        except NotSaid as error:
            gone = " | ".join(lines.pop(heading, ()))
            found.not_carried.append(
                NotCarried(row.id or "a new row", heading, "", gone, f"'{error}' was not understood")
            )
    data = reader.row(replace(row, lines=lines), parties)
    return (
        data
        if "do" in data or "not-applicable" in data
        else {"do": " ".join(row.lines.get(ACTIVITY, ())) or "(no words)"} | data
    )


def _changed(
    old: dict[str, Any], before: SaidRow, after: SaidRow, reader: Printed, parties: dict[str, str], found: View
) -> dict[str, Any]:
    """A row with what the view says of it; keys of cells that are printed as they were stay as they are."""
    headings = list(differences(before.lines, after.lines))
    if not headings:
        return old
    if REASON in headings or (REASON in before.lines) != (REASON in after.lines):
        return _exchanged(old, before, after, reader, parties, found)
    data = dict(old)
    for heading in headings:
        was, now = before.lines.get(heading, ()), after.lines.get(heading, ())
        try:
            if heading == ACTIVITY:
                said, says = reader.activity(was), reader.activity(now)
                if said.pop(QUALIFIED, None) != says.pop(QUALIFIED, None):
                    raise NotSaid(" | ".join(line for line in now if line not in was))
                _put(data, ACTS, said, says)
            elif heading == TIME:
                waits = data.get("after") or ()
                waits = [waits] if isinstance(waits, str) else list(waits)
                _put(data, (*TIMES, "per"), reader.times(was, waits), reader.times(now, waits))
            elif heading == REMARK:
                _put(data, ("remark",), {"remark": " ".join(was)}, {"remark": " ".join(now)})
            elif heading in parties:
                raci = _letters(data.get("raci") or {}, before, after, heading, reader, parties)
                data["raci"] = raci
                if not raci:
                    del data["raci"]
            else:
                raise NotSaid(" | ".join(now))
        except NotSaid as error:
            reason = f"'{str(error)[:80]}' cannot be read as anything a row says there"
            found.not_carried.append(NotCarried(before.id, heading, " | ".join(was), " | ".join(now), reason))
    return data


def _put(data: dict[str, Any], keys: Sequence[str], was: dict[str, Any], now: dict[str, Any]) -> None:
    """Change the keys whose printed words differ; an absent or empty one goes."""
    for key in keys:
        if was.get(key) != now.get(key):
            if now.get(key):
                data[key] = now[key]
            else:
                data.pop(key, None)


def _letters(
    raci: dict[str, str], before: SaidRow, after: SaidRow, heading: str, reader: Printed, parties: dict[str, str]
) -> dict[str, str]:
    """The letters of a row with those of one column exchanged; where `each` or `other` speak for it, all are written out."""
    target = parties[heading]
    by_function = any("." in holder for holder in parties.values())
    behind = reader.activity(after.lines.get(ACTIVITY, ())).get(QUALIFIED, {})
    now = reader.qualified({target: reader.cell(target, after.lines.get(heading, ()))}, behind)[target]
    if any(holder.partition(".")[0] in ("each", "other") for holder in raci) or any(part.part for part in now):
        held = {
            one: reader.cell(one, (after if name == heading else before).lines.get(name, ()))
            for name, one in parties.items()
        }
        return reader.raci(reader.qualified(held, behind))
    mine = reader.raci({target: now})
    result: dict[str, str] = {}
    placed = False
    for holder, cell in raci.items():
        if (holder if by_function else holder.partition(".")[0]) != target:
            result[holder] = cell
        elif not placed:
            result |= mine
            placed = True
    return result if placed else result | mine


def _exchanged(
    old: dict[str, Any], before: SaidRow, after: SaidRow, reader: Printed, parties: dict[str, str], found: View
) -> dict[str, Any]:
    """A row that applies no more, or does again: all that is printed of it is read, the rest of it stays."""
    try:
        said, says = reader.row(before, parties), reader.row(after, parties)
    except NotSaid as error:
        was, now = (" | ".join(part for lines in row.lines.values() for part in lines) for row in (before, after))
        found.not_carried.append(NotCarried(before.id, REASON, was, now, f"'{error}' was not understood"))
        return old
    data = dict(old)
    _put(data, ("raci", *ACTS, *TIMES, "per", "remark", "not-applicable"), said, says)
    return data
