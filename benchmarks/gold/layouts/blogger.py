# ruff: noqa: E501 -- markup keeps its lines
"""Blogger: the text typed into one `<div>`, line breaks in place of paragraphs, spans around everything."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each, meta, styles

MARKS = Marks(
    p='<span style="font-size: large;">{text}</span><br />\n<br />',
    h='<b><span style="font-size: x-large;">{text}</span></b><br />\n<br />',
    quote='<blockquote class="tr_bq"><span style="font-size: large;">{text}</span></blockquote>',
    list='<ul style="text-align: right;">{items}</ul>',
    caption=(
        '<table align="center" cellpadding="0" cellspacing="0" class="tr-caption-container" style="margin-left: auto;"><tbody>'
        '<tr><td style="text-align: center;"><a href="https://blogger.googleusercontent.com/img/{n}/s1600/p.jpg"><img src="https://blogger.googleusercontent.com/img/{n}/s640/p.jpg"></a></td></tr>'
        '<tr><td class="tr-caption" style="text-align: center;">{text}</td></tr></tbody></table>'
    ),
    post="{text}<br />",
)
COMMENT = """<li class="comment" id="c{n}"><div class="comment-block"><div class="comment-header"><cite class="user">{name}</cite>
<span class="datetime secondary-text"><a rel="nofollow" href="#c{n}">{when}</a></span></div><p class="comment-content">{text}</p></div></li>"""


def render(story: Story) -> str:
    words = story.words
    body = between(
        story.blocks(MARKS),
        {
            3: f'<div style="clear: both; text-align: center;">{ads.script(story.chance)}</div>\n',
            5: f"{ads.text(story.chance)}<br />\n<br />\n",
        },
    )
    return f"""<!DOCTYPE html><html class='v2' dir='{story.direction}' lang='{story.language}' xmlns='http://www.w3.org/1999/xhtml' xmlns:b='http://www.google.com/2005/gml/b'>
<head><meta content='text/html; charset=$CHARSET' http-equiv='Content-Type'/><meta content='blogger' name='generator'/>{meta(story)}{styles("widget", 30_000)}</head>
<body class='loading item-view'><div class='navbar section' id='navbar'></div><div class='body-fauxcolumns'></div>
<div class='content'><header><div class='header section' id='header'><div class='widget Header'><div class='titlewrapper'><p class='title'><a href='/'>{words.site_name}</a></p></div>
<div class='descriptionwrapper'><p class='description'><span>{words.tagline}</span></p></div></div></div></header>
<div class='tabs section' id='crosscol'><div class='widget PageList'><ul>{each("<li><a href='/search/label/{token}'>{text}</a></li>", words.nav)}</ul></div></div>
<div class='main-outer'><div class='columns fauxcolumns'><div class='column-center-outer'><div class='column-center-inner'><div class='main section' id='main'><div class='widget Blog' id='Blog1'>
<div class='blog-posts hfeed'><div class="date-outer"><h2 class='date-header'><span>{words.day(story.article.date)}</span></h2><div class="date-posts"><div class='post-outer'>
<div class='post hentry uncustomized-post-template' itemprop='blogPost' itemscope='itemscope' itemtype='http://schema.org/BlogPosting'>
<h1 class='post-title entry-title' itemprop='name'>{story.title}</h1><div class='post-header'><div class='post-header-line-1'></div></div>
<div class='post-body entry-content' id='post-body-{story.number}' itemprop='description articleBody'>
<div dir="{story.direction}" style="text-align: right;" trbidi="on"><b>{story.standfirst}</b><br />
<br />
{body}
</div><div style='clear: both;'></div></div>
<div class='post-footer'><div class='post-footer-line post-footer-line-1'><span class='post-author vcard'><span class='fn'>{story.by}</span></span>
<span class='post-timestamp'><abbr class='published' title='{story.stamp}'>{story.article.date:%H:%M}</abbr></span></div>
<div class='post-footer-line post-footer-line-2'><span class='post-labels'>{words.tags_label} {each("<a href='/search/label/{token}' rel='tag'>{text}</a>,", story.article.tags)}</span></div>
<div class='post-share-buttons goog-inline-block'>{each("<a class='goog-inline-block share-button' href='#' title='{text}'><span class='share-button-link-text'>{text}</span></a>", words.share)}</div></div></div>
<div class='related-posts-widget'><h3>{words.related_heading}</h3><ul>{each("<li><a href='/{token}.html'>{text}</a></li>", words.related[:5])}</ul></div>
<div class='comments' id='comments'><h4>3</h4><div class='comments-content'><ol id='top-ra'>{comments(story, COMMENT, 3)}</ol></div>
<div class='comment-form'><a name='comment-form'></a><h4 id='comment-post-message'>{words.comments_heading}</h4>
{each("<p>{text}</p>", words.comment_form)}<iframe id='comment-editor' src='' width='100%'></iframe></div></div></div></div></div></div>
<div class='blog-pager' id='blog-pager'><span id='blog-pager-newer-link'><a class='blog-pager-newer-link' href='/n.html'>{words.next}</a></span>
<a class='home-link' href='/'>{words.home}</a><span id='blog-pager-older-link'><a class='blog-pager-older-link' href='/o.html'>{words.previous}</a></span></div></div></div></div></div>
<div class='column-right-outer'><aside><div class='sidebar section' id='sidebar-right-1'><div class='widget PopularPosts'><h2>{words.most_read}</h2><div class='widget-content popular-posts'><ul>
{each("<li><div class='item-title'><a href='/{token}.html'>{text}</a></div></li>", words.most_read_items)}</ul></div></div>
<div class='widget FollowByEmail'><h2 class='title'>{words.newsletter_heading}</h2><p>{words.newsletter_text}</p></div></div></aside></div></div></div>
<footer><div class='footer section'>{each("<a href='/p/{token}.html'>{text}</a>", words.footer)}<div class='widget Attribution'>{words.copyright}</div></div></footer></div>
<script type='text/javascript' src='https://www.blogger.com/static/v1/widgets/1601900224-widgets.js'></script></body></html>"""


LAYOUT = Layout("blogger", render)
