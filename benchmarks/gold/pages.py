"""The gold pages: every article in two layouts, every layout and every form of a post in every language.

python -c "from gold.pages import pages; print(pages('ar')[0].text)"      (in benchmarks/)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from html import escape

from gold import ads
from gold.embeds import FORMS, Form, address
from gold.layouts import LAYOUTS
from gold.story import Layout, Story
from gold.texts import Article, PostText, Wording, articles, wording

LAYOUTS_OF_AN_ARTICLE = 2
CHARSETS = {
    "ar": "windows-1256",
    "fa": "windows-1256",
    "zh": "gb18030",
    "ru": "windows-1251",
    "tr": "windows-1254",
}
"""What old sites of a language are still sent in."""


@dataclass(frozen=True)
class GoldPost:
    """`text` is empty where only platform and address can be told; `key` is in every address of it."""

    platform: str
    handle: str
    key: str
    url: str
    text: str
    form: str


@dataclass(frozen=True)
class Page:
    """`text` is one line per paragraph, without the title; `furniture` are the lines of the page that are no
    part of it, by kind; `captions`, credits of photos among them, may be found or not."""

    id: str
    language: str
    layout: str
    html: bytes
    url: str
    title: str
    text: str
    posts: list[GoldPost]
    captions: list[str]
    furniture: dict[str, list[str]]


@cache
def pages(language: str, layouts: int = LAYOUTS_OF_AN_ARTICLE) -> list[Page]:
    """Always the same ones: each article in that many layouts, then what brings in the forms of posts that
    are still missing."""
    edition = _Edition(language)
    for number in range(len(edition.written) * layouts):
        edition.add(number // layouts, LAYOUTS[number % len(LAYOUTS)])
    while missing := [form for form in FORMS if not edition.used[form.name]]:
        alike = [form for form in missing if form.family == missing[0].family]
        fitting = [layout for layout in LAYOUTS if layout.family == missing[0].family]
        place = edition.richest_in({form.platform for form in alike})
        edition.add(place, fitting[len(edition.made) % len(fitting)])
    return edition.made


def outlet(language: str, layout: Layout) -> list[Page]:
    """Every article of a language as one site has them."""
    edition = _Edition(language)
    for place in range(len(edition.written)):
        edition.add(place, layout)
    return edition.made


class _Edition:
    """The pages of a language while they are made; `used` counts the forms of posts."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.written = articles(language)
        self.words = wording(language)
        self.used: Counter[str] = Counter()
        self.made: list[Page] = []

    def add(self, place: int, layout: Layout) -> None:
        """The article at `place` as the next page."""
        article, following = self.written[place], self.written[(place + 1) % len(self.written)]
        posts = [item.post for item in article.body if item.post]
        forms = [self.form(post, layout) for post in posts]
        embeds = [form.markup(post) for form, post in zip(forms, posts, strict=True)]
        story = Story(article, following, self.words, self.language, len(self.made), embeds)
        markup = layout.render(story)
        charset = CHARSETS[self.language] if layout.legacy_charset else "utf-8"
        self.made.append(
            Page(
                id=f"{self.language}-{story.number:02}-{layout.name}",
                language=self.language,
                layout=layout.name,
                html=markup.replace("$CHARSET", charset).encode(charset, "xmlcharrefreplace"),
                url=story.url,
                title=article.title,
                text=_text(article, forms),
                posts=[_gold(post, form) for post, form in zip(posts, forms, strict=True)],
                captions=[*article.captions, *self.words.photo_credit],
                furniture={kind: _standing(lines, markup) for kind, lines in _furniture(self.words).items()},
            )
        )

    def form(self, post: PostText, layout: Layout) -> Form:
        """The form that stood in the fewest pages so far, of those that this kind of layout has."""
        of_platform = [form for form in FORMS if form.platform == post.platform]
        fitting = [form for form in of_platform if form.family == layout.family]
        fitting = fitting or [form for form in of_platform if form.family == "any"]
        chosen = min(fitting, key=lambda form: self.used[form.name])
        self.used[chosen.name] += 1
        return chosen

    def richest_in(self, platforms: set[str]) -> int:
        """The place of the article with posts of most of these platforms."""
        shown = [{item.post.platform for item in article.body if item.post} for article in self.written]
        assert platforms <= set().union(*shown), f"{self.language} lacks posts of {platforms}"
        return max(range(len(shown)), key=lambda place: len(platforms & shown[place]))


def _gold(post: PostText, form: Form) -> GoldPost:
    words = post.text if form.words else ""
    return GoldPost(post.platform, post.handle, post.id, address(post), words, form.name)


def _text(article: Article, forms: list[Form]) -> str:
    lines = [article.standfirst or ""]
    left = iter(forms)
    for item in article.body:
        if item.post:
            lines.append(item.post.text if next(left).words else "")
        else:
            lines += item.list or [item.p or item.h or item.quote or ""]
    return "\n".join(line for line in lines if line)


def _standing(lines: list[str], markup: str) -> list[str]:
    return [line for line in lines if escape(line, quote=False) in markup]


def _furniture(words: Wording) -> dict[str, list[str]]:
    """What stands around the articles of a site, as it can be told from them."""
    return {
        "ad code": [*ads.AS_TEXT],
        "comment form": [words.comments_heading, *words.comment_form],
        "comments": [comment.text for comment in words.comments],
        "other stories": [*words.related, *words.most_read_items, words.related_heading, words.most_read],
        "prompts": [
            words.ad_label,
            *words.follow_us,
            words.newsletter_heading,
            words.newsletter_text,
            words.cookie,
            words.paywall_prompt,
            words.app_promo,
            words.correction_prompt,
            words.disclaimer,
        ],
        "site": [*words.nav, *words.footer, *words.share, words.print, words.listen, words.copyright],
    }
