"""The language server as an editor has it: a process that is spoken to by the protocol (pytest-lsp)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator  # pytest-lsp reads the annotations of fixtures
from pathlib import Path  # likewise

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.lsp import material
from tests.lsp.material import UPPER

SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "qa_engine", "lsp"])
PATIENCE = 300
BASE = material.BASE.replace("packs: [eu-gmp-7]\n", "")


def folder(tmp_path: Path) -> Path:
    root = tmp_path / "Verträge 中"
    (root / ".git").mkdir(parents=True)
    (root / "base.qa.yaml").write_text(BASE, encoding="utf-8")
    (root / "upper.qa.yaml").write_text(UPPER, encoding="utf-8")
    return root


@pytest_lsp.fixture(config=SERVER)
async def editor(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    root = folder(tmp_path)
    parameters = lsp.InitializeParams(capabilities=client_capabilities("visual-studio-code"), root_uri=root.as_uri())
    told = await lsp_client.initialize_session(parameters)
    assert told.capabilities.position_encoding == "utf-16"
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def editor_in_utf8(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """An editor that counts bytes, as Helix does."""
    root = folder(tmp_path)
    encodings = [lsp.PositionEncodingKind.Utf8, lsp.PositionEncodingKind.Utf16]
    capabilities = lsp.ClientCapabilities(general=lsp.GeneralClientCapabilities(position_encodings=encodings))
    told = await lsp_client.initialize_session(lsp.InitializeParams(capabilities=capabilities, root_uri=root.as_uri()))
    assert told.capabilities.position_encoding == "utf-8"
    yield
    await lsp_client.shutdown_session()


def uri(tmp_path: Path, name: str) -> str:
    return (tmp_path / "Verträge 中" / f"{name}.qa.yaml").as_uri()


def opened(client: LanguageClient, where: str, text: str, version: int = 1) -> None:
    document = lsp.TextDocumentItem(uri=where, language_id="yaml", version=version, text=text)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=document))


def changed(client: LanguageClient, where: str, text: str, version: int) -> None:
    client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(
            text_document=lsp.VersionedTextDocumentIdentifier(uri=where, version=version),
            content_changes=[lsp.TextDocumentContentChangeWholeDocument(text=text)],
        )
    )


async def rules(client: LanguageClient, where: str, expected: set[str]) -> list[lsp.Diagnostic]:
    """The diagnostics of a file once they are of these rules; notes are left out."""
    for _ in range(PATIENCE * 20):
        found = [one for one in client.diagnostics.get(where, []) if one.severity != lsp.DiagnosticSeverity.Information]
        if where in client.diagnostics and {str(one.code) for one in found} == expected:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError({str(one.code) for one in client.diagnostics.get(where, [])})


def place(text: str, what: str, inside: int, units: str = "utf-16-le") -> lsp.Position:
    """Where a text stands that is there once, in units of an encoding, by another way than the server's."""
    assert text.count(what) == 1
    before = text[: text.index(what) + inside]
    line = before.rpartition("\n")[2]
    return lsp.Position(
        line=before.count("\n"), character=len(line.encode(units)) // (2 if units == "utf-16-le" else 1)
    )


def document(where: str) -> lsp.TextDocumentIdentifier:
    return lsp.TextDocumentIdentifier(uri=where)


@pytest.mark.asyncio
async def test_findings_come_as_one_types_and_go(editor: LanguageClient, tmp_path: Path) -> None:
    where = uri(tmp_path, "base")
    opened(editor, where, BASE)
    clean = {str(one.code) for one in await warned(editor, where)}
    for version in range(2, 8):  # six keystrokes, one check
        changed(editor, where, BASE.replace("borealis.qa: A,", f"borealis.qa: {'CCCCCC'[: version - 1]},"), version)
    wrong = BASE.replace("borealis.qa: A,", "borealis.qa: C,")
    changed(editor, where, wrong, 8)
    found = await rules(editor, where, clean | {"missing-accountable"})
    mine = next(one for one in found if one.code == "missing-accountable")
    assert mine.severity == lsp.DiagnosticSeverity.Error
    assert mine.source == "qa-engine"
    assert mine.range.start == place(wrong, "{borealis.prod: R", 0)
    changed(editor, where, BASE, 9)
    await rules(editor, where, clean)
    changed(editor, where, BASE.replace("DEV-03:", "DEV-03"), 10)
    await rules(editor, where, {"yaml-syntax"})
    editor.text_document_did_close(lsp.DidCloseTextDocumentParams(text_document=document(where)))
    await rules(editor, where, set())


async def seen(client: LanguageClient, where: str) -> set[str]:
    for _ in range(PATIENCE * 20):
        if where in client.diagnostics:
            return {str(one.code) for one in client.diagnostics[where]}
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was said")


@pytest.mark.asyncio
async def test_a_change_below_is_seen_above_before_it_is_saved(editor: LanguageClient, tmp_path: Path) -> None:
    lower, upper = uri(tmp_path, "base"), uri(tmp_path, "upper")
    opened(editor, lower, BASE)
    opened(editor, upper, UPPER)
    clean = {str(one.code) for one in await warned(editor, upper)}
    changed(editor, lower, BASE.replace("DEV-03", "DEV-33"), 2)
    await rules(editor, upper, clean | {"unknown-activity"})


async def warned(client: LanguageClient, where: str) -> list[lsp.Diagnostic]:
    await seen(client, where)
    return [one for one in client.diagnostics[where] if one.severity != lsp.DiagnosticSeverity.Information]


