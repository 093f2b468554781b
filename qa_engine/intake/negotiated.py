"""A negotiated copy against the agreement it was made from: silent edits first, then what each author proposes, then remarks.

Three texts are read from one file: as it was before anybody tracked anything, with the changes of one author, with those
of all. The first should be what was sent; where it is not, somebody edited without a trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from qa_engine.agreement.canonical import content_hash
from qa_engine.changes.change import ChangeSet
from qa_engine.changes.diff import diff
from qa_engine.changes.patch import CannotApply, apply
from qa_engine.intake.claims import claims_of
from qa_engine.intake.laid_over import NotCarried, View, laid_over
from qa_engine.intake.material import Grid
from qa_engine.intake.printed import Printed
from qa_engine.intake.said import is_matrix, printed_blocks, said_in, without_number
from qa_engine.intake.word_file import words_and_grids
from qa_engine.named import NamedTuple
from qa_engine.source import parse
from qa_engine.word.comments import comments_of
from qa_engine.word.guard import Unfit
from qa_engine.word.opened import open_word
from qa_engine.word.parts import AGREEMENT
from qa_engine.word.revisions import accepted, authors, rejected, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence

    from qa_engine.agreement.model import Agreement
    from qa_engine.changes.change import Change
    from qa_engine.changes.merge import Conflict
    from qa_engine.intake.material import Block
    from qa_engine.intake.said import Said, SaidRow
    from qa_engine.source import Source
    from qa_engine.word.opened import WordFile

_NONE: Mapping[str, SaidRow] = MappingProxyType({})

SILENT = ""
"""The author of edits that nobody tracked."""

WORKBOOK = "the workbook"
"""The author of all edits of an Excel copy: Excel keeps no record of who changed what."""


class StaleBase(ValueError):
    """The copy was made from another version: its content hash and number are `hash` and `version`."""

    def __init__(self, wanted: str, version: str) -> None:
        super().__init__(
            f"the copy was made from version {version or 'unknown'} of other content ({wanted[:23]}…); "
            "name the file it was made from with --sent FILE or REV:PATH"
        )
        self.hash = wanted
        self.version = version


class OpenPoint(NamedTuple):
    """A comment of the copy: who said what, about which words; `at` is the row, empty outside of rows."""

    at: str
    author: str
    date: str
    text: str
    about: str
    done: bool


class Outside(NamedTuple):
    """A change of words outside of sections and matrices: before and after, one of them empty where something came or went."""

    before: str
    after: str


@dataclass(slots=True)
class Proposal:
    """What one author proposes, or what was edited in silence (author `SILENT`).

    changes      the changes that the agreement can say
    not_carried  those that it cannot
    outside      changed words outside of sections and matrices, to be carried over by hand
    """

    author: str
    changes: ChangeSet
    not_carried: list[NotCarried] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing is proposed."""
        return not self.changes and not self.not_carried and not self.outside


@dataclass(slots=True)
class Negotiated:
    """All that a negotiated copy says.

    base, sent  the agreement as it is, and as the copy was made from it; the same but where the base moved on
    silent      edits without a trace
    proposals   author by author, in the order in which they appear
    comments    open points
    ties        row → the row of the file that was taken for it, and those that could as well be it
    warnings    what in the file was not read, and what is not known of it
    """

    base: Agreement
    sent: Agreement
    silent: Proposal
    proposals: list[Proposal]
    comments: list[OpenPoint]
    ties: dict[str, tuple[SaidRow, ...]]
    warnings: list[str]
    _views: _Views

    @property
    def moved_on(self) -> bool:
        """Whether the base has other content than the agreement that was sent."""
        return self.base is not self.sent

    def accepting(self, chosen: Iterable[str]) -> ChangeSet:
        """The changes of the authors named (`SILENT` among them for the silent edits), as one set from what was sent."""
        names = set(chosen)
        start = self.sent if SILENT in names else self._views.of(frozenset())
        return diff(start, self._views.of(frozenset(names - {SILENT})))


@dataclass(slots=True)
class _Views:
    """Views of the file as agreements, each made once. `blocks_of` gives what the file says with the changes of some authors."""

    sent: Agreement
    printed: Said
    blocks_of: Callable[[frozenset[str]], list[Block]]
    settled: Mapping[str, SaidRow]
    known: dict[frozenset[str], tuple[View, Agreement, list[Block]]] = field(default_factory=dict)

    def view(self, names: frozenset[str]) -> tuple[View, Agreement, list[Block]]:
        """The view in which the changes of some authors are carried out and all others undone."""
        if names not in self.known:
            blocks = self.blocks_of(names)
            view = laid_over(self.sent, self.printed, said_in(blocks), self.settled)
            self.known[names] = (view, view.agreement(self.sent.path), blocks)
        return self.known[names]

    def of(self, names: frozenset[str]) -> Agreement:
        """The same as an agreement alone."""
        return self.view(names)[1]


