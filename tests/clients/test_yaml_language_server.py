"""The schema before yaml-language-server itself, the server behind YAML in VS Code, Neovim, Helix and Zed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qa_engine.lsp.schema_files import install_for_file, install_for_folder
from tests.clients.language_client import LanguageClient
from tests.clients.programs import program

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
WORKED = sorted((ROOT / "agreements").glob("*.qa.yaml"))
EVERYTHING = {
    "validate": True,
    "hover": True,
    "completion": True,
    "schemaStore": {"enable": False},  # nothing is fetched from there, and nothing waited for
}

DRAFT = """\
format: qa-engine/1
id: A
title: 你好 😀
version: 1.0
status: drafft
parties:
  a: {name: A, role: contract-giver}
  b: {name: B, role: contract-acceptor}
sections:
  s:
    activities:
      A-1:
        do: Record it
        raci: {a: RQ}
        wihtin: 1 day
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "a repository"
    (folder / ".git").mkdir(parents=True)
    return folder


@pytest.fixture
def server(repository: Path) -> Iterator[LanguageClient]:
    with LanguageClient([program("yaml-language-server"), "--stdio"], repository, {"yaml": EVERYTHING}) as client:
        yield client


def write(repository: Path, name: str, text: str) -> Path:
    file = repository / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    install_for_file(file)
    return file


def labels(answer: Any) -> list[str]:
    return [item["label"] for item in answer["items"]]


def line_of(file: Path, what: str) -> int:
    return next(number for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()) if what in line)


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.name)
def test_it_has_nothing_against_an_agreement_of_ours(path: Path, repository: Path, server: LanguageClient) -> None:
    file = write(repository, path.name, path.read_text(encoding="utf-8"))
    server.open(file)
    assert server.diagnostics(file) == []


def test_it_says_what_is_wrong_in_words(repository: Path, server: LanguageClient) -> None:
    file = write(repository, "below/draft.qa.yaml", DRAFT)
    server.open(file)
    told = {(one["range"]["start"]["line"], one["message"].split("\n")[0]) for one in server.diagnostics(file)}
    assert (line_of(file, "version"), 'Incorrect type. Expected "string".') in told
    assert (line_of(file, "raci"), "scheme RACI has the letters R, A, C, I") in told
    assert (line_of(file, "wihtin"), "Property wihtin is not allowed.") in told
    assert any(line == line_of(file, "drafft") and "in-review" in message for line, message in told)


def test_it_completes_keys_and_words_and_explains_them(repository: Path, server: LanguageClient) -> None:
    file = write(
        repository, "draft.qa.yaml", DRAFT.replace("drafft", "").replace("wihtin: 1 day", "").replace("1.0", '"1.0"')
    )
    server.open(file)
    server.diagnostics(file)
    assert {"draft", "in-review", "effective"} <= set(labels(server.at("completion", file, line_of(file, "status"), 8)))
    assert {"within", "after", "decides"} <= set(labels(server.at("completion", file, line_of(file, "raci") + 1, 8)))
    hover = server.at("hover", file, line_of(file, "raci"), 9)
    assert "Holder → letters" in hover["contents"]["value"]


def test_a_file_on_top_is_held_against_what_it_may_leave_out(repository: Path, server: LanguageClient) -> None:
    upper = 'format: qa-engine/1\nextends: draft.qa.yaml\nid: U\ntitle: T\nversion: "1.0"\nsections:\n  s:\n    activities:\n      A-1: null\n'
    file = write(repository, "upper.qa.yaml", upper)
    server.open(file)
    assert server.diagnostics(file) == []
    server.say(
        "textDocument/didChange",
        textDocument={"uri": file.as_uri(), "version": 2},
        contentChanges=[{"text": file.read_text(encoding="utf-8") + "      A-2: {wihtin: 1 day}\n"}],
    )
    assert [one["message"] for one in server.diagnostics(file, bool)] == ["Property wihtin is not allowed."]


def test_the_settings_of_vs_code_say_which_files_are_meant(repository: Path) -> None:
    install_for_folder(repository)
    settings = json.loads((repository / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    yaml = {**EVERYTHING, "schemas": settings["yaml.schemas"]}
    file = repository / "draft.qa.yaml"
    file.write_text(DRAFT, encoding="utf-8")
    with LanguageClient([program("yaml-language-server"), "--stdio"], repository, {"yaml": yaml}) as server:
        server.open(file)
        assert any("wihtin" in one["message"] for one in server.diagnostics(file, bool))
