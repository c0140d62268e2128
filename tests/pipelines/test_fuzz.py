"""No page takes the stages down: invented ones, damaged ones, and large ones of one thing.

The long form, 5,000 pages, is `pytest -m slow tests/pipelines/test_fuzz.py`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from crawler.document import Document, as_json, body_text, dump, parse
from crawler.errors import PageError
from crawler.watch import Watch
from pipelines.extract import check, extract, extract_entry
from pipelines.extraction.dates import EARLIEST
from pipelines.page import Stages
from tests.pipelines.articles import ARABIC, ENGLISH, page
from tests.pipelines.soup import mutated, pages, real_pages

URL = "https://gazette.example/2021/05/03/harbour"
SECONDS = 10.0
"""CPU time of one page."""
GROWTH, LEFT_BEHIND = 500 * 1024**2, 300 * 1024**2
"""Bytes of memory: that one page may take, and that thousands may leave behind. 10 MB of line breaks take 200
MB."""
SEED = 20_210_503
LONG, SHORT = 2_500, 80


@pytest.fixture(scope="module")
def stages() -> Stages:
    stages = Stages(Watch())
    read(page(ENGLISH).encode(), stages)  # what is loaded once
    return stages


def memory(figure: str) -> int:
    """Bytes of this process: VmRSS, what it has now; VmHWM, the most since `forget_peak`. 0 where the system
    does not tell (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(figure)), 0)


def forget_peak() -> None:
    peak = Path("/proc/self/clear_refs")
    if peak.exists():
        peak.write_text("5")


def read(html: bytes, stages: Stages) -> Document | None:
    """The finished document of a page, None for one that is refused; what holds of any is asserted."""
    forget_peak()
    before, start = memory("VmRSS"), time.process_time()
    document = extract(html, URL)
    try:
        check(document, html)
    except PageError:
        finished = None
    else:
        finished = stages.finish(document, "", datetime.now(UTC))
    assert time.process_time() - start < SECONDS
    assert memory("VmHWM") - before < GROWTH
    storable(document)
    if finished is not None:
        storable(finished)
    return finished


def storable(document: Document) -> None:
    """What a reader, the store and the index rely on."""
    assert parse(dump(document)) == document
    as_json(document)
    numbers = [segment.paragraph for segment in document.segments]
    assert numbers == sorted(numbers)
    for segment in document.segments:
        assert segment.text.strip()
        assert not any(is_control(c) for c in segment.text), segment.text
        assert segment.post is None or 0 <= segment.post < len(document.posts)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    dates = (document.published_at, document.modified_at, *(post.posted_at for post in document.posts))
    assert all(date is None or EARLIEST <= date <= tomorrow for date in dates)


def is_control(character: str) -> bool:
    return (
        (character < " " and character != "\n")
        or "\x7f" <= character < "\xa0"
        or "\ud800" <= character <= "\udfff"
    )


def invented(number: int) -> Callable[[Stages], None]:
    """A test of that many invented pages, the same ones each time."""

    @settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(html=pages)
    def run(stages: Stages, html: bytes) -> None:
        read(html, stages)

    return lambda stages: run(stages)


def test_invented_pages(stages: Stages) -> None:
    invented(SHORT)(stages)


def test_damaged_pages(stages: Stages) -> None:
    damaged(SHORT, stages)


@pytest.mark.slow
def test_thousands_of_invented_pages(stages: Stages) -> None:
    invented(LONG)(stages)


@pytest.mark.slow
def test_thousands_of_damaged_pages(stages: Stages) -> None:
    damaged(LONG, stages)


def damaged(number: int, stages: Stages) -> None:
    sources = real_pages()
    before = memory("VmRSS")
    for index in range(number):
        chance = random.Random(SEED + index)
        html = mutated(chance.choice(sources), chance)
        try:
            read(html, stages)
        except BaseException as error:
            error.add_note(f"page {index} of the damaged ones")
            raise
    assert memory("VmRSS") - before < LEFT_BEHIND


