# ruff: noqa: E501 -- markup keeps its lines
"""Drupal 10: fields in fields, blocks in regions, its own comment form."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each, json_ld, meta, styles

MARKS = Marks(
    caption=(
        '<figure role="group" class="caption caption-img align-center"><img alt="" data-entity-type="file" '
        'src="/sites/default/files/inline-images/{n}.jpg"><figcaption>{text}</figcaption></figure>'
    ),
    post=(
        '<div class="paragraph paragraph--type--embed paragraph--view-mode--default">'
        '<div class="clearfix text-formatted field field--name-field-embed field--type-text-long field__item">{text}</div></div>'
    ),
)
COMMENT = """<article role="article" class="js-comment comment clearfix" id="comment-{n}"><footer class="comment__meta">
<p class="comment__author"><span>{name}</span></p><p class="comment__time">{when}</p></footer>
<div class="comment__content"><div class="clearfix text-formatted field field--name-comment-body field--type-text-long field__item"><p>{text}</p></div></div></article>"""


def render(story: Story) -> str:
    words = story.words
    body = between(
        story.blocks(MARKS),
        {
            4: f'<div class="views-element-container block block-related-inline"><h2 class="block__title">{story.pick(words.read_also)}</h2>'
            f'<div class="view-content"><div class="views-row"><a href="/node/77" hreflang="{story.language}">{story.pick(words.related, 6)}</a></div></div></div>\n',
            6: f"<p>{ads.text(story.chance)}</p>\n",
        },
    )
    return f"""<!DOCTYPE html><html lang="{story.language}" dir="{story.direction}" prefix="schema: https://schema.org/"><head><meta charset="$CHARSET" />
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" />{meta(story)}{json_ld(story)}{styles("block", 16_000)}
<script type="application/json" data-drupal-selector="drupal-settings-json">{{"path":{{"baseUrl":"/","currentPath":"node/{story.number}","currentLanguage":"{story.language}"}}}}</script></head>
<body class="layout-two-sidebars page-node-{story.number} path-node node--type-article"><a href="#main-content" class="visually-hidden focusable skip-link">↓</a>
<div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas><div id="page-wrapper"><div id="page">
<header id="header" class="header" role="banner"><div class="region region-header"><div class="block block-system block-system-branding-block">
<div class="site-branding__name"><a href="/" rel="home">{words.site_name}</a></div><div class="site-branding__slogan">{words.tagline}</div></div></div>
<div class="region region-primary-menu"><nav role="navigation"><ul class="clearfix menu">
{each('<li class="menu-item"><a href="/taxonomy/term/{n}">{text}</a></li>', words.nav)}</ul></nav></div></header>
<div id="main-wrapper" class="layout-main-wrapper layout-container clearfix"><div id="main" class="layout-main clearfix">
<div class="region region-breadcrumb"><nav class="breadcrumb"><ol>{each('<li><a href="/{token}">{text}</a></li>', words.breadcrumb)}</ol></nav></div>
<main id="content" class="column main-content" role="main"><section class="section"><div class="region region-content">
<div id="block-page-title" class="block block-core block-page-title-block"><h1 class="title page-title"><span class="field field--name-title field--type-string field--label-hidden">{story.title}</span></h1></div>
<div id="block-system-main" class="block block-system block-system-main-block"><div class="content">
<article data-history-node-id="{story.number}" role="article" class="node node--type-article node--promoted node--view-mode-full clearfix">
<header><div class="node__meta"><span>{story.by}</span> <span class="field field--name-created">{story.published}</span> <span>{story.updated}</span></div></header>
<div class="node__content clearfix">
<div class="field field--name-field-image field--type-image field--label-hidden field__item"><img src="/sites/default/files/{story.token(8)}.jpg" width="1200" height="675" /></div>
<div class="field field--name-field-summary field--type-string-long field--label-hidden field__item">{story.standfirst}</div>
<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden field__item">
{body}
</div>
<div class="addtoany_list">{each('<a class="a2a_button" href="#"><span class="a2a_label">{text}</span></a>', words.share)}</div>
<div class="field field--name-field-tags field--type-entity-reference field--label-above clearfix"><h3 class="field__label">{words.tags_label}</h3><ul class="links field__items">
{each('<li><a href="/tags/{token}" hreflang="x">{text}</a></li>', story.article.tags)}</ul></div>
<section class="field field--name-comment field--type-comment field--label-above comment-wrapper">
{comments(story, COMMENT, 2)}
<h2 class="title comment-form__title">{words.comments_heading}</h2><form class="comment-comment-form comment-form" id="comment-form">
{each('<div class="js-form-item form-item js-form-type-textfield"><label for="edit-{n}">{text}</label><input id="edit-{n}" class="form-text"/></div>', words.comment_form)}
</form></section></div></article></div></div>
<div class="views-element-container block block-views"><h2>{words.related_heading}</h2><div class="view view-related-content"><div class="view-content">
{each('<div class="views-row"><div class="views-field views-field-title"><span class="field-content"><a href="/node/4{n}">{text}</a></span></div></div>', words.related[:7])}
</div></div></div></div></section></main>
<div id="sidebar-second" class="column sidebar"><aside class="section"><div class="region region-sidebar-second"><div class="block"><h2>{words.most_read}</h2>
{each('<div class="views-row"><a href="/node/9{n}">{text}</a></div>', words.most_read_items)}</div>
<div class="block block-simplenews"><h2>{words.newsletter_heading}</h2><p>{words.newsletter_text}</p><button>{words.newsletter_button}</button></div>
{ads.script(story.chance + 2)}</div></aside></div></div></div>
<footer class="site-footer"><div class="region region-footer-fifth"><ul class="menu">{each('<li><a href="/{token}">{text}</a></li>', words.footer)}</ul>
<p>{words.copyright}</p></div></footer></div></div></div>
<div id="sliding-popup" class="eu-cookie-compliance-banner"><div class="popup-content"><h2>{words.cookie}</h2>{each('<button class="agree-button">{text}</button>', words.consent_buttons)}</div></div></body></html>"""


LAYOUT = Layout("drupal", render)
