"""Lists: bullets, and an instance for each numbered list, so that it starts with the number that was written."""

from __future__ import annotations

from qa_engine.word.ooxml import DECLARATION, W

BULLETS = 1
"""The instance of bulleted lists; numbered lists come behind it, in order."""


def numbering_part(lists: list[tuple[int, int]]) -> str:
    """`word/numbering.xml`; `lists` gives for each numbered list its depth and its first number."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}'
        "</w:abstractNum>"
        for number, levels in ((1, _levels("bullet", "•–•")), (2, _levels("decimal", "123")))
    )
    bullets = f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="1"/></w:num>'
    numbered = "".join(
        f'<w:num w:numId="{BULLETS + position}"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="{depth}">'
        f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        for position, (depth, start) in enumerate(lists, 1)
    )
    return f'{DECLARATION}<w:numbering xmlns:w="{W}">{abstract}{bullets}{numbered}</w:numbering>'


def _levels(kind: str, signs: str) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{f"%{sign}." if kind == "decimal" else sign}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{340 * (depth + 1)}" w:hanging="340"/></w:pPr></w:lvl>'
        for depth, sign in enumerate(signs)
    )
