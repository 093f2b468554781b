"""Bytes → text → data, with the marks from which every place can be told.

One pass over the events of libyaml (the C parser that `ruamel.yaml.clib` brings) builds plain data and a
flat *tape* of marks; nothing recurses, so depth costs nothing until the limit stops it. Scalars follow the
YAML 1.2 core schema (section 10.3.2): `NO` is text, `1:30` is text, a date is text. Keys are always text.
"""

from __future__ import annotations

import gc
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from qa_engine.pattern import pattern
from qa_engine.source.text import END, MAPPING, SEQUENCE, Problem, Route, Source
from qa_engine.unopened import compiled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_BYTES = 16 * 1024 * 1024
"""A larger file is refused (rule yaml-limits)."""

MAX_DEPTH = 64
"""Nesting beyond this is refused (rule yaml-limits)."""

# YAML 1.2 core schema: the first character decides whether a plain scalar can be anything but text.
_MAYBE_TYPED = frozenset("-+.0123456789nNtTfF~")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("null", "Null", "NULL", "~"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = pattern(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = pattern(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z|[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")

# What XML 1.0 cannot hold (section 2.2) and no one means to write: escapes such as "\0" bring it in.
_CONTROL = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def read_bytes(path: Path) -> bytes:
    """The content of a file, one byte more than `MAX_BYTES` at most.

    Raises OSError as the system gives it (missing, no permission, a folder).
    """
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def decode(raw: bytes, path: str) -> Source:
    """Bytes as a source without data; its problems say what hinders reading on."""
    if len(raw) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        return Source(
            path, "", problems=[Problem("yaml-limits", message, "split it, or take out what is no agreement", (0, 0))]
        )
    if raw.startswith(b"PK\x03\x04"):
        what, hint = (
            "this is a Word or Excel file, no agreement",
            "`qa-engine import FILE -o NAME.qa.yaml` makes one of it",
        )
        return Source(path, "", problems=[Problem("yaml-syntax", what, hint, (0, 0))])
    mark = raw.startswith(b"\xef\xbb\xbf")
    if mark:
        raw = raw[3:]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        text = raw[: error.start].decode("utf-8")
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            what, hint = "the file is UTF-16, not UTF-8", "save it as UTF-8"
        else:
            what = f"the file is not UTF-8: byte 0x{raw[error.start]:02x} cannot stand here"
            hint = "save it as UTF-8 (in an editor: save with encoding)"
        here = (len(text), len(text))
        return Source(path, text, problems=[Problem("yaml-syntax", what, hint, here)], byte_order_mark=mark)
    return Source(path, text, byte_order_mark=mark)


def parse(raw: bytes | str, path: str) -> Source:
    """Read YAML.

    Arguments: the bytes of a file (or its text), and the path to name it by.
    Never raises for what is in the text: that is what `Source.problems` is for.
    """
    source = decode(raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass"), path)
    if source.problems:
        return source
    collecting = gc.isenabled()
    gc.disable()  # thousands of small objects that all live: the collector would only walk them again and again
    try:
        _Reader(source).run()
    finally:
        if collecting:
            gc.enable()
    return source


class _Stop(Exception):
    """Reading cannot go on; the problem is on record."""


class _Twice(str):
    """A key that stood before in the same mapping: its value is read and dropped, the first counts."""

    __slots__ = ()


class _Reader:
    """One pass over the events: what is open, and what has been refused."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open: list[tuple[Any, Any]] = []  # the containers around the innermost one, each with its pending key
        self.here: Any = None  # the innermost open container
        self.pending: Any = None  # in a mapping: the key that waits for its value

    def run(self) -> None:
        libyaml = compiled("ruamel.yaml", "_ruamel_yaml")
        source = self.source
        try:
            source.data = self._construct(libyaml.CParser(source.text).get_event, libyaml)
        except _Stop:
            source.data = None
        except libyaml.YAMLError as error:
            source.data = None
            source.problems.append(_open_conflict(source) or _syntax_problem(error, source))

    def _construct(self, get_event: Callable[[], Any], libyaml: Any) -> Any:
        """Data from events. One flat loop: each event costs what it must and no call more."""
        scalar, alias = libyaml.ScalarEvent, libyaml.AliasEvent
        mapping_start, sequence_start = libyaml.MappingStartEvent, libyaml.SequenceStartEvent
        ends = (libyaml.MappingEndEvent, libyaml.SequenceEndEvent)
        mark, keys, around = self.source.tape.append, self.source.keys, self.open
        # what is in normal form as a whole is so in each of its parts (UAX #15, section 1.3), escapes aside
        as_it_is = unicodedata.is_normalized("NFC", self.source.text)
        root: Any = None
        here: Any = None
        pending: Any = None
        in_list = expects_key = False
        documents = 0
        while (event := get_event()) is not None:
            kind = type(event)
            if kind is scalar:
                start, end = event.start_mark.index, event.end_mark.index
                mark(start)
                mark(end)
                value, style = event.value, event.style
                if event.ctag is not None or event.anchor is not None:
                    self._at(here, pending)._refuse_decoration(event, start, end)
                if style == '"':
                    if _CONTROL.search(value):
                        self._at(here, pending)._refuse_control(value, start, end)
                    value = unicodedata.normalize("NFC", value)
                elif not as_it_is:
                    value = unicodedata.normalize("NFC", value)
                if expects_key:
                    keys.append(value)
                    expects_key = False
                    pending = value
                    if value in here or value == "<<":
                        pending = self._at(here, None)._key(value, style, start, end)
                    continue
                if not style and (not value or value[0] in _MAYBE_TYPED):
                    value = self._at(here, pending)._typed(value, start, end)
            elif kind is mapping_start or kind is sequence_start:
                start = event.start_mark.index
                if event.ctag is not None or event.anchor is not None:
                    self._at(here, pending)._refuse_decoration(event, start, start + 1)
                if expects_key:
                    message = "a key must be text, not a list or a mapping"
                    raise self._stop("yaml-syntax", message, "write the key as plain text", start)
                if len(around) >= MAX_DEPTH:
                    message = f"nested deeper than {MAX_DEPTH} levels"
                    raise self._stop("yaml-limits", message, "an agreement needs fewer than ten", start)
                around.append((here, pending))
                value = {} if kind is mapping_start else []
                if in_list:
                    here.append(value)
                elif here is None:
                    root = value
                elif type(pending) is str:
                    here[pending] = value
                here, pending = value, None
                expects_key = kind is mapping_start
                in_list = not expects_key
                mark(MAPPING if expects_key else SEQUENCE)
                mark(start)
                continue
            elif kind in ends:
                mark(END)
                mark(event.end_mark.index)
                here, pending = around.pop()[0], None
                in_list = type(here) is list
                expects_key = type(here) is dict
                continue
            elif kind is alias:
                start, end = event.start_mark.index, event.end_mark.index
                mark(start)
                mark(end)
                message = f"aliases (*{event.anchor}) are not part of the format"
                hint = "write the value out where it is meant"
                self._at(here, pending)._refuse("yaml-limits", message, hint, start, end)
                if expects_key:
                    keys.append("*")
                    pending = _Twice("*")
                    expects_key = False
                else:
                    pending = None
                    expects_key = type(here) is dict
                continue
            else:
                if kind is libyaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        message = "a second YAML document starts here, and a file holds one agreement"
                        raise self._stop("yaml-syntax", message, "move it to a file of its own", event.start_mark.index)
                continue
            if in_list:
                here.append(value)
            elif here is None:
                root = value
            else:
                if type(pending) is str:
                    here[pending] = value
                pending = None
                expects_key = True
        return root

    def _at(self, here: Any, pending: Any) -> _Reader:
        """The same reader, knowing where it stands: only a problem asks for that."""
        self.here, self.pending = here, pending
        return self

    def _route(self) -> Route:
        """Where the reader stands, for a problem."""
        levels = [*self.open, (self.here, self.pending)]
        route: list[str | int] = []
        for depth, (container, key) in enumerate(levels):
            if type(container) is list:
                # the list behind this one is open, so its item is already in
                route.append(len(container) - 1 if depth < len(levels) - 1 else len(container))
            elif key is not None:
                route.append(str(key))
        return tuple(route)

    def _refuse(self, rule: str, message: str, hint: str, start: int, end: int) -> None:
        self.source.problems.append(Problem(rule, message, hint, (start, end), self._route()))

    def _stop(self, rule: str, message: str, hint: str, start: int) -> _Stop:
        self.source.problems.append(Problem(rule, message, hint, (start, start + 1)))
        return _Stop()

    def _refuse_decoration(self, event: Any, start: int, end: int) -> None:
        if event.anchor is not None:
            message = f"anchors (&{event.anchor}) are not part of the format"
            self._refuse("yaml-limits", message, "write the value out where it is meant", start, end)
        if event.tag is not None:
            self._refuse(
                "yaml-limits", f"tags ({event.tag}) are not part of the format", "take the tag out", start, end
            )

    def _refuse_control(self, value: str, start: int, end: int) -> None:
        found = _CONTROL.search(value)
        code = ord(found.group()) if found else 0
        message = f"a control character (U+{code:04X}) stands in the text"
        self._refuse("yaml-syntax", message, "take it out: neither Word nor paper can show it", start, end)

    def _key(self, key: str, style: str, start: int, end: int) -> str:
        """A key that needs a second look: one that was there before, or a merge key."""
        if key == "<<" and not style:
            self._refuse("yaml-limits", "merge keys (<<) are not part of the format", "write the keys out", start, end)
            return _Twice(key)
        if key not in self.here:
            return key  # in quotes `<<` is a key like any other
        message = f"the key '{key}' stands twice here; the first one counts"
        problem = Problem("duplicate-key", message, "keep one of the two", (start, end), (*self._route(), key))
        self.source.problems.append(problem)
        return _Twice(key)

    def _typed(self, text: str, start: int, end: int) -> Any:
        """A plain scalar by the YAML 1.2 core schema."""
        if not text:
            return None
        if " " in text:
            return text  # as most are
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            if len(text) > 4000:  # longer than Python itself is ready to convert
                self._refuse("wrong-type", "a number with thousands of digits", "quote it if it is text", start, end)
                return None
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if _FLOAT.match(text):
            number = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
            if not math.isfinite(number):
                self._refuse(
                    "wrong-type", f"{text} is no number that can be kept", "quote it if it is text", start, end
                )
                return None
            return number
        return text


_CONFLICT = pattern(r"^<{7}(?= |$).*", re.MULTILINE)
"""How git, and `qa-engine merge`, mark the start of a conflict."""

_PLAIN_WORDS = (
    # what libyaml says → what a reader of the file understands, and the way out
    ("cannot start any token", "a tab stands where blanks must be", "indent with blanks, two for each level"),
    ("control characters are not allowed", "a control character stands in the file", "take it out"),
    (
        "mapping values are not allowed",
        "a colon stands where none can be",
        'quote text that holds ": ", or line the key up with those above it',
    ),
    ("found unexpected ':'", "a blank is missing behind the colon", "write `key: value`"),
    ("found invalid Unicode character escape code", "no character has this code", "write the character itself"),
    ("could not find expected ':'", "a key without its colon", "write `key: value`, and quote text of several words"),
    ("did not find expected key", "the indentation is off, or a quote or bracket is not closed", "line the keys up"),
    ("did not find expected '-' indicator", "the list is not lined up", "line the dashes up"),
    (
        "did not find expected ',' or",
        "a bracket or brace is not closed, or a comma is missing",
        "close it; quote text with a comma",
    ),
    ("found unexpected end of stream", "a quote is opened and never closed", "close the quote"),
    (
        "did not find expected node content",
        "a value is missing between the commas",
        "take the comma out or write the value",
    ),
    ("block sequence entries are not allowed", "a list starts where none can be", "start it on a line of its own"),
)


def _open_conflict(source: Source) -> Problem | None:
    """A conflict that a merge has left: it is why the file cannot be read, whatever libyaml makes of it."""
    mark = _CONFLICT.search(source.text)
    if mark is None:
        return None
    message = "a merge has left a conflict here, and nobody has settled it"
    hint = "keep one of the two versions between <<<<<<< and >>>>>>>, or write a third, and take the marks out"
    return Problem("yaml-syntax", message, hint, mark.span())


def _syntax_problem(error: Any, source: Source) -> Problem:
    """What libyaml reports, in words for people who write agreements."""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None)
    offset = mark.index if mark is not None else getattr(error, "position", None)
    if not isinstance(offset, int) or offset > len(source.text):
        offset = len(source.text)
    if mark is None and (found := _CONTROL.search(source.text)):
        offset = found.start()
    message, hint = f"this is not YAML: {said}", "quote text that holds special characters"
    for words, plain, way_out in _PLAIN_WORDS:
        if words in said:
            message, hint = plain, way_out
            break
    if "cannot start any token" in said and source.text[offset : offset + 1] != "\t":
        character = source.text[offset : offset + 1]
        message, hint = f"no value can start with '{character}'", f"quote text that starts with '{character}'"
    slip = _slip_above(source.text, offset)
    if slip is not None:
        offset, message, hint = slip
    end = min(offset + 1, len(source.text))
    return Problem("yaml-syntax", message, hint, (offset, end))


_UNSPACED = pattern(r" *[a-z][a-z-]*(:)[^\s/:][^:]*$")
_KEY = pattern(r"( *)[^\s:#\"'{[-][^:#\n]*:")
_STRANGE_BLANK = pattern(r"[ \t]*([\u00a0\u2000-\u200b\u202f\u3000])")


def _slip_above(text: str, offset: int) -> tuple[int, str, str] | None:
    """The slip in the line where reading stopped, or in the one before, that libyaml meets only later.

    A blank that is none to YAML and a colon without a blank make text of a line, and the text runs on.
    """
    here = text.rfind("\n", 0, offset) + 1
    above = text.rfind("\n", 0, max(here - 1, 0)) + 1
    for start in dict.fromkeys((here, above)):
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        if found := _STRANGE_BLANK.match(line):
            message = f"a blank that is no plain one (U+{ord(found[1]):04X}) stands at the start of the line"
            return (
                start + found.start(1),
                message,
                "type plain blanks in its place; text pasted from elsewhere brings such",
            )
        if start == above != here and (found := _UNSPACED.match(line)):
            return start + found.start(1), "a blank is missing behind the colon", "write `key: value`"
    keys = [_KEY.match(text, start) for start in (above, here)]
    upper, lower = (len(key[1]) if key else 0 for key in keys)
    if keys[0] and keys[1] and above != here and keys[1].end() - 1 == offset and upper != lower:
        number = text.count("\n", 0, above) + 1
        message = f"this line is indented by {lower} blanks, and line {number} above it by {upper}"
        return here + lower, message, "line the keys up: the keys of a row start in one column"
    return None
