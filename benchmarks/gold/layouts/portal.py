# ruff: noqa: E501 -- markup keeps its lines
"""A large portal: the text in two halves with an advertisement's box between them, the tools of its app, a
statement below."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, comments, each, meta, state, styles

MARKS = Marks(
    p='<p cms-style="font-L">　　{text}</p>',
    h='<p cms-style="font-L strong-Bold"><strong>{text}</strong></p>',
    quote='<p class="quotation">{text}</p>',
    caption='<div class="img_wrapper"><img src="//n.portalimg.example/{n}.jpg" alt=""><span class="img_descr">{text}</span></div>',
    post='<div class="social-card-wrap">{text}</div>',
)
COMMENT = """<div class="item clearfix"><div class="head"></div><div class="cont"><div class="info"><span class="name">{name}</span></div>
<div class="txt">{text}</div><div class="action"><span class="time">{when}</span><a class="vote" href="#">0</a></div></div></div>"""


def render(story: Story) -> str:
    words = story.words
    blocks = story.blocks(MARKS)
    half = len(blocks) // 2
    return f"""<!DOCTYPE html><html lang="{story.language}" dir="{story.direction}"><head><meta charset="$CHARSET"/>{meta(story)}<meta name="mediaid" content="{words.site_name}"/>
{styles("sn", 30_000)}<script>window.SITE_PAGE_DATA = {state(story, 40)};</script></head>
<body><div class="wrap"><div class="sec-nav" id="sec_nav"><div class="sn-logo"><a href="/">{words.site_name}</a></div>{each('<a class="sn-item" href="/{token}/">{text}</a>', words.nav)}
<div class="sn-search"><input placeholder="{words.search}"></div><a class="sn-login" href="#">{words.login}</a></div></div>
<div class="main-content w1240"><div class="path-search"><div class="path">{each('<a href="/{token}">{text}</a><span class="spliter">&gt;</span>', words.breadcrumb)}</div></div>
<h1 class="main-title">{story.title}</h1>
<div class="top-bar-wrap" id="top_bar_wrap"><div class="date-source"><span class="date">{story.published}</span><span class="source">{words.source_label}</span></div>
<div class="page-tools">{each('<span class="tool-icon"><em>{text}</em></span>', [*words.font_size, *words.share])}</div></div>
<div class="article-content clearfix"><div class="article-content-left">
<div class="article" id="artibody">
<p class="artical-summary">{story.standfirst}</p>
{chr(10).join(blocks[:half])}
</div>
<div class="ad-content-mid adv-pc" id="ad_mid"><div class="ad-tip">{words.ad_label}</div>{ads.script(story.chance)}
<div class="ad-text"><a href="https://click.example/{story.number}">{story.pick(words.most_read_items, 1)}</a></div></div>
<div class="article article-second">
{chr(10).join(blocks[half:])}
<p cms-style="font-L">{ads.curled(story.chance + 3)}</p>
<p class="show_author">({story.by})</p>
</div>
<div class="article-bottom clearfix"><div class="keywords" id="keywords"><span>{words.tags_label}</span>{each('<a href="/tags/{token}">{text}</a>', story.article.tags)}</div></div>
<div class="wap_special"><span class="btn-report">{words.correction_prompt}</span></div>
<div class="app-download"><div class="app-qr"></div><p>{words.app_promo}</p></div>
<div class="follow"><ul>{each("<li>{text}</li>", words.follow_us)}</ul></div>
<div class="blk-comment sina-comment-wrap"><div class="sina-comment-form"><div class="hd clearfix"><span class="tip">{words.comments_heading}</span></div>
<div class="bd">{each('<div class="form-line"><span>{text}</span></div>', words.comment_form)}</div></div>
<div class="sina-comment-list"><div class="latest-wrap">{comments(story, COMMENT, 5)}</div></div></div>
<div class="feed-card-wrap"><h2 class="feed-card-title">{words.related_heading}</h2><div class="feed-card-content">
{each('<div class="feed-card-item"><h2><a href="/doc-{token}.shtml">{text}</a></h2><div class="feed-card-actions"><span>12</span></div></div>', words.related)}</div><a class="feed-card-loadmore">{words.load_more}</a></div></div>
<div class="article-content-right"><div class="tit02">{words.most_read}</div><ul class="list-b">{each('<li><span class="rank">{n}</span><a href="/{token}">{text}</a></li>', words.most_read_items)}</ul>{ads.script(story.chance + 3)}</div></div></div>
<div class="foot w1240"><p>{each('<a href="/{token}">{text}</a><span>|</span>', words.footer)}</p><p>{words.copyright}</p><p class="statement">{words.disclaimer}</p></div></body></html>"""


LAYOUT = Layout("portal", render)
