"""News pages made from a vocabulary: distinct, deterministic, of the size and build of real ones.

`page(number)` always gives the same page. Size and build follow the medians of 306 gold news pages (the
extraction bench's first half), measured with lxml; bare trafilatura needs 26 ms for one of these pages and
20 to 30 ms for one of those:

                     bytes    gzip   elements  links  paragraphs  divs  depth
    gold pages       176,000  33,000      930    160          26   154     16
    generated ones   174,000  38,000      956    165          29   194     17
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from string import Template

import yaml

LANGUAGES = ("en", "en", "en", "ar", "ar", "zh", "ru", "fr", "tr", "en")
"""The language of page n is the one at n modulo 10."""

WATCHED = {"en": "Huawei", "ar": "هواوي", "zh": "华为", "ru": "Хуавэй", "fr": "Huawei", "tr": "Huawei"}
WATCHED_EVERY = 20
"""One page in twenty is about the watched company, as coverage of a large outlet might be."""
POST_EVERY = 5
OUTLETS = 8

_FOLDER = Path(__file__).parent
_HEX = "0123456789abcdef"


@cache
def _words() -> dict[str, list[str]]:
    text = (_FOLDER / "vocabulary.yaml").read_text("utf-8")
    return {language: words.split() for language, words in yaml.safe_load(text).items()}


@cache
def _template() -> Template:
    return Template((_FOLDER / "news_page.html").read_text("utf-8"))


class _Writer:
    """Sentences of one language and random tokens, from one stream."""

    def __init__(self, stream: random.Random, language: str) -> None:
        self.stream, self.language = stream, language
        self.space = "" if language == "zh" else " "
        self.stop = "。" if language == "zh" else "."

    def words(self, least: int, most: int) -> str:
        count = self.stream.randint(least, most)
        text = self.space.join(self.stream.choices(_words()[self.language], k=count))
        return text[0].upper() + text[1:]

    def sentence(self) -> str:
        return self.words(8, 24) + self.stop

    def headline(self) -> str:
        return self.words(6, 11)

    def paragraph(self) -> str:
        return self.space.join(self.sentence() for _ in range(self.stream.randint(2, 4)))

    def token(self, length: int) -> str:
        return "".join(self.stream.choices(_HEX, k=length))


def page(number: int) -> str:
    """The HTML of page `number`, about 174 kB in UTF-8."""
    stream = random.Random(number)
    language = LANGUAGES[number % len(LANGUAGES)]
    writer = _Writer(stream, language)
    return _template().substitute(
        number=number,
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        outlet=f"Outlet {number % OUTLETS}",
        title=writer.headline(),
        description=writer.sentence(),
        published=f"2025-{1 + number % 12:02}-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z",
        styles=_styles(number % OUTLETS),
        state=_state(writer),
        navigation=_links(writer, "section", 40),
        body=_body(writer, number),
        comments="".join(f"<li class='comment'><p>{writer.sentence()}</p></li>" for _ in range(5)),
        side_teasers="".join(_teaser(writer, i) for i in range(18)),
        teasers="".join(_teaser(writer, i) for i in range(27)),
        about=_links(writer, "about", 30),
        tracking=_state(writer),
    )


def _body(writer: _Writer, number: int) -> str:
    """Paragraphs with what stands between them on real pages: an advertisement's code, a link to another
    article, on some pages an embedded post."""
    blocks = [f"<p>{writer.paragraph()}</p>" for _ in range(writer.stream.randint(7, 17))]
    if number % WATCHED_EVERY == 0:
        name = WATCHED[writer.language]
        for index in (0, 3):
            blocks[index] = f"<p>{name}{writer.space}{writer.paragraph()}</p>"
    advertisement = f'googletag.cmd.push(function(){{googletag.display("ad-{number}")}});'
    blocks.insert(2, f'<div class="ad" id="ad-{number}"><script>{advertisement}</script></div>')
    blocks.insert(4, f'<p><strong><a href="/article/{number + 1}.html">{writer.headline()}</a></strong></p>')
    if number % POST_EVERY == 0:
        blocks.insert(5, _post(writer, number))
    return "\n".join(blocks)


def _post(writer: _Writer, number: int) -> str:
    return (
        f'<blockquote class="twitter-tweet"><p lang="{writer.language}">{writer.sentence()} '
        f'<a href="https://t.co/{number}">pic.twitter.com/{number}</a></p>&mdash; Desk (@bench_desk) '
        f'<a href="https://twitter.com/bench_desk/status/{10**18 + number}">March 3, 2025</a></blockquote>'
    )


@cache
def _styles(outlet: int) -> str:
    """68 kB of CSS, the same on every page of an outlet, as inlined bundles are."""
    stream = random.Random(f"styles {outlet}")
    rules = ""
    while len(rules) < 68_000:
        name, colour = ("".join(stream.choices(_HEX, k=k)) for k in (7, 6))
        part = stream.choice(("item", "link", "media", "title"))
        rules += f".c-{name}__{part}{{margin:{stream.randint(0, 40)}px;color:#{colour};display:flex}}"
    return rules


def _state(writer: _Writer) -> str:
    """About 25 kB of JSON, as frameworks and trackers leave in pages."""
    items = ",".join(
        f'{{"id":"{writer.token(24)}","type":"teaser","headline":"{writer.headline()}",'
        f'"image":{{"src":"https://img.example/{writer.token(16)}.jpg","width":640,"height":360}}}}'
        for _ in range(115)
    )
    return f'{{"items":[{items}],"session":"{writer.token(32)}"}}'


def _links(writer: _Writer, folder: str, count: int) -> str:
    return "".join(f'<li><a href="/{folder}/{i}">{writer.words(1, 3)}</a></li>' for i in range(count))


def _teaser(writer: _Writer, number: int) -> str:
    image, target = writer.token(16), f"/article/{writer.token(12)}.html"
    sizes = ", ".join(
        f"https://img.example/{width}x{width * 9 // 16}/{image}.jpg?quality=75 {width}w"
        for width in (160, 320, 480, 640, 960)
    )
    summary = f"<p>{writer.sentence()}</p>" if number % 6 == 0 else ""
    icon = f'<svg class="icon" viewBox="0 0 16 16"><path d="M{writer.token(60)}z"></path></svg>'
    return (
        f'<div class="teaser teaser--{number % 4}" data-tracking="{writer.token(48)}"><div class="wrap">'
        f'<div class="media"><a href="{target}"><img loading="lazy" alt="" srcset="{sizes}"></a></div>'
        f'<div class="text"><h3><a class="teaser__link" href="{target}">{writer.headline()}</a></h3>'
        f'<span class="kicker">{writer.words(2, 3)}</span>{summary}'
        f'<ul class="meta"><li><time>{number} h</time></li><li>{icon}<span>{number}</span></li></ul>'
        "</div></div></div>"
    )
