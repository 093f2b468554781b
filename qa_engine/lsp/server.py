"""The language server: what an editor asks, handed to the modules beside this one, and their answers in its words."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from qa_engine import __version__
from qa_engine.agreement.extends import FIRST_LINE
from qa_engine.check.run import ENDING
from qa_engine.lsp.complete import choices
from qa_engine.lsp.desk import Desk
from qa_engine.lsp.diagnose import marks
from qa_engine.lsp.explain import explained
from qa_engine.lsp.find import NotRenamedError, definitions, references, renamable, rename
from qa_engine.lsp.mend import mend_all, offers
from qa_engine.lsp.outline import folds, outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.finding import Edit
    from qa_engine.lsp.desk import Sheet
    from qa_engine.lsp.diagnose import Mark, Range
    from qa_engine.lsp.find import Spot
    from qa_engine.lsp.lines import Lines, Units
    from qa_engine.lsp.mend import Offer
    from qa_engine.lsp.outline import Part

PAUSE = 0.25
"""Seconds without a keystroke after which a text is checked."""

REQUEST_FAILED = -32803
"""The code of a request that is right and cannot be carried out (LSP 3.17, ErrorCodes)."""

_SEVERITIES = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "note": lsp.DiagnosticSeverity.Information,
}
_PART_KINDS = {
    "section": lsp.SymbolKind.Module,
    "row": lsp.SymbolKind.Event,
    "party": lsp.SymbolKind.Class,
    "function": lsp.SymbolKind.Method,
    "site": lsp.SymbolKind.Field,
    "product": lsp.SymbolKind.Object,
    "entry": lsp.SymbolKind.Property,
    "key": lsp.SymbolKind.Key,
}
_CHOICE_KINDS = {
    "key": lsp.CompletionItemKind.Property,
    "word": lsp.CompletionItemKind.EnumMember,
    "letters": lsp.CompletionItemKind.Value,
    "row": lsp.CompletionItemKind.Event,
    "party": lsp.CompletionItemKind.Class,
    "function": lsp.CompletionItemKind.Method,
    "file": lsp.CompletionItemKind.File,
}


class QaServer(LanguageServer):
    """One editor's server: its desk, the checks that are under way, and what was last underlined in each file."""

    def __init__(self) -> None:
        # whole texts: lines are counted in one place, `lines`, and no edit can get out of step with it
        super().__init__("qa-engine", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.desk = Desk()
        self.uris: dict[Path, str] = {}
        self.versions: dict[Path, int] = {}
        self.marks: dict[Path, tuple[int, list[Mark]]] = {}
        self.under_way: dict[Path, asyncio.Task[None]] = {}
        self.checker = ThreadPoolExecutor(1)  # one check at a time: what loads at its first use loads once

    def path(self, uri: str) -> Path | None:
        """The file that a URI names, if it is an agreement that lies open."""
        name = to_fs_path(uri)
        path = Path(name).resolve() if name else None
        return path if path in self.uris else None

    def sheet(self, uri: str) -> Sheet | None:
        """The text that a URI names."""
        path = self.path(uri)
        return self.desk.sheet(path) if path is not None else None

    def uri(self, path: Path) -> str:
        """The URI of a file, as the editor wrote it where it has the file open."""
        return self.uris.get(path) or from_fs_path(str(path)) or path.as_uri()

    def put(self, uri: str, text: str, version: int, pause: float) -> None:
        """Take in a text, and check it after a pause, together with those that lie open and stand on it."""
        name = to_fs_path(uri)
        if name is None or not (name.endswith(ENDING) or FIRST_LINE in text[:400]):
            return
        path = Path(name).resolve()
        self.uris[path] = uri
        self.versions[path] = version
        self.desk.put(path, text)
        for other in self.uris:
            if other == path or path in {sheet.path for sheet in self.desk.sheet(other).lower}:
                self.check(other, pause)

    def check(self, path: Path, pause: float) -> None:
        """Check a text after a pause; a check of it that has not started yet is given up."""
        if path in self.under_way:
            self.under_way[path].cancel()
        self.under_way[path] = asyncio.get_running_loop().create_task(self._check(path, pause))

    async def _check(self, path: Path, pause: float) -> None:
        await asyncio.sleep(pause)
        version = self.versions[path]
        found = await asyncio.get_running_loop().run_in_executor(self.checker, marks, self.desk, path, date.today())
        if self.versions.get(path) == version:
            self.marks[path] = (version, found)
            told = [self.diagnostic(mark) for mark in found]
            self.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(uri=self.uri(path), version=version, diagnostics=told)
            )

    def marks_now(self, path: Path) -> list[Mark]:
        """The findings on a text as it is at this moment."""
        version, found = self.marks.get(path, (-1, []))
        if version != self.versions[path]:
            found = marks(self.desk, path, date.today())
            self.marks[path] = (self.versions[path], found)
        return found

    def diagnostic(self, mark: Mark) -> lsp.Diagnostic:
        """A finding as the editor underlines it."""
        return lsp.Diagnostic(
            range=_range(mark.place),
            message=mark.message,
            severity=_SEVERITIES[mark.finding.severity],
            code=mark.finding.rule,
            source="qa-engine",
            related_information=[
                lsp.DiagnosticRelatedInformation(
                    location=lsp.Location(uri=self.uri(path), range=_range(place)), message=said
                )
                for path, place, said in mark.related
            ],
        )

    def locations(self, spots: Iterable[Spot]) -> list[lsp.Location]:
        """Spots as the editor goes to them."""
        return [lsp.Location(uri=self.uri(spot.sheet.path), range=_span(spot.sheet.lines, spot.span)) for spot in spots]

    def workspace_edit(self, offer: Offer) -> lsp.WorkspaceEdit:
        """The edits of an offer."""
        return lsp.WorkspaceEdit(
            changes={self.uri(path): self.edits(path, edits) for path, edits in offer.edits.items()}
        )

    def edits(self, path: Path, edits: Iterable[Edit]) -> list[lsp.TextEdit]:
        """Edits of one file."""
        lines = self.desk.sheet(path).lines
        return [lsp.TextEdit(range=_span(lines, (edit.start, edit.end)), new_text=edit.text) for edit in edits]


