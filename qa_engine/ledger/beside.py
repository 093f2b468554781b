"""The ledger that belongs to an agreement that was read, and whether the two speak of the same content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qa_engine.agreement.canonical import content, content_hash
from qa_engine.finding import Finding, Place
from qa_engine.ledger.chain import RULE, Ledger, read_ledger
from qa_engine.ledger.fold import History, Version, fold
from qa_engine.ledger.where import ledger_path

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement


def ledger_of(agreement: Agreement) -> Ledger:
    """The ledger beside the file of an agreement; an empty one where there is none, or where the text is no file.

    Never raises: a ledger that cannot be opened is one that does not hold.
    """
    file = agreement.resolved.files[0]
    named = ledger_path(agreement.path).as_posix()
    if file is None:
        return Ledger(named)
    try:
        return read_ledger(ledger_path(file), named)
    except OSError as error:
        finding = Finding(
            RULE,
            "error",
            Place(named, 1, 1, 1, 1, named.rpartition("/")[2]),
            f"the ledger cannot be opened: {error.strerror}",
        )
        return Ledger(named, findings=(finding,), there=True)


def history_of(ledger: Ledger) -> History | None:
    """What a ledger says of each version; None for one that does not hold."""
    return fold(ledger) if ledger.whole else None


def differs(agreement: Agreement, version: Version) -> bool:
    """Whether an agreement has other content than the version that was recorded."""
    if _plain(content(agreement)) == _plain(version.content):
        return False  # the usual case, without the cost of a hash
    return content_hash(agreement) != version.content_hash


def _plain(data: object) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False)
