# ruff: noqa: E501  (markup stands as pages have it)
"""Pages that are known to break extractors: the whole article comes out, in several languages and builds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape

import pytest

from crawler.document import body_text
from pipelines.extract import extract
from tests.pipelines.articles import (
    ARABIC,
    CHINESE,
    ENGLISH,
    GERMAN,
    PERSIAN,
    RUSSIAN,
    TURKISH,
    Article,
    page,
)

URL = "https://gazette.example/harbour/ferry"
ARTICLES = (ENGLISH, GERMAN, ARABIC, CHINESE, RUSSIAN, PERSIAN, TURKISH)
BUILDS = {
    "a theme": '<main><article class="post"><header><h1>{title}</h1></header><div class="entry-content">{body}</div></article></main>',
    "bare boxes": '<div id="wrap"><div class="col"><h1>{title}</h1><div>{body}</div></div><div class="col"><ul><li><a href="/x">X</a></li></ul></div></div>',
    "a table": '<table width="900"><tr><td width="200"><a href="/a">A</a><br><a href="/b">B</a></td><td class="text"><font size="5"><b>{title}</b></font><br>{body}</td></tr></table>',
    "an application": '<div id="root"><div class="css-1ab"><main class="css-2cd"><section><h1 class="css-3ef">{title}</h1></section><section class="css-4gh"><div class="css-5ij">{body}</div></section></main></div></div>',
    "Drupal": '<div class="region region-content"><h1 class="page-header">{title}</h1><div class="node node-article"><div class="field field-name-body"><div class="field-items"><div class="field-item even" property="content:encoded">{body}</div></div></div></div></div>',
}  # fmt: skip
in_every_language = pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.language)
in_every_build = pytest.mark.parametrize("build", BUILDS)


def built(build: str, article: Article, body: str, *, head: str = "", after: str = "") -> str:
    """A page of one build, its menu above and its footer below."""
    direction = "rtl" if article.language in ("ar", "fa") else "ltr"
    title = escape(article.title)
    main = BUILDS[build].format(title=title, body=body)
    return f"""<!DOCTYPE html><html lang="{article.language}" dir="{direction}"><head><meta charset="utf-8"><title>{title} | Gazette</title>