def read_negotiated(
    raw: bytes,
    base: Agreement,
    sent: Agreement | None = None,
    *,
    name: str = "copy.docx",
    settled: Mapping[str, SaidRow] = _NONE,
) -> Negotiated:
    """What a negotiated copy says about an agreement.

    Arguments: the bytes of the copy, a docx or xlsx by its `name`; the agreement as it is; the agreement as it was when the
    copy was made, where that is another one; of `ties` that an earlier reading had, those that are `settled`. Raises `Unfit` where the file is refused or holds no matrix of an agreement,
    `StaleBase` where the copy was made from content that is neither `base` nor `sent`, NotAnAgreement where an agreement
    cannot be read.
    """
    if name.lower().endswith((".xlsx", ".xltx")):
        return _of_workbook(raw, base, sent, settled)
    if not raw.startswith(b"PK") and not name.lower().endswith((".docx", ".docm", ".dotx", ".dotm", ".doc")):
        raise Unfit("a negotiated copy is a Word or an Excel file; ask for the one that was sent, with their changes")
    file = open_word(raw)
    warnings = list(file.warnings)
    properties = _before_redline(file.properties, authors(file.document))
    start = _sent(properties, base, sent or _embedded(file, base), warnings)
    blocks = words_and_grids(file, file.document)
    said = _matrix_in(blocks)
    everybody = frozenset(authors(file.document))

    def blocks_of(names: frozenset[str]) -> list[Block]:
        if not everybody:
            return words_and_grids(file, file.document)
        if names == everybody:
            return words_and_grids(file, accepted(file.document))
        view = resolved(file.document, lambda author: author in names) if names else rejected(file.document)
        return words_and_grids(file, view)

    printed = printed_blocks(start, _columns(start, said))
    views = _Views(start, said_in(printed), blocks_of, settled)
    untouched, was, was_blocks = views.view(frozenset())
    titles = {" ".join(section.title.split()) for section in start.sections.values()}
    silent = Proposal(SILENT, diff(start, was), untouched.not_carried, list(_outside(printed, was_blocks, titles)))
    proposals = []
    known = {*untouched.not_carried}
    for author in authors(file.document):
        view, agreement, its_blocks = views.view(frozenset({author}))
        carried = [one for one in view.not_carried if one not in known]
        proposal = Proposal(author, diff(was, agreement), carried, list(_outside(was_blocks, its_blocks, titles)))
        if not proposal.empty:
            proposals.append(proposal)
    ties = {}
    for names in (frozenset[str](), everybody):
        ties.update(views.view(names)[0].ties)
    comments = list(_open_points(file, said, views.printed))
    return Negotiated(base, start, silent, proposals, comments, ties, warnings, views)


def _of_workbook(raw: bytes, base: Agreement, sent: Agreement | None, settled: Mapping[str, SaidRow]) -> Negotiated:
    """An Excel copy: all its edits are those of one unknown hand."""
    from qa_engine.intake.excel import blocks_of_excel

    blocks, warnings, properties = blocks_of_excel(raw)
    start = _sent(properties, base, sent, warnings)
    said = _matrix_in(blocks)
    printed = printed_blocks(start, _columns(start, said))
    views = _Views(start, said_in(printed), lambda names: blocks if names else printed, settled)
    _, was, _ = views.view(frozenset())
    view, agreement, _ = views.view(frozenset({WORKBOOK}))
    silent = Proposal(SILENT, diff(start, was))
    proposal = Proposal(WORKBOOK, diff(was, agreement), view.not_carried)
    return Negotiated(base, start, silent, [] if proposal.empty else [proposal], [], dict(view.ties), warnings, views)


def _matrix_in(blocks: Sequence[Block]) -> Said:
    """What the matrices of a copy say. Raises `Unfit` where there is none, or the copy is an extract."""
    said = said_in(blocks)
    if not said.rows:
        raise Unfit("there is no matrix of an agreement in it; import it without --base to read any other table")
    first = [block.text for block in blocks[:4] if not isinstance(block, Grid)]
    first += [
        text for block in blocks[:1] if isinstance(block, Grid) for row in block.rows[:2] for text in row.texts[:1]
    ]
    if any(": extract for the " in text for text in first):
        raise Unfit("it is an extract for one party, and not the whole agreement")
    return said


def _columns(agreement: Agreement, said: Said) -> str:
    """Whether the matrices of a copy have columns by party or by function."""
    reader = Printed(agreement)
    strange = [heading for heading in said.parties if heading not in reader.parties]
    return "function" if any(heading in reader.holders for heading in strange) else "party"


def _before_redline(properties: dict[str, str], writing: Collection[str]) -> dict[str, str]:
    """The properties; of a redline whose changes are still open those of the older agreement, which it is a copy of."""
    if "qaRedlineOf" in properties and properties.get("qaRedlineBy") in writing:
        return properties | {"qaHash": properties["qaRedlineOf"]}
    return properties


