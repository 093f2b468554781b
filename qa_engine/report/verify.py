"""What holding ledgers and documents against everything gave, for people and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qa_engine.ledger.chain import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.copies import Copy
    from qa_engine.lifecycle.verify import Verified
    from qa_engine.report.text import Line


def verify_text(ledgers: Sequence[Verified], copies: Sequence[Copy]) -> Iterator[list[Line]]:
    """Each ledger with who signed what, or with every record and value that does not hold; then each document."""
    for verified in ledgers:
        yield from _ledger(verified)
    for copy in copies:
        yield from _copy(copy)


def _ledger(verified: Verified) -> Iterator[list[Line]]:
    ledger = verified.ledger
    if not ledger.there and verified.holds:
        yield [(ledger.path, "place"), (": no ledger yet, nothing to hold", "dim")]
        return
    count = f"{len(ledger.records)} record{'' if len(ledger.records) == 1 else 's'}"
    if verified.holds:
        yield [(ledger.path, "place"), (f": {count}, all of them hold; head {short(ledger.head)}", "")]
        for version in verified.history.versions.values():
            yield [
                (
                    f"    version {version.version} is {version.state.replace('-', ' ')}, content "
                    f"{short(version.content_hash)}",
                    "",
                )
            ]
            for record in version.approvals:
                key = record.signature.key if record.signature else ""
                yield [
                    (f"        {record.by.name} for `{record.by.holder}`, {record.meaning}, {record.at}", ""),
                    (f" {key}", "dim"),
                ]
        return
    if not ledger.there:
        yield [(ledger.path, "place"), (": no ledger, and there should be one", "error")]
    elif ledger.whole and all(finding.severity != "error" for finding in verified.findings):
        yield [(ledger.path, "place"), (f": {count}, all of them hold, but behind them:", "warning")]
    elif all(finding.place.path != ledger.path for finding in verified.findings):
        yield [
            (ledger.path, "place"),
            (f": {count}, all of them hold, but the file does not agree with them:", "error"),
        ]
    else:
        yield [(ledger.path, "place"), (f": {count}, and not all of them hold", "error")]
    for finding in verified.findings:
        where = f"{finding.place.path}:{finding.place.line}: "
        yield [("    ", ""), (where, "place"), (f"{finding.message} ", ""), (f"[{finding.rule}]", "dim")]
        if finding.hint:
            yield [("        → ", "dim"), (finding.hint, "hint")]


def _copy(copy: Copy) -> Iterator[list[Line]]:
    # an old version is no less genuine, but nobody should take it for the one that governs
    over = f", {copy.state}" if copy.state in ("superseded", "terminated", "suspended") else ""
    if copy.holds and not copy.limit:
        yield [(copy.path, "place"), (f": {copy.says}{over}; it says what was approved, and nothing else", "")]
    elif copy.holds:
        yield [(copy.path, "place"), (f": {copy.says}{over}; its footer bears the hash of the approved content", "")]
    else:
        yield [(copy.path, "place"), (f": {copy.says}; it is not the approved content", "error")]
    for message in copy.wrong:
        yield [("    ", ""), (message, "")]
    if copy.limit:
        yield [("    ", ""), (copy.limit, "dim")]


def verify_json(ledgers: Sequence[Verified], copies: Sequence[Copy]) -> str:
    """The same in the form `qa-engine/verify-1`."""
    found = {
        "format": "qa-engine/verify-1",
        "holds": all(one.holds for one in ledgers) and all(one.holds for one in copies),
        "ledgers": [_ledger_data(one) for one in ledgers],
        "documents": [
            {
                "path": one.path,
                "says": one.says,
                "state": one.state or None,
                "holds": one.holds,
                "wrong": list(one.wrong),
                "limit": one.limit or None,
            }
            for one in copies
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def _ledger_data(verified: Verified) -> dict[str, Any]:
    ledger = verified.ledger
    return {
        "path": ledger.path,
        "records": len(ledger.records),
        "head": ledger.head or None,
        "holds": verified.holds,
        "versions": [
            {
                "version": one.version,
                "state": one.state,
                "hash": one.content_hash,
                "approvals": [
                    {
                        "by": record.by.name,
                        "for": record.by.holder,
                        "meaning": record.meaning,
                        "at": record.at,
                        "key": record.signature.key if record.signature else None,
                    }
                    for record in one.approvals
                ],
            }
            for one in verified.history.versions.values()
        ],
        "findings": [
            {
                "rule": one.rule,
                "path": one.place.path,
                "line": one.place.line,
                "at": one.place.at,
                "message": one.message,
                "hint": one.hint,
            }
            for one in verified.findings
        ],
    }
