"""Versions as numbers, by which they are in order."""

from __future__ import annotations


def numbers_of(version: str) -> tuple[int, ...]:
    """`2.10` as numbers: it comes behind `2.9`. What is no number in it does not count."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
