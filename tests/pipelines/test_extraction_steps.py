# ruff: noqa: E501  (markup and text stand as they are sent)
"""Single steps of extraction, on the structure that each is for."""

from __future__ import annotations

import pytest

from pipelines.extract import extract, extract_text
from pipelines.extraction.code import without_code
from pipelines.extraction.dates import parse_day
from pipelines.extraction.platforms import address_of
from tests.pipelines.articles import CHINESE, ENGLISH, GERMAN, page

SENTENCES = " ".join(ENGLISH.paragraphs).lower()
FLAT = "".join(c for c in SENTENCES if c.isalnum() or c.isspace())


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize("size", [40, 90, 10_000])
def test_flattened_text_is_cleaned_wherever_it_was_cut(size: int) -> None:
    prompt, footer = "get the harbour post s evening briefing email", "harbour post 1921 2022"
    words = f"{prompt} {FLAT} so wrote the harbour post {FLAT} {footer}".split()
    cut = [" ".join(words[i : i + size]) for i in range(0, len(words), size)]
    text = " ".join(extract_text(f"<html><body><article>{paragraphs(*cut)}</article></body></html>").split())
    assert prompt not in text
    assert footer not in text
    assert text.count("asked for a bridge and that those who had asked did not live in the town") == 1
    assert "so wrote the harbour post" in text


@pytest.mark.parametrize(
    "code",
    [
        "googletag.cmd.push(function() { googletag.display('div-gpt-ad-1'); });",
        "(adsbygoogle = window.adsbygoogle || []).push({});",
        "window['ga-disable'] = true; ga('send', 'pageview');",
        "atOptions = { 'key' : 'abc', 'format' : 'iframe' };",
        "!function(d,s){var e=d.createElement(s);e.src='x.js';}(document,'script');",
        ".ad > .box { width: 300px; }",
    ],
)
def test_code_between_sentences_is_cut(code: str) -> None:
    assert (
        without_code(f"The ferry left at noon. {code} It came back at dusk.")
        == "The ferry left at noon. It came back at dusk."
    )
    assert without_code(code) == ""


@pytest.mark.parametrize(
    "text",
    [
        "The googletag.cmd.push() call queues a function until the library has loaded.",
        "Publishers call googletag.display('slot') to show an ad, and googletag.enableServices() before it.",
        "He wrote f(x) = {x} on the board (and then y = x + 1).",
        "The function (as he called it) was {empty}; nobody came.",
    ],
)
def test_code_that_a_sentence_speaks_of_stays(text: str) -> None:
    assert without_code(text) == text


def test_code_patterns_take_time_in_proportion_to_the_text() -> None:
    assert len(without_code("a" * 300_000 + " (b) = c")) > 300_000


def test_a_second_article_below_the_first_is_left_out() -> None:
    first = f'<article class="post"><h1>{ENGLISH.title}</h1>{paragraphs(*ENGLISH.paragraphs)}</article>'
    second = f'<article class="post"><h1>{GERMAN.title}</h1>{paragraphs(*GERMAN.paragraphs)}</article>'
    text = extract_text(
        f"<html><head><title>{ENGLISH.title}</title></head><body><main>{first}<div class='next'>{second}</div></main></body></html>"
    )
    assert all(paragraph in text for paragraph in ENGLISH.paragraphs)
    assert not any(paragraph in text for paragraph in GERMAN.paragraphs)


def test_the_entries_of_a_live_blog_belong_together() -> None:
    entries = "".join(
        f'<section class="entry"><h3>Entry {i}</h3><p>{p}</p></section>'
        for i, p in enumerate(ENGLISH.paragraphs)
    )
    text = extract_text(
        f"<html><head><title>{ENGLISH.title}</title></head><body><article><h1>{ENGLISH.title}</h1>{entries}</article></body></html>"
    )
    assert all(paragraph in text for paragraph in ENGLISH.paragraphs)
    assert "Entry 3" in text


@pytest.mark.parametrize(
    "line",
    [
        "Want the day’s news in your inbox? Sign up to our morning newsletter here.",
        "Get unlimited access to all our stories. Subscribe today.",
        "Like this story? Share it with your friends!",
    ],
)
def test_several_prompts_in_one_paragraph_go(line: str) -> None:
    text = extract_text(page(ENGLISH, end=paragraphs(line)))
    assert line not in text
    assert ENGLISH.paragraphs[-1] in text


def test_titles_after_a_cue_go_where_links_are_lost() -> None:
    text = "\n\n".join(
        (
            ENGLISH.title,
            *ENGLISH.paragraphs,
            "You may also like",
            "Ten ferries to try",
            "Sunken ships of the north",
        )
    )
    assert extract_text(text).split("\n")[-1] == ENGLISH.paragraphs[-1]


