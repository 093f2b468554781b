"""Nothing stands idle: what a module defines is asked for somewhere."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_function_class_and_constant_of_a_module_is_named_somewhere_else() -> None:
    texts = {
        path: path.read_text(encoding="utf-8")
        for room in ("qa_engine", "tests")
        for path in (ROOT / room).rglob("*.py")
    }
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    named = Counter(word for text in (*texts.values(), *pages) for word in re.findall(r"\w+", text))
    idle = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in texts.items()
        if path.is_relative_to(ROOT / "qa_engine")
        for name in defined_in(ast.parse(text))
        if named[name] == 1 and not name.startswith("__")  # Python asks for those
    ]
    assert idle == []


def defined_in(module: ast.Module) -> list[str]:
    """Names that a module gives at its top; what a decorator takes is handed on by it."""
    found = []
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            found.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [target.id for target in targets if isinstance(target, ast.Name)]
    return found
