# ruff: noqa: E501 -- markup keeps its lines
"""An agency's portal of the RIA kind: every paragraph a block of its own, banners and links to other articles as
blocks between them."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, each, json_ld, meta, styles

_BLOCK = '<div class="article__block" data-type="{kind}">{inner}</div>'
MARKS = Marks(
    p='<div class="article__block" data-type="text"><div class="article__text">{text}</div></div>',
    h='<div class="article__block" data-type="h2"><h2 class="article__h2">{text}</h2></div>',
    quote=(
        '<div class="article__block" data-type="quote"><div class="article__quote"><div class="article__quote-bg"></div>'
        '<div class="article__quote-text">{text}</div><div class="article__quote-bar m-share"></div></div></div>'
    ),
    list='<div class="article__block" data-type="list"><ul class="article__list">{items}</ul></div>',
    item='<li class="article__list-item"><div class="article__list-label"></div><div class="article__list-text">{text}</div></li>',
    caption=(
        '<div class="article__block" data-type="media"><div class="media" data-media-tipe="photo"><div class="media__size"><img src="/images/{n}_1920x0.jpg"></div>'
        '<div class="media__title">{text}</div><div class="media__copyright"><div class="media__copyright-item m-copyright">{credit}</div></div></div></div>'
    ),
    post='<div class="article__block" data-type="social"><div class="article__social">{text}</div></div>',
)


def render(story: Story) -> str:
    words = story.words
    other = (
        f'<div class="article__article m-image"><a class="article__article-link" href="/2{story.number}.html"><div class="article__article-title">'
        f'{story.pick(words.related, 10)}</div></a><div class="article__article-info"><div class="article__article-info-date">{words.day(story.article.date)}</div></div></div>'
    )
    body = between(
        story.blocks(MARKS),
        {
            2: _BLOCK.format(
                kind="banner",
                inner=f'<div class="banner m-article-body" aria-label="{words.ad_label}">{ads.script(story.chance)}</div>',
            )
            + "\n",
            4: _BLOCK.format(kind="article", inner=other) + "\n",
        },
    )
    return f"""<!DOCTYPE html><html lang="{story.language}" dir="{story.direction}"><head><meta charset="$CHARSET">{meta(story)}{json_ld(story)}{styles("widget", 26_000)}</head>
<body class="m-article"><div class="schema_org" itemscope itemtype="https://schema.org/WebSite"></div><div class="page" id="page"><div class="page__width">
<div class="header"><div class="header__menu"><a href="/" class="header__logo">{words.site_name}</a>{each('<div class="header__menu-item"><a href="/{token}/">{text}</a></div>', words.nav)}</div></div></div>
<div class="content" id="content"><div class="layout-article"><div class="layout-article__over"><div class="layout-article__main">
<div class="article m-white" data-article-id="{story.number}"><div class="article__meta" itemprop="articleBody" content=""></div>
<div class="article__header"><div class="article__info"><div class="article__info-date"><a href="/d">{words.day(story.article.date)}</a>
<span class="article__info-date-modified">({story.updated})</span></div><div class="article__info-statistic"><span class="statistic__item">5102</span></div></div>
<h1 class="article__title">{story.title}</h1><h2 class="article__second-title">{story.standfirst}</h2>
<div class="article__aggr"></div></div>
<div class="article__body js-mediator-article mia-analytics">
{body}
</div>
<div class="article__tags">{each('<a href="/tag_{token}/" class="article__tags-item">{text}</a>', story.article.tags)}</div>
<div class="article__sharebar"><div class="article__sharebar-title">{words.share[0]}</div>{each('<button class="article__sharebar-item">{text}</button>', words.share[1:])}</div>
<div class="article__userbar"><div class="article__userbar-emoji">{each('<a class="m-plus" href="#"><span class="m-value">0</span><span>{text}</span></a>', words.reactions)}</div></div>
</div></div>
<div class="layout-article__right"><div class="widget"><div class="widget__title">{words.most_read}</div>{each('<div class="cell-list__item"><a class="cell-list__item-link" href="/{token}.html"><span class="cell-list__item-title">{text}</span></a></div>', words.most_read_items)}</div></div></div>
<div class="lenta"><div class="lenta__title">{words.related_heading}</div>{each('<div class="lenta__item"><a href="/{token}.html"><span class="lenta__item-text">{text}</span></a></div>', words.related)}</div></div></div>
<div class="chat" id="modalChat"><div class="chat__title">{words.comments_heading}</div><div class="chat__form">{each('<div class="chat__line">{text}</div>', words.comment_form)}</div></div>
<div class="footer"><div class="footer__menu">{each('<a class="footer__menu-link" href="/{token}">{text}</a>', words.footer)}</div><div class="footer__copyright">{words.copyright}</div></div>
<div class="notifications" id="cookie_notice"><div>{words.cookie}</div>{each('<button class="notifications__btn">{text}</button>', words.consent_buttons)}</div></div></body></html>"""


LAYOUT = Layout("blocks-portal", render)
