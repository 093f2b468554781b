"""`diff`, `merge` and `fmt` as commands: what they print, and how they end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from qa_engine.agreement.load import read
from qa_engine.changes.patch import apply
from qa_engine.changes.stored import SCHEMA, from_data
from tests.laws.full_agreement import FULL


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        [sys.executable, "-m", "qa_engine", *arguments],
        cwd=cwd,
        env={**environment, "CI": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "old.qa.yaml").write_text(FULL, encoding="utf-8")
    new = FULL.replace("borealis.qa: A, aurora.qa: I}", "borealis.qa: I, aurora.qa: A}")
    new = new.replace("{critical: 1 business day of", "{critical: 4 hours of").replace(
        "every deviation", "each <b>deviation</b>"
    )
    (tmp_path / "new.qa.yaml").write_text(new, encoding="utf-8")
    (tmp_path / "broken.qa.yaml").write_text(FULL.replace("scheme: RACI", "scheme: [RACI"), encoding="utf-8")
    return tmp_path


def test_diff_ends_with_0_1_and_2(room: Path) -> None:
    same = command("diff", "old.qa.yaml", "old.qa.yaml", cwd=room)
    assert (same.returncode, same.stderr) == (0, "")
    assert "nothing changed" in same.stdout
    assert command("diff", "old.qa.yaml", "new.qa.yaml", cwd=room).returncode == 1


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html", "sarif"])
@pytest.mark.parametrize("other", ["broken.qa.yaml", "missing.qa.yaml", ".", "HEAD:new.qa.yaml", "a:b:c"])
def test_a_failed_comparison_never_reads_as_no_change(room: Path, other: str, form: str) -> None:
    for pair in (("old.qa.yaml", other), (other, "old.qa.yaml")):
        done = command("diff", *pair, "--format", form, cwd=room)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("qa-engine: ")
        assert "Traceback" not in done.stderr


def test_the_text_says_what_it_means(room: Path) -> None:
    told = command("diff", "old.qa.yaml", "new.qa.yaml", cwd=room).stdout
    assert "accountability moves from Contract acceptor Quality Assurance to Sponsor Quality Assurance" in told
    assert "deadline for critical gets shorter: 1 business day of discovery → 4 hours of discovery" in told
    assert "[-every -]{+each <b>+}deviation{+</b>+} from" in told
    assert re.search(r"^Class: major$", told, re.MULTILINE)
    assert re.search(r"^Next version: \d+\.0; the file bears", told, re.MULTILINE)


def test_one_partys_view_takes_about_ten_lines(room: Path) -> None:
    told = command("diff", "old.qa.yaml", "new.qa.yaml", "--for", "aurora", cwd=room).stdout
    assert "your Quality Assurance answers for it now; before: Contract acceptor Quality Assurance" in told
    assert "Your approval is needed: Sponsor Quality Assurance" in told
    assert len(told.splitlines()) <= 12
    assert "was told before" not in told  # it answers now, so nobody has to tell it
    assert re.search(r"^What others do for you\n  DEV-02  deadline for critical gets shorter", told, re.MULTILINE)
    others = command("diff", "old.qa.yaml", "new.qa.yaml", "--for", "borealis", cwd=room).stdout
    assert re.search(r"^Your deadlines\n  DEV-02  deadline for critical gets shorter", others, re.MULTILINE)
    nobody = command("diff", "old.qa.yaml", "new.qa.yaml", "--for", "moon", cwd=room)
    assert nobody.returncode == 2
    assert "neither agreement has a party 'moon'" in nobody.stderr
    page = command("diff", "old.qa.yaml", "new.qa.yaml", "--for", "aurora", "--format", "html", cwd=room)
    assert (page.returncode, page.stdout) == (2, "")
    assert "--for goes with --format text" in page.stderr


def test_json_is_a_change_set_that_can_be_applied(room: Path) -> None:
    data = json.loads(command("diff", "old.qa.yaml", "new.qa.yaml", "--format", "json", cwd=room).stdout)
    Draft202012Validator(SCHEMA).validate(data)
    assert data["summary"]["class"] == "major"
    assert data["summary"]["changes"] == len(data["changes"]) == 3
    first = data["changes"][0]
    assert {"kind", "at", "section", "class", "before", "after", "message", "affects", "line"} <= set(first)
    assert (first["before"], first["after"]) == (
        {"borealis.qa": "A", "aurora.qa": "I"},
        {"borealis.qa": "I", "aurora.qa": "A"},
    )
    text = apply(from_data(data), read(room / "old.qa.yaml"))
    (room / "patched.qa.yaml").write_text(text, encoding="utf-8")
    assert command("diff", "patched.qa.yaml", "new.qa.yaml", cwd=room).returncode == 0
    none = json.loads(command("diff", "old.qa.yaml", "old.qa.yaml", "--format", "json", cwd=room).stdout)
    assert (none["summary"]["class"], none["changes"]) == (None, [])


def test_the_markdown_record_leaves_open_what_people_must_say(room: Path) -> None:
    record = command("diff", "old.qa.yaml", "new.qa.yaml", "--format", "markdown", cwd=room).stdout
    for heading in (
        "# Change control record: ",
        "## Reason for the change",
        "## What changes",
        "## Risk",
        "## Approval",
    ):
        assert heading in record
    assert "_to be filled in_" in record
    assert "<b>" not in record
    assert "| Sponsor Quality Assurance | | | |" in record


class _Page(HTMLParser):
    """What a page asks for and what it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_one_file_without_network_or_script(room: Path) -> None:
    text = command("diff", "old.qa.yaml", "new.qa.yaml", "--format", "html", cwd=room).stdout
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert page.links == []
    assert not {"script", "img", "link", "b"} & set(page.tags)
    assert "default-src 'none'" in text
    assert "&lt;b&gt;" in text


