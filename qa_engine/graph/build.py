"""The networkx multigraph of an agreement: everybody and everything that it names, and what it says about them.

A node is named by its kind and its id, and carries `kind` and `label`:

    party:aurora  function:aurora.qa  site:borealis.hamburg  product:exa-50  market:US  service:testing
    class:deviation.critical  activity:DEV-01  decision:recall-decision  record:batch package  event:discovery

An edge carries `kind`, by which it is also found among the edges between two nodes:

    function-of, site-of   function or site → party           works-at         function → site
    engages                party → party (approved)           marketed-in      product → market
    authorised             holder → product (market)          covers           activity → what `when` narrows it to
    letter                 holder → activity (letters, words, own_part: of `each`, or of several crosses)
    signs                  holder → activity                  may-be-given-to  activity → holder
    after                  activity → one that waits for it (record: what for; within: the time it has from then on)
    decides                activity → decision
    produces               activity → record                  needed-by        record → activity
    holds                  holder → record (keep)             copied-to, from  record → holder, holder → record
    within                 event → activity (within, case)    notice           activity → event (notice, case)

Values are texts on one line and truth values, so that every format can hold them; what an agreement does not say is
left out. What it names without declaring it (an unknown holder or market) is not in the graph: the rules say so.
A row that does not apply is a node without edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import ANY_CLASS, EACH, OTHER, function_of
from qa_engine.agreement.vocabulary import SERVICES
from qa_engine.graph.duties import Duties
from qa_engine.graph.order import Order, record_key
from qa_engine.graph.question import holders
from qa_engine.graph.scope import in_market
from qa_engine.graph.words import by_class, event_key, one_line

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.graph.duties import Duty


def build(agreement: Agreement) -> MultiDiGraph[str]:
    """The graph of an agreement; see the module for its nodes and edges. Never raises for what is in the agreement."""
    import networkx

    graph: MultiDiGraph[str] = networkx.MultiDiGraph(
        agreement=one_line(agreement.id), title=one_line(agreement.title), version=one_line(agreement.version)
    )
    _parties(graph, agreement)
    _products(graph, agreement)
    _classes(graph, agreement)
    _records(graph, agreement)
    _activities(graph, agreement)
    _order(graph, agreement)
    return graph


def holder_node(holder: str) -> str:
    """The node of a holder: `party:aurora`, `function:aurora.qa`."""
    return f"function:{holder}" if function_of(holder) else f"party:{holder}"


def activity_node(row_id: str) -> str:
    """The node of a row."""
    return f"activity:{row_id}"


def _node(graph: MultiDiGraph[str], kind: str, identifier: str, label: str, **said: str) -> str:
    """A node under its name; what is empty is left out. Named twice it is one, as first named."""
    name = f"{kind}:{identifier}"
    if name not in graph:
        known = {key: line for key, text in said.items() if (line := one_line(text))}
        graph.add_node(name, kind=kind, label=one_line(label) or identifier, **known)
    return name


def _edge(graph: MultiDiGraph[str], source: str, target: str, kind: str, of: str = "", **said: str | bool) -> None:
    """An edge under its kind; `of` tells it from others of the kind between the same two nodes."""
    lines = {key: one_line(value) if isinstance(value, str) else value for key, value in said.items()}
    known = {key: value for key, value in lines.items() if value != ""}
    graph.add_edge(source, target, f"{kind} {of}" if of else kind, kind=kind, **known)


def _parties(graph: MultiDiGraph[str], agreement: Agreement) -> None:
    for party in agreement.parties.values():
        capacities = ", ".join(party.holds)
        here = _node(graph, "party", party.id, party.name, role=party.role, called=party.called, capacities=capacities)
        for site in party.sites.values():
            node = _node(graph, "site", f"{party.id}.{site.id}", site.name, services=", ".join(site.services))
            _edge(graph, node, here, "site-of")
        for function in party.functions.values():
            capacities = ", ".join(function.holds)
            name = f"{party.id}.{function.id}"
            node = _node(graph, "function", name, function.title, unit=function.unit, capacities=capacities)
            _edge(graph, node, here, "function-of")
            if function.site in party.sites:
                _edge(graph, node, f"site:{party.id}.{function.site}", "works-at")
    for party in agreement.parties.values():
        if party.of in agreement.parties:
            _edge(graph, f"party:{party.of}", f"party:{party.id}", "engages", approved=party.approved)


def _products(graph: MultiDiGraph[str], agreement: Agreement) -> None:
    known = set(holders(agreement))
    for product in agreement.products.values():
        here = _node(graph, "product", product.id, product.name, product_kind=", ".join(product.kind))
        for market in product.markets:
            _edge(graph, here, _node(graph, "market", market, market), "marketed-in")
        for market, holder in product.authorised.items():
            if holder in known:
                _edge(graph, holder_node(holder), here, "authorised", market, market=market)


def _classes(graph: MultiDiGraph[str], agreement: Agreement) -> None:
    for family, members in agreement.classes.items():
        for name, definition in members.items():
            _node(graph, "class", f"{family}.{name}", f"{name} {family}", family=family, definition=definition)


def _records(graph: MultiDiGraph[str], agreement: Agreement) -> None:
    known = set(holders(agreement))
    for record in agreement.records.values():
        here = _record(graph, record.name)
        if record.held_by in known:
            keep = "; ".join(map(str, record.keep))
            _edge(graph, holder_node(record.held_by), here, "holds", keep=keep)
        for holder in record.copy_to:
            if holder in known:
                _edge(graph, here, holder_node(holder), "copied-to")
        for holder in record.from_:
            if holder in known:
                _edge(graph, holder_node(holder), here, "from")


def _record(graph: MultiDiGraph[str], name: str) -> str:
    return _node(graph, "record", record_key(name), name)


def _activities(graph: MultiDiGraph[str], agreement: Agreement) -> None:
    duties = Duties(agreement)
    known = set(holders(agreement))
    for row in agreement.rows.values():
        section = agreement.sections[row.section]
        here = _node(
            graph,
            "activity",
            row.id,
            row.id,
            do=row.do,
            section=section.id,
            section_title=section.title,
            topic=row.topic,
            per=row.per,
            within=by_class(row.within),
            notice=by_class(row.notice),
            every=by_class(row.every),
            handed_over_with=by_class(row.with_),
            via=by_class(row.via),
            not_applicable=row.not_applicable,
        )
        if row.not_applicable:
            continue
        for duty in duties.of(row):
            words, own = _words(row, duty), duty.own_part
            _edge(graph, holder_node(duty.holder), here, "letter", letters=duty.letters, words=words, own_part=own)
        for holder in row.signed_by:
            if holder in known:
                _edge(graph, holder_node(holder), here, "signs")
        for holder in row.may_delegate:
            if holder in known:
                _edge(graph, here, holder_node(holder), "may-be-given-to")
        for decision in row.decides:
            _edge(graph, here, _node(graph, "decision", decision, decision.replace("-", " ").capitalize()), "decides")
        for name in row.produces:
            _edge(graph, here, _record(graph, name), "produces")
        for name in row.needs:
            _edge(graph, _record(graph, name), here, "needed-by")
        _scope(graph, agreement, row, here)
        _deadlines(graph, row, here)


def _words(row: Row, duty: Duty) -> str:
    """The words behind the letters in the cells that a duty comes from: the holder's own, `each`, `other`."""
    function = function_of(duty.holder)
    spread = (f"{word}.{function}" if function else word for word in (EACH, OTHER))
    cells = [row.raci[one] for one in (duty.holder, *spread) if one in row.raci]
    return "; ".join(cell.words for cell in cells if cell.words and set(cell.letters) <= set(duty.letters))


