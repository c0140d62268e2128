# ruff: noqa: E501 -- markup and code keep their lines
"""A site of the early 2000s, still published: nested tables, text held apart by `<br>` alone, a charset of
its own, the comment form below."""

from __future__ import annotations

from gold import ads
from gold.story import Layout, Marks, Story, between, comments, each

MARKS = Marks(
    p="{text}<br><br>",
    h='<b><font color="#990000">{text}</font></b><br><br>',
    quote="«{text}»<br><br>",
    list="{items}<br>",
    item="- {text}<br>",
    caption=(
        '<table width="250" align="left"><tr><td><img src="photos/{n}.jpg" width="240"></td></tr>'
        '<tr><td class="small" align="center"><font size="1">{text}</font></td></tr></table>'
    ),
    post="{text}<br><br>",
)

COMMENT = (
    """<tr><td class="small"><b>{n} - {name}</b> <font color="#999999">{when}</font><br>{text}</td></tr>"""
)


def render(story: Story) -> str:
    words = story.words
    body = between(story.blocks(MARKS), {3: f'<div align="center">{ads.script(story.chance)}</div>\n'})
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html dir="{story.direction}"><head>
<meta http-equiv="Content-Type" content="text/html; charset=$CHARSET">
<title>{words.site_name} : {story.title}</title>
<meta name="description" content="{story.standfirst}">
<style>body,td{{font-family:Tahoma,Arial;font-size:14px}} .small{{font-size:11px}} .titl{{font-size:18px}}</style>
<script language="JavaScript">
function printit(){{ window.open('print.php?id={story.number}','p','width=600,height=500'); }}
</script></head>
<body bgcolor="#FFFFFF" topmargin="0" leftmargin="0">
<table width="960" border="0" cellspacing="0" cellpadding="0" align="center">
<tr><td colspan="3" bgcolor="#003366"><img src="images/logo.gif" alt="{words.site_name}" height="90">
<font color="#FFFFFF">{words.tagline}</font></td></tr>
<tr><td colspan="3" bgcolor="#CCCCCC"><table border="0" width="100%"><tr>
{each('<td nowrap><a href="section.asp?s={n}"><b>{text}</b></a></td>', words.nav)}</tr></table></td></tr>
<tr valign="top"><td width="170" bgcolor="#EEEEEE"><table width="100%" cellpadding="3">
<tr><td bgcolor="#003366"><font color="#FFFFFF"><b>{words.most_read}</b></font></td></tr>
{each('<tr><td class="small"><a href="news.asp?id={n}">{text}</a></td></tr>', words.most_read_items)}
<tr><td>{ads.script(story.chance + 2)}</td></tr></table></td>
<td width="600"><table width="100%" cellpadding="8" border="0">
<tr><td class="small"><a href="default.asp">{words.home}</a> &gt; {story.article.section}</td></tr>
<tr><td class="titl"><b>{story.title}</b></td></tr>
<tr><td class="small"><font color="#666666">{story.published} - {story.by}</font></td></tr>
<tr><td align="justify"><font size="3" face="Simplified Arabic"><b>{story.standfirst}</b><br><br>
{body}
</font></td></tr>
<tr><td class="small"><a href="javascript:printit()">{words.print}</a> |
{each('<a href="share.asp?n={n}">{text}</a> |', words.share)}</td></tr>
<tr><td bgcolor="#EEEEEE"><b>{words.related_heading}</b></td></tr>
{each('<tr><td><img src="images/dot.gif"> <a href="news.asp?id=4{n}">{text}</a></td></tr>', words.related[:5])}
<tr><td><a name="comments"></a><table width="100%" bgcolor="#F7F7F7">
{comments(story, COMMENT, 4)}
<tr><td><b>{words.comments_heading}</b></td></tr>
<form name="frm" method="post" action="addcomment.asp">
{each('<tr><td class="small">{text}</td></tr><tr><td><input type="text" name="f{n}" size="40"></td></tr>', words.comment_form)}
</form><tr><td class="small"><font color="red">{words.disclaimer}</font></td></tr></table></td></tr>
</table></td>
<td width="190"><table width="100%"><tr><td>{ads.script(story.chance + 3)}<a href="http://ads.example/c?1">
<img src="banners/{story.number}.gif" width="180" height="250"></a></td></tr>
{each('<tr><td class="small"><a href="news.asp?id=7{n}">{text}</a></td></tr>', words.related[5:])}</table></td></tr>
<tr><td colspan="3" align="center" bgcolor="#003366"><font color="#FFFFFF">
{each('<a href="page.asp?p={n}"><font color="#FFFFFF">{text}</font></a> |', words.footer)}<br>{words.copyright}
</font></td></tr></table></body></html>"""


LAYOUT = Layout("old-tables", render, legacy_charset=True)
