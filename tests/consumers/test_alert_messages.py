"""What an alert says: sentences, marks, translations, directions; hostile text stays text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from lxml import html as lxml_html

from consumers.excerpts import LONGEST, excerpts
from consumers.messages import Told, alert_message, shown_segments, summary_message
from crawler.document import (
    Document,
    Mention,
    Post,
    Segment,
    SentencePair,
    TextSide,
    Translation,
)
from crawler.store.translations import Correction

ZONE = ZoneInfo("Asia/Qatar")
RLI, PDI = "\u2067", "\u2069"


def mention(
    text: str, term: str, segment: int, name: str | None = None, side: TextSide = "original", nth: int = 0
) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = text.index(term, start + 1)
    return Mention("t", name or term, term, "body", side, segment, start, start + len(term))


def document_of(*segments: Segment, mentions: tuple[Mention, ...] = (), **fields: object) -> Document:
    base = Document(
        id="0f" * 16,
        canonical_url="https://news.example/a?b=1&c=2",
        outlet="Doha News",
        title="A title",
        published_at=datetime(2026, 7, 20, 21, 30, tzinfo=UTC),
        published_precision="second",
        language="en",
        segments=segments,
        topics=("t",),
        mentions=mentions,
    )
    return replace(base, **fields)  # type: ignore[arg-type] # any field of Document


def told(document: Document) -> Told:
    return Told("desk", "t", document)


def test_what_an_alert_shows() -> None:
    text = "It rained. Huawei denies it. Then it rained again."
    message = alert_message(
        told(document_of(Segment("paragraph", text, "en"), mentions=(mention(text, "Huawei", 0),))), ZONE
    )
    assert message.title == "[t] Doha News: A title"
    assert message.text.splitlines() == [
        "A title",
        "Doha News · 2026-07-21 00:30 Asia/Qatar",
        "https://news.example/a?b=1&c=2",
        "",
        "**Huawei** denies it.",
        "",
        f"Topic t · alert desk · document {'0f' * 16}",
    ]
    assert "<mark><b>Huawei</b></mark> denies it." in message.html


def test_a_date_without_a_time_is_not_moved_into_another_zone() -> None:
    day = document_of(published_at=datetime(2026, 7, 20, tzinfo=UTC), published_precision="day")
    assert "Doha News · 2026-07-20\n" in alert_message(told(day), ZoneInfo("America/New_York")).text
    unknown = replace(day, published_at=None, first_seen_at=datetime(2026, 7, 20, 21, 30, tzinfo=UTC))
    assert "no date given, first seen 2026-07-21 00:30 Asia/Qatar" in alert_message(told(unknown), ZONE).text


def translated(*sentences: tuple[str, str], language: str = "ar", known: bool = True) -> Segment:
    """A paragraph of these sentences, with their translations; whether the translation tells them apart."""
    pairs, at, translated_at = [], 0, 0
    for one, other in sentences:
        pairs.append(SentencePair(at, at + len(one), translated_at, translated_at + len(other)))
        at, translated_at = at + len(one) + 1, translated_at + len(other) + 1
    done = Translation(
        "done",
        "en",
        " ".join(other for _, other in sentences),
        "argos",
        "ar_en 1.0",
        sentences=tuple(pairs) if known else (),
    )
    return Segment("paragraph", " ".join(one for one, _ in sentences), language, translation=done)


def shown_beside(segment: Segment, term: str) -> tuple[str, str]:
    """The excerpt, original and translation, for a word found in the translation."""
    assert segment.translation and segment.translation.text
    document = document_of(
        segment, mentions=(mention(segment.translation.text, term, 0, None, "translation"),)
    )
    (excerpt,) = excerpts(document, "t")
    assert excerpt.translated
    assert [excerpt.translated.text[s:e] for s, e in excerpt.translated.marks] == [term]
    return excerpt.original.text, excerpt.translated.text


def test_original_and_machine_translation_stand_side_by_side() -> None:
    segment = translated(
        ("أمطرت.", "It rained."),
        ("قالت شركة هواوي إنها لا تعلم.", "Huawei company said it does not know."),
    )
    text, english = segment.text, segment.translation.text  # type: ignore[union-attr] # it is translated
    assert english
    title = Segment(
        "title", "بيان", "ar", translation=Translation("done", "en", "Statement", "argos", "ar_en 1.0")
    )
    document = document_of(
        title,
        segment,
        mentions=(
            mention(text, "هواوي", 1, "huawei"),
            mention(english, "Huawei", 1, "huawei", "translation"),
        ),
        title="بيان",
        language="ar",
        outlet="الراية",
    )
    lines = alert_message(told(document), ZONE).text.splitlines()
    assert lines[0] == f"{RLI}بيان{PDI}"
    assert lines[1] == "Machine translation (argos ar_en 1.0): Statement"
    assert f"{RLI}قالت شركة **هواوي** إنها لا تعلم.{PDI}" in lines
    assert "Machine translation (argos ar_en 1.0): **Huawei** company said it does not know." in lines
    page = lxml_html.fromstring(alert_message(told(document), ZONE).html)
    quote = page.xpath("//blockquote")[0]
    assert (quote.get("dir"), quote.get("lang")) == ("rtl", "ar")
    assert quote.xpath("string(.//mark)") == "هواوي"
    assert page.xpath("//h3/@dir") == ["rtl"]


def test_a_word_of_the_translation_shows_the_sentence_it_was_made_from() -> None:
    rain = ("أمطرت.", "It rained. Much.")  # one sentence became two: counting them would go wrong
    segment = translated(rain, ("نفت الشركة.", "The firm denies."), ("وعاد الهدوء.", "Calm came back."))
    assert shown_beside(segment, "denies") == ("نفت الشركة.", "The firm denies.")
    assert shown_beside(segment, "Much") == ("أمطرت.", "Much.")
    joined = translated(
        ("天气很好。下雨了。", "Fine weather, then rain."), ("华为否认了。", "Huawei denied."), language="zh"
    )
    assert shown_beside(joined, "Huawei") == ("华为否认了。", "Huawei denied.")
    assert shown_beside(joined, "rain") == ("天气很好。下雨了。", "Fine weather, then rain.")


def test_a_word_of_the_original_shows_the_translation_of_its_sentence() -> None:
    segment = translated(("أمطرت.", "It rained. Much."), ("نفت هواوي.", "Huawei denies."))
    (excerpt,) = excerpts(document_of(segment, mentions=(mention(segment.text, "هواوي", 0),)), "t")
    assert excerpt.translated
    assert (excerpt.original.text, excerpt.translated.text) == ("نفت هواوي.", "Huawei denies.")


def test_a_translation_that_does_not_tell_its_sentences_stands_beside_the_whole_text() -> None:
    segment = translated(("أمطرت.", "It rained."), ("نفت الشركة.", "The firm denies."), known=False)
    assert shown_beside(segment, "denies") == (segment.text, "The firm denies.")


LONG = [(f"أمطرت اليوم كثيرا في المدينة {n}.", f"It rained {n}.") for n in range(300)]
ENDLESS = ("كلمة " * 300 + "نفي " + "كلمة " * 300, "word " * 300 + "denies" + " word" * 300)


@pytest.mark.parametrize(
    "segment",
    [
        translated(*LONG, ("نفت الشركة.", "The firm denies."), known=False),
        translated(ENDLESS, ("أمطرت.", "It rained.")),
        Segment(
            "paragraph",
            " ".join(one for one, _ in LONG),
            "ar",
            translation=Correction("fixed", "The firm denies.").translation("en"),
        ),
    ],
    ids=["sentences not told apart", "one long sentence", "a person's fix"],
)
def test_what_stands_beside_an_excerpt_is_no_longer_than_one(segment: Segment) -> None:
    original, english = shown_beside(segment, "denies")
    assert len(english) <= LONGEST + 2
    assert LONGEST // 2 < len(original) <= LONGEST + 1
    assert original.endswith("…")
    assert segment.text.startswith(original.removesuffix("…"))


def test_a_word_that_is_marked_on_both_sides_is_shown_on_both() -> None:
    segment = translated(ENDLESS)
    english = ENDLESS[1]
    document = document_of(
        segment,
        mentions=(
            mention(segment.text, "نفي", 0, "denial"),
            mention(english, "denies", 0, "denial", "translation"),
        ),
    )
    (excerpt,) = excerpts(document, "t")
    assert excerpt.translated
    for passage, word in ((excerpt.original, "نفي"), (excerpt.translated, "denies")):
        assert len(passage.text) <= LONGEST + 2
        assert [passage.text[start:end] for start, end in passage.marks] == [word]


@pytest.mark.parametrize(
    ("translation", "said"),
    [
        (Translation("pending", "en"), "Machine translation: not done yet."),
        (
            Translation("failed", "en", None, "argos", "ar_en 1.0", "too long"),
            "Machine translation (argos ar_en 1.0) failed: too long.",
        ),
        (Correction("rejected", reason="a").translation("en"), "Translation rejected by a person: a."),
        (Correction("fixed", "Firm.").translation("en"), "Translation by a person: Firm."),
    ],
)
def test_a_translation_that_is_not_there(translation: Translation, said: str) -> None:
    segment = Segment("paragraph", "هواوي", "ar", translation=translation)
    message = alert_message(told(document_of(segment)), ZONE)
    assert said in message.text.splitlines()
    assert said in lxml_html.fromstring(message.html).text_content()


def test_a_marker_never_stands_inside_an_arabic_word() -> None:
    text = "مرحبا بهواوي وهواويهم."
    document = document_of(
        Segment("paragraph", text, "ar"),
        mentions=(mention(text, "هواوي", 0, "huawei"), mention(text, "هواوي", 0, "huawei", nth=1)),
    )
    assert "مرحبا **بهواوي** **وهواويهم**." in alert_message(told(document), ZONE).text


def test_chinese_is_marked_to_the_character() -> None:
    text = "天气很好。华为否认了。下雨了。"
    document = document_of(Segment("paragraph", text, "zh"), mentions=(mention(text, "华为", 0),))
    assert "**华为**否认了。" in alert_message(told(document), ZONE).text.splitlines()


def test_the_sentences_show_every_name() -> None:
    first, second = "Huawei denies. Nothing.", "Uyghur groups and Huawei. Uyghur groups."
    document = document_of(
        Segment("title", "Huawei", "en"),
        Segment("paragraph", first, "en"),
        Segment("paragraph", "Only uyghur here.", "en"),
        Segment("paragraph", second, "en"),
        mentions=(
            mention("Huawei", "Huawei", 0, "huawei"),
            mention(first, "Huawei", 1, "huawei"),
            mention(second, "Uyghur", 3, "uyghur"),
            mention(second, "Huawei", 3, "huawei"),
        ),
    )
    assert [e.original.text for e in excerpts(document, "t")] == ["Uyghur groups and Huawei."]
    apart = replace(document, mentions=document.mentions[1:3])
    assert [e.original.text for e in excerpts(apart, "t")] == ["Huawei denies.", "Uyghur groups and Huawei."]


def test_a_post_says_whose_words_it_is() -> None:
    document = document_of(
        Segment("post", "Huawei says.", "en", post=0),
        mentions=(mention("Huawei says.", "Huawei", 0),),
        posts=(Post("x", "هواوي", "HuaweiArabia"),),
    )
    assert (
        f"{RLI}".replace(RLI, "\u2068") + "هواوي\u2069 (@HuaweiArabia) on x: **Huawei** says."
        in alert_message(told(document), ZONE).text
    )


def test_a_topic_without_a_word_to_mark_shows_the_first_sentence() -> None:
    document = document_of(Segment("title", "T", "en"), Segment("paragraph", "First one. Second one.", "en"))
    assert [e.original.text for e in excerpts(document, "t")] == ["First one."]
    assert excerpts(document_of(), "t") == []


def test_an_endless_sentence_is_cut_around_its_mark() -> None:
    text = "word " * 500 + "Huawei" + " word" * 500
    document = document_of(Segment("paragraph", text, "en"), mentions=(mention(text, "Huawei", 0),))
    shown = excerpts(document, "t")[0].original
    assert len(shown.text) <= LONGEST + 2
    assert shown.text.startswith("…word")
    assert shown.text.endswith("word…")
    assert [shown.text[s:e] for s, e in shown.marks] == ["Huawei"]


def test_hostile_text_stays_text() -> None:
    text = "Huawei <script>alert(1)</script> \u202eevil\u2069 \x1b[31m & co."
    document = document_of(
        Segment("paragraph", text, "en"),
        mentions=(mention(text, "Huawei", 0),),
        title="A\nB\r\nBcc: x@y.z <img src=x>\u202e",
        outlet="<b>Out</b>",
        canonical_url="javascript:alert(1)",
    )
    message = alert_message(told(document), ZONE)
    assert message.title == "[t] <b>Out</b>: A B Bcc: x@y.z <img src=x>"
    assert not {"\u202e", "\u2069", "\x1b"}.intersection(message.text + message.html)
    page = lxml_html.fromstring(message.html)
    assert not page.xpath("//script | //img | //a")


def isolates_balance(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in "\u2066\u2067\u2068") - (character == PDI)
        if depth < 0:
            return False
    return depth == 0


def test_a_summary_lists_stories_newest_first_each_once() -> None:
    stories = [
        Told(
            "desk",
            topic,
            document_of(
                id=f"{n:032}",
                title="عنوان" if n % 2 else "Title",
                language="ar" if n % 2 else "en",
                canonical_url=f"https://news.example/{n}/",
                published_at=datetime(2026, 7, 1, n, tzinfo=UTC),
            ),
        )
        for n in range(23)
        for topic in ("one", "two")
    ]
    message = summary_message(stories, ZONE, "the first pass of doha")
    assert message.title == "[one, two] 23 stories from the first pass of doha"
    assert message.text.startswith("23 stories from the first pass of doha: one (23), two (23)\n")
    links = [line for line in message.text.splitlines() if line.startswith("https://")]
    assert links == [f"https://news.example/{n}/" for n in range(22, 2, -1)]
    assert message.text.endswith("and 3 more")
    assert all(isolates_balance(line) for line in message.text.splitlines())
    page = lxml_html.fromstring(message.html)
    assert len(page.xpath("//li")) == 20
    assert [a != b for a, b in pairwise(page.xpath("//li/h3/@dir"))] == [True] * 19


def test_a_summary_shows_the_most_telling_sentence_of_each_story() -> None:
    first, second = "Huawei denies.", "قالت هواوي عن الإيغور."
    english = "Huawei spoke of the Uyghurs."
    document = document_of(
        Segment("paragraph", first, "en"),
        Segment(
            "paragraph", second, "ar", translation=Translation("done", "en", english, "argos", "ar_en 1.0")
        ),
        mentions=(
            mention(first, "Huawei", 0, "huawei"),
            mention(second, "هواوي", 1, "huawei"),
            mention(second, "الإيغور", 1, "uyghur"),
        ),
    )
    other = replace(document, id="1e" * 16, canonical_url="https://news.example/b")
    lines = summary_message([told(document), told(other)], ZONE, "x").text.splitlines()
    assert lines.count(f"{RLI}قالت **هواوي** عن **الإيغور**.{PDI}") == 2
    assert lines.count(f"Machine translation (argos ar_en 1.0): {english}") == 2
    assert "**Huawei** denies." not in lines
    assert f"Topic t · alert desk · document {'1e' * 16}" in lines
    assert [s.text for s in shown_segments([told(document), told(other)])] == [second, second]
    assert [s.text for s in shown_segments([told(document)])] == [second]
