"""The page, and the section of a Word file that lays text on it. Lengths are twips: 1/20 point, 56.7 to the millimetre."""

from __future__ import annotations

from qa_engine.named import NamedTuple

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from typing import Protocol

    class Frame(Protocol):
        """The pages that a body is laid on: our own, or those of a company's template."""

        def text_width(self, *, wide: bool) -> int:
            """The width of text on an upright page, or on one that lies across."""

        def section(self, *, wide: bool, first: bool) -> str:
            """The properties of a section, as they stand at its end; `first`: no section comes before it."""


class Page(NamedTuple):
    """A page of A4."""

    width: int
    height: int
    side: int = 907
    top: int = 1304
    bottom: int = 1247
    edge: int = 567

    @property
    def text(self) -> int:
        """The width that text and tables have."""
        return self.width - 2 * self.side


UPRIGHT = Page(11906, 16838)
WIDE = Page(16838, 11906)


class HeaderIds(NamedTuple):
    """Relation ids of the headers and footers of one kind of page."""

    first: str
    other: str
    footer: str


class OwnPages:
    """Pages of our own look."""

    def __init__(self, upright: HeaderIds, wide: HeaderIds) -> None:
        self._headers = {False: upright, True: wide}

    def text_width(self, *, wide: bool) -> int:
        """The width of text."""
        return (WIDE if wide else UPRIGHT).text

    def section(self, *, wide: bool, first: bool) -> str:
        """The properties of a section; the first page of the file has a header of its own."""
        headers, page = self._headers[wide], WIDE if wide else UPRIGHT
        across = ' w:orient="landscape"' if wide else ""
        references = [("header", "default", headers.other), ("footer", "default", headers.footer)]
        if first:
            references += [("header", "first", headers.first), ("footer", "first", headers.footer)]
        named = "".join(f'<w:{what}Reference w:type="{kind}" r:id="{name}"/>' for what, kind, name in references)
        return (
            f'<w:sectPr>{named}<w:type w:val="nextPage"/><w:pgSz w:w="{page.width}" w:h="{page.height}"{across}/>'
            f'<w:pgMar w:top="{page.top}" w:right="{page.side}" w:bottom="{page.bottom}" w:left="{page.side}"'
            f' w:header="{page.edge}" w:footer="{page.edge}" w:gutter="0"/>{"<w:titlePg/>" if first else ""}</w:sectPr>'
        )
