"""`qa-engine check PATH…`, as hooks write it: plain words hold nothing to parse, so they do not wait for click to load."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # `typing` costs as much as the start of Python
if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.cli.answer import Answer

_NO_CACHE = "--no-cache"

COMPLETING = "_QA_ENGINE_COMPLETE"
"""The variable by which a shell asks what could stand on the line; click reads it."""


def plain_check(arguments: list[str], answer: Answer | None) -> Callable[[], int] | None:
    """The check that plain words ask for; None for any other command line, which click is to read."""
    command, *words = arguments or [""]
    paths = tuple(word for word in words if word != _NO_CACHE)
    if command != "check" or not paths or COMPLETING in os.environ or any(path.startswith("-") for path in paths):
        return None

    def check() -> int:
        from qa_engine.cli.checking import Asked, NotCheckedError, checked
        from qa_engine.cli.ending import not_done

        try:
            return checked(Asked(paths, no_cache=_NO_CACHE in words), answer)
        except NotCheckedError as error:
            return not_done(str(error))

    return check
