"""What packs ask for and nothing gives: gathered by name, so that one lack is told once whatever packs ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.finding import SEVERITIES
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.check.context import Context
    from qa_engine.coverage.answers import Lack
    from qa_engine.finding import Severity
    from qa_engine.packs.pack import Expectation
    from qa_engine.source import Route

_SHOWN = 3
"""So many clauses stand in a message; the finding carries all of them."""


class Asked(NamedTuple):
    """A topic or a decision that is missing, and the expectations that ask for it, the gravest first."""

    name: str
    by: tuple[Expectation, ...]

    @property
    def severity(self) -> Severity:
        """That of the gravest expectation."""
        return self.by[0].severity

    @property
    def cites(self) -> tuple[str, ...]:
        """All clauses, the gravest first."""
        return tuple(dict.fromkeys(cite for one in self.by for cite in one.citations))

    @property
    def said(self) -> str:
        """Which packs ask for it, with their first clauses."""
        packs = list(dict.fromkeys(one.pack for one in self.by))
        shown = ", ".join(self.cites[:_SHOWN])
        more = f" and {len(self.cites) - _SHOWN} more" if len(self.cites) > _SHOWN else ""
        verb = "expects" if len(packs) == 1 else "expect"
        return f"{' and '.join(packs)} {verb} it ({shown}{more})"


def asked(ctx: Context, lack: Lack) -> Iterator[Asked]:
    """Everything of one kind that packs ask for and nothing gives, in the order of the packs.

    Nothing where rows could not be read: they may be the answer.
    """
    if ctx.rows_lost:
        return
    found: dict[str, list[Expectation]] = {}
    for expectation, gap in ctx.coverage.gaps:
        if gap.lack == lack:
            found.setdefault(gap.name, []).append(expectation)
    for name, expectations in found.items():
        yield Asked(name, gravest_first(expectations))


def gravest_first(expectations: Iterable[Expectation]) -> tuple[Expectation, ...]:
    """Expectations as a reader should meet them: grave before mild, law before guidance before custom."""
    bindings = ("law", "guidance-of-law", "standard", "policy", "guidance", "template", "practice")
    return tuple(sorted(expectations, key=lambda one: (SEVERITIES.index(one.severity), bindings.index(one.binding))))


def where_named(ctx: Context, expectation: Expectation) -> Route:
    """Where the agreement names the pack that an expectation comes from; where its settings do, the list of its packs."""
    position = ctx.packs.positions.get(expectation.pack)
    return ("packs",) if position is None else ("packs", position)
