"""The schema where editors find it: one line or one setting more, and every other character as it was."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa_engine.cli.main import qa_engine
from qa_engine.lsp.schema_files import NotInstalledError, install_for_file, install_for_folder

TEXT = "# Agreement with Borealis\n\nformat: qa-engine/1\nid: Ü\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "with us").mkdir()
    return tmp_path


def test_a_line_at_the_head_names_the_schema_and_nothing_else_changes(repository: Path) -> None:
    file = repository / "with us" / "a.qa.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    written = install_for_file(file)
    assert written == [repository / ".qa-engine" / "agreement.schema.json", file]
    line = "# yaml-language-server: $schema=../.qa-engine/agreement.schema.json\n"
    assert file.read_bytes() == b"\xef\xbb\xbf" + (line + TEXT).replace("\n", "\r\n").encode()
    assert install_for_file(file) == written[:1]


def test_a_line_that_names_another_schema_is_replaced(repository: Path) -> None:
    file = repository / "a.pack.yaml"
    file.write_text("# ours\n#yaml-language-server: $schema=old.json\nformat: x\n# yaml-language-server: kept\n")
    install_for_file(file)
    head = "# ours\n# yaml-language-server: $schema=./.qa-engine/pack.schema.json\nformat: x\n"
    assert file.read_text() == head + "# yaml-language-server: kept\n"
    assert json.loads((repository / ".qa-engine" / "pack.schema.json").read_text(encoding="utf-8"))["$schema"]


SETTINGS = [
    None,
    "{}",
    "{\n}\n",
    '{\n  // ours\n  "editor.tabSize": 2, /* "yaml.schemas": {} */\n}\n',
    '{"yaml.schemas": {}, "a": ["yaml.schemas", {"yaml.schemas": 1}]}',
    '{\n  "yaml.schemas": {\n    "./x.json": ["*.x"], // "{"\n  },\n}',
    '{"a": "\\"yaml.schemas\\": {", "yaml.schemas" : {"./.qa-engine/pack.schema.json": "*.pack.yaml"}}',
]


@pytest.mark.parametrize("before", SETTINGS, ids=lambda text: "" if text is None else text[:20])
def test_settings_of_vs_code_gain_two_entries_and_lose_nothing(before: str | None, repository: Path) -> None:
    settings = repository / ".vscode" / "settings.json"
    if before is not None:
        settings.parent.mkdir()
        settings.write_text(before, encoding="utf-8")
    written = install_for_folder(repository)
    after = settings.read_text(encoding="utf-8")
    assert settings in written
    plain = re.sub(r"(?<=[\s,{])(//[^\n]*|/\*.*?\*/)", "", after)
    data = json.loads(re.sub(r",(\s*[}\]])", r"\1", plain))
    assert data["yaml.schemas"]["./.qa-engine/agreement.schema.json"] == "*.qa.yaml"
    assert data["yaml.schemas"]["./.qa-engine/pack.schema.json"] == "*.pack.yaml"
    rest = iter(after)
    assert all(character in rest for character in before or "")  # what was there is there, in its order
    install_for_folder(repository)
    assert settings.read_text(encoding="utf-8") == after


@pytest.mark.parametrize("before", ["[]", "", '{"yaml.schemas": "no"}', '{"a": 1'])
def test_settings_that_are_none_are_left_to_people(before: str, repository: Path) -> None:
    (repository / ".vscode").mkdir()
    (repository / ".vscode" / "settings.json").write_text(before)
    with pytest.raises(NotInstalledError, match=r'write into them: "yaml\.schemas"'):
        install_for_folder(repository)
    assert (repository / ".vscode" / "settings.json").read_text() == before
    assert not (repository / ".qa-engine").exists()


def test_the_command_says_what_it_wrote(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    ran = CliRunner().invoke(qa_engine, ["schema", "--install"], standalone_mode=False)
    assert ran.output.splitlines() == [
        ".qa-engine/agreement.schema.json",
        ".qa-engine/pack.schema.json",
        ".vscode/settings.json",
    ]
    assert CliRunner().invoke(qa_engine, ["schema", "--install", "nowhere"]).exit_code == 2
    assert CliRunner().invoke(qa_engine, ["schema", "here"]).exit_code == 2
