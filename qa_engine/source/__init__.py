"""YAML text with places: read it, find a value's span, edit a span.

Knows YAML, knows no agreement. Text goes in; data, spans and problems come out.
"""

from qa_engine.source.edit import apply_edits, quote_scalar, replace_value
from qa_engine.source.read import MAX_BYTES, MAX_DEPTH, decode, parse, read_bytes
from qa_engine.source.text import Problem, Route, Source, Span

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "Problem",
    "Route",
    "Source",
    "Span",
    "apply_edits",
    "decode",
    "parse",
    "quote_scalar",
    "read_bytes",
    "replace_value",
]
