"""Takes out of the tree what its markup says is not the article: hidden labels, comment areas and forms,
widgets of well-known makers. Names decide, with a guard: an element that holds much of the page's text is
left alone.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

_NAMED = etree.XPath("descendant::*[@class or @id or @hidden]")
_WIDGETS = re.compile(
    r"""(?:^|\s)(?:
      [\w-]*visually-?hidden[\w-]*|sr-only|screen-?reader(?:-[\w-]+|s|text)?|assistive-text|a11y-hidden|off-?screen
      | (?:wp-|jp-|user-|reader-|article-|post-|fb-|facebook-|story-|page-|blog-|section-|the-|all-)?comments?(?:-?(?:area|section|list|wrap(?:per)?|form|respond|
        container|block|box|box-comment|template|thread|holder|widget|module|outer|inner))?
      | (?:show|view|load|toggle)-comments | comment-(?:respond|reply-title|form[\w-]*|list|navigation|notes|policy)|commentlist|respond|reply-title|disqus_thread|dsq-[\w-]+|livefyre[\w-]*|coral[_-][\w-]+|hyvor[\w-]*
      | (?:spot-?im|openweb|vuukle|viafoura|vf-comments|commento|remark42|isso-thread|cackle|hypercomments)[\w-]*
      | sharedaddy|sd-(?:sharing|social|like|block)[\w-]*|jp-relatedposts|jp-post-flair|addtoany_[\w-]+|a2a_kit|addthis[\w-]*|sharethis[\w-]*|st-(?:sticky-)?share-buttons|ssba[\w-]*|heateor[\w-]*|shariff[\w-]*|a2a_[\w-]+
      | (?:social|article|post|entry|story|page)[-_]?shar(?:e|ing)[\w-]*|share-?(?:bar|buttons?|links?|tools?|icons?|widget|box|this|container|list|panel)[\w-]*|social-?(?:bar|buttons?|links?|icons?|media-links|likes|follow)[\w-]*
      | yarpp[\w-]*|crp_related|rp4wp[\w-]*|wp_rp[\w-]*|zergnet[\w-]*|taboola[\w-]*|trc_[\w-]+|outbrain[\w-]*|ob-(?:widget|smartfeed)[\w-]*|mgid[\w-]*|revcontent[\w-]*|nativo[\w-]*|dianomi[\w-]*
      | mc4wp[\w-]*|mc_embed_signup|mailchimp[\w-]*|newsletter-(?:signup|sign-up|form|box|widget|cta|promo|subscribe|block|container|wrapper|inline|module|embed)[\w-]*|email-?signup[\w-]*|jetpack_subscription_widget|wp-block-jetpack-subscriptions[\w-]*
      | cookie-?(?:banner|notice|consent|bar|law|popup|policy|message|warning)[\w-]*|cookieconsent[\w-]*|onetrust[\w-]*|ot-sdk[\w-]*|cmplz[\w-]*|gdpr[\w-]*|qc-cmp[\w-]*|sp_message[\w-]*|didomi[\w-]*|cc-window|cc-banner
      | [\w-]*(?:access-wall|paywall-(?:overlay|message|banner|prompt|promo|modal|container|box)|regwall|article-gating)[\w-]*|modal|modal-(?:dialog|content|body)|toast(?:-[\w-]+)?|tooltip(?:-[\w-]+)?|pop-?up(?:-[\w-]+)?
      | breadcrumbs?|breadcrumb-[\w-]+|yoast-breadcrumbs?|rank-math-breadcrumb|bread-?crumbs?
      | author-?(?:bio|box|info|card|about|profile|description|block)[\w-]*|about-?(?:the-?)?author[\w-]*|post-author-bio|saboxplugin[\w-]*|abh_box[\w-]*|molongui[\w-]*|pp-multiple-authors[\w-]*
      | post-?(?:navigation|nav|pagination)[\w-]*|nav-(?:links|previous|next)|navigation|pagination|page-links
      | adsbygoogle|ad-(?:container|slot|unit|wrapper|label|placeholder|banner|box|text|notice)[\w-]*|(?:google|div-gpt|dfp|gpt)[-_]ad[\w-]*|advert(?:isement|ising)?(?:-[\w-]+)?
    )(?=\s|$)""",
    re.IGNORECASE | re.VERBOSE,
)
_FORMS = etree.XPath(
    "descendant::form[descendant::textarea or descendant::input[@type='email' or @type='password']]"
)
_UNSEEN = etree.XPath(
    "descendant::*[contains(@style, 'rect(0') or contains(translate(@style, ' ', ''), 'display:none')]"
)
_NEVER = frozenset(("body", "html", "main", "article", "a", "h1", "h2", "h3", "h4", "h5", "h6"))
_TITLES = re.compile(r"\b(?:comments?-title|comment-reply-title|reply-title)\b")
_LARGE = 0.3
"""Share of the page's text from which an element is never taken out by its name alone: themes put such names
on whole pages (`has-newsletter`, `comments-open`)."""
_LARGEST_FORM = 600
"""Characters; some systems (ASP.NET) wrap the whole page into one form."""


def remove_furniture(body: HtmlElement) -> None:
    """Removes the elements described above; the text after them stays."""
    limit = max(400, int(_LARGE * len("".join(body.itertext()))))
    known: dict[str, bool] = {}
    for element in _NAMED(body):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if names not in known:
            known[names] = _WIDGETS.search(names) is not None
        if _is_widget(element, names, known[names]):
            _remove(element, limit)
    for element in _UNSEEN(body):
        _remove(element, limit)
    for form in _FORMS(body):
        _remove(form, _LARGEST_FORM)


def _is_widget(element: HtmlElement, names: str, named: bool) -> bool:
    if element.tag in _NEVER:
        return _TITLES.search(names) is not None
    return named or element.get("hidden") is not None


def _remove(element: HtmlElement, limit: int) -> None:
    if element.getparent() is not None and _size(element, limit) < limit:
        element.drop_tree()


def _size(element: HtmlElement, limit: int) -> int:
    """The length of an element's text, counted until it passes `limit`; scripts and styles left out."""
    total = 0
    for part in element.iter():
        if part.tag not in ("script", "style", "noscript") and part.text:
            total += len(part.text.strip())
        if total > limit:
            break
    return total