def test_a_page_that_would_take_seconds_still_gives_its_prose() -> None:
    boxes = "<div>x</div>" * 41_000
    document = extract(f"<html><body>{boxes}<div>{paragraphs(*ENGLISH.paragraphs)}</div></body></html>")
    assert [s.text for s in document.segments if s.kind == "paragraph"] == list(ENGLISH.paragraphs)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("December 13, 2020", "2020-12-13"), ("13 décembre 2020", "2020-12-13"), ("13. Dezember 2020", "2020-12-13"),
        ("2020年12月13日", "2020-12-13"), ("13 Aralık 2020", "2020-12-13"), ("13 декабря 2020 г.", "2020-12-13"),
        ("ديسمبر ١٣, ٢٠٢٠", "2020-12-13"), ("١٣ كانون الأول ٢٠٢٠", "2020-12-13"), ("3:14 AM · 6. mai 2019", "2019-05-06"),
    ],
)  # fmt: skip
def test_displayed_days(written: str, day: str) -> None:
    read = parse_day(written)
    assert read is not None
    assert read.date().isoformat() == day


@pytest.mark.parametrize(
    ("address", "platform", "url"),
    [
        (
            "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=1338190611113549824",
            "x",
            "https://twitter.com/i/status/1338190611113549824",
        ),
        (
            "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fport%2Fposts%2F42",
            "facebook",
            "https://www.facebook.com/port/posts/42",
        ),
        (
            "//www.youtube-nocookie.com/embed/abcdefghijk?rel=0",
            "youtube",
            "https://www.youtube.com/watch?v=abcdefghijk",
        ),
        ("https://t.me/s/harbour/12", "telegram", "https://t.me/harbour/12"),
    ],
)
def test_addresses_of_posts(address: str, platform: str, url: str) -> None:
    read = address_of(address)
    assert read is not None
    assert (read.platform, read.url) == (platform, url)


LEDE = "The ferry that half the town wanted to scrap will sail on, and visitors are to pay for its repairs."
BYLINE = '<div class="meta"><p>By Ingrid Moss</p><p>3 May 2025, 10:14</p></div>'
PLAYER = '<div class="player"><h3>{title}</h3><p>00:00</p><p>The voice is a machine\'s.</p></div>'


@pytest.mark.parametrize(
    "between",
    [
        f"{BYLINE}<section><div><p>{LEDE}</p></div></section>",
        f"<section><div><p>{LEDE}</p></div></section>{BYLINE}" + PLAYER.format(title=ENGLISH.title),
        f"<h2>A vote in the harbour town goes nine to four</h2>{BYLINE}<div><div><p>{LEDE}</p></div></div>",
    ],
    ids=["under the byline", "over a player that names the headline", "under a second headline"],
)
def test_the_standfirst_is_kept_wherever_it_stands_under_the_headline(between: str) -> None:
    body = f'<div class="story">{paragraphs(*ENGLISH.paragraphs)}</div>'
    text = extract_text(
        f"<html><head><title>{ENGLISH.title}</title></head><body><nav><a href='/'>Home</a></nav><main>"
        f"<header><h1>{ENGLISH.title}</h1></header>{between}{body}</main></body></html>"
    )
    assert text.splitlines().count(LEDE) == 1
    assert "voice is a machine" not in text
    assert "10:14" not in text


def test_an_article_whose_wrappers_are_repeated_for_each_part_is_whole() -> None:
    wrap = '<div class="access"><div class="row"><div class="col"><div class="content"><div class="body">{}</div></div></div></div></div>'
    parts = [wrap.format(paragraphs(*article.paragraphs)) for article in (ENGLISH, GERMAN)]
    teaser = '<div class="rail"><div class="row"><div class="col"><div class="teaser"><p class="lead">{}</p></div></div></div></div>'
    others = "".join(
        teaser.format(
            f"{number} towns have voted on their ferries this year, one of them twice within a month."
        )
        for number in ("Seven", "Eight", "Nine")
    )
    text = extract_text(
        f"<html><head><title>{ENGLISH.title}</title></head><body><main><h1>{ENGLISH.title}</h1>"
        f"{''.join(parts)}</main>{others}</body></html>"
    )
    assert [p for p in (*ENGLISH.paragraphs, *GERMAN.paragraphs) if p not in text] == []
    assert "towns have voted" not in text


def test_a_page_that_is_one_form_keeps_its_article_and_no_panel_beside_it() -> None:
    lines = "<br/><br/>".join(CHINESE.paragraphs)
    note = "每个星期天上午，馆员会把下周的活动安排寄给登记过的读者，不想再收到的人可以随时告诉我们。"
    text = extract_text(
        f'<html><head><title>{CHINESE.title}</title></head><body><form id="form1" action="./a.aspx" method="post">'
        '<input type="hidden" name="__VIEWSTATE" value="x"/><div class="container"><div class="row">'
        f'<div class="col-md-9"><div class="panel panel-default"><div class="panel-heading"><h1>{CHINESE.title}</h1></div>'
        f'<div class="panel-body"><span id="lblDetails" class="details">{lines}</span></div></div></div>'
        f'<div class="col-md-3"><div class="panel"><p>{note}</p></div></div></div></div></form></body></html>'
    )
    assert text.splitlines() == list(CHINESE.paragraphs)


