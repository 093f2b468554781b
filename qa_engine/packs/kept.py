"""What comes with the engine, kept as JSON: the shape of a pack, the packs, the lists of topics and decisions.

YAML is what people write and read here; JSON is read thirty times as fast. `python -m qa_engine.packs.kept` writes all of
`kept/` and `shape.json` anew after a change, and a test fails while one differs from what it was made of.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from qa_engine.agreement.kept import KeptShape
from qa_engine.source import parse

HERE = Path(__file__).parent
FOLDER = HERE / "kept"

PACK = KeptShape("qa_engine.packs.shape", "Pack", HERE / "shape.json")
"""The shape of a pack."""


def written() -> dict[str, Path]:
    """The YAML files, each under the name that it is kept by: `topics`, `decisions`, and the packs by their ids."""
    files = [HERE / "topics.yaml", HERE / "decisions.yaml", *sorted((HERE / "data").glob("*.pack.yaml"))]
    return {file.name.removesuffix(".yaml").removesuffix(".pack"): file for file in files}


def as_written(name: str) -> Any:
    """What stands in the YAML file. Raises ValueError where it cannot be read."""
    source = parse(written()[name].read_bytes(), written()[name].name)
    if source.problems:
        raise ValueError(f"{source.path}: {source.problems[0].message}")
    return source.data


@cache
def names() -> frozenset[str]:
    """The names of all that is kept."""
    return frozenset(file.stem for file in FOLDER.glob("*.json"))


def kept(name: str) -> Any:
    """The data of a file, the caller's own to change."""
    return json.loads((FOLDER / f"{name}.json").read_bytes())


def write() -> None:
    """Write all anew; the lists before the shape, which names what stands in them."""
    FOLDER.mkdir(exist_ok=True)
    for name in written():
        text = json.dumps(as_written(name), ensure_ascii=False, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    PACK.write()


if __name__ == "__main__":
    write()
