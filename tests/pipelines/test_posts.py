# ruff: noqa: E501  (embed codes stand as the platforms give them out)
"""Embedded social posts: whose, when, where, their words once and in place, in the layouts of common systems."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.document import Document, body_text
from pipelines.extract import extract
from tests.pipelines.articles import ARABIC, ENGLISH, page

WHEN = datetime(2020, 12, 13, 21, 4, 5, tzinfo=UTC)
STATUS = ((int(WHEN.timestamp() * 1000) - 1288834974657) << 22) + 4097
CLIP = (int(WHEN.timestamp()) << 32) + 77
DAY = datetime(2020, 12, 13, tzinfo=UTC)

TWEET = f"""<blockquote class="twitter-tweet"><p lang="ar" dir="rtl">وصلت العبّارة إلى الميناء قبل الموعد <a href="https://t.co/ab12">pic.twitter.com/ab12CD34</a></p>&mdash; ليلى حداد (@laila_h) <a href="https://twitter.com/laila_h/status/{STATUS}?ref_src=twsrc%5Etfw">December 13, 2020</a></blockquote> <script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>"""
TWEET_WORDS = "وصلت العبّارة إلى الميناء قبل الموعد"
TWEET_POST = {
    "platform": "x",
    "author": "ليلى حداد",
    "handle": "laila_h",
    "posted_at": WHEN,
    "url": f"https://twitter.com/laila_h/status/{STATUS}",
    "language": "ar",
    "links": ("pic.twitter.com/ab12CD34",),
}
WRAPPERS = {
    "alone": "{}",
    "div.embed": '<div class="embed">{}</div>',
    "figure": '<figure class="op-interactive">{}</figure>',
    "wp-block-embed": '<figure class="wp-block-embed is-type-rich is-provider-twitter wp-block-embed-twitter"><div class="wp-block-embed__wrapper">{}</div></figure>',
    "social-embed": '<div class="social-embed social-embed--twitter"><div class="social-embed__inner">{}</div></div>',
    "widget": '<div class="widget-twitter widget-body"><div class="widget-content">{}</div></div>',
    "paragraph": "<p>{}</p>",
    "aside in the text": '<div class="c-embed"><center>{}</center></div>',
    "social-media": '<div class="social-media-embed" data-embed-type="twitter">{}</div>',
    "shown where scripts do not run": '<div class="embed-x"><noscript>{}</noscript></div>',
    "behind consent": '<div class="consent"><p>Allow embedded posts?</p><button>Allow</button><template>{}</template></div>',
    "custom element": "<oc-embed><div>{}</div></oc-embed>",
    "table cell": '<table><tr><td><div class="tw">{}</div></td></tr></table>',
}  # fmt: skip


def story(embed: str) -> Document:
    return extract(page(ENGLISH, middle=embed), "https://gazette.example/story")


def found(document: Document) -> dict[str, Any]:
    """The only post of a document, its words joined; it stands after the second paragraph and nothing is lost."""
    assert len(document.posts) == 1
    post = document.posts[0]
    words = [segment.text for segment in document.segments if segment.kind == "post"]
    assert all(segment.post == 0 for segment in document.segments if segment.kind == "post")
    text = body_text(document)
    assert [paragraph for paragraph in ENGLISH.paragraphs if paragraph not in text] == []
    if words:
        assert text.count("\n".join(words)) <= 1
        assert text.index(ENGLISH.paragraphs[1]) < text.index(words[0]) < text.index(ENGLISH.paragraphs[2])
    return {
        "platform": post.platform,
        "author": post.author,
        "handle": post.handle,
        "posted_at": post.posted_at,
        "url": post.url,
        "language": post.language,
        "links": post.links,
        "words": "\n".join(words),
    }


@pytest.mark.parametrize("layout", WRAPPERS)
def test_a_tweet_in_any_wrapper(layout: str) -> None:
    document = story(WRAPPERS[layout].format(TWEET))
    assert found(document) == {**TWEET_POST, "words": TWEET_WORDS}
    assert body_text(document).count(TWEET_WORDS) == 1
    assert "laila_h" not in body_text(document)


EMBEDS: dict[str, tuple[str, dict[str, Any]]] = {
    "X, dashed name, x.com": (
        f'<blockquote class="twitter-tweet" data-dnt="true"><p lang="en" dir="ltr">The horn! Three times.</p>&mdash; Ingrid Moss (@imoss) <a href="https://x.com/imoss/status/{STATUS}">December 13, 2020</a></blockquote>',
        {"platform": "x", "author": "Ingrid Moss", "handle": "imoss", "posted_at": WHEN, "url": f"https://x.com/imoss/status/{STATUS}", "language": "en", "words": "The horn! Three times."},
    ),
    "X, blockquote without a class": (
        f'<blockquote><p>The horn! Three times.</p><p>— Ingrid Moss (@imoss) <a href="https://twitter.com/imoss/status/{STATUS}">December 13, 2020</a></p></blockquote>',
        {"platform": "x", "author": "Ingrid Moss", "handle": "imoss", "posted_at": WHEN, "words": "The horn! Three times."},
    ),
    "X, AMP": (
        f'<amp-twitter width="375" height="472" layout="responsive" data-tweetid="{STATUS}"></amp-twitter>',
        {"platform": "x", "author": None, "posted_at": WHEN, "url": f"https://twitter.com/i/status/{STATUS}", "words": ""},
    ),
    "X, AMP with its fallback": (
        f'<amp-twitter width="375" height="472" layout="responsive" data-tweetid="{STATUS}"><blockquote placeholder><p>The horn! Three times.</p>— Ingrid Moss (@imoss) <a href="https://twitter.com/imoss/status/{STATUS}">December 13, 2020</a></blockquote></amp-twitter>',
        {"platform": "x", "handle": "imoss", "posted_at": WHEN, "words": "The horn! Three times."},
    ),
    "X, iframe": (
        f'<iframe src="https://platform.twitter.com/embed/Tweet.html?dnt=true&id={STATUS}&theme=light"></iframe>',
        {"platform": "x", "posted_at": WHEN, "url": f"https://twitter.com/i/status/{STATUS}", "words": ""},
    ),
    "X, pasted address": (
        f"<p>https://twitter.com/imoss/status/{STATUS}</p>",
        {"platform": "x", "handle": "imoss", "posted_at": WHEN, "url": f"https://twitter.com/imoss/status/{STATUS}", "words": ""},
    ),
    "X, pasted text": (
        "<p>The horn! Three times. pic.twitter.com/xyz9<br>— Ingrid Moss (@imoss) December 13, 2020</p>",
        {"platform": "x", "author": "Ingrid Moss", "handle": "imoss", "posted_at": DAY, "links": ("pic.twitter.com/xyz9",), "words": "The horn! Three times."},
    ),
    "X, date in Turkish": (
        '<blockquote class="twitter-tweet"><p lang="tr" dir="ltr">Vapur geldi.</p>&mdash; Ece Kaya (@ecek) <a href="https://twitter.com/ecek/status/12">13 Aralık 2020</a></blockquote>',
        {"platform": "x", "handle": "ecek", "posted_at": DAY, "language": "tr", "words": "Vapur geldi."},
    ),
    "X, date in Arabic": (
        '<blockquote class="twitter-tweet"><p lang="ar" dir="rtl">وصلت.</p>&mdash; ليلى (@laila_h) <a href="https://twitter.com/laila_h/status/12">١٣ ديسمبر ٢٠٢٠</a></blockquote>',
        {"platform": "x", "handle": "laila_h", "posted_at": DAY, "language": "ar", "words": "وصلت."},
    ),
    "Mastodon, iframe": (
        '<iframe src="https://mastodon.social/@imoss/105374444444444444/embed" class="mastodon-embed" allowfullscreen></iframe><script src="https://mastodon.social/embed.js" async></script>',
        {"platform": "mastodon", "handle": "imoss", "url": "https://mastodon.social/@imoss/105374444444444444", "words": ""},
    ),
    "Mastodon, blockquote": (
        '<blockquote class="mastodon-embed" data-embed-url="https://mastodon.social/@imoss/105374444444444444/embed"><a href="https://mastodon.social/@imoss/105374444444444444" target="_blank"><div>Post by @imoss@mastodon.social</div><div>View on Mastodon</div></a></blockquote>',
        {"platform": "mastodon", "handle": "imoss@mastodon.social", "url": "https://mastodon.social/@imoss/105374444444444444", "words": ""},
    ),
    "Bluesky": (
        '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abc123/app.bsky.feed.post/3kxyz" data-bluesky-cid="bafy"><p lang="en">Lanterns on the quay tonight.<br><br><a href="https://bsky.app/profile/did:plc:abc123/post/3kxyz?ref_src=embed">[image or embed]</a></p>&mdash; Ingrid Moss (<a href="https://bsky.app/profile/did:plc:abc123?ref_src=embed">@imoss.bsky.social</a>) <a href="https://bsky.app/profile/did:plc:abc123/post/3kxyz?ref_src=embed">December 13, 2023 at 9:04 PM</a></blockquote>',
        {"platform": "bluesky", "author": "Ingrid Moss", "handle": "imoss.bsky.social", "language": "en", "words": "Lanterns on the quay tonight."},
    ),
    "Bluesky, a hyphen in the handle, as text": (
        "<p>Lanterns on the quay tonight.<br>— Ingrid Moss (@i-moss.bsky.social) November 20, 2023 at 9:14 AM</p>",
        {"platform": "bluesky", "author": "Ingrid Moss", "handle": "i-moss.bsky.social", "words": "Lanterns on the quay tonight."},
    ),
    "Bluesky, iframe": (
        '<iframe src="https://embed.bsky.app/embed/did:plc:abc123/app.bsky.feed.post/3kxyz"></iframe>',
        {"platform": "bluesky", "url": "https://bsky.app/profile/did:plc:abc123/post/3kxyz", "words": ""},
    ),
    "Facebook, div": (
        '<div class="fb-post" data-href="https://www.facebook.com/harbourtown/posts/10158888888888888" data-width="500"><blockquote cite="https://www.facebook.com/harbourtown/posts/10158888888888888" class="fb-xfbml-parse-ignore"><p>The ferry stays.</p>Posted by <a href="https://facebook.com/harbourtown">Harbour Town</a> on&nbsp;<a href="https://www.facebook.com/harbourtown/posts/10158888888888888">Sunday, December 13, 2020</a></blockquote></div>',
        {"platform": "facebook", "author": "Harbour Town", "handle": "harbourtown", "posted_at": DAY, "words": "The ferry stays."},
    ),
    "Facebook, iframe": (
        '<iframe src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fharbourtown%2Fposts%2F10158888888888888&show_text=true&width=500" width="500" height="245"></iframe>',
        {"platform": "facebook", "handle": "harbourtown", "url": "https://www.facebook.com/harbourtown/posts/10158888888888888", "words": ""},
    ),
    "Instagram": (
        '<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="https://www.instagram.com/p/CIabcdefGHi/?utm_source=ig_embed" data-instgrm-version="13"><div><a href="https://www.instagram.com/p/CIabcdefGHi/"><div>View this post on Instagram</div></a><p><a href="https://www.instagram.com/p/CIabcdefGHi/">Lanterns and the old boat</a></p><p>A post shared by <a href="https://www.instagram.com/imoss/">Ingrid Moss</a> (@imoss) on <time datetime="2020-12-13T21:04:05+00:00">Dec 13, 2020 at 1:04pm PST</time></p></div></blockquote><script async src="//www.instagram.com/embed.js"></script>',
        {"platform": "instagram", "author": "Ingrid Moss", "handle": "imoss", "posted_at": WHEN, "url": "https://www.instagram.com/p/CIabcdefGHi/", "words": "Lanterns and the old boat"},
    ),
    "Instagram, iframe": (
        '<iframe src="https://www.instagram.com/reel/CIabcdefGHi/embed/captioned/"></iframe>',
        {"platform": "instagram", "url": "https://www.instagram.com/reel/CIabcdefGHi/", "words": ""},
    ),
    "Instagram, AMP": (
        '<amp-instagram data-shortcode="CIabcdefGHi" width="1" height="1" layout="responsive"></amp-instagram>',
        {"platform": "instagram", "url": "https://www.instagram.com/p/CIabcdefGHi/", "words": ""},
    ),
    "Telegram, script": (
        '<div class="telegram"><script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="harbournews/512" data-width="100%"></script></div>',
        {"platform": "telegram", "handle": "harbournews", "url": "https://t.me/harbournews/512", "words": ""},
    ),
    "Telegram, iframe": (
        '<iframe id="telegram-post-harbournews-512" src="https://t.me/harbournews/512?embed=1"></iframe>',
        {"platform": "telegram", "handle": "harbournews", "url": "https://t.me/harbournews/512", "words": ""},
    ),
    "YouTube, iframe": (
        '<div class="video-container"><iframe src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0" title="YouTube video player"></iframe></div>',
        {"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "words": ""},
    ),
    "YouTube, lazily loaded": (
        '<iframe data-src="//www.youtube.com/embed/dQw4w9WgXcQ" src="about:blank"></iframe>',
        {"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "words": ""},
    ),
    "YouTube, AMP": (
        '<amp-youtube data-videoid="dQw4w9WgXcQ" layout="responsive" width="480" height="270"></amp-youtube>',
        {"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "words": ""},
    ),
    "YouTube, lite-youtube": (
        '<lite-youtube videoid="dQw4w9WgXcQ"></lite-youtube>',
        {"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "words": ""},
    ),
    "YouTube, WordPress block with a bare address": (
        '<figure class="wp-block-embed is-provider-youtube"><div class="wp-block-embed__wrapper">\nhttps://youtu.be/dQw4w9WgXcQ\n</div></figure>',
        {"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "words": ""},
    ),
    "YouTube, oembed": (
        '<figure class="media"><oembed url="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></oembed></figure>',
        {"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "words": ""},
    ),
    "TikTok": (
        f'<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@imoss/video/{CLIP}" data-video-id="{CLIP}"><section><a target="_blank" title="@imoss" href="https://www.tiktok.com/@imoss?refer=embed">@imoss</a> <p>The horn again</p><a target="_blank" title="original sound" href="https://www.tiktok.com/music/x-1">♬ original sound - imoss</a></section></blockquote><script async src="https://www.tiktok.com/embed.js"></script>',
        {"platform": "tiktok", "handle": "imoss", "posted_at": WHEN, "words": "The horn again"},
    ),
    "TikTok, iframe": (
        f'<iframe src="https://www.tiktok.com/embed/v2/{CLIP}?lang=en"></iframe>',
        {"platform": "tiktok", "posted_at": WHEN, "words": ""},
    ),
    "Threads": (
        '<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@imoss/post/Cabc123" data-text-post-version="0" id="ig-tp-Cabc123"><a href="https://www.threads.net/@imoss/post/Cabc123" target="_blank"><div><div>Post by @imoss</div><div>View on Threads</div></div></a></blockquote><script async src="https://www.threads.net/embed.js"></script>',
        {"platform": "threads", "handle": "imoss", "url": "https://www.threads.net/@imoss/post/Cabc123", "words": ""},
    ),
    "X, an element for a script": (
        f'<div class="lazy-embed" data-embed-src="https://twitter.com/imoss/status/{STATUS}"></div>',
        {"platform": "x", "handle": "imoss", "posted_at": WHEN, "words": ""},
    ),
    "YouTube, held back by a consent tool": (
        '<iframe src="about:blank" data-src-consent="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
        {"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "words": ""},
    ),
    "Bluesky, machine-readable date": (
        '<blockquote data-bluesky-uri="at://did:plc:abc123/app.bsky.feed.post/3kxyz"><p lang="en">Lanterns.</p>&mdash; Ingrid Moss (<a href="https://bsky.app/profile/did:plc:abc123">@imoss.bsky.social</a>) <a href="https://bsky.app/profile/did:plc:abc123/post/3kxyz">2020-12-13T21:04:05.000Z</a></blockquote>',
        {"platform": "bluesky", "handle": "imoss.bsky.social", "posted_at": WHEN, "words": "Lanterns."},
    ),
    "Facebook, in Spanish": (
        '<div class="fb-post" data-href="https://www.facebook.com/puerto/posts/10158888888888888"><blockquote class="fb-xfbml-parse-ignore"><p>El barco se queda.</p>Publicado por <a href="#">Puerto Viejo</a> en <a href="#">Domingo, 13 de diciembre de 2020</a></blockquote></div>',
        {"platform": "facebook", "author": "Puerto Viejo", "posted_at": DAY, "words": "El barco se queda."},
    ),
    "Instagram, in Chinese": (
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/CIabcdefGHi/"><a href="#">在 Instagram 查看這則貼文</a><p><a href="#">夜船（@yechuan）分享的貼文</a></p></blockquote>',
        {"platform": "instagram", "author": "夜船", "handle": "yechuan", "words": ""},
    ),
    "Telegram, as its widget draws it": (
        '<div class="tgme_widget_message js-widget_message" data-post="harbournews/512"><div class="tgme_widget_message_user"><a href="https://t.me/harbournews"><i class="tgme_widget_message_user_photo"><img src="x.jpg"></i></a></div><div class="tgme_widget_message_bubble"><a class="tgme_widget_message_bubble_logo" href="//core.telegram.org/widgets"></a><div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="https://t.me/harbournews"><span dir="auto">Harbour News</span></a></div><div class="tgme_widget_message_text js-message_text" dir="auto">The horn! Three times.<br/><br/>And lanterns.</div><div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_link accent_color"><a href="https://t.me/harbournews/512">t.me/harbournews/512</a></div><div class="tgme_widget_message_info short js-message_info"><span class="tgme_widget_message_views">1.2K</span><span class="copyonly"> views</span><span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" href="https://t.me/harbournews/512"><time datetime="2020-12-13T21:04:05+00:00" class="datetime">Dec 13 at 21:04</time></a></span></div></div></div></div>',
        {"platform": "telegram", "author": "Harbour News", "handle": "harbournews", "posted_at": WHEN, "words": "The horn! Three times.\nAnd lanterns."},
    ),
    "X, as its widget drew it": (
        f'<div class="Tweet"><blockquote class="Tweet h-entry"><div class="Tweet-header"><a class="TweetAuthor-link"><span class="TweetAuthor-name">Ingrid Moss</span> <span class="TweetAuthor-screenName">@imoss</span></a></div><div class="Tweet-body e-entry-content"><p class="Tweet-text e-entry-title" lang="en">The horn! Three times.</p><div class="Tweet-metadata"><a href="https://twitter.com/imoss/status/{STATUS}"><time datetime="2020-12-13T21:04:05+0000">9:04 PM - Dec 13, 2020</time></a></div></div></blockquote></div>',
        {"platform": "x", "author": "Ingrid Moss", "handle": "imoss", "posted_at": WHEN, "words": "The horn! Three times."},
    ),
    "X, drawn by a script": (
        f'<div id="tweet-box"></div><script>twttr.ready(function(t){{t.widgets.createTweet("{STATUS}", document.getElementById("tweet-box"), {{lang:"en"}})}});</script>',
        {"platform": "x", "posted_at": WHEN, "url": f"https://twitter.com/i/status/{STATUS}", "words": ""},
    ),
    "VK, drawn by a script": (
        '<div id="vk_post_-1_45"></div><script type="text/javascript" src="https://vk.com/js/api/openapi.js?168"></script><script type="text/javascript">(function() { VK.Widgets.Post("vk_post_-1_45", -1, 45, "abc"); }());</script>',
        {"platform": "other", "url": "https://vk.com/wall-1_45", "words": ""},
    ),
    "YouTube, by a plugin": (
        '<div class="lyte-wrapper" title="The horn"><div class="lyMe" id="WYL_dQw4w9WgXcQ"><div id="lyte_dQw4w9WgXcQ" data-src="https://img.youtube.com/vi/dQw4w9WgXcQ/hqdefault.jpg" class="pL"><div class="tC"><div class="tT">The horn</div></div></div><noscript><a href="https://youtu.be/dQw4w9WgXcQ"><img src="x.jpg" alt="The horn"></a></noscript></div></div>',
        {"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "words": ""},
    ),
    "Reddit": (
        '<blockquote class="reddit-embed-bq" data-embed-height="316"><a href="https://www.reddit.com/r/ferries/comments/kcabcd/old_ferry/">Old ferry stays</a><br> by<a href="https://www.reddit.com/user/imoss/">u/imoss</a> in<a href="https://www.reddit.com/r/ferries/">ferries</a></blockquote>',
        {"platform": "other"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EMBEDS)
def test_an_embed(name: str) -> None:
    embed, expected = EMBEDS[name]
    post = found(story(embed))
    assert {key: post[key] for key in expected} == expected


def test_a_post_embedded_twice_is_one_with_the_fuller_words() -> None:
    document = story(
        f'<iframe src="https://platform.twitter.com/embed/Tweet.html?id={STATUS}"></iframe>' + TWEET + TWEET
    )
    assert len([post for post in document.posts if post.handle]) == 1
    assert body_text(document).count(TWEET_WORDS) == 1


def test_posts_keep_their_order_and_their_words() -> None:
    second = TWEET.replace(str(STATUS), str(STATUS + 2**30)).replace("قبل الموعد", "بعد الموعد")
    document = extract(page(ARABIC, middle=TWEET, end=second), "https://gazette.example/story")
    assert [post.handle for post in document.posts] == ["laila_h", "laila_h"]
    assert [(s.post, s.text) for s in document.segments if s.kind == "post"] == [
        (0, TWEET_WORDS),
        (1, "وصلت العبّارة إلى الميناء بعد الموعد"),
    ]
    assert [text for text in ARABIC.paragraphs if text not in body_text(document)] == []


def test_a_quotation_is_no_post() -> None:
    document = story(
        "<blockquote><p>We never asked for a bridge, and nobody asked us whether we wanted one.</p><p>— Ingrid Moss, ticket seller</p></blockquote>"
    )
    assert document.posts == ()
    assert "We never asked for a bridge, and nobody asked us whether we wanted one." in body_text(document)


def test_a_paragraph_that_carries_the_address_of_a_post_is_no_post() -> None:
    words = "The captain’s words went round the town before the horn had sounded for the third time."
    document = story(f'<p data-share="https://twitter.com/imoss/status/{STATUS}">{words}</p>')
    assert document.posts == ()
    assert words in body_text(document)


def test_the_sites_own_timeline_is_no_post() -> None:
    timeline = '<a class="twitter-timeline" href="https://twitter.com/gazette?ref_src=twsrc%5Etfw">Tweets by gazette</a>'
    assert story(timeline).posts == ()


def test_a_video_in_the_sidebar_is_no_part_of_the_article() -> None:
    sidebar = '<aside><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe></aside>'
    assert extract(page(ENGLISH, after=sidebar)).posts == ()


def test_a_map_or_an_advertisement_in_an_iframe_is_no_post() -> None:
    frames = '<iframe src="https://www.google.com/maps/embed?pb=1"></iframe><iframe src="https://ads.example/frame.html"></iframe>'
    assert story(frames).posts == ()


CREDITED_IN_TEXT = {  # lines of a plain text: platform, handle and words of the one post in them
    "a hyphen before the credit": (["پل باز شد pic.twitter.com/aBcDeFgHiJ", "- خبر شهر (@khabar_sh) March 3, 2021"], ("x", "khabar_sh", "پل باز شد")),
    "prompt, words, who shared": (["View this post on Instagram", "First harvest of the year", "A post shared by Delta Rice (@deltarice)"], ("instagram", "deltarice", "First harvest of the year")),
    "prompt, who shared, date": (["View this post on Instagram", "A post shared by Delta Rice (@deltarice) on Oct 22, 2020 at 7:01am PDT"], ("instagram", "deltarice", "")),
    "who shared, no prompt": (["Ein Beitrag geteilt von Delta Rice (@deltarice)"], ("instagram", "deltarice", "")),
    "handle with its server, prompt below": (["Post by @islander@mastodon.social", "View on Mastodon"], ("mastodon", "islander@mastodon.social", "")),
}  # fmt: skip


@pytest.mark.parametrize("form", CREDITED_IN_TEXT)
def test_a_plain_text_keeps_a_post_and_loses_its_platforms_lines(form: str) -> None:
    lines, (platform, handle, words) = CREDITED_IN_TEXT[form]
    first, second, *rest = ENGLISH.paragraphs
    document = extract("\n".join([ENGLISH.title, first, second, *lines, *rest]))
    assert [(post.platform, post.handle) for post in document.posts] == [(platform, handle)]
    assert [s.text for s in document.segments if s.kind == "post"] == ([words] if words else [])
    assert body_text(document) == "\n\n".join([first, second, *([words] if words else []), *rest])


@pytest.mark.parametrize("line", ["- Ida Moss (@ida) and Jon Berg (@jon) voted for it", "Posted by Ida Moss (@ida) on March 3, 2021", "Photo by Ida Moss (@ida)"])  # fmt: skip
def test_a_line_that_credits_no_post_makes_none(line: str) -> None:
    first, *rest = ENGLISH.paragraphs
    assert extract("\n".join([ENGLISH.title, first, line, *rest])).posts == ()
