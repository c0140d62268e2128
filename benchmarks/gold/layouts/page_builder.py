# ruff: noqa: E501 -- markup keeps its lines
"""WordPress under a page builder of the Elementor kind: a section, a column and a widget around everything, the
text typed with paragraphs of `&nbsp;`."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each, meta, styles

MARKS = Marks(
    p='<p style="text-align: justify;"><span style="font-family: arial, helvetica, sans-serif; font-size: 14pt;">{text}</span></p>\n<p>&nbsp;</p>',
    h='<h4 style="text-align: justify;"><strong>{text}</strong></h4>',
    quote='<blockquote><p style="text-align: justify;"><em>{text}</em></p></blockquote>',
    caption='<figure class="wp-caption"><img class="size-large" src="/wp-content/uploads/{n}-1024x576.jpg"><figcaption class="widget-image-caption wp-caption-text">{text}</figcaption></figure>',
    post='<div class="elementor-shortcode">{text}</div>',
)
COMMENT = """<li id="comment-{n}" class="comment depth-1"><article class="comment-body"><div class="comment-author vcard"><b class="fn">{name}</b></div>
<div class="comment-metadata">{when}</div><div class="comment-content"><p>{text}</p></div></article></li>"""


def _widget(kind: str, inner: str) -> str:
    return f'<div class="elementor-element elementor-widget elementor-widget-{kind}" data-element_type="widget" data-widget_type="{kind}.default"><div class="elementor-widget-container">{inner}</div></div>'


def _section(*widgets: str) -> str:
    return (
        '<section class="elementor-section elementor-top-section elementor-section-boxed"><div class="elementor-container elementor-column-gap-default">'
        f'<div class="elementor-column elementor-col-100 elementor-top-column"><div class="elementor-widget-wrap elementor-element-populated">{"".join(widgets)}</div></div></div></section>'
    )


def render(story: Story) -> str:
    words = story.words
    link = f'<p><strong><a href="/{story.token(6)}">{story.pick(words.read_also)} {story.pick(words.related, 11)}</a></strong></p>\n'
    body = between(
        story.blocks(MARKS), {3: link, 5: f"<p>{ads.curled(story.chance)}</p>\n", 7: ads.script(story.chance)}
    )
    return f"""<!DOCTYPE html><html dir="{story.direction}" lang="{
        story.language
    }"><head><meta charset="$CHARSET">{meta(story)}{styles("elementor", 40_000)}
<script>var elementorFrontendConfig = {{"environmentMode":{{"edit":false}},"is_rtl":true,"version":"3.18.3"}};</script></head>
<body class="rtl post-template-default single single-post elementor-default elementor-kit-6 elementor-page-{
        story.number
    }">
<div data-elementor-type="header" class="elementor elementor-20 elementor-location-header">{
        _section(
            _widget("theme-site-logo", f'<a href="/">{words.site_name}</a>'),
            _widget(
                "nav-menu",
                "<ul>"
                + each(
                    '<li class="menu-item"><a href="/{token}" class="elementor-item">{text}</a></li>',
                    words.nav,
                )
                + "</ul>",
            ),
        )
    }</div>
<div data-elementor-type="single-post" class="elementor elementor-71 elementor-location-single post-{
        story.number
    } post type-post">
{
        _section(
            _widget(
                "theme-post-title",
                f'<h1 class="elementor-heading-title elementor-size-default">{story.title}</h1>',
            ),
            _widget(
                "post-info",
                f'<ul class="elementor-inline-items"><li class="elementor-icon-list-item">{story.by}</li><li><time>{words.day(story.article.date)}</time></li></ul>',
            ),
            _widget("theme-post-excerpt", story.standfirst),
            _widget(
                "share-buttons",
                each(
                    '<div class="elementor-share-btn"><span class="elementor-share-btn__title">{text}</span></div>',
                    words.share,
                ),
            ),
            _widget("theme-post-content", body),
            _widget("heading", f'<h3 class="elementor-heading-title">{words.follow_us[0]}</h3>'),
        )
    }
{
        _section(
            _widget(
                "author-box",
                f'<div class="elementor-author-box__name">{story.author}</div><div class="elementor-author-box__bio">{words.author_bio.format(author=story.author)}</div>',
            )
        )
    }
{
        _section(
            _widget("heading", f'<h2 class="elementor-heading-title">{words.related_heading}</h2>'),
            _widget(
                "posts",
                each(
                    '<article class="elementor-post elementor-grid-item"><h3 class="elementor-post__title"><a href="/{token}">{text}</a></h3></article>',
                    words.related[:6],
                ),
            ),
        )
    }
{
        _section(
            _widget(
                "post-comments",
                f'<div id="comments" class="comments-area"><ol class="comment-list">{comments(story, COMMENT, 2)}</ol><div id="respond" class="comment-respond"><h2 id="reply-title" class="comment-reply-title">{words.comments_heading}</h2><form id="commentform">'
                + each('<p class="comment-form-author"><label>{text}</label></p>', words.comment_form)
                + "</form></div></div>",
            )
        )
    }
{
        _section(
            _widget(
                "form",
                f'<h3>{words.newsletter_heading}</h3><p>{words.newsletter_text}</p><form><input placeholder="{words.email_placeholder}"><button>{words.newsletter_button}</button></form>',
            )
        )
    }</div>
<div data-elementor-type="footer" class="elementor elementor-30 elementor-location-footer">{
        _section(
            _widget(
                "icon-list",
                "<ul>"
                + each(
                    '<li class="elementor-icon-list-item"><a href="/{token}">{text}</a></li>', words.footer
                )
                + "</ul>",
            ),
            _widget("text-editor", f"<p>{words.copyright}</p>"),
        )
    }</div>
<div data-elementor-type="popup" class="elementor elementor-location-popup"><p>{words.cookie}</p>{
        each('<a class="elementor-button" href="#">{text}</a>', words.consent_buttons)
    }</div></body></html>"""


LAYOUT = Layout("page-builder", render)
