"""Plays the commands of docs/lifecycle.md, and writes what they say into it: `python -m tests.lifecycle.story`.

In a `console` block `# 2027-01-11` turns the clock, `$` is a command, and what follows is what it says. The files that
come of it are kept in docs/examples/life.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from qa_engine.cli.main import run
from qa_engine.lifecycle.transitions import TRANSITIONS
from tests.conftest import ROOT
from tests.lifecycle.desk import private_key

PAGE = ROOT / "docs" / "lifecycle.md"
EXAMPLES = ROOT / "docs" / "examples" / "life"
KEPT = (
    "start.qa.yaml",
    "acme.qa.yaml",
    "acme.ledger.jsonl",
    "acme-1.0.docx",
    "acme-2.0-redline.docx",
    "acme-2.0.docx",
    "dates.ics",
)
"""The files that the story leaves; those that it starts with lie beside them."""

_BLOCK = re.compile(r"^```console\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_ASKING = ("check", "status", "verify")


class Play:
    """One run of the story in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime(2027, 1, 11, 9, tzinfo=UTC)
        (folder / ".git").mkdir()
        shutil.copytree(EXAMPLES / ".qa-engine", folder / ".qa-engine")
        for name in ("acme-1.0.qa.yaml", "acme-2.0.qa.yaml"):
            shutil.copy(EXAMPLES / name, folder / name)
        for owner, name in (("Ann Example", "ann"), ("Bo Example", "bo")):
            (folder / name).write_bytes(
                private_key(owner).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
            )

    def block(self, text: str) -> str:
        """A block with what its commands say now."""
        lines = []
        for line in text.splitlines():
            if line.startswith("# "):
                self.now = datetime.fromisoformat(f"{line[2:]}T09:00:00+00:00")
                lines.append(line)
            elif line.startswith("$ "):
                lines += [line, *self.command(line[2:])]
        return "\n".join(lines) + "\n"

    def command(self, line: str) -> list[str]:
        words = [word.replace("~/keys/", f"{self.folder}/") for word in shlex.split(line)]
        if words[0] == "cp":
            shutil.copy(words[1], words[2])
            return []
        if words[0] == "sed":
            _, old, new, _ = words[2].split("/")
            file = Path(words[3])
            file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
            return []
        self.now += timedelta(minutes=1)
        arguments = words[1:]
        if arguments[0] in TRANSITIONS:
            arguments += ["--at", self.now.isoformat()]
        elif arguments[0] in _ASKING:
            arguments += ["--on", self.now.date().isoformat()]
        if arguments[0] == "approve":
            arguments.append("--yes")
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            run(arguments)
        return said.getvalue().rstrip("\n").split("\n")


def table() -> str:
    """The table of states and steps, from the one that the program goes by."""
    lines = [
        "| step | in which state | leads to | who may | what must hold | what it does |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for step in TRANSITIONS.values():
        states = ", ".join(state.replace("-", " ") for state in step.states)
        needs = [
            *(["a reason"] if step.reason else []),
            *(["a signature"] if step.signed else []),
            *((guard.__doc__ or "").split("\n")[0].rstrip(".") for guard in step.guards),
        ]
        holds = "; ".join(need[0].lower() + need[1:] for need in needs) or "–"
        lines.append(
            f"| `{step.event}` | {states} | {step.leads_to.replace('-', ' ') or '–'} | {step.who} | {holds} | "
            f"{step.does} |"
        )
    return "\n".join(lines)


def played(text: str) -> tuple[str, dict[str, bytes]]:
    """The page as it should be, and the files that the story leaves."""
    with tempfile.TemporaryDirectory() as folder:
        play = Play(Path(folder))
        before = Path.cwd()
        os.chdir(folder)
        try:
            told = _BLOCK.sub(lambda block: f"```console\n{play.block(block[1])}```\n", text)
        finally:
            os.chdir(before)
        files = {name: (Path(folder) / name).read_bytes() for name in KEPT}
    told = re.sub(
        r"(## States and steps\n\n)(?:@@TABLE@@|\|.*?\|)(\n\n)",
        lambda found: f"{found[1]}{table()}{found[2]}",
        told,
        flags=re.DOTALL,
    )
    return told, files


if __name__ == "__main__":
    page, files = played(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(page, encoding="utf-8")
    for name, content in files.items():
        (EXAMPLES / name).write_bytes(content)
