# ruff: noqa: E501 -- markup and code keep their lines
"""Social posts in the forms that the platforms and the newsrooms' systems give out.

`FORMS` is every form, `Form.words` whether the post's own words stand in it: where they do not, a reader's
browser fetches them, and only the platform and the address can be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Literal
from urllib.parse import quote

from gold.texts import RIGHT_TO_LEFT, PostText

Family = Literal["any", "amp", "blocks"]


@dataclass(frozen=True)
class Form:
    """`family` is the kind of layout that uses it: any but AMP, AMP alone, WordPress blocks alone."""

    name: str
    platform: str
    markup: Callable[[PostText], str]
    words: bool
    family: Family = "any"


def address(post: PostText) -> str:
    """Where the post is, as its platform links to it."""
    paths = {
        "x": "https://twitter.com/{h}/status/{i}",
        "mastodon": "https://{server}/@{name}/{i}",
        "bluesky": "https://bsky.app/profile/{h}/post/{i}",
        "facebook": "https://www.facebook.com/{h}/posts/{i}",
        "instagram": "https://www.instagram.com/p/{i}/",
        "telegram": "https://t.me/{h}/{i}",
        "youtube": "https://www.youtube.com/watch?v={i}",
        "tiktok": "https://www.tiktok.com/@{h}/video/{i}",
    }
    name, server = _fediverse(post)
    return paths[post.platform].format(h=post.handle, i=post.id, name=name, server=server)


def _fediverse(post: PostText) -> tuple[str, str]:
    """Name and server of a Mastodon handle, which may leave its server out."""
    name, _, server = post.handle.partition("@")
    return name, server or "mastodon.social"


def _english(post: PostText) -> str:
    return f"{post.date:%B} {post.date.day}, {post.date.year}"


def _did(post: PostText) -> str:
    return "did:plc:" + sha256(post.handle.encode()).hexdigest()[:24]


def _linked(post: PostText, tags: str, people: str) -> str:
    """The words with hashtags and handles as links, line breaks kept."""

    def link(found: re.Match[str]) -> str:
        where = tags if found[0][0] == "#" else people
        return f'<a href="{where.format(quote(found[0][1:]))}">{found[0]}</a>'

    return re.sub(r"(?<![\w&])[#@]\w+", link, escape(post.text, quote=False)).replace("\n", "<br>")


def _direction(post: PostText) -> str:
    return "rtl" if post.language in RIGHT_TO_LEFT else "ltr"


def _tweet(post: PostText) -> str:
    words = _linked(
        post,
        "https://twitter.com/hashtag/{}?src=hash&amp;ref_src=twsrc%5Etfw",
        "https://twitter.com/{}?ref_src=twsrc%5Etfw",
    )
    return (
        f'<p lang="{post.language}" dir="{_direction(post)}">{words}</p>&mdash; {post.author} (@{post.handle}) '
        f'<a href="{address(post)}?ref_src=twsrc%5Etfw">{_english(post)}</a>'
    )


_WIDGETS = '<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>'


def _x_blockquote(post: PostText) -> str:
    return f'<blockquote class="twitter-tweet">{_tweet(post)}</blockquote> {_WIDGETS}'


def _x_bare(post: PostText) -> str:
    """As systems write it that keep no more than the address; the platform's script fills it in."""
    return (
        '<figure class="embed embed--twitter"><blockquote class="twitter-tweet" data-lang="en">'
        f'<a href="{address(post)}"></a></blockquote>{_WIDGETS}</figure>'
    )


def _x_block(post: PostText) -> str:
    return (
        '<figure class="wp-block-embed is-type-rich is-provider-twitter wp-block-embed-twitter">'
        '<div class="wp-block-embed__wrapper">\n<blockquote class="twitter-tweet" data-width="550" '
        f'data-dnt="true">{_tweet(post)}</blockquote>{_WIDGETS}\n</div></figure>'
    )


def _x_iframe(post: PostText) -> str:
    return (
        '<div class="twitter-tweet twitter-tweet-rendered" style="display:flex;max-width:550px;width:100%">'
        '<iframe id="twitter-widget-0" scrolling="no" frameborder="0" allowtransparency="true" '
        'allowfullscreen="true" title="X Post" src="https://platform.twitter.com/embed/Tweet.html?dnt=false'
        "&amp;embedId=twitter-widget-0&amp;frame=false&amp;hideCard=false&amp;hideThread=false"
        f"&amp;id={post.id}&amp;lang=en&amp;theme=light&amp;widgetsVersion=2615f7e52b7e0%3A1702314776716"
        f'&amp;width=550px" data-tweet-id="{post.id}"></iframe></div>{_WIDGETS}'
    )


