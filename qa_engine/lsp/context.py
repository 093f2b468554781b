"""Where a cursor stands, read from the lines alone: somebody is in the middle of typing, and the text may be no YAML yet."""

from __future__ import annotations

import re

from qa_engine.named import NamedTuple

_KEY = re.compile(
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>[^\s"'#{}\[\],&*!|>%@`-][^:#]*?))[ ]*:(?=\s|$)"""
)
_BLOCK = re.compile(r"[|>][-+0-9]*[ ]*(?:#.*)?\Z")
_LEAD = re.compile(r"[ ]*(?:-[ ]+)*")
_TOKEN = re.compile(
    r""""(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|(?<!\S)\#.*|:(?=\s|$|[,{}\[\]])|[{}\[\],]|[^"'{}\[\],:\s]+|."""
)
_TYPED = re.compile(r"(?:^[ ]*(?:-[ ]+)*|[\[{,][ ]*|:[ ]+)(?P<typed>[^\[\]{},:\"'#]*)\Z")


class Context(NamedTuple):
    """Where a cursor stands.

    route   the keys around it from the top; items of lists are left out
    place   whether it is for a key, for the value of the last key of the route, or for an item of a list, which may be either
    typed   what of it is typed, words and all, and `start` the offset where it starts
    beside  the keys of the mapping around it that stand before it on the same lines
    line    the line so far
    """

    route: tuple[str, ...]
    place: str
    typed: str
    start: int
    beside: tuple[str, ...] = ()
    line: str = ""


def context_at(text: str, offset: int) -> Context:
    """Where an offset stands."""
    begin = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    typed = _TYPED.search(text[begin:offset])
    start = begin + typed.start("typed") if typed else offset
    reader = _Reader()
    lines = re.split(r"\r\n|\n|\r", text[:start])
    for line in lines[:-1]:
        reader.line(line)
    route, place, beside = reader.end(lines[-1])
    return Context(route, place, text[start:offset], start, beside, text[begin:offset])


class _Reader:
    """What is open after some lines: keys by indentation, and braces and brackets in one value."""

    def __init__(self) -> None:
        self.keys: list[tuple[int, str]] = []
        self.flow: list[_Flow] = []
        self.block: int | None = None  # the indentation of the key whose value is a block of text

    def line(self, line: str) -> None:
        """Take in a whole line."""
        lead = _LEAD.match(line)
        indent = len(line) - len(line.lstrip(" "))
        if self.block is not None:
            if not line.strip() or indent > self.block:
                return
            self.block = None
        if not line.strip() or line.lstrip(" ").startswith("#"):
            return
        key = _KEY.match(line, lead.end() if lead else 0)
        if self.flow:
            if not (key and self.keys and indent <= self.keys[-1][0]):
                self._scan(line)
                return
            self.flow.clear()  # a brace that nobody closed; here something else starts
        self._leave(line, lead.end() if lead else indent)
        if key is None:
            self._scan(line[lead.end() :] if lead else line)
            return
        self.keys.append((key.start(), key["double"] or key["single"] or key["plain"] or ""))
        rest = line[key.end() :].strip()
        if _BLOCK.match(rest):
            self.block = indent
        else:
            self._scan(rest)

    def end(self, line: str) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
        """Take in the beginning of a line, and say what is expected behind it: route, place, and keys beside it."""
        if self.block is not None and len(line) - len(line.lstrip(" ")) > self.block:
            return self._route(), "text", ()
        lead = _LEAD.match(line)
        start = lead.end() if lead else 0
        blank = not line[start:].strip()
        if not self.flow and blank:
            self._leave(line, start)
            return self._route(), "item" if "-" in line else "key", ()
        self.line(line)
        if not self.flow:
            ends = line.rstrip(" ").endswith(":") and line != line.rstrip(" ")
            return self._route(), "value" if ends else "text", ()
        inner = self.flow[-1]
        if inner.bracket == "[":
            return self._route(), "item", ()
        return self._route(), "value" if inner.key is not None else "key", tuple(inner.keys)

    def _leave(self, line: str, column: int) -> None:
        """Leave the mappings that a line which starts at a column is not in."""
        indent = len(line) - len(line.lstrip(" "))
        if indent < column:  # a dash may stand right below the key that its list belongs to
            self.keys = [one for one in self.keys if one[0] <= indent]
        else:
            self.keys = [one for one in self.keys if one[0] < column]

    def _route(self) -> tuple[str, ...]:
        return (*(key for _, key in self.keys), *(flow.key for flow in self.flow if flow.key is not None))

    def _scan(self, text: str) -> None:
        """Take in what stands in one value: braces, brackets, and in them keys."""
        last = ""
        for token in _TOKEN.finditer(text):
            word = token.group()
            if word in ("{", "["):
                self.flow.append(_Flow(word))
                last = ""
            elif word in ("}", "]"):
                if self.flow:
                    self.flow.pop()
            elif not self.flow or word[:1] == "#":
                continue
            elif word == ",":
                self.flow[-1].key = None
                last = ""
            elif word == ":" and self.flow[-1].bracket == "{" and self.flow[-1].key is None:
                self.flow[-1].key = last.strip().strip("\"'")
                self.flow[-1].keys.append(self.flow[-1].key)
                last = ""
            else:
                last += word


class _Flow:
    """A brace or bracket that is open: in a mapping the key whose value is being written, and the keys so far."""

    def __init__(self, bracket: str) -> None:
        self.bracket = bracket
        self.key: str | None = None
        self.keys: list[str] = []
