"""`qa-engine import`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_engine.cli.main import Refused
from qa_engine.cli.options import cannot_open
from qa_engine.cli.terminal import emit

if TYPE_CHECKING:
    from qa_engine.intake.answers import Answers
    from qa_engine.intake.imported import Imported
    from qa_engine.intake.outcome import Question


@click.command("import", short_help="Make an agreement of a matrix, or a change set of a negotiated copy.")
@click.argument("file")
@click.option("-o", "--output", metavar="OUT", help="The agreement to write (OUT.qa.yaml).")
@click.option(
    "--letters",
    metavar="MARKS",
    default="",
    help='What marks mean in this house: "R=RA, A=signed-by, Shared=provider:R+customer:R".',
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell what became of it."
)
@click.option(
    "--ask/--no-ask", default=None, help="Ask what was not understood, and which row is which (default: on a terminal)."
)
@click.option("--replace", is_flag=True, help="Write over an OUT that was edited since it was imported.")
@click.option("--base", metavar="AGREEMENT", help="FILE is a negotiated copy of this agreement: tell what it changes.")
@click.option(
    "--sent", metavar="FILE|REV:PATH", default="", help="With --base: the version that the copy was made from."
)
@click.option("--for", "party", metavar="PARTY", default="", help="With --base: what the changes mean to this party.")
@click.option("--accept", is_flag=True, help="With --base: take over all tracked changes.")
@click.option(
    "--accept-from", "authors", metavar="AUTHOR", multiple=True, help="With --base: take over those of an author."
)
@click.option("--accept-silent", is_flag=True, help="With --base: take over edits that nobody tracked.")
@click.option("--review", is_flag=True, help="With --base: ask about each change.")
def import_(  # one option, one argument
    file: str,
    output: str | None,
    letters: str,
    form: str,
    ask: bool | None,
    replace: bool,
    base: str | None,
    sent: str,
    party: str,
    accept: bool,
    authors: tuple[str, ...],
    accept_silent: bool,
    review: bool,
) -> int:
    """Make an agreement of the matrix in FILE (docx, xlsx, csv, md, html), and say what was not understood.

    No row is lost in silence and no letter is guessed. Answers to questions are kept beside OUT in <name>.import.yaml, so that
    the next import asks no more.

    With --base, FILE is a copy of that agreement which came back from a negotiation (docx or xlsx): edits without a trace
    are told first, then what each author proposes, then comments. What is accepted is put into the agreement (or OUT).
    """
    if base is not None:
        from qa_engine.cli.negotiated import Accepting, negotiated

        taking = Accepting(accept, authors, accept_silent, review)
        asks = _asks(ask, form)
        return negotiated(_read(file), file, base, sent, output, form, party, taking, ask=asks)
    if sent or party or accept or authors or accept_silent or review:
        raise Refused("--sent, --for, --accept, --accept-from, --accept-silent and --review go with --base")
    if output is None:
        raise Refused("say where the agreement goes: -o NAME.qa.yaml")
    return _matrix(file, output, letters, form, ask, replace)


def _matrix(file: str, output: str, letters: str, form: str, ask: bool | None, replace: bool) -> int:
    from qa_engine.intake.answers import ENDING, NoAnswer, answers_text, read_answers, read_letters_option
    from qa_engine.intake.imported import imported
    from qa_engine.intake.telling import imported_json, imported_text
    from qa_engine.word.guard import Unfit

    target = _target(output)
    kept = target.with_name(target.name.removesuffix(".yaml").removesuffix(".qa") + ENDING)
    raw = _read(file)
    name = Path(file).name
    try:
        answers = read_answers(kept)
        answers.letters |= read_letters_option(letters)
        found = imported(raw, name, answers)
    except (NoAnswer, Unfit) as error:
        raise Refused(str(error) if isinstance(error, NoAnswer) else f"'{file}': {error}") from None
    if _asks(ask, form) and found.outcome.questions:
        found, answered = _asked(raw, name, answers, found)
        if answered:
            _write(kept, answers_text(answers, name))
    if found.text:
        if not replace and _edited(target):
            raise Refused(
                f"'{output}' was edited since it was imported; give another name, or --replace to write over it"
            )
        _write(target, _sealed(found.text))
    if form == "json":
        sys.stdout.write(json.dumps(imported_json(found.outcome, name, output), ensure_ascii=False, indent=1) + "\n")
    elif found.text:
        emit(imported_text(found.outcome, name, output))
    if not found.text:
        raise Refused(f"'{file}': {found.outcome.refused}")
    return 1 if found.outcome.blocks else 0


def _asks(ask: bool | None, form: str) -> bool:
    """Whether questions are put: as the user says, else on a terminal."""
    if ask is not None:
        return ask
    return form == "text" and sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def _read(file: str) -> bytes:
    from qa_engine.intake.imported import read_whole

    path = Path(file)
    if path.is_dir():
        raise Refused(f"'{file}' is a folder; name one file in it")
    try:
        return read_whole(path)
    except OSError as error:
        raise Refused(cannot_open(file, error)) from None


def _target(output: str) -> Path:
    target = Path(output)
    if target.is_dir():
        raise Refused(f"'{output}' is a folder; name a file")
    if target.suffix not in (".yaml", ".yml"):
        raise Refused(f"'{output}' has no ending of an agreement; name it {target.with_suffix('').name}.qa.yaml")
    if not target.parent.is_dir():
        raise Refused(f"the folder '{target.parent.as_posix()}' does not exist; make it first")
    return target


def _asked(raw: bytes, name: str, answers: Answers, found: Imported) -> tuple[Imported, bool]:
    """Ask one question after the other; each answer may raise or settle others."""
    from qa_engine.intake.imported import imported

    skipped: set[str] = set()
    answered = False
    while question := next((one for one in found.outcome.questions if one.key not in skipped), None):
        answer = _answer(question)
        if answer is None:
            skipped.add(question.key)
            continue
        (answers.letters if question.about == "letters" else answers.holders)[question.key] = answer
        answered = True
        found = imported(raw, name, answers)
        skipped.add(question.key)
    return found, answered


def _answer(question: Question) -> str | None:
    """What the user says, in the form in which it is kept; None where the question stays open."""
    from qa_engine.intake.answers import NoAnswer, meaning_as_kept

    hint = "letters R A C I S, signed-by, none, or holder:letters; Enter leaves it open"
    while True:
        said = click.prompt(f"{question.text}\n  ({hint})", default="", show_default=False, err=True).strip()
        if not said:
            return None
        try:
            return meaning_as_kept(said)
        except NoAnswer as error:
            sys.stderr.write(f"{error}\n")


_SEAL = "# imported as sha256:"


def _sealed(text: str) -> str:
    """The text with a last line by which a later import sees whether anybody has edited it since."""
    from hashlib import sha256

    return f"{text}{_SEAL}{sha256(text.encode()).hexdigest()[:16]}\n"


def _edited(target: Path) -> bool:
    try:
        text = target.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError):
        return True
    body, _, seal = text.rpartition(_SEAL)
    return not seal or _sealed(body) != text


def _write(target: Path, text: str) -> None:
    from qa_engine.source.save import save

    try:
        save(text.encode("utf-8"), target)
    except OSError as error:
        raise Refused(
            f"'{target.as_posix()}' cannot be written: {error.strerror or error}; nothing was changed"
        ) from None
