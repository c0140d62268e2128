"""The gold pages are what they are said to be: what counts as their text stands in them."""

from __future__ import annotations

import html
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LANGUAGES = ("ar", "fa", "zh", "ru", "tr")
LEAST = {"ar": 40, "fa": 20, "zh": 20, "ru": 20, "tr": 20}
KINDS_OF_SITES = 12


@pytest.fixture(scope="module")
def gold() -> Iterator[ModuleType]:
    """The module `gold.pages` of the benchmarks' folder."""
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("gold.pages")
    sys.path.remove(str(BENCHMARKS))


def decoded(page: Any) -> str:
    declared = re.search(rb"charset=[\"']?([\w-]+)", page.html, re.IGNORECASE)
    assert declared, page.id
    return html.unescape(page.html.decode(declared[1].decode()))


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_pages_of_every_kind(gold: ModuleType, language: str) -> None:
    pages = gold.pages(language)
    assert len(pages) >= LEAST[language]
    assert len({page.id for page in pages}) == len({page.html for page in pages}) == len(pages)
    assert {page.layout for page in pages} == {layout.name for layout in gold.LAYOUTS}
    assert len(gold.LAYOUTS) >= KINDS_OF_SITES
    assert {post.form for page in pages for post in page.posts} == {form.name for form in gold.FORMS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_gold_text_furniture_and_posts_stand_in_the_page(gold: ModuleType, language: str) -> None:
    for page in gold.pages(language):
        markup = decoded(page)
        shown = words(markup)
        for line in [page.title, *page.text.splitlines(), *(p.text for p in page.posts)]:
            assert words(line) in shown, (page.id, line)
        for line in (line for lines in page.furniture.values() for line in lines):
            assert line in markup, (page.id, line)
        for post in page.posts:
            assert post.key in markup, (page.id, post)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_furniture_around_a_text_that_is_no_other_pages(
    gold: ModuleType, language: str
) -> None:
    paragraphs: dict[str, str] = {}
    for page in gold.pages(language):
        assert page.furniture["other stories"] and page.furniture["site"], page.id
        for line in page.text.splitlines():
            assert paragraphs.setdefault(line, page.title) == page.title, (page.id, line)


@pytest.mark.parametrize("kind", ["ad code", "comment form", "comments", "prompts"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_furniture_stands_in_pages_of_each_language(
    gold: ModuleType, language: str, kind: str
) -> None:
    assert sum(bool(page.furniture[kind]) for page in gold.pages(language)) >= len(gold.LAYOUTS) // 2


@pytest.mark.parametrize("language", ["ar", "ru"])
def test_pages_are_always_the_same(gold: ModuleType, language: str) -> None:
    first = gold.pages(language)
    gold.pages.cache_clear()
    assert gold.pages(language) == first


def test_old_sites_are_sent_in_the_charset_of_their_language(gold: ModuleType) -> None:
    declared = {
        language: {
            name
            for page in gold.pages(language)
            for name in re.findall(rb"charset=([\w-]+)\"", page.html)
            if page.layout == "old-tables"
        }
        for language in LANGUAGES
    }
    assert declared == {language: {charset.encode()} for language, charset in gold.CHARSETS.items()}
