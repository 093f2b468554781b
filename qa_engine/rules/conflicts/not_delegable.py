from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.coverage.applies import cases
from qa_engine.finding import SEVERITIES
from qa_engine.rules.conflicts.capacity import in_words, may_hold
from qa_engine.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding, Severity
    from qa_engine.packs.pack import Expectation
    from qa_engine.source import Route

_LIKE_LAW = ("law", "guidance-of-law", "standard")
_SHOWN = 2


@rule("not-delegable", severity="error", group="conflicts")
def not_delegable(ctx: Context) -> Iterator[Finding]:
    """A pack fixes who answers, and somebody else does, or may be given it.

    Why: some decisions cannot be signed away. The quality unit of the owner approves or rejects what others make for it
        for the US; a Qualified Person certifies for the EU, and may well be the contractor's; the contract giver agrees
        to a subcontractor. Such a row gives away what the law leaves with one. No waiver covers it unless the pack says
        so. Changes are judged together: that the acceptor approves its minor changes is custom.
    Bad:
        REL-03: {do: Release for the US, raci: {borealis.qa: RA}, decides: final-release, when: {markets: [US]}}
    Good:
        REL-03: {do: Release for the US, raci: {aurora.qa: RA}, decides: final-release, when: {markets: [US]}}
    Cites: 21 CFR 211.22(a); Directive 2001/83/EC Art. 51; EU GMP 7.11
    """
    asking = [one for one in ctx.coverage.expectations if one.held_by]
    yield from _row_by_row(ctx, [one for one in asking if one.decisions and one.every_row])
    for subject, expectations in _by_subject([one for one in asking if not (one.decisions and one.every_row)]).items():
        finding = _one_row_at_least(ctx, subject, expectations)
        if finding is not None:
            yield finding


def _row_by_row(ctx: Context, asking: list[Expectation]) -> Iterator[Finding]:
    """Decisions that every row gives to the right holder: a finding for each row that does not."""
    for decision, expectations in _by_subject(asking).items():
        for row in ctx.rows_that_decide(decision):
            if not ctx.sound(row, "decides", "when") or "material" in row.when:
                continue  # a row for one material speaks of that material, not of the product
            meant = {one: found for one in expectations if (found := cases(ctx.agreement, one, row))}
            owner = ctx.owner(row)
            wrong = [one for one, found in meant.items() if owner and not _may_hold(ctx, one, owner, row, found)]
            if wrong:
                said = f"row {row.id} gives the decision {decision} to {ctx.agreement.name_of(owner)}"
                yield _finding(ctx, wrong, ctx.raci_route(row), said, f"give A in row {row.id} to")
            for route, holder in ctx.texts((*row.route, "may-delegate")):
                if not ctx.agreement.knows_holder(holder):
                    continue
                given = [
                    one
                    for one, found in meant.items()
                    if one.delegable == "no" and one not in wrong and not _may_hold(ctx, one, holder, row, found)
                ]
                if given:
                    said = f"row {row.id} lets the decision {decision} be given to {ctx.agreement.name_of(holder)}"
                    yield _finding(ctx, given, route, said, "take it out of `may-delegate`: it stays with")


def _one_row_at_least(ctx: Context, subject: str, expectations: list[Expectation]) -> Finding | None:
    """A decision or a topic that somebody answers for in one row at least: a finding at the first of its rows."""
    if ctx.rows_lost:
        return None
    of_decision = bool(expectations[0].decisions)
    rows = ctx.rows_that_decide(subject) if of_decision else ctx.coverage.rows_on.get(subject, [])
    rows = [row for row in rows if not row.not_applicable]
    wrong = [one for one in expectations if rows and not any(_is_answered(ctx, one, row) for row in rows)]
    if not wrong:
        return None
    answering = list(dict.fromkeys(ctx.agreement.name_of(ctx.owner(row)) for row in rows))
    what = f"the decision {subject}" if of_decision else f"{subject} ({ctx.topics[subject].title})"
    said = f"{what} is answered by {' and '.join(answering)} alone"
    others = [(row.route, "answers to it too") for row in rows[1:]]
    return _finding(ctx, wrong, ctx.raci_route(rows[0]), said, "give A in one row at least to", related=others)


def _is_answered(ctx: Context, expectation: Expectation, row: Row) -> bool:
    """Whether a row is answered by one of those who may; True where it is not certain who answers."""
    found = cases(ctx.agreement, expectation, row)
    owners = ctx.duties.owners(row)
    if not owners or not ctx.knows_holders(row):
        return True
    return any(_may_hold(ctx, expectation, owner.holder, row, found) for owner in owners)


def _may_hold(ctx: Context, expectation: Expectation, holder: str, row: Row, found: list[tuple[str, str]]) -> bool:
    return may_hold(ctx.agreement, holder, expectation.held_by, row, [product for product, _ in found])


def _by_subject(expectations: list[Expectation]) -> dict[str, list[Expectation]]:
    """Expectations by the decision that they are about, or the topic where they name none."""
    found: dict[str, list[Expectation]] = {}
    for one in expectations:
        for subject in one.decisions or (one.topic,):
            found.setdefault(subject, []).append(one)
    return found


def _severity(expectation: Expectation) -> Severity:
    """What a law fixes is an error, however mild the pack is on its being missing altogether."""
    if expectation.recalled:
        return "note"
    return "error" if expectation.binding in _LIKE_LAW else expectation.severity


def _finding(
    ctx: Context,
    wrong: list[Expectation],
    route: Route,
    said: str,
    hint: str,
    *,
    related: Iterable[tuple[Route, str]] = (),
) -> Finding:
    ordered = sorted(wrong, key=lambda one: (SEVERITIES.index(_severity(one)), one.binding != "law"))
    cites = tuple(dict.fromkeys(cite for one in ordered for cite in one.citations))
    who = in_words(ordered[0].held_by)
    finding = ctx.finding(
        route,
        f"{said}; {' and '.join(cites[:_SHOWN])} {'leaves' if len(cites) == 1 else 'leave'} it with {who}",
        f"{hint} {who}",
        severity=_severity(ordered[0]),
        cites=cites,
        related=related,
    )
    return replace(finding, waivable=all(one.waivable for one in ordered))
