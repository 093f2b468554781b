"""`qa-engine fmt`."""

from __future__ import annotations

import click

from qa_engine.cli.lines import lines_of, today
from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open
from qa_engine.cli.terminal import emit


@click.command(short_help="Bring agreements into the canonical layout.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit status 1 where a file would change.")
def fmt(paths: tuple[str, ...], only_check: bool) -> int:
    """Lay agreements out as the format has it; comments stay, and what is agreed stays.

    PATH is an agreement, or a folder that is searched for *.qa.yaml files.
    """
    from qa_engine.agreement.layout import formatted
    from qa_engine.agreement.load import read
    from qa_engine.check.run import Result, find_files
    from qa_engine.report.text import check_text
    from qa_engine.source.save import save

    try:
        files = find_files(paths)
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(str(error)) from None
    status = 0
    for file in files:
        name = file.as_posix()
        try:
            agreement = read(file)
        except OSError as error:
            raise Refused(cannot_open(name, error)) from None
        errors = tuple(finding for finding in agreement.findings if finding.blocks)
        if errors:
            emit(check_text(Result(errors, (name,), today(), {}), lines_of({agreement.path: agreement})))
            status = 1
            continue
        source = agreement.resolved.sources[0]
        try:
            text = formatted(source)
        except ValueError as error:
            emit([[(f"{name}: ", "place"), (f"left as it is: {error}", "warning")]])
            status = 1
            continue
        if text == source.text:
            continue
        if only_check:
            emit([[(f"{name}: ", "place"), ("would change", "warning")]])
            status = 1
            continue
        save((b"\xef\xbb\xbf" if source.byte_order_mark else b"") + text.encode(), file)
        emit([[(f"{name}: ", "place"), ("laid out", "")]])
    return status
