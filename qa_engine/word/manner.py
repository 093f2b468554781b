"""How a Word file is made of a document: for reading, for negotiation, for signing."""

from __future__ import annotations

from qa_engine.named import NamedTuple

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    Protect = Literal["none", "negotiation", "signing"]
    Esign = Literal["none", "docusign", "adobe"]
    Embed = Literal["ids", "agreement", "none"]


class Manner(NamedTuple):
    """What is asked of a Word file beside its text.

    protect          negotiation: Word records every edit; signing: nothing but the places of signatures can be written on.
                     A courtesy, no lock: whoever wants to takes it off
    esign            the service whose tags stand where its fields are to come
    signature_lines  Word's own signature lines in place of empty cells
    embed            what the file carries for whoever reads it back: ids of rows, the agreement as data too, or nothing
    agreement        canonical JSON of the agreement, where that is embedded
    pages            page of each heading, by its key, for the list of contents; None: Word works it out
    live_contents    the list of contents is single page references, which LibreOffice works out while it converts
    """

    protect: Protect = "none"
    esign: Esign = "none"
    signature_lines: bool = False
    embed: Embed = "ids"
    agreement: bytes = b""
    pages: Mapping[str, int] | None = None
    live_contents: bool = False


PLAIN = Manner()
