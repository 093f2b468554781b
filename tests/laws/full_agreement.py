"""One agreement with every key of the format, for tests that change one thing in it."""

from __future__ import annotations

FULL = """\
format: qa-engine/1
id: QA-2026-014
title: Commercial manufacture of tablets
version: "2.1"
status: draft
language: en
effective: 2027-01-15
expires: 2030-01-14
review: every 24 months
scheme: RACI
packs: [fda-qa-2016, eu-gmp-7]
commercial-contract: {id: MSA-2024-077, precedence: quality-agreement}
x-cost-centre: {number: 4711, shared: true}
parties:
  aurora:
    name: Aurora Therapeutics Ltd
    role: contract-giver
    called: Sponsor
    holds: [us-applicant]
    address: 1 Dawn Street, Cambridge, United Kingdom
    calendar: GB
    functions:
      qa: Quality Assurance
      ra: Regulatory Affairs
  aurora-eu: {name: Aurora Europe SAS, role: authorisation-holder, holds: [marketing-authorisation], address: Paris}
  borealis:
    name: Borealis Manufacturing GmbH
    role: contract-acceptor
    licences: {MIA: DE_HH_01_MIA_2026_0042, FEI: "3001234567"}
    functions:
      qa: {title: Quality Assurance, unit: quality}
      prod: {title: Production, unit: production, site: hamburg}
      qp: {title: Qualified Person, unit: quality, holds: [qualified-person]}
    sites:
      hamburg: {name: Hamburg plant, address: Hamburg, services: [manufacture, packaging], closed: [2027-12-24/2028-01-02, 2027-05-01]}
  analytica:
    name: Analytica Labs SA
    role: subcontractor
    of: borealis
    approved: 2026-03-01
    services: [testing]
products:
  exa-50: {name: Examplinib 50 mg tablets, markets: [US, EU], kind: [small-molecule, oral-solid], authorised: {US: aurora, EU: aurora-eu}}
scope:
  services: [manufacture, packaging, testing, storage]
  stage: commercial
  excludes: Distribution after release to the carrier
classes:
  deviation:
    critical: May affect patient safety
    major: May affect the product
    minor: Does not affect the product
definitions:
  Batch package: The executed records of one batch with its certificates.
sections:
  deviations:
    title: Deviations and investigations
    topic: deviation-management
    note: internal
    text: |
      Deviations are handled in the contract acceptor's quality system.

      - **critical** ones first
    activities:
      DEV-01:
        do: Record and classify every deviation from the approved instructions
        raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}
        decides: deviation-classification
      DEV-02:
        do: Notify the contract giver of a deviation
        raci: {borealis.qa: RA, aurora.qa: I (in writing)}
        after: DEV-01
        per: deviation
        within: {critical: 1 business day of discovery, major: 3 business days of discovery}
        with: {minor: Batch package}
        via: phone, confirmed by e-mail
        basis: [21 CFR 211.192, EU GMP 8.16]
        procedure: {borealis: SOP-QA-012}
        remark: The clock starts at discovery.
        note: internal
      DEV-03:
        do: Decide on the batches that a critical deviation affects
        raci: {aurora.qa: RA, borealis.qa: C (propose the disposition)}
        decides: [nonconformance-disposition]
        when: {deviation: critical, markets: [EU], products: exa-50, sites: hamburg, services: [manufacture]}
        after: [DEV-02]
        needs: [Investigation report]
        produces: Disposition decision
        signed-by: [borealis.qa, aurora.qa]
        may-delegate: borealis.qa
        topic: deviation-management
        every: 2 years
        notice: 30 days before the audit
        x-ticket: 1
  sterility:
    title: Sterile manufacture
    not-applicable: Only oral solid forms are made under this agreement
    activities:
      STE-01: {not-applicable: Not sterile}
records:
  Batch package: {held-by: borealis, keep: [1 year after expiry, 5 years after certification], copy-to: aurora, from: borealis}
  Investigation report: {held-by: borealis}
escalation:
  - {level: Operational, between: [aurora.qa, borealis.qa], within: 2 business days, for: Routine questions}
kpis:
  on-time-in-full: {title: On time in full, target: ">= 95 %", alert: "< 90 %", every: quarter, owner: borealis}
contacts:
  - {party: borealis, function: qa, name: Jane Doe, title: Head, email: jane.doe@borealis.example, phone: "+49 40 1", for: [deviations, recall]}
appendices:
  A: {title: Product specifications, document: SPEC-0042, version: "4"}
  B: {title: Contacts, lists: contacts, changes: by notice}
signatories:
  - {party: aurora, function: qa, name: Ann Example, title: Head of Quality, meaning: Approves for quality}
  - {party: borealis, function: qp, name: Bo Example, title: Qualified Person, meaning: Approves for quality}
waivers:
  - {rule: handoff-gap, at: DEV-03, reason: The quality board meets within the hour, by: [aurora.qa, borealis.qa], until: 2027-06-30}
history:
  - {version: "2.0", date: 2025-01-10, reason: Second packaging line, change-control: CC-2024-311}
"""
