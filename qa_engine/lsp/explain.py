"""What an editor shows of a place: what is wrong there, what the name means in this agreement, what the key is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import ANY_CLASS, party_of
from qa_engine.agreement.vocabulary import LETTER_MEANINGS
from qa_engine.graph.duties import Duties
from qa_engine.graph.order import Order, record_key
from qa_engine.lsp.format import known_at
from qa_engine.packs.lists import decisions, topics
from qa_engine.packs.read import shipped, shipped_pack
from qa_engine.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.check.rule import Rule
    from qa_engine.finding import Finding
    from qa_engine.lsp.desk import Sheet
    from qa_engine.lsp.names import Name
    from qa_engine.source import Route, Span

SHOWN = 12
"""Rows that are listed; the rest is counted."""


def explained(sheet: Sheet, offset: int, findings: Sequence[Finding]) -> tuple[str, Span] | None:
    """Markdown about a place and the characters that it is about; None where there is nothing to say.

    `findings` are those that stand at the place: each is told with its rule.
    """
    parts = [_finding(finding) for finding in findings]
    mention = sheet.mention_at(offset)
    route, key_span = _key_at(sheet, offset)
    span = mention.span if mention else key_span
    if mention is not None:
        parts.append("\n\n".join(_name(sheet.agreement, sheet.known(mention.name))))
    if key_span is not None and not (mention and mention.defines):
        about = known_at(route, on_top="extends" in sheet.agreement.data).about
        parts.append(f"`{route[-1]}` · {about}" if about else "")
    text = "\n\n---\n\n".join(part for part in parts if part)
    return (text, span or (offset, offset)) if text else None


def rule_text(rule: Rule) -> str:
    """What a rule is for, as Markdown: why it matters, a good example, where it comes from."""
    parts = rule.parts
    why = " ".join(parts.get("Why", "").split())
    good = f"\n\nGood:\n\n```yaml\n{parts['Good']}\n```" if "Good" in parts else ""
    return f"**{rule.name}** ({rule.severity}): {rule.summary}\n\n{why[:1].upper()}{why[1:]}{good}\n\nSource: {'; '.join(rule.cites)}."


_RULES = {rule.name: rule for rule in RULES}


def _finding(finding: Finding) -> str:
    hint = f"\n\n→ {finding.hint}" if finding.hint else ""
    rule = _RULES.get(finding.rule)
    return f"**{finding.severity}**: {finding.message}{hint}" + (f"\n\n{rule_text(rule)}" if rule else "")


def _key_at(sheet: Sheet, offset: int) -> tuple[Route, Span | None]:
    """The key at an offset: its route, and where it stands."""
    for route, (key, _) in sheet.source.spans.items():
        if route and isinstance(route[-1], str) and key[0] <= offset <= key[1]:
            return route, key
    return (), None


def _name(agreement: Agreement, name: Name) -> Iterator[str]:
    kind, identifier = name
    if kind == "row" and identifier in agreement.rows:
        yield from _row(agreement, agreement.rows[identifier])
    elif kind in ("party", "function") and agreement.knows_holder(identifier):
        yield from _holder(agreement, identifier)
    elif kind in ("all", "function of all"):
        yield f"**{agreement.name_of(identifier)}**: " + ", ".join(agreement.name_of(one) for one in agreement.acting)
    elif kind == "product" and identifier in agreement.products:
        product = agreement.products[identifier]
        yield f"**{product.name}** · {', '.join(product.kind)} · {', '.join(product.markets)}"
    elif kind == "class":
        family, _, member = identifier.partition(".")
        yield f"**{member}** ({family}): {agreement.classes.get(family, {}).get(member, 'not defined here')}"
    elif kind == "family" and identifier in agreement.classes:
        yield "\n".join(f"- **{member}**: {said}" for member, said in agreement.classes[identifier].items())
    elif kind == "record":
        yield from _record(agreement, identifier)
    elif kind == "decision" and identifier in decisions():
        yield from _decision(agreement, identifier)
    elif kind == "topic" and identifier in topics():
        topic = topics()[identifier]
        yield f"**{topic.title}** · usually in the section {topic.section}{' · expected in every agreement' if topic.core else ''}"
    elif kind == "pack" and identifier in shipped():
        pack = shipped_pack(identifier)
        yield f"**{pack.title}** · version {pack.version} · {len(pack.expectations)} expectations"
        yield pack.about
    elif kind == "rule" and identifier in _RULES:
        yield rule_text(_RULES[identifier])
    elif kind == "site" and identifier in agreement.sites:
        site = agreement.sites[identifier]
        yield f"**{site.name or site.id}** of {agreement.name_of(site.party)} · {', '.join(site.services)}"


def _row(agreement: Agreement, row: Row) -> Iterator[str]:
    if row.not_applicable:
        yield f"**{row.id}** does not apply: {row.not_applicable}"
        return
    yield f"**{row.id}** {row.do}"
    duties = Duties(agreement).of(row)
    yield "\n".join(f"- {duty.letters} {agreement.name_of(duty.holder)} (`{duty.holder}`)" for duty in duties)
    for word, values in (("within", row.within), ("notice", row.notice), ("every", row.every)):
        said = "; ".join(f"{name}: {period}" if name != ANY_CLASS else str(period) for name, period in values.items())
        if said:
            yield f"{word} {said}"
    order = Order(agreement)
    waits = [wait.waits_for for wait in order.direct(row.id)]
    behind = [other for other in agreement.rows if row.id in (wait.waits_for for wait in order.direct(other))]
    if waits:
        yield f"waits for {', '.join(dict.fromkeys(waits))}"
    if behind:
        yield f"is waited for by {', '.join(behind)}"


def _holder(agreement: Agreement, holder: str) -> Iterator[str]:
    """Who it is, and its duties by letter: what a person asks first."""
    party = agreement.parties[party_of(holder)]
    unit = agreement.unit_of(holder)
    yield f"**{agreement.name_of(holder)}** · {party.name}" + (f" · {unit} unit" if unit else "")
    duties = Duties(agreement)
    found: dict[str, list[Row]] = {}
    for row in agreement.rows.values():
        for duty in duties.of(row):
            if duty.holder == holder or (holder == party.id and party_of(duty.holder) == holder):
                for letter in duty.letters:
                    found.setdefault(letter, []).append(row)
    for letter in (one for one in LETTER_MEANINGS if one in found):
        rows = list({row.id: row for row in found[letter]}.values())
        listed = "\n".join(f"- {row.id} {row.do}" for row in rows[:SHOWN])
        more = f"\n- and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        yield f"{LETTER_MEANINGS[letter].split(':')[0]} in {len(rows)} row{'' if len(rows) == 1 else 's'}\n\n{listed}{more}"


def _record(agreement: Agreement, key: str) -> Iterator[str]:
    """Where a record comes from and goes to; records are the same whatever the case and the blanks."""
    record = next((one for name, one in agreement.records.items() if record_key(name) == key), None)
    rows = agreement.rows.values()
    names = (name for row in rows for name in (*row.produces, *row.needs) if record_key(name) == key)
    yield f"**{record.name if record else next(names, key)}**"
    if record and record.held_by:
        keep = "; ".join(str(period) for period in record.keep)
        yield f"held by {agreement.name_of(record.held_by)}" + (f", kept {keep}" if keep else "")
    for word, ids in (
        ("produced by", [row.id for row in rows if key in map(record_key, row.produces)]),
        ("needed by", [row.id for row in rows if key in map(record_key, row.needs)]),
    ):
        if ids:
            yield f"{word} {', '.join(ids)}"


def _decision(agreement: Agreement, identifier: str) -> Iterator[str]:
    decision = decisions()[identifier]
    yield f"**{decision.title}**" + (" · belongs to a quality unit" if decision.quality else "")
    if decision.owner:
        yield "\n".join(f"- {market}: {who}" for market, who in decision.owner.items())
    duties = Duties(agreement)
    for row in agreement.rows.values():
        if identifier in row.decides:
            owner = duties.owner(row)
            yield f"taken in {row.id}" + (f" by {agreement.name_of(owner)}" if owner else "")
