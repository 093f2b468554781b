"""Two agreements that a command holds against each other: each a file, or a file in a revision of git."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.cli.lines import lines_of, today
from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open
from qa_engine.cli.terminal import plain

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement


def agreement_named(named: str) -> Agreement:
    """The agreement that a file or `REV:PATH` holds; an existing file wins."""
    from qa_engine.agreement.load import read

    file = Path(named)
    if file.is_dir():
        raise Refused(f"'{named}' is a folder; name one agreement in it")
    if not file.exists():
        from qa_engine.git.revisions import read_revision, split
        from qa_engine.git.run import GitError

        if split(named) is None:
            raise Refused(cannot_open(named, FileNotFoundError()))
        try:
            return read_revision(named, Path.cwd())
        except GitError as error:
            raise Refused(str(error)) from None
    try:
        return read(file)
    except OSError as error:
        raise Refused(cannot_open(named, error)) from None


def tell_errors(*agreements: Agreement) -> bool:
    """Whether an agreement holds errors that leave nothing to compare; they go to standard error."""
    from qa_engine.check.run import Result
    from qa_engine.report.text import check_text

    errors = tuple(dict.fromkeys(finding for one in agreements for finding in one.findings if finding.blocks))
    if not errors:
        return False
    known = {one.path: one for one in agreements}
    sys.stderr.write("qa-engine: they cannot be compared; mend first what is wrong in the files:\n")
    sys.stderr.write(plain(check_text(Result(errors, tuple(known), today(), {}), lines_of(known))))
    return True
