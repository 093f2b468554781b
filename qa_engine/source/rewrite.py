"""Make a text mean other data, and leave alone every character that need not change.

Given a source and the data that it shall hold, `rewrite` walks both together and edits where they differ: a value is
replaced, an entry put in, taken out or moved with its comments. Comments, quoting, alignment and empty lines elsewhere
stay byte by byte. Nothing here knows what an agreement is; the caller says in which mappings the order counts, and
from where the text of an entry may be taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from qa_engine.finding import Edit
from qa_engine.source.edit import apply_edits, quote_scalar
from qa_engine.source.entries import Entries
from qa_engine.source.read import parse
from qa_engine.source.render import entry, flow, rendered
from qa_engine.source.sequence import longest_in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qa_engine.source.text import Route, Source


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where the text of an entry is taken from, comments and all: a source, and the route of the entry in it."""

    source: Source
    route: Route


def rewrite(
    source: Source,
    target: dict[str, Any],
    *,
    ordered: Callable[[Route], bool] = lambda _: False,
    origins: Mapping[Route, Origin] | None = None,
) -> str:
    """The text of a source, edited so that it holds `target`; see `edits_to`."""
    ended, edits = edits_to(source, target, ordered=ordered, origins=origins)
    return apply_edits(ended.text, edits)


def edits_to(
    source: Source,
    target: dict[str, Any],
    *,
    ordered: Callable[[Route], bool] = lambda _: False,
    origins: Mapping[Route, Origin] | None = None,
) -> tuple[Source, list[Edit]]:
    """The edits after which the text of a source holds `target`, and the source with its last line ended, which they are for.

    Arguments: `ordered` says for the route of a mapping whether the order of its keys counts (else a new key is put
    behind the one before it, and the rest stays where it is); `origins` gives for the route of an entry in the target
    the place that its text comes from, where that is not the same route (it was renamed or moved, or stands in another
    source). Raises ValueError where the source has no data to start from, or where no edits lead to the target.
    """
    if not isinstance(source.data, dict):
        raise ValueError(f"{source.path} holds no mapping that could be edited")
    origins = dict(origins or {})
    if not origins and same(source.data, target, (), ordered):
        return source, []
    if not source.text.endswith(("\n", "\r")):  # so that every line is a whole one
        ended = parse(source.text + "\n", source.path)
        origins = {
            route: Origin(ended, origin.route) if origin.source is source else origin
            for route, origin in origins.items()
        }
        source = ended
    edits = _attempt(_Rewriter(source, ordered, origins), target)
    if edits is not None:
        return source, edits
    # a layout that the edits do not master: keys at the top that differ are written anew
    anew = frozenset(
        key for key in target if key in source.data and not same(source.data[key], target[key], (key,), ordered)
    )
    edits = _attempt(_Rewriter(source, ordered, {}, anew), target)
    if edits is None:
        raise ValueError(f"{source.path} is laid out in a way that cannot be edited")
    return source, edits


def _attempt(rewriter: _Rewriter, target: dict[str, Any]) -> list[Edit] | None:
    """The edits, where they lead to the target; else None."""
    try:
        edits = rewriter.edits_to(target)
        text = apply_edits(rewriter.source.text, edits)
    except (ValueError, StopIteration):  # two edits of one place, or a mark that is not where it should be
        return None
    return edits if _holds(text, target, rewriter.ordered) else None


def _holds(text: str, target: dict[str, Any], ordered: Callable[[Route], bool]) -> bool:
    read = parse(text, "")
    return not read.problems and same(read.data, target, (), ordered)


