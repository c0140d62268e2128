# ruff: noqa: E501 -- markup and code keep their lines
"""The AMP version of an article, as the WordPress plugin and the larger newsrooms make it."""

from __future__ import annotations

from gold.story import Layout, Marks, Story, between, each, json_ld, meta, styles

MARKS = Marks(
    caption=(
        '<figure class="amp-wp-article-featured-image"><amp-img src="/i/{n}.jpg" width="696" height="418" '
        'layout="responsive"></amp-img><figcaption class="wp-caption-text">{text}</figcaption></figure>'
    )
)


def render(story: Story) -> str:
    words = story.words
    body = between(
        story.blocks(MARKS),
        {
            2: '<amp-ad width="300" height="250" type="doubleclick" data-slot="/4119129/amp"></amp-ad>\n',
            5: f'<div class="amp-related-inline"><span>{story.pick(words.read_also)}</span> '
            f'<a href="/amp/{story.number}">{story.pick(words.related, 2)}</a></div>\n',
        },
    )
    return f"""<!doctype html><html amp lang="{story.language}" dir="{story.direction}">
<head><meta charset="$CHARSET">{meta(story)}{json_ld(story)}
<script async src="https://cdn.ampproject.org/v0.js"></script>
<script async custom-element="amp-twitter" src="https://cdn.ampproject.org/v0/amp-twitter-0.1.js"></script>
<script async custom-element="amp-ad" src="https://cdn.ampproject.org/v0/amp-ad-0.1.js"></script>
<style amp-boilerplate>body{{-webkit-animation:-amp-start 8s steps(1,end) 0s 1 normal both}}</style>
{styles("amp-wp", 20_000).replace("<style>", "<style amp-custom>")}</head>
<body class="amp-mode-mouse"><header id="top" class="amp-wp-header"><div><a href="/"><span class="amp-site-title">
{words.site_name}</span></a></div></header>
<amp-sidebar id="menu" layout="nodisplay" side="right"><ul>
{each('<li><a href="/amp/s/{token}">{text}</a></li>', words.nav)}</ul></amp-sidebar>
<article class="amp-wp-article">
<header class="amp-wp-article-header"><h1 class="amp-wp-title">{story.title}</h1>
<div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">{story.by}</span></div>
<div class="amp-wp-meta amp-wp-posted-on"><time datetime="{story.stamp}">{story.published}</time></div></header>
<div class="amp-wp-article-content"><p class="amp-wp-excerpt"><strong>{story.standfirst}</strong></p>
<amp-social-share type="twitter"></amp-social-share><amp-social-share type="whatsapp"></amp-social-share>
{body}
<ul class="follow">{each('<li><a href="https://t.me/akhbar">{text}</a></li>', words.follow_us)}</ul>
</div>
<footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-tag">{words.tags_label}
{each('<a href="/tag/{token}" rel="tag">{text}</a>', story.article.tags)}</div>
<div class="amp-wp-meta amp-wp-comments-link"><a href="{story.url}#respond">{words.comments_heading}</a></div></footer>
</article>
<section class="amp-related-posts"><h3>{words.related_heading}</h3><ul>
{each('<li><a href="/amp/{token}"><amp-img src="/t/{n}.jpg" width="120" height="80"></amp-img>{text}</a></li>', words.related)}
</ul></section>
<amp-user-notification layout="nodisplay" id="consent"><p>{words.cookie}</p>
{each('<button on="tap:consent.dismiss">{text}</button>', words.consent_buttons)}</amp-user-notification>
<footer class="amp-wp-footer"><div><p>{words.copyright}</p>
{each('<a href="/{token}">{text}</a>', words.footer)}<a href="#top" class="back-to-top">↑</a></div></footer>
<amp-analytics type="gtag" data-credentials="include"><script type="application/json">
{{"vars": {{"gtag_id": "UA-1", "config": {{"UA-1": {{"groups": "default"}}}}}}}}</script></amp-analytics>
</body></html>"""


LAYOUT = Layout("amp", render, family="amp")
