"""The matrices of a file become one agreement, and everything that did not go without a question is put on record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.expected import ROW_ID
from qa_engine.agreement.letters import ORDER
from qa_engine.intake.conventions import conventions_for
from qa_engine.intake.deadlines import deadline_in, deadline_of, names_a_time
from qa_engine.intake.holders import holders_of, same_side, slug
from qa_engine.intake.legend import legends_of, texts_about
from qa_engine.intake.marks import NONE, SIGNED, Mark, looks_like_mark, read_mark, says_nothing
from qa_engine.intake.material import Grid, Words
from qa_engine.intake.matrix import Matrix, bare, cell_at, matrices_of
from qa_engine.intake.outcome import MatrixTold, Outcome, Question
from qa_engine.intake.proposals import decision_for, topic_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.intake.answers import Answers
    from qa_engine.intake.columns import Column
    from qa_engine.intake.marks import Conventions
    from qa_engine.intake.material import Block, Material
    from qa_engine.intake.matrix import Item

_KEEPING = re.compile(r"\s*(archive|keep|retain|store|maintain|hold|preserve)\b", re.IGNORECASE)
"""Where something is kept, an amount of time says how long, not by when."""

_NAMES = re.compile(r"\s*(?:[,;/&\n]|\band\b)\s*")


@dataclass(slots=True)
class _Row:
    """A row of the agreement in the making."""

    id: str
    data: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Making:
    """What is kept while an agreement is made."""

    outcome: Outcome
    answers: Answers
    of: dict[str, str] = field(default_factory=dict)
    parties: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, Any] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    scheme: str = "RACI"
    asked: dict[str, str] = field(default_factory=dict)


def agreement_of(material: Material, name: str, answers: Answers) -> Outcome:
    """What a file makes, as an agreement and a record of all that was not certain.

    Arguments: the file as material, its name, what the user has said. `Outcome.refused` says why where nothing can be
    made of it. The same arguments give the same outcome.
    """
    outcome = Outcome()
    for warning in material.warnings:
        outcome.tell("warning", name, warning)
    matrices = matrices_of(material.blocks, answers)
    _count(matrices, outcome)
    readable = [matrix for matrix in matrices if not matrix.trouble]
    if not readable:
        _refuse(material, matrices, outcome)
        return outcome
    making = _Making(outcome, answers)
    _settle_holders(making, readable)
    if len(making.parties) < 2:
        outcome.refused = (
            "only one holder can be read from the headings, and an agreement is between two parties at least"
        )
        for matrix in matrices:
            _leave_out(matrix, outcome, outcome.refused)
        return outcome
    legends = legends_of(material.blocks)
    held: dict[int, Conventions] = {}
    for matrix in readable:
        rows = [item.row for item in matrix.items if item.fate == "activity"]
        found, assumed = conventions_for(rows, matrix.layout, matrix.at, material.blocks, legends, answers)
        held[matrix.at] = found
        for words in assumed:
            outcome.tell("guess", matrix.name, words)
    making.scheme = _scheme(readable, held)
    for matrix in matrices:
        if matrix.trouble:
            _leave_out(matrix, outcome)
        else:
            _read(matrix, held[matrix.at], making)
    if not making.ids:
        outcome.refused = "the matrix has no row that could be read"
        return outcome
    outcome.data = _agreement(making, material, name)
    return outcome


def _count(matrices: Sequence[Matrix], outcome: Outcome) -> None:
    outcome.rows_in = sum(len(matrix.items) for matrix in matrices)
    for matrix in matrices:
        rows = sum(item.fate == "activity" for item in matrix.items)
        names = tuple(column.name for column in matrix.layout.of("holder"))
        outcome.matrices.append(
            MatrixTold(matrix.name, matrix.title, len(matrix.items), 0 if matrix.trouble else rows, names)
        )


def _refuse(material: Material, matrices: Sequence[Matrix], outcome: Outcome) -> None:
    """Why nothing can be made of a file, and what would help."""
    for matrix in matrices:
        _leave_out(matrix, outcome)
    grids = [block for block in material.blocks if isinstance(block, Grid)]
    coded = next(((grid, marks) for grid in grids if (marks := _codes_in(grid, material.blocks))), None)
    if matrices:
        outcome.refused = f"{matrices[0].name}: {matrices[0].trouble}; ask for the file that it was made from"
    elif coded is not None:
        grid, marks = coded
        shown = ", ".join(marks[:6])
        outcome.refused = (
            f"{grid.name}: its cells name holders ({shown}) under headings that are none; "
            f'say what each gives, as in --letters "{marks[0]}={slug(marks[0])}:RA"'
        )
        outcome.rows_in = len(grid.rows) - 1
        outcome.matrices.append(MatrixTold(grid.name, "", outcome.rows_in, 0, ()))
        meant = dict(texts_about(material.blocks))
        for mark in marks:
            said = f" (the file says: {meant[mark][:80]})" if mark in meant else ""
            outcome.ask(Question("letters", mark, f"What does '{mark}' in a cell give, and to whom{said}?"))
        for row in grid.rows[1:]:
            outcome.rows_reported += 1
            first = next((text for text in row.texts if text), "")
            outcome.tell("left-out", row.where, "its cells name holders and no letters", text=first)
    elif lone := _lone_marks(material.blocks):
        outcome.refused = (
            f"{lone} marks stand on lines of their own: the columns of the table were lost on the way, so whose they are "
            "cannot be recovered; ask for the file that it was made from"
        )
    elif grids:
        which = "its one table bears no" if len(grids) == 1 else f"none of its {len(grids)} tables bears"
        outcome.refused = f"{which} responsibility marks (R, A, C, I or crosses in columns of holders)"
    else:
        outcome.refused = "there is no table in it"


def _lone_marks(blocks: Sequence[Block]) -> int:
    found = sum(isinstance(block, Words) and len(block.text) <= 3 and looks_like_mark(block.text) for block in blocks)
    return found if found >= 5 else 0


_PARTY_WORDS = re.compile(
    r"provider|customer|shared|client|vendor|contractor|sponsor|owner|manufacturer|supplier|both|giver|acceptor|cmo|cdmo|mah",
    re.IGNORECASE,
)


def _codes_in(grid: Grid, blocks: Sequence[Block]) -> list[str]:
    """The few words or codes that fill the cells of a table, where they are words for parties or short codes in capitals."""
    counts: dict[str, int] = {}
    total = 0
    for row in grid.rows[1:]:
        for text in row.texts[1:]:
            if text and not says_nothing(text):
                total += 1
                said = text.strip().strip("*†‡§★ ")
                if said and len(said) <= 20:
                    counts[said] = counts.get(said, 0) + 1
    common = [mark for mark, count in sorted(counts.items(), key=lambda item: -item[1]) if count >= 2]
    if not 2 <= len(common) <= 12 or sum(counts[mark] for mark in common) < 0.7 * total or total < 8:
        return []
    explained = {name.casefold() for name, _ in texts_about(blocks)}
    words = [
        mark
        for mark in common
        if _PARTY_WORDS.search(mark) or mark.casefold() in explained or re.fullmatch(r"[A-Z](/[A-Z])?", mark)
    ]
    return common if len(words) * 2 > len(common) else []


def _leave_out(matrix: Matrix, outcome: Outcome, reason: str = "") -> None:
    for item in matrix.items:
        outcome.rows_reported += 1
        if item.fate != "empty":
            words = next((text for text in item.row.texts if text), "")
            outcome.tell("left-out", item.row.where, reason or matrix.trouble, text=words)


def _settle_holders(making: _Making, matrices: Sequence[Matrix]) -> None:
    """Who the parties are, from the headings of all matrices, or from the names in their cells."""
    given = making.answers.holders
    groups = [matrix.names for matrix in matrices if not matrix.codes and matrix.layout.of("holder")]
    names = list(dict.fromkeys(name for group in groups for name in group))
    twins = same_side(names, groups) if len(groups) > 1 else {}
    kept = [(group, heading) for group, heading in names if heading not in twins]
    for matrix in matrices:
        for column in matrix.layout.of("letter"):
            for item in matrix.items:
                if item.fate == "activity":
                    kept += [("", name) for name in _named(cell_at(item, column).text)]
    holders = holders_of(dict.fromkeys(kept), given, making.outcome)
    making.of = {label.casefold(): holder for label, holder in holders.of.items()}
    for heading, first in twins.items():
        if heading.casefold() not in {name.casefold() for name in given}:
            making.of[heading.casefold()] = making.of[first.casefold()]
            making.outcome.tell(
                "guess", "the headings", f"'{heading}' is taken for the party '{first}' of the first matrix"
            )
        else:
            making.of[heading.casefold()] = given[heading]
    making.parties = holders.data()
    if any(matrix.codes for matrix in matrices):
        _declare_codes(making)


def _declare_codes(making: _Making) -> None:
    """Parties and functions that marks stand for, in the user's own words."""
    for held in making.answers.codes.values():
        for holder in held:
            identifier, _, function = holder.partition(".")
            party = making.parties.setdefault(
                identifier, {"name": identifier.replace("-", " ").capitalize(), "role": "other"}
            )
            if function:
                party.setdefault("functions", {}).setdefault(function, function.replace("-", " ").capitalize())