def make_server() -> QaServer:
    """A server that waits for an editor."""
    server = QaServer()
    _follow_texts(server)
    _answer_about_names(server)
    _answer_about_text(server)
    return server


def serve() -> None:
    """Serve one editor over standard input and output, until it leaves."""
    logging.getLogger("pygls").setLevel(logging.ERROR)
    said, told = os.fdopen(os.dup(sys.stdin.fileno()), "rb"), os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # whatever is printed must not stand between the words of the protocol
    make_server().start_io(said, told)


def _follow_texts(server: QaServer) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(_: lsp.InitializeParams) -> None:
        units = server.workspace.position_encoding
        server.desk = Desk(
            cast("Units", str(units.value if isinstance(units, lsp.PositionEncodingKind) else units or "utf-16"))
        )

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.put(document.uri, document.text, document.version, 0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.put(uri, server.workspace.get_text_document(uri).source, params.text_document.version, PAUSE)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(_: lsp.DidSaveTextDocumentParams) -> None:
        _look_again(server)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def changed_outside(_: lsp.DidChangeWatchedFilesParams) -> None:
        _look_again(server)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        path = server.path(params.text_document.uri)
        if path is None:
            return
        if path in server.under_way:
            server.under_way.pop(path).cancel()
        uri = server.uris.pop(path)
        server.versions.pop(path, None)
        server.marks.pop(path, None)
        server.desk.close(path)
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=uri, diagnostics=[]))


def _look_again(server: QaServer) -> None:
    """Something changed on disk: settings, a lower file, a ledger."""
    server.desk.changed_on_disk()
    server.marks.clear()
    for path in server.uris:
        server.check(path, PAUSE)


