# ruff: noqa: E501 -- markup and code keep their lines
"""WordPress with a bought magazine theme of the tagDiv kind: sidebar, sharing bar, author box, comments."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each, json_ld, meta, styles

MARKS = Marks(
    h='<h3 class="wp-block-heading">{text}</h3>',
    caption=(
        '<figure id="attachment_{n}" class="wp-caption aligncenter"><img decoding="async" class="size-full" '
        'src="/wp-content/uploads/{n}.jpg" width="696" height="418"><figcaption class="wp-caption-text">{text}'
        "</figcaption></figure>"
    ),
)

COMMENT = """<li class="comment even thread-even depth-1" id="comment-{n}"><article>
<footer><cite>{name}</cite><a class="comment-link" href="#c"><time>{when}</time></a></footer>
<div class="comment-content"><p>{text}</p></div>
<div class="comment-meta"><a rel="nofollow" class="comment-reply-link" href="#r">↩</a></div></article></li>"""


def render(story: Story) -> str:
    words = story.words
    blocks = story.blocks(MARKS)
    body = between(
        blocks,
        {
            2: f'<div class="td-a-rec td-a-rec-id-content_inline tdi_12"><span class="td-adspot-title">'
            f"{words.ad_label}</span>{ads.script(story.chance)}</div>",
            4: f'<p><strong>{story.pick(words.read_also)} <a href="/?p=87{story.number}">'
            f"{story.pick(words.related)}</a></strong></p>\n<p>{ads.curled(story.chance)}</p>\n",
        },
    )
    return f"""<!doctype html><html dir="{story.direction}" lang="{story.language}" prefix="og: https://ogp.me/ns#">
<head><meta charset="$CHARSET">{meta(story)}{json_ld(story)}
<meta name="generator" content="WordPress 6.4.3">
<link rel="pingback" href="https://{story.host}/xmlrpc.php">
{styles("td", 26_000)}
<script>window._wpemojiSettings = {{"baseUrl":"https://s.w.org/images/core/emoji/14.0.0/72x72/"}};</script>
</head>
<body class="post-template-default single single-post postid-{story.number} single-format-standard td-blog-magazine">
<div id="td-outer-wrap" class="td-theme-wrap">
<div class="td-header-wrap"><div class="td-header-menu-wrap"><div class="td-main-menu-logo">
<a href="/"><img src="/logo.png" alt="{words.site_name}"></a><span class="td-tagline-text">{words.tagline}</span></div>
<ul id="menu-main" class="sf-menu">
{each('<li class="menu-item menu-item-type-taxonomy"><a href="/category/{token}">{text}</a></li>', words.nav)}</ul>
<div class="td-drop-down-search"><form role="search" action="/"><input name="s"><input type="submit"
 value="{words.search}"></form></div></div></div>
<div class="td-main-content-wrap td-container-wrap"><div class="td-container td-post-template-default">
<div class="td-crumb-container"><div class="entry-crumbs">
{each('<span><a class="entry-crumb" href="/{token}">{text}</a></span>', words.breadcrumb)}</div></div>
<div class="td-pb-row"><div class="td-pb-span8 td-main-content" role="main"><div class="td-ss-main-content">
<article id="post-{story.number}" class="post type-post status-publish hentry" itemscope
 itemtype="https://schema.org/Article">
<div class="td-post-header"><ul class="td-category"><li class="entry-category"><a href="/c">{story.article.section}</a>
</li></ul><header class="td-post-title"><h1 class="entry-title">{story.title}</h1>
<p class="td-post-sub-title">{story.standfirst}</p>
<div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">{story.by}</div></div>
<span class="td-post-date"><time class="entry-date" datetime="{story.stamp}">{story.published}</time></span>
<div class="td-post-views"><span class="td-nr-views">{words.views.format(count=1240 + story.number)}</span></div>
</div></header></div>
<div class="td-post-sharing-top"><div class="td-post-sharing-visible">
{each('<a class="td-social-sharing-button td-social-network" href="#"><div class="td-social-but-text">{text}</div></a>', words.share)}
</div></div>
<div class="td-post-content tagdiv-type">
<div class="td-post-featured-image"><img class="entry-thumb" src="/wp-content/uploads/{story.number}-696.jpg"></div>
{body}
</div>
<footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>{words.tags_label}</span></li>
{each('<li><a href="/tag/{token}">{text}</a></li>', story.article.tags)}</ul></div>
<div class="td-block-row td-post-next-prev"><div class="td-post-prev-post"><span>{words.previous}</span>
<a href="/p1">{story.pick(words.related, 3)}</a></div><div class="td-post-next-post"><span>{words.next}</span>
<a href="/p2">{story.pick(words.related, 4)}</a></div></div>
<div class="author-box-wrap"><div class="desc"><div class="td-author-name vcard author"><a href="/a">{story.author}</a>
</div><div class="td-author-description">{words.author_bio.format(author=story.author)}</div></div></div></footer>
</article>
<div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title"><a class="td-related-left">
{words.related_heading}</a></h4><div class="td_block_inner">
{each('<div class="td_module_related_posts"><h3 class="entry-title td-module-title"><a href="/{token}">{text}</a></h3></div>', words.related[:6])}
</div></div>
<div class="comments" id="comments"><div class="td-comments-title-wrap"><h4>3</h4></div><ol class="comment-list">
{comments(story, COMMENT, 3)}</ol>
<div id="respond" class="comment-respond"><h3 id="reply-title" class="comment-reply-title">{words.comments_heading}
<small><a rel="nofollow" id="cancel-comment-reply-link" href="#respond">{words.comment_form[0]}</a></small></h3>
<form action="/wp-comments-post.php" method="post" id="commentform" class="comment-form" novalidate>
{each('<p class="comment-form-field-{n}">{text}<input type="text"></p>', words.comment_form[1:])}
</form></div></div>
</div></div>
<div class="td-pb-span4 td-main-sidebar" role="complementary"><div class="td-ss-main-sidebar">
<aside class="widget"><h4 class="block-title"><span>{words.most_read}</span></h4>
{each('<div class="td_module_16"><h3 class="entry-title"><a href="/{token}">{text}</a></h3></div>', words.most_read_items)}
</aside><aside class="widget widget_mc4wp"><h4>{words.newsletter_heading}</h4><p>{words.newsletter_text}</p>
<input type="email" placeholder="{words.email_placeholder}"><button>{words.newsletter_button}</button></aside>
{ads.script(story.chance + 1)}</div></div></div></div></div>
<div class="td-footer-wrapper"><div class="td-sub-footer-copy">{words.copyright}</div>
{each('<a href="/page/{token}">{text}</a>', words.footer)}</div></div>
<div id="cookie-notice" class="cookie-notice-hidden"><span id="cn-notice-text">{words.cookie}</span>
{each('<a href="#" class="cn-button">{text}</a>', words.consent_buttons)}</div>
<script>var td_ajax_url="/wp-admin/admin-ajax.php", tds_snap_menu="snap";</script></body></html>"""


LAYOUT = Layout("wordpress-classic", render)