def _sent(properties: dict[str, str], base: Agreement, sent: Agreement | None, warnings: list[str]) -> Agreement:
    wanted = properties.get("qaHash", "")
    if not wanted:
        warnings.append(
            "the copy does not say from which version it was made; it is held against the agreement as given"
        )
        return sent or base
    for agreement in (base, sent):
        if agreement is not None and content_hash(agreement) == wanted:
            return agreement
    raise StaleBase(wanted, properties.get("qaVersion", ""))


def _embedded(file: WordFile, base: Agreement) -> Agreement | None:
    """The agreement as data, where the copy carries it."""
    import json

    from qa_engine.agreement.recorded import agreement_of

    for name in file.package.parts:
        if name.startswith("customXml/item") and "Props" not in name and name.endswith(".xml"):
            tree = file.package.tree(name)
            if tree.tag == f"{{{AGREEMENT}}}agreement":
                source = tree.findtext(f"{{{AGREEMENT}}}source")
                try:
                    content = json.loads(source) if source else None
                except ValueError:
                    content = None
                if isinstance(content, dict):
                    return agreement_of(content, base.path)
    return None


def _open_points(file: WordFile, said: Said, printed: Said) -> Iterator[OpenPoint]:
    claims = claims_of(said.rows, printed.rows)
    rows = {name: claim.id or row.id for row, claim in zip(said.rows, claims, strict=True) for name in row.names}
    for comment in comments_of(file):
        at = next((rows[name] for name in comment.names if name in rows), "")
        yield OpenPoint(at, comment.author, comment.date, comment.text, comment.about, comment.done)


def _outside(before: Sequence[Block], after: Sequence[Block], titles: Container[str]) -> Iterator[Outside]:
    """What differs outside of the matrices and of the prose of their sections."""
    one, other = list(_lines(before, titles)), list(_lines(after, titles))
    for what, start, end, new_start, new_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone, come = one[start:end], other[new_start:new_end]
        pairs = min(len(gone), len(come))
        yield from (Outside(left, right) for left, right in zip(gone[:pairs], come[:pairs], strict=True))
        yield from (Outside(left, "") for left in gone[pairs:])
        yield from (Outside("", right) for right in come[pairs:])


def _lines(blocks: Sequence[Block], titles: Container[str]) -> Iterator[str]:
    """Words and rows of tables, but for the list of contents, matrices, and sections, known by name or by title."""
    inside = listing = False
    for block in blocks:
        if isinstance(block, Grid):
            if not is_matrix(block) and not inside:
                for row in block.rows:
                    yield " | ".join(" / ".join(text.split("\n")) for text in row.texts)
        elif block.level == 1:
            named = any(name.startswith("qas_") for name in block.names)
            inside = named or without_number(block.text) in titles
            listing = False
            if not inside:
                yield " ".join(block.text.split())
        elif block.text == "Contents":
            listing = True
        elif not inside and not listing:
            yield " ".join(block.text.split())


@dataclass(frozen=True, slots=True)
class Carried:
    """The text of the base with changes put in; what could not be put in is told.

    conflicts  where the base moved on in another direction: both sides, and the text is marked there
    refused    changes that could not be made, each with the reason
    """

    text: str
    conflicts: tuple[Conflict, ...] = ()
    refused: tuple[tuple[Change, str], ...] = ()


def carry_over(negotiated: Negotiated, changes: ChangeSet) -> Carried:
    """Put changes into the text of the base, by span edits; where the base moved on, by a three-way merge."""
    sent = negotiated.sent
    text, refused = _put_in(changes, sent)
    if not negotiated.moved_on:
        return Carried(text, refused=refused)
    from qa_engine.changes.merge import merge

    theirs = parse(text, sent.path)
    merged = merge(_source(sent), negotiated.base.resolved.sources[0], theirs, labels=("agreement", "copy"))
    return Carried(merged.text, merged.conflicts, refused)


def _source(agreement: Agreement) -> Source:
    """The text of an agreement; one that was embedded in a copy has none but its data."""
    import json

    source = agreement.resolved.sources[0]
    return source if source.data is not None else parse(json.dumps(agreement.data, ensure_ascii=False), source.path)


def _put_in(changes: ChangeSet, agreement: Agreement) -> tuple[str, tuple[tuple[Change, str], ...]]:
    """All changes at once; where one of them cannot be made, one after the other."""
    from qa_engine.agreement.load import read_text

    source = _source(agreement)
    if source is not agreement.resolved.sources[0]:
        agreement = read_text(source.text, source.path)
    if not changes:
        return source.text, ()
    try:
        return apply(changes, agreement), ()
    except CannotApply:
        pass
    refused: list[tuple[Change, str]] = []
    here = agreement
    for change in changes.changes:
        try:
            text = apply(ChangeSet(changes.old, changes.new, (change,)), here)
        except CannotApply as error:
            refused.append((change, str(error)))
        else:
            here = read_text(text, source.path, Path(source.path).parent)
    return here.resolved.sources[0].text, tuple(refused)
