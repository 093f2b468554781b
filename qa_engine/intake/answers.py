"""What the user says about a file: house conventions for letters, whose a column is; kept so that it is asked once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa_engine.intake.marks import NONE, SIGNED
from qa_engine.source import parse, read_bytes
from qa_engine.source.render import entry

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "qa-engine/import-1"
ENDING = ".import.yaml"

_LETTERS = re.compile("[RSACIX]+")
_HOLDER = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?")


class NoAnswer(ValueError):
    """What was given cannot be used: the message is one line that says why."""


@dataclass(slots=True)
class Answers:
    """What the user has said.

    letters  mark as written → letters, `signed-by`, `none`, letters and `signed-by` joined by `+`; or, where cells name
             parties, `holder:letters` joined by `+` (`Shared` → `provider:R+customer:R`)
    holders  heading of a column, or name in a cell → holder (`borealis`, `borealis.qa`), or `none` for a column of no holder
    """

    letters: dict[str, str] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return not self.letters and not self.holders

    @property
    def codes(self) -> dict[str, dict[str, str]]:
        """Marks that name holders: mark → holder → letters."""
        return {mark: _codes(meaning) for mark, meaning in self.letters.items() if ":" in meaning}

    @property
    def plain(self) -> dict[str, str]:
        """Marks that stand for letters."""
        return {mark: meaning for mark, meaning in self.letters.items() if ":" not in meaning}


def read_letters_option(text: str) -> dict[str, str]:
    """`R=RA, A=signed-by` as mark → meaning.

    Raises `NoAnswer` where a part says nothing that can be used.
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        if not part.strip():
            continue
        mark, equals, meaning = part.partition("=")
        if not equals or not mark.strip():
            raise NoAnswer(f"'{part.strip()}' says of no mark what it means; write it as R=RA or A=signed-by")
        found[mark.strip()] = meaning_as_kept(meaning)
    return found


def meaning_as_kept(text: str) -> str:
    """What a user says that a mark means, in the form in which it is kept.

    Raises `NoAnswer` where it is neither letters nor `signed-by` nor `none` nor `holder:letters`.
    """
    said = re.sub(r"\s+", "", text)
    if said.casefold() in (NONE, "-", "nothing"):
        return NONE
    parts = []
    for part in said.split("+"):
        holder, colon, letters = part.rpartition(":")
        upper = letters.upper().replace("/", "")
        if not colon and part.casefold() in (SIGNED, "signed", "signs", "approves"):
            parts.append(SIGNED)
        elif _LETTERS.fullmatch(upper) and (not colon or _HOLDER.fullmatch(holder)):
            parts.append(f"{holder}:{upper}" if colon else upper)
        else:
            raise NoAnswer(
                f"'{text.strip()}' is no meaning of a mark; write letters (R, A, C, I, S, X), signed-by, none, or holder:letters"
            )
    if len({":" in part for part in parts}) > 1:
        raise NoAnswer(f"'{text.strip()}' mixes letters with holders; name a holder for each, or for none")
    return "+".join(parts)


def _codes(meaning: str) -> dict[str, str]:
    held: dict[str, str] = {}
    for part in meaning.split("+"):
        holder, _, letters = part.partition(":")
        held[holder] = held.get(holder, "") + letters
    return held


def read_answers(path: Path) -> Answers:
    """The answers kept in a file; none where the file is not there.

    Raises `NoAnswer` where the file holds something else, OSError where it cannot be opened.
    """
    try:
        source = parse(read_bytes(path), path.as_posix())
    except FileNotFoundError:
        return Answers()
    data: Any = source.data
    if source.problems:
        raise NoAnswer(f"{path.as_posix()}: {source.problems[0].message}; mend it, or take the file away")
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NoAnswer(f"{path.as_posix()} holds no answers of an import (format: {FORMAT}); take the file away")
    unknown = set(data) - {"format", "letters", "holders"}
    tables = [data.get(key) or {} for key in ("letters", "holders")]
    if unknown or not all(
        isinstance(table, dict) and all(isinstance(item, str) for item in table.values()) for table in tables
    ):
        raise NoAnswer(
            f"{path.as_posix()} holds something that is no answer; known are letters and holders, each `name: value`"
        )
    letters = {mark: meaning_as_kept(meaning) for mark, meaning in tables[0].items()}
    for name, holder in tables[1].items():
        if holder != NONE and not _HOLDER.fullmatch(holder):
            raise NoAnswer(
                f"{path.as_posix()}: '{holder}' is no holder for '{name}'; write party or party.function in small letters"
            )
    return Answers(letters, dict(tables[1]))


def answers_text(answers: Answers, of: str) -> str:
    """The answers as the text of their file; `of` names the file that was imported."""
    lines = [f"# What was answered when {of} was imported. The next import of it asks no more.", f"format: {FORMAT}"]
    for key, table in (("letters", answers.letters), ("holders", answers.holders)):
        if table:
            lines.append(f"{key}:")
            lines += [line for name in table for line in entry(name, table[name], "  ")]
    return "\n".join(lines) + "\n"
