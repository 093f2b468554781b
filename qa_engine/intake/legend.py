"""What a file itself says about its marks: legends, legends that give a letter another meaning, footnotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_engine.intake.marks import NONE, SIGNED
from qa_engine.intake.material import Grid, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.intake.material import Block

_SIGN = r"[A-Z]/[A-Z]|[A-Z][*†‡§¹²³]+|\([A-Z]\)|[A-Z]|[*†‡§¶★☆#]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|[-–—]"
_HEAD = re.compile(
    rf"(?:^|(?<=[\s(,;.|/·•\[“\"'*:]))[\"“'‘*]*(?P<sign>{_SIGN})[\"”'’]?\**[\"”'’]?\s*(?:=|:|means\b|stands for\b|[–—-](?=\s*[A-Za-z]))\s*(?=\S)"
)
_DOTTED = re.compile(r"(?P<sign>[A-Z])\s+(?P<text>[A-Za-z][a-z]+(?: [a-z]+){0,6})\Z")
_NOTE = re.compile(
    r"\s*\*?\(?(?P<sign>[A-Z][*†‡]+|[*†‡§¶★☆#]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\d{1,2})\)?\s*(?:[=:.)]|[–—-]\s|\s)\s*(?P<text>\S.+)\Z",
    re.DOTALL,
)
_LEGEND_WORD = re.compile(r"\b(legend|key|where|letters?|codes?|abbreviations?|means)\b", re.IGNORECASE)
_TABLE_HEAD = re.compile(r"(letters?|codes?|symbols?|keys?|marks?|abbreviations?|raci|roles?|terms?)?", re.IGNORECASE)

# the words by which a legend says what a letter is for; the first that it uses counts
_FAMILIES = (
    ("A", re.compile(r"accountab|answer(?:able|s for)|ultimately responsible|owner of the outcome", re.IGNORECASE)),
    (SIGNED, re.compile(r"approv|sign(?:s|ed|ature|ator(?:y|ies)|ing)?\b|sign-?off|authori[sz]", re.IGNORECASE)),
    (
        "R",
        re.compile(
            r"responsib|perform|execut|carr(?:y|ies|ied) out|do(?:es)? the (?:work|task)|works on", re.IGNORECASE
        ),
    ),
    ("C", re.compile(r"consult|input|advis|contribut", re.IGNORECASE)),
    ("I", re.compile(r"inform|notif|\btold\b|kept up", re.IGNORECASE)),
    ("S", re.compile(r"support|assist|help", re.IGNORECASE)),
    (
        NONE,
        re.compile(r"not (?:involved|required|responsible|applicable|relevant)|no (?:duty|involvement)", re.IGNORECASE),
    ),
)


@dataclass(slots=True)
class Legend:
    """A legend where it stands: `at` is the position of its block, `says` maps each sign to its words."""

    at: int
    says: dict[str, str]
    footnotes: dict[str, str] = field(default_factory=dict)


def meaning_of(words: str) -> str:
    """What the words of a legend make of a mark: a letter, `signed-by`, `none`, or nothing where they name none of ours."""
    first = min(
        ((found.start(), family) for family, pattern in _FAMILIES if (found := pattern.search(words))), default=None
    )
    return first[1] if first else ""


def legends_of(blocks: Sequence[Block]) -> list[Legend]:
    """All legends of a file, in order; footnotes stand among them."""
    found: list[Legend] = []
    for at, block in enumerate(blocks):
        if isinstance(block, Words):
            says = _in_words(block.text)
            notes = {
                sign: text
                for sign, text in says.items()
                if not sign[0].isalpha() or (len(sign) > 1 and "/" not in sign)
            }
            if len(says) - len(notes) < 2 and not (notes and len(says) > 1):
                says, notes = {}, _footnote(block.text)
            if says or notes:
                found.append(Legend(at, {sign: text for sign, text in says.items() if sign not in notes}, notes))
        elif legend := _in_table(block):
            found.append(Legend(at, legend))
    return found


def _in_words(text: str) -> dict[str, str]:
    heads = [match for match in _HEAD.finditer(text) if _may_start(text, match)]
    if len({match["sign"] for match in heads}) >= 2:
        ends = [*(match.start() for match in heads[1:]), len(text)]
        return {
            match["sign"].strip("()"): _trimmed(text[match.end() : end]) for match, end in zip(heads, ends, strict=True)
        }
    parts = [part.strip() for part in re.split("[·|;,]", text)]
    dotted = [_DOTTED.match(part) for part in parts]
    if len(parts) >= 2 and all(dotted):
        return {match["sign"]: match["text"] for match in dotted if match}
    return {}


def _may_start(text: str, match: re.Match[str]) -> bool:
    """A hyphen is a sign only where it is explained (`- = Not required`), not where it stands between words."""
    return match["sign"] not in "-–—" or text[match.end("sign") :].lstrip().startswith(("=", ":"))


def _trimmed(text: str) -> str:
    text = re.sub(r"\s+(?:and|or)\s*\Z", "", text.strip())
    text = text.strip(" ,;.|*\"“”'").strip()
    return text.rstrip(") ") if text.count(")") > text.count("(") else text


def _footnote(text: str) -> dict[str, str]:
    match = _NOTE.match(text)
    if match is None or len(match["text"]) > 400:
        return {}
    if match["sign"].isdecimal() and not re.match(r"\s*\*?\(?\d{1,2}\)?\s*[=:]", text):
        return {}  # a numbered sentence is no footnote
    return {match["sign"]: _trimmed(match["text"])}


def _in_table(block: Grid) -> dict[str, str]:
    """A table whose first column holds single letters and whose next one says what they mean."""
    if not 2 <= block.width <= 4 or len(block.rows) > 15:
        return {}
    rows = [row.texts for row in block.rows]
    if not re.fullmatch(r"[A-Z]|[A-Z]/[A-Z]", rows[0][0].strip()):
        if not _TABLE_HEAD.fullmatch(rows[0][0].strip()):
            return {}
        rows = rows[1:]
    says: dict[str, str] = {}
    for row in rows:
        sign = row[0].strip(" *")
        words = ": ".join(filter(None, row[1:]))
        if re.fullmatch(r"[A-Z]|[A-Z]/[A-Z]", sign) and len(words) > 1 and not re.fullmatch(r"[A-Z]", row[1].strip()):
            says[sign] = words
        elif sign:
            return {}
    return says if len(says) >= 2 else {}


def legend_for(legends: list[Legend], blocks: Sequence[Block], at: int) -> dict[str, str]:
    """What is said about the marks of the grid at a position: right below it, else above it, else anywhere."""
    mine = [legend for legend in legends if legend.says]
    if isinstance(blocks[at], Grid) and (inside := _in_header(blocks[at])):
        return inside
    for legend in mine:
        if legend.at > at and not any(_parts(block) for block in blocks[at + 1 : legend.at]):
            return legend.says
    above = [legend for legend in mine if legend.at < at]
    if above:
        return above[-1].says
    merged: dict[str, str] = {}
    for legend in mine:
        for sign, words in legend.says.items():
            merged.setdefault(sign, words)
    return merged


def footnotes_for(legends: list[Legend], blocks: Sequence[Block], at: int) -> dict[str, str]:
    """The footnotes below the grid at a position, up to the next heading."""
    found: dict[str, str] = {}
    for legend in legends:
        if legend.at > at and not any(_parts(block) for block in blocks[at + 1 : legend.at]):
            found |= legend.footnotes
    return found


def _parts(block: Block) -> bool:
    """Whether a block parts what stands before it from what stands behind: a heading or another table."""
    return isinstance(block, Grid) or block.level > 0


def _in_header(block: Block) -> dict[str, str]:
    """A legend inside the heading of a table."""
    if not isinstance(block, Grid) or not block.rows:
        return {}
    for text in block.rows[0].texts:
        says = _in_words(text.replace("\n", " / "))
        if (len(says) >= 2 and _LEGEND_WORD.search(text)) or len(says) >= 3:
            return says
    return {}


def texts_about(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """List items of the form `Provider: primary responsibility …`: words that cells may use, and what they mean."""
    for block in blocks:
        if isinstance(block, Words) and block.level == 0:
            name, colon, said = block.text.partition(":")
            if colon and 0 < len(name) <= 30 and re.search(r"responsib|owner", said, re.IGNORECASE):
                yield name.strip(" *"), said.strip()
