"""Where the cache lies."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = "entries-1"
"""The folder of this form of entries; another form lies beside it."""


def cache_folder(environment: Mapping[str, str]) -> str:
    """The folder of the cache by the variables of the environment: QA_ENGINE_CACHE, else where the system keeps caches.

    Empty where there is no place for one. The folder need not be there.
    """
    named = environment.get("QA_ENGINE_CACHE", "")
    if named:
        return os.path.join(os.path.abspath(named), FORM)
    if sys.platform == "win32":
        home, below = environment.get("LOCALAPPDATA", ""), ("qa-engine", "Cache")
    elif sys.platform == "darwin":
        home, below = os.path.expanduser("~"), ("Library", "Caches", "qa-engine")
    else:
        home, below = environment.get("XDG_CACHE_HOME", ""), ("qa-engine",)
        if not os.path.isabs(home):  # the XDG Base Directory Specification: a relative path is to be ignored
            home = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, *below, FORM) if os.path.isabs(home) else ""
