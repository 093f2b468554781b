"""What Word asks of the text of a part: cells, rows, ids, bookmarks, fields, and the order of properties."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.word.identity import ROW_TAG
from qa_engine.word.ooxml import W

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Tree = etree._Element
_W = f"{{{W}}}"
_VML = "{urn:schemas-microsoft-com:vml}"
_CHANGES = (
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "cellIns",
    "cellDel",
)

# the children of these stand in this order, or Word calls the file damaged; what is not listed is not looked at
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark "
    "cellIns cellDel cellMerge tcPrChange",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
    "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
    "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
    "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
    "doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData "
    "noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter "
    "noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent "
    "alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt "
    "showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids "
    "mathPr attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures "
    "forceUpgrade captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags "
    "decimalSymbol listSeparator",
}
_PLACES = {
    f"{_W}{name}": {f"{_W}{child}": place for place, child in enumerate(order.split())}
    for name, order in _ORDER.items()
}


def text_problems(tree: Tree) -> Iterator[str]:
    """What is wrong in one part."""
    for look in (_cells, _grids, _ids, _bookmarks, _fields, _order, _slots):
        yield from look(tree)


def _cells(tree: Tree) -> Iterator[str]:
    for cell in tree.iter(f"{_W}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{_W}p":
            yield f"a cell does not end in a paragraph: {_said(cell)}"
    for control in tree.iter(f"{_W}sdt"):
        if _tag(control).startswith(ROW_TAG) and control.find(f".//{_W}tc//{_W}sdt") is not None:
            yield f"a content control in a cell of row {_tag(control)}: tracked changes of the row would leave it behind"


def _grids(tree: Tree) -> Iterator[str]:
    for table in tree.iter(f"{_W}tbl"):
        columns = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
        for rows in table.iterfind(f"{_W}tr"), table.iterfind(f"{_W}sdt/{_W}sdtContent/{_W}tr"):
            for row in rows:
                cells = [*row.iterfind(f"{_W}tc"), *row.iterfind(f"{_W}sdt/{_W}sdtContent/{_W}tc")]
                beside = [item for item in row.iterfind(f"{_W}trPr/*") if item.tag in _BESIDE]
                spans = sum(int(item.get(f"{_W}val", "0")) for item in beside) + sum(map(_span, cells))
                if spans != columns:
                    yield f"a row covers {spans} of {columns} columns: {_said(row)}"


_BESIDE = (f"{_W}gridBefore", f"{_W}gridAfter")


def _span(cell: Tree) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return 1 if span is None else int(span.get(f"{_W}val", "1"))


def _ids(tree: Tree) -> Iterator[str]:
    controls = [item.get(f"{_W}val") for item in tree.iterfind(f".//{_W}sdtPr/{_W}id")]
    rows = [tag for control in tree.iter(f"{_W}sdt") if (tag := _tag(control)).startswith(ROW_TAG)]
    notes = [item.get(f"{_W}id") for item in tree.iter(f"{_W}footnote", f"{_W}footnoteReference")]
    changes = [item.get(f"{_W}id") for item in tree.iter(*(_W + name for name in _CHANGES))]
    shapes = [item.get("id") for item in tree.iter(f"{_VML}shape", f"{_VML}shapetype")]
    drawings = [item.get("id") for item in tree.iter("{*}docPr")]
    yield from _twice("content control id", controls)
    yield from _twice("tag", rows)
    yield from _twice("footnote id", notes)
    yield from _twice("id of a tracked change", changes)
    yield from _twice("shape", shapes)
    yield from _twice("drawing", drawings)
    for item in tree.iter(*(_W + name for name in _CHANGES)):
        if not item.get(f"{_W}author"):
            yield f"a tracked change without an author: {_said(item)}"
    opened = [item.get(f"{_W}id") for item in tree.iter(f"{_W}permStart")]
    closed = [item.get(f"{_W}id") for item in tree.iter(f"{_W}permEnd")]
    yield from _twice("place that can be written on", opened)
    if sorted(map(str, opened)) != sorted(map(str, closed)):
        yield "a place that can be written on has no end"


def _bookmarks(tree: Tree) -> Iterator[str]:
    starts = list(tree.iter(f"{_W}bookmarkStart"))
    ends = [item.get(f"{_W}id") for item in tree.iter(f"{_W}bookmarkEnd")]
    ids = [item.get(f"{_W}id") for item in starts]
    names = [item.get(f"{_W}name", "") for item in starts]
    ended, started = set(ends), set(ids)
    yield from _twice("bookmark id", ids)
    yield from _twice("bookmark end", ends)
    yield from _twice("bookmark", [name.lower() for name in names])
    yield from (f"bookmark {identifier} has no end" for identifier in ids if identifier not in ended)
    yield from (f"a bookmark ends that never starts: {identifier}" for identifier in ends if identifier not in started)
    yield from (f"bookmark name {name} is longer than Word allows" for name in names if len(name) > 40)
    anchors = {item.get(f"{_W}anchor") for item in tree.iter(f"{_W}hyperlink")} - {None}
    yield from (
        f"a link leads to bookmark {anchor}, which is not there" for anchor in sorted(map(str, anchors - set(names)))
    )


def _fields(tree: Tree) -> Iterator[str]:
    """Fields begin, part and end in order, one inside the other; only a list of contents goes over paragraphs."""
    open_: list[tuple[Tree | None, str]] = []  # the paragraph that each field began in, and how far it has come
    for item in tree.iter(f"{_W}fldChar"):
        paragraph, kind = _paragraph_of(item), item.get(f"{_W}fldCharType", "")
        if kind == "begin":
            open_.append((paragraph, kind))
        elif not open_ or (kind == "separate" and open_[-1][1] != "begin"):
            yield f"a field is not whole: {_said(paragraph)}"
        elif kind == "separate":
            open_[-1] = (open_[-1][0], kind)
        else:
            began, _ = open_.pop()
            if began is not paragraph and not _is_contents(began):
                yield f"a field goes over paragraphs: {_said(paragraph)}"
    yield from (f"a field is not whole: {_said(paragraph)}" for paragraph, _ in open_)


def _paragraph_of(item: Tree) -> Tree | None:
    return next(item.iterancestors(f"{_W}p"), None)


def _is_contents(paragraph: Tree | None) -> bool:
    instructions = paragraph.iter(f"{_W}instrText") if paragraph is not None else ()
    return any(str(item.text or "").strip().startswith("TOC ") for item in instructions)


def _order(tree: Tree) -> Iterator[str]:
    """Properties stand in the order of the standard."""
    for parent in tree.iter(*_PLACES):
        known = _PLACES[str(parent.tag)]
        before = -1
        for child in parent:
            place = known.get(str(child.tag), before)
            if child.tag in (f"{_W}headerReference", f"{_W}footerReference"):
                place = 0  # these two may be mixed
            if place < before:
                yield f"{_name(child)} stands too late in {_name(parent)}"
                break
            before = place


def _slots(tree: Tree) -> Iterator[str]:
    yield from (
        f"a slot is left: {_tag(control)}" for control in tree.iter(f"{_W}sdt") if _tag(control).startswith("qa:slot:")
    )


def _tag(control: Tree) -> str:
    tag = control.find(f"{_W}sdtPr/{_W}tag")
    return str(tag.get(f"{_W}val", "")) if tag is not None else ""


def _name(item: Tree) -> str:
    return str(item.tag).rpartition("}")[2]


def _twice(what: str, values: Iterable[str | None]) -> Iterator[str]:
    yield from (f"{what} {value} is there {times} times" for value, times in Counter(values).items() if times > 1)


def _said(item: Tree | None) -> str:
    return "".join(str(text.text or "") for text in item.iter(f"{_W}t"))[:60] if item is not None else ""
