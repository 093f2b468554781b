"""The printed words of a row, read back: the inverse of what `document` makes of letters, deadlines, references and conditions."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.letters import ORDER
from qa_engine.agreement.model import EACH, OTHER
from qa_engine.agreement.vocabulary import SERVICES
from qa_engine.document.cells import OTHERS_PART, OWN_PART
from qa_engine.document.words import Names, listed, sentence, words
from qa_engine.intake.said import ACTIVITY, LABELLED, LABELS, REASON, REMARK, TIME
from qa_engine.named import NamedTuple
from qa_engine.packs.lists import decisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qa_engine.agreement.model import Agreement
    from qa_engine.intake.said import SaidRow

_LETTERS = re.compile(rf"(?P<letters>[{ORDER}]+)(?:\s+(?P<said>.*))?\Z", re.DOTALL)
_WITHIN = re.compile(r"within (?P<amount>\d+ [a-z]+(?: days?)?)(?: of (?P<event>.+))?\Z", re.IGNORECASE)
_AT_ONCE = re.compile(r"at once(?:, counted from (?P<event>.+))?\Z", re.IGNORECASE)
_NOTICE = re.compile(r"at least (?P<value>(?:\d+ [a-z]+(?: days?)?|at once) before .+)\Z", re.IGNORECASE)
_EVERY = re.compile(r"every (?P<value>(?:\d+ )?[a-z]+(?: days?)?|at once)\Z", re.IGNORECASE)
_ONLY = "Only: "
_REASON = "Not applicable: "
QUALIFIED = "qualified"
"""Not a key of a row: the words below an activity that qualify letters of narrow columns, holder by holder."""

TIMES = ("within", "notice", "every", "with", "via")
ACTS = ("do", "when", *LABELS.values())
"""Keys of a row that stand in its activity."""


class NotSaid(ValueError):
    """Printed words that no row can say: the message names them."""


class Held(NamedTuple):
    """What one holder of a party has: letters, function (an id, or empty), whose part, words."""

    letters: str
    function: str
    part: str
    words: str


class Printed:
    """Reads printed words by the names of one agreement."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._names = Names(agreement)
        self.parties = {self._names.party(identifier): identifier for identifier in agreement.parties}
        self._families = agreement.classes
        self.doubts: list[str] = []

    @cached_property
    def holders(self) -> dict[str, str]:
        """Heading of a column → party, or function where the columns are by function."""
        return self._holders | self.parties

    @cached_property
    def _holders(self) -> dict[str, str]:
        found = {"each party": EACH, "the other parties": OTHER}
        for identifier, party in self._agreement.parties.items():
            found.setdefault(self._names.holder(identifier), identifier)
            for function in party.functions:
                found.setdefault(self._names.holder(f"{identifier}.{function}"), f"{identifier}.{function}")
        return found

    @cached_property
    def _decisions(self) -> dict[str, str]:
        return {one.title: name for name, one in decisions().items()}

    def row(self, said: SaidRow, parties: Mapping[str, str], heading: str = "") -> dict[str, Any]:
        """The data of a row from all that it says; `parties` maps headings of columns to parties or functions.

        `heading` is that of the section. Raises NotSaid where a cell says what no row can say.
        """
        if REASON in said.lines:
            return self.activity(said.lines.get(ACTIVITY, ())) | self.reason(said.lines[REASON]) | self.remark(said)
        data = self.activity(said.lines.get(ACTIVITY, ()))
        held = {holder: self.cell(holder, said.lines.get(heading, ())) for heading, holder in parties.items()}
        raci = self.raci(self.qualified(held, data.pop(QUALIFIED, {})))
        after = _texts(data.get("after"))
        times = self.times(said.lines.get(TIME, ()), after, f"{data.get('do', '')} {heading}")
        ordered = {"do": data.pop("do", ""), "raci": raci, **data, **times}
        return {key: value for key, value in (ordered | self.remark(said)).items() if value}

    def remark(self, said: SaidRow) -> dict[str, str]:
        """The footnote of a row."""
        return {"remark": " ".join(said.lines[REMARK])} if REMARK in said.lines else {}

    # letters

    def cell(self, holder: str, lines: Sequence[str]) -> list[Held]:
        """What the cell of a party, or of a function, says, a line for each holder. Raises NotSaid."""
        party, _, function = holder.partition(".")
        found = [self._held("" if function else party, line) for line in lines]
        return [one._replace(function=function) for one in found] if function else found

    @staticmethod
    def qualified(held: Mapping[str, list[Held]], words_: Mapping[str, Sequence[str]]) -> Mapping[str, list[Held]]:
        """Letters with the words that stood below the activity, because their column had no room for them."""
        for holder, said in words_.items():
            mine = held.get(holder, [])
            if OWN_PART in said and OTHERS_PART in said and len(mine) == 1:
                # the letters of both stand together: who does it does so for its own part, who is asked or told elsewhere
                own = "".join(letter for letter in mine[0].letters if letter in "RSAX")
                other = "".join(letter for letter in mine[0].letters if letter in "CI")
                mine[:] = [
                    mine[0]._replace(letters=own, part=OWN_PART),
                    mine[0]._replace(letters=other, part=OTHERS_PART),
                ]
            for part in said:
                if part in (OWN_PART, OTHERS_PART) and len(mine) == 1:
                    mine[:] = [mine[0]._replace(part=part)]
                elif part not in (OWN_PART, OTHERS_PART):
                    mine[:] = [one._replace(words=part) for one in mine]
        return held

    def _held(self, party: str, line: str) -> Held:
        match = _LETTERS.match(line)
        if match is None:
            raise NotSaid(line)
        letters = "".join(letter for letter in ORDER if letter in match["letters"])
        said = (match["said"] or "").strip()
        functions = self._agreement.parties[party].functions if party in self._agreement.parties else {}
        titles = sorted(((one.title, name) for name, one in functions.items()), key=lambda item: -len(item[0]))
        for title, name in (*titles, ("", "")):
            for part in (OWN_PART, OTHERS_PART, ""):
                start = ", ".join(filter(None, (title, part)))
                if said == start:
                    return Held(letters, name, part, "")
                opening = f"{start} (" if start else "("
                if said.startswith(opening) and said.endswith(")"):
                    return Held(letters, name, part, said[len(opening) : -1].strip())
        raise NotSaid(line)

    def raci(self, held: Mapping[str, Sequence[Held]]) -> dict[str, str]:
        """Holders and letters of a row from the cells of its parties; `each` and `other` where all cells say so."""
        found: dict[str, str] = {}
        held = _by_party(held)
        for party, parts in held.items():
            for part in parts:
                cell = f"{part.letters} ({part.words})" if part.words else part.letters
                name = f".{part.function}" if part.function else ""
                crossed = "X" in part.letters and not part.part and sum(part in parts for parts in held.values()) > 1
                if part.part == OTHERS_PART or crossed:  # crosses of two named parties would be each for its own part
                    found[f"{OTHER}{name}"] = cell
                    continue
                each = part.part == OWN_PART and self._of_each(part, held)
                if each:
                    found[f"{EACH}{name}"] = cell
                if not each or list(parts).count(part) > 1:
                    found[f"{party}{name}"] = cell
        return found

    def _of_each(self, part: Held, held: Mapping[str, Sequence[Held]]) -> bool:
        """Whether every party that acts has this for its own part. Crosses of two parties say so by themselves."""
        parties = self._agreement.parties
        having = [one for one in self._agreement.acting if not part.function or part.function in parties[one].functions]
        alike = bool(having) and all(part in held.get(one, ()) for one in having)
        if self._agreement.scheme == "X" and "X" in part.letters:
            same = (
                sum("X" in one.letters and one.function == part.function for one in parts) for parts in held.values()
            )
            crossing = sum(any("X" in one.letters for one in parts) for parts in held.values())
            return alike and (crossing == 1 or any(count > 1 for count in same))
        return alike

    # times

    def times(self, lines: Sequence[str], after: Sequence[str], about: str = "") -> dict[str, Any]:
        """Deadlines, notices, intervals, records and channels, class by class where they differ. Raises NotSaid.

        Classes of one name may stand in several families: the words that the row is `about` tell which is meant.
        """
        found: dict[str, dict[str, str]] = {}
        classes: list[str] = []
        for line in lines:
            name, phrases = self._of_class(line)
            if name:
                classes.append(name)
            for phrase in self._phrases(phrases) if name else [phrases]:
                key, value = self._phrase(phrase, after)
                found.setdefault(key, {})[name] = value
        data: dict[str, Any] = {}
        if classes:
            families = [family for family, members in self._families.items() if set(classes) <= set(members)]
            if not families:
                raise NotSaid("; ".join(lines))
            data["per"] = self._family(families, classes, about.casefold())
        for key in TIMES:
            values = found.get(key, {})
            if "" in values and len(values) == 1:
                data[key] = values[""]
            elif values:
                if "" in values:
                    raise NotSaid("; ".join(lines))
                data[key] = values
        return data

    def _family(self, families: list[str], classes: list[str], about: str) -> str:
        if len(families) > 1:
            named = [family for family in families if words(family) in about]
            whole = [family for family in families if set(self._families[family]) == set(classes)]
            families = named or whole or families
            if len(families) > 1:
                self.doubts.append(
                    f"the classes could be those of {listed(families, 'or')}; taken are those of {families[0]}"
                )
        return families[0]

    def _of_class(self, line: str) -> tuple[str, str]:
        label, colon, rest = line.partition(": ")
        if colon:
            for members in self._families.values():
                for name in members:
                    if sentence(words(name)) == label:
                        return name, rest
        return "", line

    def _phrases(self, said: str) -> list[str]:
        """Phrases of a class, parted by semicolons, each of which starts like one."""
        parts: list[str] = []
        for part in said.split("; "):
            if parts and not re.match(r"(within|at once|at least|every|with|by) ?", part, re.IGNORECASE):
                parts[-1] = f"{parts[-1]}; {part}"
            else:
                parts.append(part)
        return parts

    def _phrase(self, phrase: str, after: Sequence[str]) -> tuple[str, str]:
        if match := _WITHIN.match(phrase):
            event = match["event"] or ""
            # counted from the end of the row that it waits for, which needs no words in the agreement
            own = "" if after and event == f"completion of {listed(after)}" else event
            return "within", f"{match['amount']} of {own}" if own else match["amount"]
        if match := _AT_ONCE.match(phrase):
            event = match["event"] or ""
            own = "" if after and event == f"completion of {listed(after)}" else event
            return "within", f"at once of {own}" if own else "at once"
        if match := _NOTICE.match(phrase):
            return "notice", match["value"].replace("at once", "0 hours", 1)
        if match := _EVERY.match(phrase):
            value = match["value"].lower()
            return "every", {"at once": "0 hours", "hour": "1 hour"}.get(value, value)
        for key, word in (("with", "with "), ("via", "by ")):
            if phrase[: len(word)].casefold() == word and phrase[len(word) :].strip():
                return key, phrase[len(word) :].strip()
        raise NotSaid(phrase)

    # activity

    def activity(self, lines: Sequence[str]) -> dict[str, Any]:
        """What is done, what the row is narrowed to and what it refers to. Raises NotSaid."""
        data: dict[str, Any] = {}
        do: list[str] = []
        for line in lines:
            label = LABELLED.match(line)
            if label and do:
                data |= self._reference(LABELS[label["label"]], label["said"])
            elif line.startswith(_ONLY) and do and "when" not in data:
                data["when"] = self._condition(line.removeprefix(_ONLY))
            elif do and (named := self._named(line)):
                qualified: dict[str, list[str]] = data.setdefault(QUALIFIED, {})
                for holder in named:
                    qualified.setdefault(holder, []).append(line.partition(": ")[2])
            else:
                do.append(line)
        return ({"do": " ".join(do)} if do else {}) | data

    def _named(self, line: str) -> list[str]:
        """The holders that a line of qualifications names; none in any other line."""
        head, colon, _ = line.partition(": ")
        names = head.split("; ") if colon else []
        return [self._holders[name] for name in names] if names and all(name in self._holders for name in names) else []

    def _reference(self, key: str, said: str) -> dict[str, Any]:
        items = said.split("; ")
        if key == "decides":
            items = [
                self._decisions.get(item) or item.strip().lower().replace(" ", "-") for item in self._titles(items)
            ]
        elif key in ("signed-by", "may-delegate"):
            unknown = [item for item in items if item not in self._holders]
            if unknown:
                raise NotSaid("; ".join(unknown))
            items = [self._holders[item] for item in items]
        elif key == "procedure":
            return {key: dict(self._procedure(item) for item in items)}
        return {key: items[0] if len(items) == 1 and key not in ("signed-by", "basis", "needs") else items}

    def _titles(self, items: list[str]) -> list[str]:
        """Titles of decisions, some of which may hold a semicolon of their own."""
        whole = "; ".join(items)
        return [whole] if whole in self._decisions else items

    def _procedure(self, item: str) -> tuple[str, str]:
        for term in sorted(self.parties, key=len, reverse=True):
            if item.startswith(f"{term} "):
                return self.parties[term], item[len(term) + 1 :]
        raise NotSaid(item)

    def _condition(self, said: str) -> dict[str, Any]:
        when: dict[str, Any] = {}
        for part in said.split("; "):
            dimension, names = self._narrowed(part)
            when[dimension] = names[0] if len(names) == 1 and dimension in self._families else names
        return when

    def _narrowed(self, said: str) -> tuple[str, list[str]]:
        """A condition as its dimension and names. Raises NotSaid."""
        for family, members in self._families.items():
            ending = f" {words(family)}"
            if said.endswith(ending) and (
                names := _listed(said.removesuffix(ending), {words(name): name for name in members})
            ):
                return family, names
        agreement = self._agreement
        known: tuple[tuple[str, dict[str, str]], ...] = (
            (
                "markets",
                {market: market for market in (*agreement.markets, "US", "EU", "UK", "JP", "CA", "CN", "CH", "AU")},
            ),
            ("products", {product.name: name for name, product in agreement.products.items()}),
            ("sites", {site.name or name: name for name, site in agreement.sites.items()}),
            ("services", {words(name): name for name in SERVICES}),
        )
        for dimension, names_of in known:
            if names := _listed(said, names_of):
                return dimension, names
        raise NotSaid(said)

    def reason(self, lines: Sequence[str]) -> dict[str, Any]:
        """Why a row does not apply, with what it refers to all the same."""
        said = " ".join(lines).removeprefix(_REASON)
        parts = re.split(rf"\.? (?=(?:{'|'.join(LABELS)}): )", said)
        data: dict[str, Any] = {"not-applicable": parts[0]}
        for part in parts[1:]:
            if label := LABELLED.match(part):
                data |= self._reference(LABELS[label["label"]], label["said"])
        return data