def _scope(graph: MultiDiGraph[str], agreement: Agreement, row: Row, here: str) -> None:
    for dimension, names in row.when.items():
        if dimension == "products":
            covered = [f"product:{name}" for name in names if name in agreement.products]
        elif dimension == "markets":
            covered = [f"market:{name}" for name in agreement.markets if in_market(name, names)]
        elif dimension == "sites":
            covered = [f"site:{agreement.sites[name].party}.{name}" for name in names if name in agreement.sites]
        elif dimension == "services":
            covered = [_node(graph, "service", name, name) for name in names if name in SERVICES]
        else:
            covered = [f"class:{dimension}.{name}" for name in names if name in agreement.classes.get(dimension, ())]
        for node in covered:
            _edge(graph, here, node, "covers")


def _deadlines(graph: MultiDiGraph[str], row: Row, here: str) -> None:
    for kind, periods in (("within", row.within), ("notice", row.notice)):
        for name, period in periods.items():
            if not period.event:
                continue
            event = _node(graph, "event", event_key(period.event), period.event)
            source, target = (event, here) if kind == "within" else (here, event)
            case = "" if name == ANY_CLASS else name
            _edge(graph, source, target, kind, case, **{kind: period.amount, "case": case})


def _order(graph: MultiDiGraph[str], agreement: Agreement) -> None:
    for row_id, waits in Order(agreement).waits.items():
        # a deadline without an event runs from the end of the row before
        within = agreement.rows[row_id].within
        from_here = by_class({name: period for name, period in within.items() if not period.event})
        for wait in waits:
            before, behind = activity_node(wait.waits_for), activity_node(row_id)
            _edge(graph, before, behind, "after", record=wait.record, within=from_here)
