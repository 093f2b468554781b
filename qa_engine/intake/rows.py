"""A row of somebody else's matrix as a row of the agreement: its id, its letters, its times, and what else stands beside them.

What did not go without a question stands in the outcome and in the row's note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.expected import ROW_ID
from qa_engine.agreement.letters import ORDER
from qa_engine.intake.deadlines import deadline_in, deadline_of, names_a_time
from qa_engine.intake.marks import NONE, SIGNED, Mark, looks_like_mark, read_mark, says_nothing
from qa_engine.intake.matrix import bare, cell_at
from qa_engine.intake.outcome import Question
from qa_engine.intake.proposals import decision_for, topic_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.intake.answers import Answers
    from qa_engine.intake.columns import Column
    from qa_engine.intake.marks import Conventions
    from qa_engine.intake.matrix import Item, Matrix
    from qa_engine.intake.outcome import Outcome

_KEEPING = re.compile(r"\s*(archive|keep|retain|store|maintain|hold|preserve)\b", re.IGNORECASE)
"""Where something is kept, an amount of time says how long, not by when."""

_NAMES = re.compile(r"\s*(?:[,;/&\n]|\band\b)\s*")

_SIGNED_WORDS = re.compile(r"(?P<words>.*[^\W_].*?)\s*(?P<sign>[*†‡§#¹²³⁴⁵⁶⁷⁸⁹]+)", re.DOTALL)

_OVER_SEVERAL = " (one cell over several columns)"

_LETTER_BY_LETTER = re.compile(r"[A-Z](?:/[A-Z])*")


@dataclass(slots=True)
class Row:
    """A row of the agreement in the making."""

    id: str
    data: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Making:
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


def rows_from(matrix: Matrix, item: Item, conventions: Conventions, making: Making, section: str) -> Iterator[Row]:
    """The row or rows that a row of a matrix makes: one, or one for each heading where cells name holders."""
    words = " ".join(item.words.split())
    if not matrix.codes:
        identifier = _row_id(making, item.number, section, item.row.where)
        words, remark = _with_footnote(words, conventions)
        row = Row(identifier, {"do": words}, remarks=[remark] if remark else [])
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
        row = Row(identifier, {"do": f"{words}: {' '.join(column.heading.split())}"})
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


def _with_footnote(words: str, conventions: Conventions) -> tuple[str, str]:
    """An activity without the sign of a footnote at its end, and what that footnote says."""
    match = _SIGNED_WORDS.fullmatch(words)
    note = conventions.footnotes.get(match["sign"], "") if match else ""
    return (match["words"], note) if match and note else (words, "")


def _canonical(letters: str) -> str:
    return "".join(letter for letter in ORDER if letter in letters)


def _row_id(making: Making, number: str, section: str, where: str) -> str:
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


def _stem(making: Making, section: str) -> str:
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


def _duties(matrix: Matrix, item: Item, conventions: Conventions, making: Making, row: Row) -> None:
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
    matrix: Matrix, item: Item, conventions: Conventions, making: Making
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
        for name in named(cell_at(item, column).text):
            yield column, making.of.get(name.casefold(), ""), Mark(column.letter), name


def named(text: str) -> list[str]:
    """The holders that a cell names."""
    return [name for part in _NAMES.split(text) if (name := part.strip(" .*")) and not says_nothing(name)]


def _not_understood(making: Making, row: Row, where: str, column: str, text: str, mark: Mark) -> None:
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


def _asked_of(shown: str) -> list[str]:
    """The marks to be asked of what was not understood: letters one by one, without the signs of missing footnotes."""
    said = " ".join(shown.split())
    bare_mark = said.rstrip("*†‡§¶★☆#¹²³⁴⁵⁶⁷⁸⁹⁰ ")
    return bare_mark.split("/") if _LETTER_BY_LETTER.fullmatch(bare_mark) else [said] if bare_mark else []


def _finish(matrix: Matrix, item: Item, making: Making, row: Row, section: str) -> None:
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


def _times_in_words(making: Making, item: Item, row: Row, texts: list[str]) -> None:
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
