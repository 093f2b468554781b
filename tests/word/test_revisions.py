"""Tracked changes accepted and rejected, held against files with known answers and shape by shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_engine.word.comments import comments_of
from qa_engine.word.guard import Tree
from qa_engine.word.opened import open_word
from qa_engine.word.reading import Line, blocks_of
from qa_engine.word.revisions import accepted, authors, rejected, resolved, revisions
from tests.intake.matrices import docx, table, words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = 'w:id="1" w:date="2026-02-01T09:00:00Z"'


def shape_of(document: Tree) -> list[object]:
    """Paragraphs, empty ones too, and the cells of tables with what they span and how they are merged."""
    found: list[object] = []
    for item in document.iterfind(f"{W}body/*"):
        if item.tag == f"{W}p":
            found.append(text_of(item))
        elif item.tag == f"{W}tbl":
            found.append([[cell_of(cell) for cell in row.iter(f"{W}tc")] for row in item.iter(f"{W}tr")])
    return found


def text_of(item: Tree) -> str:
    return "".join(text.text or "" for text in item.iter(f"{W}t"))


def cell_of(cell: Tree) -> tuple[object, ...]:
    span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
    return (
        *(text_of(line) for line in cell.iter(f"{W}p")),
        span.get(f"{W}val") if span is not None else "1",
        merge.get(f"{W}val", "continue") if merge is not None else "",
    )


TRIPLETS = (
    "docx-ox-rp009-deleted-table-row",
    "docx-ox-rp011-multiple-deleted-rows",
    "docx-ox-rp034-deleted-cells",
    "docx-ox-rp036-vert-merged-cells",
    "docx-ox-rp015-movefrom-moveto",
)


@pytest.mark.parametrize("item", TRIPLETS)
@pytest.mark.parametrize(("ending", "ours"), [("Accepted", accepted), ("Rejected", rejected)])
def test_the_accepted_and_the_rejected_text_are_the_given_ones(corpus: Path, item: str, ending: str, ours) -> None:  # type: ignore[no-untyped-def]
    (given,) = (corpus / item).glob(f"*-{ending}.docx")
    file = open_word(given.with_name(given.name.replace(f"-{ending}", "")).read_bytes())
    assert authors(file.document) == ["Eric White"]
    assert shape_of(ours(file.document)) == shape_of(open_word(given.read_bytes()).document)


def run(text: str, tag: str = "", author: str = "") -> str:
    said = f"<w:r><w:{'delText' if tag in ('del',) else 't'}>{text}</w:{'delText' if tag in ('del',) else 't'}></w:r>"
    return f'<w:{tag} {MARK} w:author="{author}">{said}</w:{tag}>' if tag else said


def paragraph(*content: str, mark: str = "") -> str:
    return f"<w:p>{f'<w:pPr><w:rPr>{mark}</w:rPr></w:pPr>' if mark else ''}{''.join(content)}</w:p>"


def mark(tag: str, author: str = "A") -> str:
    return f'<w:{tag} {MARK} w:author="{author}"/>'


def row(texts: list[str], mark: str = "") -> str:
    cells = "".join(f"<w:tc><w:tcPr/>{text if text.startswith('<w:p') else words(text)}</w:tc>" for text in texts)
    return f"<w:tr><w:trPr>{mark}</w:trPr>{cells}</w:tr>"


@pytest.mark.parametrize(
    ("body", "yes", "no"),
    [
        (paragraph(run("one "), run("two", "ins", "A")), ["one two"], ["one "]),
        (paragraph(run("one "), run("two", "del", "A")), ["one "], ["one two"]),
        (paragraph(run("x", "moveFrom", "A")) + paragraph(run("x", "moveTo", "A")), ["", "x"], ["x", ""]),
        # the end of a paragraph: merged, split, taken out
        (paragraph(run("a"), mark=mark("del")) + paragraph(run("b")), ["ab"], ["a", "b"]),
        (paragraph(run("a"), mark=mark("ins")) + paragraph(run("b")), ["a", "b"], ["ab"]),
        (paragraph(run("a", "del", "A"), mark=mark("del")) + paragraph(run("b")), ["b"], ["a", "b"]),
        (paragraph(run("a", "ins", "A"), mark=mark("ins")) + paragraph(run("b")), ["a", "b"], ["b"]),
        # three in a row
        ("".join(paragraph(run(c), mark=mark("del")) for c in "abc") + paragraph(run("d")), ["abcd"], ["a", "b", "c", "d"]),
        # rows, with marks on the runs and without
        (f"<w:tbl>{row(['a'])}{row(['b'], mark('del'))}</w:tbl>", [[[("a", "1", "")]]], [[[("a", "1", "")], [("b", "1", "")]]]),
        (f"<w:tbl>{row(['a'])}{row(['b'], mark('ins'))}</w:tbl>", [[[("a", "1", "")], [("b", "1", "")]]], [[[("a", "1", "")]]]),
        (f"<w:tbl>{row(['a'], mark('ins'))}</w:tbl>" + words("z"), [[[("a", "1", "")]], "z"], ["z"]),
        (f"<w:tbl>{row(['a'], mark('ins') + mark('del'))}</w:tbl>" + words("z"), ["z"], ["z"]),
        # a content control around a row that goes
        (f"<w:tbl>{row(['a'])}<w:sdt><w:sdtPr/><w:sdtContent>{row(['b'], mark('del'))}</w:sdtContent></w:sdt></w:tbl>", [[[("a", "1", "")]]], [[[("a", "1", "")], [("b", "1", "")]]]),
        # looks alone
        (f'<w:p><w:r><w:rPr><w:b/><w:rPrChange {MARK} w:author="A"><w:rPr/></w:rPrChange></w:rPr><w:t>a</w:t></w:r></w:p>', ["a"], ["a"]),
        # a deleted field keeps its instruction as an instruction
        (f'<w:p><w:del {MARK} w:author="A"><w:r><w:delInstrText>DATE</w:delInstrText></w:r></w:del></w:p>', [""], [""]),
    ],
)  # fmt: skip
def test_each_shape_is_carried_out_and_undone(body: str, yes: list[object], no: list[object]) -> None:
    document = open_word(docx(body)).document
    assert shape_of(accepted(document)) == yes
    assert shape_of(rejected(document)) == no
    for view in (accepted(document), rejected(document)):
        assert not list(revisions(view))
        assert not authors(view)
        assert shape_of(accepted(view)) == shape_of(view)


def test_a_deletion_inside_anothers_insertion_is_settled_author_by_author() -> None:
    inner = f'<w:del {MARK} w:author="B"><w:r><w:delText>two</w:delText></w:r></w:del>'
    body = f'<w:p>{run("one ")}<w:ins {MARK} w:author="A">{inner}{run(" three")}</w:ins></w:p>'
    document = open_word(docx(body)).document
    assert shape_of(accepted(document)) == ["one  three"]
    assert shape_of(rejected(document)) == ["one "]
    assert shape_of(resolved(document, lambda author: author == "A")) == ["one two three"]
    assert shape_of(resolved(document, lambda author: author == "B")) == ["one "]
    assert authors(document) == ["A", "B"]


def test_a_row_cut_with_anothers_edit_open_in_it_goes_whole_with_who_cut_it() -> None:
    """LibreOffice marks its words alone then: `old` was taken out by B before A cut the row."""
    cells = [paragraph(run("X-1", "del", "A")), paragraph(run("old", "del", "B"), run("say", "del", "A"))]
    document = open_word(docx(f"<w:tbl>{row(['a', 'b'])}{row(cells)}</w:tbl>")).document
    (left,) = shape_of(resolved(document, lambda author: author == "A"))
    assert len(left) == 1  # type: ignore[arg-type]
    (left,) = shape_of(resolved(document, lambda author: author == "B"))
    assert left[1] == [("X-1", "1", ""), ("say", "1", "")]  # type: ignore[index]
    (left,) = shape_of(rejected(document))
    assert left[1] == [("X-1", "1", ""), ("oldsay", "1", "")]  # type: ignore[index]


def test_what_was_proposed_is_listed_with_author_date_and_words() -> None:
    body = (
        paragraph(run("gone", "del", "A"), run("come", "ins", "B")) + f"<w:tbl>{row(['x', 'y'], mark('ins'))}</w:tbl>"
    )
    told = [(one.kind, one.author, one.date, one.text) for one in revisions(open_word(docx(body)).document)]
    assert told == [
        ("deleted", "A", "2026-02-01T09:00:00Z", "gone"),
        ("inserted", "B", "2026-02-01T09:00:00Z", "come"),
        ("row inserted", "A", "2026-02-01T09:00:00Z", "xy"),
    ]


def test_content_controls_put_around_text_leave_the_text(corpus: Path) -> None:
    for file in (corpus / "docx-dx-revtracking-misc").glob("01*.docx"):
        opened = open_word(file.read_bytes())
        assert shape_of(accepted(opened.document)) == shape_of(rejected(opened.document))
        controls = [len(list(view.iter(f"{W}sdt"))) for view in (accepted(opened.document), rejected(opened.document))]
        assert controls == ([1, 0] if "Inserted" in file.name else [0, 1])


def test_rows_in_content_controls_are_read(corpus: Path) -> None:
    (file,) = (corpus / "docx-ox-sdt-row").glob("*.docx")
    (found,) = (block for block in blocks_of(open_word(file.read_bytes())) if not isinstance(block, Line))
    assert (len(found.rows), found.columns) == (3, 4)


def test_comments_are_read_with_their_anchors_threads_and_rows(corpus: Path) -> None:
    (file,) = (corpus / "docx-adeu-comment-threads").glob("*.docx")
    found = comments_of(open_word(file.read_bytes()))
    assert [(one.id, one.answers, one.about) for one in found] == [
        ("1", "", "confer in good faith"),
        ("4", "1", "confer in good faith"),
        ("2", "", "within thirty days"),
        ("5", "2", "within thirty days"),
        ("3", "", "reasonable cost"),
    ]


def test_hidden_text_and_text_boxes_are_not_read_and_that_is_said() -> None:
    hidden = "<w:p><w:r><w:t>shown</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r></w:p>"
    file = open_word(docx(hidden + table([[f"<w:tc>{table([['inner']])}<w:p/></w:tc>"]])))
    assert [block.text for block in blocks_of(file) if isinstance(block, Line)] == ["shown"]
    assert set(file.warnings) == {
        "the file holds hidden text, which is not read",
        "the file holds tables inside of cells, which are not read",
    }
