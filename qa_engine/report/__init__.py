"""How findings and matrices are told: for people on a terminal, for programs as JSON."""
