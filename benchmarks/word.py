"""Word files of the same rows, each in a fresh process: ours, docxtpl, and python-docx row by row.

    python -m benchmarks.word [--rounds 7] [--rows 300 3000] [--peers PYTHON]

All cases read the same cells from one JSON file. Ours gives each row its id in a bookmark, a content control and a column,
lays the columns out, and writes styles, header, footer and hash; the others write plain text into a table. `read` reads
the cells and writes nothing: what all cases share. "Build and save" is the CPU time of a case without that share: from
before the library is imported until the file is written. `render` is the whole command, from the agreement's text with all
its chapters to the file. PYTHON is that of an environment of their own with docxtpl (which brings python-docx); absent, this
one.
"""

from __future__ import annotations

import json
import sys
import time

TYPE_CHECKING = False  # a case loads nothing that it does not use
if TYPE_CHECKING:
    from typing import Any

    from benchmarks.measure import Figure, Run

PEERS = ("docxtpl", "python-docx")
CASE = "import sys; from benchmarks.word import one_case; one_case(*sys.argv[1:])"


def rows_of(number: int) -> dict[str, Any]:
    """The headings and cells of a generated agreement, as texts."""
    from benchmarks.generate import agreement
    from qa_engine.agreement.load import read_text
    from qa_engine.document.blocks import Matrix, said
    from qa_engine.document.build import build_document

    document = build_document(read_text(agreement(number)), "sha256:" + "0" * 64)
    matrices = [block for block in document.blocks if isinstance(block, Matrix)]
    rows = [
        [["\n".join(said(text) for text in cell) for cell in row.cells], [column.kind for column in block.columns]]
        for block in matrices
        for row in block.rows
        if not row.reason
    ]
    return {
        "headings": [column.heading for column in matrices[0].columns],
        "kinds": rows[0][1],
        "rows": [row for row, _ in rows],
    }


def ours(data: dict[str, Any], target: str) -> None:
    from qa_engine.document.blocks import Column, Document, Heading, Matrix, MatrixRow, Portion, plain
    from qa_engine.word.write import docx_bytes

    columns = tuple(Column(name, name, kind) for name, kind in zip(data["headings"], data["kinds"], strict=True))
    # the same content is the same cell, as in the document of an agreement
    texts = {text for row in data["rows"] for text in row}
    cells = {text: tuple([plain(line) for line in text.split("\n")]) for text in texts}
    rows = tuple([MatrixRow(f"row:{row[0]}", row[0], tuple([cells[text] for text in row])) for row in data["rows"]])
    portion = Portion("matrix", (Heading("section:all", 1, "Rows", "1"), Matrix("matrix", "Rows", columns, rows)))
    document = Document("B", "Benchmark", "1.0", "en", "sha256:" + "0" * 64, "", "", (portion,))
    with open(target, "wb") as file:
        file.write(docx_bytes(document))


def python_docx(data: dict[str, Any], target: str) -> None:
    import docx

    document = docx.Document()
    table = document.add_table(rows=1, cols=len(data["headings"]))
    for cell, text in zip(table.rows[0].cells, data["headings"], strict=True):
        cell.text = text
    for row in data["rows"]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(target)


def docxtpl(data: dict[str, Any], target: str) -> None:
    from docxtpl import DocxTemplate

    template = DocxTemplate(target.removesuffix("docxtpl.docx") + "template.docx")
    template.render({"rows": data["rows"]}, autoescape=True)
    template.save(target)


def template_for(data: dict[str, Any], target: str) -> None:
    """The template of docxtpl: a row that is repeated."""
    import docx

    columns = len(data["headings"])

    document = docx.Document()
    table = document.add_table(rows=3, cols=columns)
    table.rows[0].cells[0].text = "{%tr for row in rows %}"
    for number, cell in enumerate(table.rows[1].cells):
        cell.text = f"{{{{ row[{number}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.save(target)


