"""Where the ledger of an agreement lies. Most agreements have none, so this knows nothing of what stands in one."""

from __future__ import annotations

import os
from pathlib import Path

ENDING = ".ledger.jsonl"


def ledger_path(agreement: str | Path) -> Path:
    """The ledger beside an agreement: `acme.qa.yaml` has `acme.ledger.jsonl`."""
    path = Path(agreement)
    name = path.name
    for ending in (".qa.yaml", ".yaml", ".yml"):
        if name.endswith(ending):
            return path.with_name(name.removesuffix(ending) + ENDING)
    return path.with_name(name + ENDING)


def agreement_path(path: Path) -> Path:
    """The agreement that a ledger lies beside, where the path is that of a ledger; else the path itself."""
    return path.with_name(path.name.removesuffix(ENDING) + ".qa.yaml") if path.name.endswith(ENDING) else path


def has_ledger(agreement: Path) -> bool:
    """Whether anything lies where the ledger of an agreement would; whether it can be opened is another question."""
    return os.path.lexists(ledger_path(agreement))
