"""The shape of a pack, kept compiled; `python -m qa_engine.packs.kept` writes it anew after a change of `shape.py`."""

from __future__ import annotations

from pathlib import Path

from qa_engine.agreement.kept import KeptShape

PACK = KeptShape("qa_engine.packs.shape", "Pack", Path(__file__).with_name("shape.json"))
"""The shape of a pack."""


if __name__ == "__main__":
    PACK.write()
