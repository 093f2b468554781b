"""Whole processes that write Word files: plain ones beside docxtpl and python-docx, redlines beside a comparer of documents."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import redline
from benchmarks.edited import edited
from benchmarks.generate import clean
from benchmarks.measure import in_turn
from benchmarks.table import Row, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.peers import Peers

SIZES = (300, 3_000)
GOALS = {"docxtpl": 3.0, "python-docx": 8.0}


def rows(rounds: int, peers: Peers) -> Iterator[Row]:
    """The cases of this group."""
    cpu: dict[int, dict[str, list[float]]] = {}
    for number in SIZES:
        cpu[number] = _written(number, rounds, peers)
        of, group = cpu[number], f"Word, {number:,} rows"
        for peer, goal in GOALS.items():
            if peer in of:
                note = "same cells; ours with styles, ids, content controls, laid-out columns, the peer plain"
                yield compared(
                    group, "the matrix, fresh process", peer, of["ours"], of[peer], faster=True, goal=goal, note=note
                )
        yield compared(
            group, "`render`, whole agreement from YAML", "the matrix, fresh process", of["render"], of["ours"]
        )
    less, more = SIZES
    for case in ("ours", "render"):
        yield compared(
            "growth", f"Word, {case}", f"{more:,} rows to {less:,}", cpu[more][case], cpu[less][case], goal=12
        )
    yield from _redlines(rounds, peers)


def _written(number: int, rounds: int, peers: Peers) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        module = ["-m", "benchmarks.word", "--case"]
        # each in a process of its own: the peak memory of a child counts from that of the process that starts it
        subprocess.run([sys.executable, *module, str(number), folder], check=True)
        commands = {"ours": [sys.executable, *module, "ours", folder]}
        if "docxtpl" in peers.versions:
            subprocess.run([str(peers.python), *module, "template", folder], check=True)
            commands |= {peer: [str(peers.python), *module, peer, folder] for peer in GOALS}
        source, target = Path(folder, "bench.qa.yaml"), Path(folder, "bench.docx")
        commands["render"] = [sys.executable, "-m", "qa_engine", "render", str(source), "-o", str(target)]
        return {name: [one.cpu for one in done] for name, done in in_turn(commands, rounds).items()}


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
