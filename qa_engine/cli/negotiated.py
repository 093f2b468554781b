"""`qa-engine import COPY --base AGREEMENT`: what a negotiated copy says, and taking over what is accepted."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine import __version__
from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open, one_agreement, party_asked
from qa_engine.cli.terminal import emit
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.change import Change, ChangeSet
    from qa_engine.intake.negotiated import Carried, Negotiated


class Accepting(NamedTuple):
    """What the user takes over: all tracked changes, those of some authors, silent edits, or each after a look."""

    all: bool = False
    of: tuple[str, ...] = ()
    silent: bool = False
    review: bool = False

    @property
    def anything(self) -> bool:
        """Whether something is to be taken over at all."""
        return self.all or bool(self.of) or self.silent or self.review


def negotiated(
    raw: bytes,
    file: str,
    base: str,
    sent: str,
    output: str | None,
    form: str,
    party: str,
    accepting: Accepting,
    *,
    ask: bool = False,
) -> int:
    """Tell what a copy says about the agreement `base`, and put what is accepted into it; `ask` where two rows could be one."""
    from qa_engine.cli.diff import _table
    from qa_engine.intake.told_copy import negotiated_data, negotiated_text

    agreement = one_agreement(base)
    copy = _read(raw, file, agreement, base, sent)
    if copy.ties and ask:
        copy = _settled(raw, file, copy)
    party = party_asked(agreement, party)
    table = _table(Path(base))
    if form == "text":
        emit(negotiated_text(copy, file, table, party))
    carried: Carried | None = None
    taken: ChangeSet | None = None
    if accepting.anything:
        taken = _taken(copy, accepting)
        carried = _carried(copy, taken, output or base, writes_over=output is None)
    if form == "json":
        data = negotiated_data(copy, file, table, __version__)
        data["written"] = (output or base) if carried is not None else None
        data["accepted"] = len(taken.changes) if taken is not None else 0
        data["refused"] = (
            [{"at": change.at, "kind": change.kind, "reason": reason} for change, reason in carried.refused]
            if carried
            else []
        )
        data["conflicts"] = [conflict.at for conflict in carried.conflicts] if carried else []
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    elif carried is not None and taken is not None:
        _tell(carried, taken, output or base)
    elif not copy.silent.empty or copy.proposals:
        emit([[("", "")], [("nothing was taken over; --accept, --accept-from AUTHOR or --review does", "dim")]])
    return 1 if _open(copy, taken, carried) else 0


def _read(raw: bytes, file: str, agreement: Agreement, base: str, sent: str) -> Negotiated:
    from qa_engine.agreement.canonical import content_hash
    from qa_engine.agreement.load import NotAnAgreement
    from qa_engine.cli.compared import agreement_named
    from qa_engine.git.history import earlier
    from qa_engine.intake.negotiated import StaleBase, read_negotiated
    from qa_engine.word.guard import Unfit

    given = agreement_named(sent) if sent else None
    try:
        try:
            return read_negotiated(raw, agreement, given, name=file)
        except StaleBase as error:
            wanted = error.hash
            found = None if given else earlier(Path(base), lambda one: content_hash(one) == wanted)
            if found is None:
                raise Refused(f"'{file}': {error}") from None
            return read_negotiated(raw, agreement, found, name=file)
    except (Unfit, NotAnAgreement) as error:
        raise Refused(f"'{file}': {error}") from None


def _settled(raw: bytes, file: str, copy: Negotiated) -> Negotiated:
    """The copy read once more, after the user has said which row is which."""
    from qa_engine.intake.negotiated import read_negotiated

    chosen = {}
    for at, rows in copy.ties.items():
        choices = [
            f"  {number}  {row.where}: {' | '.join(' '.join(lines) for lines in row.lines.values())[:160]}"
            for number, row in enumerate(rows, 1)
        ]
        said = "\n".join([f"Which row is {at}? The others are new.", *choices, "  (the likest is the first)"])
        number = click.prompt(said, default=1, type=click.IntRange(1, len(rows)), err=True)
        chosen[at] = rows[number - 1]
    return read_negotiated(raw, copy.base, copy.sent, name=file, settled=chosen)


def _taken(copy: Negotiated, accepting: Accepting) -> ChangeSet:
    """The changes that are taken over."""
    from qa_engine.intake.negotiated import SILENT

    known = [proposal.author for proposal in copy.proposals]
    strange = [author for author in accepting.of if author not in known]
    if strange:
        raise Refused(f"'{strange[0]}' proposes nothing in it; those who do: {', '.join(known) or 'nobody'}")
    if accepting.review:
        changes = copy.accepting({SILENT, *known})
        return replace(changes, changes=tuple(_reviewed(copy, changes)))
    names = set(known if accepting.all else accepting.of)
    return copy.accepting(names | ({SILENT} if accepting.silent else set()))


def _reviewed(copy: Negotiated, changes: ChangeSet) -> Iterable[Change]:
    """The changes that the user takes, one question for each; those without a trace come first."""
    from qa_engine.report.sentences import Teller

    teller = Teller(changes)
    whose = {
        (change.kind, change.at): proposal.author for proposal in copy.proposals for change in proposal.changes.changes
    }
    in_order = sorted(changes.changes, key=lambda change: (change.kind, change.at) in whose)
    for number, change in enumerate(in_order, 1):
        author = whose.get((change.kind, change.at))
        by = f"by {author}" if author is not None else "without a trace"
        said = f"[{number}/{len(changes.changes)}] {change.at}, {by}: {teller.message(change)}"
        if click.confirm(f"{said}\n  take it over?", default=False, err=True):
            yield change


def _carried(copy: Negotiated, taken: ChangeSet, target: str, *, writes_over: bool) -> Carried:
    from qa_engine.intake.negotiated import carry_over
    from qa_engine.source.save import save

    carried = carry_over(copy, taken)
    if carried.conflicts and writes_over:
        raise Refused(
            f"{len(carried.conflicts)} changes meet others that the agreement has had since ({', '.join(one.at for one in carried.conflicts)}); "
            "name a file with -o to get both versions marked in it"
        )
    try:
        save(carried.text.encode("utf-8"), target)
    except OSError as error:
        raise Refused(cannot_open(target, error)) from None
    return carried


def _tell(carried: Carried, taken: ChangeSet, target: str) -> None:
    emit([[("", "")]])
    for change, reason in carried.refused:
        emit([[(f"{change.at}: ", "place"), (f"could not be taken over: {reason}", "error")]])
    for conflict in carried.conflicts:
        emit(
            [[(f"{conflict.at}: ", "place"), ("both sides changed it; both versions are marked in the file", "error")]]
        )
    count = len(taken.changes) - len(carried.refused)
    emit([[(f"{target}: ", "place"), (f"{count} change{'' if count == 1 else 's'} taken over", "")]])


def _open(copy: Negotiated, taken: ChangeSet | None, carried: Carried | None) -> bool:
    """Whether something is left that somebody has to settle."""
    everything = copy.silent.changes.changes or any(proposal.changes for proposal in copy.proposals)
    left = everything and (taken is None or len(taken.changes) < len(_all(copy).changes))
    by_hand = any(proposal.not_carried or proposal.outside for proposal in (copy.silent, *copy.proposals))
    unsettled = bool(carried and (carried.conflicts or carried.refused))
    return bool(left or by_hand or unsettled or copy.ties or any(not comment.done for comment in copy.comments))


def _all(copy: Negotiated) -> ChangeSet:
    from qa_engine.intake.negotiated import SILENT

    return copy.accepting({SILENT, *(proposal.author for proposal in copy.proposals)})
