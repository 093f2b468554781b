"""What a cell of somebody else's matrix says: letters, words behind them, footnote signs; or that it was not understood.

When a cell can be read in two ways it is not read: a wrong letter moves a duty to another company.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_engine.agreement.letters import ORDER
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNED = "signed-by"
NONE = "none"

STANDARD = {letter: letter for letter in "RACI"}
"""What letters mean where nothing says otherwise. S and crosses need more: see `Conventions`."""

_WORDS = {"responsible": "R", "accountable": "A", "consulted": "C", "consult": "C", "informed": "I", "inform": "I"}
_NOTHING = re.compile(
    r"(?:[-–—−·.…]+|n\.?\s?/?\s?a\.?|not\s+applicable|not\s+involved|none|nil|no|☐|□)?", re.IGNORECASE
)
_NOT_APPLICABLE = re.compile(r"(?:n\.?\s?/?\s?a\.?|not\s+applicable)", re.IGNORECASE)
CROSSES = dict.fromkeys("✓✔√☑☒✅🗹🗸×✕", "X")
"""Ticks and crosses; all of them say the same."""
_DOTS = dict.fromkeys("●⚫•■◼⬤", "X")
_SIGNS = "*†‡§¶★☆#¹²³⁴⁵⁶⁷⁸⁹⁰"

# letters of other scripts that look like ours; an A typed on a Russian keyboard is an A to everybody who reads it
_ALIKE = {
    "А": "A", "С": "C", "І": "I", "Х": "X", "Ѕ": "S", "а": "a", "с": "c", "і": "i", "х": "x", "ѕ": "s",
    "Α": "A", "Ι": "I", "Χ": "X", "Ϲ": "C", "Ꭺ": "A", "Ꮯ": "C", "Ꭱ": "R", "Ꮪ": "S", "Ⅰ": "I", "Ⅽ": "C", "Ⅹ": "X",
    "ꓮ": "A", "ꓚ": "C", "ꓣ": "R", "ꓲ": "I", "ꓫ": "X", "ꓢ": "S", "Ӏ": "I", "ⅰ": "i", "ⅽ": "c", "ⅹ": "x",
}  # fmt: skip

LONGEST_MARK = 12
"""A longer cell is words, not a mark."""

_LETTERS = re.compile(r"[(\[]?(?P<letters>[A-Z]{1,6})[)\]]?(?![A-Za-z'’])(?P<signs>[" + re.escape(_SIGNS) + r"]*)")
_BETWEEN = re.compile(r"\s*[/,;+&|\\]\s*|\s*\n\s*|\s+and\s+|\s+")
# a hyphen parts letter and words only with a blank beside it: `AC-01` is a number
_QUALIFIED = re.compile(
    r"\s*\((?P<brackets>.*)\)\s*\Z|(?:\s*[,;:.\n]\s*|\s+[–—-]\s*|[–—-]\s+)(?P<behind>\S.*)\Z", re.DOTALL
)
_CONDITION = re.compile(
    r"\s+(?:if|when|for|only|on|until|before|after|where|as|unless|during|within|upon|via|by|with)\b", re.IGNORECASE
)
_PLAIN_WORD = re.compile(r"\s+(?!or\b|and/or\b|vs\b)[a-z]", re.IGNORECASE)


@dataclass(slots=True)
class Conventions:
    """What the marks of one matrix mean.

    means      mark → letters, `signed-by`, `none`, or letters and `signed-by` joined by `+`; marks in capitals or as written
    asked      marks that the file gives a meaning which is none of ours; what it says of them
    footnotes  sign → its words
    codes      cells name functions by abbreviations (QA, QC), so that RA is one too
    """

    means: dict[str, str] = field(default_factory=lambda: dict(STANDARD))
    asked: dict[str, str] = field(default_factory=dict)
    footnotes: dict[str, str] = field(default_factory=dict)
    codes: bool = False


class Mark(NamedTuple):
    """A cell as it was read.

    letters   of R S A C I X, in canonical order
    signed    the mark stands for a signature
    words     what stands behind the letters, and what their footnotes say
    unknown   what was not understood, as written; the rest may have been
    assumed   what was taken for granted, in words; empty where nothing was
    absent    the cell says that there is no duty; `not_applicable` where it says so in words
    """

    letters: str = ""
    signed: bool = False
    words: str = ""
    unknown: str = ""
    assumed: str = ""
    absent: bool = False
    not_applicable: bool = False


def read_mark(text: str, conventions: Conventions) -> Mark:
    """A cell as written → what it says."""
    stripped = text.strip()
    if _NOTHING.fullmatch(stripped) and stripped.casefold() not in _folded(conventions):
        return Mark(absent=True, not_applicable=bool(_NOT_APPLICABLE.fullmatch(stripped)))
    whole = conventions.means.get(stripped) or _folded(conventions).get(" ".join(stripped.split()).casefold())
    if whole:
        mark = _meant(whole)
        # what was a sentence stays one: the answer gave it letters, and its words are agreed all the same
        return mark._replace(words=_one_line(stripped)) if len(stripped) > LONGEST_MARK else mark
    plain, assumed = _our_letters(stripped)
    if re.fullmatch(r"[racisx](\s*[/,&+;]?\s*[racisx])*[" + re.escape(_SIGNS) + "]*", plain):
        plain = plain.upper()
    lead = _leading(plain, conventions)
    found = lead.found
    if not found:
        return _in_words(stripped, conventions)
    if conventions.codes and re.match(r"[A-Z]{2,3}(?![A-Za-z/])", plain):
        return Mark(unknown=stripped)  # among QA, QC and QP, RA is Regulatory Affairs
    rest = plain[lead.end :]
    words = _behind(rest, found)
    if words is None:
        return Mark(unknown=stripped)
    mark = _told(found, conventions)
    said = [*lead.words, *([words] if words and not lead.words else [f"{found[-1]}: {words}"] if words else [])]
    unexplained = ""
    for sign in dict.fromkeys(_one_by_one(lead.signs, conventions)):
        note = conventions.footnotes.get(sign) or next(
            (
                conventions.footnotes[f"{letter}{sign}"]
                for letter in found
                if f"{letter}{sign}" in conventions.footnotes
            ),
            "",
        )
        if note:
            said.append(note)
        else:
            unexplained += sign
    if plain[:1] in "([" and not rest.strip():
        assumed = assumed or f"'{stripped}' was read as {''.join(found)}"
    cross = next((character for character in stripped if character in CROSSES), "")
    not_known = mark.unknown.replace("X", cross) if cross and "x" not in stripped.casefold() else mark.unknown
    unknown = " ".join(part for part in (not_known, unexplained) if part)
    return mark._replace(words=_one_line("; ".join(said)), unknown=unknown, assumed=assumed)


def looks_like_mark(text: str) -> bool:
    """Whether a cell starts with single letters or is a cross, whatever they mean."""
    plain, _ = _our_letters(text.strip())
    if re.fullmatch(r"[racisx](\s*[/,&+;]?\s*[racisx])*[" + re.escape(_SIGNS) + "]*", plain):
        return True
    if plain.casefold() in _WORDS:
        return True
    if says_nothing(text):
        return False
    lead = _leading(plain, None)
    return bool(lead.found) and _behind(plain[lead.end :], lead.found) is not None


def letters_in(text: str) -> list[str]:
    """The single letters that a cell starts with, whatever they mean."""
    plain, _ = _our_letters(text.strip())
    if plain.casefold() in _WORDS:
        return [_WORDS[plain.casefold()]]
    return list(_leading(plain.upper() if len(plain) <= 3 else plain, None).found)


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, a dash or says that nothing applies."""
    return bool(_NOTHING.fullmatch(text.strip()))


