"""A document that was rendered from an agreement, read back without its source: parties, functions, classes, sections, rows.

What cannot be seen on paper cannot come back: ids of parties and functions are made anew from their names, topics are
proposed. At the end the agreement is printed once more and held against the file; what differs is told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.expected import ROW_ID
from qa_engine.agreement.load import read_text
from qa_engine.agreement.vocabulary import CAPACITIES, KINDS, MARKETS, ROLES, STATUSES
from qa_engine.document.cells import OTHERS_PART, OWN_PART
from qa_engine.document.words import MONTHS, sentence, words
from qa_engine.intake.holders import slug
from qa_engine.intake.material import Grid, Words
from qa_engine.intake.outcome import MatrixTold, Outcome
from qa_engine.intake.printed import NotSaid, Printed, differences
from qa_engine.intake.proposals import topic_for
from qa_engine.intake.said import ACTIVITY, NONE_AT_ALL, REFERENCES, REMARK, TIME, is_matrix, said_by, said_in
from qa_engine.intake.write import agreement_text
from qa_engine.packs.lists import topics
from qa_engine.word.identity import ROW_TAG, row_id_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.agreement.model import Agreement
    from qa_engine.intake.material import Block, Material
    from qa_engine.intake.said import Said, SaidRow

_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})\Z")
_UNIT = re.compile(r"(?P<title>.+) \((?P<about>[^()]+)\)\Z")


def is_own(material: Material) -> bool:
    """Whether a file was rendered from an agreement: it has such matrices, and its hash, names of rows or own headings."""
    grids = [block for block in material.blocks if isinstance(block, Grid) and is_matrix(block)]
    named = any(
        row_id_of(name) or name.startswith(ROW_TAG) for grid in grids for row in grid.rows for name in row.names
    )
    own = {TIME, REFERENCES}
    headed = any(own & {" ".join(text.split()) for text in grid.rows[0].texts} for grid in grids)
    return bool(grids) and (named or headed or "qaHash" in material.properties)


def own_agreement(material: Material, name: str) -> Outcome:
    """A rendered agreement as an agreement again, and what could not be read back."""
    outcome = Outcome()
    for warning in material.warnings:
        outcome.tell("warning", name, warning)
    blocks = material.blocks
    said = said_in(blocks)
    data = _front(blocks, name)
    _complete(data, said, outcome)
    printed = Printed(_skeleton(data, name))
    by_function = not set(said.parties) <= set(printed.parties)
    known = printed.holders if by_function else printed.parties
    headings = {heading: known[heading] for heading in said.parties if heading in known}
    data["sections"] = dict(_sections(said, printed, headings, _cut_names(blocks), outcome))
    outcome.data = data
    _count(blocks, said, outcome)
    _hold_against(said, read_text(agreement_text(data, name, set())), outcome, "function" if by_function else "party")
    return outcome


def _skeleton(data: dict[str, Any], name: str) -> Agreement:
    """What stands in front of the matrices, as an agreement without rows."""
    return read_text(agreement_text({**data, "sections": {}}, name, set()))


def _complete(data: dict[str, Any], said: Said, outcome: Outcome) -> None:
    """Parties, functions and classes that the matrices name and that stand nowhere in front of them, as in a workbook."""
    printed = Printed(_skeleton(data, ""))
    in_cells = not any("functions" in party for party in data["parties"].values())
    for heading in said.parties:
        if heading in printed.holders:
            continue
        term = next(
            (term for term in sorted(printed.parties, key=len, reverse=True) if heading.startswith(f"{term} ")), ""
        )
        if term:
            functions = data["parties"][printed.parties[term]].setdefault("functions", {})
            title = heading.removeprefix(f"{term} ")
            functions[_free(slug(title, "function"), functions)] = title
            continue
        data["parties"][_free(slug(heading), data["parties"])] = {"name": heading, "role": "other", "called": heading}
        outcome.tell("guess", "the headings", f"no party is called '{heading}' in front of the matrices; one was made")
    if not said.prose and in_cells:
        if not any("functions" in party for party in data["parties"].values()):
            _functions_in_cells(data, said)
        _classes_in_cells(data, said)
    letters = {
        letter
        for row in said.rows
        for heading in said.parties
        for line in row.lines.get(heading, ())
        for letter in line.partition(" ")[0]
    }
    if "scheme" not in data and letters <= set("RSACIX") and letters:
        scheme = "X" if letters == {"X"} else "RASCI" if "S" in letters else "RACI"
        if scheme != "RACI":
            data["scheme"] = scheme


def _functions_in_cells(data: dict[str, Any], said: Said) -> None:
    """Functions by the titles that stand behind letters: `RA Quality Assurance (in writing)`."""
    printed = Printed(_skeleton(data, ""))
    for row in said.rows:
        for heading in said.parties:
            party = printed.parties.get(heading)
            for line in row.lines.get(heading, ()) if party else ():
                match = re.fullmatch(r"[RSACIX]+ (?P<title>[^(]+?)(?: \(.*\))?", line)
                title = match["title"].removesuffix(f", {OWN_PART}").removesuffix(f", {OTHERS_PART}") if match else ""
                if title and title not in (OWN_PART, OTHERS_PART):
                    functions = data["parties"][party].setdefault("functions", {})
                    if title not in functions.values():
                        functions[_free(slug(title, "function"), functions)] = title


def _classes_in_cells(data: dict[str, Any], said: Said) -> None:
    """Classes by the words that stand before deadlines, and by conditions: `Only: critical or major deviation`."""
    families: dict[str, dict[str, str]] = data.setdefault("classes", {})
    for row in said.rows:
        for line in row.lines.get(ACTIVITY, ()):
            condition = re.fullmatch(r"Only: ((?:.*; )?)(?P<names>[a-z][a-z ,]*) (?P<family>[a-z]+)", line)
            if condition:
                members = families.setdefault(slug(condition["family"], "family"), {})
                for part in re.split(r", | or ", condition["names"]):
                    members.setdefault(slug(part, "class"), sentence(part))
    for row in said.rows:
        names = [match[1] for line in row.lines.get(TIME, ()) if (match := _OF_CLASS.match(line))]
        if names and not any({slug(one, "class") for one in names} <= set(members) for members in families.values()):
            near = next(
                (members for members in families.values() if {slug(one, "class") for one in names} & set(members)), None
            )
            members = near if near is not None else families.setdefault("case", {})
            members.update({slug(one, "class"): one for one in names if slug(one, "class") not in members})
    if not families:
        del data["classes"]


_OF_CLASS = re.compile(r"([A-Z][\w -]*): (?:within|at once|at least|every|with|by) ", re.IGNORECASE)


def _count(blocks: Sequence[Block], said: Said, outcome: Outcome) -> None:
    grids = [block for block in blocks if isinstance(block, Grid) and is_matrix(block)]
    outcome.rows_in = sum(len(grid.rows) - 1 for grid in grids)
    outcome.rows_out = sum(len(section.get("activities", ())) for section in (outcome.data or {})["sections"].values())
    outcome.rows_reported = outcome.rows_in - outcome.rows_out
    outcome.matrices = [
        MatrixTold(
            grid.name,
            "",
            len(grid.rows) - 1,
            sum(row.where.startswith(f"{grid.name},") for row in said.rows),
            said.parties,
        )
        for grid in grids
    ]


# in front of the matrices


def _front(blocks: Sequence[Block], name: str) -> dict[str, Any]:
    """Everything before the sections that a row may speak of."""
    control = dict(_labels(blocks, "Document number"))
    title = _title(blocks)
    data: dict[str, Any] = {
        "format": "qa-engine/1",
        "id": control.get("Document number") or PurePath(name).stem.upper(),
        "title": title or PurePath(name).stem,
        "version": control.get("Version") if re.fullmatch(r"\d+\.\d+", control.get("Version", "")) else "0.1",
        "status": "draft",
    }
    status = control.get("Status", "").lower().replace(" ", "-")
    if status in STATUSES:
        data["status"] = status
    for key, label in (("effective", "Effective date"), ("expires", "Expiry date")):
        if date := _date(control.get(label, "")):
            data[key] = date
    if re.fullmatch(r"every \d+ (months?|years?)", control.get("Periodic review", "").lower()):
        data["review"] = control["Periodic review"].lower()
    if any(isinstance(block, Words) and re.match(r"X (does it|Does it)", block.text) for block in blocks):
        data["scheme"] = "X"
    elif any(isinstance(block, Words) and " · S " in f" · {block.text} · " for block in blocks):
        data["scheme"] = "RASCI"
    data["parties"] = _parties(blocks)
    if products := dict(_products(blocks)):
        data["products"] = products
    if classes := dict(_classes(blocks)):
        data["classes"] = classes
    return data


def _title(blocks: Sequence[Block]) -> str:
    """The second line: the first says what kind of document it is."""
    first = [block.text for block in blocks[:4] if isinstance(block, Words)]
    if not first and blocks and isinstance(blocks[0], Grid):
        first = [row.texts[0] for row in blocks[0].rows[:2]]
    return " ".join(first[1].split()) if len(first) > 1 else ""


def _tables(blocks: Sequence[Block]) -> Iterator[Grid]:
    for block in blocks:
        if isinstance(block, Grid) and block.rows and not is_matrix(block):
            yield block


def _labels(blocks: Sequence[Block], first: str) -> Iterator[tuple[str, str]]:
    """Labels and values of the table whose first label is the one given."""
    for grid in _tables(blocks):
        if grid.width == 2 and any(row.texts[0] == first for row in grid.rows):
            for row in grid.rows:
                yield row.texts[0], row.texts[1]
            return


def _listing(blocks: Sequence[Block], *headings: str) -> Iterator[dict[str, str]]:
    """Rows of the table with these headings among its own."""
    for grid in _tables(blocks):
        own = grid.rows[0].texts
        if own[: len(headings)] == headings:
            for row in grid.rows[1:]:
                yield {
                    heading: "" if text == NONE_AT_ALL else text for heading, text in zip(own, row.texts, strict=True)
                }
            return


def _date(text: str) -> str:
    match = _DAY.match(text)
    if match is None or match[2] not in MONTHS:
        return ""
    return f"{match[3]}-{MONTHS.index(match[2]) + 1:02d}-{int(match[1]):02d}"


def _parties(blocks: Sequence[Block]) -> dict[str, Any]:
    roles = {sentence(words(role)): role for role in ROLES}
    parties: dict[str, Any] = {}
    of: dict[str, str] = {}
    terms: dict[str, str] = {}
    for row in _listing(blocks, "Party", "Company and address"):
        term = row["Party"]
        name, _, address = row["Company and address"].partition("\n")
        role, _, engaged = row.get("Role", "").partition(" of the ")
        identifier = _free(slug(term), parties)
        terms[term] = identifier
        party: dict[str, Any] = {"name": name, "role": roles.get(role, "other")}
        if term not in (role, f"{role} {name}"):
            party["called"] = term
        if address:
            party["address"] = " ".join(address.split())
        if engaged:
            of[identifier] = engaged
        parties[identifier] = party
    for identifier, term in of.items():
        if term in terms:
            parties[identifier]["of"] = terms[term]
    _about(blocks, parties, terms)
    return parties


def _free(identifier: str, taken: dict[str, Any]) -> str:
    free, number = identifier, 2
    while free in taken or free in ("each", "other"):
        free, number = f"{identifier}-{number}", number + 1
    return free


def _about(blocks: Sequence[Block], parties: dict[str, Any], terms: dict[str, str]) -> None:
    """Functions, sites and capacities, from the chapter that tells of each party."""
    capacities = {words(capacity): capacity for capacity in CAPACITIES}
    party: dict[str, Any] | None = None
    for block in blocks:
        if isinstance(block, Words):
            if block.level == 2:
                term = next((term for term in terms if block.text.startswith(f"{term}: ")), "")
                party = parties[terms[term]] if term else None
            elif block.level == 1:
                party = None
        elif party is not None and block.width == 2:
            for label, value in ((row.texts[0], row.texts[1]) for row in block.rows):
                if label == "Legal capacity":
                    party["holds"] = [capacities[part] for part in value.split("; ") if part in capacities]
                elif label.startswith("Site "):
                    site = label.removeprefix("Site ")
                    sites = party.setdefault("sites", {})
                    sites[_free(slug(site, "site"), sites)] = {"name": site}
            for label, value in ((row.texts[0], row.texts[1]) for row in block.rows):
                if label == "Functions":
                    functions: dict[str, Any] = {}
                    for line in value.split("\n"):
                        function = _function(line, party, capacities)
                        functions[_free(slug(function["title"], "function"), functions)] = (
                            function["title"] if len(function) == 1 else function
                        )
                    party["functions"] = functions


def _function(line: str, party: dict[str, Any], capacities: dict[str, str]) -> dict[str, Any]:
    """`Production (production unit; Hamburg plant)`: a title, and in brackets what is said of it."""
    match = _UNIT.match(line)
    sites = {site["name"]: name for name, site in party.get("sites", {}).items()}
    about = match["about"].split("; ") if match else []
    known = all(
        part in sites or part in capacities or re.fullmatch(r"(quality|production|laboratory) unit", part)
        for part in about
    )
    if match is None or not known:
        return {"title": line}
    function: dict[str, Any] = {"title": match["title"]}
    for part in about:
        if part in sites:
            function["site"] = sites[part]
        elif part in capacities:
            function.setdefault("holds", []).append(capacities[part])
        else:
            function["unit"] = part.removesuffix(" unit")
    return function


def _products(blocks: Sequence[Block]) -> Iterator[tuple[str, Any]]:
    kinds = {words(kind): kind for kind in KINDS}
    taken: dict[str, Any] = {}
    for row in _listing(blocks, "Product"):
        identifier = _free(slug(row["Product"], "product"), taken)
        taken[identifier] = product = {"name": row["Product"]}
        more: dict[str, Any] = {
            "markets": [market for market in row.get("Markets", "").split(", ") if market in MARKETS],
            "kind": [
                kinds[kind]
                for part in row.get("Kind", "").split(", ")
                if (kind := part[:1].lower() + part[1:]) in kinds
            ],
        }
        yield identifier, product | {key: value for key, value in more.items() if value}


def _classes(blocks: Sequence[Block]) -> Iterator[tuple[str, dict[str, str]]]:
    """Families of classes: headings of level 2 below `Classes`, each with its table."""
    inside, family = False, ""
    for block in blocks:
        if isinstance(block, Words):
            if block.level == 1:
                inside = block.text == "Classes"
            family = slug(block.text, "family") if block.level == 2 else family
        elif inside and family and block.width == 2:
            yield family, {slug(row.texts[0], "class"): " ".join(row.texts[1].split()) for row in block.rows}
            family = ""


# the matrices


def _cut_names(blocks: Sequence[Block]) -> set[str]:
    """Names of sheets that are as long as Excel allows: longer titles were cut."""
    sheets = (
        block.name.removeprefix("sheet '")[:-1] for block in blocks if isinstance(block, Grid) and is_matrix(block)
    )
    return {re.sub(r"\A\d{1,3}\s+", "", name) for name in sheets if len(name) >= 30}


def _sections(
    said: Said, printed: Printed, headings: dict[str, str], cut: set[str], outcome: Outcome
) -> Iterator[tuple[str, dict[str, Any]]]:
    used = {row.section for row in said.rows}
    taken: dict[str, Any] = {}
    ids: set[str] = set()
    by_title = {topic.title: name for name, topic in topics().items()}
    for position, section in enumerate(said.sections):
        if position not in used and not any(name.startswith("qas_") for name in section.names):
            continue
        if section.title in cut:
            outcome.tell("guess", f"the sheet '{section.title}'", "its name is as long as Excel allows, and may be cut")
        identifier = _free(slug(section.title, "section"), taken)
        data: dict[str, Any] = {"title": section.title or "Responsibility matrix"}
        taken[identifier] = data
        prose = [line for line in section.prose if not line.startswith("Not applicable: ")]
        reason = next((line.removeprefix("Not applicable: ") for line in section.prose if line not in prose), "")
        if reason:
            data["not-applicable"] = reason
        if prose:
            data["text"] = "\n\n".join(prose) + "\n"
        rows: dict[str, Any] = {}
        for row in (row for row in said.rows if row.section == position):
            if not re.fullmatch(ROW_ID, row.id) or row.id.casefold() in ids:
                outcome.tell(
                    "left-out", row.where, f"'{row.id}' is no id that a row can have, or stands twice", text=row.id
                )
                continue
            ids.add(row.id.casefold())
            rows[row.id] = found = _row(row, printed, headings, section.title, outcome)
            for doubt in dict.fromkeys(printed.doubts):
                outcome.tell("guess", row.where, doubt, row=row.id)
            printed.doubts.clear()
            outcome.letters += sum(len(cell.partition(" ")[0]) for cell in found.get("raci", {}).values())
            if found.get("do") in by_title and "not-applicable" in found:
                # such a row needs no sentence: the title of its topic is printed in its place
                found["topic"] = by_title[found.pop("do")]
            elif "not-applicable" not in found and (topic := topic_for(found.get("do", ""), section.title)):
                found["topic"] = topic
                outcome.proposed.add((row.id, "topic"))
        if rows:
            data["activities"] = rows
        yield identifier, data


def _row(row: SaidRow, printed: Printed, headings: dict[str, str], title: str, outcome: Outcome) -> dict[str, Any]:
    """The data of a row; a cell that says what no row can say is left out, and told."""
    lines = dict(row.lines)
    while True:
        try:
            return printed.row(replace(row, lines=lines), headings, title)
        except NotSaid as error:
            text = str(error)
            column = next(
                (heading for heading, said in lines.items() if any(text in line for line in (*said, "; ".join(said)))),
                "",
            )
            outcome.tell(
                "not-understood", row.where, f"'{text[:80]}' was not understood", row=row.id, column=column, text=text
            )
            if not column or column == REMARK:
                return {
                    "do": " ".join(row.lines.get(ACTIVITY, ())) or "(no words)",
                    "note": f"import: {text} was not understood",
                }
            said = lines.pop(column)
            gone = tuple(line for line in said if text in line) or said
            lines[REMARK] = (*lines.get(REMARK, ()), *(f"{column}: {line}" for line in gone))
            if len(gone) < len(said):
                lines[column] = tuple(line for line in said if line not in gone)


def _hold_against(said: Said, agreement: Agreement, outcome: Outcome, columns: str) -> None:
    """Print the agreement once more and tell where a row says something else than in the file."""
    for finding in agreement.findings:
        outcome.tell(
            "not-understood", f"line {finding.place.line} of the agreement", finding.message, row=finding.place.at
        )
    again = {row.id: row for row in said_by(agreement, columns).rows}
    told = {item.row for item in outcome.of("not-understood")}
    for row in said.rows:
        other = again.get(row.id)
        if other is None or row.id in told:
            continue
        for heading in differences(row.lines, other.lines):
            text = " | ".join(row.lines.get(heading, ()))
            message = f"printed once more it says '{' | '.join(other.lines.get(heading, ()))[:80]}'"
            outcome.tell("not-understood", row.where, message, row=row.id, column=heading, text=text)
