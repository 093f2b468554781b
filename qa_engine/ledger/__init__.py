"""Lifecycle records beside an agreement: append, chain, sign, fold to a state; what may happen is not said here."""
