"""Check a file, unless all that its answer rests on is as it was when it was checked before."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.load import read
from qa_engine.cache import entry
from qa_engine.cache.state import digest
from qa_engine.check.inputs import can_rest_on, inputs_by_path, inputs_read, states
from qa_engine.check.run import Checked, check_file, check_read
from qa_engine.finding import Edit, Finding, Fix, Place, Related, Waived
from qa_engine.named import NamedTuple
from qa_engine.settings.read import settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qa_engine.check.inputs import Inputs
    from qa_engine.check.rule import Rule


class Cache(NamedTuple):
    """Where answers are kept (`cache.folder`), from which engine (`cache.engine`), the time in seconds since 1970."""

    folder: str
    engine: str
    now: float


def check_cached(file: Path, rules: Sequence[Rule], on: date, cache: Cache | None) -> tuple[Checked, Inputs | None]:
    """Check a file, or take what was found in it before; and what the answer rests on (None: that cannot be told).

    `rules` are those of the engine that the cache names. Without a cache the file is checked in any case.
    """
    if cache is None:
        return check_file(file, rules, on), None
    path = _entry(file, on, cache)
    known = entry.read(path)
    if known is not None and entry.holds(known[0]):
        return _checked(file, json.loads(known[1])), known[0]
    try:
        before = inputs_by_path(file)
        agreement, settings = read(file), settings_for(file)
        inputs = before | inputs_read(agreement, settings)
    except OSError:
        return check_file(file, rules, on), None
    checked = check_read(agreement, settings, rules, on)
    # what changed while it was read may have been read in part
    if not can_rest_on(inputs, checked.findings) or states(inputs) != inputs:
        return checked, None
    entry.write(path, inputs, json.dumps(_data(checked), ensure_ascii=False, separators=(",", ":")), now=cache.now)
    return checked, inputs


def _entry(file: Path, on: date, cache: Cache) -> str:
    """The same file may be named in two ways, and findings bear the name; the day may change what is found."""
    words = ("file", cache.engine, os.path.realpath(file), file.as_posix())
    return str(Path(cache.folder, on.isoformat(), digest("\0".join(words).encode("utf-8", "surrogatepass"))))


def _checked(file: Path, data: dict[str, Any]) -> Checked:
    return Checked(file.as_posix(), tuple(map(_value, data["findings"])), data["packs"])


def _data(checked: Checked) -> dict[str, Any]:
    return {"packs": checked.packs, "findings": [_plain(finding) for finding in checked.findings]}


_KINDS = {kind.__name__: kind for kind in (Edit, Finding, Fix, Place, Related, Waived)}


def _plain(value: Any) -> Any:
    """A finding, and whatever it holds, as data: the values of its fields under the name of its class."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if type(value).__name__ in _KINDS:
        return {type(value).__name__: [_plain(getattr(value, name)) for name in value.__match_args__]}
    return value


def _value(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(map(_value, data))
    if isinstance(data, dict):
        ((name, values),) = data.items()
        return _KINDS[name](*map(_value, values))
    return data
