"""Mentions: which names and topics an article carries, word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.document import Document, Mention, Segment, Translation
from crawler.errors import QueryError
from pipelines.match import Matcher

SEEDS = Path(__file__).parent.parent / "fixtures" / "seeds"
NAMES = {
    "huawei": ("Huawei", "Hiawei", "هواوي", "华为", "Хуавэй"),
    "uyghur": ("Uyghur", "Uighur", "الإيغور", "维吾尔"),
    "ren": ("Ren Zhengfei",),
}


@dataclass(frozen=True)
class Topic:
    name: str
    query: str


@dataclass(frozen=True)
class Watched:
    names: Mapping[str, tuple[str, ...]]
    topics: tuple[Topic, ...] = ()


def watch(names: Mapping[str, tuple[str, ...]] = NAMES, /, **topics: str) -> Watched:
    queries = tuple(Topic(name, query) for name, query in topics.items())
    return Watched(names, queries)


def document(*texts: str, language: str = "en") -> Document:
    segments = [Segment("title", texts[0], language)]
    segments += [Segment("paragraph", text, language, paragraph=n) for n, text in enumerate(texts[1:], 1)]
    return Document(title=texts[0], language=language, segments=tuple(segments))


def mentions(watched: Watched, article: Document) -> list[tuple[str | None, str, str, str]]:
    found = Matcher(watched).match(article)
    for m in found:
        segment = article.segments[m.segment]
        translation = segment.translation.text if segment.translation else None
        text = (segment.text if m.text == "original" else translation) or ""
        assert text[m.start : m.end] == m.term
    return [(m.topic, m.name, m.term, m.field) for m in found]


def test_one_mention_for_each_occurrence_of_a_topics_words() -> None:
    article = document("Huawei and Uighurs", "Hiawei’s answer. Huawei said.", "No word.")
    assert mentions(watch(hu="huawei AND uyghur"), article) == [
        ("hu", "huawei", "Huawei", "title"),
        ("hu", "uyghur", "Uighurs", "title"),
        ("hu", "huawei", "Hiawei", "body"),
        ("hu", "huawei", "Huawei", "body"),
    ]


def test_a_mention_says_side_segment_and_place() -> None:
    segments = (
        Segment("title", "A statement", "en"),
        Segment(
            "post", "بيان لهواوي", "ar", post=0, translation=Translation("done", "en", "Huawei's answer")
        ),
    )
    assert Matcher(watch(cams="huawei")).match(Document(segments=segments)) == [
        Mention("cams", "huawei", "هواوي", "post", "original", 1, 6, 11),
        Mention("cams", "huawei", "Huawei", "post", "translation", 1, 0, 6),
    ]


def test_names_outside_a_matching_topic_have_none() -> None:
    article = document("Huawei", "Ren Zhengfei spoke about cameras.")
    assert mentions(watch(hu="huawei AND uyghur", cams="title:huawei cameras"), article) == [
        ("cams", "huawei", "Huawei", "title"),
        ("cams", "cameras", "cameras", "body"),
        (None, "ren", "Ren Zhengfei", "body"),
    ]


def test_a_name_where_the_topic_does_not_look_has_no_topic() -> None:
    article = document("Huawei", "Huawei again.")
    assert mentions(watch(t="title:huawei"), article) == [
        ("t", "huawei", "Huawei", "title"),
        (None, "huawei", "Huawei", "body"),
    ]


def test_a_name_inside_a_topics_phrase_or_prefix_is_not_told_twice() -> None:
    article = document("Huawei cameras", "Hiawei and Huawei cameras by Ren Zhengfei.")
    assert mentions(watch(t='"huawei cameras"'), article) == [
        ("t", "huawei cameras", "Huawei cameras", "title"),
        ("t", "huawei cameras", "Huawei cameras", "body"),
        (None, "huawei", "Hiawei", "body"),
        (None, "ren", "Ren Zhengfei", "body"),
    ]
    assert mentions(watch(t="uyg*"), document("Uyghurs", "Uighurs")) == [
        ("t", "uyg*", "Uyghurs", "title"),
        (None, "uyghur", "Uighurs", "body"),
    ]


def test_a_name_beside_a_topics_word_or_on_the_other_side_is_outside_it() -> None:
    there = Translation("done", "en", "Huawei Uighur Huawei")
    article = Document(segments=(Segment("post", "هواوي", "ar", post=0, translation=there),))
    found = Matcher(watch(t="uyghur")).match(article)
    assert [(m.topic, m.name, m.text, m.start) for m in found] == [
        ("t", "uyghur", "translation", 7),
        (None, "huawei", "original", 0),
        (None, "huawei", "translation", 0),
        (None, "huawei", "translation", 14),
    ]


def test_each_topic_that_holds_has_its_own_mentions() -> None:
    article = document("Huawei bans", "x")
    assert mentions(watch(a="huawei", b="huawei OR nothing", c="huawei nothing"), article) == [
        ("a", "huawei", "Huawei", "title"),
        ("b", "huawei", "Huawei", "title"),
    ]


def test_a_place_is_mentioned_once_by_a_topic() -> None:
    article = document("Huawei countries", "x")
    assert mentions(watch(a="huawei hiawei hua* country countries"), article) == [
        ("a", "huawei", "Huawei", "title"),
        ("a", "countries", "countries", "title"),
    ]


def test_words_under_a_not_are_not_mentioned() -> None:
    article = document("Cameras", "x")
    assert mentions(watch(a="cameras NOT huawei"), article) == [("a", "cameras", "Cameras", "title")]


def test_a_topic_may_hold_without_a_word() -> None:
    match = Matcher(watch(a="lang:en", b="NOT huawei", c="lang:ar")).examine(document("Cameras", "x"))
    assert match.topics == ("a", "b")
    assert match.mentions == ()


def test_a_phrase_is_mentioned_as_a_whole_and_a_proximity_by_its_words() -> None:
    article = document("Huawei's surveillance cameras", "Huawei has sold cameras.")
    assert mentions(watch(a='"surveillance camera"', b='"huawei cameras"~2'), article) == [
        ("a", "surveillance camera", "surveillance cameras", "title"),
        ("b", "huawei", "Huawei", "title"),
        ("b", "cameras", "cameras", "title"),
        ("b", "huawei", "Huawei", "body"),
        ("b", "cameras", "cameras", "body"),
    ]


def test_a_topic_made_of_others_carries_their_words() -> None:
    article = document("Huawei cameras", "x")
    assert mentions(watch(a="huawei", b="topic:a cameras"), article) == [
        ("a", "huawei", "Huawei", "title"),
        ("b", "huawei", "Huawei", "title"),
        ("b", "cameras", "cameras", "title"),
    ]


@pytest.mark.parametrize(
    ("topics", "says"),
    [
        ({"a": "topic:a"}, "a is made of itself"),
        ({"a": "x OR NOT topic:b", "b": "topic:c", "c": "(topic:a)"}, "a is made of itself"),
        ({"a": "topic:nowhere"}, "unknown topic nowhere"),
        ({"a": "x AND"}, "nothing after"),
    ],
)
def test_topics_that_cannot_be_used_are_refused(topics: dict[str, str], says: str) -> None:
    with pytest.raises(QueryError, match=says):
        Matcher(watch(**topics))


def test_a_name_of_several_words_is_one_mention() -> None:
    names = {"ren": ("Ren", "Ren Zhengfei", "任正非")}
    assert mentions(watch(names), document("Ren Zhengfei met Ren and 任正非", "x")) == [
        (None, "ren", "Ren Zhengfei", "title"),
        (None, "ren", "Ren", "title"),
        (None, "ren", "任正非", "title"),
    ]


def test_two_names_in_one_place_are_both_mentioned() -> None:
    names = {"xinjiang": ("Xinjiang Uyghur Autonomous Region",), "uyghur": ("Uyghur",)}
    assert mentions(watch(names), document("Xinjiang Uyghur Autonomous Region", "x")) == [
        (None, "xinjiang", "Xinjiang Uyghur Autonomous Region", "title"),
        (None, "uyghur", "Uyghur", "title"),
    ]


def test_ten_thousand_names_find_the_ones_that_are_there() -> None:
    names: dict[str, tuple[str, ...]] = {
        f"person{n}": (f"Given{n} Family{n}", f"名字{n}") for n in range(10_000)
    } | NAMES
    article = document("Huawei", "Given77 Family77 and Given77 Family78, Given9 said.")
    assert mentions(watch(names), article) == [
        (None, "huawei", "Huawei", "title"),
        (None, "person77", "Given77 Family77", "body"),
    ]


def seeds() -> list[tuple[str, str]]:
    expected = json.loads((SEEDS / "expected.json").read_text("utf-8"))
    return [(file, name) for file, page in expected.items() if file != "_about" for name in page["names"]]


@pytest.mark.parametrize(("file", "name"), seeds())
def test_every_name_of_the_seeds_is_found_as_it_is_written_there(file: str, name: str) -> None:
    text = (SEEDS / file).read_text("utf-8")
    found = Matcher(watch({name: ()})).match(document("", text))
    assert {m.name for m in found} == {name}
    assert name.casefold() in {m.term.casefold() for m in found}


def test_nothing_to_watch_finds_nothing() -> None:
    assert Matcher(watch({})).match(document("Huawei", "x")) == []
    assert Matcher(watch()).match(Document()) == []
