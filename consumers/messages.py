"""What an alert says, as plain text and as HTML.

Text comes from pages and is not trusted: markup is escaped, and control characters that would turn the
direction of what follows are dropped. Right-to-left text stands in isolates (Unicode UAX 9) in plain text, in
elements with `dir` in HTML, so that it reads in its own direction and disturbs nothing around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from html import escape
from itertools import groupby
from unicodedata import bidirectional

from consumers.excerpts import MOST, Excerpt, Passage, excerpts
from crawler.document import Document, Segment, Translation
from crawler.translated import label

MOST_STORIES = 20
"""Stories a summary lists; it counts the others."""
LONGEST_TITLE = 200

_RTL = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ku", "prs", "ps", "sd", "syr", "ug", "ur", "yi"))
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
_SPACE = re.compile(r"\s+")
_LRI, _RLI, _FSI, _PDI = "\u2066", "\u2067", "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Told:
    """One story to tell: under which alert entry and topic, and the document with its translations."""

    alert: str
    topic: str
    document: Document


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in both forms; the title is plain text of one line."""

    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Story:
    """One story as it is shown: under all topics that it is told for, with some of its sentences."""

    document: Document
    alert: str
    topics: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]


def alert_message(told: Told, zone: tzinfo) -> Rendered:
    """One story: outlet, title, time, the sentences with their marks and translations, link and id."""
    document = told.document
    story = _story([told], MOST)
    title = f"[{_name(told.topic)}] {_outlet(document)}: {_isolated(_title(document), document.language)}"
    return Rendered(title, "\n".join(_story_text(story, zone)), _page(_story_html(story, zone)))


def summary_message(stories: Sequence[Told], zone: tzinfo, occasion: str) -> Rendered:
    """Many stories in one message: how many under each topic, and the newest MOST_STORIES of them, each with
    one sentence. `occasion` says why they come together. A story under several topics is listed once."""
    by_story = _by_story(stories)
    topics = Counter(topic for group in by_story for topic in dict.fromkeys(t.topic for t in group))
    counts = ", ".join(f"{_name(topic)} ({count})" for topic, count in topics.most_common())
    head = f"{len(by_story)} {'story' if len(by_story) == 1 else 'stories'} from {occasion}"
    more = len(by_story) - MOST_STORIES
    tail = [f"and {more} more"] if more > 0 else []
    listed = [_story(group, 1) for group in by_story[:MOST_STORIES]]
    text = [f"{head}: {counts}", "", *(line for s in listed for line in (*_story_text(s, zone), "")), *tail]
    html = [
        f"<p>{escape(f'{head}: {counts}')}</p>",
        "<ul>",
        *(line for story in listed for line in ("<li>", *_story_html(story, zone), "</li>")),
        "</ul>",
        *(f"<p>{line}</p>" for line in tail),
    ]
    return Rendered(f"[{', '.join(map(_name, topics))}] {head}", "\n".join(text).rstrip(), _page(html))


def shown_segments(stories: Sequence[Told]) -> list[Segment]:
    """The segments of which a message about these stories shows something."""
    most = MOST if len(stories) == 1 else 1
    listed = [_story(group, most) for group in _by_story(stories)[:MOST_STORIES]]
    titles = [s for story in listed for s in story.document.segments if s.kind == "title"]
    return [*titles, *(excerpt.segment for story in listed for excerpt in story.excerpts)]


def _by_story(stories: Sequence[Told]) -> list[list[Told]]:
    """What is told of each story, the newest story first."""

    def story(told: Told) -> tuple[str, str]:
        document = told.document
        date = document.published_at or document.first_seen_at
        return (date.isoformat() if date else "", document.story_id or document.id)

    return [list(group) for _, group in groupby(sorted(stories, key=story, reverse=True), key=story)]


def _story(group: Sequence[Told], most: int) -> _Story:
    first = group[0]
    topics = tuple(dict.fromkeys(told.topic for told in group))
    return _Story(first.document, first.alert, topics, tuple(excerpts(first.document, first.topic, most)))


def _story_text(story: _Story, zone: tzinfo) -> list[str]:
    document = story.document
    translated = _translated_title(document)
    return [
        _isolated(_title(document), document.language),
        *([_translation_line(*translated)] if translated else []),
        f"{_outlet(document)} · {_time(document, zone)}",
        document.canonical_url,
        "",
        *(line for excerpt in story.excerpts for line in _excerpt_text(document, excerpt)),
        _foot(story),
    ]


def _story_html(story: _Story, zone: tzinfo) -> list[str]:
    document = story.document
    translated = _translated_title(document)
    facts = f"{_outlet(document)} · {_time(document, zone)}"
    return [
        f"<h3{_direction(document.language)}>{escape(_title(document))}</h3>",
        *([f"<p>{_translation_html(*translated)}</p>"] if translated else []),
        f"<p>{escape(facts)}<br>{_link_html(document)}</p>",
        *(_excerpt_html(document, excerpt) for excerpt in story.excerpts),
        f"<p><small>{escape(_foot(story))}</small></p>",
    ]