<meta property="og:title" content="{title}">{head}</head><body><div class="menu"><a href="/">Start</a> <a href="/a">A</a> <a href="/b">B</a></div>
{main}{after}<div class="footer"><a href="/about">About</a> © 2021</div></body></html>"""


def text_of(html: str) -> str:
    return body_text(extract(html, URL))


def missing(paragraphs: Sequence[str], text: str) -> list[str]:
    return [words for words in paragraphs if words not in text]


def paragraphs(texts: Sequence[str]) -> str:
    return "\n".join(f"<p>{escape(text)}</p>" for text in texts)


CODE = {
    "in a paragraph of its own": "<p>googletag.cmd.push(function() { googletag.display('div-gpt-ad-41'); });</p>",
    "a line in each paragraph": "<p>googletag.cmd.push(function() {</p><p>googletag.defineSlot('/7/mid', [300, 250], 'div-gpt-ad-41').addService(googletag.pubads());</p><p>googletag.enableServices();</p><p>});</p>",
    "a line before each break": "<p>googletag.cmd.push(function() {<br>\ngoogletag.display('div-gpt-ad-41');<br>\n});</p>",
    "with the quotation marks of a text editor": "<p>googletag.cmd.push(function() { googletag.display(&#8216;div-gpt-ad-41&#8217;); });</p>",
    "an assignment with such marks": "<p>gptOptions = { ‘key’ : ‘div-gpt-ad-41’, ‘format’ : ‘iframe’, ‘params’ : {} };</p>",
    "with spaces that do not break": "<p>var&nbsp;googletag&nbsp;=&nbsp;googletag&nbsp;||&nbsp;{}; googletag.cmd&nbsp;=&nbsp;googletag.cmd&nbsp;||&nbsp;[];</p>",
    "with its tags shown": "<p>&lt;script&gt;googletag.cmd.push(function() { googletag.display('div-gpt-ad-41'); });&lt;/script&gt;</p>",
    "a tag of a script shown": "<p>&lt;script async src=\"https://cdn.example/googletag.js\"&gt;&lt;/script&gt;</p>",
    "an element of AMP shown": "<p>&lt;amp-ad width=300 height=250 type=\"googletag\" data-slot=\"/7/mid\"&gt;&lt;/amp-ad&gt;</p>",
    "in a box": '<div class="inread"><p>googletag.cmd.push(function(){googletag.display("div-gpt-ad-41")})</p></div>',
    "in a list item": "<ul><li>googletag.cmd.push(function(){googletag.display('div-gpt-ad-41')});</li></ul>",
    "a function that arrows": "<p>window.googletag = window.googletag || {cmd: []}; googletag.cmd.push(() =&gt; { googletag.display('div-gpt-ad-41'); });</p>",
    "with a remark": "<p>/* googletag, mid */ googletag.cmd.push(function() { googletag.display('div-gpt-ad-41'); }); // end of googletag</p>",
}  # fmt: skip


@in_every_build
@pytest.mark.parametrize("code", CODE)
def test_code_pasted_as_text_goes_and_nothing_with_it(code: str, build: str) -> None:
    for article in ARTICLES:
        body = f"{paragraphs(article.paragraphs[:2])}{CODE[code]}{paragraphs(article.paragraphs[2:])}"
        assert text_of(built(build, article, body)).split("\n\n") == list(article.paragraphs)


@in_every_language
@pytest.mark.parametrize("after", [True, False], ids=["after the words", "before the words"])
def test_code_inside_a_paragraph_goes_and_the_words_stay(article: Article, after: bool) -> None:
    code = "googletag.cmd.push(function() { googletag.display('div-gpt-ad-41'); });"
    second = escape(article.paragraphs[1])
    middle = f"<p>{second} {code}</p>" if after else f"<p>{code} {second}</p>"
    body = f"{paragraphs(article.paragraphs[:1])}{middle}{paragraphs(article.paragraphs[2:])}"
    text = text_of(built("a theme", article, body))
    assert missing(article.paragraphs, text) == []
    assert "googletag" not in text


ADVERT = '<div class="ad-wrap"><div id="div-gpt-ad-9"><script>googletag.display("div-gpt-ad-9")</script></div><span>{label}</span></div>'
SPLITS: dict[str, Callable[[str, str, str], str]] = {
    "two of one class": lambda a, ad, b: f'<div class="story-body">{a}</div>{ad}<div class="story-body">{b}</div>',
    "two that are numbered": lambda a, ad, b: f'<div class="text part-1">{a}</div>{ad}<div class="text part-2">{b}</div>',
    "the second named as such": lambda a, ad, b: f'<div class="article-text">{a}</div>{ad}<div class="article-text article-text--after-ad">{b}</div>',
    "without classes": lambda a, ad, b: f"<div>{a}</div>{ad}<div>{b}</div>",
    "sections": lambda a, ad, b: f'<section data-part="1">{a}</section>{ad}<section data-part="2">{b}</section>',
    "wrapped twice": lambda a, ad, b: f'<div class="row"><div class="inner"><div class="rich">{a}</div></div></div><div class="row">{ad}</div><div class="row"><div class="inner"><div class="rich">{b}</div></div></div>',
    "the first one bare": lambda a, ad, b: f'{a}{ad}<div class="after">{b}</div>',
    "the second one bare": lambda a, ad, b: f'<div class="before">{a}</div>{ad}{b}',
}  # fmt: skip
LABELS = {"en": "Advertisement", "de": "Anzeige", "ar": "إعلان", "zh": "广告", "ru": "Реклама", "fa": "تبلیغات", "tr": "Reklam"}  # fmt: skip


@in_every_build
@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_both_halves_around_an_advertisement(split: str, build: str, at: int) -> None:
    for article in ARTICLES:
        label = LABELS[article.language]
        halves = paragraphs(article.paragraphs[:at]), paragraphs(article.paragraphs[at:])
        body = SPLITS[split](halves[0], ADVERT.format(label=label), halves[1])
        text = text_of(built(build, article, body))
        assert missing(article.paragraphs, text) == []
        assert label not in text.split("\n\n")


BREAKS: dict[str, Callable[[Sequence[str]], str]] = {
    "one break": lambda texts: "<br>".join(texts),
    "two breaks": lambda texts: "<br><br>\n".join(texts),
    "breaks and spaces": lambda texts: "&nbsp;<br />\n<br />&nbsp;\n".join(texts),
    "breaks in a span": lambda texts: f'<span style="font-size:14px">{"<br><br>".join(texts)}</span>',
    "breaks in one paragraph": lambda texts: f"<p>{'<br><br>'.join(texts)}</p>",
    "breaks after a bold place": lambda texts: f"<b>Quay</b> - {'<br><br>'.join(texts)}",
    "a picture among them": lambda texts: f'{texts[0]}<br><br><img src="a.jpg"><br><br>{"<br><br>".join(texts[1:])}',
}  # fmt: skip
BOXES: dict[str, Callable[[Sequence[str]], str]] = {
    "boxes": lambda texts: "".join(f"<div>{text}</div>" for text in texts),
    "boxes in boxes": lambda texts: "".join(f"<div><div><span>{text}</span></div></div>" for text in texts),
    "boxes with a direction": lambda texts: "".join(f'<div dir="auto" style="text-align:justify">{text}</div>' for text in texts),
    "boxes and empty boxes": lambda texts: "<div><br></div>".join(f"<div>{text}</div>" for text in texts),
    "boxes of one class": lambda texts: "".join(f'<div class="c-9x"><div class="t-1">{text}</div></div>' for text in texts),
    "bare text and boxes": lambda texts: texts[0] + "".join(f"<div>{text}</div>" for text in texts[1:]),
    "spans": lambda texts: "<br>".join(f"<span>{text}</span>" for text in texts),
    "sections": lambda texts: "".join(f"<section>{text}</section>" for text in texts),
}  # fmt: skip


@in_every_build
@pytest.mark.parametrize("markup", [*BREAKS, *BOXES])
def test_an_article_without_paragraph_elements(markup: str, build: str) -> None:
    for article in ARTICLES:
        body = {**BREAKS, **BOXES}[markup]([escape(text) for text in article.paragraphs])
        segments = extract(built(build, article, body), URL).segments
        found = [s.text.removeprefix("Quay - ") for s in segments if s.kind == "paragraph"]
        assert [text for text in found if text != article.title] == list(article.paragraphs)


ENTRIES = {
    "sections": '<section class="entry"><h3>{heading}</h3><p>{text}</p></section>',
    "articles": '<article class="liveblog-entry" id="e{n}"><time datetime="2021-05-03T1{n}:05:00Z">1{n}:05</time><h2>{heading}</h2><div class="body"><p>{text}</p></div></article>',
    "blocks": '<div id="block-{n}" class="block is-key-event"><p class="block-time"><time>1{n}.05</time></p><h2 class="block-title">{heading}</h2><div class="block-elements"><p>{text}</p></div></div>',
    "a list": '<li class="post"><div class="meta">1{n}:05</div><h4>{heading}</h4><p>{text}</p></li>',
    "a timeline": '<div class="timeline-item"><div class="time">1{n}:05</div><div class="content"><h3><strong>{heading}</strong></h3><div>{text}</div></div></div>',
    "linked to themselves": '<div class="update"><h3><a href="#e{n}">{heading}</a></h3><p>{text}</p></div>',
    "with a way to share each": '<div class="lb-post"><h3>{heading}</h3><p>{text}</p><div class="share-links"><a href="#">Facebook</a> <a href="#">X</a></div></div>',
}  # fmt: skip
HEADINGS = {
    "en": "Nine hands go up",
    "de": "Neun Hände gehen hoch",
    "ar": "تسع أياد ترتفع",
    "zh": "会场里九只手同时举了起来",
    "ru": "Поднимаются девять рук",
    "fa": "نُه دست بالا می‌رود",
    "tr": "Dokuz el kalkıyor",
}


@in_every_build
@pytest.mark.parametrize("entry", ENTRIES)
def test_the_headings_of_a_live_blogs_entries_stay(entry: str, build: str) -> None:
    for article in ARTICLES:
        titles = [f"{HEADINGS[article.language]} {n}" for n in range(len(article.paragraphs))]
        entries = "".join(
            ENTRIES[entry].format(heading=titles[n], text=escape(text), n=n)
            for n, text in enumerate(article.paragraphs)
        )
        text = text_of(built(build, article, f"<ul>{entries}</ul>" if entry == "a list" else entries))
        assert missing([*article.paragraphs, *titles], text) == []


SECONDS = {
    "an article": '<article class="post"><h1>{title}</h1><div class="entry-content">{body}</div></article>',
    "an article in a box for what comes next": '<div class="next-story"><article><header><h1><a href="/next">{title}</a></h1></header><div class="entry-content">{body}</div></article></div>',
    "a box that scrolls in": '<div class="infinite-item" data-url="https://gazette.example/next"><h1>{title}</h1><div class="entry-content">{body}</div></div>',
    "an article with a line about it": '<article class="post"><h1>{title}</h1><div class="meta"><a href="/who">A. Moss</a> <time datetime="2021-05-02">2 May 2021</time></div><div class="entry-content">{body}</div></article>',
}  # fmt: skip


@pytest.mark.parametrize("second", SECONDS)
@pytest.mark.parametrize(
    ("first", "other"),
    [(ENGLISH, GERMAN), (ARABIC, PERSIAN), (CHINESE, RUSSIAN), (TURKISH, ENGLISH), (RUSSIAN, ARABIC)],
    ids=lambda article: article.language,
)
def test_a_second_full_article_below_goes(first: Article, other: Article, second: str) -> None:
    below = SECONDS[second].format(title=escape(other.title), body=paragraphs(other.paragraphs))
    for build in ("a theme", "an application", "Drupal"):
        text = text_of(built(build, first, paragraphs(first.paragraphs), after=below))
        assert missing(first.paragraphs, text) == []
        assert [words for words in (other.title, *other.paragraphs) if words in text] == []


SECTIONS = {
    "sections of one class": ("", '<div class="article-section"><h1>{title}</h1>{body}</div>'),
    "sections of one name": ("", '<section class="post-content"><h1>{title}</h1>{body}</section>'),
    "articles": ("", '<article class="entry"><h1>{title}</h1>{body}</article>'),
    "entries below a summary": (
        '<header><h1>{title}</h1></header><section class="summary">{body}</section>',
        '<article class="entry"><h1><a href="#e{n}">{title}</a></h1><span class="author">A. Moss</span> <time datetime="2021-05-03T1{n}:05:00Z">1{n}:05</time>{body}</article>',
    ),
    "sections below an introduction": (
        '<div class="opening"><h1>{title}</h1>{body}</div>',
        '<section class="post-part"><h1>{title}</h1>{body}</section>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("markup", SECTIONS)
@in_every_language
def test_sections_and_entries_that_begin_with_a_first_order_heading_stay(
    article: Article, markup: str
) -> None:
    first, other = SECTIONS[markup]
    others = [told for told in ARTICLES if told is not article][:3]
    headings = [f"{HEADINGS[article.language]} {n}" for n in range(1, 4)]
    parts = [(first or other).format(title=escape(article.title), body=paragraphs(article.paragraphs), n=0)]
    for n, (heading, told) in enumerate(zip(headings, others, strict=True), 1):
        parts.append(other.format(title=heading, body=paragraphs(told.paragraphs), n=n))
    head = f"<head><title>{escape(article.title)}</title></head>"
    html = f'<html lang="{article.language}">{head}<body><main>{"".join(parts)}</main></body></html>'
    expected = [*article.paragraphs, *headings[1:], *(words for told in others for words in told.paragraphs)]
    assert missing(expected, text_of(html)) == []


ROWS = {
    "an address": '<article class="post" data-url="https://gazette.example/{n}"><h1>{title}</h1>{body}</article>',
    "a headline that leads to it": '<article class="post"><h1><a href="/{n}">{title}</a></h1>{body}</article>',
    "a date and an author": '<article class="post"><h1>{title}</h1><p class="byline">A. Moss</p> <time datetime="2021-05-0{n}">{n} May 2021</time>{body}</article>',
}  # fmt: skip


@pytest.mark.parametrize("sign", ROWS)
@in_every_language
def test_a_second_full_article_in_one_row_with_the_first_goes(article: Article, sign: str) -> None:
    other = GERMAN if article is ENGLISH else ENGLISH
    row = "".join(
        ROWS[sign].format(title=escape(a.title), body=paragraphs(a.paragraphs), n=n)
        for n, a in enumerate((article, other), 1)
    )
    text = text_of(f"<html><head><title>{escape(article.title)}</title></head><body>{row}</body></html>")
    assert missing(article.paragraphs, text) == []
    assert [words for words in (other.title, *other.paragraphs) if words in text] == []


LARGE = {
    "a menu": (
        "<nav><ul>{}</ul></nav>",
        '<li><a href="/c/{n}"><span>Section {n}</span></a></li>',
        3_400,
    ),
    "comments": (
        '<section id="comments">{}</section>',
        '<div class="comment"><div class="meta"><span>User {n}</span> <span>3 days ago</span></div><p>What number {n} says about the harbour is not what I remember of it at all.</p></div>',
        2_200,
    ),
}  # fmt: skip


@pytest.mark.parametrize("around", LARGE)
def test_an_article_on_a_page_of_ten_thousand_elements_keeps_all_its_lines(around: str) -> None:
    box, one, number = LARGE[around]
    much = box.format("".join(one.format(n=n) for n in range(number)))
    lines = "<h2>What is planned</h2><ul><li>Nine new piles by spring</li><li>A crane for the quay</li></ul>"
    body = paragraphs(ENGLISH.paragraphs[:2]) + lines + paragraphs(ENGLISH.paragraphs[2:])
    document = extract(built("a theme", ENGLISH, body, after=much), URL)
    assert body_text(document).split("\n\n") == [
        *ENGLISH.paragraphs[:2],
        "What is planned",
        "Nine new piles by spring",
        "A crane for the quay",
        *ENGLISH.paragraphs[2:],
    ]


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (1_100, ("Entry heading {}", "Number {}: ", "Short line {}")),
        (3_000, ("Entry heading {}", "Number {}: ")),
    ],
    ids=["sifted", "as prose"],
)
def test_the_headings_of_a_very_long_live_blog_stay(number: int, kept: Sequence[str]) -> None:
    entry = '<div class="entry"><div class="t"><time>1{n}:05</time></div><h3>Entry heading {n}</h3><div class="b"><p>Number {n}: {text}</p><p>Short line {n}</p></div><div class="s"><a href="#">Share</a><a href="#">Link</a></div></div>'
    text = escape(ENGLISH.paragraphs[1][:110]) + "."
    entries = "".join(entry.format(n=n, text=text) for n in range(number))
    found = text_of(built("a theme", ENGLISH, entries))
    wanted = [words.format(n) for n in range(1, 1_000) for words in kept]
    assert missing(wanted, found) == []


@in_every_language
@pytest.mark.parametrize("shown", ["cut", "of another page", "without breaks"])
def test_the_pages_text_wins_over_the_body_it_declares(article: Article, shown: str) -> None:
    declared = {
        "cut": article.paragraphs[0][:90] + "…",
        "of another page": " ".join(GERMAN.paragraphs if article is ENGLISH else ENGLISH.paragraphs),
        "without breaks": " ".join(article.paragraphs)[:400] + " [...]",
    }[shown]
    data = {"@type": "NewsArticle", "headline": article.title, "articleBody": declared}
    head = f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
    document = extract(page(article, head=head), URL)
    assert body_text(document).split("\n\n") == list(article.paragraphs)


def test_a_declared_body_that_broke_off_costs_nothing() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "The council of the harb</script>'
    assert text_of(page(ENGLISH, head=head)).split("\n\n") == list(ENGLISH.paragraphs)


POST = "https://t.me/harbournews/512"
EMBEDS = {
    "an iframe": f'<iframe src="{POST}?embed=1" frameborder="0"></iframe>',
    "an iframe loaded late": f'<div class="embed"><iframe class="lazyload" data-src="{POST}?embed=1&mode=tme"></iframe></div>',
    "a script": '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="harbournews/512" data-width="100%"></script>',
    "a script in a figure": '<figure class="embed"><script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="harbournews/512"></script></figure>',
    "a pasted address": f"<p>{POST}</p>",
    "a pasted address in a box": f"<div>\n{POST}\n</div>",
    "a pasted address that is a link": f'<p><a href="{POST}">{POST}</a></p>',
    "a pasted address between breaks": f"<br><br>{POST}<br><br>",
    "a pasted address without its scheme": "<p>t.me/harbournews/512</p>",
}  # fmt: skip


@in_every_build
@pytest.mark.parametrize("embed", EMBEDS)
def test_an_embed_that_is_only_an_address_is_a_post_where_it_stood(embed: str, build: str) -> None:
    for article in ARTICLES:
        body = f"{paragraphs(article.paragraphs[:2])}{EMBEDS[embed]}{paragraphs(article.paragraphs[2:])}"
        document = extract(built(build, article, body), URL)
        assert [(post.platform, post.url) for post in document.posts] == [("telegram", POST)]
        assert missing(article.paragraphs, body_text(document)) == []
        assert "t.me" not in body_text(document)


JOINERS = {
    "characters": lambda text: text,
    "named references": lambda text: text.replace("\u200c", "&zwnj;"),
    "numbered references": lambda text: text.replace("\u200c", "&#8204;"),
    "inline markup": lambda text: text.replace(" ", " <b>", 1).replace("\u200c", "</b>\u200c", 1),
}


@in_every_build
@pytest.mark.parametrize("written", JOINERS)
def test_zero_width_non_joiners_stay(written: str, build: str) -> None:
    heading, item = "نامه‌های بی‌پاسخ", "سه نامه به وزارت‌خانه که هیچ‌کدام خوانده نشده‌اند"
    quote = "ما نمی‌خواهیم بچه‌ها منتظر بمانند و کتاب‌ها در انبار خاک بخورند."
    texts = [JOINERS[written](text) for text in PERSIAN.paragraphs]
    more = f"<h2>{heading}</h2><ul><li>{item}</li></ul><blockquote><p>{quote}</p></blockquote>"
    body = "".join(f"<p>{text}</p>" for text in texts[:2]) + more + "".join(f"<p>{t}</p>" for t in texts[2:])
    document = extract(built(build, PERSIAN, body), URL)
    assert document.title == PERSIAN.title
    assert missing([*PERSIAN.paragraphs, heading, item, quote], body_text(document)) == []


def test_zero_width_non_joiners_stay_in_a_plain_text() -> None:
    document = extract("\n\n".join((PERSIAN.title, *PERSIAN.paragraphs)), URL)
    assert document.title == PERSIAN.title
    assert body_text(document).split("\n\n") == list(PERSIAN.paragraphs)


STANDFIRSTS = {
    "after the headline": '<h1>{title}</h1><p class="standfirst">{lead}</p>',
    "in the header": '<header class="entry-header"><h1>{title}</h1><div class="article__intro"><p>{lead}</p></div><div class="meta"><time datetime="2021-05-03">3 May 2021</time></div></header>',
    "a heading": '<h1>{title}</h1><h2 class="subtitle">{lead}</h2>',
    "behind a picture": '<h1>{title}</h1><div class="chapo">{lead}</div><figure><img src="a.jpg"><figcaption>The quay</figcaption></figure>',
    "above the picture, of no name": '<h1>{title}</h1><div><span>{lead}</span></div><figure><img src="a.jpg"></figure>',
}  # fmt: skip
LEADS = {
    "en": "A levy on visitors is to pay for the repairs, and the opposition has announced that it will go to court.",
    "de": "Werkstätten, Wohnungen und eine Bücherei sollen dort einziehen, wo einst für das ganze Tal gebraut wurde.",
    "ar": "أربع سنوات من العمل كشفت عن قناة ماء حجرية لم يكن أحد من سكان المدينة يعرف بوجودها تحت أقدامهم.",
    "zh": "村民和外出务工人员捐款六十万元，用九个月时间建成了这座有一万两千册藏书的小楼，周末还向附近居民免费开放。",
    "ru": "Три тысячи подписей, два заседания суда и сто лип: как посёлок победил застройщика и что теперь будет на набережной.",
    "fa": "دو آموزگار بازنشسته پس‌انداز خود را داده‌اند تا کودکان یازده روستای کوهستانی هر هفته کتاب تازه‌ای به دست بگیرند.",
    "tr": "Üç yüze yakın saat sahibini bekliyor, kulenin bakımını ise artık dükkânı devralan iki genç üstlenecek.",
}


@in_every_language
@pytest.mark.parametrize("standfirst", STANDFIRSTS)
@pytest.mark.parametrize("described", [True, False], ids=["described", "shown only"])
def test_the_standfirst_counts_as_text(article: Article, standfirst: str, described: bool) -> None:
    lead = LEADS[article.language]
    top = STANDFIRSTS[standfirst].format(title=escape(article.title), lead=lead)
    html = page(article, head=f'<meta name="description" content="{lead}">' if described else "")
    text = text_of(html.replace(f"<h1>{escape(article.title)}</h1>", top))
    assert text.startswith(lead)
    assert text.count(lead) == 1
    assert missing(article.paragraphs, text) == []


def repeated(texts: Sequence[str], times: str) -> list[str]:
    first, second, third, *rest = texts
    return {
        "all of it": [*texts, *texts],
        "three times": [*texts, *texts, *texts],
        "its beginning": [first, second, *texts],
        "its end": [*texts, *rest],
        "a run inside a run": [first, second, first, second, third, first, second, first, second, third, *rest],
        "in one paragraph": [f"{first} {second} {third} {first} {second}", *rest],
        "across paragraphs": [first, f"{second} {third}", f"{first} {second} {third}", *rest],
    }[times]  # fmt: skip


@pytest.mark.parametrize("form", ["page", "text"])
@pytest.mark.parametrize(
    "times",
    ["all of it", "three times", "its beginning", "its end", "a run inside a run", "in one paragraph", "across paragraphs"],
)  # fmt: skip
@in_every_language
def test_what_stands_there_several_times_stands_once(article: Article, times: str, form: str) -> None:
    texts = repeated(article.paragraphs, times)
    source = page(article._replace(paragraphs=tuple(texts)))
    text = text_of(source if form == "page" else "\n\n".join((article.title, *texts)))
    assert {words: text.count(words) for words in article.paragraphs} == dict.fromkeys(article.paragraphs, 1)
