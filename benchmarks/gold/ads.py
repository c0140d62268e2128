# ruff: noqa: E501 -- markup and code keep their lines
"""Code of advertising and measuring, as scripts and as the text that it becomes when an editor's window
escapes it."""

from __future__ import annotations

from html import escape

LINES = (
    "googletag.cmd.push(function() { googletag.display('div-gpt-ad-1538472930417-0'); });",
    "(adsbygoogle = window.adsbygoogle || []).push({});",
    "window._taboola = window._taboola || [];",
    "_taboola.push({mode: 'thumbnails-a', container: 'taboola-below-article', placement: 'Below Article'});",
    "atOptions = { 'key' : '5f2c1c6ad0f4', 'format' : 'iframe', 'height' : 250, 'width' : 300, 'params' : {} };",
    "window.yaContextCb.push(()=>{ Ya.Context.AdvManager.render({ renderTo: 'yandex_rtb_R-A-1', blockId: 'R-A-1' }) })",
    "var slot = googletag.defineSlot('/21790/inread', [[300, 250], [336, 280]], 'inread-1').addService(googletag.pubads());",
    "if (typeof ez_ad_units != 'undefined') { ez_ad_units.push([[300,250],'site_com-box-3','ezslot_4',131,'0','0']); }",
    "window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);}",
    "OneSignal.push(function() { OneSignal.init({ appId: '2b6c9b1e-45a1', notifyButton: { enable: true } }); });",
)


def _curled(line: str) -> str:
    return (
        line.replace(" '", " ‘").replace("('", "(‘").replace("['", "[‘").replace(",'", ",‘").replace("'", "’")
    )


AS_TEXT = (*LINES, *map(_curled, LINES))


def script(number: int) -> str:
    """Where it belongs."""
    return f"<script>{LINES[number % len(LINES)]}</script>"


def text(number: int) -> str:
    """As a visual editor leaves it: text, its line breaks turned into elements."""
    return "<br>\n".join(escape(LINES[(number + n) % len(LINES)], quote=False) for n in range(2))


def curled(number: int) -> str:
    """As WordPress prints it: with typographer's quotes."""
    return escape(_curled(LINES[number % len(LINES)]), quote=False)
