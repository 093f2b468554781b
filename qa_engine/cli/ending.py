"""How every command ends: an exit status, and one line where it was not done. A traceback is never shown for bad input."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` costs as much as the start of Python
if TYPE_CHECKING:
    from collections.abc import Callable


def to_its_end(work: Callable[[], object]) -> int:
    """Do the work of a command and give its exit status: that which the work gives, 0 where it gives none, 2 where it was stopped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a letter gets its code, not a crash
            stream.reconfigure(errors="backslashreplace")
    try:
        status = work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("qa-engine: stopped\n")
        return 2
    except BrokenPipeError:  # the reader of our output went away (`| head`): nothing is wrong with us
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # keeps the flush at exit quiet
        return 0
    except OSError as error:
        name = f"'{error.filename}': " if error.filename else ""
        return not_done(f"{name}{error.strerror or error}")
    return status if isinstance(status, int) else 0


def not_done(why: str) -> int:
    """Say in one line on standard error why something was not done; gives exit status 2."""
    sys.stderr.write(f"qa-engine: {why}\n")
    return 2
