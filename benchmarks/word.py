"""Word files of the same rows, each in a fresh process: ours, docxtpl, and python-docx row by row.

    python -m benchmarks.word [--rounds 7] [--rows 300 3000] [--peers PYTHON]

All cases read the same cells from one JSON file. Ours gives each row its id in a bookmark, a content control and a column,
lays the columns out, and writes styles, header, footer and hash; the others write plain text into a table. `read` reads
the cells and writes nothing: what all cases share. `render` is the whole command, from the agreement's text with all its
chapters to the file. PYTHON is that of an environment of their own with docxtpl (which brings python-docx); absent, this one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.measure import Figure

CASES = ("read", "ours", "docxtpl", "python-docx")
PEERS = ("docxtpl", "python-docx")


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


def ours(data: dict[str, Any], target: Path) -> None:
    from qa_engine.document.blocks import Column, Document, Heading, Matrix, MatrixRow, Portion, plain
    from qa_engine.word.write import docx_bytes

    columns = tuple(Column(name, name, kind) for name, kind in zip(data["headings"], data["kinds"], strict=True))
    rows = tuple(
        MatrixRow(f"row:{row[0]}", row[0], tuple(tuple(plain(line) for line in cell.split("\n")) for cell in row))
        for row in data["rows"]
    )
    portion = Portion("matrix", (Heading("section:all", 1, "Rows", "1"), Matrix("matrix", "Rows", columns, rows)))
    target.write_bytes(docx_bytes(Document("B", "Benchmark", "1.0", "en", "sha256:" + "0" * 64, "", "", (portion,))))


def python_docx(data: dict[str, Any], target: Path) -> None:
    import docx

    document = docx.Document()
    table = document.add_table(rows=1, cols=len(data["headings"]))
    for cell, text in zip(table.rows[0].cells, data["headings"], strict=True):
        cell.text = text
    for row in data["rows"]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(target))


def docxtpl(data: dict[str, Any], target: Path) -> None:
    from docxtpl import DocxTemplate

    template = DocxTemplate(str(target.with_name("template.docx")))
    template.render({"rows": data["rows"]}, autoescape=True)
    template.save(str(target))


def template_for(data: dict[str, Any], target: Path) -> None:
    """The template of docxtpl: a row that is repeated."""
    import docx

    columns = len(data["headings"])

    document = docx.Document()
    table = document.add_table(rows=3, cols=columns)
    table.rows[0].cells[0].text = "{%tr for row in rows %}"
    for number, cell in enumerate(table.rows[1].cells):
        cell.text = f"{{{{ row[{number}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.save(str(target))


def prepare(number: int, folder: Path) -> None:
    """The files that the cases read: the agreement, and its cells."""
    from benchmarks.generate import agreement

    (folder / "bench.qa.yaml").write_text(agreement(number), encoding="utf-8")
    (folder / "rows.json").write_text(json.dumps(rows_of(number)), encoding="utf-8")


def one_case(name: str, folder: str) -> None:
    """One case in this process, which loads nothing that it does not use."""
    if name.isdigit():
        prepare(int(name), Path(folder))
        return
    data = json.loads(Path(folder, "rows.json").read_text(encoding="utf-8"))
    write = {"ours": ours, "docxtpl": docxtpl, "python-docx": python_docx, "template": template_for}.get(name)
    if write is not None:
        write(data, Path(folder, f"{name}.docx"))


def main() -> None:
    """Measure and print a table for each number of rows, then how time and memory grow."""
    import argparse
    import subprocess
    import tempfile

    from benchmarks.measure import figures, in_turn

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, nargs="*", default=[300, 3000])
    parser.add_argument("--peers", metavar="PYTHON", default=sys.executable, help="the Python that has the peers")
    asked = parser.parse_args()
    own: dict[int, dict[str, Figure]] = {}
    for number in asked.rows:
        with tempfile.TemporaryDirectory() as folder:
            # in a process of its own: the peak memory of a child counts from that of the process that starts it
            for python, case in ((sys.executable, str(number)), (asked.peers, "template")):
                subprocess.run([python, "-m", "benchmarks.word", "--case", case, folder], check=True)
            commands = {
                name: [
                    asked.peers if name in PEERS else sys.executable,
                    "-m",
                    "benchmarks.word",
                    "--case",
                    name,
                    folder,
                ]
                for name in CASES
            }
            source, target = Path(folder, "bench.qa.yaml"), Path(folder, "bench.docx")
            commands["render"] = [sys.executable, "-m", "qa_engine", "render", str(source), "-o", str(target)]
            told = figures(in_turn(commands, asked.rounds), "ours")
            own[number] = {one.name: one for one in told}
            shared = own[number]["read"].cpu
            writing = own[number]["ours"].cpu - shared
            print(f"\n{number} rows\n")
            print(
                "| fresh process | CPU s | peak MiB | × ours, median (least to most) | × ours without `read` | exit |"
            )
            print("| --- | --- | --- | --- | --- | --- |")
            for one in told:
                status = ", ".join(map(str, one.statuses))
                print(
                    f"| {one.name} | {one.cpu:.3f} | {one.peak:.0f} | {one.ratio:.1f} ({one.least:.1f} to {one.most:.1f}) "
                    f"| {(one.cpu - shared) / writing:.1f} | {status} |"
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
    if sys.argv[1:2] == ["--case"]:
        one_case(*sys.argv[2:])
    else:
        main()