def _named(text: str) -> list[str]:
    """The holders that a cell names."""
    return [name for part in _NAMES.split(text) if (name := part.strip(" .*")) and not says_nothing(name)]


def _scheme(matrices: Sequence[Matrix], held: dict[int, Conventions]) -> str:
    """X where crosses are all there is; RASCI where somebody supports; else RACI."""
    letters: set[str] = set()
    for matrix in matrices:
        for item in matrix.items:
            for column in matrix.layout.of("holder"):
                if item.fate == "activity" and not matrix.codes:
                    letters.update(read_mark(cell_at(item, column).text, held[matrix.at]).letters)
        if matrix.layout.of("letter"):
            letters.update(column.letter for column in matrix.layout.of("letter"))
    if letters == {"X"}:
        return "X"
    return "RASCI" if "S" in letters else "RACI"


def _read(matrix: Matrix, conventions: Conventions, making: _Making) -> None:
    outcome = making.outcome
    making.asked = conventions.asked
    section = _section(making, matrix.title)
    for item in matrix.items:
        if item.fate == "activity":
            outcome.rows_out += 1
            for row in _rows(matrix, item, conventions, making, section):
                _put(making, section, row)
            continue
        outcome.rows_reported += 1
        if item.fate == "section":
            section = _section(making, item.words)
            outcome.tell("guess", item.row.where, "read as the heading of the rows below it", text=item.words)
        elif item.fate in ("placeholder", "lost"):
            said = item.words or " | ".join(text for text in item.row.texts if text)
            outcome.tell("left-out", item.row.where, item.reason, text=said)
            notes = making.sections[section].setdefault("note", "")
            more = f"import: {item.row.where} was left out: {item.reason} ('{said[:80]}')"
            making.sections[section]["note"] = f"{notes}\n{more}".strip()


