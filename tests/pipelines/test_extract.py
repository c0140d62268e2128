# ruff: noqa: E501  (markup stands as pages have it)
"""A page into a document: kinds and numbers of paragraphs, dates, structure, and pages that are no article."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.document import Document, body_text
from crawler.errors import Discard
from pipelines.extract import check, extract, extract_text
from tests.fixtures.make_seed_pages import page as seed_page
from tests.pipelines.articles import ARABIC, CHINESE, ENGLISH, GERMAN, RUSSIAN, Article, page

URL = "https://gazette.example/harbour/ferry"


def lost(article: Article, document: Document) -> list[str]:
    text = body_text(document)
    return [words for words in article.paragraphs if words not in text]


def test_kinds_and_paragraph_numbers() -> None:
    extra = (
        "<h2>What the engineers found</h2><ul><li>Rust in eleven places below the deck</li><li>A crack in the second rudder blade</li></ul>"
        "<blockquote><p>People here learnt to swim off that deck, and they will again next summer.</p></blockquote>"
    )
    document = extract(page(ENGLISH, middle=extra), URL)
    kinds = [(s.kind, s.text[:12]) for s in document.segments]
    assert kinds == [
        ("title", "Harbour town"),
        ("paragraph", "The council "),
        ("paragraph", "“People here"),
        ("heading", "What the eng"),
        ("list", "Rust in elev"),
        ("list", "A crack in t"),
        ("quote", "People here "),
        ("paragraph", "Engineers wh"),
        ("paragraph", "The money is"),
        ("paragraph", "In the eveni"),
    ]
    assert [s.paragraph for s in document.segments] == list(range(10))
    assert document.extraction.warnings == ()


def test_extract_text_is_the_text_without_the_title() -> None:
    assert extract_text(page(ARABIC), URL) == "\n".join(ARABIC.paragraphs)


def dated(meta: str) -> Document:
    return extract(page(ENGLISH, head=meta), "https://gazette.example/")


@pytest.mark.parametrize(
    ("written", "at", "precision"),
    [
        ("2021-05-03T14:20:31Z", datetime(2021, 5, 3, 14, 20, 31, tzinfo=UTC), "second"),
        ("2021-05-03T14:20:31.123+03:00", datetime(2021, 5, 3, 11, 20, 31, tzinfo=UTC), "second"),
        ("2021-05-03T14:20+0530", datetime(2021, 5, 3, 8, 50, tzinfo=UTC), "minute"),
        ("2021-05-03", datetime(2021, 5, 3, tzinfo=UTC), "day"),
        ("1990-01-01", datetime(1990, 1, 1, tzinfo=UTC), "day"),
    ],
)
def test_dates_and_their_precision(written: str, at: datetime, precision: str) -> None:
    document = dated(f'<meta property="article:published_time" content="{written}">')
    assert (document.published_at, document.published_precision) == (at, precision)


@pytest.mark.parametrize(
    "written",
    ["1989-12-31T23:59:00Z", "0001-01-01", "1970-01-01T00:00:00Z", "9999-12-31", "2021-13-45", "soon"],
)
def test_dates_that_are_not_believed(written: str) -> None:
    document = dated(f'<meta property="article:published_time" content="{written}">')
    assert (document.published_at, document.published_precision) == (None, None)


def test_a_date_after_tomorrow_is_not_believed_one_of_today_is() -> None:
    def at(moment: datetime) -> datetime | None:
        return dated(f'<meta property="article:published_time" content="{moment.isoformat()}">').published_at

    now = datetime.now(UTC).replace(microsecond=0)
    assert at(now + timedelta(days=3)) is None
    assert at(now) == now


def test_an_implausible_date_does_not_hide_a_plausible_one() -> None:
    ld = json.dumps({"@type": "NewsArticle", "datePublished": "2021-05-03T14:20:31Z"})
    document = dated(
        f'<meta property="article:published_time" content="1970-01-01"><script type="application/ld+json">{ld}</script>'
    )
    assert document.published_at == datetime(2021, 5, 3, 14, 20, 31, tzinfo=UTC)


def shell(inner: str, article: Article = ENGLISH) -> str:
    title = escape(article.title)
    return f'<html><head><title>{title}</title></head><body><nav><a href="/">Start</a> <a href="/b">B</a></nav><h1>{title}</h1>{inner}<footer><p>© 2021 The Pier Gazette</p></footer></body></html>'


@pytest.mark.parametrize("article", [ENGLISH, ARABIC, CHINESE], ids=lambda a: a.language)
@pytest.mark.parametrize("between", ["<br><br>", "<br/>\n<br/>", "<br>"])
def test_text_held_together_by_line_breaks(article: Article, between: str) -> None:
    document = extract(
        shell(f'<div id="text">{between.join(escape(p) for p in article.paragraphs)}</div>', article), URL
    )
    assert [s.text for s in document.segments if s.kind == "paragraph"] == list(article.paragraphs)


@pytest.mark.parametrize("tag", ["div", "section"])
def test_text_in_bare_blocks(tag: str) -> None:
    inner = "".join(f"<{tag}>{escape(p)}</{tag}>" for p in ENGLISH.paragraphs)
    assert lost(ENGLISH, extract(shell(f"<div>{inner}</div>"), URL)) == []


def test_an_article_split_by_an_advertisement() -> None:
    halves = [
        "".join(f"<p>{escape(p)}</p>" for p in part)
        for part in (ENGLISH.paragraphs[:2], ENGLISH.paragraphs[2:])
    ]
    advert = (
        '<div class="ad-container"><script>googletag.display("x")</script><span>Advertisement</span></div>'
    )
    document = extract(
        shell(
            f'<main><div class="story-body">{halves[0]}</div>{advert}<div class="story-body">{halves[1]}</div></main>'
        ),
        URL,
    )
    assert lost(ENGLISH, document) == []
    assert "Advertisement" not in body_text(document)


def test_zero_width_non_joiners_are_kept() -> None:
    words = "شبکه‌های اجتماعی در هفته‌های گذشته پر از عکس‌هایی بود که مردم از بازار قدیمی شهر گرفته‌اند و می‌گویند هیچ‌کس انتظار چنین استقبالی را نداشت."
    document = extract(page(ARABIC, middle=f"<p>{words}</p>"), URL)
    assert words in body_text(document)
    assert words.count("\u200c") == body_text(document).count("\u200c")


def test_a_page_nested_too_deep_says_so() -> None:
    html = "<html><body>" + "<div>" * 50_000 + "<p>text</p>" + "</div>" * 50_000
    document = extract(html, URL)
    assert document.segments == ()
    assert set(document.extraction.warnings) == {"no_text", "too_deep"}
    with pytest.raises(Discard) as refused:
        check(document, html)
    assert refused.value.kind == "too_deep"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   \n ",
        "<html></html>",
        "<html><body></body></html>",
        "<p> </p>",
        "<html><head><title>Only a title</title></head></html>",
    ],
)
def test_a_page_without_text_says_so(html: str) -> None:
    document = extract(html, URL)
    assert document.extraction.warnings == ("no_text",)
    with pytest.raises(Discard) as refused:
        check(document, html)
    assert refused.value.kind in ("no_text", "blocked")


def test_a_pdf_says_so() -> None:
    document = extract(b"%PDF-1.7\n1 0 obj", URL)
    assert set(document.extraction.warnings) == {"no_text", "unsupported_type"}
    with pytest.raises(Discard) as refused:
        check(document, b"%PDF-1.7\n1 0 obj")
    assert refused.value.kind == "unsupported_type"


def wall(title: str, text: str, extra: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{extra}<div><h1>{title}</h1><p>{text}</p></div></body></html>"


WALLS = {
    "Cloudflare": wall("Just a moment...", "Checking your browser before accessing gazette.example. This process is automatic.", "<script>window._cf_chl_opt={cvId:'3'};</script>"),
    "Cloudflare, blocked": wall("Attention Required! | Cloudflare", "Sorry, you have been blocked. You are unable to access gazette.example. Cloudflare Ray ID: 7f00"),
    "Cloudflare, de": wall("Nur einen Moment…", "Bestätigen Sie, dass Sie ein Mensch sind. Dies kann einige Sekunden dauern.", "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script>"),
    "Cloudflare, ar": wall("لحظة من فضلك…", "التحقق من أنك إنسان. قد يستغرق هذا بضع ثوان."),
    "Cloudflare, ru": wall("Один момент…", "Подтвердите, что вы человек. Это может занять несколько секунд."),
    "captcha": wall("Are you a robot?", "Please complete the captcha below to continue.", "<div class='g-recaptcha' data-sitekey='x'></div>"),
    "DataDome": wall("gazette.example", "Please enable JS and disable any ad blocker", "<script src='https://ct.captcha-delivery.com/c.js'></script>"),
    "unusual traffic": wall("Sorry!", "We have detected unusual traffic from your network. Confirm you are not a robot."),
    "access denied": wall("Access Denied", "You don't have permission to access this server. Reference #18.2d"),
    "consent": wall("Before you continue to Gazette", "We use cookies and data. Accept all cookies to continue, or manage your choices."),
    "consent, de": wall("Datenschutzeinstellungen", "Mit Werbung weiterlesen oder das Abo abschließen. Stimmen Sie der Nutzung von Cookies zu, um fortzufahren."),
    "log in": wall("Log in", "Please log in to continue reading this article."),
    "log in, fr": wall("Connexion", "Connectez-vous pour lire la suite de cet article."),
    "parked": wall("gazette.example", "This domain is for sale. Make an offer on this domain."),
    "parked, markup": wall("gazette.example", "Related searches", "<script src='https://img.sedoparking.com/js/x.js'></script>"),
    "soft 404, en": wall("Page not found | The Gazette", "The page you are looking for does not exist. It may have been moved."),
    "soft 404, de": wall("Seite nicht gefunden", "Die gesuchte Seite existiert leider nicht."),
    "soft 404, fr": wall("Page introuvable", "La page que vous cherchez n’existe pas ou plus."),
    "soft 404, es": wall("Página no encontrada", "Lo sentimos, la página que busca no existe."),
    "soft 404, ru": wall("Страница не найдена", "Возможно, она была удалена или перенесена."),
    "soft 404, ar": wall("الصفحة غير موجودة", "عذرا، الصفحة التي تبحث عنها غير موجودة."),
    "soft 404, zh": wall("页面不存在", "抱歉，您访问的页面不存在或已被删除。"),
    "soft 404, tr": wall("Sayfa bulunamadı", "Aradığınız sayfa bulunamadı."),
    "soft 404, da": wall("Siden blev ikke fundet", "Den side, du leder efter, findes ikke."),
    "soft 404, fa": wall("صفحه یافت نشد", "صفحه مورد نظر شما یافت نشد."),
    "soft 404, number": wall("404 Not Found", "nginx"),
}  # fmt: skip


@pytest.mark.parametrize("name", WALLS)
def test_a_page_that_stands_in_an_articles_place_is_blocked(name: str) -> None:
    with pytest.raises(Discard) as refused:
        check(extract(WALLS[name], URL), WALLS[name])
    assert refused.value.kind == "blocked"


ABOUT = {
    "captchas": ("Are you a robot? How captchas lost their battle", "For twenty years websites have asked visitors to verify that they are human by typing crooked letters. Please complete the captcha to continue: hardly a sentence of our time has been read more often. Now programs solve these puzzles faster than people do, as three universities found in tests with fourteen hundred participants, and the inventors themselves say that the method has had its day."),
    "cookies": ("Accept all cookies? Court says that the button is not enough", "Websites that only show a button that accepts all cookies break the law, the highest administrative court ruled on Thursday. We use cookies to improve your experience: behind this sentence, the judges wrote, companies had hidden some eight hundred partners. The ruling concerns forty publishers, who have until the summer to change their pages and to delete what they had collected without being allowed to."),
    "missing pages": ("404: the lost pages of the internet", "The page you are looking for does not exist. Anybody who clicks through old articles reads this sentence at every fourth link, says a study of two million addresses. Libraries try to keep up, but half of what was published on the web in 2013 is gone for good, and with it the minutes of parish councils, the early diaries, and the first recipes that anybody had put online."),
    "domains": ("The man who sold the domain of a country", "This domain is for sale: the sign had stood on the page for eleven years when the ministry called for the first time. The owner, a retired teacher of geography, asked for nothing but the promise that nobody would advertise on it, and he got it in writing. Two years later the address was sold on to a betting company, and the teacher went to court, where he is still waiting for a hearing."),
}  # fmt: skip


@pytest.mark.parametrize("name", ABOUT)
def test_an_article_about_such_pages_is_an_article(name: str) -> None:
    title, text = ABOUT[name]
    article = Article("en", title, (text, *ENGLISH.paragraphs[2:4]))
    html = page(article)
    document = extract(html, URL)
    check(document, html)
    assert lost(article, document) == []


@pytest.mark.parametrize("article", [ENGLISH, GERMAN, ARABIC, CHINESE, RUSSIAN], ids=lambda a: a.language)
def test_an_ordinary_article_is_not_blocked(article: Article) -> None:
    html = page(article)
    check(extract(html, URL), html)


def test_a_short_report_is_not_blocked() -> None:
    report = Article(
        "en",
        "Ferry back in service",
        (
            "The ferry went back into service on Monday morning, two days earlier than the operator had announced.",
        ),
    )
    html = page(report)
    document = extract(html, URL)
    check(document, html)
    assert body_text(document) == report.paragraphs[0]


def test_the_standfirst_is_kept_once() -> None:
    lead = "A levy on visitors is to pay for the repairs, and the opposition has announced that it will go to court."
    html = page(ENGLISH, head=f'<meta name="description" content="{lead}">').replace(
        "</h1>", f'</h1><p class="standfirst">{lead}</p>'
    )
    document = extract(html, URL)
    assert body_text(document).count(lead) == 1
    assert body_text(document).startswith(lead)


def test_a_repeated_passage_stands_once() -> None:
    document = extract(
        page(ENGLISH, end="".join(f"<p>{escape(p)}</p>" for p in ENGLISH.paragraphs[1:4])), URL
    )
    text = body_text(document)
    assert [text.count(p) for p in ENGLISH.paragraphs] == [1] * len(ENGLISH.paragraphs)


def test_a_refrain_may_come_again() -> None:
    verse = "<p>Who will pay?</p>"
    document = extract(page(ENGLISH, middle=verse, end=verse), URL)
    assert body_text(document).count("Who will pay?") == 2


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://gazette.example/ferry", "https://gazette.example/ferry"),
        ("/ferry", "https://gazette.example/ferry"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_the_canonical_link(href: str, expected: str) -> None:
    document = extract(page(ENGLISH, head=f'<link rel="canonical" href="{href}">'), URL)
    assert document.canonical_url == expected


def test_the_title_is_not_repeated_in_the_text() -> None:
    document = extract(page(ENGLISH, middle=f"<h2>{ENGLISH.title}</h2>"), URL)
    assert document.title == ENGLISH.title
    assert ENGLISH.title not in body_text(document)


def test_a_first_paragraph_that_merely_begins_with_the_title_is_kept() -> None:
    first = f"{ENGLISH.title}, and it does so against the advice of its own engineers, who had counted the places where the rust had eaten through."
    article = Article("en", ENGLISH.title, (first, *ENGLISH.paragraphs))
    assert lost(article, extract(page(article), URL)) == []
    assert lost(article, extract("\n\n".join((article.title, *article.paragraphs)), URL)) == []


@pytest.mark.parametrize("written", ["\x05", "&#5;", "\x0b", "&#x1f;", "\ufffe", "&#xFFFF;"])
def test_control_characters_beside_a_removed_element_are_left_out(written: str) -> None:
    widget = f'<div>{written}<iframe src="https://t.me/gazette/5"></iframe>{written}<div class="sharedaddy">Share</div>{written}</div>'
    document = extract(page(ENGLISH, middle=widget), URL)
    assert lost(ENGLISH, document) == []
    assert all(character.isprintable() or character == "\n" for character in body_text(document))


@pytest.mark.parametrize(
    "encode", [lambda html: html, lambda html: html.encode("utf-8", "replace")], ids=["str", "bytes"]
)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(pieces=st.lists(st.one_of(st.text(max_size=60), st.sampled_from(["<p>", "</p>", "<div class='", "<blockquote class=twitter-tweet>", "<a href='", "'>", "<iframe src=//x.com/i/status/9>", "<script>", "<!--", "]]>", "<?xml version='1.0' encoding='", "<table><tr>", "<svg>", "<title>", "&#xD800;", "&#0;", "\ud800", "\0", "— (@a) ", "(((", "{{{", "<time datetime='", "99999-99-99", "<base href='http://[", "<meta property=og:title content="])), max_size=40))  # fmt: skip
def test_nothing_escapes_extract_on_invented_markup(encode: object, pieces: list[str]) -> None:
    assert callable(encode)
    document = extract(encode("<html><body>" + "".join(pieces)), "http://[broken")
    assert isinstance(document, Document)


def test_nothing_escapes_extract_on_mutated_pages() -> None:
    chance = random.Random(20_210_503)
    sources = [
        seed_page("001_d242f1a09f7eb5cb.txt").encode(),
        seed_page("002_d2793b5e68416390.txt").encode(),
        page(ARABIC).encode("cp1256"),
    ]
    for _ in range(90):
        body = bytearray(chance.choice(sources))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(body))
            end = at + chance.choice((1, 3, 40, 900))
            body[at:end] = chance.choice(
                (b"", b"<", b"\0", chance.randbytes(5), bytes(body[at:end]) * 3, b"</article>", b'"')
            )
        document = extract(bytes(body), URL)
        try:
            check(document, bytes(body))
        except Discard as refused:
            assert refused.kind in ("blocked", "no_text", "too_deep", "unsupported_type")
