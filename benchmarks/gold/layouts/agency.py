# ruff: noqa: E501 -- markup keeps its lines
"""A national news agency on ASP.NET and Bootstrap: dateline and text in one `<span>` with line breaks, the
print version's footer below."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, each, meta, styles

MARKS = Marks(
    p="{text}<br/><br/>",
    h='<span class="sub-title">{text}</span><br/><br/>',
    quote="{text}<br/><br/>",
    list="{items}<br/>",
    item="* {text}<br/>",
    caption='<div class="img-cont"><img class="img-responsive" src="/Uploads/{n}.jpg"/><div class="img-title">{text}</div></div>',
    post='<div class="embed-responsive-item">{text}</div>',
)


def render(story: Story) -> str:
    words = story.words
    body = between(
        story.blocks(MARKS),
        {
            4: f'<div class="adv-in">{ads.script(story.chance)}</div>\n',
            6: f"{ads.text(story.chance + 3)}<br/><br/>\n",
        },
    )
    return f"""<!DOCTYPE html><html lang="{story.language}" dir="{story.direction}"><head><meta charset="$CHARSET"/><meta http-equiv="X-UA-Compatible" content="IE=edge"/>{meta(story)}{styles("col", 14_000)}
<script>var theForm = document.forms['form1']; function __doPostBack(a, b) {{ theForm.submit(); }}</script></head>
<body><form id="form1" method="post"><input type="hidden" name="__EVENTVALIDATION" value="{story.token(64) * 30}"/>
<div class="navbar navbar-default"><div class="container"><a class="navbar-brand" href="/"><img alt="{words.site_name}" src="/img/logo.png"/></a><ul class="nav navbar-nav">
{each('<li class="dropdown"><a href="/list.aspx?c={n}">{text}</a></li>', words.nav)}</ul></div></div>
<div class="marquee-wrap"><span class="ticker-title">{words.most_read}</span><marquee>{each('<a href="/v.aspx?n={n}">{text}</a> ✦', words.most_read_items)}</marquee></div>
<div class="container"><div class="row"><div class="col-md-9 col-sm-8"><ol class="breadcrumb">{each('<li><a href="/{token}">{text}</a></li>', words.breadcrumb)}</ol>
<div class="panel panel-default"><div class="panel-heading"><h1 id="ctl00_ContentPlaceHolder1_lblTitle">{story.title}</h1></div>
<div class="panel-body"><div class="row tools"><span id="ctl00_ContentPlaceHolder1_lblDate" class="date">{story.published}</span>
<a href="#" onclick="window.print()">{words.print}</a>{each('<a class="btn btn-xs btn-share" href="#">{text}</a>', words.share)}</div>
<h4 id="ctl00_ContentPlaceHolder1_lblBrief">{story.standfirst}</h4>
<span id="ctl00_ContentPlaceHolder1_lblDetails" class="details">
{body}
</span>
<div class="news-footer"><p>{words.source_label}</p><p>{words.copyright}</p></div>
<div class="well well-sm">{each('<a href="https://t.me/agency">{text}</a><br/>', words.follow_us)}</div></div></div>
<div class="panel panel-info"><div class="panel-heading">{words.related_heading}</div><div class="list-group">{each('<a class="list-group-item" href="/v.aspx?n=5{n}">{text}</a>', words.related)}</div></div>
<div class="panel panel-comments"><div class="panel-heading">{words.comments_heading}</div><div class="panel-body">{each('<div class="form-group"><label class="control-label">{text}</label><input class="form-control" type="text"/></div>', words.comment_form)}</div></div></div>
<div class="col-md-3 col-sm-4"><div class="list-group">{each('<a class="list-group-item" href="/v.aspx?n=6{n}"><h5>{text}</h5></a>', words.most_read_items)}</div>{ads.script(story.chance + 1)}
<div class="panel"><div class="panel-heading">{words.newsletter_heading}</div><p>{words.newsletter_text}</p><input class="form-control" placeholder="{words.email_placeholder}"/></div></div></div></div>
<footer class="footer"><div class="container"><ul class="list-inline">{each('<li><a href="/{token}">{text}</a></li>', words.footer)}</ul><p>{words.disclaimer}</p><p>{words.copyright}</p></div></footer></form></body></html>"""


LAYOUT = Layout("agency", render)
