"""Names under which a reader finds rows and sections again: bookmarks, tags, and ids that come from the key alone."""

from __future__ import annotations

import re

from qa_engine.digest import sha256

ROW_TAG = "qa:row:"
"""A row's content control is tagged `qa:row:<id>`."""

MAX_BOOKMARK = 40
PREFIXES = {"row": "qa_", "section": "qas_", "chapter": "qac_", "party": "qap_", "family": "qaf_", "pack": "qak_"}
_SHORTENED = "_x"

# Word takes letters, digits and the underscore, and a name that differs only in case is the same name
_ESCAPES = {"_": "_u", "-": "_m", ".": "_p"}
_UNESCAPES = {escaped: character for character, escaped in _ESCAPES.items()}


def bookmark_name(key: str) -> str:
    """The bookmark of a row or a heading: `row:DEV-02` is `qa_DEV_m02`.

    One that would be longer than Word allows, or has letters that a bookmark cannot have, is named by a digest.
    """
    kind, _, name = key.partition(":")
    prefix = PREFIXES[kind]
    escaped = name
    for character, told in _ESCAPES.items():  # the underscore before those that bring one
        escaped = escaped.replace(character, told)
    bookmark = prefix + escaped
    if len(bookmark) > MAX_BOOKMARK or not (name and bookmark.isascii() and bookmark.isidentifier()):
        return f"{prefix}{_SHORTENED}{sha256(name.encode()).hexdigest()[:24]}"
    return bookmark


def row_id_of(bookmark: str) -> str | None:
    """The id of the row that a bookmark stands for; None for another bookmark and for a shortened name."""
    name = bookmark.removeprefix("qa_")
    if name == bookmark or name.startswith(_SHORTENED):
        return None
    return re.sub("_[mpu]", lambda found: _UNESCAPES[found[0]], name)


def guid(name: str) -> str:
    """A name in the form of a GUID: the same name gives the same one on every machine."""
    digits = sha256(name.encode()).hexdigest().upper()
    return f"{{{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}}}"


class ControlIds:
    """Ids of content controls: a digest of the key, moved on where two keys meet in one."""

    def __init__(self, used: frozenset[int] = frozenset()) -> None:
        self._used = set(used)

    def of(self, key: str) -> int:
        """The id for a key, between 1 and 2³¹ - 1."""
        identifier = int.from_bytes(sha256(key.encode()).digest()[:4], "big") & 0x7FFFFFFF or 1
        while identifier in self._used:
            identifier = identifier % 0x7FFFFFFF + 1
        self._used.add(identifier)
        return identifier
