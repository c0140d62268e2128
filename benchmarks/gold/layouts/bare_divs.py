# ruff: noqa: E501 -- markup keeps its lines
"""A newsroom's own system: no paragraph in it, only nested `<div>`s with names of its own."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each, meta, styles

MARKS = Marks(
    p="<div>{text}</div>\n<div>&nbsp;</div>",
    h="<div><strong>{text}</strong></div>\n<div>&nbsp;</div>",
    quote='<div class="qouteBox">"{text}"</div>\n<div>&nbsp;</div>',
    list="{items}<div>&nbsp;</div>",
    item="<div>• {text}</div>\n",
    caption='<div class="innerImg"><img src="/Upload/Cache/IMG/{n}.jpg"><div class="imgCaption">{text}</div><div class="imgSrc">{credit}</div></div>',
    post='<div class="embedBox">{text}</div>',
)
COMMENT = """<div class="cmntRow" id="c{n}"><div class="cmntName">{name}</div><div class="cmntDate">{when}</div>
<div class="cmntTxt">{text}</div></div>"""


def render(story: Story) -> str:
    words = story.words
    body = between(
        story.blocks(MARKS),
        {
            2: f'<div id="div-gpt-ad-{story.number}" class="adInRead">{ads.script(story.chance)}</div>\n',
            5: f"<div>{ads.text(story.chance + 3)}</div>\n<div>&nbsp;</div>\n",
            4: f'<div class="readMore"><div class="rmTitle">{story.pick(words.read_also)}</div><div class="rmItem"><a href="/News/{story.number}">'
            f"{story.pick(words.related, 5)}</a></div></div>\n",
        },
    )
    return f"""<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" dir="{story.direction}"><head><meta charset="$CHARSET" />{meta(story)}
{styles("ns", 18_000)}<script>var NewsID = {story.number}; var SecID = 12;</script></head>
<body><form method="post" action="/News/{story.number}" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEP{story.token(60) * 40}" />
<div class="headerCont"><div class="topStrip"><div class="dateStrip">{words.day(story.article.date)}</div><div class="loginStrip"><a href="/login">{words.login}</a></div></div>
<div class="logo"><a href="/"><img src="/images/logo.png" alt="{words.site_name}" /></a></div><div class="mainMenu">
{each('<div class="menuItem"><a href="/Section/{n}">{text}</a></div>', words.nav)}</div></div>
<div class="mainCont"><div class="rightCol"><div class="newsCont">
<div class="pathCont">{each('<a href="/s/{n}">{text}</a> &raquo; ', words.breadcrumb)}</div>
<div class="newsTitle"><h1>{story.title}</h1></div>
<div class="newsInfo"><div class="newsWriter">{story.by}</div><div class="newsDate">{story.published}</div><div class="newsVisits">{words.views.format(count=412)}</div></div>
<div class="toolsBar">{each('<div class="tool"><a href="javascript:void(0)">{text}</a></div>', [words.print, *words.font_size, *words.share])}</div>
<div class="newsBrief">{story.standfirst}</div>
<div class="newsImg"><img src="/Upload/Cache/IMG/{story.token(10)}.jpg" /></div>
<div class="newsText" id="newsText">
{body}
</div>
<div class="newsSource">{words.source_label}</div>
<div class="newsTags"><div class="tagsTitle">{words.tags_label}</div>{each('<div class="tag"><a href="/Tag/{token}">{text}</a></div>', story.article.tags)}</div>
<div class="reactBox">{each('<div class="react"><img src="/r/{n}.png"><div>{text}</div><div>0</div></div>', words.reactions)}</div>
<div class="reportBox"><a href="#report">{words.correction_prompt}</a></div>
<div class="relatedCont"><div class="blockTitle">{words.related_heading}</div>
{each('<div class="relItem"><div class="relImg"><img src="/i/{n}.jpg"></div><div class="relTitle"><a href="/News/9{n}">{text}</a></div></div>', words.related[:8])}</div>
<div class="commentsCont"><div class="cmntsHead">3</div>{comments(story, COMMENT, 3)}
<div class="addCmnt"><div class="addCmntTitle">{words.comments_heading}</div>
{each('<div class="fld"><div class="lbl">{text}</div><div class="inp"><input type="text" name="ctl{n}" /></div></div>', words.comment_form)}
</div><div class="cmntNote">{words.disclaimer}</div></div>
</div></div>
<div class="leftCol"><div class="mostCont"><div class="blockTitle">{words.most_read}</div>
{each('<div class="mostItem"><div class="num">{n}</div><div class="mostTitle"><a href="/News/8{n}">{text}</a></div></div>', words.most_read_items)}</div>
<div class="adBox">{ads.script(story.chance + 5)}</div></div></div>
<div class="footerCont">{each('<div class="fLink"><a href="/p/{n}">{text}</a></div>', words.footer)}<div class="copy">{words.copyright}</div></div>
</form></body></html>"""


LAYOUT = Layout("bare-divs", render)
