"""Changes as SARIF 2.1.0, for viewers and for code scanning: each change stands at its line of the new agreement.

A kind of change is a rule, its class the level: major asks for a reader (`warning`), the rest is for information (`note`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.changes.effects import agreements_of
from qa_engine.report.sarif_log import FINGERPRINT, driver, location, log, message, name_of, uri
from qa_engine.report.sentences import Teller

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.assess import Judged, Verdict
    from qa_engine.changes.change import ChangeSet

_LEVELS = {"major": "warning", "minor": "note", "editorial": "note"}


def changes_sarif(changes: ChangeSet, verdict: Verdict, engine: str) -> str:
    """A change set and its verdict as SARIF text; `engine` is the version of qa-engine.

    Raises ValueError for changes that were read from a file: they have no places.
    """
    old, new = agreements_of(changes)
    teller = Teller(changes)
    kinds = sorted({judged.change.kind for judged in verdict.changes})
    run = {
        "tool": driver(engine, [_kind(kind) for kind in kinds]),
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [{"location": {"uri": uri(new.path)}}],
        "results": [_result(changes, judged, teller, kinds, old, new) for judged in verdict.changes],
        "properties": {
            "class": verdict.cls,
            "nextVersion": verdict.next_version,
            "approvals": list(verdict.approvals),
            "old": {"id": changes.old.id, "version": changes.old.version, "hash": changes.old.hash},
            "new": {"id": changes.new.id, "version": changes.new.version, "hash": changes.new.hash},
        },
    }
    return log(run)


def _kind(kind: str) -> dict[str, Any]:
    words = f"{kind.replace('-', ' ').replace('raci', 'RACI')}."
    words = words[0].upper() + words[1:]
    return {
        "id": kind,
        **name_of(kind),
        "shortDescription": {"text": words},
        "fullDescription": {"text": words},
        "help": {"text": f"{words} `qa-engine diff` says what each change means for whom, and who must approve it."},
    }


def _result(
    changes: ChangeSet, judged: Judged, teller: Teller, kinds: list[str], old: Agreement, new: Agreement
) -> dict[str, Any]:
    change = judged.change
    # what is gone stands where it would belong
    place = new.place(changes.data_route(change.operations[0], new), key=True, at=change.at)
    told = teller.message(change)
    mark = "\0".join((change.kind, place.path, change.at, told))
    out: dict[str, Any] = {
        "ruleId": change.kind,
        "ruleIndex": kinds.index(change.kind),
        "level": _LEVELS[judged.cls],
        "message": message(f"{change.at}: {told} ({judged.cls})"),
        "locations": [location(place)],
        "partialFingerprints": {FINGERPRINT: hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:32]},
        "properties": {"class": judged.cls, "affects": list(judged.affects), "byNotice": judged.by_notice},
    }
    if change.gone and Path(old.path).is_file():  # a revision of git is no place to go to
        was = changes.place(change)
        if was is not None:
            out["relatedLocations"] = [{"id": 1, **location(was), "message": message(f"{change.at} stood here")}]
    return out
