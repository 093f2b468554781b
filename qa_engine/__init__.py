"""Quality agreements as responsibility matrices: read, check, graph, write.

The guided tour:

    import qa_engine as qa

    result = qa.check("agreements/acme.qa.yaml")     # findings; never raises for what is in a file
    agreement = qa.load("agreements/acme.qa.yaml")   # raises NotAnAgreement, with the findings
    qa.coverage(agreement)                           # what its packs expect, and the rows that answer it
    changes = qa.diff(old, new)                      # what changed from one agreement to another
    verdict = qa.assess(changes)                     # class, next version, approvals
    graph = qa.graph(agreement)                      # a networkx graph
    qa.render(agreement).save("acme.docx")           # the document that is signed
    qa.render(new, redline=old).save("redline.docx") # tracked changes, a comment on each
    qa.content_hash(agreement)                       # what a signature is bound to
    qa.status("agreements")                          # what is in force, what comes next, what falls due
    qa.verify("agreements", "acme.docx")             # ledgers, signatures, documents against what was approved
    qa.import_file("matrix.docx").text               # an existing matrix as YAML; what was not understood is told
    qa.read_negotiated(copy_bytes, agreement)        # silent edits, each author's proposals, comments of a copy

Nothing is imported before it is used. Exceptions that are raised are part of the interface; their messages are not.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False  # `typing` costs as much as the whole start of Python; type checkers know the name
if TYPE_CHECKING:
    from typing import Any

    from qa_engine.agreement.canonical import content_hash
    from qa_engine.agreement.load import NotAnAgreement, load, read, read_text
    from qa_engine.agreement.model import Agreement
    from qa_engine.agreement.schema import json_schema
    from qa_engine.changes.assess import assess
    from qa_engine.changes.change import ChangeSet
    from qa_engine.changes.diff import diff
    from qa_engine.check.run import Result
    from qa_engine.copies import verify
    from qa_engine.doors import check, coverage, graph, render
    from qa_engine.finding import Finding, Place
    from qa_engine.intake.imported import import_file
    from qa_engine.intake.negotiated import read_negotiated
    from qa_engine.lifecycle.approvals import approvals_for
    from qa_engine.lifecycle.status import status

__version__ = "0.1.0"

_HOMES = {
    "Agreement": "qa_engine.agreement.model",
    "ChangeSet": "qa_engine.changes.change",
    "Finding": "qa_engine.finding",
    "NotAnAgreement": "qa_engine.agreement.load",
    "Place": "qa_engine.finding",
    "Result": "qa_engine.check.run",
    "approvals_for": "qa_engine.lifecycle.approvals",
    "assess": "qa_engine.changes.assess",
    "check": "qa_engine.doors",
    "content_hash": "qa_engine.agreement.canonical",
    "coverage": "qa_engine.doors",
    "diff": "qa_engine.changes.diff",
    "graph": "qa_engine.doors",
    "import_file": "qa_engine.intake.imported",
    "json_schema": "qa_engine.agreement.schema",
    "load": "qa_engine.agreement.load",
    "read": "qa_engine.agreement.load",
    "read_negotiated": "qa_engine.intake.negotiated",
    "read_text": "qa_engine.agreement.load",
    "render": "qa_engine.doors",
    "status": "qa_engine.lifecycle.status",
    "verify": "qa_engine.copies",
}

__all__ = [
    "Agreement",
    "ChangeSet",
    "Finding",
    "NotAnAgreement",
    "Place",
    "Result",
    "__version__",
    "approvals_for",
    "assess",
    "check",
    "content_hash",
    "coverage",
    "diff",
    "graph",
    "import_file",
    "json_schema",
    "load",
    "read",
    "read_negotiated",
    "read_text",
    "render",
    "status",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'qa_engine' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


class _Tour(ModuleType):
    """`check` and `graph` are doors of the library and rooms of the house; the name belongs to the door.

    The import system binds a room to its package under the room's name. `from qa_engine.check import …` reaches the room
    all the same, and `qa_engine.check(…)` stays the function whatever was imported before.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Tour
