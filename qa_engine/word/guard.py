"""Archives that others send (docx, xlsx): looked through before anything in them is read, refused if anything is off.

The limits are far above what an agreement needs. A file that is refused is not read any further; the reason is one line
that says what to do.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILE = 64 * 1024 * 1024
"""Bytes of the file itself."""

MAX_PARTS = 2000
MAX_PART = 32 * 1024 * 1024
"""Bytes of one part, unpacked."""

MAX_TOTAL = 64 * 1024 * 1024
"""Bytes of all parts together, unpacked."""

MAX_RATIO = 200
"""A part may unpack to so many times its packed size, where it is larger than `RATIO_FROM`."""

RATIO_FROM = 1024 * 1024

_SAVE_AGAIN = "save the file once more in Word or Excel"

Tree = etree._Element

_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    # what Word calls "Strict Open XML" names the same things under other addresses (ISO/IEC 29500-1, annex A)
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/customProperties",
        b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
        b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    ),
)
_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
_DECLARED = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKUP = re.compile("<!\\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST)", re.IGNORECASE)

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_WEB = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LOCAL = re.compile(r"(file:///)?([a-z]:[\\/]|[^\\/:]+\Z|Normal)", re.IGNORECASE)
_EMBEDDED = {
    "activex": "ActiveX controls",
    "embeddings": "embedded files",
    "oleobject": "embedded objects",
    "connections.xml": "data connections",
}


class Unfit(ValueError):
    """The file is not read: the message is one line that says why, and what to do."""


class Relation(NamedTuple):
    """A relation of a part: its id, the last word of its type, its target: a part, or an address where `external`."""

    id: str
    type: str
    target: str
    external: bool


class Package(NamedTuple):
    """The text parts of an archive that has passed, by name; pictures and the like are left out.

    types     content type of each part that has one of its own
    warnings  what is in the file that is not read, in words for people
    """

    parts: dict[str, bytes]
    types: dict[str, str]
    warnings: tuple[str, ...]

    def tree(self, name: str) -> Tree:
        """A part as an element tree. Raises `Unfit` where the part is missing or is no XML."""
        if name not in self.parts:
            raise Unfit(f"the file is damaged: {name} is missing in it; save it once more in Word or Excel")
        return parse_xml(self.parts[name], name)

    def relations(self, name: str = "") -> list[Relation]:
        """The relations of a part; without a name those of the package."""
        folder, _, file = name.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        return list(_relations(self.tree(rels), folder)) if rels in self.parts else []


def unpack(raw: bytes) -> Package:
    """Look through an archive and read its text parts.

    Raises `Unfit` where it is no archive, is damaged, encrypted, too large, or holds what an agreement has no need of
    and a reader has to fear (macros, document type definitions, external relations but for web links).
    """
    if len(raw) > MAX_FILE:
        raise Unfit(f"the file is larger than {MAX_FILE // 1024 // 1024} MiB; send the agreement without pictures")
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        raise Unfit(
            "the file is locked with a password, or is of the kind that Office wrote before 2007; "
            "save it as docx or xlsx without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = dict(_read(archive))
    except Unfit:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        IndexError,
        OverflowError,
    ) as error:
        raise Unfit(
            f"the file is damaged or is no Office file ({_reason(error)}); ask for it to be sent once more"
        ) from None
    if "[Content_Types].xml" not in parts:
        raise Unfit("the file is an archive, but no docx or xlsx: it has no list of content types")
    types = dict(_content_types(parse_xml(parts["[Content_Types].xml"], "[Content_Types].xml")))
    return Package(parts, types, tuple(dict.fromkeys(_looked_through(parts, types))))


def _read(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = archive.infolist()
    if len(entries) > MAX_PARTS:
        raise Unfit(f"the file has {len(entries)} parts, and more than {MAX_PARTS} are not read")
    _names(entries)
    _room(entries)
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        if entry.flag_bits & 0x41:
            raise Unfit("the file is encrypted; save it without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unfit(f"{entry.filename[:80]!r} is packed in a way that Office does not use; {_SAVE_AGAIN}")
        # the sizes in the list are only what the sender says: count what really comes out
        with archive.open(entry) as packed:
            content = packed.read(MAX_PART + 1)
        total += len(content)
        if len(content) > MAX_PART or total > MAX_TOTAL:
            raise Unfit(f"{entry.filename[:80]!r} unpacks to more than is ever needed; the file is not read")
        if len(content) > RATIO_FROM and len(content) > MAX_RATIO * max(entry.compress_size, 1):
            raise Unfit(
                f"{entry.filename[:80]!r} unpacks to more than {MAX_RATIO} times its size, as a zip bomb does; "
                "the file is not read"
            )
        name = entry.filename.removeprefix("/")
        if _is_text(name):
            yield name, content
        elif name.lower().endswith((".bin", ".exe", ".dll", ".js", ".vbs")):
            yield name, b""  # the name is enough to be told


def _names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        pieces = name.split("/")
        if name.startswith("/") or "\\" in name or ":" in pieces[0] or ".." in pieces or not name.isprintable():
            raise Unfit(f"a part is named {name[:80]!r}, which leads out of the file; the file is not read")
        if name.lower() in seen:
            raise Unfit(f"two parts have the name {name[:80]!r}; {_SAVE_AGAIN}")
        seen.add(name.lower())


def _room(entries: list[zipfile.ZipInfo]) -> None:
    """No two entries share bytes: overlapping ones unpack the same bytes again and again."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Unfit("parts of the file overlap, as in a zip bomb; the file is not read")
        end = entry.header_offset + 30 + len(entry.filename.encode("utf-8", "replace")) + entry.compress_size


