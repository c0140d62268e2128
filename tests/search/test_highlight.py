"""The pieces of text that show why a document was found."""

from __future__ import annotations

import html
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.document import Document, Segment, SentencePair, Translation
from search.backend import Original
from search.evaluate import Evaluator
from search.fields import index_streams
from search.highlight import LENGTH, Highlighter
from search.names import Names
from search.query import parse
from search.sieve import paragraph_terms
from search.topics import resolve
from tests.search import contract


def body(query: str, text: str, language: str = "en", **names: list[str]) -> list[str]:
    evaluator = Evaluator(Names({key: tuple(spellings) for key, spellings in names.items()}))
    document = Document(segments=(Segment("paragraph", text, language),))
    return Highlighter(parse(query), evaluator).of(document).pieces.get("body", [])


def plain(piece: str) -> str:
    return html.unescape(re.sub("</?mark>", "", piece))


def test_a_long_paragraph_is_shown_in_pieces_around_its_words() -> None:
    text = "needle " + "hay " * 200 + "needle " + "straw " * 200 + "needle"

    pieces = body("needle", text)

    assert len(pieces) == 3
    assert all(piece.count("<mark>needle</mark>") == 1 for piece in pieces)
    assert all(len(plain(piece)) <= LENGTH and plain(piece) in text for piece in pieces)


def test_words_near_each_other_share_a_piece() -> None:
    assert body("one OR two", "one and two") == ["<mark>one</mark> and <mark>two</mark>"]


def test_no_more_than_three_pieces_of_a_field() -> None:
    assert len(body("needle", ("needle " + "hay " * 100) * 9)) == 3


def test_a_piece_begins_and_ends_between_words() -> None:
    (piece,) = body("needle", "wonderful " * 60 + "needle " + "marvellous " * 60)

    words = plain(piece).split()
    assert set(words) == {"wonderful", "needle", "marvellous"}


def test_without_spaces_a_piece_parts_no_letter_from_its_marks() -> None:
    text = "नि" * 300 + " needle " + "ติ่" * 300

    (piece,) = body("needle", text)

    assert unicodedata.category(plain(piece)[0])[0] == "L"
    following = text[text.index(plain(piece)) + len(plain(piece))]
    assert unicodedata.category(following)[0] == "L"


def test_overlapping_hits_make_one_mark() -> None:
    assert body('nee* OR needle OR "needle here"', "a needle here") == ["a <mark>needle here</mark>"]


def test_a_phrase_longer_than_a_piece_is_cut() -> None:
    words = " ".join(f"w{n}ord" for n in range(120))

    (piece,) = body(f'"{words}"', words)

    assert piece.startswith("<mark>w0ord")
    assert len(plain(piece)) <= LENGTH


def test_a_clitic_stands_outside_the_mark() -> None:
    assert body("huawei", "سألنا بهواوي أمس", "ar", huawei=["هواوي"]) == ["سألنا ب<mark>هواوي</mark> أمس"]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("NOT one", "one two", []),
        ("two NOT one", "one two", ["one <mark>two</mark>"]),
        ("two NOT (one NOT three)", "one two three", ["one <mark>two</mark> <mark>three</mark>"]),
        ("title:one OR two", "one two", ["one <mark>two</mark>"]),
        ("lang:one two", "one two", ["one <mark>two</mark>"]),
    ],
)
def test_only_what_counts_for_the_query_is_marked(query: str, text: str, expected: list[str]) -> None:
    assert body(query, text) == expected


@given(st.text(max_size=600), st.text(alphabet="abé<&>\"' \u0301\u202e", max_size=30))
def test_whatever_the_text_only_marks_are_markup(text: str, end: str) -> None:
    for piece in body("needle OR a*", f"{text} needle {end}"):
        assert "<" not in re.sub("</?mark>", "", piece)
        assert plain(piece) in f"{text} needle {end}"


def translated(sentences: list[tuple[str, str]], language: str = "ar", *, known: bool = True) -> Segment:
    """A paragraph of these sentences, with their translations; whether the translation tells them apart."""
    text = " ".join(original for original, _ in sentences)
    english = " ".join(translation for _, translation in sentences)
    pairs, at, translated_at = [], 0, 0
    for original, translation in sentences:
        pairs.append(SentencePair(at, at + len(original), translated_at, translated_at + len(translation)))
        at, translated_at = at + len(original) + 1, translated_at + len(translation) + 1
    done = Translation("done", "en", english, "argos", "m 1", sentences=tuple(pairs) if known else ())
    return Segment("paragraph", text, language, translation=done)


