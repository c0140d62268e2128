"""Pages of odd builds that must not lose their text, and lines that only look like furniture."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.document import body_text
from crawler.entry import Entry
from crawler.watch import load
from pipelines.extract import extract, extract_entry
from pipelines.page import Page, Stages

LINE = "Roses are red, violets are blue, and the ministers met in Doha today to talk about water"
PARAGRAPHS = "".join(f"<p>{LINE} for the {n} time.</p>" for n in ("first", "second", "third", "fourth"))


def page(title: str = "Ministers meet", body: str = PARAGRAPHS, head: str = "") -> str:
    article = f"<article><h1>{title}</h1>{body}</article>"
    return f"<html><head><title>{title}</title>{head}</head><body>{article}</body></html>"


@pytest.mark.parametrize(
    "stray", ["\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\ufffe", "&#27;", "&#x1b;", "&#11;", "&#x110000;"]
)
def test_a_stray_control_character_costs_nothing_else(stray: str) -> None:
    for html in (
        page(title=f"Ministers {stray}meet"),
        page(body=PARAGRAPHS.replace("violets", f"violets {stray}", 1)),
    ):
        document = extract(html)
        assert body_text(document).count(" time.") == 4
        assert "\x1b" not in document.title + body_text(document)


@pytest.mark.parametrize(
    "html",
    [
        "<article>" + "<br>".join(f"{LINE} {n}." for n in "abcdefgh") + "</article>",
        "<html><body>" + " ".join(f"{LINE} {n}." for n in "abcdefgh") + "</body></html>",
        "<h1>Poem</h1><article>" + "<br>".join(f"{LINE} {n}." for n in "abcdefgh") + "</article>",
    ],
    ids=["br only", "text in body", "heading and br"],
)
def test_text_without_paragraph_elements_is_kept(html: str) -> None:
    assert body_text(extract(html)).count("violets are blue") == 8


def test_an_inline_tag_does_not_make_a_plain_text_html() -> None:
    text = "Ministers met <b>today</b>\n\n" + "\n\n".join(f"{LINE} {n}." for n in "abcdefgh")
    document = extract(text)
    assert body_text(document).count("violets") == 8
    assert "<b>" not in document.title + body_text(document)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Huawei said on Monday that it would open a lab in Doha next year.", 1),
        ("line one is here<br>line two is there", 1),
        ("<p>One paragraph.</p><p>Two paragraphs.</p>", 2),
    ],
)
def test_the_text_of_a_feed_entry_is_the_article(text: str, paragraphs: int) -> None:
    assert len(extract_entry(text).segments) == paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law is the issue here.",
        "All rights reserved for Uyghurs, the poster said.",
        "Tags on Uyghurs were found.",
        "Sponsored by Huawei, the team won.",
        "More on the story of the Uyghurs was told by Amnesty.",
        "Реклама телефонов этой компании запрещена в стране.",
    ],
)
def test_a_sentence_that_begins_like_furniture_stays(line: str) -> None:
    assert line in body_text(
        extract(page(body=PARAGRAPHS + f"<p>{line}</p>" + PARAGRAPHS.replace("time", "hour")))
    )


@pytest.mark.parametrize(
    "line", ["© 2020 The Courier. All rights reserved.", "Copyright 2019 The Courier", "All rights reserved."]
)
def test_a_line_about_rights_goes(line: str) -> None:
    assert line not in body_text(extract(page(body=PARAGRAPHS + f"<p>{line}</p>")))


def test_lines_that_differ_by_a_number_are_not_the_title() -> None:
    document = extract("\n".join(f"The poem has line number {n} and goes on" for n in range(14)))
    assert len(document.segments) == 14


def test_white_space_between_words_costs_no_time() -> None:
    html = page(body=PARAGRAPHS + "<p>before<br>after" + " " * 300_000 + "the end of it.</p>")
    assert "the end of it." in body_text(extract(html))


def process(html: str, published: datetime | None) -> datetime | None:
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    entry = Entry("https://courier.example/meet", published_at=published, published_precision="second")
    fetched = Page(entry.url, entry.url, 200, {}, html.encode(), now, "courier", entry=entry)
    return Stages(load({}))(fetched).document.published_at


def test_the_feed_knows_better_than_a_guess_but_not_than_the_page() -> None:
    said = datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
    old = page(body=PARAGRAPHS + "<p>The photo was taken on 4 May 2019.</p><p>© 2018 The Courier</p>")
    assert process(old, said) == said
    declared = page(head='<meta property="article:published_time" content="2026-11-18T10:00:00Z">')
    assert process(declared, said) == datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