def _is_text(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _reason(error: Exception) -> str:
    said = str(error).strip() or type(error).__name__
    return " ".join(said.split())[:100]


def _content_types(tree: Tree) -> Iterator[tuple[str, str]]:
    for item in tree.iter(f"{_TYPES}Override"):
        yield item.get("PartName", "").removeprefix("/"), item.get("ContentType", "")
    for item in tree.iter(f"{_TYPES}Default"):
        yield f"*.{item.get('Extension', '')}", item.get("ContentType", "")


def _looked_through(parts: dict[str, bytes], types: dict[str, str]) -> Iterator[str]:
    """Refuse what must not be there, and name what is there and is not read."""
    if any("vbaproject" in name.lower() for name in parts) or any(
        "macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types.values()
    ):
        raise Unfit("the file holds macros; save it as docx or xlsx without them")
    for name, content in parts.items():
        if content:
            _refuse_definitions(content, name)
    for name, content in parts.items():
        if name.lower().endswith(".rels"):
            folder = name.rpartition("_rels/")[0].rstrip("/")
            for relation in _relations(parse_xml(content, name), folder):
                yield from _refuse_relation(relation)
    for word, what in _EMBEDDED.items():
        if any(word in name.lower() for name in (*parts, *types)):
            yield f"the file holds {what}, which are not read"


def _relations(tree: Tree, folder: str) -> Iterator[Relation]:
    for item in tree.iter(_RELATION):
        target = item.get("Target", "")
        external = item.get("TargetMode", "") == "External"
        if not external:
            target = _part(folder, target)
        yield Relation(item.get("Id", ""), item.get("Type", "").rsplit("/", 1)[-1], target, external)


def _part(folder: str, target: str) -> str:
    """The name of the part that a relation leads to. It never leaves the archive: parts are only looked up by name."""
    if target.startswith("/"):
        return target[1:]
    pieces = [piece for piece in folder.split("/") if piece]
    for piece in target.split("/"):
        if piece == "..":
            pieces = pieces[:-1]
        elif piece not in ("", "."):
            pieces.append(piece)
    return "/".join(pieces)


def _refuse_relation(relation: Relation) -> Iterator[str]:
    if relation.type == "aFChunk":
        raise Unfit(
            "the file embeds another document as a whole (altChunk); "
            "open it in Word and save it once, then it is part of the text"
        )
    if not relation.external:
        return
    target = relation.target
    if relation.type == "hyperlink":
        if not _WEB.match(target) and (_SCHEME.match(target) or target.startswith(("\\\\", "//"))):
            raise Unfit(f"the file links to {target[:80]!r}, which is no web address; take the link out")
        return
    if relation.type == "attachedTemplate" and _LOCAL.match(target):
        # Word notes the template that a document was made from; we never open it, and nor does Word fetch it from afar
        yield "the file names the template that it was made from, which is not opened"
        return
    way_out = {
        "attachedTemplate": "attach the template Normal (Developer, Document Template)",
        "image": "embed the picture in the file",
        "externalLinkPath": "break the links to other workbooks (Data, Edit Links)",
    }.get(relation.type, "take it out")
    raise Unfit(f"the file draws on something outside of it ({relation.type}: {target[:80]!r}); {way_out}")


def _text_of(content: bytes, name: str) -> str:
    """The start of a part as text, in the encodings that Office writes."""
    if content[:4] in (b"\x00\x00\xfe\xff", b"\xff\xfe\x00\x00", b"\x4c\x6f\xa7\x94"):
        raise Unfit(f"{name} is in an encoding that Office does not use; {_SAVE_AGAIN}")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if content[:2] in (b"<\x00", b"\x00<"):
        return content.decode("utf-16-le" if content[:1] == b"<" else "utf-16-be", "replace")
    return content.decode("latin-1")


def _refuse_definitions(content: bytes, name: str) -> None:
    text = _text_of(content, name)
    declared = _DECLARED.search(text[:400])
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Unfit(f"{name} is in the encoding {declared[1][:40]!r}, which Office does not use; {_SAVE_AGAIN}")
    if "<!" in text and _MARKUP.search(text):
        raise Unfit(f"{name} holds a document type definition, which Office never writes; the file is not read")


def parse_xml(content: bytes, name: str) -> Tree:
    """Bytes as an element tree: no entities, no network, no comments or processing instructions.

    Raises `Unfit`, with the part's name, where it is no XML or holds a document type definition.
    """
    _refuse_definitions(content, name)
    if _STRICT in content:
        for strict, transitional in _TRANSITIONAL:
            content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unfit(
            f"the file is damaged: {name} is no XML ({_reason(error)}); ask for it to be sent once more"
        ) from None