def _by_party(held: Mapping[str, Sequence[Held]]) -> dict[str, list[Held]]:
    """What holders have, gathered by party: functions may stand in columns of their own."""
    found: dict[str, list[Held]] = {}
    for holder, parts in held.items():
        found.setdefault(holder.partition(".")[0], []).extend(parts)
    return found


def _listed(said: str, known: Mapping[str, str]) -> list[str]:
    """`a`, `a and b`, `a, b or c` as the names that they stand for; none where one of them is unknown."""
    if said in known:
        return [known[said]]
    for link in (" and ", " or "):
        head, found, last = said.rpartition(link)
        if found and last in known:
            parts = _longest_first(head, known)
            if parts:
                return [*parts, known[last]]
    return []


def _longest_first(head: str, known: Mapping[str, str]) -> list[str]:
    """Names parted by commas, where a name may hold a comma itself."""
    if head in known:
        return [known[head]]
    for name in sorted(known, key=len, reverse=True):
        if head.startswith(f"{name}, ") and (rest := _longest_first(head[len(name) + 2 :], known)):
            return [known[name], *rest]
    return []


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def differences(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The headings under which two rows say different things; the order of holders in a cell counts for nothing."""
    for heading in dict.fromkeys((*one, *other)):
        left, right = one.get(heading, ()), other.get(heading, ())
        if list(left) != list(right) and (heading in (ACTIVITY, REASON, REMARK) or sorted(left) != sorted(right)):
            yield heading