def prepare(number: int, folder: str) -> None:
    """The files that the cases read: the agreement, and its cells."""
    from pathlib import Path

    from benchmarks.generate import agreement

    Path(folder, "bench.qa.yaml").write_text(agreement(number), encoding="utf-8")
    Path(folder, "rows.json").write_text(json.dumps(rows_of(number)), encoding="utf-8")


def one_case(name: str, folder: str) -> None:
    """One case in this process, which loads nothing that it does not use; prints the CPU seconds of building and saving."""
    if name.isdigit():
        prepare(int(name), folder)
        return
    with open(f"{folder}/rows.json", encoding="utf-8") as file:
        data = json.load(file)
    write = {"ours": ours, "docxtpl": docxtpl, "python-docx": python_docx, "template": template_for}.get(name)
    start = time.process_time()
    if write is not None:
        write(data, f"{folder}/{name}.docx")
    print(time.process_time() - start)


def commands_for(number: int, folder: str, peers: str) -> dict[str, list[str]]:
    """The commands of all cases by their names, with the files that they read prepared.

    `peers` is the Python that has the peers; empty where none has.
    """
    import subprocess

    def case(python: str, name: str) -> list[str]:
        return [python, "-c", CASE, name, folder]

    # each in a process of its own: the peak memory of a child counts from that of the process that starts it
    subprocess.run(case(sys.executable, str(number)), check=True)
    commands = {name: case(sys.executable, name) for name in ("read", "ours")}
    if peers:
        subprocess.run(case(peers, "template"), check=True, stdout=subprocess.DEVNULL)
        commands |= {name: case(peers, name) for name in PEERS}
    render = [sys.executable, "-m", "qa_engine", "render", f"{folder}/bench.qa.yaml", "-o", f"{folder}/bench.docx"]
    return commands | {"render": render}


def build_and_save(runs: list[Run]) -> list[float]:
    """CPU seconds of a case from before its library is imported until the file is written."""
    return [float(one.said) for one in runs]


def main() -> None:
    """Measure and print a table for each number of rows, then how time and memory grow."""
    import argparse
    import tempfile
    from statistics import median

    from benchmarks.measure import figures, in_turn

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, nargs="*", default=[300, 3000])
    parser.add_argument("--peers", metavar="PYTHON", default=sys.executable, help="the Python that has the peers")
    asked = parser.parse_args()
    own: dict[int, dict[str, Figure]] = {}
    for number in asked.rows:
        with tempfile.TemporaryDirectory() as folder:
            runs = in_turn(commands_for(number, folder, asked.peers), asked.rounds)
        told = figures(runs, "ours")
        own[number] = {one.name: one for one in told}
        inner = build_and_save(runs["ours"])
        print(f"\n{number} rows\n")
        print(
            "| fresh process | CPU s | peak MiB | × ours, median (least to most) | build and save, CPU s | × ours | exit |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for one in told:
            alone = build_and_save(runs[one.name]) if one.name in ("ours", *PEERS) else []
            times = [other / mine for other, mine in zip(alone, inner, strict=False)]
            said = f"{median(alone):.3f} | {median(times):.1f} ({min(times):.1f} to {max(times):.1f})" if alone else "|"
            status = ", ".join(map(str, one.statuses))
            print(
                f"| {one.name} | {one.cpu:.3f} | {one.peak:.0f} | {one.ratio:.1f} ({one.least:.1f} to {one.most:.1f}) "
                f"| {said} | {status} |"
            )
    if len(asked.rows) > 1:
        least, most = min(asked.rows), max(asked.rows)
        print(f"\n{most} rows against {least} ({most / least:.0f} times as many)\n")
        print("| fresh process | × CPU | × peak memory |")
        print("| --- | --- | --- |")
        for name, one in own[most].items():
            other = own[least][name]
            print(f"| {name} | {one.cpu / other.cpu:.1f} | {one.peak / other.peak:.1f} |")


if __name__ == "__main__":
    main()
