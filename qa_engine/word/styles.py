"""The styles part: few styles, each with a purpose. A template may own the look; these are the names that it fills."""

from __future__ import annotations

from functools import cache

from qa_engine.word.numbering import CLAUSE_INDENT
from qa_engine.word.ooxml import DECLARATION, W
from qa_engine.word.page import UPRIGHT
from qa_engine.word.widths import CELL_MARGIN

FONT = "Arial"
INK = "1F3550"
"""Headings and rules; dark enough to be read on grey and in a copy."""
GRID = "8C99A8"
SHADE = "E6EBF1"
GREY = "404A56"

_REGIONS = {
    # Word checks spelling and hyphenates by region; a bare language gets the region that the trade writes it in
    "en": "en-GB", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "pt": "pt-PT", "nl": "nl-NL",
    "ja": "ja-JP", "zh": "zh-CN", "ko": "ko-KR",
    "sv": "sv-SE", "da": "da-DK", "pl": "pl-PL", "cs": "cs-CZ", "he": "he-IL", "ar": "ar-SA",
}  # fmt: skip


def _paragraph(
    identifier: str,
    name: str,
    *,
    based: str = "Normal",
    following: str = "",
    layout: str = "",
    look: str = "",
    quick: bool = True,
) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based else "")
        + (f'<w:next w:val="{following}"/>' if following else "")
        + ("<w:qFormat/>" if quick else "")
        + (f"<w:pPr>{layout}</w:pPr>" if layout else "")
        + (f"<w:rPr>{look}</w:rPr>" if look else "")
        + "</w:style>"
    )


def _character(identifier: str, name: str, look: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{look}</w:rPr></w:style>'
    )


def _spacing(before: int, after: int, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{int(points * 2)}"/><w:szCs w:val="{int(points * 2)}"/>'


_KEEP = "<w:keepNext/><w:keepLines/>"
_WHOLE = "<w:suppressAutoHyphens/>"
_COLOUR = f'<w:color w:val="{INK}"/>'
_BOLD = "<w:b/><w:bCs/>"


def _heading(level: int, points: float, before: int, after: int, layout: str = "") -> str:
    return _paragraph(
        f"Heading{level}",
        f"heading {level}",
        following="BodyText",
        layout=f"{_KEEP}{layout}{_WHOLE}{_spacing(before, after)}"
        + ('<w:ind w:left="567" w:hanging="567"/>' if level == 1 else "")
        + f'<w:outlineLvl w:val="{level - 1}"/>',
        look=f"{_BOLD}{_COLOUR}{_size(points)}",
    )


def _rule(where: str, size: int = 4, space: int = 3, colour: str = INK) -> str:
    return f'<w:{where} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def _table_style() -> str:
    edges = "".join(_rule(edge, 4, 0, GRID) for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))
    heading = (
        f"<w:rPr>{_BOLD}{_COLOUR}</w:rPr><w:tcPr><w:tcBorders>{_rule('bottom', 8, 0)}</w:tcBorders>"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/></w:tcPr>'
    )
    label = f"<w:rPr>{_BOLD}</w:rPr>"
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_cell_margins(0, 108)}</w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="QAMatrix"><w:name w:val="QA Matrix"/><w:basedOn w:val="TableNormal"/>'
        f"<w:qFormat/><w:tblPr><w:tblBorders>{edges}</w:tblBorders>{_cell_margins(40, CELL_MARGIN)}</w:tblPr>"
        f'<w:tblStylePr w:type="firstRow">{heading}</w:tblStylePr>'
        f'<w:tblStylePr w:type="firstCol">{label}</w:tblStylePr></w:style>'
    )


def _cell_margins(upright: int, across: int) -> str:
    sides = (("top", upright), ("left", across), ("bottom", upright), ("right", across))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return f"<w:tblCellMar>{margins}</w:tblCellMar>"


def region_of(language: str) -> str:
    """The language with a region, as Word wants it."""
    return _REGIONS.get(language, language)


def language_marks(language: str) -> tuple[str, str, str]:
    """The languages of text in Latin letters, in those of East Asia, and in those that are written from the right."""
    region = region_of(language)
    east = region if region[:2] in ("ja", "zh", "ko") else "ja-JP"
    right_to_left = region if region[:2] in ("he", "ar", "fa", "ur") else "ar-SA"
    return region, east, right_to_left


@cache
def styles_part(language: str) -> str:
    """`word/styles.xml` for a text in a language."""
    region, east, right_to_left = language_marks(language)
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="Yu Gothic" w:cs="{FONT}"/>'
        f'{_size(9.5)}<w:lang w:val="{region}" w:eastAsia="{east}" w:bidi="{right_to_left}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    return f'{DECLARATION}<w:styles xmlns:w="{W}">{defaults}{"".join(own_styles(UPRIGHT.text))}</w:styles>'


