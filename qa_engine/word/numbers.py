"""The numbers that Word counts itself: `5.1` stands in no text, it comes from the numbering of the paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.named import NamedTuple
from qa_engine.word.ooxml import W

if TYPE_CHECKING:
    from qa_engine.word.guard import Tree

_W = f"{{{W}}}"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_PLACE = re.compile(r"%([1-9])")


class _Level(NamedTuple):
    start: int
    form: str
    text: str


class Numbers:
    """Counts along with Word, paragraph by paragraph in the order of the text."""

    def __init__(self, numbering: Tree | None, styles: Tree | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # instance → level → how it counts
        self._lists: dict[str, str] = {}  # instance → the list whose count it shares
        self._counts: dict[str, dict[int, int]] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            instance = _value(style.find(f"{_W}pPr/{_W}numPr/{_W}numId"))
            if instance:
                depth = _value(style.find(f"{_W}pPr/{_W}numPr/{_W}ilvl"))
                self._of_style[style.get(f"{_W}styleId", "")] = (instance, int(depth) if depth.isdigit() else 0)

    def _read(self, numbering: Tree) -> None:
        lists: dict[str, dict[int, _Level]] = {}
        for item in numbering.iter(f"{_W}abstractNum"):
            lists[item.get(f"{_W}abstractNumId", "")] = {
                int(level.get(f"{_W}ilvl", "0") or 0): _Level(
                    _number(_value(level.find(f"{_W}start")), 1),
                    _value(level.find(f"{_W}numFmt")),
                    _value(level.find(f"{_W}lvlText")),
                )
                for level in item.iter(f"{_W}lvl")
                if level.get(f"{_W}ilvl", "0").isdigit()
            }
        for item in numbering.iter(f"{_W}num"):
            name = item.get(f"{_W}numId", "")
            shared = _value(item.find(f"{_W}abstractNumId"))
            self._levels[name] = lists.get(shared, {})
            # an instance that starts anew counts by itself
            starts_anew = item.find(f"{_W}lvlOverride/{_W}startOverride") is not None
            self._lists[name] = f"own:{name}" if starts_anew else shared

    def of(self, paragraph: Tree) -> str:
        """The number before a paragraph; `•` for a bullet, empty without either. Each call counts one on."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return ""
        given = properties.find(f"{_W}numPr")
        instance, depth = self._of_style.get(_value(properties.find(f"{_W}pStyle")), ("", 0))
        if given is not None:
            instance = _value(given.find(f"{_W}numId")) or instance
            depth = _number(_value(given.find(f"{_W}ilvl")), depth)
        level = self._levels.get(instance, {}).get(depth)
        if instance in ("", "0") or level is None:
            return ""
        if level.form in ("bullet", "none"):
            return "•" if level.form == "bullet" else ""
        counts = self._counts.setdefault(self._lists[instance], {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]
        return self._said(instance, level, counts)

    def _said(self, instance: str, level: _Level, counts: dict[int, int]) -> str:
        def part(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            one = self._levels[instance].get(depth, level)
            return _formed(counts.get(depth, one.start), one.form)

        return _PLACE.sub(part, level.text).strip()


def _formed(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26 * 10:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman.upper() if form == "upperRoman" else roman
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _value(item: Tree | None) -> str:
    return item.get(f"{_W}val", "") if item is not None else ""


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else otherwise
