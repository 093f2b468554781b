"""The matrices of a file become one agreement, and everything that did not go without a question is put on record."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from qa_engine.intake.conventions import conventions_for
from qa_engine.intake.holders import holders_of, same_side, slug
from qa_engine.intake.legend import legends_of
from qa_engine.intake.marks import read_mark
from qa_engine.intake.material import Words
from qa_engine.intake.matrix import Matrix, cell_at, matrices_of
from qa_engine.intake.outcome import MatrixTold, Outcome
from qa_engine.intake.refusal import leave_out, refuse
from qa_engine.intake.rows import Making, named, rows_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_engine.intake.answers import Answers
    from qa_engine.intake.marks import Conventions
    from qa_engine.intake.material import Material
    from qa_engine.intake.rows import Row


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
        refuse(material, matrices, outcome)
        return outcome
    making = Making(outcome, answers)
    _settle_holders(making, readable)
    if len(making.parties) < 2:
        outcome.refused = (
            "only one holder can be read from the headings, and an agreement is between two parties at least"
        )
        for matrix in matrices:
            leave_out(matrix, outcome, outcome.refused)
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
            leave_out(matrix, outcome)
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


def _settle_holders(making: Making, matrices: Sequence[Matrix]) -> None:
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
                    kept += [("", name) for name in named(cell_at(item, column).text)]
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


def _declare_codes(making: Making) -> None:
    """Parties and functions that marks stand for, in the user's own words."""
    for held in making.answers.codes.values():
        for holder in held:
            identifier, _, function = holder.partition(".")
            party = making.parties.setdefault(
                identifier, {"name": identifier.replace("-", " ").capitalize(), "role": "other"}
            )
            if function:
                party.setdefault("functions", {}).setdefault(function, function.replace("-", " ").capitalize())


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


def _read(matrix: Matrix, conventions: Conventions, making: Making) -> None:
    outcome = making.outcome
    making.asked = conventions.asked
    section = _section(making, matrix.title)
    for item in matrix.items:
        if item.fate == "activity":
            outcome.rows_out += 1
            for row in rows_from(matrix, item, conventions, making, section):
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


def _section(making: Making, title: str) -> str:
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


def _put(making: Making, section: str, row: Row) -> None:
    data = row.data
    if row.remarks:
        data["remark"] = "; ".join(row.remarks)
    if row.notes:
        data["note"] = "import: " + "; ".join(row.notes)
    making.sections[section]["activities"][row.id] = data


def _agreement(making: Making, material: Material, name: str) -> dict[str, Any]:
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