def originals(query: str, *segments: Segment) -> list[str]:
    shown = Highlighter(parse(query), Evaluator(Names({}))).of(Document(segments=segments))
    assert len(shown.originals) == len(shown.pieces.get("translation", ()))
    return [original.text for original in shown.originals]


ARABIC = [
    ("هطل المطر أمس.", "It rained yesterday."),
    ("نفت الشركة الاتهامات <كلها>.", "The company denied all accusations."),
    ("ثم عاد الهدوء.", "Then calm returned."),
]


def test_a_hit_in_a_translation_marks_the_sentence_of_the_original() -> None:
    segment = translated(ARABIC)
    assert originals("accusations", segment) == [
        "هطل المطر أمس. <mark>نفت الشركة الاتهامات &lt;كلها&gt;.</mark> ثم عاد الهدوء."
    ]
    assert originals("calm AND rained", segment) == [
        "<mark>هطل المطر أمس.</mark> نفت الشركة الاتهامات &lt;كلها&gt;. <mark>ثم عاد الهدوء.</mark>"
    ]
    assert originals('"accusations then"', segment) == [
        "هطل المطر أمس. <mark>نفت الشركة الاتهامات &lt;كلها&gt;. ثم عاد الهدوء.</mark>"
    ]
    assert originals("الاتهامات", segment) == []


def test_who_translated_is_told_with_the_original() -> None:
    segment = translated([("天气很好。", "The weather is fine.")], "zh")
    shown = Highlighter(parse("weather"), Evaluator(Names({}))).of(Document(segments=(segment,)))
    assert shown.originals == [Original("<mark>天气很好。</mark>", "zh", "argos", "m 1")]


def test_a_long_original_is_shown_from_its_first_sentence_meant_to_the_last() -> None:
    rain = ("هطل المطر في كل مكان. " * 20, "It rained everywhere. " * 20)
    sentences = [rain, *ARABIC[1:], rain]
    assert originals("accusations", translated(sentences)) == [
        "<mark>نفت الشركة الاتهامات &lt;كلها&gt;.</mark>"
    ]
    assert originals("accusations AND calm", translated(sentences)) == [
        "<mark>نفت الشركة الاتهامات &lt;كلها&gt;.</mark> <mark>ثم عاد الهدوء.</mark>"
    ]


def test_where_the_sentences_are_not_known_all_of_the_original_is_meant() -> None:
    sentences = [*ARABIC, *ARABIC] * 4
    (shown, *_) = originals("calm", translated(sentences, known=False))
    assert shown.startswith("<mark>هطل")
    assert shown.endswith("الهدوء.</mark>")
    assert shown.count("<mark>") == 1


def test_each_piece_of_a_translation_has_its_own_original() -> None:
    rain = ("هطل المطر في كل مكان. " * 20, "It rained everywhere. " * 20)
    sentences = [("أولا نفي.", "First denial."), rain, ("ثانيا نفي.", "Second denial."), rain]
    segments = [translated(sentences), translated([("ثالثا نفي.", "Third denial.")])]
    assert originals("denial", *segments) == [
        "<mark>أولا نفي.</mark>",
        "<mark>ثانيا نفي.</mark>",
        "<mark>ثالثا نفي.</mark>",
    ]


def test_terms_of_paragraphs_spare_work_and_change_nothing(tmp_path: Path) -> None:
    watch = contract.watch(tmp_path)
    topics = resolve(watch.topics)
    evaluator = Evaluator(Names(watch.names), topics)
    documents = [document for document, *_ in contract.documents(watch)]
    terms = {d.id: paragraph_terms(d, index_streams(d).values()) for d in documents}

    for rows in contract.FINDS.values():
        for query, _ in rows:
            highlighter = Highlighter(parse(query, topics), evaluator)
            for document in documents:
                assert highlighter.of(document, terms[document.id]) == highlighter.of(document), query
