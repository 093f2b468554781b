"""Data → YAML text, for what is shown; files that people wrote are edited by spans instead (see `edit`)."""

from __future__ import annotations

from io import StringIO
from typing import Any


def dump(data: Any) -> str:
    """Plain data as block-style YAML in the order given; text that another reader could take for a number or a date is quoted."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 120
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # keys stay in the order of the agreement
    text = StringIO()
    yaml.dump(data, text)
    return text.getvalue()
