"""A small client of the Language Server Protocol over standard input and output, for servers that others made."""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 300
"""Seconds after which a server that says nothing has failed; other tests may keep the machine busy."""


class LanguageClient:
    """One server process. Requests wait for their answer; what the server asks in between is answered by `settings`."""

    def __init__(self, command: list[str], root: Path, settings: dict[str, Any] | None = None) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
        )
        self.settings = settings or {}
        self.root = root
        self._numbers = itertools.count(1)
        self._answers: dict[int, queue.Queue[Any]] = {}
        self._diagnostics: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> LanguageClient:
        folder = {"uri": self.root.as_uri(), "name": "test"}
        capabilities: dict[str, Any] = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "completion": {"completionItem": {"snippetSupport": False}},
                "publishDiagnostics": {"relatedInformation": True},
            },
        }
        self.server = self.ask(
            "initialize",
            processId=None,
            rootUri=self.root.as_uri(),
            workspaceFolders=[folder],
            capabilities=capabilities,
        )
        self.say("initialized")
        if self.settings:
            self.say("workspace/didChangeConfiguration", settings=self.settings)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.ask("shutdown")
            self.say("exit")
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            for stream in (self.process.stdin, self.process.stdout):
                if stream:
                    stream.close()

    def open(self, file: Path, text: str | None = None) -> None:
        """Open a file with its text, or another."""
        content = file.read_text(encoding="utf-8") if text is None else text
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": content}
        self.say("textDocument/didOpen", textDocument=document)

    def at(self, method: str, file: Path, line: int, character: int) -> Any:
        """Ask about a place; lines and characters count from 0."""
        position = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", textDocument={"uri": file.as_uri()}, position=position)

    def diagnostics(
        self, file: Path, until: Callable[[list[dict[str, Any]]], bool] = lambda _: True
    ) -> list[dict[str, Any]]:
        """The next diagnostics of a file that are as they should be."""
        while True:
            told = self._diagnostics.get(timeout=PATIENCE)
            if told["uri"] == file.as_uri() and until(told["diagnostics"]):
                return list(told["diagnostics"])

    def ask(self, method: str, **parameters: Any) -> Any:
        """A request, and its answer. Raises RuntimeError for an error."""
        number = next(self._numbers)
        box = self._answers[number] = queue.Queue()
        self._send({"id": number, "method": method, "params": parameters or None})
        answer = box.get(timeout=PATIENCE)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer.get("result")

    def say(self, method: str, **parameters: Any) -> None:
        """A notification."""
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        try:
            while line := stream.readline():
                length = 0
                while line.strip():
                    name, _, value = line.decode().partition(":")
                    length = int(value) if name.lower() == "content-length" else length
                    line = stream.readline()
                self._take(json.loads(stream.read(length)))
        except ValueError:  # closed at the end
            return

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            self._answers[message["id"]].put(message)
        elif method == "textDocument/publishDiagnostics":
            self._diagnostics.put(message["params"])
        elif "id" in message:
            result: Any = None
            if method == "workspace/configuration":
                result = [self.settings.get(item.get("section", ""), {}) for item in message["params"]["items"]]
            self._send({"id": message["id"], "result": result})
