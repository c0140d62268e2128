# ruff: noqa: E501 -- markup keeps its lines
"""WordPress with a magazine theme of the Jannah and Sahifa kind, its "read also" boxes inside the text."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each, json_ld, meta, styles

MARKS = Marks(
    h='<h2><span style="color: #ff0000;"><strong>{text}</strong></span></h2>',
    quote="<blockquote>\n<p>{text}</p>\n</blockquote>",
    caption=(
        '<div class="wp-caption aligncenter" style="width: 780px"><img src="/wp-content/uploads/{n}-780x470.jpg" '
        'class="wp-image-{n}"><p class="wp-caption-text">{text} {credit}</p></div>'
    ),
    post='<div class="tie-embed">{text}</div>',
)
COMMENT = """<li id="comment-{n}" class="comment"><article id="div-comment-{n}" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{name}</b></div>
<div class="comment-metadata"><time>{when}</time></div></footer>
<div class="comment-content"><p>{text}</p></div></article></li>"""


def render(story: Story) -> str:
    words = story.words
    body = between(
        story.blocks(MARKS),
        {
            1: f'<div class="stream-item stream-item-in-post stream-item-inline-post"><span class="stream-title">'
            f"{words.ad_label}</span>{ads.script(story.chance)}</div>\n",
            3: _inline_related(story),
            6: f"<p>{ads.text(story.chance)}</p>\n",
        },
    )
    return f"""<!DOCTYPE html><html lang="{story.language}" class="" data-skin="light" dir="{story.direction}"><head>
<meta charset="$CHARSET"/>{meta(story)}{styles("tie", 34_000)}{json_ld(story)}
<script>var tie = {{"is_rtl":"1","ajaxurl":"/wp-admin/admin-ajax.php","lazyload":"1","is_singular":"1"}};</script></head>
<body id="tie-body" class="rtl post-template-default single single-post wrapper-has-shadow block-head-1 is-header-layout-3">
<div class="background-overlay"><div id="tie-container" class="site tie-container"><div id="tie-wrapper">
<header id="theme-header" class="theme-header header-layout-3 main-nav-dark"><div class="top-nav"><div class="breaking">
<span class="breaking-title"><span class="tie-icon-bolt breaking-icon"></span></span><ul id="breaking-news-in-header">
{each('<li class="news-item"><a href="/{token}">{text}</a></li>', words.related[6:])}</ul></div></div>
<nav id="main-nav"><ul id="menu-tielabs-main-menu" class="menu">
{each('<li id="menu-item-{n}" class="menu-item mega-menu"><a href="/cat/{token}">{text}</a></li>', words.nav)}</ul></nav></header>
<div id="content" class="site-content container"><div id="main-content-row" class="tie-row main-content-row">
<div class="main-content tie-col-md-8 tie-col-xs-12" role="main">
<article id="the-post" class="container-wrapper post-content tie-standard">
<header class="entry-header-outer"><nav id="breadcrumb">
{each('<a href="/{token}">{text}</a><em class="delimiter">/</em>', words.breadcrumb)}</nav>
<div class="entry-header"><h1 class="post-title entry-title">{story.title}</h1>
<h2 class="entry-sub-title">{story.standfirst}</h2>
<div class="single-post-meta post-meta clearfix"><span class="author-meta single-author"><span class="meta-item
 meta-author-wrapper"><span class="meta-author"><a href="/author/a" class="author-name">{story.author}</a></span></span></span>
<span class="date meta-item tie-icon">{words.day(story.article.date)}</span><div class="tie-alignright">
<span class="meta-views meta-item">{words.views.format(count=873 + story.number)}</span></div></div></div></header>
<div id="share-buttons-top" class="share-buttons share-buttons-top"><div class="share-links">
{each('<a href="#" class="social-share-button"><span class="share-btn-icon"></span><span class="social-text">{text}</span></a>', words.share)}
</div></div>
<div class="entry-content entry clearfix">
{body}
<div class="follow-us-box">{each('<p><strong><a href="https://t.me/akhbar">{text}</a></strong></p>', words.follow_us[:2])}</div>
<div class="post-bottom-meta post-bottom-tags"><div class="post-bottom-meta-title"><span></span>{words.tags_label}</div>
<span class="tagcloud">{each('<a href="/tag/{token}" rel="tag">{text}</a>', story.article.tags)}</span></div>
</div>
<div id="post-extra-info"><div class="theiaStickySidebar"><span>{story.by}</span></div></div></article>
<div class="post-components"><div class="about-author container-wrapper"><div class="author-info"><h3 class="author-name">
{story.author}</h3><div class="author-bio">{words.author_bio.format(author=story.author)}</div></div></div>
<div class="container-wrapper" id="post-newsletter"><div class="subscribe-widget"><h3>{words.newsletter_heading}</h3>
<p>{words.newsletter_text}</p><form><input placeholder="{words.email_placeholder}"><input type="submit" value="{words.newsletter_button}"></form></div></div>
<div class="prev-next-post-nav container-wrapper"><div class="tie-col-xs-6 prev-post"><a href="/p"><h3 class="post-title">
{story.pick(words.related, 1)}</h3></a></div><div class="tie-col-xs-6 next-post"><a href="/n"><h3 class="post-title">
{story.pick(words.related, 2)}</h3></a></div></div>
<div id="related-posts" class="container-wrapper"><div class="mag-box-title the-global-title"><h3>{words.related_heading}</h3></div>
<div class="related-posts-list">
{each('<div class="related-item tie-standard"><h3 class="post-title"><a href="/{token}">{text}</a></h3></div>', words.related[:6])}</div></div>
<div id="comments" class="comments-area"><div id="comments-box" class="container-wrapper"><ol class="comment-list">
{comments(story, COMMENT, 4)}</ol></div>
<div id="add-comment-block" class="container-wrapper"><div id="respond" class="comment-respond">
<h3 id="reply-title" class="comment-reply-title the-global-title">{words.comments_heading}</h3><form id="commentform" class="comment-form">
{each('<p class="comment-form-item"><label for="c{n}">{text}</label><input id="c{n}"></p>', words.comment_form)}
</form></div></div></div></div></div>
<aside class="sidebar tie-col-md-4 normal-side" aria-label="sidebar"><div class="theiaStickySidebar">
<div id="posts-list-widget-2" class="container-wrapper widget posts-list"><div class="widget-title">{words.most_read}</div>
<ul class="posts-list-items">
{each('<li class="widget-single-post-item"><a class="post-title the-subtitle" href="/{token}">{text}</a></li>', words.most_read_items)}
</ul></div>{ads.script(story.chance + 4)}</div></aside></div></div>
<footer id="footer" class="site-footer"><div id="site-info"><div class="copyright-text">{words.copyright}</div><ul class="footer-menu">
{each('<li><a href="/{token}">{text}</a></li>', words.footer)}</ul></div></footer></div></div></div></body></html>"""


def _inline_related(story: Story) -> str:
    return f"""<div id="inline-related-post" class="mag-box mini-posts-box content-only"><div class="container-wrapper">
<div class="widget-title the-global-title"><div class="the-subtitle">{story.pick(story.words.read_also)}</div></div>
<div class="mag-box-container clearfix"><ul class="posts-items posts-list-container">
{each('<li class="widget-single-post-item"><div class="post-widget-body"><a class="post-title the-subtitle" href="/{token}">{text}</a><div class="post-meta"><span class="date">2025</span></div></div></li>', story.words.related[8:10])}
</ul></div></div></div>
"""


LAYOUT = Layout("magazine", render)
