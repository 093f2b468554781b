"""What an import has to tell: every mark that was not understood, every row that was left out and why, every guess."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from qa_engine.named import NamedTuple

Kind = Literal["not-understood", "left-out", "guess", "warning"]


class Item(NamedTuple):
    """One thing to tell.

    kind     what became of it: a mark not understood, a row left out, a guess, something in the file that was not read
    where    the place in the file, as people find it (`line 12`, `table 3, row 4`)
    message  what it is about, in a sentence
    row      the id of the row in the agreement, empty for none
    column   the heading of the column, empty for none
    text     what stands there, as written
    """

    kind: Kind
    where: str
    message: str
    row: str = ""
    column: str = ""
    text: str = ""


class Question(NamedTuple):
    """A question that one answer settles for the whole file.

    about  `letters` (what does a mark mean) or `holders` (whose column is it)
    key    the mark or heading, under which the answer is kept
    text   the question
    """

    about: Literal["letters", "holders"]
    key: str
    text: str


@dataclass(slots=True)
class MatrixTold:
    """One matrix of the file in numbers: where it stands, its title, its rows in and out, the columns of its holders."""

    name: str
    title: str
    rows_in: int
    rows_out: int
    holders: tuple[str, ...]


@dataclass(slots=True)
class Outcome:
    """What became of a file.

    data        the agreement as plain data; None where nothing could be made of the file, for the reason in `refused`
    proposed    routes of values that were proposed from the words (topics, decisions, deadlines)
    rows_in     rows below the headings of all matrices; each is in `rows_out` or in `rows_reported`
    letters     how many letters were understood
    """

    data: dict[str, Any] | None = None
    refused: str = ""
    proposed: set[tuple[str, ...]] = field(default_factory=set)
    rows_in: int = 0
    rows_out: int = 0
    rows_reported: int = 0
    letters: int = 0
    matrices: list[MatrixTold] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    _asked: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def tell(self, kind: Kind, where: str, message: str, *, row: str = "", column: str = "", text: str = "") -> None:
        """Put something on record."""
        self.items.append(Item(kind, where, message, row, column, text))

    def ask(self, question: Question) -> None:
        """Put a question on record, each once."""
        if (question.about, question.key) not in self._asked:
            self._asked.add((question.about, question.key))
            self.questions.append(question)

    def of(self, kind: Kind) -> list[Item]:
        """What was told of a kind."""
        return [item for item in self.items if item.kind == kind]

    @property
    def blocks(self) -> bool:
        """Whether something was not understood."""
        return bool(self.questions) or any(item.kind in ("not-understood", "left-out") for item in self.items)
