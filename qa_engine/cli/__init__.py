"""Arguments → one call of the library → one report → exit status."""
