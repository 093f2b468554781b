"""Quality agreements as responsibility matrices: read, check, graph, write.

The guided tour:

    import qa_engine as qa

    result = qa.check("agreements/acme.qa.yaml")     # findings; never raises for what is in a file
    agreement = qa.load("agreements/acme.qa.yaml")   # raises NotAnAgreement, with the findings
    graph = qa.graph(agreement)                      # a networkx graph
    qa.render(agreement).save("acme.docx")           # the document that is signed
    qa.content_hash(agreement)                       # what a signature is bound to

Nothing is imported before it is used. Exceptions that are raised are part of the interface; their messages are not.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_engine.agreement.canonical import content_hash
    from qa_engine.agreement.load import NotAnAgreement, load, read, read_text
    from qa_engine.agreement.model import Agreement
    from qa_engine.agreement.schema import json_schema
    from qa_engine.check.run import Result
    from qa_engine.doors import check, graph, render
    from qa_engine.finding import Finding, Place

__version__ = "0.1.0"

_HOMES = {
    "Agreement": "qa_engine.agreement.model",
    "Finding": "qa_engine.finding",
    "NotAnAgreement": "qa_engine.agreement.load",
    "Place": "qa_engine.finding",
    "Result": "qa_engine.check.run",
    "check": "qa_engine.doors",
    "content_hash": "qa_engine.agreement.canonical",
    "graph": "qa_engine.doors",
    "json_schema": "qa_engine.agreement.schema",
    "load": "qa_engine.agreement.load",
    "read": "qa_engine.agreement.load",
    "read_text": "qa_engine.agreement.load",
    "render": "qa_engine.doors",
}

__all__ = [
    "Agreement",
    "Finding",
    "NotAnAgreement",
    "Place",
    "Result",
    "__version__",
    "check",
    "content_hash",
    "graph",
    "json_schema",
    "load",
    "read",
    "read_text",
    "render",
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
