"""Seeded agreements of any size, shaped like real ones: sections, functions, waits, classes, decisions, deadlines, prose.

`agreement` makes small and large ones for any number of parties, `clean` such as hooks see: nothing is found in them.

python benchmarks/generate.py 300 > big.qa.yaml
"""

from __future__ import annotations

import random
import sys

TOPICS = (
    "deviation-management",
    "change-control",
    "complaints",
    "audits",
    "capa",
    "stability",
    "training",
    "record-retention",
)
VERBS = ("Record", "Review", "Assess", "Prepare", "Keep", "Verify", "Investigate", "Maintain", "Test", "Document")
OBJECTS = (
    "batch record",
    "deviation",
    "sample",
    "certificate",
    "raw data file",
    "cleaning log",
    "label stock",
    "stability pull",
    "standard",
)
WHERE = (
    "packaging line",
    "warehouse",
    "laboratory",
    "granulation suite",
    "sampling booth",
    "archive",
    "water system",
    "supply chain",
)


def agreement(rows: int, *, parties: int = 4, seed: int = 1) -> str:
    """The text of an agreement that checks without an error.

    Arguments: the number of rows, of parties (2 to 6), and the seed; the same arguments give the same text.
    """
    luck = random.Random(seed)  # data for a benchmark, no secret
    names = ["giver", "maker", *(f"lab-{number}" for number in range(1, parties - 1))]
    out = [
        "format: qa-engine/1",
        f"id: BENCH-{rows}-{seed}",
        f"title: Manufacture and testing of {rows} things",
        'version: "1.0"',
        "language: en",
        "effective: 2027-01-15",
        "packs: [fda-qa-2016, eu-gmp-7]",
        "parties:",
    ]
    for number, name in enumerate(names):
        role = ("contract-giver", "contract-acceptor")[number] if number < 2 else "contract-acceptor"
        out += [
            f"  {name}:",
            f"    name: Company number {number} Ltd",
            f"    role: {role}",
            f"    address: {number + 1} Dawn Street, Cambridge",
            "    functions:",
            "      qa: {title: Quality Assurance, unit: quality}",
            "      prod: {title: Production, unit: production}",
        ]
    out += [
        "products:",
        "  exa-50: {name: Examplinib 50 mg tablets, markets: [US, EU], kind: [small-molecule, oral-solid], authorised: {US: giver, EU: giver}}",
        "classes:",
        "  deviation: {critical: May harm a patient, major: May affect the product, minor: Does not affect the product}",
        "sections:",
    ]
    per_section = max(1, rows // 20)
    for number in range(rows):
        if number % per_section == 0:
            section = number // per_section
            out += [
                f"  section-{section}:",
                f"    title: Section {section} of the matrix",
                f"    topic: {TOPICS[section % len(TOPICS)]}",
                "    text: |",
                "      What this section is about, in a sentence or two that people read before the table.",
                "    activities:",
            ]
        doer, told = luck.sample(names, 2)
        notice = number % 7 == 3
        what = f"{luck.choice(OBJECTS)} of the {luck.choice(WHERE)}, case {number}"
        do = f"Notify the other party of the {what}" if notice else f"{luck.choice(VERBS)} the {what}"
        out += [f"      ROW-{number:05d}:", f"        do: {do}"]
        letters = f"{doer}.prod: R, {doer}.qa: A" if number % 2 else f"{doer}.qa: RA"
        out.append(f"        raci: {{{letters}, {told}.qa: {'I' if notice else 'C'}}}")
        if notice:
            out += [
                "        per: deviation",
                f"        within: {{critical: {1 + number % 3} business days of discovery, major: 5 business days of discovery}}",
            ]
        if number % 11 == 5:
            out.append("        when: {deviation: [critical, major], markets: [EU]}")
        if number % 5 == 1 and number % per_section:
            out.append("        basis: [21 CFR 211.192, EU GMP 8.16]")
        if number % 13 == 4:
            out.append(f"        remark: Case {number} is looked at once more in the yearly review.")
    out.append("contacts:")
    out += [f"  - {{party: {name}, function: qa, name: Desk of {name}, email: qa@{name}.example}}" for name in names]
    out.append("signatories:")
    out += [
        f"  - {{party: {name}, function: qa, name: Head of {name}, title: Head of Quality, meaning: Approves for quality}}"
        for name in names
    ]
    return "\n".join(out) + "\n"


def clean(rows: int, *, seed: int = 1) -> str:
    """The text of an agreement in which `check` finds nothing under the packs fda-qa-2016 and eu-gmp-7.

    It is the starter for the US and the EU (249 rows: prose, decisions, classes, records, deadlines, waits), with rows of
    its own behind it until there are as many as asked for, 249 at least. The same arguments give the same text.
    """
    from qa_engine.starters.build import starter_text

    luck = random.Random(seed)
    text = starter_text("drug-product-us-eu")
    packs = next(line for line in text.split("\n") if line.startswith("packs:"))
    head, tail = text.replace(packs, "packs: [fda-qa-2016, eu-gmp-7]").split("\nrecords:", 1)
    out: list[str] = []
    for number in range(rows - text.count(" raci:")):
        if number % 50 == 0:
            out += [
                f"  local-{number // 50}:",
                f"    title: Local terms, part {number // 50}",
                "    topic: training",
                "    text: |",
                "      What this section is about, in a sentence or two that people read before the table.",
                "    activities:",
            ]
        what = f"{luck.choice(OBJECTS)} of the {luck.choice(WHERE)}, case {number}"
        out += [
            f"      LOC-{number:05d}:",
            f"        do: {luck.choice(VERBS)} the {what}",
            "        raci: {acceptor.prod: R, acceptor.qa: A, giver.qa: C}",
        ]
        if number % 50 and number % 3 == 1:
            out.append(f"        after: LOC-{number - 1:05d}")
        if number % 7 == 3:
            out.append("        within: 5 business days of discovery")
        if number % 11 == 5:
            out.append("        when: {deviation: [critical, major]}")
        if number % 13 == 4:
            out.append(f"        remark: Case {number} is looked at once more in the yearly review.")
    return head + "\n" + "\n".join(out) + "\n\nrecords:" + tail if out else head + "\nrecords:" + tail


if __name__ == "__main__":
    sys.stdout.write(clean(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
