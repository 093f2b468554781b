"""What the regulations expect, as data with citations: topics, decisions and (to come) packs."""