def _x_amp(post: PostText) -> str:
    return (
        f'<amp-twitter width="auto" height="197" layout="fixed-height" data-tweetid="{post.id}">'
        f'<blockquote class="twitter-tweet" placeholder>{_tweet(post)}</blockquote></amp-twitter>'
    )


def _pasted(post: PostText) -> str:
    return f"<p>{address(post)}</p>"


def _mastodon_blockquote(post: PostText) -> str:
    name, server = _fediverse(post)
    return (
        f'<blockquote class="mastodon-embed" data-embed-url="{address(post)}/embed" style="background:#FCF8FF;'
        'border-radius:8px;border:1px solid #C9C4DA;margin:0;max-width:540px;min-width:270px;padding:0">'
        f'<a href="{address(post)}" target="_blank" style="align-items:center;color:#1C1A25;display:flex">'
        '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 79 75"><path d="M63 45.3v'
        '-20c0-4.1-1-7.3-3.2-9.7" fill="currentColor"/></svg>'
        f'<div style="color:#787588;margin-top:16px">Post by @{name}@{server}</div>'
        '<div style="font-weight:500">View on Mastodon</div></a></blockquote>'
        f'<script data-allowed-prefixes="https://{server}/" async '
        f'src="https://{server}/embed.js"></script>'
    )


def _mastodon_iframe(post: PostText) -> str:
    return (
        f'<iframe src="{address(post)}/embed" class="mastodon-embed" style="max-width:100%;border:0" '
        'width="400" allowfullscreen="allowfullscreen"></iframe>'
        '<script src="https://mastodon.social/embed.js" async="async"></script>'
    )


def _bluesky_blockquote(post: PostText) -> str:
    profile = f"https://bsky.app/profile/{_did(post)}"
    words = escape(post.text, quote=False).replace("\n", "<br>")
    return (
        f'<blockquote class="bluesky-embed" data-bluesky-uri="at://{_did(post)}/app.bsky.feed.post/{post.id}" '
        'data-bluesky-cid="bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku" '
        f'data-bluesky-embed-color-mode="system"><p lang="{post.language}">{words}<br><br>'
        f'<a href="{profile}/post/{post.id}?ref_src=embed">[image or embed]</a></p>&mdash; {post.author} '
        f'(<a href="{profile}?ref_src=embed">@{post.handle}</a>) '
        f'<a href="{profile}/post/{post.id}?ref_src=embed">{_english(post)} at 9:14 AM</a></blockquote>'
        '<script async src="https://embed.bsky.app/static/embed.js" charset="utf-8"></script>'
    )


def _bluesky_iframe(post: PostText) -> str:
    return (
        '<div class="bluesky-embed"><iframe width="100%" height="420" frameborder="0" scrolling="no" '
        f'src="https://embed.bsky.app/embed/{_did(post)}/app.bsky.feed.post/{post.id}?id=3027159"></iframe></div>'
    )


def _facebook_div(post: PostText) -> str:
    words = escape(post.text, quote=False).replace("\n", "<br>")
    return (
        '<div id="fb-root"></div><script async defer crossorigin="anonymous" '
        'src="https://connect.facebook.net/en_US/sdk.js#xfbml=1&amp;version=v18.0" nonce="a8Kx"></script>'
        f'<div class="fb-post" data-href="{address(post)}" data-width="500" data-show-text="true">'
        f'<blockquote cite="{address(post)}" class="fb-xfbml-parse-ignore"><p>{words}</p>Posted by '
        f'<a href="https://www.facebook.com/{post.handle}">{post.author}</a> on&nbsp;'
        f'<a href="{address(post)}">{post.date:%A}, {post.date:%B} {post.date.day}, {post.date.year}</a>'
        "</blockquote></div>"
    )


def _facebook_iframe(post: PostText) -> str:
    return (
        f'<iframe src="https://www.facebook.com/plugins/post.php?href={quote(address(post), safe="")}'
        '&amp;show_text=true&amp;width=500" width="500" height="497" style="border:none;overflow:hidden" '
        'scrolling="no" frameborder="0" allowfullscreen="true"></iframe>'
    )


def _instagram_plain(post: PostText) -> str:
    where = f"{address(post)}?utm_source=ig_embed&amp;utm_campaign=loading"
    return (
        f'<blockquote class="instagram-media" data-instgrm-permalink="{where}" data-instgrm-version="14" '
        'style="background:#FFF;border:0;border-radius:3px;margin:1px;max-width:540px"><div style="padding:16px">'
        f'<a href="{where}" style="background:#FFF;line-height:0;text-align:center" target="_blank">'
        '<div style="display:flex"><div style="background-color:#F4F4F4;border-radius:50%"></div></div>'
        '<div style="padding-top:8px"><div style="color:#3897f0;font-size:14px">View this post on Instagram</div>'
        f'</div></a><p style="color:#c9c8cd;font-size:14px"><a href="{where}" target="_blank">A post shared by '
        f"{post.author} (@{post.handle})</a></p></div></blockquote>"
        '<script async src="//www.instagram.com/embed.js"></script>'
    )