@pytest.mark.asyncio
async def test_names_are_followed_behind_emoji_and_across_files(editor: LanguageClient, tmp_path: Path) -> None:
    lower, upper = uri(tmp_path, "base"), uri(tmp_path, "upper")
    opened(editor, lower, BASE)
    here = place(BASE, '"aurora.qa": I', 9)  # behind an emoji, in quotes
    given = await editor.text_document_definition_async(
        lsp.DefinitionParams(text_document=document(lower), position=here)
    )
    assert [one.range.start for one in given] == [place(BASE, "{qa: Quality Assurance, ra", 1)]
    hover = await editor.text_document_hover_async(lsp.HoverParams(text_document=document(lower), position=here))
    assert "Sponsor, Quality Assurance" in hover.contents.value
    assert hover.range.start == place(BASE, '"aurora.qa": I', 8)
    ready = await editor.text_document_prepare_rename_async(
        lsp.PrepareRenameParams(text_document=document(lower), position=here)
    )
    assert ready.placeholder == "qa"
    edit = await editor.text_document_rename_async(
        lsp.RenameParams(text_document=document(lower), position=place(BASE, "DEV-03:", 1), new_name="DEV-3")
    )
    assert {where: len(edits) for where, edits in edit.changes.items()} == {lower: 2, upper: 1}
    assert edit.changes[upper][0].range.start == place(UPPER, "after: DEV-03", 7)
    context = lsp.ReferenceContext(include_declaration=True)
    asked = lsp.ReferenceParams(text_document=document(lower), position=place(BASE, "DEV-03:", 1), context=context)
    assert {one.uri for one in await editor.text_document_references_async(asked)} == {lower, upper}
    with pytest.raises(Exception, match="taken: "):
        await editor.text_document_rename_async(
            lsp.RenameParams(text_document=document(lower), position=place(BASE, "DEV-03:", 1), new_name="NEW-01")
        )


@pytest.mark.asyncio
async def test_what_could_stand_here_is_offered_where_the_text_is_broken(
    editor: LanguageClient, tmp_path: Path
) -> None:
    where = uri(tmp_path, "base")
    broken = BASE.replace('{borealis.qa: RA, "aurora.qa": I}', "{bor")
    opened(editor, where, broken)
    here = place(broken, "raci: {bor,", 10)
    found = await editor.text_document_completion_async(
        lsp.CompletionParams(text_document=document(where), position=here)
    )
    offered = {item.label: item for item in found.items}
    assert {"borealis.qa", "borealis.prod", "each"} <= offered.keys()
    edit = offered["borealis.qa"].text_edit
    assert (edit.range.start, edit.range.end) == (place(broken, "raci: {bor,", 7), here)
    assert edit.new_text == "borealis.qa: "


@pytest.mark.asyncio
async def test_a_fix_is_offered_and_its_edit_fits(editor: LanguageClient, tmp_path: Path) -> None:
    where = uri(tmp_path, "base")
    wrong = BASE.replace("borealis.qa: RA, ", "borealis.qa: A/R, ")
    opened(editor, where, wrong)
    line = place(wrong, "A/R", 0)
    whole = lsp.Range(start=line, end=line)
    asked = lsp.CodeActionParams(
        text_document=document(where), range=whole, context=lsp.CodeActionContext(diagnostics=[])
    )
    (action,) = await editor.text_document_code_action_async(asked)
    assert action.is_preferred
    assert action.diagnostics[0].code == "loose-letters"
    (edit,) = action.edit.changes[where]
    assert (edit.range.start, edit.new_text) == (place(wrong, "A/R", 0), "RA")
    everything = lsp.CodeActionContext(diagnostics=[], only=[lsp.CodeActionKind.SourceFixAll])
    (action,) = await editor.text_document_code_action_async(
        lsp.CodeActionParams(text_document=document(where), range=whole, context=everything)
    )
    assert action.kind == "source.fixAll"


@pytest.mark.asyncio
async def test_sections_are_listed_and_folded(editor: LanguageClient, tmp_path: Path) -> None:
    where = uri(tmp_path, "base")
    opened(editor, where, BASE)
    symbols = await editor.text_document_document_symbol_async(lsp.DocumentSymbolParams(text_document=document(where)))
    sections = next(one for one in symbols if one.name == "sections")
    assert [row.name for row in sections.children[0].children] == ["DEV-01", "DEV-02", "DEV-03"]
    folded = await editor.text_document_folding_range_async(lsp.FoldingRangeParams(text_document=document(where)))
    assert BASE.splitlines().index("  deviations:") in {one.start_line for one in folded}


@pytest.mark.asyncio
async def test_an_editor_that_counts_bytes_is_answered_in_bytes(editor_in_utf8: LanguageClient, tmp_path: Path) -> None:
    where = uri(tmp_path, "base")
    opened(editor_in_utf8, where, BASE)
    here = place(BASE, '"aurora.qa": I', 9, "utf-8")
    hover = await editor_in_utf8.text_document_hover_async(
        lsp.HoverParams(text_document=document(where), position=here)
    )
    assert hover.range.start == place(BASE, '"aurora.qa": I', 8, "utf-8")


@pytest.mark.asyncio
async def test_what_is_no_agreement_is_left_alone(editor: LanguageClient, tmp_path: Path) -> None:
    other = (tmp_path / "docker-compose.yaml").as_uri()
    opened(editor, other, "services: [")
    hover = lsp.HoverParams(text_document=document(other), position=lsp.Position(line=0, character=2))
    assert await editor.text_document_hover_async(hover) is None
    assert other not in editor.diagnostics
