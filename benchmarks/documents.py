"""Whole processes that write Word files: plain ones beside docxtpl and python-docx, redlines beside a comparer of documents."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import redline, word
from benchmarks.edited import edited
from benchmarks.generate import clean
from benchmarks.measure import in_turn
from benchmarks.table import Row, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.measure import Run
    from benchmarks.peers import Peers

SIZES = (300, 3_000)
GOALS = {"docxtpl": 3.0, "python-docx": 8.0}


def rows(rounds: int, peers: Peers) -> Iterator[Row]:
    """The cases of this group."""
    cpu: dict[int, dict[str, list[float]]] = {}
    note = "same cells; ours with styles, ids, content controls, laid-out columns, the peer plain"
    for number in SIZES:
        runs = _written(number, rounds, peers)
        of = cpu[number] = {name: [one.cpu for one in done] for name, done in runs.items()}
        group = f"Word, {number:,} rows"
        for peer, goal in GOALS.items():
            if peer in runs:
                inner = word.build_and_save(runs["ours"]), word.build_and_save(runs[peer])
                for case, ours, others in (
                    ("the matrix, fresh process", of["ours"], of[peer]),
                    ("the matrix, build and save", *inner),
                ):
                    yield compared(group, case, peer, ours, others, faster=True, goal=goal, note=note)
        yield compared(
            group, "`render`, whole agreement from YAML", "the matrix, fresh process", of["render"], of["ours"]
        )
    less, more = SIZES
    for case in ("ours", "render"):
        yield compared(
            "growth", f"Word, {case}", f"{more:,} rows to {less:,}", cpu[more][case], cpu[less][case], goal=12
        )
    yield from _redlines(rounds, peers)


def _written(number: int, rounds: int, peers: Peers) -> dict[str, list[Run]]:
    there = "docxtpl" in peers.versions
    with tempfile.TemporaryDirectory() as folder:
        return in_turn(word.commands_for(number, folder, str(peers.python) if there else ""), rounds)


def _redlines(rounds: int, peers: Peers) -> Iterator[Row]:
    """Twenty edits of 300 rows as tracked changes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = [sys.executable, "-m", "qa_engine", "render"]
        for version, text in (("old", clean(300)), ("new", edited(clean(300)))):
            (folder / f"{version}.qa.yaml").write_text(text, encoding="utf-8")
            subprocess.run([*ours, f"{folder}/{version}.qa.yaml", "-o", f"{folder}/{version}.docx"], check=True)
        commands = {
            "plain": [*ours, f"{folder}/new.qa.yaml", "-o", f"{folder}/plain.docx"],
            "ours": [*ours, f"{folder}/new.qa.yaml", "--redline", f"{folder}/old.qa.yaml", "-o", f"{folder}/ours.docx"],
        }
        if "python-redlines" in peers.versions:
            script = folder / "peer.py"
            script.write_text(redline.DOCXODUS, encoding="utf-8")
            names = [f"{folder}/{file}.docx" for file in ("old", "new", "peer")]
            commands["peer"] = [str(peers.python), str(script), *names]
        runs = in_turn(commands, rounds)
        if "peer" in runs and any(one.status for one in runs["peer"]):
            del runs["peer"]  # it needs what this machine has not
    cpu = {case: [one.cpu for one in done] for case, done in runs.items()}
    group = "redline, 300 rows, 20 edits"
    yield compared(group, "`render --redline`", "`render`", cpu["ours"], cpu["plain"])
    if "peer" in cpu:
        note = "whole processes; the peer compares two finished documents and knows no ids"
        yield compared(
            group,
            "`render --redline`",
            "Docxodus through python-redlines",
            cpu["ours"],
            cpu["peer"],
            faster=True,
            goal=10,
            note=note,
        )
