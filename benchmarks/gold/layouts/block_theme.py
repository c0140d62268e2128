# ruff: noqa: E501 -- markup keeps its lines
"""WordPress with a block theme: embed blocks, Jetpack's sharing and related posts, the comments block."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each, meta, styles

MARKS = Marks(
    h='<h2 class="wp-block-heading">{text}</h2>',
    quote='<blockquote class="wp-block-quote is-layout-flow wp-block-quote-is-layout-flow">\n<p>{text}</p>\n</blockquote>',
    list='<ul class="wp-block-list">\n{items}\n</ul>',
    caption=(
        '<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" width="1024" height="683" '
        'src="/wp-content/uploads/{n}-1024x683.jpg" class="wp-image-{n}"/><figcaption class="wp-element-caption">{text}<br><em>{credit}</em></figcaption></figure>'
    ),
)
COMMENT = """<li id="comment-{n}" class="comment depth-1"><div class="wp-block-columns"><div class="wp-block-column">
<div class="wp-block-comment-author-name">{name}</div><div class="wp-block-comment-date"><time>{when}</time></div>
<div class="wp-block-comment-content"><p>{text}</p></div><div class="wp-block-comment-reply-link">
<a rel="nofollow" class="comment-reply-link" href="#r">↩</a></div></div></div></li>"""


def render(story: Story) -> str:
    words = story.words
    body = between(
        story.blocks(MARKS),
        {
            3: f'<div class="wp-block-group has-background"><p class="has-small-font-size"><strong>{story.pick(words.read_also)}</strong></p>'
            f'<ul class="wp-block-latest-posts__list wp-block-latest-posts">{each(_LATEST, words.related[2:5])}</ul></div>\n',
            5: f"<p>{ads.curled(story.chance)}</p>\n<div class='code-block code-block-2'>{ads.script(story.chance)}</div>\n",
        },
    )
    return f"""<!DOCTYPE html><html dir="{story.direction}" lang="{story.language}"><head><meta charset="$CHARSET" />{meta(story)}
<style id="global-styles-inline-css">:root{{--wp--preset--color--base:#fff;--wp--style--global--content-size:645px}}</style>
{styles("wp-container", 22_000)}</head>
<body class="post-template-default single single-post wp-embed-responsive"><div class="wp-site-blocks">
<header class="wp-block-template-part"><div class="wp-block-group alignfull is-layout-flow"><p class="wp-block-site-title"><a href="/">
{words.site_name}</a></p><p class="wp-block-site-tagline">{words.tagline}</p><nav class="wp-block-navigation is-responsive"><ul class="wp-block-navigation__container">
{each('<li class="wp-block-navigation-item wp-block-navigation-link"><a class="wp-block-navigation-item__content" href="/c/{token}"><span class="wp-block-navigation-item__label">{text}</span></a></li>', words.nav)}
</ul></nav></div></header>
<main class="wp-block-group is-layout-flow" id="wp--skip-link--target"><div class="wp-block-group has-global-padding is-layout-constrained">
<h1 class="wp-block-post-title has-x-large-font-size">{story.title}</h1>
<div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{story.standfirst}</p></div>
<div class="wp-block-template-part"><div class="wp-block-group is-content-justification-left is-layout-flex"><div class="wp-block-post-date">
<time datetime="{story.stamp}">{words.day(story.article.date)}</time></div><div class="wp-block-post-author-name">{story.by}</div></div></div>
<div class="entry-content alignfull wp-block-post-content has-global-padding is-layout-constrained">
{body}
<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social sd-social-icon-text sd-sharing"><h3 class="sd-title">{words.share[0]}:</h3>
<div class="sd-content"><ul>{each('<li class="share-{n}"><a rel="nofollow noopener" class="sd-button share-icon" href="#"><span>{text}</span></a></li>', words.share[1:])}</ul></div></div></div>
<div class="sharedaddy sd-block sd-like jetpack-likes-widget-wrapper"><h3 class="sd-title">{words.reactions[0]}</h3><span class="button"><span>...</span></span></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>{words.related_heading}</em></h3><div class="jp-relatedposts-items">
{each('<div class="jp-relatedposts-post"><h4 class="jp-relatedposts-post-title"><a href="/{token}">{text}</a></h4><p class="jp-relatedposts-post-date">2025</p></div>', words.related[5:8])}</div></div>
<div class="wp-block-jetpack-subscriptions wp-block-jetpack-subscriptions__supports-newline"><h3>{words.newsletter_heading}</h3><p>{words.newsletter_text}</p>
<form><input type="email" placeholder="{words.email_placeholder}"><button type="submit">{words.newsletter_button}</button></form></div>
</div>
<div class="wp-block-template-part"><div class="taxonomy-post_tag wp-block-post-terms"><span class="wp-block-post-terms__prefix">{words.tags_label} </span>
{each('<a href="/tag/{token}" rel="tag">{text}</a><span class="wp-block-post-terms__separator">, </span>', story.article.tags)}</div></div>
<nav class="wp-block-group"><div class="post-navigation-link-previous wp-block-post-navigation-link"><a href="/p">{words.previous}: {story.pick(words.related, 7)}</a></div>
<div class="post-navigation-link-next wp-block-post-navigation-link"><a href="/n">{words.next}: {story.pick(words.related, 9)}</a></div></nav>
<div class="wp-block-comments"><h2 class="wp-block-comments-title">4</h2><ol class="wp-block-comment-template">
{comments(story, COMMENT, 3)}</ol>
<div id="respond" class="comment-respond wp-block-post-comments-form"><h3 id="reply-title" class="comment-reply-title">{words.comments_heading}</h3>
<form id="commentform" class="comment-form">
{each('<p class="comment-form-comment"><label for="field-{n}">{text}</label><textarea id="field-{n}"></textarea></p>', words.comment_form)}
</form></div></div></div></main>
<footer class="wp-block-template-part"><div class="wp-block-group alignwide"><p>{words.copyright}</p><ul class="wp-block-page-list">
{each('<li class="wp-block-pages-list__item"><a href="/{token}">{text}</a></li>', words.footer)}</ul></div></footer></div>
<div class="cmplz-cookiebanner" role="dialog"><div class="cmplz-body"><div class="cmplz-message">{words.cookie}</div></div><div class="cmplz-buttons">
{each('<button class="cmplz-btn">{text}</button>', words.consent_buttons)}</div></div></body></html>"""


_LATEST = '<li><a class="wp-block-latest-posts__post-title" href="/{token}">{text}</a></li>'
LAYOUT = Layout("block-theme", render, family="blocks")