@pytest.mark.parametrize("name", ["Paywall_soft__w4x9", "NewsletterBox_root__Zq1", "AppPromo_wrap__2bGtu"])
def test_components_with_scoped_class_names_are_known_by_them(name: str) -> None:
    note = "The harbour's almanac lies at every kiosk on the pier, and costs less than a coffee and a bun."
    box = f'<div class="{name}"><p>{note}</p></div>'
    body = f'<div class="ArticleBody_root__x3kd2">{paragraphs(*ENGLISH.paragraphs)}{box}</div>'
    text = extract_text(
        f"<html><head><title>{ENGLISH.title}</title></head><body><main><h1>{ENGLISH.title}</h1>{body}"
        "</main></body></html>"
    )
    assert note not in text
    assert [p for p in ENGLISH.paragraphs if p not in text] == []


STRAY_TAGS = {
    "tags that a form allows": 'Allowed HTML tags: <a href hreflang> <em> <cite> <blockquote cite> <ul type> <ol start type> <li> <h2 id>',
    "a line break": "Photo: the pier<br>at dawn",
    "a picture": '<img src="/a.jpg" alt="">',
    "a frame": '<iframe src="https://ads.example/x" width="300"></iframe>',
    "code that writes a box": """document.write('<div id="ad1"></div>');""",
    "a script": '<script async src="https://ads.example/x.js"></script>',
}  # fmt: skip


@pytest.mark.parametrize("break_", ["\n", "\n\n"], ids=["lines", "blank lines"])
@pytest.mark.parametrize("stray", STRAY_TAGS)
def test_a_plain_text_with_stray_tags_keeps_its_paragraphs(stray: str, break_: str) -> None:
    first, *rest = ENGLISH.paragraphs
    lines = [ENGLISH.title, first, STRAY_TAGS[stray], *rest]
    found = extract_text(break_.join(lines)).splitlines()
    assert [p for p in ENGLISH.paragraphs if p not in found] == []


def test_a_wrapped_piece_of_markup_is_no_plain_text() -> None:
    wrapped = "\n".join(f"<p>{text.replace(', ', ',' + chr(10))}</p>" for text in ENGLISH.paragraphs)
    assert extract_text(wrapped).splitlines() == list(ENGLISH.paragraphs)


CODE_OVER_LINES = {
    "an options object": "atOptions = {\n'key' : '9c1b',\n'format' : 'iframe',\n'height' : 90,\n'params' : {}\n};",
    "the same with typographic quotes": "atOptions = {\n‘key’ : ‘9c1b’,\n‘format’ : ‘iframe’,\n‘params’ : {}\n};",
    "a call": "Ya.Context.AdvManager.render({\nrenderTo: 'yandex_rtb_R-A-17',\nblockId: 'R-A-17'\n})",
    "a chain of calls": "var mapping = googletag.sizeMapping()\n.addSize([1024, 0], [[728, 90]])\n.build();",
    "a style": ".related-box {\ndisplay: block;\nmargin: 0 auto;\n}",
    "settings": 'google_ad_client = "ca-pub-12";\ngoogle_ad_slot = "555";\ngoogle_ad_width = 300;',
}


@pytest.mark.parametrize("line", ["{}", "<p>{}</p>"], ids=["plain", "markup"])
@pytest.mark.parametrize("code", CODE_OVER_LINES)
def test_code_over_several_lines_goes(code: str, line: str) -> None:
    first, *rest = ENGLISH.paragraphs
    lines = [first, *CODE_OVER_LINES[code].split("\n"), *rest]
    assert extract_text("\n".join(map(line.format, lines))).splitlines() == list(ENGLISH.paragraphs)


@pytest.mark.parametrize(
    "sentence",
    [
        "The firm loads its script with a single line, (adsbygoogle = window.adsbygoogle || []).push({});, and is paid.",
        "Into the report, googletag.cmd.push(function() { googletag.display('div-1'); });, one line, he wrote a name.",
    ],
)
def test_code_that_a_sentence_quotes_stays(sentence: str) -> None:
    assert without_code(sentence) == sentence


def test_dishes_that_come_again_stay_and_a_repeated_passage_goes() -> None:
    dish = "Asparagus and eggs [one cup of asparagus, two soft-boiled eggs, half a cup of sweet potato, or a slice of toast)]"
    week = [line for day in ("Monday", "Tuesday", "Wednesday") for line in (f"{day} at noon", dish)]
    first, second, *rest = ENGLISH.paragraphs
    text = extract_text(
        f"<html><body><article>{paragraphs(first, second, *week, first, *rest)}</article></body></html>"
    )
    assert text.splitlines() == [first, second, *week, *rest]
