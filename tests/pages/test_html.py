"""One HTML file: whole, safe, and readable for those who do not see it."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from qa_engine.agreement.load import read, read_text
from qa_engine.document.blocks import Paragraph, Portion, plain
from qa_engine.document.build import build_document
from qa_engine.document.choices import Choices
from qa_engine.pages.html import html_text
from tests.conftest import ROOT
from tests.strategies import agreements, to_yaml
from tests.word.reading import HASH, SMALL, with_rows
from tests.word.test_writing import HOSTILE, five_parties

AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))
EMPTY = {"br", "meta", "img", "hr", "input", "link"}


class Page(HTMLParser):
    """A page as its elements: tag, attributes, text; whatever is not closed in order is noted."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.wrong: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(text: str, **choices: Any) -> Page:
    return Page(html_text(build_document(read_text(text), HASH, Choices(**choices))))


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name.split(".")[0])
@pytest.mark.parametrize("by_function", [False, True])
def test_every_agreement_is_a_whole_page_that_a_screen_reader_can_use(path: Path, by_function: bool) -> None:
    agreement = read(path)
    text = html_text(build_document(agreement, HASH, Choices(by_function=by_function)))
    page = Page(text)
    assert page.wrong == []
    assert page.all("html")[0]["lang"] == "en"
    assert [len(page.all(tag)) for tag in ("h1", "main", "header", "footer", "nav", "title")] == [1] * 6
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(attributes.get("scope") in ("row", "col") for attributes in page.all("th"))
    assert (
        len(page.all("caption"))
        == len(page.all("table"))
        == len([a for a in page.all("div") if a.get("role") == "region"])
    )
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"].removeprefix("#") for attributes in page.all("a")} <= set(ids)
    for row in agreement.rows.values():
        assert f"row:{row.id}" in ids


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name.split(".")[0])
def test_nothing_is_run_and_nothing_is_fetched(path: Path) -> None:
    text = html_text(build_document(read(path), HASH))
    page = Page(text)
    assert not page.all("script") and not page.all("link") and not page.all("img") and not page.all("iframe")
    assert all(attributes["href"].startswith("#") for attributes in page.all("a"))
    assert not [
        key for _, attributes in page.elements for key in attributes if key.startswith("on") or key in ("src", "style")
    ]
    assert "url(" not in text and "@import" not in text
    assert "default-src 'none'" in text


def test_letters_are_letters_and_the_hash_is_there() -> None:
    page = page_of(with_rows("D-1: {do: A, raci: {borealis.qa: RA, aurora: I}, remark: Mind this}"))
    assert "RA Quality Assurance" in page.text
    assert HASH.removeprefix("sha256:") in page.text
    assert {"name": "qa-hash", "content": HASH} in page.all("meta")
    assert "Draft" in page.text
    assert "D-1: Mind this" in page.text


def test_printed_pages_bear_mark_number_version_and_hash_in_their_margins() -> None:
    text = html_text(build_document(read_text(with_rows("D-1: {do: A, raci: {borealis.qa: RA}}")), HASH))
    margins = next(line for line in text.splitlines() if line.startswith("@page {"))
    said = re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), margins)
    assert "content: 'DRAFT'" in said
    assert "content: 'QA-1 · Version 1.0 · Content hash 0123456789abcdef'" in said
    document = build_document(read_text(with_rows("D-1: {do: A}")), HASH)._replace(
        id="'}</style><script>", mark="\\';}"
    )
    assert "</style><script>" not in html_text(document)
    margins = next(line for line in html_text(document).splitlines() if line.startswith("@page {"))
    assert margins.count("'") == 2 * 4  # mark, control, and two around the number of the page


def test_columns_and_direction_follow_the_agreement() -> None:
    page = page_of(five_parties().replace("language: en", "language: he"))
    assert page.all("html")[0] == {"lang": "he", "dir": "rtl"}
    assert {"class": "wide"} in page.all("div")


def test_lists_in_lists_come_out_as_lists() -> None:
    prose = "    text: |\n      - a\n        1. one\n        2. two\n      - b\n\n      3. third\n"
    page = page_of(SMALL.replace("    activities:\n", prose))
    assert page.wrong == []
    items = page.all("li")[
        len([a for a in page.all("a") if a["href"] != "#agreement"]) :
    ]  # behind those of the contents
    assert len(page.all("ol")) == 2
    assert [item.get("value") for item in items] == [None, "1", "2", None, "3"]


@pytest.mark.parametrize("text", [*HOSTILE, "</style><script>alert(1)</script>", '" onmouseover="x', "<!--", "]]>"])
def test_hostile_text_comes_out_as_text(text: str) -> None:
    document = build_document(read_text(with_rows("D-1: {do: A, raci: {aurora: RA}}")), HASH)
    portions = (*document.portions, Portion("coverage", (Paragraph("hostile", plain(text)),)))
    page = Page(
        html_text(document._replace(id=text, title=text, version=text, mark=text, language=text, portions=portions))
    )
    assert page.wrong == []
    assert not page.all("script")
    assert text.replace("\n", "") in page.text.replace("\n", "")
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]


@settings(max_examples=30)
@given(agreements())
def test_any_agreement_is_a_whole_page(data: dict[str, Any]) -> None:
    document = build_document(read_text(to_yaml(data)), HASH)
    assert Page(html_text(document)).wrong == []
    assert html_text(document) == html_text(document)
