"""Packages of which the compiled half is used alone: their Python half takes ten times as long to load, and waits.

A package that waits is the package itself: whoever asks it for anything that only its Python half has (`pydantic` does,
`ruamel.yaml.YAML` is) makes it load in that moment, as an import would have.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any


class _Unopened(ModuleType):
    """A package whose `__init__` has not run."""

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        self.__class__ = ModuleType  # type: ignore[assignment]  # from now on it is a package like any other
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module(self)
        return getattr(self, name)


def compiled(package: str, module: str) -> Any:
    """A compiled module that needs a package to be there, without the package's own `__init__`. Raises ImportError."""
    if package not in sys.modules:
        spec = find_spec(package)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        waiting = module_from_spec(spec)
        waiting.__class__ = _Unopened
        sys.modules[package] = waiting
        parent, _, name = package.rpartition(".")
        if parent:
            setattr(sys.modules[parent], name, waiting)
    return import_module(module)
