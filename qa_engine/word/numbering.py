"""Lists and numbered clauses: one instance for each list, so that it starts with the number that was written."""

from __future__ import annotations

from qa_engine.word.ooxml import DECLARATION, W, escape

CLAUSE_INDENT = 567
"""Where the text of a clause stands, behind its number."""


class Numbering:
    """Gives out instances of lists, and says at the end what they are.

    `first` and `first_abstract` are the first ids that are free in the file. Clauses are numbered by Word, so that their
    number is no part of what was agreed and one that is put in between moves the rest.
    """

    def __init__(self, first: int = 1, first_abstract: int = 1) -> None:
        self.bullets = first
        self._abstract = first_abstract
        self._lists: list[tuple[int, int, int]] = []
        self._clauses: dict[str, int] = {}
        self._next = first + 1

    def list_from(self, depth: int, number: int) -> int:
        """A new list whose items of a depth start with a number."""
        instance = self._take()
        self._lists.append((instance, depth, number))
        return instance

    def clauses_of(self, section: str) -> int:
        """The clauses of a section: `4.1`, `4.2` …"""
        if section not in self._clauses:
            self._clauses[section] = self._take()
        return self._clauses[section]

    def _take(self) -> int:
        self._next += 1
        return self._next - 1

    def abstracts(self) -> str:
        """The kinds of lists that there are."""
        kinds = [
            (self._abstract, _levels("bullet", "•–•")),
            (self._abstract + 1, _levels("decimal", "123")),
            *(
                (self._abstract + 2 + position, _clause_level(section))
                for position, section in enumerate(self._clauses)
            ),
        ]
        return "".join(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}'
            "</w:abstractNum>"
            for number, levels in kinds
        )

    def instances(self) -> str:
        """The lists themselves."""
        found = {self.bullets: f'<w:abstractNumId w:val="{self._abstract}"/>'}
        for instance, depth, number in self._lists:
            found[instance] = (
                f'<w:abstractNumId w:val="{self._abstract + 1}"/><w:lvlOverride w:ilvl="{depth}">'
                f'<w:startOverride w:val="{number}"/></w:lvlOverride>'
            )
        for position, instance in enumerate(self._clauses.values()):
            found[instance] = f'<w:abstractNumId w:val="{self._abstract + 2 + position}"/>'
        return "".join(f'<w:num w:numId="{number}">{inside}</w:num>' for number, inside in sorted(found.items()))

    def part(self) -> str:
        """`word/numbering.xml`."""
        return f'{DECLARATION}<w:numbering xmlns:w="{W}">{self.abstracts()}{self.instances()}</w:numbering>'


def _levels(kind: str, signs: str) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{f"%{sign}." if kind == "decimal" else sign}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{CLAUSE_INDENT + 340 * (depth + 1)}" w:hanging="340"/></w:pPr></w:lvl>'
        for depth, sign in enumerate(signs)
    )


def _clause_level(section: str) -> str:
    indent = f'<w:pPr><w:ind w:left="{CLAUSE_INDENT}" w:hanging="{CLAUSE_INDENT}"/></w:pPr>'
    return (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{escape(section)}.%1"/><w:lvlJc w:val="left"/>{indent}</w:lvl>'
    )
