"""Two agreements for the tests of the language server: one, and one that stands on it."""

from __future__ import annotations

import re
from pathlib import Path

from qa_engine.lsp.desk import Desk, Sheet

BASE = """\
format: qa-engine/1
id: QA-1
title: Supply of tablets 😀
version: "1.0"
packs: [eu-gmp-7]
parties:
  aurora:
    name: Aurora 中文 Ltd
    role: contract-giver
    called: Sponsor
    functions: {qa: Quality Assurance, ra: Regulatory Affairs}
  borealis:
    name: Borealis GmbH
    role: contract-acceptor
    functions:
      qa: {title: Quality Assurance, site: hamburg}
      prod: Production
    sites:
      hamburg: {name: Hamburg plant, services: [manufacture]}
products:
  exa-50: {name: Examplinib, markets: [US, EU], authorised: {US: aurora}}
classes:
  deviation: {critical: May harm a patient, minor: May not}
sections:
  deviations:
    title: Deviations
    topic: deviation-management
    activities:
      DEV-01:
        do: Record every deviation
        raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}
        produces: Deviation record
        decides: deviation-classification
        remark: 中文😀
      DEV-02: {do: Notify the giver 😀, raci: {borealis.qa: RA, "aurora.qa": I}, after: DEV-01, per: deviation, within: {critical: 1 day}}
      DEV-03:
        do: Close it
        raci: {aurora.qa: RA, borealis.qa: C}
        after: [DEV-01, 'DEV-02']
        needs: [deviation  Record]
        signed-by: [borealis.qa]
        when: {deviation: [critical], sites: [hamburg], products: exa-50}
records:
  Deviation record: {held-by: borealis, copy-to: [aurora.qa]}
contacts:
  - {party: borealis, function: qa, name: Jane Doe}
waivers:
  - {rule: handoff-gap, at: DEV-03, reason: It is meant so, by: [aurora.qa]}
"""

UPPER = """\
format: qa-engine/1
extends: base.qa.yaml
id: QA-2
title: On top
version: "1.0"
sections:
  deviations:
    activities:
      DEV-02: {within: {critical: 4 hours}}
      NEW-01: {do: Trend deviations, raci: {borealis.qa: RA, other: I}, after: DEV-03}
"""

MARK = "‸"
"""Stands in a text where the cursor is."""


def desk(folder: Path, **texts: str) -> Desk:
    """A repository with these texts on disk (`base`, `upper` …), and nothing open."""
    (folder / ".git").mkdir(exist_ok=True)
    for name, text in ({"base": BASE, "upper": UPPER} | texts).items():
        (folder / f"{name}.qa.yaml").write_text(text, encoding="utf-8")
    return Desk()


def at(desk: Desk, folder: Path, name: str, what: str, inside: int = 1) -> tuple[Sheet, int]:
    """A file, and the offset `inside` characters behind the start of a text that stands in it once."""
    sheet = desk.sheet((folder / f"{name}.qa.yaml").resolve())
    found = [match.start() for match in re.finditer(re.escape(what), sheet.source.text)]
    assert len(found) == 1, (what, found)
    return sheet, found[0] + inside
