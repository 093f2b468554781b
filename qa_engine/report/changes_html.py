"""Changes as one HTML file: no script, no network, readable on paper and without colour."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from qa_engine.report.changes import closing, counted, section_of, subject_of
from qa_engine.report.sentences import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.changes.assess import Judged, Verdict
    from qa_engine.changes.change import ChangeSet
    from qa_engine.changes.expectations import Shift
    from qa_engine.report.sentences import Sentence

_STYLE = """
body { font: 16px/1.45 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: #1a1a1a; background: #fff; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.facts { margin: 1rem 0; display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
.facts dt { color: #555; } .facts dd { margin: 0; }
.hash { font-family: ui-monospace, "Liberation Mono", monospace; font-size: .8rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-top: 1px solid #ccc; }
th { font-weight: 600; color: #555; border-top: 0; } td:first-child { white-space: nowrap; } td p { margin: 0; }
.subject { color: #555; white-space: normal; min-width: 14rem; max-width: 20rem; }
.class { display: inline-block; min-width: 4.5rem; padding: 0 .4rem; border: 1px solid #888; border-radius: .3rem; text-align: center; }
.major { background: #fbe3e1; border-color: #b3261e; color: #7a1610; font-weight: 600; } .minor { background: #fdf1d3; border-color: #8a6100; color: #5c4100; } .editorial { background: #eef2f7; color: #33475b; }
del { color: #7a1610; background: #fbe3e1; } ins { color: #10521f; background: #dff3e3; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; } }
"""


def changes_html(changes: ChangeSet, verdict: Verdict, shift: Shift) -> str:
    """The page as text."""
    return "".join(_page(changes, verdict, shift))


def _page(changes: ChangeSet, verdict: Verdict, shift: Shift) -> Iterator[str]:
    teller = Teller(changes)
    agreement = changes.new.agreement
    language = str(agreement.data.get("language", "en")) if agreement else "en"
    name = f"{changes.new.id}, {changes.old.version} → {changes.new.version}"
    yield f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
    # nothing is fetched and nothing runs, whatever the text of an agreement holds
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>Changes of {escape(name)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
    yield f"<h1>Changes of {escape(changes.new.id)}</h1>\n<p>{escape(agreement.title if agreement else '')}</p>\n"
    yield '<dl class="facts">\n'
    facts = [("Version", f"{changes.old.version} → {changes.new.version}")]
    if changes:
        facts += [("Changes", counted(verdict)), *closing(changes, verdict, shift, teller)]
    for label, text in facts:
        yield f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>\n"
    for label, digest in (("Content before", changes.old.hash), ("Content now", changes.new.hash)):
        yield f'<dt>{label}</dt><dd class="hash">{escape(digest)}</dd>\n'
    yield "</dl>\n"
    if not changes:
        yield "<p>Nothing changed.</p>\n"
    for section, group in groupby(verdict.changes, key=lambda judged: section_of(changes, judged)):
        yield f"<h2>{escape(section)}</h2>\n<table>\n<thead><tr>"
        yield "".join(f'<th scope="col">{head}</th>' for head in ("Place", "Class", "Change", "Concerns"))
        yield "</tr></thead>\n<tbody>\n"
        for judged in group:
            yield _row(changes, judged, teller)
        yield "</tbody>\n</table>\n"
    yield "</main>\n</body>\n</html>\n"


def _row(changes: ChangeSet, judged: Judged, teller: Teller) -> str:
    subject = subject_of(changes, judged)
    place = f"<strong>{escape(judged.change.at)}</strong>" + (
        f'<p class="subject">{escape(subject)}</p>' if subject else ""
    )
    told = "".join(f"<p>{_sentence(one)}</p>" for one in teller.sentences(judged.change))
    concerns = ", ".join(escape(teller.holder(party)) for party in judged.affects) or "–"
    cls = f'<span class="class {judged.cls}">{judged.cls}</span>'
    return f"<tr><td>{place}</td><td>{cls}</td><td>{told}</td><td>{concerns}</td></tr>\n"


def _sentence(told: Sentence) -> str:
    marks = {
        "": "{}",
        **dict.fromkeys(("gone", "out"), "<del>{}</del>"),
        **dict.fromkeys(("new", "in"), "<ins>{}</ins>"),
    }
    return "".join(marks[bit.role].format(escape(bit.text)) for bit in told)
