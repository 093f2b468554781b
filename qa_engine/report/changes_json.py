"""Changes as JSON, in the form `qa-engine/diff-1`: a stored change set with what each change means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qa_engine.changes.stored import change_to_data, to_data
from qa_engine.report.sentences import Teller

if TYPE_CHECKING:
    from qa_engine.changes.assess import Judged, Verdict
    from qa_engine.changes.change import ChangeSet
    from qa_engine.changes.expectations import Shift
    from qa_engine.packs.pack import Expectation


def changes_json(changes: ChangeSet, verdict: Verdict, shift: Shift, engine: str) -> str:
    """A change set and its verdict as JSON text; `engine` is the version of qa-engine."""
    data = to_data(changes)
    teller = Teller(changes)
    return json.dumps(
        {
            "format": data["format"],
            "engine": engine,
            "old": data["old"],
            "new": data["new"],
            "summary": {
                "class": verdict.cls,
                "changes": len(changes.changes),
                "next_version": verdict.next_version,
                "version_is_enough": verdict.version_is_enough,
                "approvals": list(verdict.approvals),
                "instead": list(verdict.instead),
                "missing": list(verdict.missing),
                "affects": list(verdict.affects),
                "answered": [_name(one) for one in shift.answered],
                "lost": [_name(one) for one in shift.lost],
            },
            "changes": [_change(changes, judged, teller) for judged in verdict.changes],
        },
        ensure_ascii=False,
        indent=1,
    )


def _name(expectation: Expectation) -> str:
    return f"{expectation.pack}/{expectation.id}"


def _change(changes: ChangeSet, judged: Judged, teller: Teller) -> dict[str, Any]:
    data = change_to_data(judged.change)
    operations = data.pop("operations")
    place = changes.place(judged.change)
    return {
        "kind": data.pop("kind"),
        "at": data.pop("at"),
        "section": data.pop("section"),
        "class": judged.cls,
        **data,
        "message": teller.message(judged.change),
        "affects": list(judged.affects),
        "effects": [effect._asdict() | {"other": list(effect.other)} for effect in judged.effects],
        "by_notice": judged.by_notice,
        **({"path": place.path, "line": place.line} if place else {}),
        "operations": operations,
    }
