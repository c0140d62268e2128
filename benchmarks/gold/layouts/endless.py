# ruff: noqa: E501 -- markup keeps its lines
"""A page that goes on: below the article and its widgets, the next article stands in full."""

from __future__ import annotations

from html import escape

from gold import ads
from gold.story import Layout, Marks, Story, between, each, json_ld, meta, styles

MARKS = Marks(
    p='<p class="story__p">{text}</p>',
    h='<h2 class="story__h2">{text}</h2>',
    caption='<figure class="story__photo"><img src="/p/{n}.webp"><figcaption class="story__caption">{text}</figcaption></figure>',
    post='<div class="story__embed">{text}</div>',
)


def render(story: Story) -> str:
    words = story.words
    first = between(
        story.blocks(MARKS),
        {3: f'<div class="story__ad" data-slot="inline">{ads.script(story.chance)}</div>\n'},
    )
    second = between(story.following_blocks(MARKS), {})
    return f"""<!doctype html><html lang="{story.language}" dir="{story.direction}"><head><meta charset="$CHARSET">{meta(story)}{json_ld(story)}{styles("story", 28_000)}</head>
<body data-infinite="true"><header class="masthead"><a href="/">{words.site_name}</a><nav><ul>{each('<li><a href="/{token}">{text}</a></li>', words.nav)}</ul></nav></header>
<div class="infinite" id="infinite-scroll">
{_article(story, story.article.title, story.article.standfirst, first, story.url)}
<div class="recirculation"><h3>{words.related_heading}</h3>{each('<a class="recirculation__item" href="/{token}"><span>{text}</span></a>', words.related[:4])}</div>
<div class="comments-gate"><h3>{words.comments_heading}</h3>{each("<p>{text}</p>", words.comment_form[:3])}</div>
<div class="next-story-label">{words.next}</div>
{_article(story, story.following.title, story.following.standfirst, second, f"/next/{story.number}")}
</div>
<aside class="trending"><h4>{words.most_read}</h4><ol>{each('<li><a href="/{token}">{text}</a></li>', words.most_read_items)}</ol></aside>
<footer class="colophon">{each('<a href="/{token}">{text}</a>', words.footer)}<p>{words.copyright}</p></footer>
<div class="gdpr"><p>{words.cookie}</p>{each("<button>{text}</button>", words.consent_buttons)}</div></body></html>"""


def _article(story: Story, title: str, standfirst: str | None, body: str, url: str) -> str:
    words = story.words
    return f"""<article class="story" data-url="{url}"><header class="story__header"><h1 class="story__title">{escape(title, quote=False)}</h1>
<p class="story__lead">{escape(standfirst or "", quote=False)}</p><div class="story__byline"><span>{story.by}</span><time datetime="{story.stamp}">{story.published}</time></div>
<ul class="story__share">{each('<li><a href="#">{text}</a></li>', words.share)}</ul></header>
<div class="story__body">
{body}
</div><footer class="story__footer"><div class="story__tags">{words.tags_label} {each('<a href="/{token}">{text}</a>', story.article.tags)}</div></footer></article>"""


LAYOUT = Layout("endless", render)