def _foot(story: _Story) -> str:
    topics = ", ".join(map(_name, story.topics))
    return f"Topic {topics} · alert {_name(story.alert)} · document {story.document.id}"


def _excerpt_text(document: Document, excerpt: Excerpt) -> list[str]:
    lines = [f"{_poster(document, excerpt)}{_marked_text(excerpt.original)}"]
    if excerpt.segment.translation is not None:
        lines.append(_translation_line(excerpt.segment.translation, excerpt.translated))
    return [*lines, ""]


def _excerpt_html(document: Document, excerpt: Excerpt) -> str:
    poster = escape(_poster(document, excerpt))
    own = f"<blockquote{_direction(excerpt.original.language)}>{_marked_html(excerpt.original)}</blockquote>"
    if excerpt.segment.translation is None:
        return f"{poster}{own}"
    return f"{poster}{own}<p>{_translation_html(excerpt.segment.translation, excerpt.translated)}</p>"


def _poster(document: Document, excerpt: Excerpt) -> str:
    """Whose words these are, where they are those of an embedded post."""
    number = excerpt.segment.post
    if number is None or number >= len(document.posts):
        return ""
    post = document.posts[number]
    who = _isolated(_plain(post.author or ""), "und") if post.author else ""
    handle = f" (@{_plain(post.handle)})" if post.handle else ""
    return f"{who}{handle} on {post.platform}: ".lstrip() if who or handle else f"Post on {post.platform}: "


def _translation_line(translation: Translation, passage: Passage | None) -> str:
    if passage is None:
        return f"{_label(translation)}."
    return f"{_label(translation)}: {_marked_text(passage)}"


def _translation_html(translation: Translation, passage: Passage | None) -> str:
    if passage is None:
        return f"{escape(_label(translation))}."
    direction = _direction(passage.language)
    return f"{escape(_label(translation))}: <span{direction}>{_marked_html(passage)}</span>"


def _label(translation: Translation) -> str:
    said = _plain(label(translation))
    return f"{said[:1].upper()}{said[1:]}"


def _translated_title(document: Document) -> tuple[Translation, Passage] | None:
    segment = next((s for s in document.segments if s.kind == "title"), None)
    translation = segment.translation if segment else None
    if translation is None or not translation.text:
        return None
    return translation, Passage(translation.text[:LONGEST_TITLE], translation.target)


def _marked_text(passage: Passage) -> str:
    text, end = "", 0
    for mark_start, mark_end in passage.marks:
        text += _plain(passage.text[end:mark_start]) + f"**{_plain(passage.text[mark_start:mark_end])}**"
        end = mark_end
    return _isolated(text + _plain(passage.text[end:]), passage.language)


def _marked_html(passage: Passage) -> str:
    html, end = "", 0
    for mark_start, mark_end in passage.marks:
        marked = escape(_plain(passage.text[mark_start:mark_end]))
        html += f"{escape(_plain(passage.text[end:mark_start]))}<mark><b>{marked}</b></mark>"
        end = mark_end
    return html + escape(_plain(passage.text[end:]))


def _plain(text: str) -> str:
    """One line without control characters; outer spaces kept."""
    return _SPACE.sub(" ", _UNSAFE.sub(" ", text))


def _isolated(text: str, language: str) -> str:
    """The text, isolated where it holds right-to-left letters."""
    if not any(bidirectional(c) in ("R", "AL") for c in text):
        return text
    start = _FSI if language == "und" else _RLI if language in _RTL else _LRI
    return f"{start}{text}{_PDI}"


def _direction(language: str) -> str:
    direction = "auto" if language == "und" else "rtl" if language in _RTL else "ltr"
    return f' dir="{direction}" lang="{escape(language)}"'


def _title(document: Document) -> str:
    title = _plain(document.title).strip()
    if len(title) > LONGEST_TITLE:
        title = f"{title[:LONGEST_TITLE].rstrip()}…"
    return title or document.canonical_url


def _name(name: str) -> str:
    """A topic's or an alert entry's."""
    return _isolated(_plain(name), "und")


def _outlet(document: Document) -> str:
    return _isolated(_plain(document.outlet or document.source), "und")


def _time(document: Document, zone: tzinfo) -> str:
    """When it was published, in the watch's time zone; a date alone is that of the outlet."""
    at, precision = document.published_at, document.published_precision
    if at is None:
        first_seen = document.first_seen_at
        shown = f"{first_seen.astimezone(zone):%Y-%m-%d %H:%M} {zone}" if first_seen else "time unknown"
        return f"no date given, first seen {shown}"
    return f"{at:%Y-%m-%d}" if precision == "day" else f"{at.astimezone(zone):%Y-%m-%d %H:%M} {zone}"


def _link_html(document: Document) -> str:
    url = escape(document.canonical_url)
    return f'<a href="{url}">{url}</a>' if url.startswith(("http://", "https://")) else url


def _page(parts: Sequence[str]) -> str:
    return "\n".join(('<div dir="ltr" lang="en">', *parts, "</div>"))
