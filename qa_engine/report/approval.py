"""What a signatory is shown before he or she signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.rules.lifecycle.standing import day_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.ledger.record import Person
    from qa_engine.lifecycle.preview import Preview
    from qa_engine.report.text import Line


def approval_text(preview: Preview, by: Person, meaning: str) -> Iterator[list[Line]]:
    """Version and hash, open warnings, accepted exceptions, changes since the last approved version, who signs."""
    agreement, known = preview.agreement, preview.known
    yield [(f"{agreement.id} version {agreement.version}", "heading"), (f"  {agreement.title}", "")]
    yield [("    content hash: ", "dim"), (preview.hash, "")]
    open_ = [finding for finding in preview.findings if finding.waived is None and finding.severity == "warning"]
    yield [("    to be in force from: ", "dim"), (_from(preview), "")]
    yield [("    open warnings: ", "dim"), (str(len(open_)) if open_ else "none", "warning" if open_ else "")]
    for finding in open_:
        yield [(f"        {finding.place.at}: {finding.message} ", ""), (f"[{finding.rule}]", "dim")]
    yield [("    accepted exceptions: ", "dim"), (str(len(agreement.waivers)) if agreement.waivers else "none", "")]
    for waiver in agreement.waivers:
        until = f", until {waiver.until}" if waiver.until else ""
        yield [
            (f"        {waiver.at}: {waiver.reason} (by {', '.join(waiver.by)}{until}) ", ""),
            (f"[{waiver.rule}]", "dim"),
        ]
    yield from _changes(preview)
    if known is not None:
        given = ", ".join(f"{record.by.name} (`{record.by.holder}`)" for record in known.approvals) or "none"
        yield [("    approvals so far: ", "dim"), (given, "")]
        missing = ", ".join(
            f"`{needed.holder}`{f' ({needed.name})' if needed.name else ''}"
            for needed in known.needs.missing(known.approvals)
        )
        yield [("    still needed: ", "dim"), (missing or "none", "")]
    yield [("    signs: ", "dim"), (f"{by.name} for `{by.holder}`", ""), (f", {meaning}" if meaning else "", "")]


def _from(preview: Preview) -> str:
    effective = day_in(preview.agreement.data, "effective")
    if effective is None:
        return "the day on which it is enacted"
    # nothing is dated back: `enact` puts it in force from the last signature on
    past = "; that day is past, so from the day of the last signature" if effective < preview.on else ""
    return f"{effective.isoformat()}{past}"


def _changes(preview: Preview) -> Iterator[list[Line]]:
    if preview.changes is None or preview.verdict is None:
        yield [("    changes: ", "dim"), ("first version", "")]
        return
    from qa_engine.report.sentences import Teller

    teller = Teller(preview.changes)
    told = [judged for judged in preview.verdict.changes if judged.raises]
    yield [
        (f"    changes since version {preview.before}: ", "dim"),
        (f"{len(told)}, {preview.verdict.cls}" if told else "a new number alone", ""),
    ]
    for judged in told:
        said = teller.message(judged.change)
        where = "" if said.startswith(judged.change.at) else f"{judged.change.at}: "
        yield [(f"        {where}{said} ", ""), (f"[{judged.cls}]", "dim")]
