"""Bad input gets a finding or one clear line, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.agreement.load import read_text
from qa_engine.check.run import check_agreement
from qa_engine.rules import RULES
from qa_engine.source import MAX_BYTES

ON = date(2027, 1, 15)

SMALLEST = """\
format: qa-engine/1
id: QA-1
title: Supply of tablets
version: "1.0"
parties:
  a: {name: Aurora Ltd, role: contract-giver}
  b: {name: Borealis GmbH, role: contract-acceptor}
sections:
  s:
    title: Deviations
    activities:
      DEV-01: {do: Record every deviation, raci: {b: RA, a: I}}
"""


def command(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qa_engine", *arguments],
        cwd=cwd,
        env={**os.environ, "CI": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def rules_of(text: str | bytes) -> list[str]:
    agreement = read_text(text)
    return [finding.rule for finding in check_agreement(agreement, RULES, ON) if finding.severity != "note"]


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_make_a_check_raise(raw: bytes) -> None:
    assert rules_of(raw)


@given(st.text("{}[]:,-'\"\n &*!|>#%@`abAB01.é\t", max_size=60))
def test_arbitrary_yaml_never_makes_a_check_raise(text: str) -> None:
    assert "rule-crashed" not in rules_of(text)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("abcRAI{}[]<&. é", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "b", "do", "raci", "party", "function", "rule", "at", "deviation", "markets"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@given(st.data(), VALUES)
def test_any_value_anywhere_is_a_finding_or_silence_never_a_crash(data: st.DataObject, value: object) -> None:
    """A whole agreement with one value replaced by anything at all."""
    from qa_engine.source import parse
    from tests.laws.full_agreement import FULL

    tree = parse(FULL, "x").data
    routes = []

    def walk(node: object, route: tuple[str | int, ...]) -> None:
        routes.append(route)
        for key, item in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            walk(item, (*route, key))

    walk(tree, ())
    route = data.draw(st.sampled_from(routes[1:]))
    owner = tree
    for step in route[:-1]:
        owner = owner[step]
    owner[route[-1]] = value
    assert "rule-crashed" not in rules_of(json.dumps(tree))


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "wrong-type"),
        (b"\x00\x01\x02", "yaml-syntax"),
        (b"\xff\xfea\x00", "yaml-syntax"),
        ("ü".encode("latin-1"), "yaml-syntax"),
        (b"[" * 100_000, "yaml-limits"),
        (b"{" * 100_000, "yaml-syntax"),
        (b"a:\n\tb: 1\n", "yaml-syntax"),
        (b'title: "\\ud800"\n', "yaml-syntax"),
        (b"a: &x [1]\nb: [*x, *x]\n", "yaml-limits"),
        (b"!!python/object/apply:os.system ['true']\n", "yaml-limits"),
        (b"x: !!binary aGk=\n", "yaml-limits"),
        (b"a: 1\na: 2\n", "duplicate-key"),
        (b"<<: {a: 1}\n", "yaml-limits"),
        (b"- a\n- b\n", "wrong-type"),
        (b"--- 1\n--- 2\n", "yaml-syntax"),
        (b"? {a: b}\n: c\n", "yaml-syntax"),
        (b"format: qa-engine/2\n", "wrong-type"),
        (
            SMALLEST.replace("DEV-01:", "DEV-01: {do: Close every deviation, raci: {b: RA}}\n      dev-01:").encode(),
            "duplicate-key",
        ),
        (SMALLEST.replace("Deviations", "Devia\u202etions").encode(), "hidden-character"),
        (SMALLEST.replace('"1.0"', "1.10").encode(), "wrong-type"),
        (SMALLEST.replace("role: contract-giver", "roll: contract-giver").encode(), "unknown-key"),
    ],
)
def test_what_is_no_agreement_is_one_finding_that_says_so(content: bytes, rule: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.qa.yaml"
    file.write_bytes(content)
    ran = command("check", file.name, "--format", "json", cwd=tmp_path)
    assert ran.stderr == ""
    assert ran.returncode == (0 if rule == "hidden-character" else 1)
    found = json.loads(ran.stdout)["findings"]
    assert rule in {finding["rule"] for finding in found}
    text = command("check", file.name, cwd=tmp_path)
    assert "Traceback" not in text.stdout + text.stderr
    assert text.stdout.startswith("bad.qa.yaml:")


def test_an_alias_bomb_costs_nothing() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert "yaml-limits" in rules_of(bomb)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "big.qa.yaml"
    file.write_bytes(b"# " + b"x" * (20 * 1024 * 1024))
    assert file.stat().st_size > MAX_BYTES
    ran = command("check", str(file))
    assert ran.returncode == 1
    assert "[yaml-limits]" in ran.stdout


@pytest.mark.parametrize(
    "change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n"), lambda text: text + "\n\n# end\n"]
)
def test_byte_order_marks_and_line_endings_mean_nothing(change) -> None:  # type: ignore[no-untyped-def]
    from qa_engine import content_hash

    plain, other = read_text(SMALLEST), read_text(change(SMALLEST).encode())
    assert other.findings == []
    assert content_hash(plain) == content_hash(other)


def test_a_path_that_is_not_there_or_no_agreement_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.qa.yaml").write_text(SMALLEST, encoding="utf-8")
    (tmp_path / "page.html").write_text("<table></table>", encoding="utf-8")
    for arguments, word in [
        (["check", "nowhere.qa.yaml"], "nowhere.qa.yaml"),
        (["check", "empty"], "no agreement in the folder"),
        (["show", "nowhere.qa.yaml"], "nowhere.qa.yaml"),
        (["show", "empty"], "folder"),
        (["render", "a.qa.yaml", "-o", "missing/out.docx"], "missing"),
        (["render", "a.qa.yaml", "-o", "out.odt"], "docx"),
        (["graph", "a.qa.yaml", "--without", "nobody"], "nobody"),
        (["rules", "handof-gap"], "handoff-gap"),
        (["check"], "PATH"),
        (["check", "a.qa.yaml", "--on", "yesterday"], "2027-01-15"),
        (["chekc"], "check"),
        (["verify", "nowhere.docx"], "there is no file 'nowhere.docx'"),
        (["completion"], "bash, zsh, fish, powershell"),
        (
            ["import", "page.html", "-o", "b.qa.yaml", "--base", "a.qa.yaml"],
            "a negotiated copy is a Word or an Excel file",
        ),
        (["show", "a.qa.yaml", "--for", "nobody"], "it has: "),
    ]:
        ran = command(*arguments, cwd=tmp_path)
        assert ran.returncode == 2, arguments
        assert ran.stdout == ""
        assert ran.stderr.count("\n") == 1, ran.stderr
        assert word in ran.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the system's administrator may read everything")
def test_no_permission_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "a.qa.yaml"
    file.write_text(SMALLEST, encoding="utf-8")
    file.chmod(0)
    ran = command("check", str(file))
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1


def test_a_file_that_vanishes_between_search_and_reading_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.qa.yaml").write_text(SMALLEST, encoding="utf-8")
    (tmp_path / "gone.qa.yaml").symlink_to(tmp_path / "nowhere")
    ran = command("check", str(tmp_path))
    assert ran.returncode == 2
    assert "gone.qa.yaml" in ran.stderr
    assert "1 agreement checked" in ran.stdout


def test_an_agreement_with_errors_in_the_file_is_not_rendered(tmp_path: Path) -> None:
    (tmp_path / "a.qa.yaml").write_text(SMALLEST.replace("do:", "doo:"), encoding="utf-8")
    for arguments in (["render", "a.qa.yaml", "-o", "a.docx"], ["show", "a.qa.yaml"], ["graph", "a.qa.yaml"]):
        ran = command(*arguments, cwd=tmp_path)
        assert ran.returncode == 1
        assert "[unknown-key]" in ran.stdout
    assert not (tmp_path / "a.docx").exists()


def test_escape_codes_in_an_agreement_do_not_reach_the_terminal() -> None:
    from qa_engine.report.width import printable

    assert printable("a\x1b[31mb\u202ec") == "a<U+001B>[31mb<U+202E>c"
