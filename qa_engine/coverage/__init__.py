"""Which rows and sections answer which expectations of the packs."""
