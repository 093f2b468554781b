"""A small agreement around the rows that a test is about."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

from qa_engine.agreement.load import read_text

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement

_HEAD = """\
format: qa-engine/1
id: QA-1
title: A small agreement
version: "1.0"
scheme: {scheme}
parties:
  aurora:
    name: Aurora Ltd
    role: contract-giver
    called: Sponsor
    functions: {{qa: Quality Assurance, ra: Regulatory}}
  borealis:
    name: Borealis GmbH
    role: contract-acceptor
    called: Maker
    functions: {{qa: Quality Assurance, prod: {{title: Production, site: hamburg}}}}
    sites: {{hamburg: {{name: Hamburg plant, services: [manufacture]}}, kiel: {{services: [testing]}}}}
  analytica: {{name: Analytica SA, role: subcontractor, of: borealis, approved: 2026-03-01}}
products:
  tablets: {{name: Tablets, markets: [US, EU], authorised: {{US: aurora, EU: aurora}}}}
  drops: {{name: Drops, markets: [JP]}}
classes:
  deviation: {{critical: May harm, minor: Does not}}
"""


def small(rows: str, rest: str = "", scheme: str = "RACI") -> Agreement:
    """An agreement with these rows in one section `work`; `rest` are further keys at the top."""
    section = "sections:\n  work:\n    activities:\n" + indent(dedent(rows).strip(), "      ") + "\n"
    agreement = read_text(_HEAD.format(scheme=scheme) + section + dedent(rest))
    assert [finding.message for finding in agreement.findings] == []
    return agreement