def own_styles(width: int) -> tuple[str, ...]:
    """The styles, for text of a width. Each stands behind those that it is based on."""
    small = f'<w:color w:val="{GREY}"/>{_size(8)}'
    tabs = '<w:tab w:val="left" w:pos="567"/>' + f'<w:tab w:val="right" w:leader="dot" w:pos="{width}"/>'
    listed = "<w:contextualSpacing/>"
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>',
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList">'
        '<w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>',
        _table_style(),
        _paragraph("BodyText", "Body Text", layout=f"<w:widowControl/>{_spacing(0, 120, 264)}"),
        _paragraph(
            "QAClause",
            "QA Clause",
            based="BodyText",
            layout=f'<w:ind w:left="{CLAUSE_INDENT}" w:hanging="{CLAUSE_INDENT}"/>',
        ),
        _paragraph(
            "Title",
            "Title",
            following="BodyText",
            layout=f"<w:keepNext/>{_WHOLE}{_spacing(60, 280)}",
            look=f"{_BOLD}{_COLOUR}{_size(22)}",
        ),
        _paragraph(
            "Subtitle",
            "Subtitle",
            following="BodyText",
            layout=f"<w:keepNext/><w:pBdr>{_rule('top', 18, 14)}</w:pBdr>{_WHOLE}{_spacing(480, 120)}",
            look=f"{_COLOUR}{_size(13)}",
        ),
        _paragraph("QABetween", "QA Between", layout=f"{_WHOLE}{_spacing(0, 60)}", look=_size(11)),
        _heading(1, 13, 360, 120),
        _heading(2, 10.5, 240, 80),
        _heading(3, 9.5, 200, 60),
        _paragraph(
            "TOCHeading", "TOC Heading", layout=f"{_KEEP}{_spacing(0, 160)}", look=f"{_BOLD}{_COLOUR}{_size(13)}"
        ),
        _paragraph(
            "TOC1",
            "toc 1",
            layout=f'<w:tabs>{tabs}</w:tabs>{_WHOLE}{_spacing(0, 70)}<w:ind w:left="567" w:hanging="567"/>',
        ),
        _paragraph("Caption", "caption", layout=f"{_KEEP}{_spacing(280, 80)}", look=f"{_BOLD}{_COLOUR}{_size(10)}"),
        _paragraph("QALegend", "QA Legend", layout=f"<w:keepNext/>{_WHOLE}{_spacing(60, 80)}", look=small),
        _paragraph("ListBullet", "List Bullet", layout=f"{_spacing(0, 80, 264)}{listed}"),
        _paragraph("ListNumber", "List Number", layout=f"{_spacing(0, 80, 264)}{listed}"),
        _paragraph("QACell", "QA Cell", layout=_spacing(0, 20), look=_size(8.5)),
        _paragraph("QALabel", "QA Label", based="QACell", layout=_WHOLE, look=_BOLD),
        _paragraph("QAID", "QA ID", based="QACell", layout=_WHOLE, look=f"{_BOLD}{_size(8)}"),
        _paragraph("QADuty", "QA Duty", based="QACell", layout="", look=_size(7.5)),
        _paragraph("QALetters", "QA Letters", based="QADuty", layout='<w:jc w:val="center"/>'),
        _paragraph("QAReference", "QA Reference", based="QACell", look=_size(7.5)),
        _paragraph("QAHeading", "QA Heading", based="QACell", layout=_WHOLE, look=f"{_BOLD}{_COLOUR}{_size(8)}"),
        _paragraph(
            "QASectionRow", "QA Section Row", based="QACell", layout=f"{_KEEP}{_WHOLE}", look=f"{_BOLD}{_COLOUR}"
        ),
        _paragraph("Header", "header", layout=_WHOLE, look=small, quick=False),
        _paragraph(
            "Footer", "footer", layout=f"<w:pBdr>{_rule('top', 4, 4, GRID)}</w:pBdr>{_WHOLE}", look=small, quick=False
        ),
        _paragraph(
            "FootnoteText", "footnote text", layout='<w:ind w:left="170" w:hanging="170"/>', look=_size(8), quick=False
        ),
        _character("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
        _character("QALetter", "QA Letter", f"{_BOLD}{_size(9)}"),
        _character("QAMark", "QA Mark", f'{_BOLD}<w:caps/><w:color w:val="9C1C1C"/>{_size(10)}'),
        _character("Hyperlink", "Hyperlink", ""),
    )