def _instagram_captioned(post: PostText) -> str:
    words = escape(post.text, quote=False).replace("\n", "<br>")
    return (
        f'<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="{address(post)}" '
        'data-instgrm-version="8" style="background:#FFF;border:0;max-width:658px"><div style="padding:8px">'
        '<div style="background:#F8F8F8;padding:50% 0"></div><p style="margin:8px 0 0 0;padding:0 4px">'
        f'<a href="{address(post)}" style="color:#000" target="_blank">{words}</a></p>'
        f'<p style="color:#c9c8cd">A post shared by <a href="https://www.instagram.com/{post.handle}/" '
        f'target="_blank">{post.author}</a> (@{post.handle}) on <time datetime="{post.date:%Y-%m-%dT%H:%M}:00'
        f'+00:00">{post.date:%b} {post.date.day}, {post.date.year} at {post.date:%I:%M%p} PDT</time></p></div>'
        '</blockquote><script async defer src="//www.instagram.com/embed.js"></script>'
    )


def _instagram_iframe(post: PostText) -> str:
    return (
        '<iframe class="instagram-media instagram-media-rendered" id="instagram-embed-0" '
        f'src="{address(post)}embed/captioned/?cr=1&amp;v=14&amp;wp=675" allowtransparency="true" '
        f'allowfullscreen="true" frameborder="0" height="729" data-instgrm-payload-id="instagram-media-payload-0" '
        'scrolling="no" style="background:white;max-width:658px"></iframe>'
    )


def _instagram_amp(post: PostText) -> str:
    return (
        f'<amp-instagram data-shortcode="{post.id}" data-captioned width="400" height="400" '
        'layout="responsive"></amp-instagram>'
    )


def _telegram_script(post: PostText) -> str:
    return (
        '<script async src="https://telegram.org/js/telegram-widget.js?22" '
        f'data-telegram-post="{post.handle}/{post.id}" data-width="100%"></script>'
    )


def _telegram_iframe(post: PostText) -> str:
    return (
        f'<iframe id="telegram-post-{post.handle}-{post.id}" src="{address(post)}?embed=1&amp;mode=tme" '
        'width="100%" height="420" frameborder="0" scrolling="no" style="overflow:hidden;border:none">'
        "</iframe>"
    )


def _telegram_blockquote(post: PostText) -> str:
    words = escape(post.text, quote=False).replace("\n", "<br>")
    return (
        f'<blockquote class="telegram-post" data-telegram-post="{post.handle}/{post.id}"><p>{words}</p>'
        f'&mdash; {post.author} (@{post.handle}) <a href="{address(post)}">{_english(post)}</a></blockquote>'
    )


def _youtube_iframe(post: PostText) -> str:
    return (
        f'<div class="video-container"><iframe width="560" height="315" src="https://www.youtube.com/embed/{post.id}'
        f'?si=kP3x" title="{escape(post.text)}" frameborder="0" allow="accelerometer; autoplay; '
        'clipboard-write; encrypted-media" referrerpolicy="strict-origin-when-cross-origin" allowfullscreen>'
        "</iframe></div>"
    )


def _youtube_lazy(post: PostText) -> str:
    """As plugins that put off loading rewrite it."""
    return (
        '<div class="responsive-embed"><iframe class="lazyload" width="640" height="360" '
        'src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" '
        f'data-src="https://www.youtube.com/embed/{post.id}?feature=oembed" title="{escape(post.text)}" '
        'frameborder="0" allowfullscreen></iframe></div>'
    )


def _youtube_lite(post: PostText) -> str:
    return (
        f'<lite-youtube videoid="{post.id}" style="background-image:url(\'https://i.ytimg.com/vi/{post.id}/'
        f'hqdefault.jpg\')"><a href="{address(post)}" class="lty-playbtn" title="Play Video">'
        '<span class="lyt-visually-hidden">Play Video</span></a></lite-youtube>'
    )


def _youtube_block(post: PostText) -> str:
    return (
        '<figure class="wp-block-embed is-type-video is-provider-youtube wp-block-embed-youtube '
        'wp-embed-aspect-16-9 wp-has-aspect-ratio"><div class="wp-block-embed__wrapper">\n'
        f'<iframe loading="lazy" title="{escape(post.text)}" width="640" height="360" '
        f'src="https://www.youtube.com/embed/{post.id}?feature=oembed" frameborder="0" allowfullscreen>'
        "</iframe>\n</div></figure>"
    )


