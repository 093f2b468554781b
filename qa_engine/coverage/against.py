"""The packs that an agreement is held against: those that it names, and those that the settings add for its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.packs.read import Given, Loaded, packs_of
from qa_engine.settings.read import settings_for

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.settings.read import Settings


def packs_against(agreement: Agreement, settings: Settings | None = None) -> Loaded:
    """The packs, as far as they can be read; `settings` are those that hold for the file, where they have been read already."""
    return packs_of(agreement, given_by(agreement, settings))


def given_by(agreement: Agreement, settings: Settings | None = None) -> tuple[Given, ...]:
    """The packs that the settings add; none for a text that is no file."""
    file = agreement.resolved.files[0]
    if file is None:
        return ()
    held = settings_for(file) if settings is None else settings
    return tuple(Given(*one) for one in held.packs_for(file))
