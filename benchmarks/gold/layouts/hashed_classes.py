# ruff: noqa: E501 -- markup keeps its lines
"""A front end of React and Next.js: hashed class names, the body cut short in its JSON-LD, a store of JSON."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each, json_ld, meta, state, styles

MARKS = Marks(
    p='<div class="Component_root__kY3zW"><p class="Paragraph_text__a8Qm2">{text}</p></div>',
    h='<div class="Component_root__kY3zW"><h3 class="Heading_h3__9xLpE">{text}</h3></div>',
    quote='<div class="Component_root__kY3zW"><blockquote class="PullQuote_root__Vn4c1"><span>{text}</span></blockquote></div>',
    list='<div class="Component_root__kY3zW"><ul class="List_ul__0dKe7">{items}</ul></div>',
    item='<li class="List_li__Zp1r5"><span>{text}</span></li>',
    caption=(
        '<figure class="Figure_root__tR2sd"><div class="Image_ratio__w1"><img src="/_next/image?url=%2F{n}.jpg&amp;w=1080&amp;q=75"></div>'
        '<figcaption class="Figure_caption__Lq8Zz"><span>{text}</span><span class="Figure_credit__e3">{credit}</span></figcaption></figure>'
    ),
    post='<div class="Component_root__kY3zW SocialEmbed_wrap__c5Xt9">{text}</div>',
)
COMMENT = """<div class="Comment_item__e4Rf2"><div class="Comment_head__u1"><span>{name}</span><span>{when}</span></div>
<p class="Comment_text__b7Yc3">{text}</p></div>"""


def render(story: Story) -> str:
    words = story.words
    body = between(
        story.blocks(MARKS),
        {
            2: f'<div class="AdSlot_slot__G5kqv" data-label="{words.ad_label}"><span class="AdSlot_label__x2">{words.ad_label}</span>{ads.script(story.chance)}</div>\n',
            5: f'<aside class="InlineTeaser_root__mm3Wd"><span class="InlineTeaser_kicker__p0">{story.pick(words.read_also)}</span>'
            f'<a class="InlineTeaser_link__y6" href="/a/{story.token(6)}"><span>{story.pick(words.related, 8)}</span></a></aside>\n',
        },
    )
    cut = next(item.p for item in story.article.body if item.p)[:160] + "…"
    return f"""<!DOCTYPE html><html lang="{story.language}" dir="{story.direction}"><head><meta charSet="$CHARSET"/>{meta(story)}{json_ld(story, articleBody=cut)}
{styles("css", 24_000)}<script src="/_next/static/chunks/webpack-{story.token(16)}.js" defer=""></script></head>
<body><div id="__next"><div class="Layout_root__2bGtu"><header class="Header_root__q9JxA"><a class="Header_logo__c3" href="/">{words.site_name}</a>
<nav class="Nav_root__Ua7iK">{each('<a class="Nav_link__e5" href="/{token}"><span>{text}</span></a>', words.nav)}</nav><button class="Header_login__r2">{words.login}</button></header>
<main class="Main_root__o4Lfs"><div class="Grid_row__s1"><section class="Article_wrap__3kd2x"><div class="Breadcrumbs_root__n6">
{each('<a href="/{token}"><span>{text}</span></a>', words.breadcrumb)}</div>
<h1 class="Headline_root__Jw5Mb">{story.title}</h1><p class="Lead_root__hT0Pc">{story.standfirst}</p>
<div class="Byline_root__d8Wgn"><span class="Byline_name__f1">{story.by}</span><time dateTime="{story.stamp}">{story.published}</time><button class="Listen_btn__k7">{words.listen}</button></div>
<div class="ShareBar_root__i3">{each('<button class="ShareBar_btn__z9" aria-label="{text}"><span>{text}</span></button>', words.share)}</div>
<div class="ArticleBody_root__x3kd2">
{body}
</div>
<div class="Paywall_soft__w4"><p>{words.paywall_prompt}</p><button>{words.login}</button></div>
<div class="AppPromo_root__g2"><p>{words.app_promo}</p></div>
<div class="Tags_root__l1">{each('<a class="Tags_tag__m8" href="/t/{token}"><span>{text}</span></a>', story.article.tags)}</div>
<div class="Newsletter_box__v0"><p class="Newsletter_title__q1">{words.newsletter_heading}</p><p>{words.newsletter_text}</p><button>{words.newsletter_button}</button></div>
<div class="Comments_root__Kd3"><h2 class="Comments_title__o9">{words.comments_heading}</h2>
<div class="Comments_form__y2">{each('<label class="Field_label__t5"><span>{text}</span></label>', words.comment_form)}</div>
{comments(story, COMMENT, 4)}</div></section>
<aside class="Rail_root__b6"><h2 class="Rail_title__a1">{words.most_read}</h2><ol>{each('<li class="Rail_item__c9"><a href="/a/{token}"><span>{text}</span></a></li>', words.most_read_items)}</ol></aside></div>
<section class="More_root__h1"><h2>{words.related_heading}</h2><div class="More_grid__j5">
{each('<a class="Card_root__p3" href="/a/{token}"><div class="Card_media__z1"></div><h3 class="Card_title__u8">{text}</h3></a>', words.related)}</div><button>{words.load_more}</button></section></main>
<footer class="Footer_root__w7">{each('<a href="/{token}">{text}</a>', words.footer)}<small>{words.copyright}</small></footer>
<div class="Consent_root__r6" role="dialog"><p>{words.cookie}</p>{each("<button>{text}</button>", words.consent_buttons)}</div></div></div>
<script id="__NEXT_DATA__" type="application/json">{state(story, 60)}</script></body></html>"""


LAYOUT = Layout("hashed-classes", render)
