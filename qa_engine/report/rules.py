"""The rules as people read them: the list, and one explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import GROUP_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.check.rule import Rule
    from qa_engine.report.text import Line


def listing(rules: Sequence[Rule]) -> Iterator[list[Line]]:
    """All rules by group: name, severity, what each finds."""
    wide = max(len(rule.name) for rule in rules)
    for group, title in GROUP_TITLES.items():
        members = [rule for rule in rules if rule.group == group]
        if not members:
            continue
        yield [(title, "heading")]
        for rule in members:
            yield [(f"  {rule.name:<{wide}}  ", ""), (f"{rule.severity:<8}", rule.severity), (rule.summary, "")]
        yield [("", "")]


def explain(rule: Rule) -> Iterator[list[Line]]:
    """One rule: what it finds, why it matters, a bad and a good example, where it comes from."""
    yield [(rule.name, "heading"), (f"  {rule.severity}", rule.severity), (f"  {GROUP_TITLES[rule.group]}", "dim")]
    yield [("", "")]
    yield [(rule.summary, "")]
    for heading, body in rule.parts.items():
        yield [("", "")]
        yield [({"Cites": "Source"}.get(heading, heading), "heading")]
        for line in body.splitlines():
            yield [(f"  {line}", "")]
    if not rule.waivable:
        yield [("", "")]
        yield [("No waiver covers this rule.", "dim")]


def page(rules: Sequence[Rule]) -> str:
    """All rules as one Markdown page; `docs/rules.md` is this text."""
    out = [
        "# What the rules find",
        "",
        "Made from the rules themselves: `qa-engine rules --format markdown > docs/rules.md`. Errors block, warnings do not (unless",
        "`--strict`), notes are for reading. A rule that cites nothing but the format speaks of the file, not of regulation.",
        "",
    ]
    for group, title in GROUP_TITLES.items():
        members = [rule for rule in rules if rule.group == group]
        if not members:
            continue
        out += [f"## {title}", ""]
        for rule in members:
            parts = rule.parts
            out += [f"### {rule.name}", "", f"*{rule.severity}* · {rule.summary}", ""]
            why = " ".join(parts["Why"].split())
            out += [why[:1].upper() + why[1:], ""]
            for heading in ("Bad", "Good"):
                out += [f"{heading}:", "", "```yaml", parts[heading], "```", ""]
            out += [f"Source: {'; '.join(rule.cites)}.", ""]
            if not rule.waivable:
                out += ["No waiver covers this rule.", ""]
    return "\n".join(out)