def _section(making: _Making, title: str) -> str:
    """A section for a title: a new one, unless rows under the same title came just before."""
    plain = re.sub(r"\A[\d.]+\s+", "", title).strip() or "Responsibility matrix"
    last = next(reversed(making.sections), "")
    if last and making.sections[last]["title"] == plain:
        return last
    base = slug(plain, "section")
    identifier, number = base, 2
    while identifier in making.sections:
        identifier, number = f"{base}-{number}", number + 1
    making.sections[identifier] = {"title": plain, "activities": {}}
    return identifier


def _put(making: _Making, section: str, row: _Row) -> None:
    data = row.data
    if row.remarks:
        data["remark"] = "; ".join(row.remarks)
    if row.notes:
        data["note"] = "import: " + "; ".join(row.notes)
    making.sections[section]["activities"][row.id] = data


def _rows(matrix: Matrix, item: Item, conventions: Conventions, making: _Making, section: str) -> Iterator[_Row]:
    """The row or rows that a row of a matrix makes: one, or one for each heading where cells name holders."""
    words = " ".join(item.words.split())
    if not matrix.codes:
        identifier = _row_id(making, item.number, section, item.row.where)
        words, remark = _with_footnote(words, conventions)
        row = _Row(identifier, {"do": words}, remarks=[remark] if remark else [])
        if item.row.cells[matrix.layout.of("activity")[0].at].covered == "above":
            making.outcome.tell(
                "guess", item.row.where, "the activity reaches down from the row above", row=identifier, text=words
            )
        _duties(matrix, item, conventions, making, row)
        _finish(matrix, item, making, row, section)
        yield row
        return
    for position, column in enumerate(matrix.layout.of("holder"), 1):
        text = cell_at(item, column).text
        number = f"{item.number}.{position}" if item.number else ""
        identifier = _row_id(making, number, section, item.row.where)
        row = _Row(identifier, {"do": f"{words}: {' '.join(column.heading.split())}"})
        held = next((held for mark, held in making.answers.codes.items() if bare(mark) == bare(text)), None)
        if held is not None:
            notes = "; ".join(words for sign, words in conventions.footnotes.items() if text.rstrip().endswith(sign))
            behind = f" ({notes})" if notes else ""
            row.data["raci"] = {holder: f"{_canonical(letters)}{behind}" for holder, letters in held.items()}
            making.outcome.letters += sum(map(len, held.values()))
        elif says_nothing(text) or making.answers.plain.get(text.strip()) == NONE:
            row.data = (
                {"do": row.data["do"], "not-applicable": "Marked as not applicable in the original"}
                if text
                else row.data
            )
        else:
            _not_understood(making, row, item.row.where, column.heading, text, Mark(unknown=text))
        _finish(matrix, item, making, row, section)
        yield row