def _youtube_amp(post: PostText) -> str:
    return (
        f'<amp-youtube data-videoid="{post.id}" layout="responsive" width="480" height="270"></amp-youtube>'
    )


def _tiktok_blockquote(post: PostText) -> str:
    profile = f"https://www.tiktok.com/@{post.handle}"
    words = _linked(
        post, "https://www.tiktok.com/tag/{}?refer=embed", "https://www.tiktok.com/@{}?refer=embed"
    )
    return (
        f'<blockquote class="tiktok-embed" cite="{address(post)}" data-video-id="{post.id}" '
        f'style="max-width:605px;min-width:325px"><section><a target="_blank" title="@{post.handle}" '
        f'href="{profile}?refer=embed">@{post.handle}</a><p>{words}</p><a target="_blank" '
        f'title="♬ original sound - {post.author}" href="https://www.tiktok.com/music/original-sound-7301?'
        f'refer=embed">♬ original sound - {post.author}</a></section></blockquote>'
        '<script async src="https://www.tiktok.com/embed.js"></script>'
    )


def _tiktok_iframe(post: PostText) -> str:
    return (
        f'<iframe name="__tt_embed__v{post.id[-8:]}" src="https://www.tiktok.com/embed/v2/{post.id}?lang=en-US" '
        'sandbox="allow-popups allow-scripts allow-same-origin" style="width:100%;height:739px"></iframe>'
    )


def _tiktok_amp(post: PostText) -> str:
    return f'<amp-tiktok width="325" height="731" data-src="{address(post)}"></amp-tiktok>'


def _facebook_amp(post: PostText) -> str:
    return f'<amp-facebook width="552" height="310" layout="responsive" data-href="{address(post)}"></amp-facebook>'


def _framed_amp(post: PostText) -> str:
    """What AMP has no component for."""
    sources = {
        "telegram": f"{address(post)}?embed=1",
        "mastodon": f"{address(post)}/embed",
        "bluesky": f"https://embed.bsky.app/embed/{_did(post)}/app.bsky.feed.post/{post.id}",
    }
    return (
        f'<amp-iframe src="{sources[post.platform]}" width="480" height="420" layout="responsive" '
        'sandbox="allow-scripts allow-same-origin" frameborder="0"><span placeholder></span></amp-iframe>'
    )


FORMS = (
    Form("X blockquote", "x", _x_blockquote, True),
    Form("X iframe", "x", _x_iframe, False),
    Form("X pasted address", "x", _pasted, False),
    Form("X blockquote without words", "x", _x_bare, False),
    Form("X WordPress block", "x", _x_block, True, "blocks"),
    Form("X AMP", "x", _x_amp, True, "amp"),
    Form("Mastodon blockquote", "mastodon", _mastodon_blockquote, False),
    Form("Mastodon iframe", "mastodon", _mastodon_iframe, False),
    Form("Mastodon AMP", "mastodon", _framed_amp, False, "amp"),
    Form("Bluesky blockquote", "bluesky", _bluesky_blockquote, True),
    Form("Bluesky iframe", "bluesky", _bluesky_iframe, False),
    Form("Bluesky AMP", "bluesky", _framed_amp, False, "amp"),
    Form("Facebook div", "facebook", _facebook_div, True),
    Form("Facebook iframe", "facebook", _facebook_iframe, False),
    Form("Facebook AMP", "facebook", _facebook_amp, False, "amp"),
    Form("Instagram with caption", "instagram", _instagram_captioned, True),
    Form("Instagram without caption", "instagram", _instagram_plain, False),
    Form("Instagram iframe", "instagram", _instagram_iframe, False),
    Form("Instagram AMP", "instagram", _instagram_amp, False, "amp"),
    Form("Telegram script", "telegram", _telegram_script, False),
    Form("Telegram blockquote", "telegram", _telegram_blockquote, True),
    Form("Telegram iframe", "telegram", _telegram_iframe, False),
    Form("Telegram pasted address", "telegram", _pasted, False),
    Form("Telegram AMP", "telegram", _framed_amp, False, "amp"),
    Form("YouTube iframe", "youtube", _youtube_iframe, False),
    Form("YouTube lazy iframe", "youtube", _youtube_lazy, False),
    Form("YouTube lite element", "youtube", _youtube_lite, False),
    Form("YouTube WordPress block", "youtube", _youtube_block, False, "blocks"),
    Form("YouTube AMP", "youtube", _youtube_amp, False, "amp"),
    Form("TikTok blockquote", "tiktok", _tiktok_blockquote, True),
    Form("TikTok iframe", "tiktok", _tiktok_iframe, False),
    Form("TikTok AMP", "tiktok", _tiktok_amp, False, "amp"),
)
