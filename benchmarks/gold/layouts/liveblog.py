# ruff: noqa: E501 -- markup keeps its lines
"""A live blog: entries with a time, some with a heading, each with its own sharing bar; LiveBlogPosting in the
JSON-LD."""

from __future__ import annotations

from datetime import timedelta

from gold import ads
from gold.story import Layout, Marks, Story, each, json_ld, meta, styles

MARKS = Marks(
    h='<h3 class="live-entry__title">{text}</h3>',
    caption='<figure class="live-entry__media"><img src="/m/{n}.jpg"><figcaption>{text}</figcaption></figure>',
    post='<div class="live-entry__embed">{text}</div>',
)
PIECES = 3
"""Most pieces of an entry; a heading begins one."""


def render(story: Story) -> str:
    words = story.words
    entries = [_entry(story, n, pieces) for n, pieces in enumerate(_entries(story.blocks(MARKS)))]
    entries.insert(2, f'<div class="live-ad"><span>{words.ad_label}</span>{ads.script(story.chance)}</div>')
    return f"""<!doctype html><html lang="{story.language}" dir="{story.direction}"><head><meta charset="$CHARSET">{meta(story)}
{json_ld(story).replace("NewsArticle", "LiveBlogPosting")}{styles("live", 20_000)}</head><body class="page page--live">
<header class="site-header"><a class="site-header__logo" href="/">{words.site_name}</a><nav class="site-nav"><ul>
{each('<li class="site-nav__item"><a href="/{token}">{text}</a></li>', words.nav)}</ul></nav></header>
<main class="live"><div class="live__head"><span class="live__badge">LIVE</span><h1 class="live__title">{story.title}</h1>
<p class="live__lead">{story.standfirst}</p><div class="live__meta"><span>{story.by}</span><time datetime="{story.stamp}">{story.updated}</time></div>
<div class="share">{each('<a class="share__item" href="#">{text}</a>', words.share)}</div></div>
<div class="live__body"><div class="live__stream" id="liveblog-container" data-refresh="30">
{chr(10).join(entries)}
</div><button class="live__more">{words.load_more}</button></div>
<aside class="live__aside"><section class="box"><h2 class="box__title">{words.most_read}</h2><ol>
{each('<li class="box__item"><a href="/{token}">{text}</a></li>', words.most_read_items)}</ol></section>
<section class="box box--newsletter"><h2>{words.newsletter_heading}</h2><p>{words.newsletter_text}</p><input placeholder="{words.email_placeholder}"><button>{words.newsletter_button}</button></section></aside></main>
<section class="related"><h2>{words.related_heading}</h2><ul>{each('<li class="related__item"><a href="/{token}">{text}</a></li>', words.related)}</ul></section>
<section class="comments-coral"><h2>{words.comments_heading}</h2><div id="coral_thread">{each('<div class="coral-field"><span>{text}</span></div>', words.comment_form)}</div></section>
<footer class="site-footer">{each('<a href="/{token}">{text}</a>', words.footer)}<p>{words.copyright}</p></footer>
<div class="cookie-bar"><p>{words.cookie}</p>{each("<button>{text}</button>", words.consent_buttons)}</div></body></html>"""


def _entries(blocks: list[str]) -> list[list[str]]:
    entries: list[list[str]] = [[]]
    for block in blocks:
        begins = block.startswith("<h3") or len(entries[-1]) == PIECES
        if begins and entries[-1]:
            entries.append([])
        entries[-1].append(block)
    return entries


def _entry(story: Story, number: int, pieces: list[str]) -> str:
    moment = story.article.date + timedelta(minutes=17 * number)
    body = "\n".join(pieces)
    return f"""<article class="live-entry" id="entry-{number}"><header class="live-entry__header">
<time class="live-entry__time" datetime="{moment:%Y-%m-%dT%H:%M}:00+03:00">{moment:%H:%M}</time></header>
<div class="live-entry__content">{body}</div>
<footer class="live-entry__footer"><button class="live-entry__share">{story.words.share[0]}</button></footer></article>"""


LAYOUT = Layout("liveblog", render)
