# ruff: noqa: E501  (markup stands as pages have it)
"""What readers wrote below an article goes with their comment form, in pages of any build and in plain text."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from pipelines.extract import extract_text
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

WROTE = {
    "en": ("2 hours ago", "I was there with my lantern and it was the coldest night of the whole year, but nobody went home early.", "Comments (2)", "Leave a comment"),
    "de": ("vor 3 Stunden", "Mein Großvater hat dort noch Fässer gerollt, und er hätte sich sehr über die Bücherei gefreut.", "2 Kommentare", "Schreibe einen Kommentar"),
    "ar": ("منذ 3 ساعات", "زرت السوق أمس مع أولادي وكان المشهد جميلا جدا، شكرا لكل من عمل عليه.", "تعليقات (2)", "اترك تعليقا"),
    "zh": ("3小时前", "我的女儿就在这所学校读书，昨天回家兴奋得一晚上没有睡着。", "评论 (2)", "发表评论"),
    "ru": ("2 часа назад", "Мой дед сажал эти липы, и я рад, что внуки будут гулять под ними.", "Комментарии (2)", "Оставить комментарий"),
    "fa": ("۲ ساعت پیش", "کاش در روستای ما هم چنین مینی‌بوسی بود، بچه‌ها خیلی دوست دارند بخوانند.", "نظرات (2)", "ارسال نظر"),
    "tr": ("2 saat önce", "Dedemin saatini de o tamir etmişti, elleri dert görmesin diyorum.", "Yorumlar (2)", "Yorum yaz"),
}  # fmt: skip
BUILDS = {
    "a table": '<table><tr><td><b>1 - {name}</b> <font color="#999">{ago}</font><br>{words}</td></tr><tr><td><b>2 - {name}</b> <font>{ago}</font><br>{words}!</td></tr><tr><td><b>{count}</b></td></tr><tr><td>{form}</td></tr></table>',
    "boxes": '<div class="zx-1"><div><b>{count}</b></div><div class="zx-2"><div>{name}</div><div>{ago}</div><div>{words}</div></div><div class="zx-2"><div>{name}</div><div>{ago}</div><div>{words}!</div></div><div>{form}</div></div>',
    "a list": "<section><h3>{count}</h3><ul><li>{name} · {ago}<p>{words}</p></li><li>{name} · {ago}<p>{words}!</p></li></ul><h3>{form}</h3></section>",
}  # fmt: skip


@pytest.mark.parametrize(
    "article", [ENGLISH, GERMAN, ARABIC, CHINESE, RUSSIAN, PERSIAN, TURKISH], ids=lambda a: a.language
)
@pytest.mark.parametrize("build", BUILDS)
def test_comments_go_with_their_form(build: str, article: Article) -> None:
    ago, words, count, form = WROTE[article.language]
    area = BUILDS[build].format(name="Noor", ago=ago, words=words, count=count, form=form)
    assert extract_text(page(article, end=area)) == "\n".join(article.paragraphs)


@pytest.mark.parametrize(
    "article", [ENGLISH, GERMAN, ARABIC, CHINESE, RUSSIAN, PERSIAN, TURKISH], ids=lambda a: a.language
)
def test_comments_in_a_plain_text_go(article: Article) -> None:
    ago, words, count, form = WROTE[article.language]
    lines = (
        article.title,
        *article.paragraphs,
        count,
        f"Noor, {ago}",
        words,
        f"Ada, {ago}",
        f"{words}!",
        form,
    )
    assert extract_text("\n\n".join(lines)) == "\n".join(article.paragraphs)


def test_comments_of_a_blog_in_a_plain_text_go() -> None:
    lines = ("Noor says:", "May 3, 2021 at 10:15 am", WROTE["en"][1], "Reply", "Leave a Reply")
    text = extract_text("\n\n".join((ENGLISH.title, *ENGLISH.paragraphs, *lines)))
    assert text == "\n".join(ENGLISH.paragraphs)


@pytest.mark.parametrize(
    "end",
    [
        "<h3>Comments</h3><p>At 10:15 the mayor rose to speak. She said that the ferry had been promised to the children, and that a promise is not a timetable.</p>",
        "<p>2 hours ago there was nobody on the quay, and now three hundred people stand there with lanterns and wait for the horn to be heard.</p>",
        "<p>Yesterday the first of them came back to the pier: they want their tickets stamped, as their mothers had done before them.</p><h3>Leave a comment</h3>",
    ],
)  # fmt: skip
def test_times_in_the_article_are_no_comments(end: str) -> None:
    words = end.split("<p>")[1].split("</p>")[0]
    assert words in extract_text(page(ENGLISH, end=end))


GOES_ON = "<p>The committee then turned to the school, and its oldest member spoke at great length about windows that nobody has been able to close since the flood.</p>"
A_LONG_PARAGRAPH = f"<p>{ENGLISH.paragraphs[0]} {ENGLISH.paragraphs[1]} {ENGLISH.paragraphs[2]}</p>"


@pytest.mark.parametrize(
    "middle",
    [
        "<p>The president of the harbour board said:</p><p>“Yesterday we began a new chapter, and nobody will take it from us while there is a boat.”</p>",
        "<p>The minister of finance said:</p><p>The vote is set for 14 May 2024.</p>",
        "<p>Le président du port dit :</p><p>Il y a 3 ans nous avons commencé ce travail, et nous le finirons ensemble, sans regret.</p>",
        "<p>Die Ministerin sagt:</p><p>Gestern haben wir ein neues Kapitel begonnen, und niemand wird es uns nehmen können.</p>",
        "<p>外交部发言人说：</p><p>昨天我们已经表明立场，希望有关各方保持克制，通过对话解决分歧。</p>",
        "<p>رئيس المجلس البلدي قال:</p><p>قبل 3 أيام بدأنا هذا العمل معا، وسننهيه معا مهما طال الطريق.</p>",
        "<p>A spokesperson said:</p><p>Our offices are open until 17:30.</p>",
        "<p><a href='#c'>Leave a comment</a></p><p>Yesterday the ministry published its report on the harbour, and nobody had read it by noon.</p>",
        "<p>Join the conversation</p><p>Two sailors came to the pier 3 hours ago, and one of them has been looking for his hat ever since.</p><p>Leave a comment</p>",
        "<p><a href='#c'>Comments (3)</a></p><p>14:05 Police arrive at the gate</p><p>14:20 The crowd is told to leave</p>",
        "<p><a href='#c'>Comments (3)</a></p><p>The harbour, 14:05</p><p>A horn is heard.</p><p>The harbour, 14:20</p><p>Nobody moves.</p><p>Somebody laughs.</p><p>The horn again.</p>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("plain", [False, True], ids=["page", "plain"])
def test_what_is_said_and_when_it_was_stays_in_the_middle_of_an_article(middle: str, plain: bool) -> None:
    end = A_LONG_PARAGRAPH + middle + GOES_ON
    said = [
        str(line.text_content())
        for line in fromstring(f"<div>{middle}{GOES_ON}</div>")
        if line.find("a") is None
    ]
    source = (
        "\n\n".join(
            (ENGLISH.title, *ENGLISH.paragraphs, *map(str, fromstring(f"<div>{end}</div>").itertext()))
        )
        if plain
        else page(ENGLISH, end=end)
    )
    text = extract_text(source)
    assert [
        line for line in said if line not in text and line not in ("Join the conversation", "Leave a comment")
    ] == []


def test_the_article_stays_that_begins_in_the_box_of_its_comments() -> None:
    ago, words, count, form = WROTE["en"]
    area = f"<p>{count}</p><p>Noor</p><p>{ago}</p><p>{words}</p><p>{form}</p>"
    closing = "<p>Seen 3 hours ago from the pier</p><p>The boat lay where it had always lain.</p>"
    text = extract_text(page(ENGLISH, end=f"</div><div>{GOES_ON}{closing}{area}"))
    assert "The boat lay where it had always lain." in text
