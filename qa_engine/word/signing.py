"""Room for signatures: by hand, by Word's signature line, or by a service that looks for its own tags."""

from __future__ import annotations

from qa_engine.document.blocks import Column, plain
from qa_engine.pattern import pattern
from qa_engine.word import ooxml
from qa_engine.word.identity import guid
from qa_engine.word.ooxml import KEPT, cell, escape, paragraph, row, run
from qa_engine.word.tables import SHORT, cell_paragraphs

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from qa_engine.document.blocks import Document, Signature, SignatureTable
    from qa_engine.word.body import Body
    from qa_engine.word.manner import Esign, Manner

SIGNING_HEIGHT = 1150
"""Room for a signature by hand: 20 mm."""

LINE_HEIGHT = 1900
"""Room for a signature line of Word, which is 90 points high."""

LINE_PICTURE = "rIdSignatureLine"
"""The relation to the picture that Word shows in a signature line."""

_HEADINGS = ("Printed name and title", "Company and function", "Meaning of the signature", "Signature", "Date and time")
_SHARES = (0.21, 0.23, 0.19, 0.21)
_SHARES_WITH_TAGS = (0.19, 0.18, 0.16, 0.26)
"""A tag must stand on one line, or the service does not know it."""
_SHARES_WITH_LINES = (0.16, 0.16, 0.15, 0.385)

# DocuSign leaves its anchors in the text, so nobody may see them; Adobe takes its tags out, and takes size and colour of
# what is filled in from them.
_LOOKS = {
    "docusign": '<w:color w:val="FFFFFF"/><w:sz w:val="8"/><w:szCs w:val="8"/>',
    "adobe": '<w:sz w:val="16"/><w:szCs w:val="16"/>',
}
_TAGS: dict[Esign, tuple[str, str]] = {
    "docusign": ("\\s{}\\", "\\d{}\\"),
    "adobe": ("{{{{Sig_es_:signer{}:signature}}}}", "{{{{Dte_es_:signer{}:date}}}}"),
}
_READ_AS_TAGS = {"docusign": pattern(r"\\[sd]\d+\\"), "adobe": pattern(r"\{\{")}
_SERVICES = {"docusign": "DocuSign", "adobe": "Adobe Acrobat Sign"}


def refuse_tags(document: Document, esign: Esign) -> None:
    """Raise ValueError, naming the text, where the agreement holds what the service would take for one of its tags."""
    if esign == "none":
        return
    from qa_engine.document.texts import texts_of

    texts = (text for block in document.blocks for text in texts_of(block))
    for text in (document.title, document.id, document.version, *texts):
        if _READ_AS_TAGS[esign].search(text):
            raise ValueError(
                f"the text {text[:80]!r} would be read by {_SERVICES[esign]} as a place to sign or to fill in; "
                "write it without double braces, and without a backslash before s or d with a number"
            )


def height(manner: Manner) -> int:
    """The least height of a row with a signature."""
    return LINE_HEIGHT if manner.signature_lines else SIGNING_HEIGHT


def signatures(block: SignatureTable, body: Body) -> str:
    """Who signs in print and with what meaning, and room to sign and date; the table stays together on a page."""
    manner, total = body.manner, body.text_width
    shares = _SHARES_WITH_LINES if manner.signature_lines else _SHARES_WITH_TAGS if manner.esign != "none" else _SHARES
    widths = [int(total * share) for share in shares]
    widths.append(total - sum(widths))
    columns = tuple(Column(heading.lower(), heading) for heading in _HEADINGS)
    whole = len(block.signatures) <= SHORT
    heads = (
        cell(width, paragraph("QAHeading", run(column.heading), KEPT if whole else ""))
        for column, width in zip(columns, widths, strict=True)
    )
    rows = [row(heads, heading=True)]
    for position, item in enumerate(block.signatures, 1):
        more = KEPT if whole and position < len(block.signatures) else ""
        printed = ((item.name, item.title), (item.company, item.function), (item.meaning,))
        cells = [
            cell(width, cell_paragraphs("QACell", tuple(map(plain, filter(None, lines))), together=bool(more)))
            for width, lines in zip(widths, printed, strict=False)
        ]
        cells += [
            cell(widths[3], _place(item, position, body, more)),
            cell(widths[4], _date(item, position, body, more)),
        ]
        rows.append(row(cells, height=height(manner)))
    return ooxml.table(block.title, widths, rows, first_row=True, first_column=False)


