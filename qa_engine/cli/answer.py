"""The whole answer of a command that was run before on the same inputs, given before anything is loaded.

An answer is kept under the very words of the command line, so nothing needs to be understood here: the same words mean
the same again. What they stand for may have changed, and that the inputs of the answer tell.
"""

from __future__ import annotations

import os
import sys
import time

from qa_engine.cache.engine import engine
from qa_engine.cache.entry import holds, read, write
from qa_engine.cache.folder import cache_folder
from qa_engine.cache.state import digest
from qa_engine.cli.terminal import coloured

NEVER = ("--no-cache", "--fix", "--unsafe-fixes", "--help", "-h")
"""Words on the command line with which no answer is kept."""


class Answer:
    """What was asked, and where its answer is kept.

    day   the day of the question, as an ISO date
    path  the entry
    """

    def __init__(self, path: str, day: str) -> None:
        self.path = path
        self.day = day

    def give(self) -> int | None:
        """Write the answer to standard output and give its exit status; None where there is none that holds."""
        known = read(self.path)
        if known is None or not holds(known[0]):
            return None
        status, _, text = known[1].partition("\n")
        show(text)
        return int(status)

    def keep(self, status: int, text: str, inputs: dict[str, str]) -> None:
        """Keep an answer with the inputs that it rests on."""
        write(self.path, inputs, f"{status}\n{text}", now=time.time())


def asked(arguments: list[str], root: str) -> Answer | None:
    """The question that a command line puts; None where its answer is not kept. `root` is the folder of the cache."""
    command, *words = arguments or [""]
    if command != "check" or not words or not root or any(word.partition("=")[0] in NEVER for word in words):
        return None
    day = time.strftime("%Y-%m-%d")
    try:
        asked_by = ["answer", engine(root, now=time.time()), os.getcwd(), "coloured" if coloured() else "plain"]
    except OSError:
        return None
    words = [*asked_by, *arguments]
    return Answer(os.path.join(root, day, digest("\0".join(words).encode("utf-8", "surrogatepass"))), day)


def of_today(arguments: list[str]) -> Answer | None:
    """The question that a command line puts on this machine today; see `asked`."""
    return asked(arguments, cache_folder(os.environ))


def show(text: str) -> None:
    """Write to standard output; a letter that a terminal cannot show is written as its code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away (`| head`): nothing is wrong with us
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # keeps the flush at exit quiet
