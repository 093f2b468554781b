"""What the parties agreed in words: sentences of rows, remarks, words in cells, prose, definitions, with their places.

Rules about words look for what most agreements do not hold. So each names clues without which its pattern can find
nothing, and the pattern is tried only on the passages that hold one. A clue is the beginning of one or more words, or
several of these that stand one behind the other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from qa_engine.agreement.resolved import place_of
from qa_engine.named import NamedTuple
from qa_engine.pattern import pattern
from qa_engine.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding, Severity
    from qa_engine.source import Route

_GAP = " \0 "
_SENTENCE_END = pattern(r"[.;!?](?=[\s\"”')]|\Z)|\n\s*\n|\n\s*[-*•]\s|\n\s*\d+[.)]\s")


Clue = str | tuple[str | tuple[str, ...], ...]
"""Letters at the beginning of a word, or pieces that follow each other, each of them one of several."""


class Passage(NamedTuple):
    """One text: where it stands, in which row (None outside of rows), on which topic (empty: none)."""

    route: Route
    text: str
    row: Row | None
    topic: str


class Match(NamedTuple):
    """Words that were found: in which passage, from where to where, and the sentence around them."""

    passage: Passage
    start: int
    end: int
    sentence: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """The words as written, on one line."""
        return " ".join(self.passage.text[self.start : self.end].split())

    @property
    def where(self) -> str:
        """How people call the place: `row DEV-01`."""
        return f"row {self.passage.row.id}" if self.passage.row is not None else "the text"


class Wording:
    """All passages of an agreement in order, and their letters in one piece: small, with single blanks."""

    def __init__(self, agreement: Agreement) -> None:
        self.passages = tuple(_passages(agreement))
        letters = [" ".join(passage.text.lower().split()) for passage in self.passages]
        self.letters = _GAP.join(letters)
        self.starts = tuple(accumulate((len(text) + len(_GAP) for text in letters), initial=0))

    def holding(self, clues: Iterable[Clue]) -> list[Passage]:
        """The passages that hold one of these clues (small letters, single blanks), in order."""
        found: set[int] = set()
        for clue in clues:
            first, *others = (clue,) if isinstance(clue, str) else clue
            for start in (first,) if isinstance(first, str) else first:
                at = self.letters.find(start)
                while at >= 0:
                    index = bisect_right(self.starts, at) - 1
                    end = self.starts[index + 1]
                    if not _begins_a_word(self.letters, at):
                        at = self.letters.find(start, at + 1)
                        continue
                    if self._go_on(others, at + len(start), end):
                        found.add(index)
                    at = self.letters.find(start, end)
        return [self.passages[index] for index in sorted(found)]

    def _go_on(self, others: Iterable[str | tuple[str, ...]], at: int, end: int) -> bool:
        """Whether the rest of a clue follows, piece by piece."""
        for piece in others:
            ends = [
                found + len(word)
                for word in ((piece,) if isinstance(piece, str) else piece)
                if (found := self.letters.find(word, at, end)) >= 0
            ]
            if not ends:
                return False
            at = min(ends)
        return True

    def find(self, pattern: re.Pattern[str], clues: Iterable[Clue]) -> Iterator[Match]:
        """Each place that a pattern finds in a passage that holds one of the clues, with the sentence around it."""
        for passage in self.holding(clues):
            for match in pattern.finditer(passage.text):
                first = max((stop.end() for stop in _SENTENCE_END.finditer(passage.text, 0, match.start())), default=0)
                stop = _SENTENCE_END.search(passage.text, match.end())
                last = stop.start() if stop else len(passage.text)
                yield Match(
                    passage,
                    match.start(),
                    match.end(),
                    passage.text[first:last],
                    passage.text[first : match.start()],
                    passage.text[match.end() : last],
                )


def once_a_sentence(matches: Iterable[Match]) -> Iterator[Match]:
    """The first match in each sentence: one finding says what is wrong with it."""
    seen: set[tuple[Route, str]] = set()
    for match in matches:
        here = (match.passage.route, match.sentence)
        if here not in seen:
            seen.add(here)
            yield match


def _begins_a_word(letters: str, at: int) -> bool:
    return at == 0 or not (letters[at - 1].isalnum() or letters[at - 1] == "_")


_known: WeakKeyDictionary[Context, Wording] = WeakKeyDictionary()


def wording(ctx: Context) -> Wording:
    """The wording of the agreement under check, read once for all rules."""
    if ctx not in _known:
        _known[ctx] = Wording(ctx.agreement)
    return _known[ctx]


def _passages(agreement: Agreement) -> Iterator[Passage]:
    scope = agreement.data.get("scope")
    if isinstance(scope, dict) and isinstance(scope.get("excludes"), str):
        yield Passage(("scope", "excludes"), scope["excludes"], None, "")
    for family, members in agreement.classes.items():
        for name, text in members.items():
            if isinstance(text, str):
                yield Passage(("classes", family, name), text, None, "")
    for term, text in (agreement.data.get("definitions") or {}).items():
        if isinstance(text, str):
            yield Passage(("definitions", term), text, None, "definitions")
    for section in agreement.sections.values():
        if section.text:
            yield Passage(("sections", section.id, "text"), section.text, None, section.topic)
        for row_id in section.rows:
            row = agreement.rows.get(row_id)
            if row is not None and row.section == section.id and not row.not_applicable:
                yield from _of_row(row)


def _of_row(row: Row) -> Iterator[Passage]:
    if row.do:
        yield Passage((*row.route, "do"), row.do, row, row.topic)
    if row.remark:
        yield Passage((*row.route, "remark"), row.remark, row, row.topic)
    for holder, cell in row.raci.items():
        if cell.words:
            yield Passage((*row.route, "raci", holder), cell.words, row, row.topic)


def finding_at(ctx: Context, match: Match, message: str, hint: str, *, severity: Severity | None = None) -> Finding:
    """A finding of the rule that is running, at the very words."""
    passage = match.passage
    finding = ctx.finding(passage.route, message, hint, severity=severity)
    source = ctx.agreement.resolved.source_of(passage.route)
    start, end = source.span(passage.route)
    # in the file the same words may be folded over lines and indented
    written = re.compile(r"\s+".join(re.escape(word) for word in match.words.split()))
    nth = len(written.findall(passage.text, 0, match.start))
    places = list(written.finditer(source.text, start, end))
    if nth >= len(places):
        return finding
    return replace(finding, place=place_of(source, places[nth].span(), finding.place.at))