SENTENCE = ENGLISH.paragraphs[0]
UNITS = {
    "paragraphs": f"<p>{SENTENCE}</p>",
    "short paragraphs": "<p>A line.</p>",
    "line breaks": "<br>",
    "lines": f"{SENTENCE}<br>",
    "links": "<a href=/a>Some link</a> ",
    "nested": f"{'<div>' * 100}<p>{SENTENCE}</p>{'</div>' * 100}",
    "nested quotations": f"{'<blockquote>' * 40}{SENTENCE}{'</blockquote>' * 40}",
    "never closed": f"<section><p>{SENTENCE}",
    "nested times": f"{'<time>' * 400}{SENTENCE}{'</time>' * 400}",
    "lists": f"{'<ul><li>item' * 40}{'</ul>' * 40}",
    "tables": "<table><tr><td>cell</td><td>word</td></tr><tr><td>cell</td><td>word</td></tr></table>",
    "posts": "<blockquote class=twitter-tweet><p>Words</p>— Name (@nn) December 13, 2020</blockquote>",
    "one post": "<blockquote class=twitter-tweet>W<a href=https://x.com/a/status/13>x</a></blockquote>text ",
    "frames": "<iframe src=https://www.youtube.com/embed/abcdefghijk></iframe>",
    "hidden": "<i hidden>x</i>Some text. ",
    "labels": "<p>Comments</p>",
    "cues": "<p>Related stories</p>",
    "boxes": f"<div class=box><p>{SENTENCE}</p></div>",
    "scripts that never end": "<script ",
    "linked data": '<script type="application/ld+json">{"@type":"NewsArticle","headline":"H"}</script>',
    "broken linked data": '<script type="application/ld+json">{"author":         </script>',
    "titles": "<title ",
    "authors": "<span class=author>Ann Other</span>",
    "entities": "&amp;&#160;&#xd800;",
    "Arabic": f"<p>{ARABIC.paragraphs[0]}</p>",
    "marks": "\u0301\u0323",
    "quotes": "“a ",
    "code": "foo('x', {a: b.c = d || {}}) ",
    "credits": "— Name (@nn) December 13, 2020 ",
    "unclosed brackets as paragraphs": f"<p>{SENTENCE} (see</p>",
    "dashes": "&lt;!-- ",
    "spaces": "\xa0\u200b ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_much_of_one_thing(unit: str, stages: Stages) -> None:
    read(with_much(unit * (300_000 // len(unit.encode()))), stages)


def with_much(middle: str) -> bytes:
    return page(ENGLISH, middle=f"<p>{middle}</p>").encode("utf-8", "surrogatepass")


def test_a_hundred_thousand_attributes(stages: Stages) -> None:
    names = " ".join(f"a{number}" for number in range(100_000))
    read(page(ENGLISH, middle=f"<p {names}>Text.</p>").encode(), stages)


def test_a_page_larger_than_any_article_keeps_its_sentences_and_says_so(stages: Stages) -> None:
    much = "".join(f"<p>Number {number}: {SENTENCE}</p>" for number in range(6_000))
    document = read(with_much(much), stages)
    assert document is not None
    assert document.title == ENGLISH.title
    assert {"prose_only", "cut_short"} <= set(document.extraction.warnings)
    assert f"Number 2000: {SENTENCE}" in body_text(document)


def test_a_text_longer_than_any_article_is_kept_as_far_as_texts_are(stages: Stages) -> None:
    document = read("\n".join(f"Number {n}: {SENTENCE}" for n in range(6_000)).encode(), stages)
    assert document is not None
    assert {"prose_only", "cut_short"} <= set(document.extraction.warnings)
    assert 400_000 < len(body_text(document)) < 600_000


@pytest.mark.parametrize("markup", [True, False], ids=["markup", "plain"])
def test_a_feeds_text_as_large_as_that_is_bounded_too(markup: bool) -> None:
    lines = [f"Number {n}: {SENTENCE}" for n in range(12_000)]
    start = time.process_time()
    document = extract_entry("".join(f"<p>{line}</p>" for line in lines) if markup else "\n".join(lines))
    assert time.process_time() - start < SECONDS
    assert {"prose_only", "cut_short"} <= set(document.extraction.warnings)
    assert lines[1000] in body_text(document)