def _place(item: Signature, number: int, body: Body, more: str) -> str:
    """The cell for the signature: what is on record of one, and room for the next."""
    given = "".join(paragraph("QAReference", run(line), more) for line in item.signed)
    if body.manner.signature_lines:
        return given + paragraph("QACell", _line(item, number), more)
    return given + paragraph("QACell", _open(_tag(body.manner.esign, 0, number), 2 * number - 1, body), more)


def _date(item: Signature, number: int, body: Body, more: str) -> str:
    given = paragraph("QAReference", run(item.signed_at), more) if item.signed_at else ""
    return given + paragraph("QACell", _open(_tag(body.manner.esign, 1, number), 2 * number, body), more)


def _tag(esign: Esign, which: int, number: int) -> str:
    """The tag of a service in one run: it must not be broken."""
    return run(_TAGS[esign][which].format(number), _LOOKS[esign]) if esign in _TAGS else ""


def _open(content: str, number: int, body: Body) -> str:
    """A place that can be written on though the rest of the file cannot."""
    if body.manner.protect != "signing":
        return content
    return f'<w:permStart w:id="{number}" w:edGrp="everyone"/>{content}<w:permEnd w:id="{number}"/>'


def _line(item: Signature, number: int) -> str:
    """Word's signature line. The picture is what is shown until somebody signs; Word puts another in its place."""
    email = f' o:suggestedsigneremail="{escape(item.email)}"' if item.email else ""
    kind = _SHAPE_TYPE if number == 1 else ""  # once in a file
    return (
        f'<w:r><w:pict>{kind}<v:shape id="_x0000_i{1024 + number}" type="#_x0000_t75"'
        ' alt="Microsoft Office Signature Line..." style="width:180pt;height:90pt">'
        f'<v:imagedata r:id="{LINE_PICTURE}" o:title=""/>'
        '<o:lock v:ext="edit" ungrouping="t" rotation="t" cropping="t" verticies="t" text="t" grouping="t"/>'
        f'<o:signatureline v:ext="edit" id="{guid(item.key + item.name)}" provid="{{00000000-0000-0000-0000-000000000000}}"'
        f' o:suggestedsigner="{escape(item.name)}" o:suggestedsigner2="{escape(item.title)}"{email}'
        ' allowcomments="t" issignatureline="t"/></v:shape></w:pict></w:r>'
    )


_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t75" coordsize="21600,21600" o:spt="75" o:preferrelative="t" path="m@4@5l@4@11@9@11@9@5xe"'
    ' filled="f" stroked="f"><v:stroke joinstyle="miter"/><v:formulas><v:f eqn="if lineDrawn pixelLineWidth 0"/>'
    '<v:f eqn="sum @0 1 0"/><v:f eqn="sum 0 0 @1"/><v:f eqn="prod @2 1 2"/><v:f eqn="prod @3 21600 pixelWidth"/>'
    '<v:f eqn="prod @3 21600 pixelHeight"/><v:f eqn="sum @0 0 1"/><v:f eqn="prod @6 1 2"/>'
    '<v:f eqn="prod @7 21600 pixelWidth"/><v:f eqn="sum @8 21600 0"/><v:f eqn="prod @7 21600 pixelHeight"/>'
    '<v:f eqn="sum @10 21600 0"/></v:formulas><v:path o:extrusionok="f" gradientshapeok="t" o:connecttype="rect"/>'
    '<o:lock v:ext="edit" aspectratio="t"/></v:shapetype>'
)


def line_picture() -> bytes:
    """The picture of an empty signature line, as PNG: a cross and a rule. Two colours, not compressed, so always the same."""
    import struct
    import zlib

    width, height = 240, 120
    ink: set[tuple[int, int]] = {(x, y) for x in range(12, width - 12) for y in (92, 93)}
    ink |= {(18 + step + thick, y) for step in range(14) for thick in (0, 1) for y in (74 + step, 87 - step)}
    lines = bytearray()
    for y in range(height):
        bits = "".join("0" if (x, y) in ink else "1" for x in range(width))
        lines += b"\0" + int(bits, 2).to_bytes(width // 8, "big")

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">2L5B", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(lines), 0))
        + chunk(b"IEND", b"")
    )
