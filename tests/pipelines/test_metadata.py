# ruff: noqa: E501  (markup stands as pages have it)
"""What a page says about its article: who, when and where, and whether all of it is there to read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape

import pytest

from crawler.document import Document, body_text, dump, parse
from crawler.entry import Entry
from crawler.watch import load
from pipelines.extract import extract
from pipelines.page import Page, Stages
from tests.pipelines.articles import ARABIC, CHINESE, ENGLISH, GERMAN, Article, page

URL = "https://gazette.example/harbour/ferry"
LOCAL = datetime(2021, 5, 3, 14, 20, 31, tzinfo=UTC)
UTC_TIME = datetime(2021, 5, 3, 11, 20, 31, tzinfo=UTC)


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def ours(**fields: object) -> str:
    """JSON-LD that names the article."""
    return linked(**{"headline": ENGLISH.title, **fields})


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def of(head: str = "", *, article: Article = ENGLISH, url: str = URL, **parts: str) -> Document:
    return extract(page(article, head=head, **parts), url)


class TestTitle:
    @pytest.mark.parametrize(
        ("declared", "shown"),
        [
            ("Harbour town votes to keep its old ferry | The Pier Gazette", "Harbour town votes to keep its old ferry"),
            ("The Pier Gazette | Harbour town votes to keep its old ferry", "Harbour town votes to keep its old ferry"),
            ("Ferry: the council has voted - The Pier Gazette", "Ferry: the council has voted"),
        ],
    )  # fmt: skip
    def test_it_is_the_headline_without_the_outlet(self, declared: str, shown: str) -> None:
        html = page(ENGLISH, head=meta("og:site_name", "The Pier Gazette")).replace(
            f"<h1>{ENGLISH.title}</h1>", ""
        )
        html = html.replace(f"<title>{ENGLISH.title}</title>", f"<title>{declared}</title>")
        assert extract(html, URL).title == shown

    def test_the_headline_shown_wins_over_one_for_sharing(self) -> None:
        assert of(meta("og:title", "Old ferry: harbour town votes to keep it!")).title == ENGLISH.title


class TestAuthors:
    @pytest.mark.parametrize(
        "head",
        [
            linked(author=[{"@type": "Person", "name": "Ingrid Moss"}, {"@type": "Person", "name": "Tariq Halabi"}]),
            linked(author=["Ingrid Moss", "Tariq Halabi"]),
            meta("article:author", "By Ingrid Moss and Tariq Halabi"),
            meta("author", "Ingrid Moss; Tariq Halabi"),
        ],
        ids=["people", "names", "one line", "semicolon"],
    )  # fmt: skip
    def test_declared(self, head: str) -> None:
        assert of(head).authors == ("Ingrid Moss", "Tariq Halabi")

    @pytest.mark.parametrize(
        ("article", "byline", "name"),
        [
            (ENGLISH, '<a rel="author" href="/moss">Ingrid Moss</a>', "Ingrid Moss"),
            (GERMAN, '<span class="byline">Von Ingrid Moss</span>', "Ingrid Moss"),
            (ARABIC, '<span class="post-author">بقلم: طارق الحلبي</span>', "طارق الحلبي"),
            (CHINESE, '<span class="author">记者：王小梅</span>', "王小梅"),
        ],
        ids=["rel", "German", "Arabic", "Chinese"],
    )
    def test_shown(self, article: Article, byline: str, name: str) -> None:
        html = page(article).replace("</h1>", f"</h1>{byline}")
        assert extract(html, URL).authors == (name,)

    @pytest.mark.parametrize(
        "nobody", ["admin", "https://facebook.com/gazette", "The Pier Gazette", "@gazette"]
    )
    def test_an_account_or_the_outlet_is_no_author(self, nobody: str) -> None:
        head = meta("og:site_name", "The Pier Gazette") + meta("author", nobody)
        assert of(head).authors == ()


def test_outlet_image_section_and_tags() -> None:
    head = linked(
        publisher={"@type": "Organization", "name": "The Pier Gazette"},
        image={"@type": "ImageObject", "url": "/ferry.jpg"},
        articleSection="Harbour",
    )
    document = of(head + meta("article:tag", "ferries, boats") + meta("article:tag", "levy"))
    assert document.outlet == "The Pier Gazette"
    assert document.image == "https://gazette.example/ferry.jpg"
    assert document.section == "Harbour"
    assert document.tags == ("ferries, boats", "levy")
    assert of(meta("keywords", "ferry, levy, ferry")).tags == ("ferry", "levy")


def dated(document: Document) -> tuple[datetime | None, str | None, str | None, str | None]:
    extraction = document.extraction
    return (
        document.published_at,
        document.published_precision,
        extraction.date_source,
        extraction.date_zone,
    )


class TestDates:
    @pytest.mark.parametrize(
        ("head", "source"),
        [
            (linked(datePublished="2021-05-03T14:20:31+03:00"), "json-ld"),
            (meta("article:published_time", "2021-05-03T14:20:31+03:00"), "meta"),
            ('<meta itemprop="datePublished" content="20210503T142031+0300">', "meta"),
            (meta("article:published_time", "Mon, 3 May 2021 14:20:31 +0300"), "meta"),
        ],
    )
    def test_the_source_and_the_zone_are_kept(self, head: str, source: str) -> None:
        assert dated(of(head)) == (UTC_TIME, "second", source, "+03:00")

    def test_a_time_element(self) -> None:
        document = of(end='<time class="published" datetime="2021-05-03T14:20:31+03:00">Monday</time>')
        assert dated(document) == (UTC_TIME, "second", "time", "+03:00")

    def test_without_a_zone_a_time_is_taken_as_utc_and_no_zone_is_claimed(self) -> None:
        assert dated(of(linked(datePublished="2021-05-03 14:20:31"))) == (LOCAL, "second", "json-ld", None)

    @pytest.mark.parametrize("written", ["Mon May 3 14:20:31 CEST 2021", "2021-05-03 14:20:31 MSK"])
    def test_of_a_zone_that_nobody_knows_the_day_alone_counts(self, written: str) -> None:
        assert dated(of(linked(datePublished=written)))[:2] == (datetime(2021, 5, 3, tzinfo=UTC), "day")

    @pytest.mark.parametrize("less", ["2021-05-03T14:20:31", "2021-05-03", "Mon May 3 14:20:31 CEST 2021"])
    def test_the_place_that_says_most_of_the_same_moment_is_taken(self, less: str) -> None:
        full = meta("article:published_time", "2021-05-03T14:20:31+03:00")
        assert dated(of(linked(datePublished=less) + full)) == (UTC_TIME, "second", "meta", "+03:00")

    def test_another_moment_does_not_replace_the_first(self) -> None:
        other = meta("article:published_time", "2021-05-03T17:02:00+03:00")
        assert of(linked(datePublished="2021-05-03T14:20:31") + other).published_at == LOCAL
        later = meta("article:published_time", "2021-05-09T17:02:00+03:00")
        assert of(linked(datePublished="2021-05-03") + later).published_at == datetime(2021, 5, 3, tzinfo=UTC)

    @pytest.mark.parametrize("other", ["2021-05-03T18:20:31+03:00", "2021-05-03T22:20:31+02:00"])
    def test_another_hour_does_not_replace_the_declared_one(self, other: str) -> None:
        head = meta("article:published_time", "2021-05-03T14:20:31")
        shown = (
            f'<p>Updated <time datetime="{other}">today</time></p><time class="published" datetime="{other}">'
        )
        assert dated(of(head, end=shown)) == (LOCAL, "second", "meta", None)

    @pytest.mark.parametrize("other", ["2021-05-04T00:30:00+03:00", "2021-05-02T23:30:00-05:00"])
    def test_a_time_of_another_local_day_does_not_refine_the_declared_day(self, other: str) -> None:
        document = of(linked(datePublished="2021-05-03") + meta("article:published_time", other))
        assert dated(document) == (datetime(2021, 5, 3, tzinfo=UTC), "day", "json-ld", None)

    def test_a_time_of_that_local_day_refines_it(self) -> None:
        early = meta("article:published_time", "2021-05-03T00:30:00+03:00")
        moment = datetime(2021, 5, 2, 21, 30, tzinfo=UTC)
        assert dated(of(linked(datePublished="2021-05-03") + early)) == (moment, "second", "meta", "+03:00")

    @pytest.mark.parametrize(
        "shown",
        [
            "<p>Next vote: <time {}>soon</time></p>",
            '<aside><time class="published" {}>today</time></aside>',
            '<div class="related-posts"><span itemprop="datePublished" {0}></span><time class="entry-date" {0}>today</time></div>',
            '<ol id="comments"><li><time itemprop="datePublished" {}>today</time></li></ol>',
            '<div class="card"><time class="published" {}>today</time></div>',
            '<time class="entry-date updated" {}>today</time>',
            '<time itemprop="dateModified" class="article__time" {}>today</time>',
            '<div class="last-modified"><time class="entry-date" {}>today</time></div>',
        ],
        ids=["unmarked", "aside", "related", "comment", "card", "updated", "modified", "named around it"],
    )  # fmt: skip
    def test_a_time_that_is_not_said_to_be_the_articles_does_not_refine_it(self, shown: str) -> None:
        end = shown.format('datetime="2021-05-03T17:02:00+03:00"')
        document = of(linked(datePublished="2021-05-03"), end=end)
        assert dated(document) == (datetime(2021, 5, 3, tzinfo=UTC), "day", "json-ld", None)

    @pytest.mark.parametrize(
        "shown",
        [
            '<time class="published updated" {}>Monday</time>',
            '<p class="date-published"><span><time {}>Monday</time></span></p>',
            '<meta itemprop="datePublished" {}>',
        ],
    )
    def test_a_time_that_is_the_articles_refines_the_declared_day(self, shown: str) -> None:
        end = shown.format('datetime="2021-05-03T14:20:31+03:00" content="2021-05-03T14:20:31+03:00"')
        assert of(linked(datePublished="2021-05-03"), end=end).published_at == UTC_TIME

    def test_where_nothing_is_declared_the_first_time_outside_boxes_counts(self) -> None:
        related = '<div class="related"><time datetime="2021-05-09T08:00:00Z">Sunday</time></div>'
        quoted = '<blockquote><time datetime="2020-01-09T08:00:00Z">last year</time></blockquote>'
        own = '<time datetime="2021-05-03T14:20:31+03:00">Monday</time>'
        later = '<time datetime="2021-05-08T08:00:00Z">Saturday</time>'
        document = of(end=related + quoted + own + later)
        assert dated(document) == (UTC_TIME, "second", "time", "+03:00")

    def test_a_box_that_holds_the_headline_is_the_article(self) -> None:
        head = f'<h2>{ENGLISH.title}</h2><time datetime="2021-05-03T14:20:31+03:00">Monday</time>'
        html = page(ENGLISH).replace(f"<h1>{ENGLISH.title}</h1>", f'<div class="card">{head}</div>')
        assert extract(html, URL).published_at == UTC_TIME

    @pytest.mark.parametrize(
        "written", ["lunes, 03 mayo 2021 14:20", "٣ مايو ٢٠٢١", "02:20:31 PM IST May 3, 2021"]
    )
    def test_a_date_declared_in_words_gives_its_day(self, written: str) -> None:
        document = of(meta("article:published_time", written))
        assert dated(document) == (datetime(2021, 5, 3, tzinfo=UTC), "day", "meta", None)
        assert document.extraction.warnings == ()

    @pytest.mark.parametrize(
        ("url", "text", "source"),
        [
            ("https://gazette.example/2021/05/03/ferry", "", "address"),
            (URL, "<div class='date'>May 3, 2021</div>", "text"),
        ],
    )
    def test_a_guess_says_that_it_is_one(self, url: str, text: str, source: str) -> None:
        document = of(url=url, end=text)
        assert dated(document) == (datetime(2021, 5, 3, tzinfo=UTC), "day", source, None)
        assert document.extraction.warnings == ("date_guessed",)

    def test_a_document_stored_before_there_were_sources_has_none(self) -> None:
        stored = parse('{"extraction": {"method": "trafilatura", "warnings": ["date_guessed"]}}')
        assert dated(stored) == (None, None, None, None)

    def test_the_source_and_the_zone_are_stored(self) -> None:
        document = of(linked(datePublished="2021-05-03T14:20:31+03:00"))
        assert dated(parse(dump(document))) == (UTC_TIME, "second", "json-ld", "+03:00")

    def test_no_date_has_no_source(self) -> None:
        assert dated(of()) == (None, None, None, None)

    def test_the_feeds_date_says_that_it_is_the_feeds(self) -> None:
        entry = Entry(URL, published_at=LOCAL, published_precision="second")
        fetched = Page(URL, URL, 200, {}, page(ENGLISH).encode(), LOCAL, "gazette", entry=entry)
        assert dated(Stages(load({}))(fetched).document) == (LOCAL, "second", "feed", None)

    def test_modified(self) -> None:
        head = linked(dateModified="2021-05-04T14:20:31") + meta(
            "article:modified_time", "2021-05-04T14:20:31+03:00"
        )
        assert of(head).modified_at == datetime(2021, 5, 4, 11, 20, 31, tzinfo=UTC)


GATES = [
    '<aside class="gh-post-upgrade-cta"><h2>This post is for paying subscribers only</h2></aside>',
    '<div class="pmpro_content_message">This content is for members only.</div>',
    '<div class="woocommerce-info wc-memberships-message wc-memberships-content-restricted-message">Join us.</div>',
    '<div class="paywall" data-testid="paywall" data-component-name="Paywall"><h2>Keep reading</h2></div>',
]  # fmt: skip
FREE = {"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": True, "cssSelector": ".paywall"}}


class TestPaywall:
    @pytest.mark.parametrize("false", [False, "False", "false", "http://schema.org/False"])
    def test_json_ld(self, false: object) -> None:
        assert of(linked(isAccessibleForFree=false)).extraction.warnings == ("paywall",)

    def test_a_part_that_is_not_free(self) -> None:
        part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paywall"}
        assert of(linked(hasPart=[part])).extraction.warnings == ("paywall",)

    @pytest.mark.parametrize("tier", ["locked", "metered"])
    def test_the_tier(self, tier: str) -> None:
        assert of(meta("article:content_tier", tier)).extraction.warnings == ("paywall",)

    @pytest.mark.parametrize("gate", GATES)
    def test_the_gate_of_a_cms(self, gate: str) -> None:
        assert of(end=gate).extraction.warnings == ("paywall",)

    @pytest.mark.parametrize(
        "head",
        [
            linked(isAccessibleForFree=True, **FREE),
            linked(isAccessibleForFree="True"),
            linked(isAccessibleForFree=""),
            linked() + linked(headline="Another article", isAccessibleForFree=True),
            meta("article:content_tier", "free"),
            '<style>.gh-post-upgrade-cta { color: #fff; } .paywall { display: none; }</style>',
        ],
    )  # fmt: skip
    def test_a_free_page_has_none(self, head: str) -> None:
        document = of(head, end='<div class="paywall"><p>The harbour master was not there.</p></div>')
        assert document.extraction.warnings == ()

    def test_the_first_article_speaks_for_itself(self) -> None:
        teaser = linked(headline="Another article", isAccessibleForFree=False)
        assert of(linked(isAccessibleForFree=True) + teaser).extraction.warnings == ()


def teaser(end: str) -> str:
    text = escape(ENGLISH.paragraphs[0] + " " + ENGLISH.paragraphs[1].removesuffix("town.").strip())
    return f"<html><head><title>{ENGLISH.title}</title></head><body><article><h1>{ENGLISH.title}</h1><div><p>{text}{end}</div></article></body></html>"


class TestTeaser:
    @pytest.mark.parametrize(
        "end",
        [
            f' … <a href="{URL}">Read more</a></p>',
            f'...</p><p><a href="{URL}?full=1#more-112" class="more-link">Continue reading</a></p>',
            '…</p><a href="/harbour/ferry/">اقرأ المزيد</a>',
            " [&hellip;]</p>",
            " [...]</p><p>Tags: <a href='/ferry'>ferry</a></p>",
        ],
    )
    def test_a_teaser(self, end: str) -> None:
        document = extract(teaser(end), URL)
        assert document.extraction.warnings == ("teaser",)
        assert "nine votes to four" in body_text(document)

    @pytest.mark.parametrize(
        "end",
        [
            "town…</p>",
            "town …</p><p><a href='/harbour/bridge'>Read more about the bridge</a></p>",
            f"town …</p><p><a href='{URL}#comments'>3 comments</a></p>",
            "town …</p><p><a href='#'>Back to the top</a></p>",
            f"town.</p><p><a href='{URL}'>Permalink</a></p>",
        ],
    )
    def test_an_article_may_end_in_an_ellipsis(self, end: str) -> None:
        assert extract(teaser(end), URL).extraction.warnings == ()

    def test_a_body_declared_far_longer_than_the_text(self) -> None:
        whole = " ".join(ENGLISH.paragraphs)
        assert extract(teaser("town.</p>" + ours(articleBody=whole * 2)), URL).extraction.warnings == (
            "teaser",
        )
        assert of(ours(articleBody=whole)).extraction.warnings == ()

    def test_a_number_of_words_far_above_those_of_the_text(self) -> None:
        words = len(" ".join(ENGLISH.paragraphs).split())
        assert of(ours(wordCount=5 * words)).extraction.warnings == ()  # it is that of characters
        assert of(ours(wordCount=3 * words)).extraction.warnings == ("teaser",)
        assert of(ours(wordCount=str(words))).extraction.warnings == ()

    @pytest.mark.parametrize(
        "name",
        [
            {"headline": f"{ENGLISH.title}: what comes next"},
            {"headline": "For sharing", "url": f"{URL}/?ref=home"},
            {"headline": "For sharing", "@id": "https://www.gazette.example/harbour/ferry#article"},
            {"headline": "For sharing", "mainEntityOfPage": URL},
            {"headline": "For sharing", "mainEntityOfPage": {"@type": "WebPage", "@id": URL}},
        ],
    )
    def test_what_counts_is_declared_of_this_article(self, name: dict[str, object]) -> None:
        assert of(linked(wordCount=5_000, **name)).extraction.warnings == ("teaser",)

    @pytest.mark.parametrize(
        "other",
        [
            {"headline": "The bridge is closed for repairs"},
            {
                "headline": "The bridge is closed",
                "url": "https://gazette.example/harbour/bridge",
                "@id": "#article",
            },
            {"mainEntityOfPage": "https://gazette.example/"},
            {},
        ],
    )
    def test_what_is_declared_of_others_does_not_count(self, other: dict[str, object]) -> None:
        long = linked(wordCount=5_000, articleBody=9 * " ".join(ENGLISH.paragraphs), **other)
        assert of(long).extraction.warnings == ()
        assert of(long + ours(wordCount=5_000)).extraction.warnings == ("teaser",)

    @pytest.mark.parametrize("a_word", [1, 1.6])
    def test_chinese_words_are_counted_in_characters_or_in_words(self, a_word: float) -> None:
        characters = sum(map(len, CHINESE.paragraphs))
        assert (
            of(
                ours(wordCount=int(characters / a_word), headline=CHINESE.title), article=CHINESE
            ).extraction.warnings
            == ()
        )
        assert of(
            ours(wordCount=3 * characters, headline=CHINESE.title), article=CHINESE
        ).extraction.warnings == ("teaser",)

    def test_the_excerpt_in_a_feed(self) -> None:
        text = f"<p>{ENGLISH.paragraphs[0]} [&#8230;]</p><p>The post <a href='{URL}'>{ENGLISH.title}</a> appeared first on <a href='https://gazette.example'>The Pier Gazette</a>.</p>"
        fetched = Page(URL, URL, 403, {}, b"", LOCAL, "gazette", entry=Entry(URL, text=text))
        assert Stages(load({})).from_entry(fetched).document.extraction.warnings == ("teaser", "from_feed")

    def test_a_page_that_broke_off_is_no_teaser(self) -> None:
        def processed(html: str) -> tuple[str, ...]:
            fetched = Page(URL, URL, 200, {}, html.encode(), LOCAL, "gazette", truncated=True)
            return Stages(load({}))(fetched).document.extraction.warnings

        assert processed(page(ENGLISH)) == ("truncated",)
        assert processed(teaser(" [&hellip;]</p>")) == ("teaser", "truncated")