def same(one: Any, other: Any, route: Route, ordered: Callable[[Route], bool]) -> bool:
    """Whether two pieces of data are one: `true` is not 1, and order counts where it is said to."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        if one.keys() != other.keys() or (ordered(route) and list(one) != list(other)):
            return False
        return all(
            item == other[key] if isinstance(item, str) else same(item, other[key], (*route, key), ordered)
            for key, item in one.items()
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(
            same(item, its, (*route, position), ordered)
            for position, (item, its) in enumerate(zip(one, other, strict=True))
        )
    return bool(one == other)


class _Rewriter:
    """Collects the edits of one source."""

    def __init__(
        self,
        source: Source,
        ordered: Callable[[Route], bool],
        origins: Mapping[Route, Origin],
        anew: frozenset[str] = frozenset(),
    ) -> None:
        self.source = source
        self.entries = Entries(source)
        self.ordered = ordered
        self.origins = origins
        self.anew = anew
        self.moving: dict[Route, Origin] = {}  # entries that change places within one mapping
        self.touched = {route[:length] for route in origins for length in range(len(route) + 1)}
        self.taken = {origin.route for origin in origins.values() if origin.source is source}
        self.line_break = "\r\n" if "\r\n" in source.text else "\n"
        self.replaced: list[tuple[int, int, str]] = []
        self.inserted: dict[int, str] = {}  # what stands further in is put in first

    def edits_to(self, target: dict[str, Any]) -> list[Edit]:
        self._node((), (), self.source.data, target)
        return self.edits()

    def edits(self, start: int = 0) -> list[Edit]:
        edits = [Edit(self.source.path, at - start, at - start, text) for at, text in self.inserted.items()]
        return [
            *edits,
            *(Edit(self.source.path, begin - start, end - start, text) for begin, end, text in self.replaced),
        ]

    # one value

    def _node(self, here: Route, there: Route, old: Any, new: Any) -> None:
        """Make the node `here` hold what `there` in the target holds."""
        if self._matches(old, new, there):
            return
        if self.anew and len(here) == 1 and here[0] in self.anew:
            self._replace(here, new)
        elif isinstance(old, dict) and isinstance(new, dict) and old and new:
            self._mapping(here, there, old, new)
        elif isinstance(old, list) and isinstance(new, list) and old and new:
            self._sequence(here, there, old, new)
        else:
            self._replace(here, new)

    def _replace(self, here: Route, new: Any) -> None:
        text = self.source.text
        (key_start, key_end), (start, end) = self.source.spans[here]
        if text[start:end].endswith(("\n", "\r")):  # a block scalar that keeps its last line breaks
            end = start + len(text[start:end].rstrip("\r\n"))
        if not here or isinstance(here[-1], int) or self.entries.inside_flow(here):
            if not here:
                raise ValueError("a whole text is not replaced")
            self._put(start, end, flow(new))
            return
        line = text[self.entries.line_start(key_start) : key_start]
        indent = line if not line.strip() else " " * len(line)
        line_end = self.entries.line_end(key_end)
        commented = self.entries.end_of_entry(here, len(line)) > self.entries.line_after(max(start, end - 1)) or (
            start > line_end and bool(text[end : self.entries.line_end(end)].strip())
        )
        head, lines = rendered(new, indent, blocks=not commented)
        below = "".join(self.line_break + each for each in lines)
        if start <= line_end:  # it starts on the line of its key
            if not head:
                start = len(text[:start].rstrip(" "))
            self._put(start, end, head)
            if below:
                # behind a comment that stands at the end of the line
                self._insert(self.entries.line_end(end), below)
            return
        colon = text.index(":", key_end) + 1
        if head:
            self._insert(colon, f" {head}")
        self.replaced.append((self.entries.before_line(start), end, below))

    def _put(self, start: int, end: int, text: str) -> None:
        """Replace a value on one line; behind `key:` and `-` an empty one has no blank of its own."""
        if start == end and text and self.source.text[start - 1 : start] in (":", "-", ",", "?"):
            text = f" {text}"
        if start == end:
            self._insert(start, text)
        else:
            self.replaced.append((start, end, text))

    # mappings

    def _mapping(self, here: Route, there: Route, old: dict[str, Any], new: dict[str, Any]) -> None:
        positions = {key: position for position, key in enumerate(old)}
        stays: dict[str, str] = {}  # key in the target → key in the source, for what stays where it is
        for key in new:
            origin = self.origins.get((*there, key))
            if origin is None:
                if key in old and (*here, key) not in self.taken:
                    stays[key] = key
            elif origin.source is self.source and origin.route[:-1] == here:
                stays[key] = str(origin.route[-1])
        if self.ordered(there):
            in_line = longest_in_order([positions[stays[key]] for key in new if key in stays])
            for key, was in list(stays.items()):
                if positions[was] not in in_line:
                    self.moving[*there, key] = Origin(self.source, (*here, stays.pop(key)))
                    self.taken.add((*here, was))
        if not stays or not self.entries.come_apart(here, old):
            if not here:
                raise ValueError(f"{self.source.path}: nothing of the text would be left")
            self._replace(here, new)
            return
        for key, was in stays.items():
            if key != was:
                self.replaced.append((*self.source.span((*here, was), key=True), quote_scalar(key)))
            self._node((*here, was), (*there, key), old[was], new[key])
        kept = set(stays.values())
        gone = [key for key in old if key not in kept]
        groups = _behind(new, stays)
        if self.entries.is_flow(here):
            self._change_flow(
                here,
                list(old),
                gone,
                [(was, [f"{quote_scalar(key)}: {flow(new[key])}" for key in keys]) for was, keys in groups],
            )
        else:
            self._change_block(here, there, new, gone, groups)

    def _matches(self, old: Any, new: Any, there: Route) -> bool:
        return there not in self.touched and same(old, new, there, self.ordered)

    def _change_flow(
        self, here: Route, keys: Sequence[str | int], gone: Sequence[str | int], groups: list[tuple[Any, list[str]]]
    ) -> None:
        """Take entries out of a flow collection and put others in, each behind the one named (None: at the start)."""
        text = self.source.text
        spans = [self.source.spans[*here, key] for key in keys]
        kept = [position for position, key in enumerate(keys) if key not in gone]
        for position, key in enumerate(keys):
            if key not in gone:
                continue
            start, end = spans[position][0][0], spans[position][1][1]
            if position < kept[-1]:
                following = spans[position + 1][0][0]
                if "#" in text[end:following]:  # a comment stands between: only the comma goes
                    following = text.index(",", end) + 1
                self.replaced.append((start, following, ""))
            else:  # of those behind the last that stays, each goes with what is before it
                before = spans[position - 1][1][1]
                if "#" in text[before:start]:
                    comma = text.index(",", before)
                    self.replaced.append((comma, comma + 1, ""))
                    before = start
                self.replaced.append((before, end, ""))
        for was, entries in groups:
            if was is None:
                first = self.source.span(here)[0] + 1
                self._insert(first, "".join(f"{each}, " for each in entries))
            else:
                self._insert(spans[keys.index(was)][1][1], "".join(f", {each}" for each in entries))

    def _change_block(
        self,
        here: Route,
        there: Route,
        new: dict[str, Any],
        gone: list[str],
        groups: list[tuple[str | None, list[str]]],
    ) -> None:
        keys = list(self.entries.value(here))
        column = self.entries.column(here, keys[0] if len(keys) == 1 else keys[1])
        indent = " " * column
        leading = keys.index(next(key for key in keys if key not in gone))
        if leading and self.entries.behind_a_dash(here, keys[0]):  # the first key that stays moves up behind the dash
            first, following = (self.source.span((*here, keys[at]), key=True)[0] for at in (0, leading))
            self.replaced.append((first, following, ""))
        else:
            leading = 0
        for key in gone:
            if key not in keys[:leading]:
                self._take_out((*here, key))
        for was, added in groups:
            gap = self.line_break if self.entries.has_gaps(here, keys) else ""
            texts = [self._entry_text((*there, key), key, new[key], indent) for key in added]
            if was is None:
                start = self.source.span((*here, keys[0]), key=True)[0]
                if self.entries.behind_a_dash(here, keys[0]):
                    self._insert(start, "".join(text.lstrip(" ") + self.line_break + indent for text in texts))
                else:
                    moves = (*here, keys[0]) in self.taken  # and takes the comments above it along
                    at = self.entries.start_with_comments(start) if moves else self.entries.line_start(start)
                    self._insert(at, "".join(text + self.line_break + gap for text in texts))
                continue
            end = self.entries.end_of_entry((*here, was), column)
            block = "".join(gap + text + self.line_break for text in texts)
            self._insert(end, block)

    def _take_out(self, route: Route) -> None:
        """Take the lines of an entry out. Comments above it stay, unless it moves and takes them along."""
        start = self.source.span(route, key=True)[0]
        first = self.entries.line_start(start)
        begin = self.entries.start_with_comments(start) if route in self.taken else first
        end = self.entries.end_of_entry(route, start - first)
        self.replaced.append((begin, end, ""))

    def _entry_text(self, there: Route, key: str, value: Any, indent: str) -> str:
        """The lines of a new entry, without the last line break: from its origin if it has one, else written anew."""
        origin = self.origins.get(there) or self.moving.get(there)
        if origin is not None and (text := self._from(origin, there, key, value, indent)) is not None:
            return text
        return self.line_break.join(entry(key, value, indent))

    def _from(self, origin: Origin, there: Route, key: str, value: Any, indent: str) -> str | None:
        """An entry cut out of where it stands, with its comments, under another key and value if need be."""
        cutter = _Rewriter(origin.source, self.ordered, self.origins)
        source = origin.source
        if origin.route not in source.spans or cutter.entries.inside_flow(origin.route):
            return None
        (start, key_end), _ = source.spans[origin.route]
        first = cutter.entries.line_start(start)
        if source.text[first:start].strip():
            return None
        begin, end = cutter.entries.start_with_comments(start), cutter.entries.end_of_entry(origin.route, start - first)
        old = cutter.entries.value(origin.route)
        cutter._node(origin.route, there, old, value)
        if key != origin.route[-1]:
            cutter.replaced.append((start, key_end, quote_scalar(key)))
        if any(not begin <= edit.start <= edit.end <= end for edit in cutter.edits()):
            return None
        cut = apply_edits(source.text[begin:end], cutter.edits(begin)).rstrip("\r\n")
        return self.line_break.join(_moved(cut.splitlines(), len(indent) - (start - first)))

    # lists

    def _sequence(self, here: Route, there: Route, old: list[Any], new: list[Any]) -> None:
        matcher = SequenceMatcher(None, [repr(item) for item in old], [repr(item) for item in new], autojunk=False)
        gone: list[int] = []
        groups: dict[int | None, list[Any]] = {}
        if not self.entries.items_come_apart(here, old):
            self._replace(here, new)
            return
        changed: list[tuple[int, int]] = []
        for what, start, end, new_start, new_end in matcher.get_opcodes():
            if what == "equal":
                continue
            pairs = min(end - start, new_end - new_start)
            changed += zip(range(start, start + pairs), range(new_start, new_start + pairs), strict=True)
            gone += range(start + pairs, end)
            if new_start + pairs < new_end:
                groups[(start + pairs - 1) if start + pairs else None] = new[new_start + pairs : new_end]
        if len(gone) == len(old):
            self._replace(here, new)
            return
        # an item goes in behind one that stays
        while any(key in gone for key in groups):
            key = next(key for key in groups if key in gone)
            groups[key - 1 if key else None] = groups.pop(key)
        for position, other in changed:
            self._node((*here, position), (*there, other), old[position], new[other])
        if self.entries.is_flow(here):
            self._change_flow(
                here, range(len(old)), gone, [(was, [flow(item) for item in items]) for was, items in groups.items()]
            )
            return
        dash = self.entries.dash(self.source.span((*here, 0))[0])
        column = dash - self.entries.line_start(dash)
        for position in gone:
            begin = self.entries.line_start(self.entries.dash(self.source.span((*here, position))[0]))
            self.replaced.append((begin, self.entries.end_of_entry((*here, position), column), ""))
        for was, items in groups.items():
            block = "".join(f"{' ' * column}- {flow(item)}{self.line_break}" for item in items)
            if was is None:
                self._insert(self.entries.line_start(dash), block)
                continue
            at = self.entries.end_of_entry((*here, was), column)
            self._insert(at, block)

    def _insert(self, at: int, text: str) -> None:
        self.inserted[at] = self.inserted.get(at, "") + text


def _behind(new: dict[str, Any], stays: dict[str, str]) -> list[tuple[str | None, list[str]]]:
    """What is put in, gathered behind the entry of the source that it follows (None: before all)."""
    groups: dict[str | None, list[str]] = {}
    last: str | None = None
    for key in new:
        if key in stays:
            last = stays[key]
        else:
            groups.setdefault(last, []).append(key)
    return list(groups.items())


def _moved(lines: list[str], by: int) -> list[str]:
    """Lines further in or out; empty ones stay empty."""
    if by >= 0:
        return [" " * by + line if line.strip() else line for line in lines]
    return [line[-by:] if not line[:-by].strip() else line for line in lines]
