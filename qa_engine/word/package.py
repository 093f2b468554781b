"""Parts into one file: content types, relations, and a zip whose bytes depend on nothing but the parts."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from qa_engine.word.ooxml import DECLARATION

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Kind(NamedTuple):
    """What a part is: its content type, and the type of the relation that leads to it."""

    content: str
    relation: str


DOCUMENT = Kind(f"{_MAIN}document.main+xml", f"{_RELATION}officeDocument")
STYLES = Kind(f"{_MAIN}styles+xml", f"{_RELATION}styles")
SETTINGS = Kind(f"{_MAIN}settings+xml", f"{_RELATION}settings")
NUMBERING = Kind(f"{_MAIN}numbering+xml", f"{_RELATION}numbering")
FOOTNOTES = Kind(f"{_MAIN}footnotes+xml", f"{_RELATION}footnotes")
HEADER = Kind(f"{_MAIN}header+xml", f"{_RELATION}header")
FOOTER = Kind(f"{_MAIN}footer+xml", f"{_RELATION}footer")
CORE = Kind("application/vnd.openxmlformats-package.core-properties+xml", _CORE)
APP = Kind("application/vnd.openxmlformats-officedocument.extended-properties+xml", f"{_RELATION}extended-properties")
CUSTOM = Kind("application/vnd.openxmlformats-officedocument.custom-properties+xml", f"{_RELATION}custom-properties")


class Part(NamedTuple):
    """A part: its name inside the file, what it is, its XML, and the id of the relation that leads to it."""

    name: str
    kind: Kind
    xml: str
    relation: str


def package(parts: Iterable[Part]) -> bytes:
    """The file that holds the parts. Those under `word/` hang on the document; it and the rest hang on the package."""
    held = list(parts)
    beside = [part for part in held if part.name.startswith("word/") and part.kind is not DOCUMENT]
    top = [part for part in held if part not in beside]
    files = {part.name: part.xml for part in held}
    files["word/_rels/document.xml.rels"] = _relations(
        (part.relation, part.kind, part.name.removeprefix("word/")) for part in beside
    )
    first = {
        "[Content_Types].xml": _content_types(held),
        "_rels/.rels": _relations((part.relation, part.kind, part.name) for part in top),
    }
    return zipped(first | dict(sorted(files.items())))


def _content_types(parts: list[Part]) -> str:
    overrides = "".join(f'<Override PartName="/{part.name}" ContentType="{part.kind.content}"/>' for part in parts)
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(relations: Iterable[tuple[str, Kind, str]]) -> str:
    found = "".join(
        f'<Relationship Id="{identifier}" Type="{kind.relation}" Target="{target}"/>'
        for identifier, kind, target in relations
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


# The zip is written here and not by the library: it takes no clock and no file system, and half the time.
_VERSION = 20
_DEFLATED = 8
_FIRST_OF_1980 = 0x21
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


def zipped(files: dict[str, str]) -> bytes:
    """A zip of texts in UTF-8, in the order given, all dated 1 January 1980."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in files.items():
        data = content.encode("utf-8")
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        label = name.encode("ascii")
        sizes = (zlib.crc32(data), len(packed), len(data), len(label), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, _DEFLATED, 0, _FIRST_OF_1980, *sizes) + label
        directory.append(
            _CENTRAL.pack(
                b"PK\x01\x02", _VERSION, _VERSION, 0, _DEFLATED, 0, _FIRST_OF_1980, *sizes, 0, 0, 0, 0, offset
            )
            + label
        )
        body += (local, packed)
        offset += len(local) + len(packed)
    central = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(files), len(files), len(central), offset, 0)
    return b"".join((*body, central, end))
