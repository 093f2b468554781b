"""Hold data against the shape of the format, and say in a person's words what does not fit.

What is wrong is taken out of the data and remembered as broken, so that one mistake gives one finding and all the
rest can still be judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.fit import hold
from qa_engine.agreement.kept import AGREEMENT
from qa_engine.agreement.letters import read_letters
from qa_engine.agreement.vocabulary import SCHEMES
from qa_engine.finding import Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.resolved import Resolved
    from qa_engine.source import Route

BY_CLASS = ("within", "notice", "every", "with", "via")
"""Keys of a row that may map each class of its `per` family to a value."""


def validate(resolved: Resolved) -> None:
    """Put findings on record for all that the format does not take, and take it out of the data."""
    if resolved.data:
        _shape(resolved)
    _letters_of_scheme(resolved)
    _values_by_class(resolved)
    _row_ids(resolved)
    _rows_say_what(resolved)
    _closures_run_forward(resolved)


_HINTS = {
    ("few", "parties"): "an agreement is between two parties at least",
    ("mapping", "raci"): "write holder and letters: {aurora.qa: RA}",
}


def _shape(resolved: Resolved) -> None:
    def held_back(route: Route) -> bool:
        """A missing key that has been accounted for: what should bring it could not be read."""
        return ("extends",) in resolved.broken and len(route) == 1

    hold(resolved, AGREEMENT, _called, whole="the agreement", held_back=held_back, hints=_HINTS)


def _called(route: Route) -> str:
    """An owner as people would call it: `row DEV-01`, `party aurora`; empty for the agreement itself."""
    if not route:
        return ""
    parts = [str(part) for part in route]
    singular = {"parties": "party", "products": "product", "records": "record", "appendices": "appendix", "kpis": "KPI"}
    if parts[0] == "sections" and len(parts) >= 4 and parts[2] == "activities":
        return f"row {parts[3]}" if len(parts) == 4 else f"`{parts[4]}` of row {parts[3]}"
    if parts[0] == "sections" and len(parts) >= 2:
        return f"section {parts[1]}" if len(parts) == 2 else f"`{parts[2]}` of section {parts[1]}"
    if parts[0] in singular and len(parts) >= 2:
        name = f"{singular[parts[0]]} {parts[1]}"
        return name if len(parts) == 2 else f"{name}, {' '.join(parts[2:])},"
    if len(parts) == 2 and parts[1].isdigit():
        return f"entry {int(parts[1]) + 1} of {parts[0]}"
    return f"`{'.'.join(parts)}`"


def rows_of(resolved: Resolved) -> Iterator[tuple[Route, str, dict[str, Any]]]:
    """All rows in order: route, id, data."""
    sections = resolved.data.get("sections")
    if not isinstance(sections, dict):
        return
    for section_id, section in sections.items():
        activities = section.get("activities") if isinstance(section, dict) else None
        if not isinstance(activities, dict):
            continue
        for row_id, row in activities.items():
            if isinstance(row, dict):
                yield ("sections", section_id, "activities", row_id), row_id, row


def cells_of(resolved: Resolved) -> set[str]:
    """All different cells of all rows, as written: there are few of them."""
    found: set[str] = set()
    for _, _, row in rows_of(resolved):
        found.update((row.get("raci") or {}).values())
    return found


def _letters_of_scheme(resolved: Resolved) -> None:
    """Letters that the agreement's scheme does not have."""
    if ("scheme",) in resolved.broken:
        return
    scheme = resolved.data.get("scheme") or "RACI"
    allowed = set(SCHEMES.get(scheme, "RACI"))
    cells = {text: read_letters(text) for text in cells_of(resolved)}
    if "scheme" not in resolved.data and cells and all(cell and cell.letters == "X" for cell in cells.values()):
        message = "every letter is a cross, and the agreement does not say that its matrix is one of crosses"
        resolved.find("wrong-type", ("sections",), message, "write `scheme: X` at the top", key=True)
        for route, _, row in rows_of(resolved):
            if row.get("raci"):
                resolved.take_out((*route, "raci"))
        return
    aliens = {
        text: found
        for text, cell in cells.items()
        if cell and (found := [one for one in cell.letters if one not in allowed])
    }
    for route, row_id, row in rows_of(resolved) if aliens else ():
        for holder, text in list((row.get("raci") or {}).items()):
            if text in aliens:
                here = (*route, "raci", holder)
                message = f"scheme {scheme} has no letter {' or '.join(aliens[text])} (row {row_id}, {holder})"
                resolved.find("wrong-type", here, message, f"its letters are {', '.join(SCHEMES[scheme])}")
                resolved.take_out(here)


def _values_by_class(resolved: Resolved) -> None:
    """A value for each class needs the family that the classes are of."""
    for route, row_id, row in rows_of(resolved):
        if row.keys().isdisjoint(BY_CLASS) or "per" in row or (*route, "per") in resolved.broken:
            continue
        for key in BY_CLASS:
            if isinstance(row.get(key), dict):
                here = (*route, key)
                message = (
                    f"`{key}` of row {row_id} gives each class its own value, and the row does not say of which family"
                )
                resolved.find("wrong-type", here, message, "name the family: `per: deviation`")
                resolved.take_out(here)


def _row_ids(resolved: Resolved) -> None:
    """A row id stands once in the whole agreement, in whatever case; the first counts."""
    seen: dict[str, Route] = {}
    for route, row_id, _ in list(rows_of(resolved)):
        first = seen.setdefault(row_id.lower(), route)
        if first is route:
            continue
        same = "" if first[-1] == row_id else f" (as {first[-1]}: ids that differ only in case are one)"
        resolved.find(
            "duplicate-key",
            route,
            f"row {row_id} stands twice in the agreement{same}; the first one counts",
            "give one of the two another id",
            key=True,
            related=(Related(resolved.place(first, key=True), "the first one"),),
        )
        resolved.take_out(route)


def _rows_say_what(resolved: Resolved) -> None:
    """A row says what is done, or why it does not apply."""
    for route, row_id, row in rows_of(resolved):
        if "do" in row or "not-applicable" in row:
            continue
        if (*route, "do") not in resolved.broken and (*route, "not-applicable") not in resolved.broken:
            message = f"row {row_id} has no `do`"
            resolved.find(
                "missing-key",
                route,
                message,
                "say in one sentence what is done, or give `not-applicable` and why",
                key=True,
            )
            resolved.broken.add((*route, "do"))


def _closures_run_forward(resolved: Resolved) -> None:
    """A site that closes later than it opens again would never be closed."""
    parties = resolved.data.get("parties")
    for party_id, party in parties.items() if isinstance(parties, dict) else ():
        for site_id, site in (party.get("sites") or {}).items() if isinstance(party, dict) else ():
            for index, closure in enumerate((site or {}).get("closed") or ()):
                first, _, last = str(closure or "").partition("/")
                if last and last < first:
                    here = ("parties", party_id, "sites", site_id, "closed", index)
                    message = f"the closure '{closure}' of site {site_id} ends before it starts"
                    resolved.find("wrong-type", here, message, f"write {last}/{first}, or mend the year")
                    resolved.take_out(here)
