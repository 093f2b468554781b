"""What the parties agreed in words: sentences of rows, remarks, words in cells, prose, definitions, with their places.

Rules about words look for what most agreements do not hold. So each names clues without which its pattern can find
nothing, and the pattern is tried only on the passages that hold one. A clue is the beginning of one or more words, or
several of these that stand one behind the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

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
_FEW = 10
"""So many passages are looked at one by one; where more are left, all are searched for the next piece of a clue."""
_WORD = pattern(r"\w+")
_SENTENCE_END = pattern(r"[.;!?](?=[\s\"”')]|\Z)|\n\s*\n|\n\s*[-*•]\s|\n\s*\d+[.)]\s")


Piece = str | tuple[str, ...]
"""Letters at the beginning of a word: these, or one of several."""

Clue = str | tuple[Piece, ...]
"""Letters at the beginning of a word, or two and more pieces that follow each other."""


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
        words = [passage.text.lower().split() for passage in self.passages]
        self._each = [" ".join(one) for one in words]
        self.letters = _GAP.join(self._each)
        self.starts = tuple(accumulate((len(text) + len(_GAP) for text in self._each), initial=0))
        self._words = sorted(set(_WORD.findall(" ".join(set().union(*words)))))
        self._known: dict[Piece, frozenset[int]] = {}

    def without(self, topic: str) -> str:
        """The letters of all passages that are not on a topic."""
        return _GAP.join(
            text for passage, text in zip(self.passages, self._each, strict=True) if passage.topic != topic
        )

    def holding(self, clues: Iterable[Clue]) -> list[Passage]:
        """The passages that hold one of these clues (small letters, single blanks), in order."""
        found: set[int] = set()
        for clue in clues:
            if isinstance(clue, str):
                found |= self._with(clue)
                continue
            together = self._with(clue[-1])  # what comes last says most: `all … responsible … GMP`
            for piece in clue[-2::-1]:
                if len(together) > _FEW:
                    together &= self._with(piece)
            found.update(index for index in together if self._in_turn(clue, index))
        return [self.passages[index] for index in sorted(found)]

    def _with(self, piece: Piece) -> frozenset[int]:
        """The passages in which a piece of a clue begins a word, by their positions."""
        known = self._known.get(piece)
        if known is None:
            words = (piece,) if isinstance(piece, str) else piece
            there = filter(self._has_words_of, words)
            known = self._known[piece] = frozenset(index for word in there for index in self._search(word))
        return known

    def _search(self, word: str) -> Iterator[int]:
        at = self._next(word, 0, len(self.letters))
        while at >= 0:
            index = bisect_right(self.starts, at) - 1
            yield index
            at = self._next(word, self.starts[index + 1], len(self.letters))

    def _has_words_of(self, letters: str) -> bool:
        """Whether all words of a piece stand somewhere: mostly not, and nothing has to be searched through."""
        for word, goes_on in _words_of(letters):
            at = bisect_left(self._words, word)
            if at == len(self._words) or not (self._words[at].startswith(word) if goes_on else self._words[at] == word):
                return False
        return True

    def _in_turn(self, pieces: Iterable[Piece], index: int) -> bool:
        """Whether the pieces of a clue follow each other in a passage."""
        at, end = self.starts[index], self.starts[index + 1]
        for piece in pieces:
            words = (piece,) if isinstance(piece, str) else piece
            ends = [found + len(word) for word in words if (found := self._next(word, at, end)) >= 0]
            if not ends:
                return False
            at = min(ends)
        return True

    def _next(self, letters: str, start: int, end: int) -> int:
        """Where letters begin a word, from one place to another; -1 where they do not."""
        at = self.letters.find(letters, start, end)
        while at > 0 and (self.letters[at - 1].isalnum() or self.letters[at - 1] == "_"):
            at = self.letters.find(letters, at + 1, end)
        return at

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


def small(texts: Iterable[str]) -> str:
    """Texts in small letters with single blanks; no words follow each other that stand in two of them."""
    return " ".join(_GAP.join(texts).lower().split())


@cache
def _words_of(letters: str) -> tuple[tuple[str, bool], ...]:
    """The words of a piece of a clue, each with whether it may go on: what ends in no blank may."""
    words = _WORD.findall(letters)
    goes_on = bool(words) and letters.endswith(words[-1])
    return tuple((word, goes_on and position == len(words)) for position, word in enumerate(words, 1))


def once_a_sentence(matches: Iterable[Match]) -> Iterator[Match]:
    """The first match in each sentence: one finding says what is wrong with it."""
    seen: set[tuple[Route, str]] = set()
    for match in matches:
        here = (match.passage.route, match.sentence)
        if here not in seen:
            seen.add(here)
            yield match


@lru_cache(maxsize=1)  # a check has one agreement before it
def wording(ctx: Context) -> Wording:
    """The wording of the agreement under check, read once for all rules."""
    return Wording(ctx.agreement)


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
