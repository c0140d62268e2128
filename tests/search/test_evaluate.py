"""Queries on one document: fields, sides, paragraphs, proximity, names, and where the words are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.document import Document, Post, Segment, Translation
from search.analysis import PARAGRAPH_GAP
from search.evaluate import Evaluator, Page
from search.fields import field_streams, index_streams
from search.names import Names
from search.query import parse

NAMES = Names(
    {
        "huawei": ("Huawei", "Hiawei", "هواوي", "华为", "Хуавэй"),
        "uyghur": ("Uyghur", "Uighur", "الإيغور", "维吾尔", "уйгур"),
        "ren": ("Ren Zhengfei", "任正非"),
        "xinjiang": ("Xinjiang Uyghur Autonomous Region", "Xinjiang"),
    }
)


def translated(text: str) -> Translation:
    return Translation("done", "en", text)


DOCUMENT = Document(
    url="https://dohanews.example/a",
    source="doha-news",
    outlet="Doha News",
    country="QA",
    authors=("Asmahan Qarjouli", "محمد سعدون الكواري"),
    language="en",
    languages=("en", "ar"),
    topics=("stored-topic",),
    segments=(
        Segment("title", "Huawei denies accusations", "en", paragraph=0),
        Segment("paragraph", "The Uighurs’ case worries Ren Zhengfei, the founder. ", "en", paragraph=1),
        Segment(
            "paragraph", "بيان للصين", "ar", paragraph=1, translation=translated("A statement for China")
        ),
        Segment("paragraph", "Cameras were tested. A report followed.", "en", paragraph=2),
        Segment(
            "post", "بيان هواوي", "ar", post=0, paragraph=3, translation=translated("Statement by Huawei")
        ),
        Segment("caption", "华为在新疆", "zh", paragraph=4, translation=Translation("pending", "en")),
    ),
    posts=(Post("x", handle="Ms3don", language="ar"),),
)


def holds(query: str, document: Document = DOCUMENT, names: Names = NAMES) -> bool:
    return Evaluator(names).evaluate(parse(query), Page(document)).holds


def in_text(query: str, *paragraphs: str, language: str = "en") -> bool:
    segments = tuple(Segment("paragraph", text, language, paragraph=n) for n, text in enumerate(paragraphs))
    return holds(query, Document(segments=segments))


def found(query: str, document: Document = DOCUMENT) -> list[tuple[str, str, str, str]]:
    result = Evaluator(NAMES).evaluate(parse(query), Page(document))
    for o in result.occurrences:
        segment = document.segments[o.segment]
        text = segment.text if o.side == "original" else (segment.translation or translated("")).text or ""
        assert text[o.start : o.end] == o.term
    return [(o.name, o.term, o.field, o.side) for o in result.occurrences]


@pytest.mark.parametrize(
    "query",
    [
        "accusations",
        "cameras AND report",
        "nothing OR report",
        "report -nothing",
        "NOT nothing",
        "-(nothing report)",
        "title:denies",
        "body:cameras",
        "post:بيان",
        "body:صين",
        "original:بيان",
        "translation:statement",
        "translation:(statement china)",
        "body:translation:china",
        "translation:post:huawei",
        "title:(denies -cameras)",
        "-title:cameras",
        "lang:en",
        "lang:EN",
        "lang:(ar OR en)",
        "-lang:ar",
        "source:doha-news",
        "source:doha*",
        'outlet:"Doha News"',
        "outlet:doha",
        "country:qa",
        "author:qarjouli",
        "author:الكواري",
        'author:"asmahan qarjouli"',
        "topic:stored-topic",
        "-topic:other",
        "camera*",
        "CAMER*",
        "هوا*",
        '"cameras were tested"',
        '"tested a report"',
        '"case worries"',
        '"the uighurs case"',
        # names
        "hiawei",
        "uyghur",
        "title:华为",
        "post:华为",
        "caption OR 华为",
        "ren",
        "任正非",
        '"Ren Zhengfei"',
        '"uyghur case"',
        '"任正非 founder"~1',
        "original:Хуавэй",
        "Uighurs",
    ],
)
def test_holds(query: str) -> None:
    assert holds(query)


@pytest.mark.parametrize(
    "query",
    [
        "nothing",
        "cameras AND nothing",
        "cameras -report",
        "NOT cameras",
        "title:cameras",
        "body:denies",
        "body:denies OR post:founder",
        "post:cameras",
        "title:(body:cameras)",
        "original:statement",
        "translation:report",
        "lang:ar",
        "source:doha",
        "outlet:doha-times",
        'outlet:"News Doha"',
        "country:q",
        "author:asmahan-saadoun",
        'author:"qarjouli محمد"',
        "topic:stored",
        '"tested were"',
        '"cameras tested"',
        '"accusations the"',
        "amera*",
        "camerass*",
        "zhengfei -ren",
    ],
)
def test_does_not_hold(query: str) -> None:
    assert not holds(query)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ('"a1 b1"~0', "a1 b1", True),
        ('"a1 b1"~0', "b1 a1", True),
        ('"a1 b1"~0', "a1 x b1", False),
        ('"a1 b1"~1', "a1 x b1", True),
        ('"a1 b1"~1', "b1, x: a1", True),
        ('"a1 b1"~1', "a1 x x b1", False),
        ('"a1 b1"~2', "a1 x x b1", True),
        ('"a1 b1"~2', "a1 x a1 x x b1", True),
        ('"a1 a1"~3', "a1 x", False),
        ('"a1 a1"~3', "a1 x a1", True),
        ('"a1 b1 c1"~2', "c1 x a1 x b1", True),
        ('"a1 b1 c1"~1', "c1 x a1 x b1", False),
        ('"huawei uyghur"~2', "Huawei and the Uighurs", True),
        ('"huawei uyghur"~1', "Huawei and the Uighurs", False),
        ('"huawei ren"~1', "Ren Zhengfei of Huawei", True),
        ('"huawei ren"~0', "Ren Zhengfei of Huawei", False),
        ('"Ren Zhengfei huawei"~1', "Huawei's Ren Zhengfei", True),
        ('"huawei xinjiang"~0', "Huawei Xinjiang Uyghur Autonomous Region", True),
        ('"xinjiang law"~0', "Xinjiang Uyghur Autonomous Region law", True),
        ('"华为 维吾尔"~3', "华为和维吾尔人", True),
        ('"huawei"~5', "Huawei", True),
        ('"huawei ban"', "the Hiawei ban", True),
        ('"huawei ban"', "a ban on Huawei", False),
        ('"huawei ban"', "Huawei, ban", True),
        ('"huawei country"', "Huawei countries", True),
        ('"ren zhengfei said"', "Ren Zhengfei said", True),
        ('"ren zhengfei said"', "任正非 said", True),
        ('"xinjiang law"', "the Xinjiang Uyghur Autonomous Region law", True),
        ('"xinjiang law"', "the Xinjiang law", True),
        ('"uyghur autonomous"', "Xinjiang Uyghur Autonomous Region", True),
        ("anti-huawei", "the anti-Hiawei law", True),
        ("zhengfei", "任正非", False),
        ("ren", "任正非", True),
        ("huawei", "華為", True),
        ("維吾爾", "Uighur", True),
        ("huawei", "中华人民认为", False),
        ("华 为", "华为", False),
    ],
)
def test_phrases_and_proximity(query: str, text: str, expected: bool) -> None:
    assert in_text(query, text) is expected


def test_a_proximity_ends_with_its_paragraph() -> None:
    assert in_text('"one two"~500', "one " + "x " * 500 + "two")
    assert not in_text('"one two"~500', "one", "two")
    assert not in_text('"one two"', "one", "two")


def test_a_paragraph_runs_over_its_pieces_in_other_languages() -> None:
    assert holds('"founder بيان"')
    assert holds('"zhengfei للصين"~3')


def test_the_two_sides_of_a_paragraph_are_apart() -> None:
    assert not holds('"founder statement"~50')
    assert holds('"statement china"~1')


def test_a_pending_translation_is_not_read() -> None:
    assert not holds("translation:xinjiang")


def test_occurrences_say_where_each_word_stands() -> None:
    assert found("huawei AND uyghur") == [
        ("huawei", "Huawei", "title", "original"),
        ("uyghur", "Uighurs", "body", "original"),
        ("huawei", "هواوي", "post", "original"),
        ("huawei", "华为", "body", "original"),
        ("huawei", "Huawei", "post", "translation"),
    ]
    assert found("الصين") == [("الصين", "صين", "body", "original")]
    assert found('"case worries" OR #Cameras') == [
        ("case worries", "case worries", "body", "original"),
        ("Cameras", "Cameras", "body", "original"),
    ]
    assert found("tes*") == [("tes*", "tested", "body", "original")]


def test_a_word_counts_only_in_its_field() -> None:
    assert found("title:huawei") == [("huawei", "Huawei", "title", "original")]
    assert found("translation:huawei") == [("huawei", "Huawei", "post", "translation")]


def test_words_under_a_not_are_no_occurrences() -> None:
    assert found("report NOT (huawei nothing)") == [("report", "report", "body", "original")]
    assert found("NOT NOT report") == [("report", "report", "body", "original")]
    assert found("NOT (nothing OR NOT report)") == [("report", "report", "body", "original")]


def test_only_words_in_reach_of_one_another_are_occurrences_of_a_proximity() -> None:
    text = "Huawei x x x x x x Uighurs x Huawei"
    document = Document(segments=(Segment("paragraph", text, "en"),))
    assert found('"huawei uyghur"~2', document) == [
        ("uyghur", "Uighurs", "body", "original"),
        ("huawei", "Huawei", "body", "original"),
    ]


def test_of_two_spellings_in_one_place_the_longer_counts() -> None:
    text = "the Xinjiang Uyghur Autonomous Region"
    document = Document(segments=(Segment("paragraph", text, "en"),))
    assert found("xinjiang", document) == [
        ("xinjiang", "Xinjiang Uyghur Autonomous Region", "body", "original")
    ]


def test_a_name_that_runs_over_two_pieces_is_shown_in_both() -> None:
    pieces = (Segment("paragraph", "Mr Ren ", "en"), Segment("paragraph", "Zhengfei said", "de"))
    assert found("ren", Document(segments=pieces)) == [
        ("ren", "Ren", "body", "original"),
        ("ren", "Zhengfei", "body", "original"),
    ]


def test_a_topic_in_a_query_is_its_query() -> None:
    evaluator = Evaluator(NAMES, {"cams": parse("cameras report"), "none": parse("nothing")})
    result = evaluator.evaluate(parse("topic:cams AND denies"), Page(DOCUMENT))
    assert result.holds
    assert {o.term for o in result.occurrences} == {"Cameras", "report", "denies"}
    assert not evaluator.evaluate(parse("topic:none"), Page(DOCUMENT)).holds
    assert evaluator.evaluate(parse("-topic:none title:(topic:cams)"), Page(DOCUMENT)).holds


def test_without_names_a_word_is_itself() -> None:
    assert not holds("hiawei", names=Names({}))


def test_an_empty_document_holds_only_for_what_is_absent() -> None:
    assert not holds("huawei", Document())
    assert holds("-huawei", Document())
    assert not holds("outlet:x OR author:x OR country:x", Document())


def test_paragraphs_lie_a_gap_apart_and_pieces_do_not() -> None:
    body = field_streams(DOCUMENT)[1]
    placed = [(p.token.word, p.position, p.segment) for p in body.tokens]
    words = [word for word, _, _ in placed]
    assert placed[words.index("founder") + 1] == ("بيان", words.index("founder") + 1, 2)
    first_of_next = words.index("cameras")
    assert placed[first_of_next][1] - placed[first_of_next - 1][1] == PARAGRAPH_GAP + 1


def test_an_index_takes_the_same_words_at_the_same_positions() -> None:
    for stream, runs in zip(field_streams(DOCUMENT), index_streams(DOCUMENT).values(), strict=True):
        taken = [
            (position, segment, forms)
            for first, segment, words in runs
            for position, forms in enumerate(words, first)
        ]
        assert taken == [(p.position, p.segment, p.token.forms) for p in stream.tokens]


def test_a_piece_too_short_to_tell_is_read_in_the_main_language() -> None:
    text = Segment("paragraph", "Spiele", "und")
    assert holds("Spiel", Document(language="de", segments=(text,)))
    assert not holds("Spiel", Document(language="en", segments=(text,)))


def test_every_name_is_found_in_every_spelling() -> None:
    spellings = ["Huawei", "HIAWEI", "هواوي", "华为", "華為", "Хуавэй"]
    for one in spellings:
        for other in spellings:
            assert in_text(one, f"x {other} y"), (one, other)


def test_a_key_is_a_spelling_too() -> None:
    names = Names({"telecoms giant": ("Huawei",)})
    document = Document(segments=(Segment("paragraph", "the Telecoms Giant said", "en"),))
    assert holds("huawei", document, names)
    assert holds('"telecoms giant"', replace(document, segments=(Segment("paragraph", "Huawei"),)), names)


def test_names_of_nothing_are_harmless() -> None:
    names = Names({"": ("", "—"), "ok": ("🔥", "ok")})
    assert in_text("ok", "ok")
    assert Evaluator(names).names_on(Page(DOCUMENT)) == ()


def test_a_spelling_of_two_names_stands_for_both() -> None:
    names = Names({"company": ("Apple", "苹果公司"), "fruit": ("Apple", "苹果汁")})
    for text in ("苹果公司", "苹果汁"):
        assert holds("apple", Document(segments=(Segment("paragraph", text, "zh"),)), names)
        assert holds("company", Document(segments=(Segment("paragraph", "Apple", "en"),)), names)


def test_a_proximity_of_two_frequent_words_in_a_long_text_is_found_at_its_end() -> None:
    text = "the x x x of " * 3_000 + "of the"
    document = Document(segments=(Segment("paragraph", text, "en"),))
    assert len(found('"the of"~0', document)) == 6_000


def test_a_phrase_whose_words_several_spellings_match_takes_no_longer() -> None:
    names = Names({"huawei": ("Huawei", "Huaweis", "Huawei Huaweis")})
    text = "huaweis " * 40
    page = Page(Document(segments=(Segment("paragraph", text, "en", paragraph=0),)))
    result = Evaluator(names).evaluate(parse(f'"{text}"'), page)
    assert {(o.start, o.end) for o in result.occurrences} == {(0, len(text) - 1)}


def test_a_proximity_of_one_word_many_times_asks_for_as_many_and_takes_no_longer() -> None:
    sixteen = '"' + "a1 " * 16 + '"~500'
    assert in_text(sixteen, "a1 " * 3_000)
    assert in_text(sixteen, "a1 " * 16)
    assert not in_text(sixteen, "a1 " * 15, "a1 " * 15)
    assert not in_text('"a1 a1 b1"~0', "a1 b1")
    assert in_text('"a1 b1 a1"~0', "a1 a1 b1")
