"""The closed lists of the pack format."""

from __future__ import annotations

from qa_engine.agreement.vocabulary import CAPACITIES, ROLES

FORMAT = "qa-engine/pack-1"

BINDINGS = {
    "law": "law",
    "guidance-of-law": "guidance that inspectors apply like law",
    "guidance": "guidance",
    "standard": "standard",
    "template": "template of the industry, no law",
    "practice": "custom, no law",
    "policy": "policy of the company",
}
"""What kind of instrument asks, and how that is said."""

SITE_OPERATOR = "site-operator"
"""Who operates a site that the row covers."""

HOLDERS = (*(role for role in ROLES if role not in ("authority", "other")), *CAPACITIES, SITE_OPERATOR)
"""Who may be asked to answer: a role, a legal capacity, or whoever operates the site."""