def _folded(conventions: Conventions) -> dict[str, str]:
    return {" ".join(mark.split()).casefold(): meaning for mark, meaning in conventions.means.items() if len(mark) > 1}


def _our_letters(text: str) -> tuple[str, str]:
    """Text with letters of other scripts, full width or fraktur, and ticks, as ours; what was taken for what."""
    if text.isascii():
        return text, ""
    plain: list[str] = []
    taken: list[str] = []
    for character in text:
        if character in CROSSES:
            plain.append("X")
        elif character in _DOTS and text.strip(_SIGNS) == character:
            plain.append("X")
            taken.append(f"'{character}' as a cross")
        elif character in _ALIKE:
            plain.append(_ALIKE[character])
            taken.append(
                f"'{character}' ({unicodedata.name(character, 'another letter').lower()}) as {_ALIKE[character]}"
            )
        elif "\uff01" <= character <= "\uff5e" or "\U0001d400" <= character <= "\U0001d7ff":
            plain.append(unicodedata.normalize("NFKC", character))
        else:
            plain.append(character)
    # a word of another alphabet stays what it is: only letters that stand alone are marks
    assumed = "; ".join(dict.fromkeys(taken))
    return "".join(plain), f"read {assumed}" if assumed else ""


class _Lead(NamedTuple):
    """What a cell starts with: letters, footnote signs, words in brackets between letters; `end` is where it stops."""

    found: tuple[str, ...] = ()
    end: int = 0
    signs: str = ""
    words: tuple[str, ...] = ()


