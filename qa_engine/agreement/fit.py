"""Hold data against a kept shape, and say in a person's words what does not fit.

What is wrong is taken out of the data and remembered as broken, so that one mistake gives one finding and all the
rest can still be judged. Knows shapes, knows no particular file format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.kept import validation_core
from qa_engine.close import get_close_matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.agreement.kept import KeptShape
    from qa_engine.agreement.resolved import Resolved
    from qa_engine.source import Route

_CURLY = "“”„‟«»‘’‚‛"
_BRANCHES = frozenset({"text", "list", "mapping"})


def hold(
    resolved: Resolved,
    shape: KeptShape,
    called: Callable[[Route], str],
    *,
    whole: str,
    held_back: Callable[[Route], bool] = lambda _: False,
    hints: dict[tuple[str, str], str] | None = None,
) -> None:
    """Put a finding on record for all that the shape does not take, and take it out of the data.

    `called` names an owner as people would (`row DEV-01`; empty for the whole file, which is called `whole`);
    `held_back` tells of a missing key that is accounted for otherwise; `hints` says what to write at a key that holds
    too little (`few`) or no mapping (`mapping`).
    """
    try:
        shape.validator.validate_python(resolved.data)
    except validation_core().ValidationError as error:
        problems = error.errors(include_url=False)
    else:
        return
    found: list[Route] = []
    for problem in sorted(problems, key=lambda problem: problem["type"] != "extra_forbidden"):
        # a mistyped key first, so that the key it stands for is not called missing as well
        loc = problem["loc"]
        kind = problem["type"]
        route = _route(resolved.data, loc)
        if kind == "extra_forbidden":
            if str(loc[-1]).startswith("x-"):
                resolved.own_keys = True
                continue
            if route in resolved.broken:
                continue
            _unknown_key(resolved, route, shape.keys_at(loc[:-1]), called(route[:-1]))
            found.append(route)
        elif kind == "missing":
            if route in resolved.broken or held_back(route):
                continue
            whose = called(route[:-1]) or whole
            message = f"{whose} has no `{route[-1]}`"
            resolved.find("missing-key", route, message, f"add `{route[-1]}:`", key=True)
            resolved.broken.add(route)
        elif loc and loc[-1] == "[key]":
            _bad_key(resolved, route, problem)
            found.append(route)
        else:
            _wrong_type(resolved, route, problem, hints or {})
            found.append(route)
    for route in sorted(found, key=len, reverse=True):
        resolved.take_out(route)


def _route(data: Any, loc: tuple[str | int, ...]) -> Route:
    """A pydantic `loc` as a route: without the names of union branches and the mark of a key."""
    route: list[str | int] = []
    value = data
    for index, step in enumerate(loc):
        if step == "[key]" and index == len(loc) - 1:
            break
        if step in _BRANCHES and not (isinstance(value, dict) and step in value):
            continue
        route.append(step)
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
    return tuple(route)


def _unknown_key(resolved: Resolved, route: Route, known: list[str], where: str) -> None:
    key = str(route[-1])
    near = get_close_matches(key, known, 1, 0.6) or get_close_matches(key.replace("_", "-").lower(), known, 1, 0.6)
    message = f"the format knows no key `{key}`" + (f" in {where}" if where else "")
    hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}; your own keys start with `x-`"
    likely = get_close_matches(key.replace("_", "-").lower(), known, 2, 0.75)
    owner = resolved.value(route[:-1])
    certain = len(likely) == 1 and likely == near and likely[0] not in owner
    fix = resolved.instead(route, likely[0], f"write the key `{likely[0]}`", key=True) if certain else None
    resolved.find("unknown-key", route, message, hint, key=True, fix=fix)
    if near:
        resolved.broken.add((*route[:-1], near[0]))


def _bad_key(resolved: Resolved, route: Route, problem: Any) -> None:
    key = str(route[-1])
    if problem["type"] == "literal_error":
        near = _nearest_word(key, problem["ctx"]["expected"])
        hint = f"did you mean {near}?" if near else ""
        resolved.find("wrong-type", route, f"'{key}' is no word that can stand here", hint, key=True)
        return
    expected = _expected(problem)
    resolved.find("wrong-type", route, f"'{key}' cannot stand here as a name", f"write {expected}", key=True)


def _wrong_type(resolved: Resolved, route: Route, problem: Any, hints: dict[tuple[str, str], str]) -> None:
    kind, value = problem["type"], problem["input"]
    key = str(route[-1]) if route else ""
    name = f"`{route[-1]}`" if route and isinstance(route[-1], str) else "this entry"
    source = resolved.source_of(route)
    start, end = source.span(route)
    written = source.text[start:end]
    hint = ""
    fix = None
    if value is None:
        message = f"{name} is empty"
        hint = "write a value, or take the key out"
        if name.endswith(")`"):
            hint = 'a comma ends a value between braces: put quotes around text that holds one, "C (asked, then told)"'
    elif kind in ("string_type", "string_pattern_mismatch", "literal_error") and isinstance(value, bool | int | float):
        what = "a yes or no" if isinstance(value, bool) else "a number"
        message = f"{name} is {what} to YAML, and text is meant"
        hint = f'quote it: "{written}"'
        fix = resolved.instead(route, f'"{written}"', f'write "{written}"')
    elif kind == "literal_error":
        near = _nearest_word(str(value), problem["ctx"]["expected"]) if isinstance(value, str) else None
        known = isinstance(value, str)
        message = f"{name} cannot be '{value}'" if known else f"{name} is {_is_a(value)}, and one word is meant"
        expected = problem["ctx"]["expected"]
        listed = f"one of: {expected}" if len(expected) < 300 else "see the list in the documentation"
        hint = f"did you mean {near}?" if near else listed
    elif kind == "string_pattern_mismatch":
        expected = _expected(problem)
        message = f"{name} cannot be '{value}'" if str(value).strip() else f"{name} is empty text"
        hint = _way_out(str(value), problem["ctx"]["pattern"]) or f"write {expected}"
    elif kind == "string_type":
        message = f"{name} is {_is_a(value)}, and text is meant"
        hint = "write it as text on one line"
    elif kind in ("too_short", "too_long"):
        message = f"{name} holds too little: {len(value)}"
        hint = hints.get(("few", key), "write at least one")
    elif kind == "list_type":
        message = f"{name} is {_is_a(value)}, and a list is meant"
        short = isinstance(value, str) and len(written) < 40
        hint = f"write [{written}]" if short else "write it as a list: [one, two]"
    else:
        message = f"{name} is {_is_a(value)}, and a mapping of `key: value` is meant"
        hint = hints.get(("mapping", key), "write it as `key: value` lines")
    resolved.find("wrong-type", route, message, hint, fix=fix)


def _way_out(value: str, pattern: str) -> str:
    """What to do about a slip that can be told from what was written; empty where it cannot."""
    from qa_engine.agreement.expected import DATE, VERSION
    from qa_engine.agreement.letters import CELL_PATTERN

    plain = value.strip(_CURLY)
    if plain != value:
        straight = f'"{plain}"' if pattern == VERSION else plain
        return f"these are the quotation marks of a word processor: write {straight}"
    if pattern == CELL_PATTERN and value.count("(") > value.count(")"):
        return f'a comma ends a value between braces: put quotes around text that holds one, "{value}, …)"'
    if pattern == DATE and [len(part) for part in value.split("-")] == [4, 2, 2] and value.replace("-", "").isdecimal():
        return "no calendar has this day; a date is year-month-day: 2027-01-15"
    return ""


def _is_a(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "a yes or no"
    return "text" if isinstance(value, str) else "a number"


def _expected(problem: Any) -> str:
    from qa_engine.agreement.expected import EXPECTED

    return EXPECTED.get(problem.get("ctx", {}).get("pattern", ""), "something else")


def _nearest_word(word: str, expected: str) -> str | None:
    words = [part.strip(" '") for part in expected.replace(" or ", ", ").split(",")]
    plain = word.lower().replace(" ", "-").replace("_", "-")
    near = get_close_matches(word, words, 1, 0.6) or get_close_matches(plain, words, 1, 0.6)
    by_case = [known for known in words if known.lower() == word.lower()]
    if by_case:
        return f"'{by_case[0]}'"
    return f"'{near[0]}'" if near else None
