"""What all commands that move an agreement on have in common: who acts, when, with which key, what is said then."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa_engine.cli.lines import lines_of, today
from qa_engine.cli.main import Refused
from qa_engine.cli.options import Day, by_id
from qa_engine.cli.terminal import emit

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.agreement.model import Agreement
    from qa_engine.ledger.signatures import Key
    from qa_engine.lifecycle.act import Actor, Done
    from qa_engine.lifecycle.situation import NotAllowed


class Moment(click.ParamType):  # type: ignore[type-arg]  # generic in stubs of newer click only
    """A time with its offset."""

    name = "datetime"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The time, or a usage error."""
        if isinstance(value, datetime):
            return value
        try:
            when = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no time; write it as 2027-01-15T10:30:00+01:00", param, ctx)
        if when.tzinfo is None:
            self.fail(f"'{value}' has no offset; write it as {when.isoformat(timespec='seconds')}+00:00", param, ctx)
        return when


_OPTIONS = (
    click.option(
        "--as",
        "holder",
        required=True,
        metavar="HOLDER",
        help="The party, or party.function, that you act for: aurora.qa.",
    ),
    click.option(
        "--by",
        "name",
        default="",
        metavar="NAME",
        help="Your printed name (default: the signatory that the agreement names).",
    ),
    click.option("--reason", default="", metavar="TEXT", help="Why; it is put on record."),
    click.option("--key", metavar="FILE", help="Sign with this ed25519 private key (OpenSSH or PEM)."),
    click.option(
        "--ssh-key",
        metavar="FILE",
        help="Sign through ssh-keygen: a key file, or a public key whose other half an agent holds.",
    ),
    click.option(
        "--at",
        type=Moment(),
        default=None,
        metavar="DATETIME",
        help="The time, instead of the clock's; the record says that it was given.",
    ),
    click.option("--on", type=Day(), default=None, metavar="DATE", help="Like --at: noon of a day, UTC."),
)


def acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """The arguments of a command that acts: PATH, and who, why, when, with which key."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return click.argument("path")(command)


def actor(
    path: str, holder: str, name: str, key: str | None, ssh_key: str | None, at: datetime | None, on: date | None
) -> Actor:
    """Who acts, when, with which key. The clock is looked up here and nowhere below."""
    from qa_engine.ledger.record import Person
    from qa_engine.lifecycle.act import Actor

    if at is None and on is not None:
        at = datetime.combine(on, time(12), UTC)
    agreement = _agreement(path)
    holder = by_id(holder, agreement)
    party, _, function = holder.partition(".")
    signatories_by_holder = _signatories(agreement)
    known_name, title = signatories_by_holder.get(holder, ("", ""))
    named = name or known_name
    if not named:
        signatories = ", ".join(f"{one} ({who})" for one, (who, _) in signatories_by_holder.items() if who)
        there = f"; it names {signatories}" if signatories else ""
        raise Refused(
            f"the agreement names nobody for '{holder}'{there}; act for one of them, or give your printed name: "
            "--by 'Ann Example'"
        )
    person = Person(named, party, function, title if named == known_name else "")
    moment = at or datetime.now().astimezone()
    return Actor(person, moment.replace(microsecond=0), _key(key, ssh_key), "given" if at is not None else "")


def _agreement(path: str) -> Agreement:
    """The agreement that somebody acts on, whatever is wrong in it."""
    from qa_engine.agreement.load import read

    if not Path(path).is_file():
        raise Refused(
            f"there is no file '{path}'; check the path"
            if not Path(path).is_dir()
            else f"'{path}' is a folder; name one agreement in it"
        )
    return read(Path(path))


def _signatories(agreement: Agreement) -> dict[str, tuple[str, str]]:
    """Holder → name and title of its signatory; empty where the agreement names none, or cannot be read."""
    found: dict[str, tuple[str, str]] = {}
    for entry in agreement.entries("signatories"):
        holder = ".".join(str(entry[key]) for key in ("party", "function") if entry.get(key))
        found.setdefault(holder, (str(entry.get("name") or ""), str(entry.get("title") or "")))
    return found


def _key(key: str | None, ssh_key: str | None) -> Key | None:
    from qa_engine.ledger.signatures import CannotSign, SshKey, load_key

    if key and ssh_key:
        raise Refused("name one key: --key or --ssh-key")
    try:
        if key:
            return load_key(Path(key), _passphrase)
        return SshKey(Path(ssh_key)) if ssh_key else None
    except OSError as error:
        raise Refused(f"the key '{key or ssh_key}' cannot be opened: {error.strerror}") from None
    except CannotSign as error:
        raise Refused(str(error)) from None


def _passphrase() -> bytes:
    if not sys.stdin.isatty():
        raise Refused(
            "the key has a passphrase, and there is no terminal to ask for it; sign with --ssh-key and an agent"
        )
    return str(click.prompt("Passphrase of the key", hide_input=True, err=True)).encode()


def carry_out(path: str, step: Callable[[], Done]) -> int:
    """Let a step happen and say what became of it: 0 where it was put on record, 1 where it may not happen."""
    from qa_engine.agreement.load import read
    from qa_engine.lifecycle.situation import NotAllowed
    from qa_engine.lifecycle.status import status_of
    from qa_engine.report.status import coming_text

    try:
        done = step()
    except NotAllowed as refusal:
        tell(refusal)
        return 1
    except OSError as error:
        raise Refused(
            f"nothing was put on record: '{error.filename or path}' cannot be written: {error.strerror or error}"
        ) from None
    record = done.record
    state = done.state.replace("-", " ")
    over = record.details.get("supersedes")
    emit(
        [
            [
                (f"{record.agreement} {record.version} is {state}{f', and supersedes {over}' if over else ''}: ", ""),
                (f"record {record.number}, {record.event} by {record.by.name} at {record.at}", "dim"),
            ],
            *coming_text(status_of(read(Path(path)), record.when.date())),
        ]
    )
    if not done.file_follows:
        sys.stderr.write(
            f"qa-engine: the record is safe, but '{path}' could not be written; set `status: {done.state}` in it by "
            "hand\n"
        )
    return 0


def tell(refusal: NotAllowed) -> None:
    """Why something may not happen: what was found, then the reason and the way out."""
    from qa_engine.check.run import Result
    from qa_engine.ledger.where import ENDING
    from qa_engine.report.text import check_text

    if refusal.findings:
        line_of = lines_of()
        # a record is no line that anybody reads
        shown = check_text(
            Result(refusal.findings, (), today(), {}),
            lambda path, line: "" if path.endswith(ENDING) else line_of(path, line),
        )
        emit(list(shown)[:-1])
    hint = [("    → ", "dim"), (refusal.hint, "hint")] if refusal.hint else []
    emit([[("not done: ", "error"), (str(refusal), "")], *([hint] if hint else [])])