_SIGNED_WORDS = re.compile(r"(?P<words>.*[^\W_].*?)\s*(?P<sign>[*†‡§#¹²³⁴⁵⁶⁷⁸⁹]+)", re.DOTALL)


def _with_footnote(words: str, conventions: Conventions) -> tuple[str, str]:
    """An activity without the sign of a footnote at its end, and what that footnote says."""
    match = _SIGNED_WORDS.fullmatch(words)
    note = conventions.footnotes.get(match["sign"], "") if match else ""
    return (match["words"], note) if match and note else (words, "")


def _canonical(letters: str) -> str:
    return "".join(letter for letter in ORDER if letter in letters)


def _row_id(making: _Making, number: str, section: str, where: str) -> str:
    """The row's own number where it can be an id and is free; else a new one."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", number).strip("-._")[:36].rstrip("-._")
    if plain and re.fullmatch(ROW_ID, plain) and plain.casefold() not in making.ids:
        making.ids.add(plain.casefold())
        if plain != number.strip().rstrip(".)"):
            making.outcome.tell("guess", where, f"the number '{number}' cannot be an id and became {plain}", row=plain)
        return plain
    stem = f"{plain}-" if plain else f"{_stem(making, section)}-"
    count = making.counts.get(stem, 2 if plain else 1)
    width = 1 if plain else 2
    while f"{stem}{count:0{width}d}".casefold() in making.ids:
        count += 1
    made = f"{stem}{count:0{width}d}"
    making.counts[stem] = count + 1
    if plain:
        making.outcome.tell(
            "guess", where, f"the number {number} stands in the file before; this row became {made}", row=made
        )
    making.ids.add(made.casefold())
    return made


def _stem(making: _Making, section: str) -> str:
    """Three letters for the ids of a section, not those of another."""
    held = making.sections[section]
    stem = held.get("stem")
    if stem is None:
        taken = {other.get("stem") for other in making.sections.values()}
        letters = re.sub("[^a-z]", "", section) or "row"
        stem = letters[:3].upper().ljust(3, "X")
        number = 2
        while stem in taken:
            stem, number = f"{letters[:3].upper()}{number}", number + 1
        held["stem"] = stem
    return str(stem)


def _duties(matrix: Matrix, item: Item, conventions: Conventions, making: _Making, row: _Row) -> None:
    """Letters of all holders of a row, what was not understood among them, signatures, words."""
    raci: dict[str, tuple[str, list[str]]] = {}
    signed: list[str] = []
    marks = list(_marks(matrix, item, conventions, making))
    performs = conventions.means.get("R") == "RA" and conventions.means.get("A") == SIGNED
    doing = sum(performs and "R" in mark.letters for _, _, mark, _ in marks)
    absent = (
        bool(marks)
        and all(mark.absent for _, _, mark, _ in marks)
        and any(mark.not_applicable for _, _, mark, _ in marks)
    )
    for column, holder, mark, text in marks:
        name = " ".join(column.name.split())
        if mark.assumed:
            making.outcome.tell("guess", item.row.where, mark.assumed, row=row.id, column=name, text=text)
            row.notes.append(f"{name}: {mark.assumed}")
        if mark.unknown:
            _not_understood(making, row, item.row.where, name, text, mark)
        letters = mark.letters
        if doing > 1:
            letters = letters.replace("A", "")  # two perform it, and nothing says which of them answers
        if "X" in letters and making.scheme != "X":
            letters = _canonical(letters.replace("X", "RA"))
        if letters:
            making.outcome.letters += len(letters)
            before, words = raci.get(holder, ("", []))
            if before and before != letters:
                message = f"two columns of {holder} have different letters ({before}, {letters}); both were kept"
                making.outcome.tell("guess", item.row.where, message, row=row.id, column=name, text=text)
            raci[holder] = (_canonical(before + letters), [*words, *([mark.words] if mark.words else [])])
        if mark.signed:
            making.outcome.letters += 1
            signed.append(holder)
        if mark.words and not letters:
            row.remarks.append(f"{name}: {mark.words}")
    if doing > 1:
        message = "two holders perform it, and the file does not say which of them answers for it"
        making.outcome.tell("not-understood", item.row.where, message, row=row.id)
        row.notes.append(message)
    if absent:
        row.data["not-applicable"] = "Marked as not applicable in the original"
        return
    row.data["raci"] = {
        holder: f"{letters} ({'; '.join(words)})" if words else letters for holder, (letters, words) in raci.items()
    }
    if not raci:
        del row.data["raci"]
    if signed:
        row.data["signed-by"] = list(dict.fromkeys(signed))


def _marks(
    matrix: Matrix, item: Item, conventions: Conventions, making: _Making
) -> Iterator[tuple[Column, str, Mark, str]]:
    """Column, holder, mark and text of each duty of a row."""
    for column in matrix.layout.of("holder"):
        cell = cell_at(item, column)
        holder = making.of.get(column.name.casefold(), "")
        if cell.covered == "left":
            # one mark over the columns of two holders: whether both have it, or they share it, is not said
            if cell.text and not says_nothing(cell.text):
                yield column, holder, Mark(unknown=cell.text), f"{cell.text}{_OVER_SEVERAL}"
            continue
        text = cell.text
        mark = read_mark(text, conventions)
        beside = next((other for other in matrix.layout.of("holder") if other.at == column.at + 1), None)
        if beside is not None and cell_at(item, beside).covered == "left" and not mark.absent:
            mark, text = Mark(unknown=text), f"{text}{_OVER_SEVERAL}"
        if mark.letters and cell.notes:
            mark = mark._replace(words="; ".join(filter(None, (mark.words, *cell.notes))))
        yield column, holder, mark, text
    for column in matrix.layout.of("letter"):
        for name in _named(cell_at(item, column).text):
            yield column, making.of.get(name.casefold(), ""), Mark(column.letter), name


_OVER_SEVERAL = " (one cell over several columns)"


def _not_understood(making: _Making, row: _Row, where: str, column: str, text: str, mark: Mark) -> None:
    """Put on record what of a cell was not understood, and ask what it means."""
    shown = mark.unknown
    what = f"'{shown}' was not understood"
    if (mark.letters or mark.signed) and shown != text:
        what = f"of '{text}' only {mark.letters or 'the signature'} was understood"
    elif shown == text and not looks_like_mark(text):
        what = f"'{text}' bears no letter"
    over_several = text == f"{shown}{_OVER_SEVERAL}"
    if over_several:
        what = f"'{shown}' stands in one cell over several columns, and whose it is is not said"
    making.outcome.tell("not-understood", where, what, row=row.id, column=column, text=shown)
    row.notes.append(f"{column}: {what}")
    if over_several:
        return  # what the mark means is known, and no answer says whose it is
    for said in _asked_of(shown):
        here = making.asked.get(said, "")
        meant = f"The file says: '{here[:80]}'." if here else f"It stands in row {row.id} for {column}."
        what = f"What does '{said[:80]}' mean?"
        if len(said) == 2 and set(said) <= set(ORDER):  # among QA and QC
            what = f"Does '{said}' stand for {' and '.join(said)}, or for a function of that name?"
        making.outcome.ask(Question("letters", said, f"{what} {meant}"))


_LETTER_BY_LETTER = re.compile(r"[A-Z](?:/[A-Z])*")


def _asked_of(shown: str) -> list[str]:
    """The marks to be asked of what was not understood: letters one by one, without the signs of missing footnotes."""
    said = " ".join(shown.split())
    bare_mark = said.rstrip("*†‡§¶★☆#¹²³⁴⁵⁶⁷⁸⁹⁰ ")
    return bare_mark.split("/") if _LETTER_BY_LETTER.fullmatch(bare_mark) else [said] if bare_mark else []


def _finish(matrix: Matrix, item: Item, making: _Making, row: _Row, section: str) -> None:
    """Deadlines, references and what else stands beside the duties; topic and decision from the words."""
    cells = row.data.get("raci") or {}
    for note in item.row.cells[matrix.layout.of("activity")[0].at].notes:
        row.remarks.append(note)
    for column in matrix.layout.columns:
        text = " ".join(cell_at(item, column).text.split())
        if not text or cell_at(item, column).covered == "left" or says_nothing(text):
            continue
        if column.kind == "deadline":
            found = deadline_of(text)
            bare_amount = found is not None and found.key == "within" and text[:1].isdigit()
            if found is not None and not (bare_amount and _KEEPING.match(row.data["do"])):
                row.data[found.key] = found.value
                if bare_amount:
                    message = f"read as within {found.value}: the time is given without a word beside it"
                    making.outcome.tell("guess", item.row.where, message, row=row.id, column=column.heading, text=text)
            else:
                row.remarks.append(f"{column.heading}: {text}")
                message = "the time was not understood and stands as a remark"
                making.outcome.tell(
                    "not-understood", item.row.where, message, row=row.id, column=column.heading, text=text
                )
                row.notes.append(f"{column.heading}: {message}")
        elif column.kind == "basis":
            row.data["basis"] = [part for part in re.split(r"\s*[;\n]\s*", cell_at(item, column).text) if part]
        elif column.kind in ("remark", "topic"):
            row.remarks.append(f"{column.heading}: {text}" if column.heading else text)
    _times_in_words(
        making, item, row, [row.data["do"], *(cell.partition("(")[2].rstrip(")") for cell in cells.values())]
    )
    if "not-applicable" in row.data:
        return
    title = making.sections[section]["title"]
    for key, value in (("topic", topic_for(row.data["do"], title)), ("decides", decision_for(row.data["do"]))):
        if value:
            row.data[key] = value
            making.outcome.proposed.add((row.id, key))


def _times_in_words(making: _Making, item: Item, row: _Row, texts: list[str]) -> None:
    """One deadline that words of the row name without any doubt; others are told."""
    if {"within", "notice", "every"} & set(row.data):
        return
    named = [text for text in texts if names_a_time(text)]
    found = [deadline for text in named if (deadline := deadline_in(text)) is not None]
    if len(named) == 1 and len(found) == 1:
        row.data[found[0].key] = found[0].value
        making.outcome.proposed.add((row.id, found[0].key))
        making.outcome.tell(
            "guess", item.row.where, f"`{found[0].key}: {found[0].value}` is read from the words", row=row.id
        )
    elif named:
        message = "the words name a time that was not carried over"
        making.outcome.tell("guess", item.row.where, message, row=row.id, text=named[0])


def _agreement(making: _Making, material: Material, name: str) -> dict[str, Any]:
    stem = PurePath(name).stem
    lines = [block for block in material.blocks if isinstance(block, Words)]
    first = next((block for block in lines if block.title), None) or next(
        (one for one in lines if one.level == 1), None
    )
    said = re.sub(r"\A[\d.]+\s+(?=\S)", "", first.text) if first else ""
    title = said or re.sub(r"[_-]+", " ", stem).strip().capitalize() or "Imported agreement"
    identifier = re.sub(r"[^A-Za-z0-9.-]+", "-", stem).strip("-.").upper()[:40] or "IMPORTED"
    sections = {}
    for key, section in making.sections.items():
        section.pop("stem", None)
        if section["activities"] or section.get("note"):
            sections[key] = {part: value for part, value in section.items() if value}
    return {
        "format": "qa-engine/1",
        "id": identifier,
        "title": " ".join(title.split())[:200],
        "version": "0.1",
        "status": "draft",
        **({"scheme": making.scheme} if making.scheme != "RACI" else {}),
        "parties": making.parties,
        "sections": sections,
    }
