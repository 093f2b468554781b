"""What makes a finding the same finding tomorrow: its rule, where it stands by name, and what it says; never a line number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qa_engine.digest import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.finding import Finding


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """One fingerprint for each finding, in order: 32 hexadecimal digits.

    Rows may move and lines be added without changing it. Findings that are alike in everything are numbered in the order
    in which they stand.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for finding in findings:
        content = (finding.rule, finding.place.path, finding.place.at, finding.message)
        seen[content] += 1
        text = "\0".join((*content, str(seen[content])))
        found.append(sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return found