def _answer_about_names(server: QaServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> list[lsp.Location]:
        sheet = server.sheet(params.text_document.uri)
        return server.locations(definitions(sheet, _offset(sheet, params.position))) if sheet else []

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def refer(params: lsp.ReferenceParams) -> list[lsp.Location]:
        sheet = server.sheet(params.text_document.uri)
        if sheet is None:
            return []
        offset = _offset(sheet, params.position)
        return server.locations(references(sheet, offset, declaration=params.context.include_declaration))

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
        sheet = server.sheet(params.text_document.uri)
        if sheet is None:
            return None
        with _said_to_the_editor():
            mention = renamable(sheet, _offset(sheet, params.position))
            start, end = mention.span
            return lsp.PrepareRenamePlaceholder(
                range=_span(sheet.lines, mention.span), placeholder=sheet.source.text[start:end]
            )

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename_it(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        sheet = server.sheet(params.text_document.uri)
        if sheet is None:
            return None
        changes: dict[str, list[lsp.TextEdit]] = {}
        with _said_to_the_editor():
            for spot, text in rename(sheet, _offset(sheet, params.position), params.new_name):
                edit = lsp.TextEdit(range=_span(spot.sheet.lines, spot.span), new_text=text)
                changes.setdefault(server.uri(spot.sheet.path), []).append(edit)
        return lsp.WorkspaceEdit(changes=changes)


def _answer_about_text(server: QaServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        path, sheet = server.path(params.text_document.uri), server.sheet(params.text_document.uri)
        if path is None or sheet is None:
            return None
        here = (params.position.line, params.position.character)
        findings = [mark.finding for mark in server.marks_now(path) if _holds(mark.place, (here, here))]
        found = explained(sheet, _offset(sheet, params.position), findings)
        if found is None:
            return None
        content = lsp.MarkupContent(kind=lsp.MarkupKind.Markdown, value=found[0])
        return lsp.Hover(contents=content, range=_span(sheet.lines, found[1]))

    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["{", "[", ",", ":", " ", "."])
    )
    def complete(params: lsp.CompletionParams) -> lsp.CompletionList | None:
        sheet = server.sheet(params.text_document.uri)
        if sheet is None:
            return None
        found = choices(sheet, _offset(sheet, params.position))
        place = _span(sheet.lines, (found.start, found.end))
        items = [
            lsp.CompletionItem(
                label=choice.label,
                kind=_CHOICE_KINDS.get(choice.kind, lsp.CompletionItemKind.Value),
                detail=choice.detail or None,
                documentation=lsp.MarkupContent(kind=lsp.MarkupKind.Markdown, value=choice.about)
                if choice.about
                else None,
                sort_text=f"{number:05d}",
                filter_text=choice.label,
                text_edit=lsp.TextEdit(range=place, new_text=choice.text),
            )
            for number, choice in enumerate(found.items)
        ]
        return lsp.CompletionList(is_incomplete=False, items=items)

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]),
    )
    def act(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        path = server.path(params.text_document.uri)
        if path is None:
            return []
        wanted = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        actions: list[lsp.CodeAction] = []
        if not wanted or any("quickfix".startswith(kind) for kind in wanted):
            here = (
                (params.range.start.line, params.range.start.character),
                (params.range.end.line, params.range.end.character),
            )
            meant = [mark for mark in server.marks_now(path) if _holds(mark.place, here)]
            told = {id(mark.finding): server.diagnostic(mark) for mark in meant}
            actions += [
                lsp.CodeAction(
                    title=offer.title,
                    kind=lsp.CodeActionKind.QuickFix,
                    diagnostics=[told[id(offer.finding)]],
                    is_preferred=offer.safe,
                    edit=server.workspace_edit(offer),
                )
                for offer in offers(server.desk, path, [mark.finding for mark in meant])
            ]
        if any("source.fixAll".startswith(kind) for kind in wanted):
            everything = mend_all(server.desk, path, date.today())
            if everything is not None:
                kind = lsp.CodeActionKind.SourceFixAll
                actions.append(
                    lsp.CodeAction(title=everything.title, kind=kind, edit=server.workspace_edit(everything))
                )
        return actions

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        sheet = server.sheet(params.text_document.uri)
        return [_symbol(sheet.lines, part) for part in outline(sheet.source)] if sheet else []

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    def fold(params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        sheet = server.sheet(params.text_document.uri)
        return (
            [lsp.FoldingRange(start_line=first - 1, end_line=last - 1) for first, last in folds(sheet.source)]
            if sheet
            else []
        )


@contextlib.contextmanager
def _said_to_the_editor() -> Iterator[None]:
    """A refusal is an answer: the editor shows its words."""
    try:
        yield
    except NotRenamedError as error:
        raise JsonRpcException(str(error), REQUEST_FAILED) from None


def _offset(sheet: Sheet, position: lsp.Position) -> int:
    return sheet.lines.offset(position.line, position.character)


def _range(place: Range) -> lsp.Range:
    (line, character), (end_line, end_character) = place
    return lsp.Range(
        start=lsp.Position(line=line, character=character), end=lsp.Position(line=end_line, character=end_character)
    )


def _span(lines: Lines, span: tuple[int, int]) -> lsp.Range:
    return _range((lines.position(span[0]), lines.position(span[1])))


def _holds(place: Range, other: Range) -> bool:
    """Whether two stretches have a character, or an end, in common."""
    return place[0] <= other[1] and other[0] <= place[1]


def _symbol(lines: Lines, part: Part) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        name=part.name or " ",  # the protocol takes no empty name
        detail=part.detail,
        kind=_PART_KINDS[part.kind],
        range=_span(lines, part.span),
        selection_range=_span(lines, part.name_span),
        children=[_symbol(lines, inner) for inner in part.parts],
    )
