"""Parts into one file: content types, relations, and a zip whose bytes depend on nothing but the parts."""

from __future__ import annotations

import struct
import zlib

from qa_engine.named import NamedTuple
from qa_engine.word.ooxml import DECLARATION

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Content = str | bytes | list[str]
    """Of a part: text, which is kept in UTF-8, or bytes. A long text may come in pieces."""

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
COMMENTS = Kind(f"{_MAIN}comments+xml", f"{_RELATION}comments")
HEADER = Kind(f"{_MAIN}header+xml", f"{_RELATION}header")
FOOTER = Kind(f"{_MAIN}footer+xml", f"{_RELATION}footer")
CORE = Kind("application/vnd.openxmlformats-package.core-properties+xml", _CORE)
APP = Kind("application/vnd.openxmlformats-officedocument.extended-properties+xml", f"{_RELATION}extended-properties")
EMBEDDED = Kind("application/xml", f"{_RELATION}customXml")
EMBEDDED_PROPERTIES = Kind(
    "application/vnd.openxmlformats-officedocument.customXmlProperties+xml", f"{_RELATION}customXmlProps"
)
PICTURE = Kind("image/png", f"{_RELATION}image")
CUSTOM = Kind("application/vnd.openxmlformats-officedocument.custom-properties+xml", f"{_RELATION}custom-properties")


class Part(NamedTuple):
    """A part: its name inside the file, what it is, its content, and the id of the relation that leads to it.

    `source` is the part that the relation stands in; empty for one of the whole file.
    """

    name: str
    kind: Kind
    content: Content
    relation: str
    source: str = ""


MAIN_PART = "word/document.xml"


def package(parts: Iterable[Part]) -> bytes:
    """The file that holds the parts."""
    held = list(parts)
    files: dict[str, Content] = {part.name: part.content for part in held}
    for source in dict.fromkeys(part.source for part in held):
        folder, _, name = source.rpartition("/")
        files[f"{folder}/_rels/{name}.rels".lstrip("/")] = _relations(part for part in held if part.source == source)
    return zipped(ordered(files | {"[Content_Types].xml": _content_types(held)}))


def ordered(files: Mapping[str, Content]) -> dict[str, Content]:
    """The parts in the order in which they stand in a file: those that lead to the others first, the rest by name."""
    first = ("[Content_Types].xml", "_rels/.rels")
    return {name: files[name] for name in (*first, *sorted(files.keys() - set(first)))}


def _content_types(parts: list[Part]) -> str:
    overrides = "".join(f'<Override PartName="/{part.name}" ContentType="{part.kind.content}"/>' for part in parts)
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(parts: Iterable[Part]) -> str:
    found = "".join(
        f'<Relationship Id="{part.relation}" Type="{part.kind.relation}" Target="{target_of(part.name, part.source)}"/>'
        for part in parts
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def target_of(name: str, source: str) -> str:
    """How a relation in one part names another one."""
    folder = source.rpartition("/")[0]
    if folder and name.startswith(f"{folder}/"):
        return name.removeprefix(f"{folder}/")
    return f"../{name}" if folder else name


# The zip is written here and not by the library: it takes no clock and no file system, and half the time.
_VERSION = 20
_DEFLATED = 8
_UTF8_NAME = 0x800
_FIRST_OF_1980 = 0x21
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


def zipped(files: Mapping[str, Content]) -> bytes:
    """A zip of contents, in the order given, all dated 1 January 1980."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in files.items():
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed, check, size = [], 0, 0
        for data in encoded(content):
            packed.append(packer.compress(data))
            check, size = zlib.crc32(data, check), size + len(data)
        packed.append(packer.flush())
        length = sum(map(len, packed))
        label = name.encode("utf-8")
        flags = 0 if name.isascii() else _UTF8_NAME
        sizes = check, length, size, len(label), 0
        entry = (_VERSION, flags, _DEFLATED, 0, _FIRST_OF_1980, *sizes)
        local = _LOCAL.pack(b"PK\x03\x04", *entry) + label
        directory += (_CENTRAL.pack(b"PK\x01\x02", _VERSION, *entry, 0, 0, 0, 0, offset), label)
        body += (local, *packed)
        offset += len(local) + length
    central = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(files), len(files), len(central), offset, 0)
    return b"".join((*body, central, end))


def encoded(content: Content) -> Iterator[bytes]:
    """The bytes of a content, piece by piece."""
    for piece in content if isinstance(content, list) else [content]:
        yield piece.encode("utf-8") if isinstance(piece, str) else piece
