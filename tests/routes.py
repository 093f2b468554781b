"""Plain data, changed at one route: what the laws about shapes are tried on."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Route = tuple[Any, ...]


def every_route(value: Any, route: Route = ()) -> list[Route]:
    """The routes to a value and to all that it holds, from the top."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [route, *(found for key, item in inner for found in every_route(item, (*route, key)))]


def changed_at(data: Any, route: Route, how: str, key: str, value: Any) -> Any:
    """The same data with a value put at a route, or what stands there taken away, or a key added beside it."""
    made = deepcopy(data)
    owner = made
    for step in route[:-1]:
        owner = owner[step]
    if how == "put":
        owner[route[-1]] = value
    elif how == "take":
        del owner[route[-1]]
    elif isinstance(owner, dict):
        owner[key] = value
    return made