def _leading(text: str, conventions: Conventions | None) -> _Lead:
    lead = _Lead()
    at = 0
    while match := _LETTERS.match(text, at):
        group = match["letters"]
        if len(group) > 1 and not _may_stand_together(group):
            break
        signs, end = match["signs"], match.end()
        digits = re.match(r"\d{1,2}(?!\w)", text[end:]) if conventions and not signs else None
        if digits and conventions:
            if digits[0] not in conventions.footnotes:
                break
            signs, end = digits[0], end + digits.end()
        lead = _Lead((*lead.found, *group), end, lead.signs + signs, lead.words)
        inner = re.match(r"\s*\(([^()]*)\)(?=\s*[/,;+&\n])", text[end:])
        behind = end + inner.end() if inner else end
        between = _BETWEEN.match(text, behind)
        following = _LETTERS.match(text, between.end()) if between else None
        if between is None or following is None or not _goes_on(text, between.group(), following):
            break
        if inner:
            lead = lead._replace(words=(*lead.words, f"{group}: {inner[1]}"))
        at = between.end()
    return lead


def _may_stand_together(group: str) -> bool:
    """`RA`, `AR`, `CI` and `RACI` are letters; `CAR` and `QA` are abbreviations of something."""
    if not set(group) <= set(ORDER) or len(set(group)) < len(group):
        return False
    places = [ORDER.index(letter) for letter in group]
    return len(group) == 2 or places == sorted(places) or (group.startswith("AR") and places[2:] == sorted(places[2:]))


def _goes_on(text: str, between: str, following: re.Match[str]) -> bool:
    """Whether the letter behind a separator is one more mark, and not the first word of what follows."""
    group = following["letters"]
    if len(group) > 1 and not _may_stand_together(group):
        return False
    if not between.strip():
        # `A R` is two letters; `R A description` is not
        return not re.match(r"\s+[a-z]", text[following.end() :])
    return True


def _behind(rest: str, found: tuple[str, ...]) -> str | None:
    """The words behind the letters; None where they could as well be a sentence that starts with a letter."""
    if not rest.strip():
        return ""
    if match := _QUALIFIED.match(rest):
        words = match["brackets"] if match["brackets"] is not None else match["behind"]
        return None if re.fullmatch("[A-Z]", words.strip()) else _one_line(words)
    if _CONDITION.match(rest):
        return _one_line(rest)
    alone = len(found) == 1
    if alone and found[0] not in "AI" and _PLAIN_WORD.match(rest):
        return _one_line(rest)
    if match := re.match(r"\s*\((?P<brackets>[^()]*)\)\s*[,;:.–—-]?\s*(?P<more>\S.*)\Z", rest, re.DOTALL):
        return _one_line(f"{match['brackets']}; {match['more']}")
    or_else = alone and found[0] not in "AI" and re.match(r"\s+or\s+(?![A-Z](?:\W|\Z))", rest)
    return _one_line(rest) if or_else else None


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _one_by_one(signs: str, conventions: Conventions) -> list[str]:
    """Footnote signs one by one; `**` is one sign where a footnote has it."""
    if signs in conventions.footnotes:
        return [signs]
    return re.findall(r"\*+|\d+|.", signs)


def _told(found: Sequence[str], conventions: Conventions) -> Mark:
    letters = ""
    signed = False
    unknown: list[str] = []
    for letter in found:
        meaning = conventions.means.get(letter, "")
        if not meaning:
            unknown.append(letter)
        elif meaning != NONE:
            for part in meaning.split("+"):
                signed |= part == SIGNED
                letters += part if part != SIGNED else ""
    return Mark(
        "".join(letter for letter in ORDER if letter in letters), signed, unknown="/".join(dict.fromkeys(unknown))
    )


def _meant(meaning: str) -> Mark:
    if meaning == NONE:
        return Mark(absent=True)
    parts = meaning.split("+")
    letters = "".join(part for part in parts if part != SIGNED)
    return Mark("".join(letter for letter in ORDER if letter in letters), SIGNED in parts)


def _in_words(text: str, conventions: Conventions) -> Mark:
    """`Responsible`, `Accountable / Responsible`, `Consulted (before the audit)`; else not understood."""
    head, _, words = text.partition("(")
    parts = [part.strip().casefold() for part in re.split(r"[/,&+\n]|\band\b", head) if part.strip()]
    if parts and all(part in _WORDS for part in parts):
        mark = _told([_WORDS[part] for part in parts], conventions)
        return mark._replace(words=_one_line(words.rstrip(") ")))
    return Mark(unknown=text)
