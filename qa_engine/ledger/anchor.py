"""Where ledgers stood at a time, in a text that is kept where nobody can change it: a signed tag, a time stamp.

A chain shows any change inside it. That its last records were cut off, or that all of it was written anew, shows only
against something outside: one line for each ledger, with the hash of its last record, its number, and the agreement.

    sha256:9c1f… 7 QA-2026-014
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.finding import Finding
from qa_engine.ledger.chain import RULE, short
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.ledger.chain import Ledger

_LINE = re.compile(r"^(sha256:[0-9a-f]{64}) ([1-9][0-9]{0,8}) (\S.*?)\s*$", re.MULTILINE)


class Anchor(NamedTuple):
    """Where a ledger stood: the agreement, the number of its last record, and that record's hash."""

    agreement: str
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.hash} {self.number} {self.agreement}"


def anchor_of(ledger: Ledger) -> Anchor | None:
    """Where a ledger stands; None for an empty one."""
    if not ledger.records:
        return None
    last = ledger.records[-1]
    return Anchor(last.agreement, last.number, last.hash)


def read_anchors(text: str) -> tuple[Anchor, ...]:
    """The anchors in a text; whatever else stands in it (the words of a tag, its signature) is passed over."""
    return tuple(Anchor(found[3], int(found[2]), found[1]) for found in _LINE.finditer(text))


def against(ledger: Ledger, agreement: str, anchors: Iterable[Anchor]) -> Iterator[Finding]:
    """What the ledger of an agreement lacks of what it was once: records that were there, and are gone or are others now."""
    hashes = {record.number: record.hash for record in ledger.records}
    for anchor in anchors:
        if anchor.agreement != agreement or hashes.get(anchor.number) == anchor.hash:
            continue
        if anchor.number in hashes:
            message = (
                f"record {anchor.number} is another than at the anchor: its `hash` is {short(hashes[anchor.number])}, "
                f"the anchor says {short(anchor.hash)}"
            )
        else:
            message = (
                f"the ledger ends at record {len(ledger.records)}, and at the anchor it had {anchor.number} "
                f"(`hash` {short(anchor.hash)}): its end was cut off"
            )
        yield Finding(
            RULE, "error", ledger.place(max(1, len(ledger.records))), message, "take the ledger from a copy that holds"
        )
