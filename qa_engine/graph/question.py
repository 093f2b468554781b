"""Questions name parties, products, decisions; a name that the agreement does not declare is the asker's mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.close import get_close_matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement


class NotDeclared(ValueError):
    """A question names what the agreement does not declare; the message says what, and the nearest that it does."""


def require(what: str, name: str, known: Iterable[str]) -> None:
    """Raise NotDeclared unless `name` is one of the known names of its kind (`what`: "product", "market" …)."""
    names = list(known)
    if name in names:
        return
    near = get_close_matches(name, names, 1)
    hint = f"; did you mean '{near[0]}'?" if near else f"; it has {', '.join(names)}" if 0 < len(names) < 20 else ""
    raise NotDeclared(f"the agreement has no {what} '{name}'{hint}")


def holders(agreement: Agreement) -> list[str]:
    """All holders that an agreement declares: each party, then its functions."""
    return [
        holder
        for party in agreement.parties.values()
        for holder in (party.id, *(f"{party.id}.{function}" for function in party.functions))
    ]