def test_the_settings_give_other_classes(room: Path) -> None:
    (room / "qa-engine.toml").write_text(
        '[assessment]\nraci-changed = "minor"\nmoon-changed = "minor"\n', encoding="utf-8"
    )
    done = command("diff", "old.qa.yaml", "new.qa.yaml", "--format", "json", cwd=room)
    assert json.loads(done.stdout)["summary"]["class"] == "minor"
    assert "`moon-changed`" in done.stderr


def test_merge_writes_our_text_with_their_changes(room: Path) -> None:
    ours = FULL.replace("via: phone", "via: letter, phone") + "# ours\n"
    (room / "ours.qa.yaml").write_text(ours, encoding="utf-8")
    done = command("merge", "old.qa.yaml", "ours.qa.yaml", "new.qa.yaml", "-o", "out.qa.yaml", cwd=room)
    assert (done.returncode, done.stderr) == (0, "")
    assert "merged by meaning, 3 changes of theirs taken over" in done.stdout
    out = (room / "out.qa.yaml").read_text(encoding="utf-8")
    assert "via: letter, phone" in out
    assert "aurora.qa: A}" in out
    assert out.endswith("# ours\n")
    shown = command("merge", "old.qa.yaml", "ours.qa.yaml", "new.qa.yaml", cwd=room)
    assert (shown.returncode, shown.stdout) == (0, out)


def test_a_conflict_ends_with_1_and_check_refuses_the_file(room: Path) -> None:
    (room / "ours.qa.yaml").write_text(
        FULL.replace("{critical: 1 business day of", "{critical: 2 hours of"), encoding="utf-8"
    )
    done = command("merge", "old.qa.yaml", "ours.qa.yaml", "new.qa.yaml", "-o", "out.qa.yaml", cwd=room)
    assert done.returncode == 1
    for said in (
        "conflict: DEV-02",
        "ours",
        "2 hours of discovery",
        "theirs",
        "4 hours of discovery",
        "ours.qa.yaml:",
        "new.qa.yaml:",
    ):
        assert said in done.stdout
    checked = command("check", "out.qa.yaml", cwd=room)
    assert checked.returncode == 1
    assert "a merge has left a conflict here" in checked.stdout


def test_what_cannot_be_read_is_merged_line_by_line_and_said_so(room: Path) -> None:
    done = command("merge", "old.qa.yaml", "broken.qa.yaml", "new.qa.yaml", "-o", "out.qa.yaml", cwd=room)
    assert done.returncode == 1
    assert "cannot be merged by meaning" in done.stderr
    out = (room / "out.qa.yaml").read_text(encoding="utf-8")
    assert "scheme: [RACI" in out
    assert "aurora.qa: A}" in out
    assert command("merge", "old.qa.yaml", "missing.qa.yaml", "new.qa.yaml", cwd=room).returncode == 2


def test_a_merge_whose_result_is_no_sound_file_blocks(room: Path) -> None:
    row = "      {}: {{do: Trend deviations, raci: {{borealis.qa: RA}}}}\n"
    for name, row_id in (("ours", "DEV-20"), ("theirs", "dev-20")):
        text = FULL.replace("  sterility:\n", f"{row.format(row_id)}  sterility:\n")
        (room / f"{name}.qa.yaml").write_text(text, encoding="utf-8")
    done = command("merge", "old.qa.yaml", "ours.qa.yaml", "theirs.qa.yaml", "-o", "out.qa.yaml", cwd=room)
    assert done.returncode == 1
    assert "DEV-20" in done.stdout + done.stderr


def test_fmt_lays_out_and_says_what_it_would_change(room: Path) -> None:
    untidy = FULL.replace(
        "raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}",
        'raci:\n            borealis.prod: "R"\n            borealis.qa: a\n            aurora.qa: I',
    )
    (room / "untidy.qa.yaml").write_text(untidy, encoding="utf-8")
    checked = command("fmt", "--check", "untidy.qa.yaml", cwd=room)
    assert (checked.returncode, checked.stdout) == (1, "untidy.qa.yaml: would change\n")
    assert (room / "untidy.qa.yaml").read_text(encoding="utf-8") == untidy
    assert command("fmt", "untidy.qa.yaml", cwd=room).returncode == 0
    assert (room / "untidy.qa.yaml").read_text(encoding="utf-8") == FULL
    again = command("fmt", "--check", "untidy.qa.yaml", cwd=room)
    assert (again.returncode, again.stdout) == (0, "")
    broken = command("fmt", "broken.qa.yaml", cwd=room)
    assert broken.returncode == 1
    assert "yaml-syntax" in broken.stdout
